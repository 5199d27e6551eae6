// SPDX-License-Identifier: MIT
// complex numbers from text and from other objects, and as text.  Floor: types.
#include "complex_impl.h"
#include "str_impl.h"
#include <math.h>

// ---- To text --------------------------------------------------------------------------------

// A part as float's repr without ".0"; `plus`: with its sign in any case.
static int write_part(ouro_str_writer *writer, double value, bool plus) {
    size_t length;
    char *digits = ouro__float_digits(value, 'r', 0, 0, &length);
    if (!digits) {
        return -1;
    }
    bool minus = signbit(value) && !isnan(value);
    int result = ouro_str_writer_text(writer, minus ? "-" : "+", minus || plus);
    result = result < 0 ? result : ouro_str_writer_text(writer, digits, length);
    ouro_memory_free(digits);
    return result;
}

ouro_object *ouro__complex_repr(ouro_object *self) {
    ouro__complex value = ouro__complex_value(self);
    ouro_str_writer writer = {0};
    bool only_imaginary = value.real == 0 && !signbit(value.real);
    int failed = only_imaginary ? write_part(&writer, value.imag, false) < 0
                                : ouro_str_writer_text(&writer, "(", 1) < 0 ||
                                      write_part(&writer, value.real, false) < 0 ||
                                      write_part(&writer, value.imag, true) < 0;
    if (failed || ouro_str_writer_text(&writer, "j)", only_imaginary ? 1 : 2) < 0) {
        ouro_str_writer_drop(&writer);
        return NULL;
    }
    return ouro_str_writer_finish(&writer);
}

// ---- From text ------------------------------------------------------------------------------

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_unit(char c) {
    return c == 'j' || c == 'J';
}

// The end of what may be a float without its sign; float's own reading has the last word.
static const char *number_end(const char *at, const char *end) {
    if (at < end && is_letter(*at)) { // inf, nan
        while (at < end && is_letter(*at) && !is_unit(*at)) {
            at++;
        }
        return at;
    }
    while (at < end && (is_digit(*at) || *at == '.' || *at == '_')) {
        at++;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        while (at < end && (is_digit(*at) || *at == '_')) {
            at++;
        }
    }
    return at;
}

// One part with its sign, which only the first may lack: 1, 0 malformed, -1 raised.
static int scan_part(const char **from, const char *end, double *value, bool *imaginary) {
    const char *start = *from;
    const char *digits = start + (start < end && (*start == '+' || *start == '-'));
    const char *stop = number_end(digits, end);
    *imaginary = stop < end && is_unit(*stop);
    *from = stop + *imaginary;
    if (stop == digits) { // "j" alone is one of them
        *value = digits > start && *start == '-' ? -1 : 1;
        return *imaginary;
    }
    return ouro__float_scan(start, (size_t)(stop - start), value);
}

int ouro__complex_scan(const char *text, size_t length, ouro__complex *value) {
    const char *at = text, *end = text + length;
    while (at < end && is_space(*at)) {
        at++;
    }
    while (end > at && is_space(end[-1])) {
        end--;
    }
    if (at < end && *at == '(' && end[-1] == ')') {
        at++;
        end--;
        while (at < end && is_space(*at)) {
            at++;
        }
        while (end > at && is_space(end[-1])) {
            end--;
        }
    }
    bool imaginary;
    double part;
    int good = scan_part(&at, end, &part, &imaginary);
    if (good <= 0) {
        return good;
    }
    *value = imaginary ? (ouro__complex){0, part} : (ouro__complex){part, 0};
    if (!imaginary && at < end) {
        if (*at != '+' && *at != '-') {
            return 0;
        }
        good = scan_part(&at, end, &value->imag, &imaginary);
        if (good <= 0 || !imaginary) {
            return good < 0 ? good : 0;
        }
    }
    return at == end;
}

// Whether each underscore stands between two digits.
static bool underscores_fit(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '_' && (i == 0 || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))) {
            return false; // a zero byte ends the text
        }
    }
    return true;
}

