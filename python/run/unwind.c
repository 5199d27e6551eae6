// SPDX-License-Identifier: MIT
// Raising, catching and the handled exception; exception groups; entering and leaving `with`.
// Front-end, run.
#include "eval.h"

static ouro_exception *exception_of(ouro_object *object) {
    return (ouro_exception *)(void *)object;
}

static bool is_exception_class(ouro_object *object) {
    return ouro_is_type(object) &&
           ouro_type_is_subtype((ouro_type *)(void *)object, ouro_exc_type(OURO_EXC_BaseException));
}

// ---- raise --------------------------------------------------------------------------------------

// An instance out of a class or instance (stolen): new, or NULL with TypeError.
static ouro_object *instance_of(ouro_object *object, const char *complaint) {
    if (is_exception_class(object)) {
        ouro_object *made = ouro_call0(object);
        if (made && !ouro_is_exception(made)) {
            ouro_raise(OURO_EXC_TypeError,
                       "calling %R should have returned an instance of BaseException, not %R",
                       object, (ouro_object *)made->type);
            ouro_clear(&made);
        }
        ouro_decref(object);
        return made;
    }
    if (!ouro_is_exception(object)) {
        ouro_decref(object);
        return ouro_raise(OURO_EXC_TypeError, "%s", complaint);
    }
    return object;
}

static int raise_again(void) {
    ouro_object *handled = ouro_handled_current_borrow();
    if (!handled) {
        ouro_raise(OURO_EXC_RuntimeError, "No active exception to reraise");
        return 0;
    }
    ouro_raised_restore(ouro_newref(handled));
    return 1;
}

int py__raise_statement(ouro_object *exception, ouro_object *cause) {
    if (!exception) {
        return raise_again();
    }
    exception = instance_of(exception, "exceptions must derive from BaseException");
    if (!exception) {
        ouro_xdecref(cause);
        return 0;
    }
    if (cause) {
        bool none = ouro_is_none(cause);
        if (!none) {
            cause = instance_of(cause, "exception causes must derive from BaseException");
            if (!cause) {
                ouro_decref(exception);
                return 0;
            }
        } else {
            ouro_decref(cause);
        }
        ouro_replace(&exception_of(exception)->cause, none ? NULL : cause);
        exception_of(exception)->suppress_context = true;
    }
    ouro_raise_instance(exception);
    return 0;
}

// ---- except -------------------------------------------------------------------------------------

ouro_object *py__handled_swap(ouro_object *exception) {
    ouro_handled *handled = ouro_handled_top();
    ouro_object *previous = handled->exception;
    handled->exception = exception;
    return previous ? previous : ouro_none();
}

// Whether `type` may stand after except: 0, or -1 with TypeError.
static int check_catchable(ouro_object *type) {
    if (ouro_is(type, OURO_T_TUPLE)) {
        for (size_t i = 0; i < ouro_tuple_length(type); i++) {
            if (!is_exception_class(ouro_tuple_get_borrow(type, i))) {
                goto refuse;
            }
        }
        return 0;
    }
    if (is_exception_class(type)) {
        return 0;
    }
refuse:
    ouro_raise(OURO_EXC_TypeError,
               "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

int py__check_exception_match(ouro_object *exception, ouro_object *type) {
    return check_catchable(type) < 0 ? -1 : ouro_exception_matches(exception, type);
}

// ---- except* ------------------------------------------------------------------------------------

static bool is_group(ouro_object *object) {
    return ouro_type_is_subtype(object->type, ouro_exc_type(OURO_EXC_BaseExceptionGroup));
}

// except* on a group itself is refused.
static int check_star_type(ouro_object *type) {
    if (check_catchable(type) < 0) {
        return -1;
    }
    size_t count = ouro_is(type, OURO_T_TUPLE) ? ouro_tuple_length(type) : 1;
    for (size_t i = 0; i < count; i++) {
        ouro_object *one = ouro_is(type, OURO_T_TUPLE) ? ouro_tuple_get_borrow(type, i) : type;
        if (ouro_type_is_subtype((ouro_type *)(void *)one,
                                 ouro_exc_type(OURO_EXC_BaseExceptionGroup))) {
            ouro_raise(OURO_EXC_TypeError,
                       "catching ExceptionGroup with except* is not allowed. Use except instead.");
            return -1;
        }
    }
    return 0;
}

// A naked exception that matches is wrapped in a group with an empty message.
static ouro_object *wrap_in_group(ouro_object *exception) {
    ouro_object *parts = ouro_tuple_from(&exception, 1);
    ouro_object *empty = ouro_newref(ouro_current->empty_str), *group = NULL;
    if (parts) {
        bool ordinary = ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_Exception));
        ouro_object *type =
            ordinary ? ouro_dict_get_text_borrow(ouro_runtime_builtins_borrow(), "ExceptionGroup")
                     : NULL;
        if (!type && !ouro_current->raised) {
            type = (ouro_object *)ouro_exc_type(OURO_EXC_BaseExceptionGroup);
        }
        group = type ? ouro_call2(type, empty, parts) : NULL;
        ouro_decref(parts);
    }
    ouro_decref(empty);
    return group;
}

