// SPDX-License-Identifier: MIT
// py_ast_dump: a tree as the text that ast.dump(..., include_attributes=True) prints.
// Front-end, parse.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "repr.h"
#include "source.h"

static void dump_expr(FILE *out, const py_expr *e);
static void dump_stmt(FILE *out, const py_stmt *s);
static void dump_pattern(FILE *out, const py_pattern *p);

// ---- Names of kinds -----------------------------------------------------------------------------

const char *py_expr_kind_name(py_expr_kind kind) {
    static const char *const names[] = {
        "BoolOp",    "NamedExpr", "BinOp",     "UnaryOp",   "Lambda",   "IfExp",
        "Dict",      "Set",       "ListComp",  "SetComp",   "DictComp", "GeneratorExp",
        "Await",     "Yield",     "YieldFrom", "Compare",   "Call",     "FormattedValue",
        "JoinedStr", "Constant",  "Attribute", "Subscript", "Starred",  "Name",
        "List",      "Tuple",     "Slice",
    };
    return names[kind];
}

const char *py_stmt_kind_name(py_stmt_kind kind) {
    static const char *const names[] = {
        "FunctionDef", "AsyncFunctionDef",
        "ClassDef",    "Return",
        "Delete",      "Assign",
        "AugAssign",   "AnnAssign",
        "For",         "AsyncFor",
        "While",       "If",
        "With",        "AsyncWith",
        "Match",       "Raise",
        "Try",         "TryStar",
        "Assert",      "Import",
        "ImportFrom",  "Global",
        "Nonlocal",    "Expr",
        "Pass",        "Break",
        "Continue",
    };
    return names[kind];
}

static const char *const operator_names[] = {
    "Add",    "Sub",    "Mult",  "MatMult", "Div",    "Mod",      "Pow",
    "LShift", "RShift", "BitOr", "BitXor",  "BitAnd", "FloorDiv",
};
static const char *const unary_names[] = {"Invert", "Not", "UAdd", "USub"};
static const char *const compare_names[] = {"Eq",  "NotEq", "Lt",    "LtE", "Gt",
                                            "GtE", "Is",    "IsNot", "In",  "NotIn"};
static const char *const context_names[] = {"Load", "Store", "Del"};

// ---- Small things -------------------------------------------------------------------------------

static void dump_pos(FILE *out, py_pos pos) {
    fprintf(out, ", lineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d)", pos.lineno,
            pos.col_offset, pos.end_lineno, pos.end_col_offset);
}

// The position of a node that has no field before it.
static void dump_first_pos(FILE *out, py_pos pos) {
    fprintf(out, "lineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d)", pos.lineno,
            pos.col_offset, pos.end_lineno, pos.end_col_offset);
}

static void dump_name(FILE *out, const py_name *name) {
    py__write_str(out, (py_text){name->text, name->length});
}

static void dump_optional_name(FILE *out, const char *field, const py_name *name) {
    if (name != NULL) {
        fputs(field, out);
        dump_name(out, name);
    }
}

static void dump_field(FILE *out, const char *field, const py_expr *e) {
    if (e != NULL) {
        fputs(field, out);
        dump_expr(out, e);
    }
}

static void dump_exprs(FILE *out, const char *field, py_exprs list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        if (list.items[i] == NULL) {
            fputs("None", out);
        } else {
            dump_expr(out, list.items[i]);
        }
    }
    fputc(']', out);
}

static void dump_stmts(FILE *out, const char *field, py_stmts list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        dump_stmt(out, list.items[i]);
    }
    fputc(']', out);
}

static void dump_names(FILE *out, const char *field, py_names list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        dump_name(out, list.items[i]);
    }
    fputc(']', out);
}

static void dump_patterns(FILE *out, const char *field, py_patterns list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        dump_pattern(out, list.items[i]);
    }
    fputc(']', out);
}

static void dump_arg(FILE *out, const py_arg *arg) {
    fputs("arg(arg=", out);
    dump_name(out, arg->arg);
    dump_field(out, ", annotation=", arg->annotation);
    dump_pos(out, arg->pos);
}

static void dump_args(FILE *out, const char *field, py_args list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        fputs(i == 0 ? "" : ", ", out);
        dump_arg(out, list.items[i]);
    }
    fputc(']', out);
}

