// SPDX-License-Identifier: MIT
// Slots of classes made by Python code.  Each finds its special method on the type (never on the
// instance), calls it and checks the result.  Floor: object.
#include "slots_python.h"

// ---- Calling a special method ---------------------------------------------------------------

// The method `found` (borrowed) of self's type, called with up to two arguments.
static ouro_object *call_found(ouro_object *self, ouro_object *found, ouro_object *const *args,
                               size_t nargs) {
    ouro_object *result;
    ouro_incref(found);
    if (found->type->flags & OURO_TF_METHOD) {
        ouro_object *all[4] = {self};
        for (size_t i = 0; i < nargs; i++) {
            all[i + 1] = args[i];
        }
        result = ouro_call(found, all, nargs + 1, NULL);
    } else if (found->type->slots.descr_get) {
        ouro_object *bound = found->type->slots.descr_get(found, self, (ouro_object *)self->type);
        result = bound ? ouro_call(bound, args, nargs, NULL) : NULL;
        ouro_xdecref(bound);
    } else {
        result = ouro_call(found, args, nargs, NULL);
    }
    ouro_decref(found);
    return result;
}

static ouro_object *find(const ouro_object *self, ouro_object *name) {
    return ouro_type_lookup_borrow(ouro_type_of(self), name);
}

static ouro_object *call_special(ouro_object *self, ouro_object *name, ouro_object *const *args,
                                 size_t nargs) {
    ouro_object *found = find(self, name);
    return found ? call_found(self, found, args, nargs)
                 : ouro_raise_object(OURO_EXC_AttributeError, name);
}

static ouro_object *call0(ouro_object *self, ouro_object *name) {
    return call_special(self, name, NULL, 0);
}
static ouro_object *call1(ouro_object *self, ouro_object *name, ouro_object *arg) {
    return call_special(self, name, &arg, 1);
}

static int drop_result(ouro_object *result) {
    ouro_xdecref(result);
    return result ? 0 : -1;
}

// The result (stolen) if it is of the type that the method must return.
static ouro_object *checked(ouro_object *self, ouro_object *result, enum ouro_builtin wanted,
                            const char *method, const char *what) {
    if (result && !ouro_is(result, wanted)) {
        ouro_raise(OURO_EXC_TypeError, "%T.%s returned non-%s (type %T)", self, method, what,
                   result);
        ouro_clear(&result);
    }
    return result;
}

// self.method(*args, **keywords) with the method `found` (borrowed) of self's type: a plain function gets
// self in front of the arguments, without a bound method between.
static ouro_object *call_with(ouro_object *found, ouro_object *self, ouro_object *const *args,
                              size_t nargs, ouro_object *kwnames) {
    size_t total = nargs + (kwnames ? ouro_tuple_length(kwnames) : 0) + 1;
    ouro_object *few[8], **all = few, *result = NULL;
    if (total > sizeof few / sizeof *few) {
        all = ouro_memory_new(total * sizeof *all);
    }
    if (all) {
        all[0] = self;
        if (total > 1) {
            memcpy(all + 1, args, (total - 1) * sizeof *args);
        }
        result = ouro_call(found, all, nargs + 1, kwnames);
    }
    if (all != few) {
        ouro_memory_free(all);
    }
    return result;
}

static void hold_arguments(ouro_object *const *args, size_t count, bool hold) {
    for (size_t i = 0; i < count; i++) {
        if (hold) {
            ouro_incref(args[i]);
        } else {
            ouro_decref(args[i]);
        }
    }
}

// Calls the special method `name` of self with any arguments; NULL without exception: there is none.
// The arguments are held meanwhile as 3.11's argument tuple holds them: programs see it in getrefcount.
static ouro_object *call_any(ouro_object *self, ouro_object *name, ouro_object *const *args,
                             size_t nargs, ouro_object *kwnames) {
    ouro_object *found = find(self, name), *result;
    if (found && found->type->flags & OURO_TF_METHOD) {
        ouro_incref(found);
        hold_arguments(args, nargs, true);
        result = call_with(found, self, args, nargs, kwnames);
        hold_arguments(args, nargs, false);
        ouro_decref(found);
        return result;
    }
    ouro_object *method = ouro_lookup_special(self, name);
    result = method ? ouro_call(method, args, nargs, kwnames) : NULL;
    ouro_xdecref(method);
    return result;
}

