// SPDX-License-Identifier: MIT
// Built-in functions on text and streams: print, input, format, chr, ord.  Front-end, modules.
#include "common.h"

#include <stdio.h>
#include <unistd.h>

// ---- print --------------------------------------------------------------------------------------

// A str argument that may be None or absent: 0 and *text (borrowed, or NULL), or -1.
static int text_or_none(ouro_object *object, const char *name, ouro_object **text) {
    *text = object && !ouro_is_none(object) ? object : NULL;
    if (*text && !ouro_is(*text, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "%s must be None or a string, not %T", name, *text);
        return -1;
    }
    return 0;
}

static int write_text(ouro_object *stream, const char *text) {
    ouro_object *str = ouro_str_text(text);
    int result = str ? py__stream_write(stream, str) : -1;
    ouro_xdecref(str);
    return result;
}

static int write_object(ouro_object *stream, ouro_object *object) {
    ouro_object *text = ouro_str(object);
    int result = text ? py__stream_write(stream, text) : -1;
    ouro_xdecref(text);
    return result;
}

static int print_all(ouro_object *stream, ouro_object *const *items, size_t n, ouro_object *sep,
                     ouro_object *end) {
    for (size_t i = 0; i < n; i++) {
        if (i && (sep ? py__stream_write(stream, sep) : write_text(stream, " ")) < 0) {
            return -1;
        }
        if (write_object(stream, items[i]) < 0) {
            return -1;
        }
    }
    return end ? py__stream_write(stream, end) : write_text(stream, "\n");
}

static ouro_object *do_print(ouro_object *self, ouro_object *const *args, size_t nargs,
                             ouro_object *kwnames) {
    (void)self;
    static const char *const names[] = {"sep", "end", "file", "flush", NULL};
    ouro_object *given[4], *sep, *end;
    if (ouro_parse_args("print", names, 0, 0, args + nargs, 0, kwnames, given) < 0) {
        return NULL;
    }
    ouro_object *stream = given[2];
    if (!stream || ouro_is_none(stream)) {
        stream = py__sys_get_borrow("stdout");
        if (!stream) {
            return ouro_current->raised ? NULL
                                        : ouro_raise(OURO_EXC_RuntimeError, "lost sys.stdout");
        }
        if (ouro_is_none(stream)) {
            return ouro_none();
        }
    }
    if (text_or_none(given[0], "sep", &sep) < 0 || text_or_none(given[1], "end", &end) < 0) {
        return NULL;
    }
    ouro_incref(stream); // write() may be Python code that replaces sys.stdout
    int flush = 0, failed = print_all(stream, args, nargs, sep, end);
    if (!failed && given[3]) {
        flush = ouro_is_true(given[3]);
        failed = flush < 0 ? -1 : flush ? py__stream_flush(stream) : 0;
    }
    ouro_decref(stream);
    return failed ? NULL : ouro_none();
}

// ---- input --------------------------------------------------------------------------------------

// A line from a stream of ours or any object with readline().
static ouro_object *read_line(ouro_object *stream) {
    ouro_object *line;
    if (py__is_file_object(stream)) {
        line = py__file_line(stream);
        if (!line && !ouro_current->raised) {
            ouro_raise(OURO_EXC_EOFError, "EOF when reading a line");
        }
        return line;
    }
    line = ouro_call_method_text(stream, "readline", NULL, 0);
    if (line && !ouro_is(line, OURO_T_STR)) {
        ouro_raise(OURO_EXC_TypeError, "object.readline() returned non-string");
        ouro_clear(&line);
    }
    if (!line) {
        return NULL;
    }
    size_t length = ouro_str_length(line);
    if (length == 0) {
        ouro_decref(line);
        return ouro_raise(OURO_EXC_EOFError, "EOF when reading a line");
    }
    if (ouro_str_char(line, length - 1) != '\n') {
        return line;
    }
    ouro_object *stripped = ouro_str_slice(line, 0, length - 1);
    ouro_decref(line);
    return stripped;
}

static ouro_object *standard_stream(const char *name) {
    ouro_object *stream = py__sys_get_borrow(name);
    if (!stream || ouro_is_none(stream)) {
        return ouro_raise(OURO_EXC_RuntimeError, "input(): lost sys.%s", name);
    }
    return stream;
}

static ouro_object *do_input(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    ouro_object *in = standard_stream("stdin");
    ouro_object *out = in ? standard_stream("stdout") : NULL;
    ouro_object *err = out ? standard_stream("stderr") : NULL;
    if (!err) {
        return NULL;
    }
    if (py__stream_flush(err) < 0) {
        ouro_raised_clear();
    }
    ouro_incref(in);
    ouro_incref(out);
    ouro_object *line = NULL;
    if ((!nargs || write_object(out, args[0]) == 0) && py__stream_flush(out) == 0) {
        line = read_line(in);
    }
    ouro_decref(in);
    ouro_decref(out);
    return line;
}

