// SPDX-License-Identifier: MIT
// Printing exceptions as 3.11 prints uncaught ones: tracebacks, causes and contexts, groups, notes.
// Front-end, run.
#include "print.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 1000, REPEATS = 3, GROUP_DEPTH = 10, GROUP_WIDTH = 15 };

// ---- Writing --------------------------------------------------------------------------------------

void py__put(const py_printer *printer, const char *text) {
    printer->write(printer->arg, text, strlen(text));
}

void py__put_format(const py_printer *printer, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    py__put(printer, text);
}

void py__put_spaces(const py_printer *printer, size_t count) {
    while (count--) {
        py__put(printer, " ");
    }
}

// ASCII is written where it is: the message of a MemoryError must not need memory.
void py__put_str(const py_printer *printer, ouro_object *str) {
    const char *ascii = ouro_str_ascii_borrow(str);
    if (ascii) {
        printer->write(printer->arg, ascii, ouro_str_length(str));
        return;
    }
    size_t length;
    char *text = ouro_str_utf8(str, &length);
    if (text) {
        printer->write(printer->arg, text, length);
        ouro_memory_free(text);
    } else {
        ouro_raised_clear();
    }
}

void py__put_margin(const py_printer *printer) {
    if (printer->depth) {
        py__put_spaces(printer, 2 * (size_t)printer->depth);
        py__put(printer, "| ");
    }
}

// ---- Tracebacks -----------------------------------------------------------------------------------

static void put_entry(py_printer *printer, const py_traceback *entry) {
    const py_code *code = py_traceback_code(entry);
    py__put_margin(printer);
    py__put(printer, "  File \"");
    py__put_str(printer, code->filename);
    py__put_format(printer, "\", line %d, in ", (int)entry->lineno);
    py__put_str(printer, code->name);
    py__put(printer, "\n");
    py__put_source_line(printer, entry);
}

static void put_repeats(const py_printer *printer, size_t count) {
    if (count > REPEATS) {
        py__put_margin(printer);
        py__put_format(printer, "  [Previous line repeated %zu more time%s]\n", count - REPEATS,
                       count - REPEATS > 1 ? "s" : "");
    }
}

// sys.tracebacklimit, if somebody set it.
static int64_t traceback_limit(const py_printer *printer) {
    ouro_object *sys =
        ouro_dict_get_borrow(ouro_runtime_modules_borrow(), PY_NAME(printer->state, sys));
    ouro_object *limit = NULL;
    int64_t result = LIMIT;
    if (sys && ouro_lookup_attr(sys, PY_NAME(printer->state, tracebacklimit), &limit) > 0 &&
        ouro_is(limit, OURO_T_INT)) {
        result = ouro_int_as_i64(limit);
    }
    ouro_xdecref(limit);
    ouro_raised_clear();
    return result;
}

static void put_entries(py_printer *printer, const py_traceback *first, int64_t limit) {
    int64_t depth = 0;
    for (const py_traceback *at = first; at; at = (const py_traceback *)(const void *)at->next) {
        depth++;
    }
    const py_traceback *last = NULL;
    size_t count = 0;
    for (const py_traceback *at = first; at; at = (const py_traceback *)(const void *)at->next) {
        if (depth-- > limit) {
            continue;
        }
        bool same = last && last->lineno == at->lineno &&
                    py_traceback_code(last)->filename == py_traceback_code(at)->filename &&
                    py_traceback_code(last)->name == py_traceback_code(at)->name;
        if (!same) {
            put_repeats(printer, count);
            count = 0;
        }
        last = at;
        if (++count <= REPEATS) {
            put_entry(printer, at);
        }
    }
    put_repeats(printer, count);
}

static void put_traceback(py_printer *printer, ouro_object *traceback, const char *margin,
                          const char *header) {
    if (!py__is_traceback(printer->state, traceback)) {
        return;
    }
    int64_t limit = traceback_limit(printer);
    if (limit <= 0) {
        return;
    }
    py__put_spaces(printer, 2 * (size_t)printer->depth);
    py__put(printer, margin);
    py__put(printer, header);
    put_entries(printer, (const py_traceback *)(const void *)traceback, limit);
}

// ---- One exception --------------------------------------------------------------------------------

static bool is_group(const ouro_object *exception) {
    return ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_BaseExceptionGroup));
}

static void put_type(const py_printer *printer, ouro_type *type) {
    ouro_object *name = ouro_type_fullname(type);
    if (name) {
        py__put_str(printer, name);
        ouro_decref(name);
    } else {
        ouro_raised_clear();
        py__put(printer, "<unknown>");
    }
}

