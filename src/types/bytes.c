// SPDX-License-Identifier: MIT
// bytes: storage, the shared short objects, bytes(), operators and iterator.  Floor: types.
#include "bytes_methods.h"

_Static_assert(sizeof(ouro_bytes) == 32, "a bytes object's header is four words");

// ---- Making ---------------------------------------------------------------------------------

static bool size_for(size_t length, size_t *bytes) {
    if (length > OURO_SIZE_MAX - sizeof(ouro_bytes) - 32) {
        ouro_raise_memory();
        return false;
    }
    *bytes = sizeof(ouro_bytes) + length + 1;
    return true;
}

static ouro_object *begin(ouro_object *object, const void *data, size_t length) {
    if (object) {
        ouro_bytes *bytes = (ouro_bytes *)object;
        bytes->hash = -1;
        bytes->length = length;
        if (data) {
            memcpy(bytes->data, data, length);
        }
        bytes->data[length] = 0;
    }
    return object;
}

static ouro_object *make(const void *data, size_t length) {
    size_t size;
    return size_for(length, &size)
               ? begin(ouro_object_new_raw(ouro_builtin_type(OURO_T_BYTES), size), data, length)
               : NULL;
}

ouro_object *ouro_bytes_new(const void *data, size_t length) {
    ouro__bytes_caches *shared = &ouro__caches()->atoms.bytes;
    if (length == 0) {
        return ouro_newref(shared->empty);
    }
    if (length == 1 && data) {
        return ouro_newref(shared->single[*(const uint8_t *)data]);
    }
    return make(data, length);
}

int ouro__bytes_start(ouro__bytes_caches *bytes) {
    bytes->empty = make("", 0);
    if (!bytes->empty) {
        return -1;
    }
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        bytes->single[i] = make(&byte, 1);
        if (!bytes->single[i]) {
            return -1;
        }
    }
    return 0;
}

void ouro__bytes_stop(ouro__bytes_caches *bytes) {
    ouro_clear(&bytes->empty);
    for (unsigned i = 0; i < 256; i++) {
        ouro_clear(&bytes->single[i]);
    }
}

ouro_object *ouro__bytes_slice(ouro_object *bytes, size_t start, size_t end) {
    size_t length = ouro_bytes_length(bytes);
    if (start == 0 && end == length && ouro_is_exact(bytes, OURO_T_BYTES)) {
        return ouro_newref(bytes);
    }
    return ouro_bytes_new(ouro_bytes_data(bytes) + start, end > start ? end - start : 0);
}

bool ouro__want_bytes(ouro_object *object) {
    if (ouro_is(object, OURO_T_BYTES)) {
        return true;
    }
    ouro_raise(OURO_EXC_TypeError, "a bytes-like object is required, not '%.100s'",
               ouro_type_of(object)->name);
    return false;
}

// ---- bytes() --------------------------------------------------------------------------------

// The value of an item of an iterable: 0 to 255, or -1 raised.
static int byte_of(ouro_object *item) {
    ssize_t value = ouro_index_ssize(item, NULL);
    if (value == -1 && ouro_raised_borrow()) {
        return -1;
    }
    if (value < 0 || value > 255) {
        ouro_raise(OURO_EXC_ValueError, "bytes must be in range(0, 256)");
        return -1;
    }
    return (int)value;
}

static ouro_object *from_iterable(ouro_object *source) {
    ouro_object *iterator = ouro_iter(source);
    if (!iterator) {
        if (ouro_raised_is(OURO_EXC_TypeError) && !ouro_type_of(source)->slots.iter) {
            ouro_raised_clear();
            ouro_raise(OURO_EXC_TypeError, "cannot convert '%.200s' object to bytes",
                       ouro_type_of(source)->name);
        }
        return NULL;
    }
    ouro_str_writer writer = {0}; // characters below 256 are bytes
    ouro_object *item, *result = NULL;
    bool good = true;
    while (good && (item = ouro_next(iterator))) {
        int byte = byte_of(item);
        ouro_decref(item);
        good = byte >= 0 && ouro_str_writer_char(&writer, (uint32_t)byte) == 0;
    }
    ouro_decref(iterator);
    if (good && !ouro_raised_borrow()) {
        result = ouro_bytes_new(writer.data ? writer.data : "", writer.length);
    }
    ouro_str_writer_drop(&writer);
    return result;
}

