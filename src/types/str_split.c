// SPDX-License-Identifier: MIT
// The methods of str that take it apart and put it together: split, splitlines, partition, join.
// Floor: types.
#include "str_methods.h"

// ---- Pieces ---------------------------------------------------------------------------------

static int add_piece(ouro_object *list, ouro_object *self, size_t start, size_t end) {
    ouro_object *piece = ouro_str_slice(self, start, end);
    if (piece && !ouro_is_exact(piece, OURO_T_STR)) {
        ouro_replace(&piece, ouro__str_exact(piece));
    }
    return piece ? ouro_list_append_stolen(list, piece) : -1;
}

static bool space_at(ouro_object *self, size_t i) {
    return ouro__char_is_space(ouro_str_char(self, i));
}

static int split_space(ouro_object *list, ouro_object *self, size_t max) {
    size_t length = ouro_str_length(self), at = 0, n = 0;
    for (;;) {
        while (at < length && space_at(self, at)) {
            at++;
        }
        if (at == length) {
            return 0;
        }
        size_t start = at;
        if (n++ == max) { // the rest in one piece, with the space behind it
            return add_piece(list, self, start, length);
        }
        while (at < length && !space_at(self, at)) {
            at++;
        }
        if (add_piece(list, self, start, at) < 0) {
            return -1;
        }
    }
}

static int rsplit_space(ouro_object *list, ouro_object *self, size_t max) {
    size_t at = ouro_str_length(self), n = 0;
    for (;;) {
        while (at > 0 && space_at(self, at - 1)) {
            at--;
        }
        if (at == 0) {
            return 0;
        }
        size_t end = at;
        if (n++ == max) {
            return add_piece(list, self, 0, end);
        }
        while (at > 0 && !space_at(self, at - 1)) {
            at--;
        }
        if (add_piece(list, self, at, end) < 0) {
            return -1;
        }
    }
}

static int split_at(ouro_object *list, ouro_object *self, ouro_object *separator, size_t max) {
    size_t length = ouro_str_length(self), at = 0;
    for (size_t n = 0; n < max; n++) {
        ssize_t found = ouro_str_find(self, separator, at, length);
        if (found == -2) {
            return -1;
        }
        if (found < 0) {
            break;
        }
        if (add_piece(list, self, at, (size_t)found) < 0) {
            return -1;
        }
        at = (size_t)found + ouro_str_length(separator);
    }
    return add_piece(list, self, at, length);
}

static int rsplit_at(ouro_object *list, ouro_object *self, ouro_object *separator, size_t max) {
    size_t end = ouro_str_length(self);
    for (size_t n = 0; n < max; n++) {
        ssize_t found = ouro__span_rfind(ouro__span_part(ouro__str_span(self), 0, end),
                                         ouro__str_span(separator));
        if (found == -2) {
            return -1;
        }
        if (found < 0) {
            break;
        }
        if (add_piece(list, self, (size_t)found + ouro_str_length(separator), end) < 0) {
            return -1;
        }
        end = (size_t)found;
    }
    return add_piece(list, self, 0, end);
}

// ---- split ----------------------------------------------------------------------------------

