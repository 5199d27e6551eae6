// SPDX-License-Identifier: MIT
// The table that ties special methods to slots, in one direction: what `int.__add__` and the like do
// with the C function of a slot, and which function each slot of a class gets.  The other
// direction, slots that call Python methods, is slots_python.c.  Floor: object.
#include "type.h"
#include "slots_python.h"

// ---- Wrappers: a slot called as a method ----------------------------------------------------

#define WRAPPER(name)                                                                              \
    static ouro_object *name(ouro_object *self, ouro_object *const *args, size_t nargs,            \
                             ouro_object *kwnames, ouro__slot_fn function, const ouro__slot *slot)
#define UNUSED_CALL (void)args, (void)nargs, (void)kwnames, (void)slot

static ouro_object *none_if(int result) {
    return result < 0 ? NULL : ouro_none();
}

WRAPPER(wrap_unary) {
    UNUSED_CALL;
    return ((ouro_unary_fn)function)(self);
}
WRAPPER(wrap_next) {
    UNUSED_CALL;
    ouro_object *item = ((ouro_unary_fn)function)(self);
    return item || ouro_current->raised ? item : ouro_raise_object(OURO_EXC_StopIteration, NULL);
}
// What a sequence's own + and * refuse is refused at once: there is no other operand to ask.
static ouro_object *refuse(ouro_object *self, const ouro__slot *slot, ouro_object *arg,
                           ouro_object *result) {
    bool add = slot->name == OURO_NAME_add;
    bool repeat = slot->name == OURO_NAME_mul || slot->name == OURO_NAME_rmul;
    if (!result || !ouro_is_not_implemented(result) || !(add || repeat) ||
        !(self->type->flags & OURO_TF_SEQUENCE)) {
        return result;
    }
    ouro_decref(result);
    return add ? ouro__raise_operands(self, arg, OURO_ADD, "+")
               : ouro_raise(OURO_EXC_TypeError, "'%T' object cannot be interpreted as an integer",
                            arg);
}

WRAPPER(wrap_left) {
    UNUSED_CALL;
    return refuse(self, slot, args[0], ((ouro_binary_fn)function)(self, args[0]));
}
WRAPPER(wrap_right) {
    UNUSED_CALL;
    return refuse(self, slot, args[0], ((ouro_binary_fn)function)(args[0], self));
}
typedef ouro_object *(*power_fn)(ouro_object *, ouro_object *, ouro_object *);
WRAPPER(wrap_power) {
    UNUSED_CALL;
    return ouro__power_of(self, args[0], nargs > 1 ? args[1] : ouro_none_borrow(),
                          (ouro_binary_fn)function);
}
WRAPPER(wrap_compare) {
    UNUSED_CALL;
    typedef ouro_object *(*compare_fn)(ouro_object *, ouro_object *, int);
    return ((compare_fn)function)(self, args[0], slot->op);
}
WRAPPER(wrap_length) {
    UNUSED_CALL;
    ssize_t length = ((ssize_t(*)(ouro_object *))function)(self);
    return length < 0 ? NULL : ouro_int_new(length);
}
WRAPPER(wrap_truth) {
    UNUSED_CALL;
    int truth = ((int (*)(ouro_object *))function)(self);
    return truth < 0 ? NULL : ouro_bool(truth);
}
WRAPPER(wrap_hash) {
    UNUSED_CALL;
    int64_t hash = ((int64_t(*)(ouro_object *))function)(self);
    return hash == -1 && ouro_current->raised ? NULL : ouro_int_new(hash);
}
WRAPPER(wrap_contains) {
    UNUSED_CALL;
    int found = ((int (*)(ouro_object *, ouro_object *))function)(self, args[0]);
    return found < 0 ? NULL : ouro_bool(found);
}
typedef int (*set_fn)(ouro_object *, ouro_object *, ouro_object *);
WRAPPER(wrap_set) {
    UNUSED_CALL;
    return none_if(((set_fn)function)(self, args[0], args[1]));
}
WRAPPER(wrap_delete) {
    UNUSED_CALL;
    return none_if(((set_fn)function)(self, args[0], NULL));
}
WRAPPER(wrap_call) {
    (void)slot;
    return ((ouro_call_fn)function)(self, args, nargs, kwnames);
}
WRAPPER(wrap_init) {
    (void)slot;
    return none_if(((ouro_init_fn)function)(self, args, nargs, kwnames));
}
WRAPPER(wrap_get) {
    UNUSED_CALL;
    typedef ouro_object *(*get_fn)(ouro_object *, ouro_object *, ouro_object *);
    ouro_object *instance = ouro_is_none(args[0]) ? NULL : args[0];
    ouro_object *owner = nargs < 2 || ouro_is_none(args[1]) ? NULL : args[1];
    if (!instance && !owner) {
        return ouro_raise(OURO_EXC_TypeError, "__get__(None, None) is invalid");
    }
    return ((get_fn)function)(self, instance, owner);
}

