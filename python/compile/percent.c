// SPDX-License-Identifier: MIT
// `"...%s..." % (a, b)` as a formatted string, where that means the same.
// Front-end, compile.
#include "compiler.h"

typedef struct piece {
    size_t start, length; // of the text before the directive, in bytes; "%%" still doubled
    uint32_t flags;       // FORMAT_VALUE's conversion
    ouro_object *spec;    // or NULL
} piece;

// Reads "[flags][width][.precision]letter" behind a '%'. Returns its length in bytes, or 0: not one
// that a formatted string can do. Left alignment must be asked for, as % aligns to the right.
static size_t read_directive(pyc *c, const char *text, piece *out) {
    const char *p = text;
    bool left = false;
    char spec[16];
    size_t used = 0;
    for (;; p++) {
        if (*p == '-') {
            left = true;
        } else if (*p == '\0' || !strchr("+ #0", *p)) {
            break;
        }
    }
    const char *width = p;
    while (*p >= '0' && *p <= '9' && p - width < 2) {
        p++;
    }
    size_t width_length = (size_t)(p - width);
    const char *precision = p;
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9' && p - precision < 3; p++) {
        }
    }
    switch (*p) {
    case 's': out->flags = 1; break;
    case 'r': out->flags = 2; break;
    case 'a': out->flags = 3; break;
    default: return 0;
    }
    if (width_length && !left) {
        spec[used++] = '>';
    }
    memcpy(spec + used, width, width_length);
    used += width_length;
    if (precision != p) {
        memcpy(spec + used, precision, (size_t)(p - precision));
        used += (size_t)(p - precision);
    }
    out->spec = used ? pyc_merge(c, pyc_keep(c, ouro_str_new(spec, used))) : NULL;
    return (size_t)(p + 1 - text);
}

// Splits the format at its directives; false when it holds one that is not simple.
static bool split(pyc *c, py_text text, piece *pieces, size_t count, size_t *rest) {
    size_t start = 0, n = 0;
    for (size_t i = 0; i < text.length;) {
        if (text.bytes[i] != '%') {
            i++;
        } else if (text.bytes[i + 1] == '%') {
            i += 2;
        } else {
            if (n == count) {
                return false;
            }
            pieces[n] = (piece){.start = start, .length = i - start};
            size_t length = read_directive(c, text.bytes + i + 1, &pieces[n++]);
            if (!length) {
                return false;
            }
            i += 1 + length;
            start = i;
        }
    }
    *rest = start;
    return n == count;
}

// The text between directives, with "%%" as "%"; nothing when it is empty.
static uint32_t load_text(pyc *c, const char *bytes, size_t length) {
    if (!length) {
        return 0;
    }
    char *copy = pyc_alloc(c, length);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        copy[used++] = bytes[i];
        i += bytes[i] == '%';
    }
    py_pos saved = c->unit->pos;
    pyc_nowhere_now(c);
    pyc_const(c, pyc_keep(c, ouro_str_new(copy, used)));
    c->unit->pos = saved;
    return 1;
}

// The text of a constant str, in the arena.
static py_text text_of(pyc *c, ouro_object *str) {
    size_t length = 0;
    char *utf8 = ouro_str_utf8(str, &length);
    if (!utf8) {
        pyc_abort(c);
    }
    char *copy = pyc_alloc(c, length + 1);
    memcpy(copy, utf8, length + 1);
    ouro_memory_free(utf8);
    return (py_text){copy, length};
}

bool pyc_percent(pyc *c, const py_expr *e) {
    const py_expr *right = e->v.binop.right;
    if (e->v.binop.op != PY_MOD || right->kind != PY_EXPR_TUPLE || pyc_fold(c, right)) {
        return false;
    }
    ouro_object *format = pyc_fold(c, e->v.binop.left);
    if (!format || !ouro_is_exact(format, OURO_T_STR)) {
        return false;
    }
    const py_exprs *elts = &right->v.list.elts;
    py_text text = text_of(c, format);
    for (size_t i = 0; i < elts->count; i++) {
        if (elts->items[i]->kind == PY_EXPR_STARRED) {
            return false;
        }
    }
    piece *pieces = pyc_alloc(c, (elts->count + 1) * sizeof *pieces);
    size_t rest = 0;
    enum { LONGEST = 15 }; // values: more are joined piece by piece, which % does as well
    if (elts->count > LONGEST - 1 || !split(c, text, pieces, elts->count, &rest)) {
        return false;
    }
    uint32_t n = 0;
    for (size_t i = 0; i < elts->count; i++) {
        n += load_text(c, text.bytes + pieces[i].start, pieces[i].length) + 1;
        py_pos saved = c->unit->pos;
        pyc_expr(c, elts->items[i]);
        pyc_at(c, elts->items[i]->pos);
        if (pieces[i].spec) {
            c->unit->pos = pyc_nowhere;
            pyc_const(c, pieces[i].spec);
            pyc_at(c, elts->items[i]->pos);
        }
        pyc_op_arg(c, PY_FORMAT_VALUE, pieces[i].flags | (pieces[i].spec ? 4 : 0));
        c->unit->pos = saved;
    }
    n += load_text(c, text.bytes + rest, text.length - rest);
    if (n != 1) {
        pyc_op_arg(c, PY_BUILD_STRING, n);
    }
    return true;
}
