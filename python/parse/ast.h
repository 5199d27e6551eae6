// SPDX-License-Identifier: MIT
// The syntax tree of Python 3.11: nodes, fields and positions carry the names of CPython's `ast`.
// Front-end, parse. Everything lives in the region of the py_tree that owns it and dies with it.
//
// How to read it: a statement is a `py_stmt`, an expression a `py_expr`, a pattern a `py_pattern`.
// Each has a `kind`, a `pos` and a union `v` with one member per kind, named in lower case after
// the kind (PY_EXPR_BINOP: `e->v.binop`). Lists are counted arrays of pointers (`items`, `count`;
// `items` may be NULL when `count` is 0). Optional fields are NULL when absent.
#ifndef OURO_PYTHON_PARSE_AST_H
#define OURO_PYTHON_PARSE_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct py_expr py_expr;
typedef struct py_stmt py_stmt;
typedef struct py_pattern py_pattern;

// ---- Positions, names, text ---------------------------------------------------------------------

// Lines count from 1, columns from 0 in bytes of the UTF-8 line, ends are exclusive: as CPython's.
typedef struct py_pos {
    int32_t lineno;
    int32_t col_offset;
    int32_t end_lineno;
    int32_t end_col_offset;
} py_pos;

// An identifier, NFKC-normalised. Names are interned within a tree: equal names are one pointer.
typedef struct py_name {
    void *user;      // NULL at first; free for the tree's consumer (a cached str, a symbol ...)
    uint32_t length; // bytes, without the closing NUL
    uint32_t hash;
    char text[]; // UTF-8, closed by a NUL
} py_name;

// A run of bytes with its length, closed by a NUL that is not counted; may contain NULs.
typedef struct py_text {
    const char *bytes;
    size_t length;
} py_text;

// ---- Lists --------------------------------------------------------------------------------------

typedef struct py_alias py_alias;
typedef struct py_arg py_arg;
typedef struct py_comprehension py_comprehension;
typedef struct py_handler py_handler;
typedef struct py_keyword py_keyword;
typedef struct py_match_case py_match_case;
typedef struct py_withitem py_withitem;

typedef struct py_exprs {
    py_expr **items;
    size_t count;
} py_exprs;

typedef struct py_stmts {
    py_stmt **items;
    size_t count;
} py_stmts;

typedef struct py_patterns {
    py_pattern **items;
    size_t count;
} py_patterns;

typedef struct py_names {
    py_name **items;
    size_t count;
} py_names;

typedef struct py_aliases {
    py_alias **items;
    size_t count;
} py_aliases;

typedef struct py_args {
    py_arg **items;
    size_t count;
} py_args;

typedef struct py_comprehensions {
    py_comprehension **items;
    size_t count;
} py_comprehensions;

typedef struct py_handlers {
    py_handler **items;
    size_t count;
} py_handlers;

typedef struct py_keywords {
    py_keyword **items;
    size_t count;
} py_keywords;

typedef struct py_match_cases {
    py_match_case **items;
    size_t count;
} py_match_cases;

typedef struct py_withitems {
    py_withitem **items;
    size_t count;
} py_withitems;

// ---- Constants ----------------------------------------------------------------------------------

typedef enum py_const_kind {
    PY_CONST_NONE,
    PY_CONST_TRUE,
    PY_CONST_FALSE,
    PY_CONST_ELLIPSIS,
    PY_CONST_INT,       // `integer`
    PY_CONST_FLOAT,     // `real`
    PY_CONST_IMAGINARY, // `real` is the imaginary part, the real part is 0.0
    PY_CONST_STR,       // `text`: generalised UTF-8, see below
    PY_CONST_BYTES,     // `text`: the bytes
} py_const_kind;

// A str constant is generalised UTF-8 ("WTF-8" without its pairing rule): every code point from
// U+0000 to U+10FFFF has its UTF-8 form, lone surrogates (three bytes, ED A0 80 .. ED BF BF)
// included; a surrogate pair that was written as two escapes stays two three-byte forms.
typedef struct py_constant {
    py_const_kind kind;
    bool unicode_prefix; // str written as u"..." (ast's kind='u')
    struct {
        uint8_t base;   // 2, 8, 10 or 16
        bool fits;      // the number fits `value`
        int64_t value;  // never negative: a sign is a PY_EXPR_UNARYOP
        py_text digits; // in `base`, lower case, no prefix, no underscores
    } integer;
    double real;
    py_text text;
} py_constant;

// ---- Operators ----------------------------------------------------------------------------------

typedef enum py_context { PY_LOAD, PY_STORE, PY_DEL } py_context;

typedef enum py_boolop { PY_AND, PY_OR } py_boolop;

typedef enum py_operator {
    PY_ADD,
    PY_SUB,
    PY_MULT,
    PY_MATMULT,
    PY_DIV,
    PY_MOD,
    PY_POW,
    PY_LSHIFT,
    PY_RSHIFT,
    PY_BITOR,
    PY_BITXOR,
    PY_BITAND,
    PY_FLOORDIV,
} py_operator;

typedef enum py_unaryop { PY_INVERT, PY_NOT, PY_UADD, PY_USUB } py_unaryop;