static ouro_object *from_length(ouro_object *source) {
    ssize_t length = ouro_index_ssize(source, ouro_exc_type(OURO_EXC_OverflowError));
    if (length == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    if (length < 0) {
        return ouro_raise(OURO_EXC_ValueError, "negative count");
    }
    if (length < 2) {
        return ouro_bytes_new("", (size_t)length);
    }
    ouro_object *result = ouro_bytes_new(NULL, (size_t)length);
    if (result) {
        memset(((ouro_bytes *)result)->data, 0, (size_t)length);
    }
    return result;
}

static ouro_object *from_object(ouro_object *source) {
    if (ouro_is_exact(source, OURO_T_BYTES)) {
        return ouro_newref(source);
    }
    ouro_object *method = ouro_lookup_special(source, ouro__name(bytes));
    if (method || ouro_raised_borrow()) {
        ouro_object *result = method ? ouro_call0(method) : NULL;
        ouro_xdecref(method);
        if (result && !ouro_is(result, OURO_T_BYTES)) {
            ouro_raise(OURO_EXC_TypeError, "__bytes__ returned non-bytes (type %.200s)",
                       ouro_type_of(result)->name);
            ouro_clear(&result);
        }
        return result;
    }
    if (ouro_is(source, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "string argument without an encoding");
    }
    if (ouro_is(source, OURO_T_BYTES)) {
        return ouro_bytes_new(ouro_bytes_data(source), ouro_bytes_length(source));
    }
    return ouro_type_of(source)->slots.index ? from_length(source) : from_iterable(source);
}

static ouro_object *derive(ouro_type *type, ouro_object *value) {
    size_t length = ouro_bytes_length(value), size;
    ouro_object *object = size_for(length, &size) ? ouro__object_new_var(type, size) : NULL;
    return begin(object, ouro_bytes_data(value), length);
}

static ouro_object *encode_text(ouro_object *const *given) {
    for (int i = 1; i < 3; i++) {
        if (given[i] && !ouro_is(given[i], OURO_T_STR)) {
            return ouro_raise(OURO_EXC_TypeError, "bytes() argument '%s' must be str, not %.50s",
                              i == 1 ? "encoding" : "errors", ouro_type_of(given[i])->name);
        }
    }
    if (!given[0] || !ouro_is(given[0], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, given[1] ? "encoding without a string argument"
                                                       : "errors without a string argument");
    }
    if (!given[1]) {
        return ouro_raise(OURO_EXC_TypeError, "string argument without an encoding");
    }
    return ouro__strm_encode_with(given[0], given[1], given[2]);
}

static ouro_object *bytes_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    ouro_object *given[3] = {0};
    if (ouro_parse_args("bytes", names, 0, 3, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *value = given[1] || given[2] ? encode_text(given)
                         : given[0]           ? from_object(given[0])
                                              : ouro_bytes_new("", 0);
    if (value && type->exact != OURO_T_BYTES) {
        ouro_replace(&value, derive(type, value));
    }
    return value;
}

// ---- Slots ----------------------------------------------------------------------------------

static void bytes_destroy(ouro_object *self) {
    ouro_heap_free(ouro_current->heap, self);
}

static int64_t bytes_hash(ouro_object *self) {
    ouro_bytes *bytes = (ouro_bytes *)self;
    if (bytes->hash == -1) {
        bytes->hash = ouro_hash_memory(bytes->data, bytes->length);
    }
    return bytes->hash;
}

static ouro_object *bytes_compare(ouro_object *self, ouro_object *other, int op) {
    if (!ouro_is(self, OURO_T_BYTES) || !ouro_is(other, OURO_T_BYTES)) {
        return ouro_not_implemented();
    }
    size_t la = ouro_bytes_length(self), lb = ouro_bytes_length(other);
    int order = memcmp(ouro_bytes_data(self), ouro_bytes_data(other), la < lb ? la : lb);
    order = order ? order : (la > lb) - (la < lb);
    switch (op) {
    case OURO_LT: return ouro_bool(order < 0);
    case OURO_LE: return ouro_bool(order <= 0);
    case OURO_EQ: return ouro_bool(order == 0);
    case OURO_NE: return ouro_bool(order != 0);
    case OURO_GT: return ouro_bool(order > 0);
    default: return ouro_bool(order >= 0);
    }
}

static ssize_t bytes_length(ouro_object *self) {
    return (ssize_t)ouro_bytes_length(self);
}

static int bytes_contains(ouro_object *self, ouro_object *item) {
    if (ouro_type_of(item)->slots.index) {
        ssize_t value = ouro_index_ssize(item, NULL);
        if (value == -1 && ouro_raised_borrow()) {
            return -1;
        }
        if (value < 0 || value > 255) {
            ouro_raise(OURO_EXC_ValueError, "byte must be in range(0, 256)");
            return -1;
        }
        return memchr(ouro_bytes_data(self), (int)value, ouro_bytes_length(self)) != NULL;
    }
    if (!ouro__want_bytes(item)) {
        return -1;
    }
    return ouro__span_find(ouro__bytes_span(self), ouro__bytes_span(item)) >= 0;
}

static ouro_object *slice_of(ouro_object *self, ouro_object *key) {
    ssize_t start, stop, step;
    ssize_t n = ouro_slice_resolve(key, ouro_bytes_length(self), &start, &stop, &step);
    if (n < 0) {
        return NULL;
    }
    if (step == 1 || n < 2) {
        return ouro__bytes_slice(self, n ? (size_t)start : 0, n ? (size_t)(start + n) : 0);
    }
    ouro_object *result = ouro_bytes_new(NULL, (size_t)n);
    for (ssize_t i = 0; result && i < n; i++, start += step) {
        ((ouro_bytes *)result)->data[i] = ouro_bytes_data(self)[start];
    }
    return result;
}

static ouro_object *bytes_getitem(ouro_object *self, ouro_object *key) {
    if (ouro_is(key, OURO_T_SLICE)) {
        return slice_of(self, key);
    }
    if (!ouro_type_of(key)->slots.index) {
        return ouro_raise(OURO_EXC_TypeError, "byte indices must be integers or slices, not %.200s",
                          ouro_type_of(key)->name);
    }
    ssize_t length = (ssize_t)ouro_bytes_length(self);
    ssize_t i = ouro_index_ssize(key, ouro_exc_type(OURO_EXC_IndexError));
    if (i == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    i += i < 0 ? length : 0;
    if (i < 0 || i >= length) {
        return ouro_raise(OURO_EXC_IndexError, "index out of range");
    }
    return ouro_int_new(ouro_bytes_data(self)[i]);
}

static ouro_object *bytes_add(ouro_object *left, ouro_object *right) {
    if (!ouro_is(left, OURO_T_BYTES)) {
        return ouro_not_implemented();
    }
    if (!ouro_is(right, OURO_T_BYTES)) {
        // Only a class in Python could still know how.
        if (ouro_type_of(right)->flags & OURO_TF_HEAP) {
            return ouro_not_implemented();
        }
        return ouro_raise(OURO_EXC_TypeError, "can't concat %.100s to %.100s",
                          ouro_type_of(right)->name, ouro_type_of(left)->name);
    }
    size_t la = ouro_bytes_length(left), lb = ouro_bytes_length(right);
    if (la == 0 || lb == 0) {
        ouro_object *whole = la ? left : right;
        return ouro__bytes_slice(whole, 0, la + lb);
    }
    ouro_object *result = ouro_bytes_new(NULL, la + lb);
    if (result) {
        memcpy(((ouro_bytes *)result)->data, ouro_bytes_data(left), la);
        memcpy(((ouro_bytes *)result)->data + la, ouro_bytes_data(right), lb);
    }
    return result;
}

static ouro_object *bytes_mul(ouro_object *left, ouro_object *right) {
    ouro_object *self = ouro_is(left, OURO_T_BYTES) ? left : right;
    ouro_object *times = self == left ? right : left;
    if (!ouro_type_of(times)->slots.index) {
        return ouro_not_implemented();
    }
    ssize_t n = ouro_index_ssize(times, ouro_exc_type(OURO_EXC_OverflowError));
    if (n == -1 && ouro_raised_borrow()) {
        return NULL;
    }
    size_t length = ouro_bytes_length(self), whole;
    if (n <= 0 || length == 0) {
        return ouro_bytes_new("", 0);
    }
    if (n == 1) {
        return ouro__bytes_slice(self, 0, length);
    }
    if (__builtin_mul_overflow(length, (size_t)n, &whole) || whole > OURO_SIZE_MAX / 2) {
        return ouro_raise(OURO_EXC_OverflowError, "repeated bytes are too long");
    }
    ouro_object *result = ouro_bytes_new(NULL, whole);
    for (size_t at = 0; result && at < whole; at += length) {
        memcpy(((ouro_bytes *)result)->data + at, ouro_bytes_data(self), length);
    }
    return result;
}

// ---- The iterator ---------------------------------------------------------------------------

typedef struct bytes_iter {
    ouro_object head;
    ouro_object *bytes; // or NULL: exhausted
    size_t index;
} bytes_iter;

static ouro_object *bytes_get_iter(ouro_object *self) {
    ouro_object *iterator = ouro_object_new(ouro_builtin_type(OURO_T_BYTES_ITER), 0);
    if (iterator) {
        ((bytes_iter *)iterator)->bytes = ouro_newref(self);
    }
    return iterator;
}

static ouro_object *iter_next(ouro_object *self) {
    bytes_iter *iterator = (bytes_iter *)self;
    if (!iterator->bytes) {
        return NULL;
    }
    if (iterator->index < ouro_bytes_length(iterator->bytes)) {
        return ouro_int_new(ouro_bytes_data(iterator->bytes)[iterator->index++]);
    }
    ouro_clear(&iterator->bytes);
    return NULL;
}

static ouro_object *iter_hint(ouro_object *self) {
    bytes_iter *iterator = (bytes_iter *)self;
    return ouro_int_new(
        iterator->bytes ? (int64_t)(ouro_bytes_length(iterator->bytes) - iterator->index) : 0);
}

static const uint16_t iter_fields[] = {offsetof(bytes_iter, bytes), 0};
static const ouro_method iter_methods[] = {
    OURO_NOARGS("__length_hint__", iter_hint, "How many bytes are left."),
    {0},
};

const ouro_type_spec ouro__bytes_iter_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "bytes_iterator",
    .instance_size = sizeof(bytes_iter),
    .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW | OURO_TF_IMMUTABLE,
    .fields = iter_fields,
    .slots = {.iter = ouro_newref, .next = iter_next},
    .methods = iter_methods,
};

// ---- The type -------------------------------------------------------------------------------

static ouro_object *bytes_sizeof(ouro_object *self) {
    return ouro_int_new((int64_t)ouro__object_size(self));
}

#define ROW_N(name, doc)              OURO_NOARGS(#name, ouro__bytesm_##name, doc),
#define ROW_O(name, doc)              OURO_O(#name, ouro__bytesm_##name, doc),
#define ROW_A(name, least, most, doc) OURO_ARGS(#name, ouro__bytesm_##name, least, most, doc),
#define ROW_K(name, doc)              OURO_KEYWORDS(#name, ouro__bytesm_##name, doc),

static const ouro_method bytes_methods[] = {
    OURO__BYTES_METHODS(ROW_N, ROW_O, ROW_A,
                        ROW_K){"fromhex",
                               {.o = ouro__bytesm_fromhex},
                               OURO_METH_O | OURO_METH_CLASS,
                               1,
                               1,
                               "Create a bytes object from a string of hexadecimal numbers."},
    OURO_NOARGS("__sizeof__", bytes_sizeof, "Size of the object in memory, in bytes."),
    {0},
};

const ouro_type_spec ouro__bytes_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "bytes",
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
           "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
           "bytes() -> empty bytes object",
    .instance_size = sizeof(ouro_bytes),
    .item_size = 1,
    .flags = OURO_TF_BASE | OURO_TF_SEQUENCE | OURO_TF_MATCH_SELF | OURO_TF_IMMUTABLE,
    .slots = {.create = bytes_create,
              .destroy = bytes_destroy,
              .repr = ouro__bytes_repr,
              .str = ouro__bytes_repr,
              .hash = bytes_hash,
              .compare = bytes_compare,
              .iter = bytes_get_iter,
              .length = bytes_length,
              .contains = bytes_contains,
              .getitem = bytes_getitem,
              .binary = {[OURO_ADD] = bytes_add, [OURO_MUL] = bytes_mul}},
    .methods = bytes_methods,
};