// ": text" behind the type, nothing when the text is empty.
static void put_message(const py_printer *printer, ouro_object *value) {
    ouro_object *text = ouro_str(value);
    if (!text) {
        ouro_raised_clear();
        py__put(printer, ": <exception str() failed>");
        return;
    }
    if (ouro_str_length(text)) {
        py__put(printer, ": ");
        py__put_str(printer, text);
    }
    ouro_decref(text);
}

static void put_note(const py_printer *printer, ouro_object *note) {
    ouro_object *text = ouro_str(note);
    if (!text) {
        ouro_raised_clear();
        py__put_margin(printer);
        py__put(printer, "<note str() failed>\n");
        return;
    }
    size_t length = ouro_str_length(text), start = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && ouro_str_char(text, i) != '\n') {
            continue;
        }
        ouro_object *part = ouro_str_slice(text, start, i);
        py__put_margin(printer);
        if (part) {
            py__put_str(printer, part);
            ouro_decref(part);
        }
        py__put(printer, "\n");
        start = i + 1;
    }
    ouro_decref(text);
}

static void put_notes(const py_printer *printer, ouro_object *notes) {
    if (!notes) {
        return;
    }
    if (!ouro_is(notes, OURO_T_LIST) && !ouro_is(notes, OURO_T_TUPLE)) {
        ouro_object *text = ouro_repr(notes);
        py__put_margin(printer);
        if (text) {
            py__put_str(printer, text);
            ouro_decref(text);
        } else {
            ouro_raised_clear();
            py__put(printer, "<__notes__ repr() failed>");
        }
        return;
    }
    ouro_object *list = ouro_list_of(notes);
    for (size_t i = 0; list && i < ouro_list_length(list); i++) {
        put_note(printer, ouro_list_get_borrow(list, i));
    }
    ouro_xdecref(list);
}

static void put_one(py_printer *printer, ouro_object *exception) {
    const ouro_exception *error = (const ouro_exception *)(const void *)exception;
    bool group = is_group(exception);
    put_traceback(printer, error->traceback,
                  group && printer->depth == 1 ? "+ "
                  : printer->depth             ? "| "
                                               : "",
                  group ? "Exception Group Traceback (most recent call last):\n"
                        : "Traceback (most recent call last):\n");
    ouro_object *shown = exception;
    if (ouro_type_is_subtype(exception->type, ouro_exc_type(OURO_EXC_SyntaxError)) &&
        error->extra[2] && ouro_is(error->extra[2], OURO_T_INT)) {
        py__put_syntax_error_text(printer, error);
        shown = error->extra[0] ? error->extra[0] : exception;
    }
    py__put_margin(printer);
    put_type(printer, exception->type);
    put_message(printer, shown);
    ouro_object *suggestion = py__suggestion(exception);
    if (suggestion) {
        py__put(printer, ". Did you mean: '");
        py__put_str(printer, suggestion);
        py__put(printer, "'?");
        ouro_decref(suggestion);
    }
    py__put(printer, "\n");
    ouro_object *notes = NULL;
    if (ouro_lookup_attr(exception, PY_NAME(printer->state, __notes__), &notes) < 0) {
        ouro_raised_clear();
    }
    put_notes(printer, notes);
    ouro_xdecref(notes);
}

// ---- Groups ---------------------------------------------------------------------------------------

static void put_chain(py_printer *printer, ouro_object *exception);

static void put_part(py_printer *printer, const ouro_object *parts, size_t i, size_t shown) {
    size_t count = ouro_tuple_length(parts);
    py__put_spaces(printer, 2 * (size_t)printer->depth);
    py__put(printer, i == 0 ? "+-" : "  ");
    if (i < GROUP_WIDTH) {
        py__put_format(printer, "+---------------- %zu ----------------\n", i + 1);
    } else {
        py__put(printer, "+---------------- ... ----------------\n");
    }
    printer->depth++;
    if (i < GROUP_WIDTH) {
        put_chain(printer, ouro_tuple_get_borrow(parts, i));
    } else {
        py__put_margin(printer);
        py__put_format(printer, "and %zu more exception%s\n", count - GROUP_WIDTH,
                       count - GROUP_WIDTH > 1 ? "s" : "");
    }
    if (i + 1 == shown && printer->need_close) {
        py__put_spaces(printer, 2 * (size_t)printer->depth);
        py__put(printer, "+------------------------------------\n");
        printer->need_close = false;
    }
    printer->depth--;
}