static void dump_arguments(FILE *out, const py_arguments *a) {
    dump_args(out, "arguments(posonlyargs=", a->posonlyargs);
    dump_args(out, ", args=", a->args);
    if (a->vararg != NULL) {
        fputs(", vararg=", out);
        dump_arg(out, a->vararg);
    }
    dump_args(out, ", kwonlyargs=", a->kwonlyargs);
    dump_exprs(out, ", kw_defaults=", a->kw_defaults);
    if (a->kwarg != NULL) {
        fputs(", kwarg=", out);
        dump_arg(out, a->kwarg);
    }
    dump_exprs(out, ", defaults=", a->defaults);
    fputc(')', out);
}

static void dump_keywords(FILE *out, const char *field, py_keywords list) {
    fprintf(out, "%s[", field);
    for (size_t i = 0; i < list.count; i++) {
        const py_keyword *k = list.items[i];
        fputs(i == 0 ? "keyword(" : ", keyword(", out);
        if (k->arg != NULL) {
            dump_optional_name(out, "arg=", k->arg);
            fputs(", ", out);
        }
        dump_field(out, "value=", k->value);
        dump_pos(out, k->pos);
    }
    fputc(']', out);
}

static void dump_generators(FILE *out, py_comprehensions list) {
    fputs(", generators=[", out);
    for (size_t i = 0; i < list.count; i++) {
        const py_comprehension *c = list.items[i];
        fputs(i == 0 ? "" : ", ", out);
        dump_field(out, "comprehension(target=", c->target);
        dump_field(out, ", iter=", c->iter);
        dump_exprs(out, ", ifs=", c->ifs);
        fprintf(out, ", is_async=%d)", c->is_async);
    }
    fputc(']', out);
}

static void dump_context(FILE *out, py_context ctx) {
    fprintf(out, ", ctx=%s()", context_names[ctx]);
}

// ---- Expressions --------------------------------------------------------------------------------

static void dump_constant(FILE *out, const py_constant *c) {
    fputs("value=", out);
    py__write_constant(out, c);
    if (c->unicode_prefix) {
        fputs(", kind='u'", out);
    }
}

static void dump_compare(FILE *out, const py_expr *e) {
    dump_field(out, "left=", e->v.compare.left);
    fputs(", ops=[", out);
    for (size_t i = 0; i < e->v.compare.comparators.count; i++) {
        fprintf(out, "%s%s()", i == 0 ? "" : ", ", compare_names[e->v.compare.ops[i]]);
    }
    fputc(']', out);
    dump_exprs(out, ", comparators=", e->v.compare.comparators);
}

static void dump_comprehension(FILE *out, const py_expr *e) {
    if (e->kind == PY_EXPR_DICTCOMP) {
        dump_field(out, "key=", e->v.dictcomp.key);
        dump_field(out, ", value=", e->v.dictcomp.value);
        dump_generators(out, e->v.dictcomp.generators);
    } else {
        dump_field(out, "elt=", e->v.comp.elt);
        dump_generators(out, e->v.comp.generators);
    }
}

// Slices and yields, whose fields may all be absent. Returns whether there was one.
static bool dump_sparse(FILE *out, const py_expr *e) {
    if (e->kind == PY_EXPR_YIELD) {
        dump_field(out, "value=", e->v.yield.value);
        return e->v.yield.value != NULL;
    }
    const char *comma = "";
    const py_expr *parts[] = {e->v.slice.lower, e->v.slice.upper, e->v.slice.step};
    static const char *const fields[] = {"lower=", "upper=", "step="};
    for (int i = 0; i < 3; i++) {
        if (parts[i] != NULL) {
            fputs(comma, out);
            dump_field(out, fields[i], parts[i]);
            comma = ", ";
        }
    }
    return *comma != '\0';
}

static void dump_operation(FILE *out, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_BOOLOP:
        fprintf(out, "op=%s()", e->v.boolop.op == PY_AND ? "And" : "Or");
        dump_exprs(out, ", values=", e->v.boolop.values);
        break;
    case PY_EXPR_NAMEDEXPR:
        dump_field(out, "target=", e->v.namedexpr.target);
        dump_field(out, ", value=", e->v.namedexpr.value);
        break;
    case PY_EXPR_BINOP:
        dump_field(out, "left=", e->v.binop.left);
        fprintf(out, ", op=%s()", operator_names[e->v.binop.op]);
        dump_field(out, ", right=", e->v.binop.right);
        break;
    case PY_EXPR_UNARYOP:
        fprintf(out, "op=%s()", unary_names[e->v.unaryop.op]);
        dump_field(out, ", operand=", e->v.unaryop.operand);
        break;
    case PY_EXPR_LAMBDA:
        fputs("args=", out);
        dump_arguments(out, e->v.lambda.args);
        dump_field(out, ", body=", e->v.lambda.body);
        break;
    case PY_EXPR_IFEXP:
        dump_field(out, "test=", e->v.ifexp.test);
        dump_field(out, ", body=", e->v.ifexp.body);
        dump_field(out, ", orelse=", e->v.ifexp.orelse);
        break;
    case PY_EXPR_AWAIT: dump_field(out, "value=", e->v.await.value); break;
    case PY_EXPR_YIELDFROM: dump_field(out, "value=", e->v.yieldfrom.value); break;
    case PY_EXPR_CALL:
        dump_field(out, "func=", e->v.call.func);
        dump_exprs(out, ", args=", e->v.call.args);
        dump_keywords(out, ", keywords=", e->v.call.keywords);
        break;
    default: dump_compare(out, e); break;
    }
}

