// SPDX-License-Identifier: MIT
// The type str, its table of methods, and its iterator.  Floor: types.
#include "str_methods.h"

// ---- str() ----------------------------------------------------------------------------------

// A text argument of str() or bytes(): NULL stays NULL; *good false when it is no str.
static const char *text_argument(ouro_object *arg, const char *function, const char *name,
                                 char **owned, bool *good) {
    *owned = NULL;
    if (!arg) {
        return NULL;
    }
    if (!ouro_is(arg, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "%s() argument '%s' must be str, not %.50s", function, name,
                   ouro_type_of(arg)->name);
        *good = false;
        return NULL;
    }
    const char *text = ouro__str_view(arg, owned, NULL);
    *good = *good && text;
    return text;
}

static ouro_object *decode(ouro_object *source, const char *encoding, const char *errors) {
    if (ouro_is(source, OURO_T_BYTES)) {
        return ouro_bytes_decode(ouro_bytes_data(source), ouro_bytes_length(source), encoding,
                                 errors);
    }
    if (ouro_is(source, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "decoding str is not supported");
    }
    return ouro_raise(OURO_EXC_TypeError, "decoding to str: need a bytes-like object, %.80s found",
                      ouro_type_of(source)->name);
}

static ouro_object *str_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    static const char *const names[] = {"object", "encoding", "errors", NULL};
    ouro_object *given[3] = {0}, *value = NULL;
    if (ouro_parse_args("str", names, 0, 3, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    if (!given[0]) {
        value = ouro__str_empty();
    } else if (!given[1] && !given[2]) {
        value = ouro_str(given[0]);
    } else {
        bool good = true;
        char *owned[2];
        const char *encoding = text_argument(given[1], "str", "encoding", &owned[0], &good);
        const char *errors = NULL;
        owned[1] = NULL;
        if (good) {
            errors = text_argument(given[2], "str", "errors", &owned[1], &good);
        }
        value = good ? decode(given[0], encoding, errors) : NULL;
        ouro_memory_free(owned[0]);
        ouro_memory_free(owned[1]);
    }
    if (value && type->exact != OURO_T_STR) {
        ouro_replace(&value, ouro__str_derived(type, value));
    }
    return value;
}

ouro_object *ouro__strm_encode_with(ouro_object *str, ouro_object *encoding, ouro_object *errors) {
    bool good = true;
    char *owned[2] = {0};
    const char *codec = text_argument(encoding, "encode", "encoding", &owned[0], &good);
    const char *handler = NULL;
    if (good) {
        handler = text_argument(errors, "encode", "errors", &owned[1], &good);
    }
    ouro_object *result = good ? ouro_str_encode(str, codec, handler) : NULL;
    ouro_memory_free(owned[0]);
    ouro_memory_free(owned[1]);
    return result;
}

ouro_object *ouro__strm_encode(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    static const char *const names[] = {"encoding", "errors", NULL};
    ouro_object *given[2] = {0};
    if (ouro_parse_args("encode", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    return ouro__strm_encode_with(self, given[0], given[1]);
}

// ---- Slots ----------------------------------------------------------------------------------

static void str_drop(ouro_object *self) {
    if (((ouro_string *)self)->interned) {
        ouro__str_unintern(self);
    }
}

static void str_destroy(ouro_object *self) {
    str_drop(self);
    ouro_heap_free(ouro_current->heap, self);
}

static ouro_object *str_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_STR) || !ouro_is(other, OURO_T_STR)) {
        return ouro_not_implemented();
    }
    if (op == OURO_EQ || op == OURO_NE) {
        return ouro_bool(ouro_str_equal(self, other) == (op == OURO_EQ));
    }
    int order = ouro__str_order(self, other);
    switch (op) {
    case OURO_LT: return ouro_bool(order < 0);
    case OURO_LE: return ouro_bool(order <= 0);
    case OURO_GT: return ouro_bool(order > 0);
    default: return ouro_bool(order >= 0);
    }
}

