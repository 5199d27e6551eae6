// SPDX-License-Identifier: MIT
// Constants: objects of literals, one object for equal ones, co_consts and co_names of a unit.
// Front-end, compile. SPEC row C3: what looks like an identifier is interned.
#include "compiler.h"

// ---- Equality by type and value -----------------------------------------------------------------

// Tells 0.0 from -0.0.
static uint64_t double_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t constant_hash(pyc *c, ouro_object *object) {
    uint64_t hash = (uintptr_t)ouro_type_of(object);
    if (ouro_is_exact(object, OURO_T_FLOAT)) {
        hash ^= double_bits(ouro_float_value(object));
    } else if (ouro_is_exact(object, OURO_T_COMPLEX)) {
        hash ^=
            double_bits(ouro_complex_real(object)) * 31 + double_bits(ouro_complex_imag(object));
    } else if (ouro_is_exact(object, OURO_T_TUPLE)) {
        for (size_t i = 0; i < ouro_tuple_length(object); i++) {
            hash = hash * 31 + constant_hash(c, ouro_tuple_get_borrow(object, i));
        }
    } else if (ouro_is_exact(object, OURO_T_INT) || ouro_is_exact(object, OURO_T_STR) ||
               ouro_is_exact(object, OURO_T_BYTES)) {
        int64_t value = ouro_hash(object);
        if (value == -1) {
            pyc_abort(c);
        }
        hash ^= (uint64_t)value;
    } else if (ouro_is_exact(object, OURO_T_FROZENSET)) {
        hash += ouro_set_length(object);
    } else if (py_code_check(object)) {
        hash += (uint32_t)py_code_of(object)->first_line;
    } else {
        hash ^= (uintptr_t)object;
    }
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static bool constant_equal(ouro_object *a, ouro_object *b);

static bool frozenset_has(ouro_object *set, ouro_object *item) {
    size_t at = 0;
    ouro_object *other;
    int64_t hash;
    while (ouro_set_next(set, &at, &other, &hash)) {
        if (constant_equal(item, other)) {
            return true;
        }
    }
    return false;
}

// In whatever order: the first of equal ones serves for all.
static bool frozenset_equal(ouro_object *a, ouro_object *b) {
    size_t at = 0;
    ouro_object *item;
    int64_t hash;
    if (ouro_set_length(a) != ouro_set_length(b)) {
        return false;
    }
    while (ouro_set_next(a, &at, &item, &hash)) {
        // Asked first, since it is quick: equal sets have equal hashes.
        if (ouro_set_contains(b, item) != 1 || !frozenset_has(b, item)) {
            ouro_raised_clear();
            return false;
        }
    }
    return true;
}

static bool same_bytes(const void *a, const void *b, size_t bytes) {
    return !bytes || !memcmp(a, b, bytes);
}

// A function in a loop's condition or in a finally block is compiled more than once.
static bool code_equal(const py_code *a, const py_code *b) {
    return a->unit_count == b->unit_count && a->position_count == b->position_count &&
           a->handler_count == b->handler_count && a->local_count == b->local_count &&
           a->first_line == b->first_line && a->flags == b->flags && a->arg_count == b->arg_count &&
           a->posonly_count == b->posonly_count && a->kwonly_count == b->kwonly_count &&
           constant_equal(a->qualname, b->qualname) &&
           constant_equal(a->local_names, b->local_names) && constant_equal(a->names, b->names) &&
           constant_equal(a->consts, b->consts) &&
           same_bytes(a->local_kinds, b->local_kinds, a->local_count) &&
           same_bytes(a->units, b->units, a->unit_count * sizeof *a->units) &&
           same_bytes(a->positions, b->positions, a->position_count * sizeof *a->positions) &&
           same_bytes(a->handlers, b->handlers, a->handler_count * sizeof *a->handlers);
}

static bool constant_equal(ouro_object *a, ouro_object *b) {
    if (a == b) {
        return true;
    }
    if (ouro_type_of(a) != ouro_type_of(b)) {
        return false;
    }
    switch (ouro_type_of(a)->exact) {
    case OURO_T_STR: return ouro_str_equal(a, b);
    case OURO_T_INT: return ouro_compare_bool(a, b, OURO_EQ) == 1;
    case OURO_T_BYTES:
        return ouro_bytes_length(a) == ouro_bytes_length(b) &&
               !memcmp(ouro_bytes_data(a), ouro_bytes_data(b), ouro_bytes_length(a));
    case OURO_T_FLOAT: return double_bits(ouro_float_value(a)) == double_bits(ouro_float_value(b));
    case OURO_T_COMPLEX:
        return double_bits(ouro_complex_real(a)) == double_bits(ouro_complex_real(b)) &&
               double_bits(ouro_complex_imag(a)) == double_bits(ouro_complex_imag(b));
    case OURO_T_TUPLE:
        if (ouro_tuple_length(a) != ouro_tuple_length(b)) {
            return false;
        }
        for (size_t i = 0; i < ouro_tuple_length(a); i++) {
            if (!constant_equal(ouro_tuple_get_borrow(a, i), ouro_tuple_get_borrow(b, i))) {
                return false;
            }
        }
        return true;
    case OURO_T_FROZENSET: return frozenset_equal(a, b);
    default: return py_code_check(a) && code_equal(py_code_of(a), py_code_of(b));
    }
}

// ---- Merging ------------------------------------------------------------------------------------

static bool looks_like_name(const ouro_object *str) {
    const char *text = ouro_str_ascii_borrow(str);
    if (!text) {
        return false;
    }
    for (size_t i = 0; i < ouro_str_length(str); i++) {
        char ch = text[i];
        if (!(ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
              (ch >= 'A' && ch <= 'Z'))) {
            return false;
        }
    }
    return true;
}

static void place_constant(ouro_object **table, size_t room, uint64_t hash, ouro_object *object) {
    size_t i = hash & (room - 1);
    while (table[i]) {
        i = (i + 1) & (room - 1);
    }
    table[i] = object;
}

static void grow_constants(pyc *c) {
    size_t room = c->constant_room ? c->constant_room * 2 : 128;
    ouro_object **table = pyc_alloc(c, room * sizeof(ouro_object *));
    for (size_t i = 0; i < c->constant_room; i++) {
        if (c->constants[i]) {
            place_constant(table, room, constant_hash(c, c->constants[i]), c->constants[i]);
        }
    }
    c->constants = table;
    c->constant_room = room;
}

// CPython merges a frozenset's items one by one, and makes it again of them in the order of its table:
// with colliding items that is another order, which a program that iterates sees.
static ouro_object *frozenset_again(pyc *c, ouro_object *object) {
    ouro_object *items = pyc_keep(c, ouro_tuple_of(object));
    return pyc_keep(c, ouro_frozenset_new(items));
}

ouro_object *pyc_merge(pyc *c, ouro_object *object) {
    if (c->constant_count * 2 >= c->constant_room) {
        grow_constants(c);
    }
    uint64_t hash = constant_hash(c, object);
    for (size_t i = hash & (c->constant_room - 1); c->constants[i];
         i = (i + 1) & (c->constant_room - 1)) {
        if (constant_equal(c->constants[i], object)) {
            return c->constants[i];
        }
    }
    if (ouro_is_exact(object, OURO_T_STR) && looks_like_name(object)) {
        ouro_object *interned = ouro_newref(object);
        ouro_str_intern(&interned);
        object = pyc_keep(c, interned);
    } else if (ouro_is_exact(object, OURO_T_FROZENSET)) {
        object = frozenset_again(c, object);
    }
    place_constant(c->constants, c->constant_room, hash, object);
    c->constant_count++;
    return object;
}

static uint32_t list_index(pyc *c, pyc_list *list, ouro_object *object) {
    uintptr_t place = (uintptr_t)pyc_map_get(&list->index, object);
    if (place) {
        return (uint32_t)(place - 1);
    }
    list->items = pyc_grow(c, list->items, &list->room, list->count + 1, sizeof *list->items);
    list->items[list->count++] = object;
    pyc_map_set(c, &list->index, object, (void *)(uintptr_t)list->count);
    return list->count - 1;
}

uint32_t pyc_const_index(pyc *c, ouro_object *object) {
    return list_index(c, &c->unit->consts, pyc_merge(c, object));
}

uint32_t pyc_name_index(pyc *c, pyc_name *name) {
    return list_index(c, &c->unit->names, pyc_name_str(c, name));
}

// ---- Literals -----------------------------------------------------------------------------------

static ouro_object *new_int(pyc *c, const py_constant *constant, py_pos pos) {
    if (constant->integer.fits) {
        return ouro_int_new(constant->integer.value);
    }
    ouro_object *value = ouro_int_parse(constant->integer.digits.bytes,
                                        constant->integer.digits.length, constant->integer.base);
    if (!value && ouro_raised_is(OURO_EXC_ValueError)) {
        ouro_raised_clear();
        pyc_error(c, pos,
                  "Exceeds the limit (4300 digits) for integer string conversion: value has %zu "
                  "digits; use sys.set_int_max_str_digits() to increase the limit - Consider "
                  "hexadecimal for huge integer literals to avoid decimal conversion limits.",
                  constant->integer.digits.length);
    }
    return value;
}

static ouro_object *new_constant(pyc *c, const py_constant *constant, py_pos pos) {
    switch (constant->kind) {
    case PY_CONST_NONE: return ouro_none();
    case PY_CONST_TRUE: return ouro_bool(true);
    case PY_CONST_FALSE: return ouro_bool(false);
    case PY_CONST_ELLIPSIS: return ouro_newref(ouro_current->ellipsis);
    case PY_CONST_INT: return new_int(c, constant, pos);
    case PY_CONST_FLOAT: return ouro_float_new(constant->real);
    case PY_CONST_IMAGINARY: return ouro_complex_new(0, constant->real);
    case PY_CONST_STR: return ouro_str_new(constant->text.bytes, constant->text.length);
    case PY_CONST_BYTES: return ouro_bytes_new(constant->text.bytes, constant->text.length);
    }
    return NULL;
}

ouro_object *pyc_constant(pyc *c, const py_expr *e) {
    ouro_object *known = pyc_map_get(&c->folded, e);
    if (!known) {
        known = pyc_merge(c, pyc_keep(c, new_constant(c, &e->v.constant, e->pos)));
        pyc_map_set(c, &c->folded, e, known);
    }
    return known;
}