typedef enum py_cmpop {
    PY_EQ,
    PY_NOTEQ,
    PY_LT,
    PY_LTE,
    PY_GT,
    PY_GTE,
    PY_IS,
    PY_ISNOT,
    PY_IN,
    PY_NOTIN,
} py_cmpop;

// ---- Small nodes --------------------------------------------------------------------------------

struct py_arg {
    py_pos pos;
    py_name *arg;
    py_expr *annotation; // or NULL
};

// The parameters of a function. `defaults` belong to the last of posonlyargs + args;
// `kw_defaults` runs beside kwonlyargs, NULL where a parameter has none.
typedef struct py_arguments {
    py_args posonlyargs;
    py_args args;
    py_arg *vararg; // or NULL
    py_args kwonlyargs;
    py_exprs kw_defaults;
    py_arg *kwarg; // or NULL
    py_exprs defaults;
} py_arguments;

struct py_keyword {
    py_pos pos;
    py_name *arg; // NULL: `**value`
    py_expr *value;
};

struct py_alias {
    py_pos pos;
    py_name *name;   // may have dots in it; "*" in `from m import *`
    py_name *asname; // or NULL
};

struct py_withitem {
    py_expr *context_expr;
    py_expr *optional_vars; // or NULL
};

struct py_comprehension {
    py_expr *target;
    py_expr *iter;
    py_exprs ifs;
    bool is_async;
};

struct py_handler {
    py_pos pos;
    py_expr *type; // NULL: bare except
    py_name *name; // or NULL
    py_stmts body;
};

struct py_match_case {
    py_pattern *pattern;
    py_expr *guard; // or NULL
    py_stmts body;
};

// ---- Expressions --------------------------------------------------------------------------------

typedef enum py_expr_kind {
    PY_EXPR_BOOLOP,
    PY_EXPR_NAMEDEXPR,
    PY_EXPR_BINOP,
    PY_EXPR_UNARYOP,
    PY_EXPR_LAMBDA,
    PY_EXPR_IFEXP,
    PY_EXPR_DICT,
    PY_EXPR_SET,
    PY_EXPR_LISTCOMP,
    PY_EXPR_SETCOMP,
    PY_EXPR_DICTCOMP,
    PY_EXPR_GENERATOREXP,
    PY_EXPR_AWAIT,
    PY_EXPR_YIELD,
    PY_EXPR_YIELDFROM,
    PY_EXPR_COMPARE,
    PY_EXPR_CALL,
    PY_EXPR_FORMATTEDVALUE,
    PY_EXPR_JOINEDSTR,
    PY_EXPR_CONSTANT,
    PY_EXPR_ATTRIBUTE,
    PY_EXPR_SUBSCRIPT,
    PY_EXPR_STARRED,
    PY_EXPR_NAME,
    PY_EXPR_LIST,
    PY_EXPR_TUPLE,
    PY_EXPR_SLICE,
} py_expr_kind;

struct py_expr {
    py_expr_kind kind;
    bool in_parens; // written in parentheses of its own, which `pos` leaves out (tuples: has them)
    py_pos pos;
    union {
        struct {
            py_boolop op;
            py_exprs values;
        } boolop;
        struct {
            py_expr *target; // a PY_EXPR_NAME
            py_expr *value;
        } namedexpr;
        struct {
            py_expr *left;
            py_operator op;
            py_expr *right;
        } binop;
        struct {
            py_unaryop op;
            py_expr *operand;
        } unaryop;
        struct {
            py_arguments *args;
            py_expr *body;
        } lambda;
        struct {
            py_expr *test;
            py_expr *body;
            py_expr *orelse;
        } ifexp;
        struct {
            py_exprs keys; // NULL key: `**value`
            py_exprs values;
        } dict;
        struct {
            py_exprs elts;
        } set;
        struct {
            py_expr *elt;
            py_comprehensions generators;
        } comp; // LISTCOMP, SETCOMP, GENERATOREXP
        struct {
            py_expr *key;
            py_expr *value;
            py_comprehensions generators;
        } dictcomp;
        struct {
            py_expr *value;
        } await;
        struct {
            py_expr *value; // or NULL
        } yield;
        struct {
            py_expr *value;
        } yieldfrom;
        struct {
            py_expr *left;
            py_cmpop *ops;        // comparators.count of them
            py_exprs comparators; // ops[i] stands before comparators.items[i]
        } compare;
        struct {
            py_expr *func;
            py_exprs args; // PY_EXPR_STARRED: `*args`
            py_keywords keywords;
        } call;
        struct {
            py_expr *value;
            int conversion;       // -1, 's', 'r' or 'a'
            py_expr *format_spec; // a PY_EXPR_JOINEDSTR, or NULL
        } formattedvalue;
        struct {
            py_exprs values; // PY_EXPR_CONSTANT and PY_EXPR_FORMATTEDVALUE
        } joinedstr;
        py_constant constant;
        struct {
            py_expr *value;
            py_name *attr;
            py_context ctx;
        } attribute;
        struct {
            py_expr *value;
            py_expr *slice;
            py_context ctx;
        } subscript;
        struct {
            py_expr *value;
            py_context ctx;
        } starred;
        struct {
            py_name *id;
            py_context ctx;
        } name;
        struct {
            py_exprs elts;
            py_context ctx;
        } list; // LIST and TUPLE
        struct {
            py_expr *lower; // or NULL
            py_expr *upper; // or NULL
            py_expr *step;  // or NULL
        } slice;
    } v;
};