static ssize_t str_length(ouro_object *self) {
    return (ssize_t)ouro_str_length(self);
}

static int str_contains(ouro_object *self, ouro_object *item) {
    if (!ouro__want_str(item, "'in <string>' requires string as left operand, not %T")) {
        return -1;
    }
    ssize_t found = ouro__span_find(ouro__str_span(self), ouro__str_span(item));
    return found == -2 ? -1 : found >= 0;
}

static ouro_object *slice_with_step(ouro_object *self, ssize_t start, ssize_t step, size_t n) {
    unsigned width = ouro_str_width(self);
    uint8_t *chosen = ouro_memory_new(n * width);
    if (!chosen) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++, start += step) {
        ouro__write(chosen, width, i, ouro_str_char(self, (size_t)start));
    }
    ouro_object *result = ouro_str_from_data(chosen, n, width);
    ouro_memory_free(chosen);
    return result;
}

static ouro_object *str_getitem(ouro_object *self, ouro_object *key) {
    ssize_t length = (ssize_t)ouro_str_length(self);
    if (ouro_type_of(key)->slots.index) {
        ssize_t i = ouro_index_ssize(key, ouro_exc_type(OURO_EXC_IndexError));
        if (i == -1 && ouro_raised_borrow()) {
            return NULL;
        }
        i += i < 0 ? length : 0;
        if (i < 0 || i >= length) {
            return ouro_raise(OURO_EXC_IndexError, "string index out of range");
        }
        return ouro_str_from_char(ouro_str_char(self, (size_t)i));
    }
    if (!ouro_is(key, OURO_T_SLICE)) {
        return ouro_raise(OURO_EXC_TypeError, "string indices must be integers, not '%.200s'",
                          ouro_type_of(key)->name);
    }
    ssize_t start, stop, step, n = ouro_slice_resolve(key, (size_t)length, &start, &stop, &step);
    if (n < 0) {
        return NULL;
    }
    if (n == 0) {
        return ouro__str_empty();
    }
    return step == 1 ? ouro_str_slice(self, (size_t)start, (size_t)(start + n))
                     : slice_with_step(self, start, step, (size_t)n);
}

static ouro_object *str_add(ouro_object *left, ouro_object *right) {
    if (!ouro_is(left, OURO_T_STR) || !ouro_is(right, OURO_T_STR)) {
        return ouro_not_implemented();
    }
    return ouro_str_concat(left, right);
}

static ouro_object *str_mul(ouro_object *left, ouro_object *right) {
    ouro_object *str = ouro_is(left, OURO_T_STR) ? left : right;
    ouro_object *times = str == left ? right : left;
    if (!ouro_type_of(times)->slots.index) {
        return ouro_not_implemented();
    }
    ssize_t n = ouro_index_ssize(times, ouro_exc_type(OURO_EXC_OverflowError));
    return n == -1 && ouro_raised_borrow() ? NULL : ouro__str_repeat(str, n);
}

static ouro_object *str_mod(ouro_object *left, ouro_object *right) {
    return ouro_is(left, OURO_T_STR) ? ouro_str_percent(left, right) : ouro_not_implemented();
}

static ouro_object *str_format_method(ouro_object *self, ouro_object *spec) {
    if (!ouro_is(spec, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "__format__() argument must be str, not %V", spec);
    }
    size_t length;
    char *text = ouro_str_utf8(spec, &length);
    ouro_object *result = text ? ouro_str_format_spec(self, text, length) : NULL;
    ouro_memory_free(text);
    return result;
}

static ouro_object *str_newargs(ouro_object *self) {
    ouro_object *copy = ouro__str_exact(self);
    ouro_object *result = copy ? ouro_tuple_from(&copy, 1) : NULL;
    ouro_xdecref(copy);
    return result;
}

static ouro_object *str_sizeof(ouro_object *self) {
    return ouro_int_new((int64_t)ouro__object_size(self));
}

