// SPDX-License-Identifier: MIT
// The parser's machinery: tokens read ahead, marks, nodes, lists, raising; and the entry points.
// Front-end, parse.
#include "parser.h"

#include <stdlib.h>

#include "errors.h"
#include "source.h"
#include "subparse.h"

enum { FIRST_TOKENS = 64 };

// ---- Tokens -------------------------------------------------------------------------------------

static void unclosed_bracket(parser *p) {
    const bracket *b = &p->lx.brackets[p->lx.level - 1];
    p->error->incomplete = true;
    py__raise_at(p, (py_pos){b->lineno, b->column, b->lineno, -1}, "'%c' was never closed",
                 b->opening);
}

// Words the errors that the lexer leaves to the parser.
static void raise_lexer_error(parser *p) {
    const int lineno = p->lx.lineno;
    const py_pos line = {lineno, 0, lineno, -1};
    switch (p->lx.done) {
    case DONE_END_IN_BRACKETS: unclosed_bracket(p); break;
    case DONE_END_AFTER_BACKSLASH:
        if (p->lx.level != 0) {
            unclosed_bracket(p);
            break;
        }
        p->error->incomplete = true;
        py__raise(p, PY_ERROR_SYNTAX, "unexpected EOF while parsing");
        break;
    case DONE_DEDENT:
        py__raise(p, PY_ERROR_INDENTATION, "unindent does not match any outer indentation level");
        break;
    case DONE_TABS:
        py__raise_at(p, line, "inconsistent use of tabs and spaces in indentation");
        p->error->kind = PY_ERROR_TAB;
        break;
    case DONE_TOO_DEEP:
        py__raise_at(p, line, "too many levels of indentation");
        p->error->kind = PY_ERROR_INDENTATION;
        break;
    case DONE_BACKSLASH: {
        const int32_t column = (int32_t)(p->lx.cur - p->lx.line_start) - 1;
        py__raise_at(p, (py_pos){lineno, column, lineno, -1},
                     "unexpected character after line continuation character");
        break;
    }
    case DONE_OK:
    case DONE_END:
    case DONE_RAISED: break;
    }
}

void py__fill(parser *p, size_t ahead) {
    while (p->fill <= p->pos + ahead) {
        if (p->fill == p->room) {
            const size_t room = p->room * 2;
            token *tokens = py__scratch_resize(p->tokens, room * sizeof *tokens);
            if (tokens == NULL) {
                // The last two are overwritten by what matches nothing (FIRST_TOKENS are there).
                py__no_memory(p);
                p->pos = p->fill - 1 - ahead;
                p->tokens[p->fill - 1].kind = T_ERROR;
                p->tokens[p->fill - 2].kind = T_ERROR;
                return;
            }
            p->tokens = tokens;
            p->room = room;
        }
        py__lexer_next(&p->lx, &p->tokens[p->fill]);
        p->fill++;
        if (p->tokens[p->fill - 1].kind == T_ERROR && !py__raised(p)) {
            raise_lexer_error(p);
        }
    }
}

mark py__mark(const parser *p) {
    return (mark){p->pos, p->stack_count, p->last_lineno, p->last_column, p->depth};
}

void py__reset(parser *p, const mark *m) {
    p->pos = m->pos;
    p->stack_count = m->stack_count;
    p->last_lineno = m->last_lineno;
    p->last_column = m->last_column;
    p->depth = m->depth;
}

bool py__enter(parser *p) {
    if (++p->depth <= MAX_DEPTH) {
        return true;
    }
    py__no_memory(p);
    return false;
}

// ---- Nodes and lists ----------------------------------------------------------------------------

void *py__alloc(parser *p, size_t size) {
    void *block = py__region_zalloc(p->region, size);
    return block == NULL ? py__no_memory(p) : block;
}

py_expr *py__expr(parser *p, py_expr_kind kind, py_pos start) {
    py_expr *e = py__alloc(p, sizeof *e);
    if (e != NULL) {
        e->kind = kind;
        e->pos = py__to_here(p, start);
    }
    return e;
}