// ---- Life -----------------------------------------------------------------------------------

ouro_object *ouro__python_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    ouro_object *function = ouro_getattr((ouro_object *)type, ouro__name(new));
    if (!function) {
        return NULL;
    }
    ouro_object *result = call_with(function, (ouro_object *)type, args, nargs, kwnames);
    ouro_decref(function);
    return result;
}

int ouro__python_init(ouro_object *self, ouro_object *const *args, size_t nargs,
                      ouro_object *kwnames) {
    ouro_object *result = call_any(self, ouro__name(init), args, nargs, kwnames);
    if (result && !ouro_is_none(result)) {
        ouro_raise(OURO_EXC_TypeError, "__init__() should return None, not '%T'", result);
        ouro_clear(&result);
    }
    return drop_result(result);
}

void ouro__python_finalize(ouro_object *self) {
    ouro_object *raised = ouro_raised_take();
    ouro_object *method = ouro_lookup_special(self, ouro__name(del));
    if (method) {
        ouro_object *result = ouro_call0(method);
        if (!result) {
            ouro_object *found = find(self, ouro__name(del));
            bool plain = found && found->type->flags & OURO_TF_METHOD;
            ouro_unraisable(plain ? found : method, NULL);
        }
        ouro_xdecref(result);
        ouro_decref(method);
    } else if (ouro_current->raised) {
        ouro_unraisable(self, NULL);
    }
    ouro_raised_restore(raised);
}

// ---- Every object ---------------------------------------------------------------------------

ouro_object *ouro__python_repr(ouro_object *self) {
    ouro_object *found = find(self, ouro__name(repr));
    // None: a collection has cleared the class.
    return found ? call_found(self, found, NULL, 0)
                 : ouro_builtin_type(OURO_T_OBJECT)->slots.repr(self);
}

ouro_object *ouro__python_str(ouro_object *self) {
    return call0(self, ouro__name(str));
}

int64_t ouro__python_hash(ouro_object *self) {
    ouro_object *found = find(self, ouro__name(hash));
    if (!found || ouro_is_none(found)) {
        return ouro__hash_none(self);
    }
    ouro_object *result = call_found(self, found, NULL, 0);
    if (!result) {
        return -1;
    }
    if (!ouro_is(result, OURO_T_INT) && !ouro_is(result, OURO_T_BOOL)) {
        ouro_decref(result);
        ouro_raise(OURO_EXC_TypeError, "__hash__ method should return an integer");
        return -1;
    }
    int overflow;
    int64_t hash = ouro_int_as_i64_overflow(result, &overflow);
    if (overflow) {
        hash = ouro_hash(result);
    }
    ouro_decref(result);
    return hash == -1 ? -2 : hash;
}

ouro_object *ouro__python_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    ouro_object *result = call_any(self, ouro__name(call), args, nargs, kwnames);
    if (!result && !ouro_current->raised) {
        ouro_raise(OURO_EXC_TypeError, "'%T' object is not callable", self);
    }
    return result;
}

// __getattribute__, then __getattr__ if that raised AttributeError.
ouro_object *ouro__python_getattr(ouro_object *self, ouro_object *name) {
    ouro_object *fallback = ouro_xnewref(find(self, ouro__name(getattr)));
    ouro_object *found = find(self, ouro__name(getattribute)), *value;
    ouro__slot_fn native;
    if (found && ouro__wrapper_descr_slot(found, &native)) {
        if (native == (ouro__slot_fn)ouro_generic_getattr && fallback) {
            if (ouro__generic_lookup(self, name, &value) != 0 || ouro_current->raised) {
                ouro_decref(fallback);
                return value;
            }
            value = call_found(self, fallback, &name, 1);
            ouro_decref(fallback);
            return value;
        }
        value = ((ouro_binary_fn)native)(self, name);
    } else {
        value = call1(self, ouro__name(getattribute), name);
    }
    if (!value && fallback && ouro_raised_is(OURO_EXC_AttributeError)) {
        ouro_raised_clear();
        value = call_found(self, fallback, &name, 1);
    }
    ouro_xdecref(fallback);
    return value;
}