int py__group_match(ouro_object *exception, ouro_object *type, ouro_object **match,
                    ouro_object **rest) {
    if (ouro_is_none(exception)) {
        *match = ouro_none();
        *rest = ouro_none();
        return 0;
    }
    if (check_star_type(type) < 0) {
        return -1;
    }
    int matches = ouro_exception_matches(exception, type);
    if (matches < 0) {
        return -1;
    }
    if (matches) {
        *match = is_group(exception) ? ouro_newref(exception) : wrap_in_group(exception);
        *rest = *match ? ouro_none() : NULL;
        return *match ? 0 : -1;
    }
    if (!is_group(exception)) {
        *match = ouro_none();
        *rest = ouro_newref(exception);
        return 0;
    }
    ouro_object *pair = ouro_call_method_text(exception, "split", &type, 1);
    if (!pair) {
        return -1;
    }
    if (!ouro_is(pair, OURO_T_TUPLE) || ouro_tuple_length(pair) < 2) {
        ouro_raise(OURO_EXC_TypeError, "%N.split must return a 2-tuple, got %T", exception->type,
                   pair);
        ouro_decref(pair);
        return -1;
    }
    *match = ouro_newref(ouro_tuple_get_borrow(pair, 0));
    *rest = ouro_newref(ouro_tuple_get_borrow(pair, 1));
    ouro_decref(pair);
    return 0;
}

// Of the exceptions in `list`, those that are leaves or parts of `original` with its metadata were only
// re-raised; others are new.
static bool is_part_of(ouro_object *exception, ouro_object *original) {
    ouro_object *notes = PY_NAME(py_state_get(), __notes__);
    const ouro_exception *a = exception_of(exception), *b = exception_of(original);
    return is_group(exception) && is_group(original) && a->traceback == b->traceback &&
           a->cause == b->cause && a->context == b->context &&
           ouro_own_attr_borrow(exception, notes) == ouro_own_attr_borrow(original, notes);
}

// All leaves of the group go to the set of addresses `ids`.
static int collect_leaves(ouro_object *exception, ouro_object *ids) {
    if (!is_group(exception)) {
        ouro_object *id = ouro_int_from_u64((uintptr_t)exception);
        int failed = id ? ouro_set_add(ids, id) : -1;
        ouro_xdecref(id);
        return failed;
    }
    if (ouro_recursion_enter(" in exception group") < 0) {
        return -1;
    }
    ouro_object *parts = exception_of(exception)->extra[1];
    int failed = 0;
    for (size_t i = 0; !failed && parts && i < ouro_tuple_length(parts); i++) {
        failed = collect_leaves(ouro_tuple_get_borrow(parts, i), ids);
    }
    ouro_recursion_leave();
    return failed;
}

static bool has_leaf(ouro_object *exception, ouro_object *ids) {
    ouro_object *id = ouro_int_from_u64((uintptr_t)exception);
    int found = id ? ouro_set_contains(ids, id) : -1;
    ouro_xdecref(id);
    return found > 0;
}

// The sub-group of `group` with just the leaves in `ids`, its structure and metadata kept: new, or
// None when nothing is left.
static ouro_object *project(ouro_object *group, ouro_object *ids) {
    if (!is_group(group)) {
        return has_leaf(group, ids) ? ouro_newref(group) : ouro_none();
    }
    ouro_object *parts = exception_of(group)->extra[1], *kept = ouro_list_new(0);
    for (size_t i = 0; kept && parts && i < ouro_tuple_length(parts); i++) {
        ouro_object *part = project(ouro_tuple_get_borrow(parts, i), ids);
        if (!part || (!ouro_is_none(part) && ouro_list_append(kept, part) < 0)) {
            ouro_clear(&kept);
        }
        ouro_xdecref(part);
    }
    if (!kept || ouro_list_length(kept) == 0) {
        ouro_object *nothing = kept ? ouro_none() : NULL;
        ouro_xdecref(kept);
        return nothing;
    }
    ouro_object *made = ouro_call_method_text(group, "derive", &kept, 1);
    ouro_decref(kept);
    if (made && ouro_is_exception(made)) {
        ouro_exception *to = exception_of(made), *from = exception_of(group);
        ouro_replace(&to->traceback, ouro_xnewref(from->traceback));
        ouro_replace(&to->context, ouro_xnewref(from->context));
        ouro_replace(&to->cause, ouro_xnewref(from->cause));
        to->suppress_context = from->suppress_context;
        ouro_object *name = PY_NAME(py_state_get(), __notes__);
        ouro_object *notes = ouro_own_attr_borrow(group, name);
        if (notes && ouro_setattr(made, name, notes) < 0) {
            ouro_clear(&made);
        }
    }
    return made;
}

