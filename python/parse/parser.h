// SPDX-License-Identifier: MIT
// The parser's state and the functions its files share.
// Front-end, parse.
//
// A parsing function returns NULL (false) when its text does not match. That is a *soft* failure:
// nothing is reported, and the caller may go back to a mark and try something else. An error that
// was *raised* (py__raise...) sits in `error` and ends all parsing.
//
// There are two passes, as in CPython. The first only finds out whether the text is Python, fast.
// When it is not, a second one runs over the same text with `diagnosing` set: now functions that
// fail look for well-known mistakes at their place (diagnose.c) and raise a message for them.
// When none is found, the error is "invalid syntax" at the last token the first pass looked at.
#ifndef OURO_PYTHON_PARSE_PARSER_H
#define OURO_PYTHON_PARSE_PARSER_H

#include <string.h>

#include "tokens.h"

typedef struct parser {
    lexer lx;
    token *tokens; // tokens[pos] is the next one; the first `fill` were read
    size_t fill;
    size_t pos;
    size_t room;
    size_t dropped;      // tokens that were forgotten before tokens[0]
    int32_t last_lineno; // where the last token with text that was consumed ends
    int32_t last_column;
    int depth;
    bool diagnosing;
    bool second_pass;  // stays set where `diagnosing` is off for a while
    struct memo *memo; // second pass: what py__atom found at a token
    size_t memo_room;
    bool fstring;      // parsing one expression of an f-string
    int fstring_depth; // f-strings around this one
    void **stack;      // lists under construction
    size_t stack_count;
    size_t stack_room;
    name_table *names;
    py_region *region;
    py_error *error;
} parser;

// What py__atom found, so that looking for mistakes in nested brackets stays linear.
typedef struct memo {
    bool known;
    py_expr *found;
    size_t pos; // behind it
    int32_t last_lineno;
    int32_t last_column;
} memo;

typedef struct mark {
    size_t pos;
    size_t stack_count;
    int32_t last_lineno;
    int32_t last_column;
    int depth;
} mark;

enum { MAX_DEPTH = 1000 };

// ---- Tokens (parser.c) --------------------------------------------------------------------------

// Makes sure that tokens[pos + ahead] is there.
void py__fill(parser *p, size_t ahead);

static inline token_kind py__peek(parser *p) {
    if (p->pos >= p->fill) {
        py__fill(p, 0);
    }
    return p->tokens[p->pos].kind;
}

static inline token_kind py__peek_second(parser *p) {
    if (p->pos + 1 >= p->fill) {
        py__fill(p, 1);
    }
    return p->tokens[p->pos + 1].kind;
}

// The next token, which was peeked at.
static inline const token *py__token(const parser *p) {
    return &p->tokens[p->pos];
}

static inline void py__advance(parser *p) {
    const token *t = &p->tokens[p->pos++];
    if (t->kind > T_DEDENT) {
        p->last_lineno = t->pos.end_lineno;
        p->last_column = t->pos.end_col_offset;
    }
}

static inline bool py__accept(parser *p, token_kind kind) {
    if (py__peek(p) != kind) {
        return false;
    }
    py__advance(p);
    return true;
}

// Where the next token begins.
static inline py_pos py__start(parser *p) {
    py__peek(p);
    return p->tokens[p->pos].pos;
}

// `start`, ended behind the last token that was consumed.
static inline py_pos py__to_here(const parser *p, py_pos start) {
    start.end_lineno = p->last_lineno;
    start.end_col_offset = p->last_column;
    return start;
}

static inline py_pos py__span(py_pos from, py_pos to) {
    from.end_lineno = to.end_lineno;
    from.end_col_offset = to.end_col_offset;
    return from;
}

static inline bool py__raised(const parser *p) {
    return p->error->kind != PY_ERROR_NONE;
}

// Whether a failed function may look for the mistake.
static inline bool py__may_diagnose(const parser *p) {
    return p->diagnosing && !py__raised(p);
}

static inline bool py__name_is(const token *t, const char *text) {
    return t->kind == T_NAME && strcmp(t->name->text, text) == 0;
}

mark py__mark(const parser *p);
void py__reset(parser *p, const mark *m);

// Counts a level of recursion; false, with the error raised, when there are too many.
bool py__enter(parser *p);

static inline void py__leave(parser *p) {
    p->depth--;
}

// ---- Nodes and lists (parser.c) -----------------------------------------------------------------

// A zeroed node from `start` to the last token; NULL without memory, raised.
py_expr *py__expr(parser *p, py_expr_kind kind, py_pos start);
py_stmt *py__stmt(parser *p, py_stmt_kind kind, py_pos start);
py_pattern *py__pattern(parser *p, py_pattern_kind kind, py_pos start);

// Zeroed region memory; NULL without memory, raised.
void *py__alloc(parser *p, size_t size);

// Pushes a pointer on the list stack.
bool py__push(parser *p, void *item);