// ---- The iterator ---------------------------------------------------------------------------

typedef struct str_iter {
    ouro_object head;
    ouro_object *str; // or NULL: exhausted
    size_t index;
} str_iter;

static ouro_object *str_get_iter(ouro_object *self) {
    bool ascii = ouro_str_is_ascii(self);
    ouro_object *iterator =
        ouro_object_new(ouro_builtin_type(ascii ? OURO_T_STR_ASCII_ITER : OURO_T_STR_ITER), 0);
    if (iterator) {
        ((str_iter *)iterator)->str = ouro_newref(self);
    }
    return iterator;
}

static ouro_object *iter_next(ouro_object *self) {
    str_iter *iterator = (str_iter *)self;
    if (!iterator->str) {
        return NULL;
    }
    if (iterator->index < ouro_str_length(iterator->str)) {
        return ouro_str_from_char(ouro_str_char(iterator->str, iterator->index++));
    }
    ouro_clear(&iterator->str);
    return NULL;
}

static ouro_object *iter_hint(ouro_object *self) {
    str_iter *iterator = (str_iter *)self;
    return ouro_int_new(iterator->str ? (int64_t)(ouro_str_length(iterator->str) - iterator->index)
                                      : 0);
}

static const uint16_t iter_fields[] = {offsetof(str_iter, str), 0};
static const ouro_method iter_methods[] = {
    OURO_NOARGS("__length_hint__", iter_hint, "How many characters are left."),
    {0},
};

// 3.11 has a type of its own for ASCII texts; only the names differ here.
#define STR_ITER_SPEC(type_name)                                                                   \
    {                                                                                              \
        .size = sizeof(ouro_type_spec), .name = type_name, .instance_size = sizeof(str_iter),      \
        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,                      \
        .fields = iter_fields, .slots = {.iter = ouro_newref, .next = iter_next},                  \
        .methods = iter_methods                                                                    \
    }
const ouro_type_spec ouro__str_iter_spec = STR_ITER_SPEC("str_iterator");
const ouro_type_spec ouro__str_ascii_iter_spec = STR_ITER_SPEC("str_ascii_iterator");

// ---- The type -------------------------------------------------------------------------------

#define ROW_N(name, doc)              OURO_NOARGS(#name, ouro__strm_##name, doc),
#define ROW_O(name, doc)              OURO_O(#name, ouro__strm_##name, doc),
#define ROW_A(name, least, most, doc) OURO_ARGS(#name, ouro__strm_##name, least, most, doc),
#define ROW_K(name, doc)              OURO_KEYWORDS(#name, ouro__strm_##name, doc),

static const ouro_method str_methods[] = {
    OURO__STR_METHODS(ROW_N, ROW_O, ROW_A,
                      ROW_K){"maketrans",
                             {.args = ouro__strm_maketrans},
                             OURO_METH_ARGS | OURO_METH_STATIC,
                             1,
                             3,
                             "Return a translation table usable for str.translate()."},
    OURO_O("__format__", str_format_method, "Formats the string as the specification says."),
    OURO_NOARGS("__getnewargs__", str_newargs, NULL),
    OURO_NOARGS("__sizeof__", str_sizeof, "Size of the object in memory, in bytes."),
    {0},
};

const ouro_type_spec ouro__str_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "str",
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object.",
    .instance_size = sizeof(ouro_string),
    .item_size = 1,
    .flags = OURO_TF_BASE | OURO_TF_SEQUENCE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE,
    .slots = {.create = str_create,
              .destroy = str_destroy,
              .repr = ouro__str_repr,
              .str = ouro__str_exact,
              .hash = ouro_str_hash,
              .compare = str_compare,
              .iter = str_get_iter,
              .length = str_length,
              .contains = str_contains,
              .getitem = str_getitem,
              .binary = {[OURO_ADD] = str_add, [OURO_MUL] = str_mul, [OURO_MOD] = str_mod}},
    .methods = str_methods,
};
