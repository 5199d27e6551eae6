// SPDX-License-Identifier: MIT
// int, float, str and bytes against some 1,800 random cases with what CPython 3.11 makes of them
// (text_cases.txt, PYTHONHASHSEED=42), and again with each allocation failing in turn.
//
// A case is two lines: `operation<TAB>(arguments,)` and, indented by two, ascii(result) or
// `!Type 'message'`.  An operation that begins with a dot is a method of the first argument.
#include "types_support.h"

#define CASES "tests/unit/text_cases.txt"

// ---- Reading arguments ------------------------------------------------------------------------

static ouro_object *read_literal(const char **at);

static uint32_t read_escape(const char **at) {
    char kind = *(*at)++, digits[9] = {0};
    size_t n = kind == 'x' ? 2 : kind == 'U' ? 8 : 0;
    if (n == 0) {
        return kind == 'n' ? '\n' : kind == 't' ? '\t' : (uint8_t)kind;
    }
    memcpy(digits, *at, n);
    *at += n;
    return (uint32_t)strtoul(digits, NULL, 16);
}

static ouro_object *read_text(const char **at) {
    bool bytes = **at == 'b';
    ouro_str_writer writer = {0};
    for (*at += bytes ? 2 : 1; **at != '\'';) {
        uint32_t c = (uint8_t) * (*at)++;
        assert_int_equal(ouro_str_writer_char(&writer, c == '\\' ? read_escape(at) : c), 0);
    }
    ++*at;
    ouro_object *str = ouro_str_writer_finish(&writer);
    if (bytes) {
        ouro_object *encoded = ouro_str_encode(str, "latin-1", NULL);
        ouro_decref(str);
        return encoded;
    }
    return str;
}

static void skip_gap(const char **at) {
    *at += strspn(*at, " ,:");
}

static ouro_object *read_items(const char **at, char close) {
    ouro_object *list = ouro_list_new(0);
    for (++*at, skip_gap(at); **at != close; skip_gap(at)) {
        assert_int_equal(ouro_list_append_stolen(list, read_literal(at)), 0);
    }
    ++*at;
    return list;
}

static ouro_object *read_tuple(const char **at) {
    ouro_object *list = read_items(at, ')'), *tuple = ouro_list_to_tuple(list);
    ouro_decref(list);
    return tuple;
}

static ouro_object *read_dict(const char **at) {
    ouro_object *dict = ouro_dict_new(), *items = read_items(at, '}');
    for (size_t i = 0; i + 1 < ouro_list_length(items); i += 2) {
        assert_int_equal(
            ouro_dict_set(dict, ouro_list_get_borrow(items, i), ouro_list_get_borrow(items, i + 1)),
            0);
    }
    ouro_decref(items);
    return dict;
}

static ouro_object *read_slice(const char **at) {
    ouro_object *parts = read_tuple(at);
    ouro_object *slice =
        ouro_slice_new(ouro_tuple_get_borrow(parts, 0), ouro_tuple_get_borrow(parts, 1),
                       ouro_tuple_get_borrow(parts, 2));
    ouro_decref(parts);
    return slice;
}

static bool word(const char **at, const char *name) {
    size_t length = strlen(name);
    bool there = strncmp(*at, name, length) == 0;
    *at += there ? length : 0;
    return there;
}

static ouro_object *read_literal(const char **at) {
    if (**at == '\'' || (**at == 'b' && (*at)[1] == '\'')) {
        return read_text(at);
    }
    if (**at == '(') {
        return read_tuple(at);
    }
    if (**at == '[') {
        return read_items(at, ']');
    }
    if (**at == '{') {
        return read_dict(at);
    }
    if (word(at, "slice")) {
        return read_slice(at);
    }
    if (word(at, "None")) {
        return ouro_none();
    }
    if (**at == 'T' || **at == 'F') {
        return ouro_bool(word(at, "True") || !word(at, "False"));
    }
    size_t length = strcspn(*at, ",)]}:"), real = strcspn(*at, ".enf");
    ouro_object *value =
        real < length ? ouro_float_parse(*at, length) : ouro_int_parse(*at, length, 10);
    *at += length;
    return value;
}

// ---- Running a case ---------------------------------------------------------------------------