static ouro_object *split(ouro_object *self, ouro_object *const *args, size_t nargs,
                          ouro_object *kwnames, bool right) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    ouro_object *given[2] = {0};
    if (ouro_parse_args(right ? "rsplit" : "split", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    ssize_t max = -1;
    if (given[1]) {
        max = ouro_index_ssize(given[1], ouro_exc_type(OURO_EXC_OverflowError));
        if (max == -1 && ouro_raised_borrow()) {
            return NULL;
        }
    }
    size_t most = max < 0 ? SIZE_MAX : (size_t)max;
    ouro_object *separator = given[0] && !ouro_is_none(given[0]) ? given[0] : NULL;
    if (separator && !ouro__want_str(separator, "must be str or None, not %T")) {
        return NULL;
    }
    if (separator && ouro_str_length(separator) == 0) {
        return ouro_raise(OURO_EXC_ValueError, "empty separator");
    }
    ouro_object *list = ouro_list_new(0);
    if (!list) {
        return NULL;
    }
    int failed = !separator ? (right ? rsplit_space : split_space)(list, self, most)
                            : (right ? rsplit_at : split_at)(list, self, separator, most);
    if (failed == 0 && right) {
        failed = ouro_list_reverse(list);
    }
    if (failed < 0) {
        ouro_clear(&list);
    }
    return list;
}

ouro_object *ouro__strm_split(ouro_object *self, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    return split(self, args, nargs, kwnames, false);
}
ouro_object *ouro__strm_rsplit(ouro_object *self, ouro_object *const *args, size_t nargs,
                               ouro_object *kwnames) {
    return split(self, args, nargs, kwnames, true);
}

ouro_object *ouro__strm_splitlines(ouro_object *self, ouro_object *const *args, size_t nargs,
                                   ouro_object *kwnames) {
    static const char *const names[] = {"keepends", NULL};
    ouro_object *keepends = NULL;
    if (ouro_parse_args("splitlines", names, 0, 1, args, nargs, kwnames, &keepends) < 0) {
        return NULL;
    }
    int keep = keepends ? ouro_is_true(keepends) : 0;
    ouro_object *list = keep < 0 ? NULL : ouro_list_new(0);
    size_t length = ouro_str_length(self);
    for (size_t at = 0; list && at < length;) {
        size_t start = at;
        while (at < length && !ouro__char_is_linebreak(ouro_str_char(self, at))) {
            at++;
        }
        size_t end = at;
        if (at < length) {
            bool pair = ouro_str_char(self, at) == '\r' && at + 1 < length &&
                        ouro_str_char(self, at + 1) == '\n';
            at += pair ? 2 : 1;
        }
        if (add_piece(list, self, start, keep ? at : end) < 0) {
            ouro_clear(&list);
        }
    }
    return list;
}

// ---- partition ------------------------------------------------------------------------------

static ouro_object *partition(ouro_object *self, ouro_object *separator, bool right) {
    if (!ouro__want_str(separator, "must be str, not %T")) {
        return NULL;
    }
    if (ouro_str_length(separator) == 0) {
        return ouro_raise(OURO_EXC_ValueError, "empty separator");
    }
    ouro__span text = ouro__str_span(self), part = ouro__str_span(separator);
    ssize_t found = right ? ouro__span_rfind(text, part) : ouro__span_find(text, part);
    if (found == -2) {
        return NULL;
    }
    ouro_object *parts[3];
    if (found < 0) {
        parts[0] = right ? ouro__str_empty() : ouro__str_exact(self);
        parts[1] = ouro__str_empty();
        parts[2] = right ? ouro__str_exact(self) : ouro__str_empty();
    } else {
        parts[0] = ouro_str_slice(self, 0, (size_t)found);
        parts[1] = ouro_newref(separator);
        parts[2] = ouro_str_slice(self, (size_t)found + part.length, text.length);
    }
    ouro_object *result = NULL;
    if (parts[0] && parts[2]) {
        result = ouro_tuple_from(parts, 3);
    }
    for (int i = 0; i < 3; i++) {
        ouro_xdecref(parts[i]);
    }
    return result;
}

ouro_object *ouro__strm_partition(ouro_object *self, ouro_object *separator) {
    return partition(self, separator, false);
}
ouro_object *ouro__strm_rpartition(ouro_object *self, ouro_object *separator) {
    return partition(self, separator, true);
}

// ---- join -----------------------------------------------------------------------------------

ouro_object *ouro__strm_join(ouro_object *self, ouro_object *iterable) {
    if (ouro_is_exact(iterable, OURO_T_TUPLE)) {
        return ouro_str_join(self, ((ouro_tuple *)iterable)->items, ouro_tuple_length(iterable));
    }
    ouro_object *list = ouro_is_exact(iterable, OURO_T_LIST) ? ouro_newref(iterable) : NULL;
    if (!list) {
        ouro_object *iterator = ouro_iter(iterable);
        if (!iterator) {
            if (ouro_raised_is(OURO_EXC_TypeError) && !ouro_type_of(iterable)->slots.iter) {
                ouro_raised_clear();
                ouro_raise(OURO_EXC_TypeError, "can only join an iterable");
            }
            return NULL;
        }
        list = ouro_list_of(iterator);
        ouro_decref(iterator);
        if (!list) {
            return NULL;
        }
    }
    ouro_object *result = ouro_str_join(self, ((ouro_list *)list)->items, ouro_list_length(list));
    ouro_decref(list);
    return result;
}