static void dump_place(FILE *out, const py_expr *e) {
    switch (e->kind) {
    case PY_EXPR_ATTRIBUTE:
        dump_field(out, "value=", e->v.attribute.value);
        dump_optional_name(out, ", attr=", e->v.attribute.attr);
        dump_context(out, e->v.attribute.ctx);
        break;
    case PY_EXPR_SUBSCRIPT:
        dump_field(out, "value=", e->v.subscript.value);
        dump_field(out, ", slice=", e->v.subscript.slice);
        dump_context(out, e->v.subscript.ctx);
        break;
    case PY_EXPR_STARRED:
        dump_field(out, "value=", e->v.starred.value);
        dump_context(out, e->v.starred.ctx);
        break;
    case PY_EXPR_NAME:
        dump_optional_name(out, "id=", e->v.name.id);
        dump_context(out, e->v.name.ctx);
        break;
    default:
        dump_exprs(out, "elts=", e->v.list.elts);
        dump_context(out, e->v.list.ctx);
        break;
    }
}

static void dump_expr(FILE *out, const py_expr *e) {
    fprintf(out, "%s(", py_expr_kind_name(e->kind));
    switch (e->kind) {
    case PY_EXPR_DICT:
        dump_exprs(out, "keys=", e->v.dict.keys);
        dump_exprs(out, ", values=", e->v.dict.values);
        break;
    case PY_EXPR_SET: dump_exprs(out, "elts=", e->v.set.elts); break;
    case PY_EXPR_LISTCOMP:
    case PY_EXPR_SETCOMP:
    case PY_EXPR_DICTCOMP:
    case PY_EXPR_GENERATOREXP: dump_comprehension(out, e); break;
    case PY_EXPR_SLICE:
    case PY_EXPR_YIELD:
        if (!dump_sparse(out, e)) {
            dump_first_pos(out, e->pos);
            return;
        }
        break;
    case PY_EXPR_FORMATTEDVALUE:
        dump_field(out, "value=", e->v.formattedvalue.value);
        fprintf(out, ", conversion=%d", e->v.formattedvalue.conversion);
        dump_field(out, ", format_spec=", e->v.formattedvalue.format_spec);
        break;
    case PY_EXPR_JOINEDSTR: dump_exprs(out, "values=", e->v.joinedstr.values); break;
    case PY_EXPR_CONSTANT: dump_constant(out, &e->v.constant); break;
    case PY_EXPR_ATTRIBUTE:
    case PY_EXPR_SUBSCRIPT:
    case PY_EXPR_STARRED:
    case PY_EXPR_NAME:
    case PY_EXPR_LIST:
    case PY_EXPR_TUPLE: dump_place(out, e); break;
    default: dump_operation(out, e); break;
    }
    dump_pos(out, e->pos);
}

// ---- Patterns -----------------------------------------------------------------------------------

static void dump_sparse_pattern(FILE *out, const py_pattern *p) {
    if (p->kind == PY_PATTERN_STAR) {
        dump_optional_name(out, "name=", p->v.star.name);
        (p->v.star.name != NULL ? dump_pos : dump_first_pos)(out, p->pos);
        return;
    }
    if (p->v.as.pattern != NULL) {
        fputs("pattern=", out);
        dump_pattern(out, p->v.as.pattern);
        fputs(", ", out);
    }
    dump_optional_name(out, "name=", p->v.as.name);
    (p->v.as.name != NULL ? dump_pos : dump_first_pos)(out, p->pos);
}