int ouro__python_setattr(ouro_object *self, ouro_object *name, ouro_object *value) {
    ouro_object *args[2] = {name, value};
    return drop_result(value ? call_special(self, ouro__name(setattr), args, 2)
                             : call_special(self, ouro__name(delattr), args, 1));
}

ouro_object *ouro__python_compare(ouro_object *self, ouro_object *other, int op) {
    static const enum ouro__name_id names[] = {OURO_NAME_lt, OURO_NAME_le, OURO_NAME_eq,
                                               OURO_NAME_ne, OURO_NAME_gt, OURO_NAME_ge};
    ouro_object *found = find(self, ouro__runtime()->names[names[op]]);
    return found ? call_found(self, found, &other, 1) : ouro_not_implemented();
}

ouro_object *ouro__python_iter(ouro_object *self) {
    ouro_object *found = find(self, ouro__name(iter));
    if (found && ouro_is_none(found)) {
        return ouro_raise(OURO_EXC_TypeError, "'%T' object is not iterable", self);
    }
    return found ? call_found(self, found, NULL, 0) : ouro_raise_attribute(self, ouro__name(iter));
}

ouro_object *ouro__python_next(ouro_object *self) {
    ouro_object *item = call0(self, ouro__name(next));
    if (!item && ouro_raised_is(OURO_EXC_StopIteration)) {
        ouro_raised_clear();
    }
    return item;
}

ouro_object *ouro__python_descr_get(ouro_object *self, ouro_object *instance, ouro_object *owner) {
    ouro_object *found = find(self, ouro__name(get));
    if (!found) {
        return ouro_newref(self);
    }
    ouro_object *args[2] = {instance ? instance : ouro_none_borrow(),
                            owner ? owner : ouro_none_borrow()};
    return call_found(self, found, args, 2);
}

int ouro__python_descr_set(ouro_object *self, ouro_object *instance, ouro_object *value) {
    ouro_object *args[2] = {instance, value};
    return drop_result(value ? call_special(self, ouro__name(set), args, 2)
                             : call_special(self, ouro__name(delete_), args, 1));
}

// ---- Containers -----------------------------------------------------------------------------

ssize_t ouro__python_length(ouro_object *self) {
    ouro_object *result = call0(self, ouro__name(len));
    ouro_object *index = result ? ouro_index(result) : NULL;
    ouro_xdecref(result);
    if (!index) {
        return -1;
    }
    if (ouro_int_sign(index) < 0) {
        ouro_decref(index);
        ouro_raise(OURO_EXC_ValueError, "__len__() should return >= 0");
        return -1;
    }
    ssize_t length = ouro_index_ssize(index, ouro_exc_type(OURO_EXC_OverflowError));
    ouro_decref(index);
    return length;
}

static int truth_of_result(ouro_object *result) {
    int truth = result ? ouro_is_true(result) : -1;
    ouro_xdecref(result);
    return truth;
}

int ouro__python_contains(ouro_object *self, ouro_object *item) {
    ouro_object *found = find(self, ouro__name(contains));
    if (found && ouro_is_none(found)) {
        ouro_raise(OURO_EXC_TypeError, "'%T' object is not a container", self);
        return -1;
    }
    return found ? truth_of_result(call_found(self, found, &item, 1))
                 : ouro__contains_by_iteration(self, item);
}

ouro_object *ouro__python_getitem(ouro_object *self, ouro_object *key) {
    return call1(self, ouro__name(getitem), key);
}

int ouro__python_setitem(ouro_object *self, ouro_object *key, ouro_object *value) {
    ouro_object *args[2] = {key, value};
    return drop_result(value ? call_special(self, ouro__name(setitem), args, 2)
                             : call_special(self, ouro__name(delitem), args, 1));
}

// ---- Numbers --------------------------------------------------------------------------------

int ouro__python_truth(ouro_object *self) {
    ouro_object *result = call0(self, ouro__name(bool_));
    if (result && !ouro_is_exact(result, OURO_T_BOOL)) {
        ouro_raise(OURO_EXC_TypeError, "__bool__ should return bool, returned %T", result);
        ouro_clear(&result);
    }
    return truth_of_result(result);
}