// ---- Patterns -----------------------------------------------------------------------------------

typedef enum py_pattern_kind {
    PY_PATTERN_VALUE,
    PY_PATTERN_SINGLETON,
    PY_PATTERN_SEQUENCE,
    PY_PATTERN_MAPPING,
    PY_PATTERN_CLASS,
    PY_PATTERN_STAR,
    PY_PATTERN_AS,
    PY_PATTERN_OR,
} py_pattern_kind;

struct py_pattern {
    py_pattern_kind kind;
    py_pos pos;
    union {
        struct {
            py_expr *value;
        } value;
        struct {
            py_const_kind value; // NONE, TRUE or FALSE
        } singleton;
        struct {
            py_patterns patterns;
        } sequence;
        struct {
            py_exprs keys;
            py_patterns patterns;
            py_name *rest; // `**rest`, or NULL
        } mapping;
        struct {
            py_expr *cls;
            py_patterns patterns;
            py_names kwd_attrs;
            py_patterns kwd_patterns; // beside kwd_attrs
        } cls;
        struct {
            py_name *name; // NULL: `*_`
        } star;
        struct {
            py_pattern *pattern; // or NULL
            py_name *name;       // NULL: `_`
        } as;
        struct {
            py_patterns patterns;
        } or ;
    } v;
};

// ---- Statements ---------------------------------------------------------------------------------

typedef enum py_stmt_kind {
    PY_STMT_FUNCTIONDEF,
    PY_STMT_ASYNCFUNCTIONDEF,
    PY_STMT_CLASSDEF,
    PY_STMT_RETURN,
    PY_STMT_DELETE,
    PY_STMT_ASSIGN,
    PY_STMT_AUGASSIGN,
    PY_STMT_ANNASSIGN,
    PY_STMT_FOR,
    PY_STMT_ASYNCFOR,
    PY_STMT_WHILE,
    PY_STMT_IF,
    PY_STMT_WITH,
    PY_STMT_ASYNCWITH,
    PY_STMT_MATCH,
    PY_STMT_RAISE,
    PY_STMT_TRY,
    PY_STMT_TRYSTAR,
    PY_STMT_ASSERT,
    PY_STMT_IMPORT,
    PY_STMT_IMPORTFROM,
    PY_STMT_GLOBAL,
    PY_STMT_NONLOCAL,
    PY_STMT_EXPR,
    PY_STMT_PASS,
    PY_STMT_BREAK,
    PY_STMT_CONTINUE,
} py_stmt_kind;

struct py_stmt {
    py_stmt_kind kind;
    py_pos pos;
    union {
        struct {
            py_name *name;
            py_arguments *args;
            py_stmts body;
            py_exprs decorator_list;
            py_expr *returns; // or NULL
        } functiondef;        // FUNCTIONDEF and ASYNCFUNCTIONDEF
        struct {
            py_name *name;
            py_exprs bases;
            py_keywords keywords;
            py_stmts body;
            py_exprs decorator_list;
        } classdef;
        struct {
            py_expr *value; // or NULL
        } ret;
        struct {
            py_exprs targets;
        } del;
        struct {
            py_exprs targets; // from left to right
            py_expr *value;
        } assign;
        struct {
            py_expr *target;
            py_operator op;
            py_expr *value;
        } augassign;
        struct {
            py_expr *target;
            py_expr *annotation;
            py_expr *value; // or NULL
            bool simple;    // a bare name without parentheses
        } annassign;
        struct {
            py_expr *target;
            py_expr *iter;
            py_stmts body;
            py_stmts orelse;
        } forloop; // FOR and ASYNCFOR
        struct {
            py_expr *test;
            py_stmts body;
            py_stmts orelse;
        } whileloop;
        struct {
            py_expr *test;
            py_stmts body;
            py_stmts orelse; // `elif` is one nested PY_STMT_IF
        } ifelse;
        struct {
            py_withitems items;
            py_stmts body;
        } with; // WITH and ASYNCWITH
        struct {
            py_expr *subject;
            py_match_cases cases;
        } match;
        struct {
            py_expr *exc;   // or NULL
            py_expr *cause; // or NULL
        } raise;
        struct {
            py_stmts body;
            py_handlers handlers;
            py_stmts orelse;
            py_stmts finalbody;
        } try; // TRY and TRYSTAR
        struct {
            py_expr *test;
            py_expr *msg; // or NULL
        } assertion;
        struct {
            py_aliases names;
        } import;
        struct {
            py_name *module; // NULL: `from . import x`
            py_aliases names;
            int level; // leading dots
        } importfrom;
        struct {
            py_names names;
        } global; // GLOBAL and NONLOCAL
        struct {
            py_expr *value;
        } expr;
    } v;
};

#endif