// ---- Characters, format -------------------------------------------------------------------------

static ouro_object *do_chr(ouro_object *self, ouro_object *number) {
    (void)self;
    int character;
    if (py__int_argument(number, &character) < 0) {
        return NULL;
    }
    if (character < 0 || character > 0x10ffff) {
        return ouro_raise(OURO_EXC_ValueError, "chr() arg not in range(0x110000)");
    }
    return ouro_str_from_char((uint32_t)character);
}

static ouro_object *do_ord(ouro_object *self, ouro_object *text) {
    (void)self;
    bool is_str = ouro_is(text, OURO_T_STR);
    if (!is_str && !ouro_is(text, OURO_T_BYTES)) {
        return ouro_raise(OURO_EXC_TypeError, "ord() expected string of length 1, but %T found",
                          text);
    }
    size_t length = is_str ? ouro_str_length(text) : ouro_bytes_length(text);
    if (length != 1) {
        return ouro_raise(OURO_EXC_TypeError,
                          "ord() expected a character, but string of length %zu found", length);
    }
    return ouro_int_new(is_str ? ouro_str_char(text, 0) : ouro_bytes_data(text)[0]);
}

static ouro_object *do_format(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    if (nargs > 1 && !ouro_is(args[1], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "format() argument 2 must be str, not %V", args[1]);
    }
    return ouro_format(args[0], nargs > 1 ? args[1] : NULL);
}

const ouro_method py__text_functions[] = {
    OURO_KEYWORDS("print", do_print, "Print the values to a stream, sys.stdout at first."),
    OURO_ARGS("input", do_input, 0, 1, "Read a line from standard input."),
    OURO_O("chr", do_chr, "The character of a number."),
    OURO_O("ord", do_ord, "The number of a character."),
    OURO_ARGS("format", do_format, 1, 2, "The text of a value by a format."),
    OURO_KEYWORDS("open", py__open, "Open a file."),
    {0},
};

// ---- exit, quit, help ---------------------------------------------------------------------------

typedef struct quitter {
    ouro_object head;
    ouro_object *name; // str
} quitter;

static ouro_object *quitter_repr(ouro_object *self) {
    ouro_object *name = ((quitter *)(void *)self)->name;
    return ouro_str_equal_text(name, "help")
               ? ouro_str_text("Type help() for interactive help, or help(object) for help about "
                               "object.")
               : ouro_str_format("Use %S() or Ctrl-D (i.e. EOF) to exit", name);
}

// help(object): its text, on standard output.
static ouro_object *show_help(ouro_object *const *args, size_t nargs) {
    ouro_object *stream = py__sys_get_borrow("stdout");
    if (!nargs || !stream || ouro_is_none(stream)) {
        return ouro_none();
    }
    ouro_object *name = ouro_str_intern_text("__doc__"), *doc = NULL;
    int found = name ? ouro_lookup_attr(args[0], name, &doc) : -1;
    ouro_xdecref(name);
    ouro_object *text =
        found < 0 ? NULL
                  : ouro_str_format("%R\n\n    %S\n", args[0], doc ? doc : ouro_none_borrow());
    int failed = !text || py__stream_write(stream, text) < 0;
    ouro_xdecref(text);
    ouro_xdecref(doc);
    return failed ? NULL : ouro_none();
}

static ouro_object *quitter_call(ouro_object *self, ouro_object *const *args, size_t nargs,
                                 ouro_object *kwnames) {
    ouro_object *name = ((quitter *)(void *)self)->name;
    static const char *const names[] = {"code", NULL};
    ouro_object *given[1];
    if (ouro_parse_args("Quitter.__call__", names, 0, 1, args, nargs, kwnames, given) < 0) {
        return NULL;
    }
    return ouro_str_equal_text(name, "help")
               ? show_help(args, nargs)
               : ouro_raise_object(OURO_EXC_SystemExit, given[0] ? given[0] : ouro_none_borrow());
}

int py__quitters_add(ouro_object *builtins) {
    static const uint16_t fields[] = {offsetof(quitter, name), 0};
    static const ouro_type_spec spec = {.size = sizeof(ouro_type_spec),
                                        .name = "_sitebuiltins.Quitter",
                                        .instance_size = sizeof(quitter),
                                        .flags = OURO_TF_CONTAINER | OURO_TF_PRIVATE_NEW,
                                        .fields = fields,
                                        .slots = {.repr = quitter_repr, .call = quitter_call}};
    static const char *const names[] = {"exit", "quit", "help"};
    ouro_type *type = py__module_type(PY_TYPE_QUITTER, &spec, NULL);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ouro_object *object = type ? ouro_object_new(type, 0) : NULL;
        if (object && !(((quitter *)(void *)object)->name = ouro_str_text(names[i]))) {
            ouro_clear(&object);
        }
        if (py__dict_put(builtins, names[i], object) < 0) {
            return -1;
        }
    }
    return 0;
}