ouro_object *ouro__python_index(ouro_object *self) {
    return call0(self, ouro__name(index));
}
ouro_object *ouro__python_to_int(ouro_object *self) {
    return call0(self, ouro__name(int_));
}
ouro_object *ouro__python_to_float(ouro_object *self) {
    return checked(self, call0(self, ouro__name(float_)), OURO_T_FLOAT, "__float__", "float");
}
ouro_object *ouro__python_neg(ouro_object *self) {
    return call0(self, ouro__name(neg));
}
ouro_object *ouro__python_pos(ouro_object *self) {
    return call0(self, ouro__name(pos));
}
ouro_object *ouro__python_invert(ouro_object *self) {
    return call0(self, ouro__name(invert));
}
ouro_object *ouro__python_abs(ouro_object *self) {
    return call0(self, ouro__name(abs));
}
ouro_object *ouro__python_await(ouro_object *self) {
    return call0(self, ouro__name(await));
}
ouro_object *ouro__python_aiter(ouro_object *self) {
    return call0(self, ouro__name(aiter));
}
ouro_object *ouro__python_anext(ouro_object *self) {
    return call0(self, ouro__name(anext));
}

static ouro_object *call_if_found(ouro_object *self, ouro_object *name, ouro_object *arg) {
    ouro_object *found = find(self, name);
    return found ? call_found(self, found, &arg, 1) : ouro_not_implemented();
}

// True when the class of `right` brings a reflected method of its own: it goes first if that class is
// derived from the left one's.
static bool overrides(const ouro_object *left, const ouro_object *right, ouro_object *name) {
    ouro_object *theirs = find(right, name), *ours = find(left, name);
    return theirs && theirs != ours;
}

// left.__op__(right) and right.__rop__(left), in the order that the classes ask for.  `generic` is the
// slot function that stands for these names: an operand takes part only if its slot is that.
static ouro_object *binary(ouro_object *left, ouro_object *right, enum ouro_binary_op op,
                           ouro_binary_fn generic, ouro_object *name, ouro_object *reflected) {
    bool try_right = left->type != right->type && right->type->slots.binary[op] == generic;
    if (left->type->slots.binary[op] == generic) {
        if (try_right && ouro_type_is_subtype(right->type, left->type) &&
            overrides(left, right, reflected)) {
            ouro_object *result = call_if_found(right, reflected, left);
            if (!result || !ouro_is_not_implemented(result)) {
                return result;
            }
            ouro_decref(result);
            try_right = false;
        }
        ouro_object *result = call_if_found(left, name, right);
        if (!result || !ouro_is_not_implemented(result) || left->type == right->type) {
            return result;
        }
        ouro_decref(result);
    }
    return try_right ? call_if_found(right, reflected, left) : ouro_not_implemented();
}

#define DEFINE_BINARY(c, left_id, right_id, inplace_id, op)                                        \
    ouro_object *ouro__python_##c(ouro_object *left, ouro_object *right) {                         \
        return binary(left, right, op, ouro__python_##c, ouro__name(left_id),                      \
                      ouro__name(right_id));                                                       \
    }                                                                                              \
    ouro_object *ouro__python_i##c(ouro_object *self, ouro_object *other) {                        \
        return call_if_found(self, ouro__name(inplace_id), other);                                 \
    }
OURO__PYTHON_BINARIES(DEFINE_BINARY)

ouro_object *ouro__python_divmod(ouro_object *left, ouro_object *right) {
    return binary(left, right, OURO_DIVMOD, ouro__python_divmod, ouro__name(divmod),
                  ouro__name(rdivmod));
}

ouro_object *ouro__python_power(ouro_object *base, ouro_object *exponent, ouro_object *modulus) {
    ouro_object *found = find(base, ouro__name(pow));
    ouro_object *args[2] = {exponent, modulus};
    return found ? call_found(base, found, args, 2) : ouro_not_implemented();
}

ouro_object *ouro__power_of(ouro_object *base, ouro_object *exponent, ouro_object *modulus,
                            ouro_binary_fn function) {
    if (ouro_is_none(modulus)) {
        return function(base, exponent);
    }
    return base->type->slots.power ? base->type->slots.power(base, exponent, modulus)
                                   : ouro_not_implemented();
}