py_stmt *py__stmt(parser *p, py_stmt_kind kind, py_pos start) {
    py_stmt *s = py__alloc(p, sizeof *s);
    if (s != NULL) {
        s->kind = kind;
        s->pos = py__to_here(p, start);
    }
    return s;
}

py_pattern *py__pattern(parser *p, py_pattern_kind kind, py_pos start) {
    py_pattern *pattern = py__alloc(p, sizeof *pattern);
    if (pattern != NULL) {
        pattern->kind = kind;
        pattern->pos = py__to_here(p, start);
    }
    return pattern;
}

bool py__push(parser *p, void *item) {
    if (p->stack_count == p->stack_room) {
        const size_t room = p->stack_room == 0 ? 64 : p->stack_room * 2;
        void **stack = py__scratch_resize(p->stack, room * sizeof *stack);
        if (stack == NULL) {
            py__no_memory(p);
            return false;
        }
        p->stack = stack;
        p->stack_room = room;
    }
    p->stack[p->stack_count++] = item;
    return true;
}

// All list types of ast.h have this layout.
typedef struct any_list {
    void **items;
    size_t count;
} any_list;

_Static_assert(sizeof(any_list) == sizeof(py_exprs) &&
                   offsetof(any_list, count) == offsetof(py_exprs, count),
               "lists are alike");

bool py__list(parser *p, size_t from, void *list) {
    any_list made = {NULL, p->stack_count - from};
    if (made.count != 0) {
        made.items = py__alloc(p, made.count * sizeof(void *));
        if (made.items == NULL) {
            return false;
        }
        memcpy(made.items, p->stack + from, made.count * sizeof(void *));
    }
    memcpy(list, &made, sizeof made);
    p->stack_count = from;
    return true;
}

py_name *py__name(parser *p, const char *text, size_t length) {
    py_name *name = py__name_intern(p->names, p->region, text, length);
    return name == NULL ? py__no_memory(p) : name;
}

// ---- Raising ------------------------------------------------------------------------------------

static int32_t to_characters(py_text line, int32_t column) {
    if (column <= 0) {
        return column;
    }
    size_t bytes = (size_t)column;
    bool beyond = false;
    if (bytes > line.length) {
        bytes = line.length;
        beyond = true;
    }
    return py__count_characters(line.bytes, bytes) + beyond;
}

// Columns here count from 1; 0 and -1 stay as they are.
static void *raise_place(parser *p, py_error_kind kind, py_pos place, const char *format,
                         va_list arguments) {
    if (py__raised(p)) {
        return NULL;
    }
    py_error *error = p->error;
    char message[sizeof error->message];
    vsnprintf(message, sizeof message, format, arguments);
    py__error_set(error, kind, "%s%s", p->fstring ? "f-string: " : "", message);
    const size_t length = (size_t)(p->lx.end - p->lx.text);
    const int first = p->fstring ? p->lx.starting_lineno : 1;
    py_text line = py__source_line(p->lx.text, length, place.lineno - first + 1);
    if (line.bytes == NULL) {
        line = (py_text){"", 0};
    }
    const int32_t shift = p->fstring ? p->lx.starting_column : 0;
    error->lineno = place.lineno;
    error->end_lineno = place.end_lineno;
    error->offset = to_characters(line, place.col_offset - shift);
    error->end_offset = to_characters(line, place.end_col_offset - shift);
    py__error_text(error, line, true);
    return NULL;
}

void *py__raise(parser *p, py_error_kind kind, const char *format, ...) {
    const token *t = &p->tokens[p->fill - 1];
    py_pos place = t->pos;
    if (place.col_offset < 0) {
        place.col_offset = (int32_t)(p->lx.cur - p->lx.line_start);
    } else {
        place.col_offset++;
        place.end_col_offset++;
    }
    if (t->kind == T_END) {
        p->error->incomplete = true;
    }
    va_list arguments;
    va_start(arguments, format);
    raise_place(p, kind, place, format, arguments);
    va_end(arguments);
    return NULL;
}