static void put_group(py_printer *printer, ouro_object *group) {
    if (printer->depth > GROUP_DEPTH) {
        py__put_margin(printer);
        py__put_format(printer, "... (max_group_depth is %d)\n", GROUP_DEPTH);
        return;
    }
    if (printer->depth == 0) {
        printer->depth++;
    }
    put_one(printer, group);
    ouro_object *parts = ((ouro_exception *)(void *)group)->extra[1];
    size_t count = parts ? ouro_tuple_length(parts) : 0;
    size_t shown = count <= GROUP_WIDTH ? count : GROUP_WIDTH + 1;
    printer->need_close = false;
    for (size_t i = 0; i < shown; i++) {
        if (i + 1 == shown) {
            printer->need_close = true; // the closing line may come from a group inside
        }
        put_part(printer, parts, i, shown);
    }
    if (printer->depth == 1) {
        printer->depth--;
    }
}

// ---- Causes and contexts --------------------------------------------------------------------------

// Notes the exception as shown: true when it was not yet.
static bool note_seen(const py_printer *printer, const ouro_object *exception, bool add) {
    ouro_object *id = ouro_int_from_u64((uintptr_t)exception);
    int known = id && printer->seen ? ouro_set_contains(printer->seen, id) : 1;
    if (!known && add && ouro_set_add(printer->seen, id) < 0) {
        ouro_raised_clear();
    }
    ouro_xdecref(id);
    ouro_raised_clear();
    return known == 0;
}

static void put_before(py_printer *printer, ouro_object *exception, const char *message) {
    bool need_close = printer->need_close;
    put_chain(printer, exception);
    printer->need_close = need_close;
    py__put_margin(printer);
    py__put(printer, "\n");
    py__put_margin(printer);
    py__put(printer, message);
    py__put_margin(printer);
    py__put(printer, "\n");
}

static void put_chain(py_printer *printer, ouro_object *exception) {
    const ouro_exception *error = (const ouro_exception *)(const void *)exception;
    if (ouro_recursion_enter(" in print_exception") < 0) {
        ouro_raised_clear();
        return;
    }
    note_seen(printer, exception, true);
    if (error->cause && ouro_is_exception(error->cause)) {
        if (note_seen(printer, error->cause, false)) {
            put_before(printer, error->cause,
                       "The above exception was the direct cause of the following exception:\n");
        }
    } else if (error->context && !error->suppress_context && ouro_is_exception(error->context) &&
               note_seen(printer, error->context, false)) {
        put_before(printer, error->context,
                   "During handling of the above exception, another exception occurred:\n");
    }
    if (is_group(exception)) {
        put_group(printer, exception);
    } else {
        put_one(printer, exception);
    }
    ouro_recursion_leave();
}

// ---- Entry points ---------------------------------------------------------------------------------

static void printer_end(py_printer *printer, ouro_object *raised) {
    free(printer->source);
    ouro_xdecref(printer->file);
    ouro_xdecref(printer->seen);
    ouro_raised_restore(raised);
}

void py_print_exception(py_write_fn write, void *arg, ouro_object *exception) {
    ouro_object *raised = ouro_raised_take();
    py_printer printer = {.write = write, .arg = arg, .state = py_state_get()};
    ouro_incref(exception);
    printer.seen = ouro_set_new(NULL);
    put_chain(&printer, exception);
    ouro_decref(exception);
    printer_end(&printer, raised);
}

void py_print_traceback(py_write_fn write, void *arg, ouro_object *traceback) {
    ouro_object *raised = ouro_raised_take();
    py_printer printer = {.write = write, .arg = arg, .state = py_state_get()};
    put_traceback(&printer, traceback, "", "Traceback (most recent call last):\n");
    printer_end(&printer, raised);
}

typedef struct collector {
    char *text;
    size_t length, room;
} collector;

static void collect(void *arg, const char *text, size_t bytes) {
    collector *into = arg;
    if (into->room - into->length < bytes) {
        size_t room = into->room * 2 + bytes;
        char *grown = realloc(into->text, room);
        if (!grown) {
            return;
        }
        into->text = grown;
        into->room = room;
    }
    memcpy(into->text + into->length, text, bytes);
    into->length += bytes;
}

ouro_object *py_format_exception(ouro_object *exception) {
    collector into = {0};
    py_print_exception(collect, &into, exception);
    ouro_object *text = ouro_str_new(into.text ? into.text : "", into.length);
    free(into.text);
    return text;
}