static void dump_pattern(FILE *out, const py_pattern *p) {
    static const char *const names[] = {"MatchValue",   "MatchSingleton", "MatchSequence",
                                        "MatchMapping", "MatchClass",     "MatchStar",
                                        "MatchAs",      "MatchOr"};
    fprintf(out, "%s(", names[p->kind]);
    switch (p->kind) {
    case PY_PATTERN_VALUE: dump_field(out, "value=", p->v.value.value); break;
    case PY_PATTERN_SINGLETON:
        fputs("value=", out);
        py__write_constant(out, &(py_constant){.kind = p->v.singleton.value});
        break;
    case PY_PATTERN_SEQUENCE: dump_patterns(out, "patterns=", p->v.sequence.patterns); break;
    case PY_PATTERN_MAPPING:
        dump_exprs(out, "keys=", p->v.mapping.keys);
        dump_patterns(out, ", patterns=", p->v.mapping.patterns);
        dump_optional_name(out, ", rest=", p->v.mapping.rest);
        break;
    case PY_PATTERN_CLASS:
        dump_field(out, "cls=", p->v.cls.cls);
        dump_patterns(out, ", patterns=", p->v.cls.patterns);
        dump_names(out, ", kwd_attrs=", p->v.cls.kwd_attrs);
        dump_patterns(out, ", kwd_patterns=", p->v.cls.kwd_patterns);
        break;
    case PY_PATTERN_STAR:
    case PY_PATTERN_AS: dump_sparse_pattern(out, p); return;
    case PY_PATTERN_OR: dump_patterns(out, "patterns=", p->v.or.patterns); break;
    }
    dump_pos(out, p->pos);
}

// ---- Statements ---------------------------------------------------------------------------------

static void dump_aliases(FILE *out, py_aliases list) {
    fputs("names=[", out);
    for (size_t i = 0; i < list.count; i++) {
        const py_alias *a = list.items[i];
        fputs(i == 0 ? "alias(" : ", alias(", out);
        dump_optional_name(out, "name=", a->name);
        dump_optional_name(out, ", asname=", a->asname);
        dump_pos(out, a->pos);
    }
    fputc(']', out);
}

static void dump_try(FILE *out, const py_stmt *s) {
    dump_stmts(out, "body=", s->v.try.body);
    fputs(", handlers=[", out);
    for (size_t i = 0; i < s->v.try.handlers.count; i++) {
        const py_handler *h = s->v.try.handlers.items[i];
        fputs(i == 0 ? "ExceptHandler(" : ", ExceptHandler(", out);
        dump_field(out, "type=", h->type);
        dump_optional_name(out, ", name=", h->name);
        dump_stmts(out, h->type != NULL ? ", body=" : "body=", h->body);
        dump_pos(out, h->pos);
    }
    fputc(']', out);
    dump_stmts(out, ", orelse=", s->v.try.orelse);
    dump_stmts(out, ", finalbody=", s->v.try.finalbody);
}

static void dump_with(FILE *out, const py_stmt *s) {
    fputs("items=[", out);
    for (size_t i = 0; i < s->v.with.items.count; i++) {
        const py_withitem *item = s->v.with.items.items[i];
        fputs(i == 0 ? "" : ", ", out);
        dump_field(out, "withitem(context_expr=", item->context_expr);
        dump_field(out, ", optional_vars=", item->optional_vars);
        fputc(')', out);
    }
    fputc(']', out);
    dump_stmts(out, ", body=", s->v.with.body);
}

static void dump_match(FILE *out, const py_stmt *s) {
    dump_field(out, "subject=", s->v.match.subject);
    fputs(", cases=[", out);
    for (size_t i = 0; i < s->v.match.cases.count; i++) {
        const py_match_case *c = s->v.match.cases.items[i];
        fputs(i == 0 ? "match_case(pattern=" : ", match_case(pattern=", out);
        dump_pattern(out, c->pattern);
        dump_field(out, ", guard=", c->guard);
        dump_stmts(out, ", body=", c->body);
        fputc(')', out);
    }
    fputc(']', out);
}

static void dump_definition(FILE *out, const py_stmt *s) {
    if (s->kind == PY_STMT_CLASSDEF) {
        dump_optional_name(out, "name=", s->v.classdef.name);
        dump_exprs(out, ", bases=", s->v.classdef.bases);
        dump_keywords(out, ", keywords=", s->v.classdef.keywords);
        dump_stmts(out, ", body=", s->v.classdef.body);
        dump_exprs(out, ", decorator_list=", s->v.classdef.decorator_list);
        return;
    }
    dump_optional_name(out, "name=", s->v.functiondef.name);
    fputs(", args=", out);
    dump_arguments(out, s->v.functiondef.args);
    dump_stmts(out, ", body=", s->v.functiondef.body);
    dump_exprs(out, ", decorator_list=", s->v.functiondef.decorator_list);
    dump_field(out, ", returns=", s->v.functiondef.returns);
}

