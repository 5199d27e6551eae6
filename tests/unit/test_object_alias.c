// SPDX-License-Identifier: MIT
// Generic aliases, unions and exception groups from C.  (Scripts compare their texts with python3.11.)
#include "gc_support.h"

static ouro_object *type_object(enum ouro_builtin which) {
    return (ouro_object *)ouro_builtin_type(which);
}

// ---- list[int] --------------------------------------------------------------------------------

static void test_alias(void **state) {
    (void)state;
    ouro_object *list = type_object(OURO_T_LIST), *integer = type_object(OURO_T_INT);
    ouro_object *a = ouro_generic_alias_new(list, integer),
                *b = ouro_generic_alias_new(list, integer);
    assert_text(ouro_repr(a), "list[int]");
    assert_int_equal(ouro_compare_bool(a, b, OURO_EQ), 1);
    assert_int_equal(ouro_hash(a), ouro_hash(b));
    ouro_object *nested = ouro_generic_alias_new(type_object(OURO_T_DICT), a);
    assert_text(ouro_repr(nested), "dict[list[int]]");
    assert_int_equal(ouro_compare_bool(a, nested, OURO_EQ), 0);
    ouro_object *made = ouro_call0(a);
    assert_true(ouro_is(made, OURO_T_LIST));
    assert_int_equal(ouro_isinstance(made, a), -1);
    assert_raised(OURO_EXC_TypeError, "isinstance() argument 2 cannot be a parameterized generic");
    ouro_object *method = ouro_getattr_text(a, "append"); // the origin's
    assert_non_null(method);
    assert_null(ouro_getitem(a, integer));
    assert_raised(OURO_EXC_TypeError, "list[int] is not a generic class");
    ouro_object *weakref = ouro_weakref_new(a, NULL);
    ouro_decref(a), ouro_decref(nested);
    assert_null(ouro_weakref_get(weakref));
    ouro_decref(weakref), ouro_decref(b), ouro_decref(made);
    ouro_decref(method);
}

static void test_starred_alias(void **state) {
    (void)state;
    ouro_object *a = ouro_generic_alias_new(type_object(OURO_T_TUPLE), type_object(OURO_T_INT));
    ouro_object *list = ouro_list_of(a);
    assert_text(ouro_repr(list), "[*tuple[int]]");
    ouro_object *starred = ouro_list_get_borrow(list, 0);
    assert_int_equal(ouro_compare_bool(a, starred, OURO_EQ), 0);
    ouro_object *args = ouro_getattr_text(starred, "__typing_unpacked_tuple_args__");
    assert_text(ouro_repr(args), "(<class 'int'>,)");
    ouro_decref(args), ouro_decref(list), ouro_decref(a);
}

// ---- int | str --------------------------------------------------------------------------------

static void test_union(void **state) {
    (void)state;
    ouro_object *integer = type_object(OURO_T_INT), *str = type_object(OURO_T_STR);
    ouro_object *none = ouro_none_borrow();
    ouro_object *a = ouro_union_new(integer, str), *b = ouro_union_new(str, integer);
    assert_text(ouro_repr(a), "int | str");
    assert_int_equal(ouro_compare_bool(a, b, OURO_EQ), 1);
    assert_int_equal(ouro_hash(a), ouro_hash(b));
    ouro_object *same = ouro_union_new(integer, integer), *flat = ouro_union_new(a, b);
    assert_ptr_equal(same, integer);
    assert_text(ouro_repr(flat), "int | str");
    ouro_object *optional = ouro_binary(a, none, OURO_OR);
    assert_text(ouro_repr(optional), "int | str | None");
    assert_int_equal(ouro_isinstance(none, optional), 1);
    assert_int_equal(ouro_isinstance(none, a), 0);
    assert_int_equal(ouro_issubclass(type_object(OURO_T_BOOL), a), 1);
    ouro_object *number = ouro_int_new(3);
    assert_null(ouro_binary(a, number, OURO_OR));
    assert_true(ouro_raised_is(OURO_EXC_TypeError));
    ouro_raised_clear();
    ouro_decref(a), ouro_decref(b), ouro_decref(same), ouro_decref(flat), ouro_decref(optional);
    ouro_decref(number);
}

// ---- Exception groups -------------------------------------------------------------------------

static ouro_object *make_exception(enum ouro_exc which) {
    ouro_object *exception = ouro_call0((ouro_object *)ouro_exc_type(which));
    assert_non_null(exception);
    return exception;
}

// A group with that message of two exceptions (stolen).
static ouro_object *make_group(const char *message, ouro_object *one, ouro_object *two) {
    ouro_object *type = (ouro_object *)ouro_exc_type(OURO_EXC_BaseExceptionGroup);
    ouro_object *text = ouro_str_text(message), *items = ouro_list_new(0);
    ouro_list_append_stolen(items, one);
    ouro_list_append_stolen(items, two);
    ouro_object *group = ouro_call2(type, text, items);
    ouro_decref(text), ouro_decref(items);
    return group;
}

static void test_group(void **state) {
    (void)state;
    ouro_object *inner =
        make_group("in", make_exception(OURO_EXC_KeyError), make_exception(OURO_EXC_TypeError));
    ouro_object *group = make_group("out", make_exception(OURO_EXC_ValueError), inner);
    assert_string_equal(ouro_type_of(group)->name, "ExceptionGroup");
    assert_true(ouro_type_is_subtype(ouro_type_of(group), ouro_exc_type(OURO_EXC_Exception)));
    assert_text(ouro_str(group), "out (2 sub-exceptions)");
    ouro_object *wanted = (ouro_object *)ouro_exc_type(OURO_EXC_KeyError);
    ouro_object *pair_of = ouro_call_method_text(group, "split", &wanted, 1);
    assert_text(ouro_repr(pair_of),
                "(ExceptionGroup('out', [ExceptionGroup('in', [KeyError()])]), "
                "ExceptionGroup('out', [ValueError(), ExceptionGroup('in', [TypeError()])]))");
    ouro_decref(pair_of);
    wanted = (ouro_object *)ouro_exc_type(OURO_EXC_OSError);
    ouro_object *none = ouro_call_method_text(group, "subgroup", &wanted, 1);
    assert_true(ouro_is_none(none));
    ouro_decref(none);
    wanted = none;
    assert_null(ouro_call_method_text(group, "split", &wanted, 1));
    assert_raised(OURO_EXC_TypeError,
                  "expected a function, exception type or tuple of exception types");
    ouro_decref(group);
}

static void test_group_of_base_exceptions(void **state) {
    (void)state;
    ouro_object *group = make_group("g", make_exception(OURO_EXC_ValueError),
                                    make_exception(OURO_EXC_KeyboardInterrupt));
    assert_string_equal(ouro_type_of(group)->name, "BaseExceptionGroup");
    ouro_object *builtin =
        ouro_dict_get_text_borrow(ouro_runtime_builtins_borrow(), "ExceptionGroup");
    assert_non_null(builtin);
    ouro_object *message = ouro_getattr_text(group, "message");
    ouro_object *items = ouro_getattr_text(group, "exceptions");
    assert_null(ouro_call2(builtin, message, items));
    assert_raised(OURO_EXC_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    assert_null(ouro_call2(builtin, message, ouro_current->empty_tuple));
    assert_raised(OURO_EXC_ValueError, "second argument (exceptions) must be a non-empty sequence");
    ouro_decref(message), ouro_decref(items), ouro_decref(group);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_alias),
        TEST(test_starred_alias),
        TEST(test_union),
        TEST(test_group),
        TEST(test_group_of_base_exceptions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