static ouro_object *from_text(ouro_object *str) {
    size_t length;
    char *text = ouro__str_number_text(str, &length);
    if (!text) {
        return NULL;
    }
    ouro__complex value;
    int good = ouro__complex_scan(text, length, &value);
    bool fit = underscores_fit(text, length);
    ouro_memory_free(text);
    if (good == 0 && !fit) {
        return ouro_raise(OURO_EXC_ValueError, "could not convert string to complex: %R", str);
    }
    if (good == 0) {
        return ouro_raise(OURO_EXC_ValueError, "complex() arg is a malformed string");
    }
    return good < 0 ? NULL : ouro_complex_new(value.real, value.imag);
}

// ---- From objects ---------------------------------------------------------------------------

// The result of __complex__ (new), or NULL: without exception when there is no such method.
static ouro_object *by_method(ouro_object *object) {
    ouro_object *method = ouro_lookup_special(object, ouro__name(complex_));
    if (!method) {
        return NULL;
    }
    ouro_object *result = ouro_call0(method);
    ouro_decref(method);
    if (result && !ouro_is(result, OURO_T_COMPLEX)) {
        ouro_raise(OURO_EXC_TypeError, "__complex__ returned non-complex (type %.200s)",
                   ouro_type_of(result)->name);
        ouro_clear(&result);
    }
    return result;
}

static bool is_real(const ouro_object *object) {
    const ouro_slots *slots = &ouro_type_of(object)->slots;
    return slots->to_float || slots->index;
}

// One argument as a number: 1 when it was complex, 0 when real, -1 raised.  `which` is for messages.
static int number_of(ouro_object *object, bool first, ouro__complex *value) {
    ouro_object *result = ouro_is(object, OURO_T_COMPLEX) ? ouro_newref(object)
                          : first                         ? by_method(object)
                                                          : NULL;
    if (result) {
        *value = ouro__complex_value(result);
        ouro_decref(result);
        return 1;
    }
    if (ouro_raised_borrow()) {
        return -1;
    }
    if (!is_real(object)) {
        ouro_raise(OURO_EXC_TypeError,
                   first ? "complex() first argument must be a string or a number, not '%.200s'"
                         : "complex() second argument must be a number, not '%.200s'",
                   ouro_type_of(object)->name);
        return -1;
    }
    *value = (ouro__complex){ouro_as_double(object), 0};
    return value->real == -1 && ouro_raised_borrow() ? -1 : 0;
}

// complex(real, imag), either of them NULL: real + imag * 1j, whatever the two are.
static ouro_object *from_numbers(ouro_object *real, ouro_object *imag) {
    ouro__complex a = {0, 0}, b = {0, 0};
    int first = real ? number_of(real, true, &a) : 0;
    int second = first < 0 ? -1 : imag ? number_of(imag, false, &b) : 0;
    if (second < 0) {
        return NULL;
    }
    if (second) {
        a.real -= b.imag;
    }
    // Added only to what is there: the sign of a zero counts.
    double imaginary = !imag ? a.imag : first ? a.imag + b.real : b.real;
    return ouro_complex_new(a.real, imaginary);
}

static ouro_object *make(ouro_object *real, ouro_object *imag) {
    if (real && ouro_is(real, OURO_T_STR)) {
        return imag ? ouro_raise(OURO_EXC_TypeError,
                                 "complex() can't take second arg if first is a string")
                    : from_text(real);
    }
    if (imag && ouro_is(imag, OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "complex() second arg can't be a string");
    }
    return from_numbers(real, imag);
}

ouro_object *ouro__complex_create(ouro_type *type, ouro_object *const *args, size_t nargs,
                                  ouro_object *kwnames) {
    static const char *const names[] = {"real", "imag", NULL};
    ouro_object *given[2];
    if (ouro_parse_args("complex", names, 0, 2, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    bool plain = type->exact == OURO_T_COMPLEX;
    if (plain && given[0] && !given[1] && ouro_is_exact(given[0], OURO_T_COMPLEX)) {
        return ouro_newref(given[0]);
    }
    ouro_object *value = make(given[0], given[1]);
    if (!value || plain) {
        return value;
    }
    ouro_object *object = ouro_object_new(type, 0);
    if (object) {
        ((ouro_complex *)object)->real = ouro_complex_real(value);
        ((ouro_complex *)object)->imag = ouro_complex_imag(value);
    }
    ouro_decref(value);
    return object;
}