void *py__raise_at(parser *p, py_pos range, const char *format, ...) {
    range.col_offset++;
    range.end_col_offset++;
    va_list arguments;
    va_start(arguments, format);
    raise_place(p, PY_ERROR_SYNTAX, range, format, arguments);
    va_end(arguments);
    return NULL;
}

void *py__raise_from(parser *p, py_pos start, const char *format, ...) {
    start.col_offset++;
    start.end_lineno = p->lx.lineno;
    start.end_col_offset = (int32_t)(p->lx.cur - p->lx.line_start);
    va_list arguments;
    va_start(arguments, format);
    raise_place(p, PY_ERROR_SYNTAX, start, format, arguments);
    va_end(arguments);
    return NULL;
}

void *py__no_memory(parser *p) {
    py__error_memory(p->error);
    return NULL;
}

// ---- Two passes ---------------------------------------------------------------------------------

// An error of the lexer further on in the text goes before a syntax error: what looks wrong here
// may come from a quote or a bracket there.
static void read_rest(parser *p) {
    const int error_lineno = p->tokens[p->fill - 1].pos.lineno;
    py_error saved = *p->error;
    *p->error = (py_error){0};
    token t;
    do {
        py__lexer_next(&p->lx, &t);
    } while (t.kind != T_ERROR && t.kind != T_END);
    if (t.kind == T_ERROR && !py__raised(p) && p->lx.level != 0 &&
        error_lineno > p->lx.brackets[p->lx.level - 1].lineno) {
        unclosed_bracket(p);
    }
    if (py__raised(p)) {
        py_error_clear(&saved);
    } else {
        *p->error = saved;
    }
}

// What to say when nothing better was found.
static void raise_generic(parser *p, const token *last) {
    if (last->kind == T_INDENT || last->kind == T_DEDENT) {
        py__raise(p, PY_ERROR_INDENTATION, "unexpected %s",
                  last->kind == T_INDENT ? "indent" : "unindent");
        return;
    }
    if (last->kind == T_END) {
        p->error->incomplete = true;
    }
    py__raise_at(p, last->pos, "invalid syntax");
}

static void restart(parser *p, const char *text, size_t length, int lineno, int column) {
    py__lexer_init(&p->lx, text, length, lineno, column);
    p->fill = p->pos = p->dropped = p->stack_count = 0;
    p->depth = 0;
}

void *py__run(parser *p, const subject *what, start_rule rule) {
    p->tokens = py__scratch_resize(NULL, FIRST_TOKENS * sizeof *p->tokens);
    if (p->tokens == NULL) {
        return py__no_memory(p);
    }
    p->room = FIRST_TOKENS;
    restart(p, what->text, what->length, what->lineno, what->column);
    p->lx.names = p->names;
    p->lx.region = p->region;
    p->lx.error = p->error;
    p->diagnosing = false;
    void *result = rule(p);
    if (result != NULL && !py__raised(p)) {
        return result;
    }
    if (!py__raised(p)) {
        const token last = p->tokens[p->fill - 1];
        const size_t seen = p->dropped + p->fill;
        restart(p, what->text, what->length, what->lineno, what->column);
        p->diagnosing = p->second_pass = true;
        py__fill(p, seen - 1);
        rule(p);
        if (!py__raised(p)) {
            raise_generic(p, &last);
        }
    }
    const bool lexing = p->lx.done == DONE_OK || p->lx.done == DONE_END;
    if (lexing && p->error->kind != PY_ERROR_MEMORY) {
        read_rest(p);
    }
    return NULL;
}

void py__parser_free(parser *p) {
    free(p->tokens);
    free(p->stack);
    free(p->memo);
}

// ---- Entry points -------------------------------------------------------------------------------

static void *start_file(parser *p) {
    py_stmts *body = py__alloc(p, sizeof *body);
    if (body == NULL || !py__statements(p, T_END) || !py__list(p, 0, body)) {
        return NULL;
    }
    return body;
}

