// SPDX-License-Identifier: MIT
// The command with types that declare what is not so: each fault is a function that a script may call, and
// is mended when the program has been verified, so that it ends as others do.  Run by run_explain.py.
// SPEC rows G2, R5.
#include "modules.h"
#include <ouro/callable.h>
#include <ouro/containers.h>
#include <ouro/gc.h>
#include <ouro/runtime.h>
#include <stddef.h>
#include <stdlib.h>

ouro_object *__real_py_run_main_source(const char *source, size_t length, const char *filename);
ouro_object *__wrap_py_run_main_source(const char *source, size_t length, const char *filename);
int __real_py_modules_finish(void);
int __wrap_py_modules_finish(void);

typedef struct faulty {
    ouro_object head;
    ouro_object *left, *right; // or NULL
} faulty;

static ouro_type *type;   // of what is wrong
static faulty *wrong;     // a reference, but of never_freed
static bool dead, mended; // `left` is freed; the faults are no more

// ---- Types --------------------------------------------------------------------------------------

static int visit_left_again(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *left = ((faulty *)self)->left;
    return left && !mended ? visit(left, arg) : 0;
}

static int visit_right(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *right = ((faulty *)self)->right;
    return right ? visit(right, arg) : 0;
}

static void drop_right(ouro_object *self) {
    ouro_clear(&((faulty *)self)->right);
}

static const uint16_t left_field[] = {offsetof(faulty, left), 0};

static const ouro_type_spec double_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "double",
    .instance_size = sizeof(faulty),
    .flags = OURO_TF_CONTAINER,
    .fields = left_field,
    .slots = {.traverse = visit_left_again},
};
// Declares `right`, but has no `clear` that drops it.
static const ouro_type_spec stubborn_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "stubborn",
    .instance_size = sizeof(faulty),
    .flags = OURO_TF_CONTAINER,
    .slots = {.traverse = visit_right, .drop = drop_right},
};
// Does not declare `right`.
static const ouro_type_spec forgetful_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "forgetful",
    .instance_size = sizeof(faulty),
    .flags = OURO_TF_CONTAINER,
    .fields = left_field,
    .slots = {.drop = drop_right},
};
// Says that it tells of what is stored.
static const ouro_type_spec silent_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "silent",
    .instance_size = sizeof(faulty),
    .flags = OURO_TF_CONTAINER | OURO_TF_SETTLES,
    .fields = left_field,
};

static ouro_object *none(bool made) {
    return made ? ouro_none() : NULL;
}

static bool make_wrong(const ouro_type_spec *spec) {
    type = ouro_type_new(spec, NULL);
    wrong = type ? (faulty *)ouro_object_new(type, 0) : NULL;
    return wrong;
}

// ---- Faults, by the words with which they are reported ------------------------------------------

static ouro_object *too_few(ouro_object *self) {
    (void)self;
    return none(make_wrong(&double_spec) && (wrong->left = ouro_list_new(0)));
}

static ouro_object *freed_too_early(ouro_object *self) {
    (void)self;
    if (!make_wrong(&forgetful_spec) || !(wrong->left = ouro_list_new(0))) {
        return NULL;
    }
    ouro_decref(wrong->left);
    dead = true;
    return none(true);
}

static ouro_object *never_freed(ouro_object *self) {
    (void)self;
    if (!make_wrong(&stubborn_spec)) {
        return NULL;
    }
    wrong->right = (ouro_object *)wrong;
    return none(true);
}

static ouro_object *unsaid(ouro_object *self) {
    (void)self;
    if (!make_wrong(&silent_spec) || ouro_gc_collect(2) < 0) {
        return NULL;
    }
    wrong->left = ouro_list_new(0);
    return none(wrong->left);
}

static ouro_object *undeclared(ouro_object *self) {
    (void)self;
    return none(make_wrong(&forgetful_spec) && (wrong->right = ouro_list_new(0)));
}

static const ouro_method faults[] = {
    {"too_few", {.noargs = too_few}, OURO_METH_NOARGS, 0, 0, NULL},
    {"freed_too_early", {.noargs = freed_too_early}, OURO_METH_NOARGS, 0, 0, NULL},
    {"never_freed", {.noargs = never_freed}, OURO_METH_NOARGS, 0, 0, NULL},
    {"unsaid", {.noargs = unsaid}, OURO_METH_NOARGS, 0, 0, NULL},
    {"undeclared", {.noargs = undeclared}, OURO_METH_NOARGS, 0, 0, NULL},
    {0},
};

// ---- Around the program -------------------------------------------------------------------------

ouro_object *__wrap_py_run_main_source(const char *source, size_t length, const char *filename) {
    for (const ouro_method *fault = faults; fault->name; fault++) {
        ouro_object *function = ouro_cfunction_new(fault, NULL, NULL);
        if (!function ||
            ouro_dict_set_text(ouro_runtime_builtins_borrow(), fault->name, function) < 0) {
            abort();
        }
        ouro_decref(function);
    }
    return __real_py_run_main_source(source, length, filename);
}

int __wrap_py_modules_finish(void) {
    mended = true;
    if (wrong && wrong->right == (ouro_object *)wrong) {
        ouro_clear(&wrong->right); // it was all that held it
    } else if (wrong) {
        if (dead) {
            wrong->left = NULL;
        }
        ouro_decref(wrong);
    }
    ouro_xdecref(type);
    return __real_py_modules_finish();
}
