// SPDX-License-Identifier: MIT
// "Did you mean": the name nearest to one that was not found.  Front-end, run.
#include "print.h"

enum { MOVE_COST = 2, CASE_COST = 1, LONGEST = 40, MOST_CANDIDATES = 750 };

// ---- Distance -------------------------------------------------------------------------------------

static int substitution_cost(unsigned char a, unsigned char b) {
    if ((a & 31) != (b & 31)) {
        return MOVE_COST;
    }
    if (a == b) {
        return 0;
    }
    unsigned char lower_a = a >= 'A' && a <= 'Z' ? (unsigned char)(a + 32) : a;
    unsigned char lower_b = b >= 'A' && b <= 'Z' ? (unsigned char)(b + 32) : b;
    return lower_a == lower_b ? CASE_COST : MOVE_COST;
}

// Weighted edit distance of two texts, or more than `most` as soon as that is certain.
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length,
                       size_t most) {
    while (a_length && b_length && *a == *b) {
        a++, b++, a_length--, b_length--;
    }
    while (a_length && b_length && a[a_length - 1] == b[b_length - 1]) {
        a_length--, b_length--;
    }
    if (!a_length || !b_length) {
        return (a_length + b_length) * MOVE_COST;
    }
    if (a_length > LONGEST || b_length > LONGEST) {
        return most + 1;
    }
    if (b_length < a_length) {
        const char *text = a;
        size_t length = a_length;
        a = b, a_length = b_length, b = text, b_length = length;
    }
    if ((b_length - a_length) * MOVE_COST > most) {
        return most + 1;
    }
    size_t row[LONGEST], result = 0;
    for (size_t i = 0; i < a_length; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    for (size_t j = 0; j < b_length; j++) {
        size_t diagonal = result = j * MOVE_COST, least = SIZE_MAX;
        for (size_t i = 0; i < a_length; i++) {
            size_t changed =
                diagonal + (size_t)substitution_cost((unsigned char)b[j], (unsigned char)a[i]);
            diagonal = row[i];
            size_t moved = (result < diagonal ? result : diagonal) + MOVE_COST;
            result = moved < changed ? moved : changed;
            row[i] = result;
            least = result < least ? result : least;
        }
        if (least > most) {
            return most + 1;
        }
    }
    return result;
}

// ---- Candidates -----------------------------------------------------------------------------------

// The nearest of `names` (a list, stolen, or NULL): new, or NULL.
static ouro_object *nearest(ouro_object *names, ouro_object *name) {
    size_t count = names ? ouro_list_length(names) : 0, best = SIZE_MAX, length, other_length;
    char *text = count && count < MOST_CANDIDATES ? ouro_str_utf8(name, &length) : NULL;
    ouro_object *found = NULL;
    for (size_t i = 0; text && i < count; i++) {
        ouro_object *item = ouro_list_get_borrow(names, i);
        if (!ouro_is(item, OURO_T_STR) || ouro_str_equal(item, name)) {
            continue;
        }
        char *other = ouro_str_utf8(item, &other_length);
        if (!other) {
            break;
        }
        size_t most = (length + other_length + 3) * MOVE_COST / 6;
        most = most < best - 1 ? most : best - 1;
        size_t cost = distance(text, length, other, other_length, most);
        ouro_memory_free(other);
        if (cost <= most) {
            found = item;
            best = cost;
        }
    }
    ouro_memory_free(text);
    ouro_xnewref(found);
    ouro_xdecref(names);
    ouro_raised_clear();
    return found;
}

static ouro_object *local_names(const py_code *code) {
    ouro_object *names = ouro_list_new(0);
    for (uint32_t i = 0; names && i < code->local_count; i++) {
        if (code->local_kinds[i] & PY_LOCAL_VARIABLE &&
            ouro_list_append(names, ouro_tuple_get_borrow(code->local_names, i)) < 0) {
            ouro_clear(&names);
        }
    }
    return names;
}

static ouro_object *for_name(const ouro_exception *error) {
    ouro_object *name = error->extra[0];
    const py_traceback *entry = (const py_traceback *)(const void *)error->traceback;
    if (!name || !ouro_is(name, OURO_T_STR) || !entry) {
        return NULL;
    }
    while (entry->next) {
        entry = (const py_traceback *)(const void *)entry->next;
    }
    const py_frame *frame = ((py_frame_object *)(void *)entry->frame)->frame;
    ouro_object *found = nearest(local_names(frame->code), name);
    if (!found) {
        found = nearest(ouro_dict_keys_list(frame->globals), name);
    }
    if (!found && ouro_is(frame->builtins, OURO_T_DICT)) {
        found = nearest(ouro_dict_keys_list(frame->builtins), name);
    }
    return found;
}

ouro_object *py__suggestion(ouro_object *exception) {
    const ouro_exception *error = (const ouro_exception *)(const void *)exception;
    ouro_object *found = NULL;
    if (ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_NameError))) {
        found = for_name(error);
    } else if (ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_AttributeError)) &&
               error->extra[0] && error->extra[1] && ouro_is(error->extra[0], OURO_T_STR)) {
        found = nearest(ouro_dir(error->extra[1]), error->extra[0]);
    }
    ouro_raised_clear();
    return found;
}