// Behind an interactive statement there may be only blanks and comments.
static bool nothing_follows(parser *p) {
    bool comment = false;
    for (const char *s = p->lx.cur; s < p->lx.end; s++) {
        comment = *s == '#' || (comment && *s != '\n');
        if (!comment && strchr(" \t\f\n", *s) == NULL) {
            py__raise(p, PY_ERROR_SYNTAX,
                      "multiple statements found while compiling a single statement");
            return false;
        }
    }
    return true;
}

static void *start_single(parser *p) {
    py_stmts *body = py__alloc(p, sizeof *body);
    if (body == NULL) {
        return NULL;
    }
    if (py__accept(p, T_NEWLINE)) {
        py_stmt *pass = py__stmt(p, PY_STMT_PASS, py__start(p));
        return pass != NULL && py__push(p, pass) && py__list(p, 0, body) ? body : NULL;
    }
    if (py__name_is(py__token(p), "match")) {
        py_stmt *s = py__match_stmt(p);
        if (s != NULL || py__raised(p)) {
            py__accept(p, T_NEWLINE);
            return s != NULL && py__push(p, s) && nothing_follows(p) && py__list(p, 0, body) ? body
                                                                                             : NULL;
        }
    }
    if (py__is_compound(p)) {
        py_stmt *s = py__compound_stmt(p);
        if (s == NULL || !py__push(p, s)) {
            return NULL;
        }
        if (!py__accept(p, T_NEWLINE) && py__peek(p) != T_END) {
            return NULL;
        }
    } else if (!py__simple_stmts(p)) {
        return NULL;
    }
    return nothing_follows(p) && py__list(p, 0, body) ? body : NULL;
}

static void *start_eval(parser *p) {
    py_expr *e = py__expressions(p);
    if (e == NULL) {
        return NULL;
    }
    while (py__accept(p, T_NEWLINE)) {
    }
    return py__peek(p) == T_END ? e : NULL;
}

static bool parse_into(py_tree *tree, const char *filename, py_error *error) {
    tree->region = py__region_new();
    if (tree->region == NULL) {
        py__error_memory(error);
        return false;
    }
    tree->filename = py__region_copy(tree->region, filename, strlen(filename));
    if (tree->filename == NULL) {
        py__error_memory(error);
        return false;
    }
    static const start_rule rules[] = {start_file, start_eval, start_single};
    name_table names = {0};
    parser p = {.names = &names, .region = tree->region, .error = error};
    const subject what = {tree->source->text, tree->source->length, 1, 0};
    void *result = py__run(&p, &what, rules[tree->mode]);
    if (result != NULL && tree->mode == PY_PARSE_EVAL) {
        tree->expr = result;
    } else if (result != NULL) {
        tree->body = *(py_stmts *)result;
    }
    py__parser_free(&p);
    py__names_free(&names);
    return result != NULL;
}

static py_tree *parse(const char *bytes, size_t length, bool raw, const char *filename,
                      py_parse_mode mode, py_error *error) {
    *error = (py_error){0};
    py_source *source = py__source_new(bytes, length, raw, filename, error);
    if (source == NULL) {
        return NULL;
    }
    py_tree *tree = py__scratch_resize(NULL, sizeof *tree);
    if (tree == NULL) {
        py__source_free(source);
        py__error_memory(error);
        return NULL;
    }
    *tree = (py_tree){.mode = mode, .source = source};
    if (!parse_into(tree, filename, error)) {
        py_tree_free(tree);
        return NULL;
    }
    return tree;
}

py_tree *py_parse(const char *source, size_t length, const char *filename, py_parse_mode mode,
                  py_error *error) {
    return parse(source, length, false, filename, mode, error);
}

py_tree *py_parse_bytes(const char *bytes, size_t length, const char *filename, py_parse_mode mode,
                        py_error *error) {
    return parse(bytes, length, true, filename, mode, error);
}

void py_tree_free(py_tree *tree) {
    if (tree != NULL) {
        py__region_free(tree->region);
        py__source_free(tree->source);
        free(tree);
    }
}

py_text py_tree_line(const py_tree *tree, int lineno) {
    py_text line = py__source_line(tree->source->text, tree->source->length, lineno);
    if (line.length != 0 && line.bytes[line.length - 1] == '\n') {
        line.length--;
    }
    return line;
}