ouro_object *py__prepare_reraise(ouro_object *original, ouro_object *raised) {
    size_t count = ouro_list_length(raised);
    if (!is_group(original)) {
        ouro_object *first = count ? ouro_list_get_borrow(raised, 0) : ouro_none_borrow();
        return ouro_newref(first);
    }
    ouro_object *fresh = ouro_list_new(0), *ids = ouro_set_new(NULL), *result = NULL;
    bool again = false;
    int failed = fresh && ids ? 0 : -1;
    for (size_t i = 0; !failed && i < count; i++) {
        ouro_object *one = ouro_list_get_borrow(raised, i);
        if (ouro_is_none(one)) {
            continue;
        }
        if (is_part_of(one, original)) {
            again = true;
            failed = collect_leaves(one, ids);
        } else {
            failed = ouro_list_append(fresh, one);
        }
    }
    if (!failed) {
        ouro_object *rest = again ? project(original, ids) : ouro_none();
        if (rest && ouro_list_length(fresh) == 0) {
            result = ouro_newref(rest);
        } else if (rest && (ouro_is_none(rest) || ouro_list_append(fresh, rest) == 0)) {
            ouro_object *args[] = {ouro_current->empty_str, fresh};
            ouro_object *type =
                ouro_dict_get_text_borrow(ouro_runtime_builtins_borrow(), "ExceptionGroup");
            result =
                ouro_call(type ? type : (ouro_object *)ouro_exc_type(OURO_EXC_BaseExceptionGroup),
                          args, 2, NULL);
        }
        ouro_xdecref(rest);
    }
    ouro_xdecref(fresh);
    ouro_xdecref(ids);
    return result;
}

// ---- with ---------------------------------------------------------------------------------------

static void raise_no_manager(ouro_object *manager, bool async, bool has_enter) {
    const char *protocol = async ? "asynchronous context manager" : "context manager";
    if (has_enter) {
        ouro_raise(OURO_EXC_TypeError,
                   "'%T' object does not support the %s protocol (missed %s method)", manager,
                   protocol, async ? "__aexit__" : "__exit__");
    } else {
        ouro_raise(OURO_EXC_TypeError, "'%T' object does not support the %s protocol", manager,
                   protocol);
    }
}

int py__with_enter(py_state *state, ouro_object *manager, bool async, ouro_object **exit,
                   ouro_object **entered) {
    ouro_object *enter_name = async ? PY_NAME(state, __aenter__) : PY_NAME(state, __enter__);
    ouro_object *exit_name = async ? PY_NAME(state, __aexit__) : PY_NAME(state, __exit__);
    ouro_object *enter = ouro_lookup_special(manager, enter_name);
    *exit = enter ? ouro_lookup_special(manager, exit_name) : NULL;
    if (!*exit) {
        if (!ouro_current->raised) {
            raise_no_manager(manager, async, enter != NULL);
        }
        ouro_xdecref(enter);
        return -1;
    }
    *entered = ouro_call0(enter);
    ouro_decref(enter);
    if (!*entered) {
        ouro_decref(*exit);
        return -1;
    }
    return 0;
}

ouro_object *py__with_exit(ouro_object *exit, ouro_object *exception) {
    ouro_object *traceback = exception_of(exception)->traceback;
    ouro_object *args[] = {(ouro_object *)exception->type, exception,
                           traceback ? traceback : ouro_none_borrow()};
    return ouro_call(exit, args, 3, NULL);
}

// ---- Signals ------------------------------------------------------------------------------------

int py__handle_interrupt(py_state *state) {
    state->interrupted = 0;
    ouro_raise_object(OURO_EXC_KeyboardInterrupt, NULL);
    return -1;
}