static int find(const char *name, const char *const *names, int n) {
    for (int i = 0; i < n; i++) {
        if (strcmp(name, names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static ouro_object *call_type(const char *name, ouro_object *const *v, size_t n) {
    enum ouro_builtin which = strcmp(name, "int") == 0     ? OURO_T_INT
                              : strcmp(name, "float") == 0 ? OURO_T_FLOAT
                              : strcmp(name, "mkstr") == 0 ? OURO_T_STR
                              : strcmp(name, "bool") == 0  ? OURO_T_BOOL
                                                           : OURO_T_BYTES;
    return ouro_call((ouro_object *)ouro_builtin_type(which), v, n, NULL);
}

static ouro_object *run(const char *name, ouro_object *args) {
    static const char *const binary[] = {"+",  "-",  "*",  "@", "/", "//", "%",
                                         "**", "<<", ">>", "&", "^", "|",  "divmod"};
    static const char *const order[] = {"<", "<=", "==", "!=", ">", ">="};
    ouro_object *const *v = ((ouro_tuple *)args)->items;
    size_t n = ouro_tuple_length(args);
    int op = find(name, binary, OURO_BINARY_COUNT), compare = find(name, order, 6);
    if (op >= 0) {
        return ouro_binary(v[0], v[1], (enum ouro_binary_op)op);
    }
    if (compare >= 0) {
        return ouro_compare(v[0], v[1], (enum ouro_compare_op)compare);
    }
    static const char *const others[] = {"hash", "pow",   "neg", "inv",    "abs", "repr",
                                         "str",  "ascii", "in",  "format", "[]",  "list"};
    switch (name[0] == '.' ? -2 : find(name, others, 12)) {
    case -2: return ouro_call_method_text(v[0], name + 1, v + 1, n - 1);
    case 0: {
        int64_t hash = ouro_hash(v[0]);
        return hash == -1 ? NULL : ouro_int_new(hash);
    }
    case 1: return ouro_power(v[0], v[1], n > 2 ? v[2] : NULL);
    case 2: return ouro_unary(v[0], OURO_NEG);
    case 3: return ouro_unary(v[0], OURO_INVERT);
    case 4: return ouro_unary(v[0], OURO_ABS);
    case 5: return ouro_repr(v[0]);
    case 6: return ouro_str(v[0]);
    case 7: return ouro_ascii(v[0]);
    case 8: {
        int there = ouro_contains(v[1], v[0]);
        return there < 0 ? NULL : ouro_bool(there);
    }
    case 9: return ouro_format(v[0], v[1]);
    case 10: return ouro_getitem(v[0], v[1]);
    case 11: return ouro_list_of(v[0]);
    default: return call_type(name, v, n);
    }
}

// What the case shows: ascii(result), or the exception (which is dropped).
static void show(ouro_object *result, char *out, size_t room) {
    if (result) {
        ouro_object *ascii = ouro_ascii(result);
        assert_non_null(ascii);
        snprintf(out, room, "%s", ouro_str_ascii_borrow(ascii));
        ouro_decref(ascii);
        ouro_decref(result);
        assert_null(ouro_raised_borrow());
        return;
    }
    ouro_object *exception = ouro_raised_take();
    assert_non_null(exception);
    ouro_object *message = ouro_str(exception), *ascii = message ? ouro_ascii(message) : NULL;
    assert_non_null(ascii);
    snprintf(out, room, "!%s %s", ouro_type_of(exception)->name, ouro_str_ascii_borrow(ascii));
    ouro_decref(ascii);
    ouro_decref(message);
    ouro_decref(exception);
}

// ---- All cases --------------------------------------------------------------------------------

enum { LINE = 1024 };

typedef struct source {
    FILE *file;
    char name[LINE], expected[LINE];
    const char *args;
} source;

static bool next_case(source *from) {
    if (!fgets(from->name, LINE, from->file) || !fgets(from->expected, LINE, from->file)) {
        fclose(from->file);
        return false;
    }
    from->expected[strcspn(from->expected, "\n")] = 0;
    char *tab = strchr(from->name, '\t');
    assert_non_null(tab);
    *tab = 0;
    from->args = tab + 1;
    return true;
}

static source open_cases(void) {
    source from = {.file = fopen(CASES, "r")};
    assert_non_null(from.file);
    return from;
}

static void agree_with_oracle(void **state) {
    (void)state;
    source from = open_cases();
    int n = 0, wrong = 0;
    for (; next_case(&from); n++) {
        const char *at = from.args;
        char shown[LINE];
        ouro_object *args = read_literal(&at);
        assert_non_null(args);
        show(run(from.name, args), shown, sizeof shown);
        ouro_decref(args);
        if (strcmp(shown, from.expected + 2) != 0) {
            wrong++;
            print_error("%s %s  expected %s\n  got      %s\n", from.name, from.args,
                        from.expected + 2, shown);
        }
    }
    assert_true(n > 1500);
    assert_int_equal(wrong, 0);
}

// The n-th allocation fails, for each n: a MemoryError or the right result, and nothing lost.
static void fail_cleanly(void **state) {
    (void)state;
    ouro_heap *heap = ouro_current->heap;
    source from = open_cases();
    int failures = 0;
    while (next_case(&from)) {
        const char *at = from.args;
        char shown[LINE];
        ouro_object *args = read_literal(&at);
        for (uint64_t nth = 1; nth < 200; nth++) {
            ouro_heap_fail_at(heap, nth);
            ouro_object *result = run(from.name, args);
            bool reached = ouro_heap_fail_count(heap) >= nth;
            ouro_heap_fail_at(heap, OURO_FAIL_OFF);
            show(result, shown, sizeof shown);
            if (strncmp(shown, "!MemoryError", 12) == 0) {
                failures++;
            } else {
                assert_string_equal(shown, from.expected + 2);
            }
            if (!reached) {
                break;
            }
        }
        ouro_decref(args);
    }
    assert_true(failures > 2000);
}

static int begin_seeded(void **state) {
    // fail_alloc: far away, but failures are not to be retried.
    ouro_runtime_options options = {
        .size = sizeof options, .hash_seed = 42, .hash_seed_set = true, .fail_alloc = UINT64_MAX};
    *state = ouro_runtime_new(&options);
    return *state ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(agree_with_oracle, begin_seeded, end),
        cmocka_unit_test_setup_teardown(fail_cleanly, begin_seeded, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