// ---- The table ------------------------------------------------------------------------------

#define AT(slot) (uint16_t) offsetof(ouro_slots, slot)
#define ROW(id, slot, min, max, op, wrap, generic, doc)                                            \
    { OURO_NAME_##id, AT(slot), min, max, op, wrap, (ouro__slot_fn)(generic), doc }
#define UNARY(id, slot, generic, doc) ROW(id, slot, 0, 0, 0, wrap_unary, generic, doc)
#define COMPARE(id, op, doc)          ROW(id, compare, 1, 1, op, wrap_compare, ouro__python_compare, doc)
#define BINARY(left, right, inplace_id, op, generic, generic_inplace, sign)                        \
    ROW(left, binary[op], 1, 1, 0, wrap_left, generic, "Return self" sign "value."),               \
        ROW(right, binary[op], 1, 1, 0, wrap_right, generic, "Return value" sign "self."),         \
        ROW(inplace_id, inplace[op], 1, 1, 0, wrap_left, generic_inplace,                          \
            "Return self" sign "=value.")

const ouro__slot ouro__slot_table[] = {
    ROW(init, init, 0, 255, 0, wrap_init, ouro__python_init,
        "Initialize self.  See help(type(self)) for accurate signature."),
    ROW(del, finalize, 0, 0, 0, NULL, ouro__python_finalize, NULL),
    UNARY(repr, repr, ouro__python_repr, "Return repr(self)."),
    UNARY(str, str, ouro__python_str, "Return str(self)."),
    ROW(hash, hash, 0, 0, 0, wrap_hash, ouro__python_hash, "Return hash(self)."),
    ROW(call, call, 0, 255, 0, wrap_call, ouro__python_call, "Call self as a function."),
    ROW(getattribute, getattr, 1, 1, 0, wrap_left, ouro__python_getattr,
        "Return getattr(self, name)."),
    ROW(getattr, getattr, 1, 1, 0, NULL, ouro__python_getattr, NULL),
    ROW(setattr, setattr, 2, 2, 0, wrap_set, ouro__python_setattr,
        "Implement setattr(self, name, value)."),
    ROW(delattr, setattr, 1, 1, 0, wrap_delete, ouro__python_setattr,
        "Implement delattr(self, name)."),
    COMPARE(lt, OURO_LT, "Return self<value."),
    COMPARE(le, OURO_LE, "Return self<=value."),
    COMPARE(eq, OURO_EQ, "Return self==value."),
    COMPARE(ne, OURO_NE, "Return self!=value."),
    COMPARE(gt, OURO_GT, "Return self>value."),
    COMPARE(ge, OURO_GE, "Return self>=value."),
    UNARY(iter, iter, ouro__python_iter, "Implement iter(self)."),
    ROW(next, next, 0, 0, 0, wrap_next, ouro__python_next, "Implement next(self)."),
    ROW(get, descr_get, 1, 2, 0, wrap_get, ouro__python_descr_get,
        "Return an attribute of instance, which is of type owner."),
    ROW(set, descr_set, 2, 2, 0, wrap_set, ouro__python_descr_set,
        "Set an attribute of instance to value."),
    ROW(delete_, descr_set, 1, 1, 0, wrap_delete, ouro__python_descr_set,
        "Delete an attribute of instance."),
    ROW(len, length, 0, 0, 0, wrap_length, ouro__python_length, "Return len(self)."),
    ROW(contains, contains, 1, 1, 0, wrap_contains, ouro__python_contains, "Return key in self."),
    ROW(getitem, getitem, 1, 1, 0, wrap_left, ouro__python_getitem, "Return self[key]."),
    ROW(setitem, setitem, 2, 2, 0, wrap_set, ouro__python_setitem, "Set self[key] to value."),
    ROW(delitem, setitem, 1, 1, 0, wrap_delete, ouro__python_setitem, "Delete self[key]."),
    ROW(bool_, truth, 0, 0, 0, wrap_truth, ouro__python_truth, "True if self else False"),
    UNARY(index, index, ouro__python_index,
          "Return self converted to an integer, if self is suitable for use as an index into a "
          "list."),
    UNARY(int_, to_int, ouro__python_to_int, "int(self)"),
    UNARY(float_, to_float, ouro__python_to_float, "float(self)"),
    UNARY(neg, unary[OURO_NEG], ouro__python_neg, "-self"),
    UNARY(pos, unary[OURO_POS], ouro__python_pos, "+self"),
    UNARY(invert, unary[OURO_INVERT], ouro__python_invert, "~self"),
    UNARY(abs, unary[OURO_ABS], ouro__python_abs, "abs(self)"),
    BINARY(add, radd, iadd, OURO_ADD, ouro__python_add, ouro__python_iadd, "+"),
    BINARY(sub, rsub, isub, OURO_SUB, ouro__python_sub, ouro__python_isub, "-"),
    BINARY(mul, rmul, imul, OURO_MUL, ouro__python_mul, ouro__python_imul, "*"),
    BINARY(matmul, rmatmul, imatmul, OURO_MATMUL, ouro__python_matmul, ouro__python_imatmul, "@"),
    BINARY(truediv, rtruediv, itruediv, OURO_TRUEDIV, ouro__python_truediv, ouro__python_itruediv,
           "/"),
    BINARY(floordiv, rfloordiv, ifloordiv, OURO_FLOORDIV, ouro__python_floordiv,
           ouro__python_ifloordiv, "//"),
    BINARY(mod, rmod, imod, OURO_MOD, ouro__python_mod, ouro__python_imod, "%"),
    BINARY(lshift, rlshift, ilshift, OURO_LSHIFT, ouro__python_lshift, ouro__python_ilshift, "<<"),
    BINARY(rshift, rrshift, irshift, OURO_RSHIFT, ouro__python_rshift, ouro__python_irshift, ">>"),
    BINARY(and_, rand, iand, OURO_AND, ouro__python_and, ouro__python_iand, "&"),
    BINARY(xor, rxor, ixor, OURO_XOR, ouro__python_xor, ouro__python_ixor, "^"),
    BINARY(or_, ror, ior, OURO_OR, ouro__python_or, ouro__python_ior, "|"),
    ROW(divmod, binary[OURO_DIVMOD], 1, 1, 0, wrap_left, ouro__python_divmod,
        "Return divmod(self, value)."),
    ROW(rdivmod, binary[OURO_DIVMOD], 1, 1, 0, wrap_right, ouro__python_divmod,
        "Return divmod(value, self)."),
    ROW(pow, binary[OURO_POW], 1, 2, 0, wrap_power, ouro__python_pow,
        "Return pow(self, value, mod)."),
    ROW(rpow, binary[OURO_POW], 1, 2, 0, wrap_right, ouro__python_pow,
        "Return pow(value, self, mod)."),
    ROW(ipow, inplace[OURO_POW], 1, 1, 0, wrap_left, ouro__python_ipow, "Return self**=value."),
    UNARY(await, await, ouro__python_await, "Return an iterator to be used in await expression."),
    UNARY(aiter, aiter, ouro__python_aiter,
          "Return an awaitable, that resolves in asynchronous iterator."),
    UNARY(anext, anext, ouro__python_anext, "Return a value or raise StopAsyncIteration."),
    {0, UINT16_MAX, 0, 0, 0, NULL, NULL, NULL},
};

// ---- C slots into the dict of a type made in C ----------------------------------------------

static bool provides(const ouro_type *type, const ouro__slot *slot) {
    ouro_slots *own = (ouro_slots *)(uintptr_t)&type->spec->slots;
    ouro__slot_fn function = *ouro__slot_at(own, slot->offset);
    // What is concatenated is on the left: sequences have no __radd__.
    bool absent = slot->name == OURO_NAME_radd && type->flags & OURO_TF_SEQUENCE;
    return function && slot->wrap && !absent;
}

int ouro__slots_ready(ouro_type *type) {
    for (const ouro__slot *slot = ouro__slot_table; slot->offset != UINT16_MAX; slot++) {
        if (!provides(type, slot)) {
            continue;
        }
        ouro__slot_fn function = *ouro__slot_at(&type->slots, slot->offset);
        ouro_object *name = ouro__runtime()->names[slot->name];
        ouro_object *descr = ouro__wrapper_descr_new(type, slot, function);
        int result = descr ? ouro_dict_set(type->dict, name, descr) : -1;
        ouro_xdecref(descr);
        if (result < 0) {
            return -1;
        }
    }
    if (type->slots.hash == ouro__hash_none && type->spec->slots.compare) {
        return ouro_dict_set(type->dict, ouro__name(hash), ouro_none_borrow());
    }
    return 0;
}

// ---- The slots of a class made by Python code -----------------------------------------------

// What the class says about one special method: nothing, C code that can go straight into the
// slot, or something that has to be called.
static ouro__slot_fn native_function(ouro_type *type, const ouro__slot *slot, bool *absent) {
    ouro_object *found = ouro_type_lookup_borrow(type, ouro__runtime()->names[slot->name]);
    *absent = !found;
    if (!found) {
        return NULL;
    }
    ouro__slot_fn function;
    const ouro__slot *wrapped = ouro__wrapper_descr_slot(found, &function);
    return wrapped && wrapped->offset == slot->offset ? function : NULL;
}

// Decides the slot at `first`'s offset from all special methods that share it.
static void compute_slot(ouro_type *type, const ouro__slot *first) {
    ouro__slot_fn native = NULL;
    bool any = false, python = false;
    for (const ouro__slot *slot = ouro__slot_table; slot->offset != UINT16_MAX; slot++) {
        if (slot->offset != first->offset) {
            continue;
        }
        bool absent;
        ouro__slot_fn function = native_function(type, slot, &absent);
        if (absent) {
            continue;
        }
        any = true;
        python |= !function || (native && native != function);
        native = function ? function : native;
    }
    ouro__slot_fn *place = ouro__slot_at(&type->slots, first->offset);
    if (python) {
        *place = first->generic;
    } else if (any) {
        *place = native;
    } else if (first->name == OURO_NAME_del) {
        *place = type->base ? *ouro__slot_at(&type->base->slots, first->offset) : NULL;
        if (*place == (ouro__slot_fn)ouro__python_finalize) {
            *place = NULL;
        }
    } else {
        *place = NULL;
    }
}

static bool is_first_of_offset(const ouro__slot *slot) {
    for (const ouro__slot *other = ouro__slot_table; other != slot; other++) {
        if (other->offset == slot->offset) {
            return false;
        }
    }
    return true;
}

// __new__ is no wrapper but a built-in function or anything else.
static void compute_create(ouro_type *type) {
    ouro_object *found = ouro_type_lookup_borrow(type, ouro__name(new));
    const ouro_type *native = found ? ouro__create_owner(found) : NULL;
    type->slots.create = native ? native->slots.create : found ? ouro__python_create : NULL;
}

static void compute_hash(ouro_type *type) {
    ouro_object *found = ouro_type_lookup_borrow(type, ouro__name(hash));
    if (found && ouro_is_none(found)) {
        type->slots.hash = ouro__hash_none;
    }
}

// The three-argument power goes with __pow__: native only together with it.
static void compute_power(ouro_type *type) {
    type->slots.power = type->slots.binary[OURO_POW] == ouro__python_pow ? ouro__python_power
                                                                         : type->base->slots.power;
    if (type->slots.power == ouro__python_power &&
        type->slots.binary[OURO_POW] != ouro__python_pow) {
        type->slots.power = NULL;
    }
}

void ouro__slots_compute(ouro_type *type) {
    for (const ouro__slot *slot = ouro__slot_table; slot->offset != UINT16_MAX; slot++) {
        if (is_first_of_offset(slot)) {
            compute_slot(type, slot);
        }
    }
    compute_create(type);
    compute_hash(type);
    compute_power(type);
}

static void update_tree(ouro_type *type, const ouro__slot *slot) {
    if (type->spec) {
        return;
    }
    if (slot) {
        compute_slot(type, slot);
    }
    compute_create(type);
    compute_hash(type);
    compute_power(type);
    for (size_t i = 0; i < type->subclass_count; i++) {
        update_tree(type->subclasses[i], slot);
    }
}

void ouro__slots_update(ouro_type *type, ouro_object *name) {
    ouro_runtime *runtime = ouro__runtime();
    if (name == ouro__name(new)) {
        update_tree(type, NULL);
        return;
    }
    for (const ouro__slot *slot = ouro__slot_table; slot->offset != UINT16_MAX; slot++) {
        if (runtime->names[slot->name] == name) {
            const ouro__slot *first = ouro__slot_table;
            while (first->offset != slot->offset) {
                first++;
            }
            update_tree(type, first);
            return;
        }
    }
}