// Takes what was pushed since the stack had `from` entries into an array in the region.
bool py__list(parser *p, size_t from, void *list);

// The interned name of a text.
py_name *py__name(parser *p, const char *text, size_t length);

// ---- Raising (parser.c) -------------------------------------------------------------------------

// Each returns NULL. py__raise: at the last token read; py__raise_at: over a range, whose end
// column is -1 when it has none; py__raise_from: from a place to the last token read.
void *py__raise(parser *p, py_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *py__raise_at(parser *p, py_pos range, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *py__raise_from(parser *p, py_pos start, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *py__no_memory(parser *p);

// ---- Expressions (parse_expr.c, parse_atom.c, parse_call.c, parse_params.c) ---------------------

py_expr *py__expressions(parser *p);
py_expr *py__star_expressions(parser *p);
py_expr *py__star_expression(parser *p);
py_expr *py__yield_or_star_expressions(parser *p);
py_expr *py__star_named_expression(parser *p);
py_expr *py__named_expression(parser *p);
py_expr *py__expression(parser *p);
py_expr *py__expression_plain(parser *p); // without the search for forgotten commas
py_expr *py__disjunction(parser *p);
py_expr *py__bitwise_or(parser *p);
py_expr *py__yield_expr(parser *p);

// NAME ':=' expression, or an expression that is not followed by ':='.
py_expr *py__assignment_or_expression(parser *p);

// The elements behind the first one and a comma; `from` is where they begin on the list stack.
bool py__more_star_named(parser *p);

py_expr *py__atom(parser *p);
py_expr *py__number(parser *p);
bool py__comprehension_follows(parser *p);
bool py__for_if_clauses(parser *p, py_comprehensions *out);

typedef struct call_args {
    py_exprs args;
    py_keywords keywords;
    bool any;
    bool double_star; // a keyword is `**x`
    py_pos first;
    py_pos last;
    py_expr *last_positional;
} call_args;

// As many arguments as match, without a comma behind them.
bool py__args(parser *p, call_args *out);

// '(' was consumed, at `start`: arguments and ')'. A call may have a bare generator, a class not.
bool py__arguments(parser *p, py_pos start, bool is_call, call_args *out);

typedef enum params_kind { PARAMS_DEF, PARAMS_LAMBDA } params_kind;

// Parameters up to, not including, `)` or `:`.
py_arguments *py__params(parser *p, params_kind kind);

// ---- Literals (strings.c, fstring.c) ------------------------------------------------------------

py_expr *py__strings(parser *p);

// ---- Statements and patterns (parse_stmt.c, parse_block.c, parse_pattern.c) ---------------------

// Statements up to `end`, pushed on the list stack.
bool py__statements(parser *p, token_kind end);

// One line of simple statements, pushed.
bool py__simple_stmts(parser *p);
bool py__is_compound(parser *p);
py_stmt *py__compound_stmt(parser *p);

// ':' block. `what` and `lineno` name the header in the message for a missing block.
bool py__block(parser *p, const char *what, int lineno, py_stmts *out);

// Whether the next token ends a header that lacks its ':': raises "expected ':'" when diagnosing.
bool py__colon_or_raise(parser *p);

py_stmt *py__match_stmt(parser *p);

// ---- Targets (targets.c) ------------------------------------------------------------------------

typedef enum target_kind { TARGET_ASSIGN, TARGET_DELETE, TARGET_FOR } target_kind;

// Turns an expression into a target; false, and nothing changed, when it is none.
bool py__make_target(py_expr *e, target_kind kind);

// Whether it is a name, an attribute or a subscript.
bool py__is_single_target(const py_expr *e);

// The targets of `for`, `a, *b, c.d`, up to `in`.
py_expr *py__for_targets(parser *p);

// The part of an expression that cannot be a target, or NULL.
const py_expr *py__invalid_target(const py_expr *e, target_kind kind);

// Raises "cannot assign to ..." or "cannot delete ..." for it, if there is one.
void py__raise_invalid_target(parser *p, const py_expr *e, target_kind kind);

// What messages call an expression: "function call", "literal" ...
const char *py__expr_description(const py_expr *e);

// ---- Well-known mistakes (diagnose.c) -----------------------------------------------------------

// Each runs in the second pass only, from where its construct begins, and raises or does nothing.
// The parser's place afterwards does not matter when it raised, and is unchanged otherwise.
void py__diagnose_expression(parser *p, const mark *begin, const py_expr *a);
void py__diagnose_named_expression(parser *p);
void py__diagnose_brackets(parser *p, token_kind opening);
void py__diagnose_kwarg(parser *p);
void py__diagnose_arguments(parser *p);
void py__diagnose_genexp_in_call(parser *p);
void py__diagnose_for_target(parser *p);
void py__diagnose_assignment(parser *p);
void py__diagnose_params(parser *p, params_kind kind);
void py__diagnose_with_item(parser *p);
void py__diagnose_except(parser *p);

#endif