static void dump_loop(FILE *out, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_WHILE:
        dump_field(out, "test=", s->v.whileloop.test);
        dump_stmts(out, ", body=", s->v.whileloop.body);
        dump_stmts(out, ", orelse=", s->v.whileloop.orelse);
        break;
    case PY_STMT_IF:
        dump_field(out, "test=", s->v.ifelse.test);
        dump_stmts(out, ", body=", s->v.ifelse.body);
        dump_stmts(out, ", orelse=", s->v.ifelse.orelse);
        break;
    default:
        dump_field(out, "target=", s->v.forloop.target);
        dump_field(out, ", iter=", s->v.forloop.iter);
        dump_stmts(out, ", body=", s->v.forloop.body);
        dump_stmts(out, ", orelse=", s->v.forloop.orelse);
        break;
    }
}

static void dump_assignment(FILE *out, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_ASSIGN:
        dump_exprs(out, "targets=", s->v.assign.targets);
        dump_field(out, ", value=", s->v.assign.value);
        break;
    case PY_STMT_AUGASSIGN:
        dump_field(out, "target=", s->v.augassign.target);
        fprintf(out, ", op=%s()", operator_names[s->v.augassign.op]);
        dump_field(out, ", value=", s->v.augassign.value);
        break;
    default:
        dump_field(out, "target=", s->v.annassign.target);
        dump_field(out, ", annotation=", s->v.annassign.annotation);
        dump_field(out, ", value=", s->v.annassign.value);
        fprintf(out, ", simple=%d", s->v.annassign.simple);
        break;
    }
}

// Statements of few fields. Returns whether there was any.
static bool dump_small(FILE *out, const py_stmt *s) {
    switch (s->kind) {
    case PY_STMT_RETURN: dump_field(out, "value=", s->v.ret.value); return s->v.ret.value != NULL;
    case PY_STMT_DELETE: dump_exprs(out, "targets=", s->v.del.targets); return true;
    case PY_STMT_RAISE:
        dump_field(out, "exc=", s->v.raise.exc);
        dump_field(out, ", cause=", s->v.raise.cause);
        return s->v.raise.exc != NULL;
    case PY_STMT_ASSERT:
        dump_field(out, "test=", s->v.assertion.test);
        dump_field(out, ", msg=", s->v.assertion.msg);
        return true;
    case PY_STMT_IMPORT: dump_aliases(out, s->v.import.names); return true;
    case PY_STMT_IMPORTFROM:
        if (s->v.importfrom.module != NULL) {
            dump_optional_name(out, "module=", s->v.importfrom.module);
            fputs(", ", out);
        }
        dump_aliases(out, s->v.importfrom.names);
        fprintf(out, ", level=%d", s->v.importfrom.level);
        return true;
    case PY_STMT_GLOBAL:
    case PY_STMT_NONLOCAL: dump_names(out, "names=", s->v.global.names); return true;
    case PY_STMT_EXPR: dump_field(out, "value=", s->v.expr.value); return true;
    default: return false;
    }
}

static void dump_stmt(FILE *out, const py_stmt *s) {
    bool fields = true;
    fprintf(out, "%s(", py_stmt_kind_name(s->kind));
    switch (s->kind) {
    case PY_STMT_FUNCTIONDEF:
    case PY_STMT_ASYNCFUNCTIONDEF:
    case PY_STMT_CLASSDEF: dump_definition(out, s); break;
    case PY_STMT_ASSIGN:
    case PY_STMT_AUGASSIGN:
    case PY_STMT_ANNASSIGN: dump_assignment(out, s); break;
    case PY_STMT_FOR:
    case PY_STMT_ASYNCFOR:
    case PY_STMT_WHILE:
    case PY_STMT_IF: dump_loop(out, s); break;
    case PY_STMT_WITH:
    case PY_STMT_ASYNCWITH: dump_with(out, s); break;
    case PY_STMT_MATCH: dump_match(out, s); break;
    case PY_STMT_TRY:
    case PY_STMT_TRYSTAR: dump_try(out, s); break;
    default: fields = dump_small(out, s); break;
    }
    (fields ? dump_pos : dump_first_pos)(out, s->pos);
}

int py_ast_dump(const py_tree *tree, FILE *out) {
    switch (tree->mode) {
    case PY_PARSE_FILE:
        dump_stmts(out, "Module(body=", tree->body);
        fputs(", type_ignores=[])", out);
        break;
    case PY_PARSE_EVAL:
        dump_field(out, "Expression(body=", tree->expr);
        fputc(')', out);
        break;
    case PY_PARSE_SINGLE:
        dump_stmts(out, "Interactive(body=", tree->body);
        fputc(')', out);
        break;
    }
    return ferror(out) ? -1 : 0;
}
