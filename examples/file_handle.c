// SPDX-License-Identifier: MIT
// An object that owns something of the system: a FILE, which is closed when the object dies, however
// that comes about, and whose buffer the collector is told of, since it is not in the heap.
//
//     cc examples/file_handle.c $(pkg-config --cflags --libs ouro) -o file_handle && ./file_handle
#include <ouro.h>
#include <stdio.h>
#include <stdlib.h>

// ---- The type ---------------------------------------------------------------------------------

enum { BUFFER = 256 << 10 };

typedef struct file {
    ouro_object head;
    ouro_object *owner; // whoever opened it, or NULL
    FILE *stream;       // NULL: closed
    char *buffer;
    bool forgotten; // it was never closed, and has said so
} file;

static ouro_object *rescued; // files that were forgotten: see file_finalize

static void file_close(ouro_object *self) {
    file *f = (file *)self;
    if (f->stream) {
        fclose(f->stream);
        free(f->buffer);
        f->stream = NULL;
        ouro_gc_external(ouro_type_of(self), -BUFFER);
    }
}

// The finalizer runs first, once, while the object is whole: it may use it, and even keep it alive.
// This one keeps files that nobody has closed, so that what is in their buffers is not lost unseen.
static void file_finalize(ouro_object *self) {
    file *f = (file *)self;
    if (f->stream && rescued) {
        f->forgotten = true;
        ouro_list_append(rescued, self); // an exception, should it fail, is reported by the library
    }
}

// The destructor runs last: nothing refers to the object any more, and its fields are gone.  All that
// is left to do is to give back what the library does not know of.  After a finalizer that brought the
// object back to life, this is called when it dies for good; so it is here that files are closed.
static void file_drop(ouro_object *self) {
    file_close(self);
}

static const uint16_t file_fields[] = {offsetof(file, owner), 0};
static const ouro_type_spec file_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "file",
    .instance_size = sizeof(file),
    .flags = OURO_TF_CONTAINER, // its owner may refer to it
    .fields = file_fields,
    .slots.finalize = file_finalize,
    .slots.drop = file_drop,
};

// A new, empty file of its own, without a name; `owner` (borrowed) may be NULL.
static file *file_open(ouro_type *type, ouro_object *owner) {
    file *f = (file *)ouro_object_new(type, 0);
    if (!f) {
        return NULL;
    }
    f->owner = ouro_xnewref(owner);
    f->buffer = malloc(BUFFER);
    f->stream = f->buffer ? tmpfile() : NULL;
    if (!f->stream) {
        ouro_raise(OURO_EXC_OSError, "cannot open a file");
        free(f->buffer);
        ouro_decref(f); // as yet it has nothing to close
        return NULL;
    }
    setvbuf(f->stream, f->buffer, _IOFBF, BUFFER);
    ouro_gc_external(type, BUFFER); // from now on the collector counts it
    return f;
}

// ---- The program ------------------------------------------------------------------------------

// A file closed by its owner dies without a word.
static int use_well(ouro_type *type) {
    file *f = file_open(type, NULL);
    if (!f) {
        return -1;
    }
    fputs("some text", f->stream);
    file_close((ouro_object *)f);
    ouro_decref(f);
    printf("closed in time: %zu rescued\n", ouro_list_length(rescued));
    return 0;
}

// Opens a file in a cycle with its owner, and forgets both.
static int forget(ouro_type *type) {
    ouro_object *owner = ouro_list_new(0);
    file *f = owner ? file_open(type, owner) : NULL;
    int result = f ? ouro_list_append(owner, (ouro_object *)f) : -1;
    ouro_xdecref(f);
    ouro_xdecref(owner);
    return result;
}

static int find_forgotten(ouro_type *type) {
    if (forget(type) < 0) {
        return -1;
    }
    ouro_gc_collect(2);
    file *f = (file *)ouro_list_get_borrow(rescued, 0);
    printf("forgotten: %zu rescued, %s, %llu KiB outside the heap\n", ouro_list_length(rescued),
           f->forgotten && f->stream ? "still open" : "closed",
           (unsigned long long)ouro_gc_external_bytes(type) >> 10);
    return ouro_list_set_slice(rescued, 0, 1, NULL); // and now it may go
}

// Three hundred forgotten files are far fewer objects than generation 0 waits for; but they are not
// allowed to hold 75 MiB either.
static int forget_many(ouro_type *type) {
    uint64_t most = 0;
    ouro_clear(&rescued); // nobody is rescued any more
    for (int i = 0; i < 300; i++) {
        if (forget(type) < 0) {
            return -1;
        }
        uint64_t held = ouro_gc_external_bytes(type);
        most = held > most ? held : most;
    }
    printf("300 forgotten: never more than %d MiB held\n", most <= 8 << 20 ? 8 : 75);
    return 0;
}

int main(void) {
    ouro_runtime *runtime = ouro_runtime_new(NULL);
    if (!runtime) {
        return 1;
    }
    ouro_type *type = ouro_type_new(&file_spec, NULL);
    rescued = ouro_list_new(0);
    int result = type && rescued && use_well(type) == 0 && find_forgotten(type) == 0 &&
                         forget_many(type) == 0
                     ? 0
                     : -1;
    ouro_clear(&rescued);
    ouro_gc_collect(2);
    if (type) {
        printf("at the end: %llu bytes outside the heap\n",
               (unsigned long long)ouro_gc_external_bytes(type));
    }
    ouro_xdecref(type);
    return ouro_runtime_free(runtime) == 0 && result == 0 ? 0 : 1;
}
