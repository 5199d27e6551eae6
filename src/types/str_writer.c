// SPDX-License-Identifier: MIT
// Growing text: starts narrow and widens when a character asks for it.  Floor: types.
#include "str_impl.h"

// ---- Room -----------------------------------------------------------------------------------

// Makes room for `more` characters of up to `width` bytes.
int ouro__writer_reserve(ouro_str_writer *writer, size_t more, unsigned width) {
    if (OURO_LIKELY(writer->width >= width && writer->room - writer->length >= more)) {
        return 0;
    }
    unsigned wide = writer->width > width ? writer->width : width;
    size_t room = writer->room;
    if (room - writer->length < more) {
        if (more > OURO_SIZE_MAX / 16 - writer->length) {
            ouro_raise_memory();
            return -1;
        }
        room = writer->length + more;
        room += room / 2 + 24;
    }
    if (wide == writer->width) {
        void *grown = ouro_memory_resize(writer->data, room * wide);
        if (!grown) {
            return -1;
        }
        writer->data = grown;
    } else {
        void *wider = ouro_memory_new(room * wide);
        if (!wider) {
            return -1;
        }
        if (writer->length) {
            ouro__copy_chars(wider, wide, 0, writer->data, writer->width, 0, writer->length);
        }
        ouro_memory_free(writer->data);
        writer->data = wider;
    }
    writer->room = room;
    writer->width = wide;
    return 0;
}

// ---- Writing --------------------------------------------------------------------------------

int ouro_str_writer_char(ouro_str_writer *writer, uint32_t character) {
    if (ouro__writer_reserve(writer, 1, ouro__width_of(character)) < 0) {
        return -1;
    }
    ouro__write(writer->data, writer->width, writer->length++, character);
    return 0;
}

int ouro__writer_fill(ouro_str_writer *writer, uint32_t character, size_t n) {
    if (n == 0) {
        return 0;
    }
    if (ouro__writer_reserve(writer, n, ouro__width_of(character)) < 0) {
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        ouro__write(writer->data, writer->width, writer->length++, character);
    }
    return 0;
}

int ouro__writer_part(ouro_str_writer *writer, ouro_object *str, size_t start, size_t end) {
    if (start >= end) {
        return 0;
    }
    unsigned width = ouro_str_width(str);
    const void *from = ouro__bytes_at(ouro_str_data(str), width, start);
    uint32_t max = width == 1 ? 0xff : ouro__max_class(from, width, end - start);
    if (ouro__writer_reserve(writer, end - start, ouro__width_of(max)) < 0) {
        return -1;
    }
    ouro__copy_chars(writer->data, writer->width, writer->length, from, width, 0, end - start);
    writer->length += end - start;
    return 0;
}

int ouro_str_writer_str(ouro_str_writer *writer, ouro_object *str) {
    return ouro__writer_part(writer, str, 0, ouro_str_length(str));
}

int ouro_str_writer_text(ouro_str_writer *writer, const char *ascii, size_t bytes) {
    if (bytes == 0) {
        return 0;
    }
    if (ouro__writer_reserve(writer, bytes, 1) < 0) {
        return -1;
    }
    ouro__copy_chars(writer->data, writer->width, writer->length, ascii, 1, 0, bytes);
    writer->length += bytes;
    return 0;
}

int ouro__writer_utf8(ouro_str_writer *writer, const char *text, size_t bytes) {
    if (ouro__all_ascii((const uint8_t *)text, bytes)) {
        return ouro_str_writer_text(writer, text, bytes);
    }
    ouro_object *str = ouro_bytes_decode(text, bytes, "utf-8", "replace");
    if (!str) {
        return -1;
    }
    int result = ouro_str_writer_str(writer, str);
    ouro_decref(str);
    return result;
}

// ---- The end --------------------------------------------------------------------------------

void ouro_str_writer_drop(ouro_str_writer *writer) {
    ouro_memory_free(writer->data);
    *writer = (ouro_str_writer){0};
}

ouro_object *ouro_str_writer_finish(ouro_str_writer *writer) {
    ouro_object *result =
        ouro_str_from_data(writer->data, writer->length, writer->width ? writer->width : 1);
    ouro_str_writer_drop(writer);
    return result;
}
