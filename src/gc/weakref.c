// SPDX-License-Identifier: MIT
// Weak references: the list that hangs at an object, its end, and the type `weakref.ReferenceType`.
// Floor: gc.  SPEC rows R4, G2.
//
// An object's weak references form a doubly linked list, in this order: the one plain reference that
// all share who ask for no callback, the one proxy shared likewise, then all others, newest first.
// Invariant: a weak reference is in the list of its referent, or its referent is NULL; so the
// referent's end finds all of them, and a reference's own end takes it out.
//
// An object that died deep inside a structure waits for its end with a link in its first 8 bytes (see
// destroy.c).  Its count then means nothing, so life is asked for in the state byte first.
#include "weakref.h"

// ---- The list -------------------------------------------------------------------------------

static ouro_weakref *as_weakref(ouro_object *object) {
    return (ouro_weakref *)object;
}

static bool lives(const ouro_object *object) {
    if (ouro__is_container(object) && *ouro__gc_state(ouro__runtime(), object) & OURO_STATE_DEAD) {
        return false;
    }
    return ouro_refcount(object) > 0;
}

static ouro_weakref **list_of(ouro_object *object) {
    return (ouro_weakref **)(void *)ouro__weakrefs_slot(object);
}

// The first of them; NULL also for what cannot be weakly referred to.
static ouro_weakref *first_of(ouro_object *object) {
    ouro_weakref **list = list_of(object);
    return list ? *list : NULL;
}

// Takes it out of the list: its referent is forgotten, its callback stays.
static void detach(ouro_weakref *self) {
    if (!self->referent) {
        return;
    }
    if (self->previous) {
        self->previous->next = self->next;
    } else {
        *list_of(self->referent) = self->next;
    }
    if (self->next) {
        self->next->previous = self->previous;
    }
    self->referent = NULL;
    self->previous = self->next = NULL;
}

// Puts it behind `before`, or first when that is NULL.
static void attach(ouro_weakref *self, ouro_object *referent, ouro_weakref *before) {
    ouro_weakref **list = list_of(referent);
    self->referent = referent;
    self->previous = before;
    self->next = before ? before->next : *list;
    if (before) {
        before->next = self;
    } else {
        *list = self;
    }
    if (self->next) {
        self->next->previous = self;
    }
}

static bool is_shared_ref(const ouro_weakref *self) {
    return self && !self->callback && ouro_is_exact(self, OURO_T_WEAKREF);
}
static bool is_shared_proxy(const ouro_weakref *self) {
    return self && !self->callback && ouro__is_weakproxy(&self->head);
}

typedef struct shared {
    ouro_weakref *ref, *proxy;
} shared;

static bool take_out_if_dead(ouro_weakref *self) {
    if (self && !lives(&self->head)) {
        detach(self);
        return true;
    }
    return false;
}

static shared find_shared(ouro_object *object) {
    shared found = {NULL, NULL};
    do {
        ouro_weakref *at = first_of(object);
        found.ref = is_shared_ref(at) ? at : NULL;
        at = found.ref ? at->next : at;
        found.proxy = is_shared_proxy(at) ? at : NULL;
    } while (take_out_if_dead(found.ref) || take_out_if_dead(found.proxy));
    return found;
}

// ---- Making ---------------------------------------------------------------------------------

ouro_object *ouro__weakref_make(ouro_type *type, ouro_object *object, ouro_object *callback) {
    if (!ouro__weakrefs_slot(object)) {
        return ouro_raise(OURO_EXC_TypeError, "cannot create weak reference to '%T' object",
                          object);
    }
    callback = callback && ouro_is_none(callback) ? NULL : callback;
    bool proxy = type->exact == OURO_T_WEAKPROXY || type->exact == OURO_T_WEAKCALLABLEPROXY;
    bool share = !callback && (proxy || type->exact == OURO_T_WEAKREF);
    shared found = find_shared(object);
    ouro_weakref *same = proxy ? found.proxy : found.ref;
    if (share && same) {
        return ouro_newref(&same->head);
    }
    ouro_object *self = ouro_object_new(type, 0);
    if (!self) {
        return NULL;
    }
    as_weakref(self)->hash = -1;
    as_weakref(self)->callback = ouro_xnewref(callback);
    found = find_shared(object); // a collection may have changed the list
    same = proxy ? found.proxy : found.ref;
    if (share && same) {
        ouro_decref(self);
        return ouro_newref(&same->head);
    }
    ouro_weakref *last = found.proxy ? found.proxy : found.ref;
    attach(as_weakref(self), object, !share ? last : proxy ? found.ref : NULL);
    return self;
}

ouro_object *ouro_weakref_new_of(ouro_type *type, ouro_object *object, ouro_object *callback) {
    return ouro__weakref_make(type, object, callback);
}

ouro_object *ouro_weakref_new(ouro_object *object, ouro_object *callback) {
    return ouro__weakref_make(ouro_builtin_type(OURO_T_WEAKREF), object, callback);
}

// ---- Asking ---------------------------------------------------------------------------------

ouro_object *ouro_weakref_get(ouro_object *weakref) {
    ouro_object *referent = as_weakref(weakref)->referent;
    return referent && lives(referent) ? ouro_newref(referent) : NULL;
}

size_t ouro_weakref_count(ouro_object *object) {
    size_t count = 0;
    for (const ouro_weakref *at = first_of(object); at; at = at->next) {
        count += lives(&at->head);
    }
    return count;
}

ouro_object *ouro_weakref_list(ouro_object *object) {
    // Made long enough first: while it is filled, nothing may change the weak references.
    ouro_object *list = ouro_list_new(ouro_weakref_count(object));
    size_t i = 0, room = list ? ouro_list_length(list) : 0;
    for (ouro_weakref *at = first_of(object); at && i < room; at = at->next) {
        if (lives(&at->head)) {
            ouro_list_fill(list, i++, ouro_newref(&at->head));
        }
    }
    if (list && i < room) { // a collection has taken some meanwhile
        ((ouro_list *)list)->length = i;
    }
    return list;
}

// ---- The end of the referent ----------------------------------------------------------------

// Takes all weak references of `object` out; those to be called are put at *end, linked by `next` and
// owned.  What is to be called: alive, with a callback, and not in the set of a collection.
static ouro_weakref **take_all(ouro_object *object, ouro_weakref **end) {
    const ouro_runtime *runtime = ouro__runtime();
    ouro_weakref *self;
    while ((self = first_of(object))) {
        detach(self);
        if (self->callback && lives(&self->head) &&
            !(*ouro__gc_state(runtime, &self->head) & OURO_STATE_MARK)) {
            ouro_incref(&self->head);
            *end = self;
            end = &self->next;
        }
    }
    return end;
}

static void call(ouro_weakref *self, ouro_object *callback) {
    ouro_object *result = ouro_call1(callback, &self->head);
    if (result) {
        ouro_decref(result);
    } else {
        ouro_unraisable(callback, NULL);
    }
}

void ouro__weakrefs_clear(ouro_object *object, bool callbacks) {
    ouro_weakref *queue = NULL;
    ouro_object *raised = ouro_raised_take();
    take_all(object, &queue);
    while (queue) {
        ouro_weakref *self = queue;
        queue = self->next;
        self->next = NULL;
        ouro_object *callback = self->callback;
        self->callback = NULL;
        if (callbacks) {
            call(self, callback);
        }
        ouro_decref(callback);
        ouro_decref(&self->head);
    }
    ouro_raised_restore(raised);
}

// ---- For the collector ----------------------------------------------------------------------

bool ouro__is_any_weakref(const ouro_object *object) {
    return ouro_is(object, OURO_T_WEAKREF) || ouro__is_weakproxy(object);
}

bool ouro__weakrefs_has(ouro_object *object) {
    return first_of(object) != NULL;
}

ouro_weakref **ouro__weakrefs_collect(ouro_object *object, ouro_weakref **end) {
    return take_all(object, end);
}

void ouro__weakref_forget(ouro_object *weakref) {
    detach(as_weakref(weakref));
}

size_t ouro__weakrefs_call(ouro_weakref *queue) {
    size_t died = 0;
    while (queue) {
        ouro_weakref *self = queue;
        queue = self->next;
        self->next = NULL;
        ouro_object *callback = ouro_newref(self->callback);
        call(self, callback);
        ouro_decref(callback);
        died += ouro_refcount(self) == 1;
        ouro_decref(&self->head);
    }
    return died;
}

// ---- The slots that references and proxies share --------------------------------------------

int ouro__weakref_traverse(ouro_object *self, ouro_visit_fn visit, void *arg) {
    ouro_object *callback = as_weakref(self)->callback;
    return callback ? visit(callback, arg) : 0;
}

// Out of the list before anything is dropped: a reference in the list must be fit to be shared.
void ouro__weakref_drop(ouro_object *self) {
    detach(as_weakref(self));
    ouro_clear(&as_weakref(self)->callback);
}

// ---- The type -------------------------------------------------------------------------------

static ouro_object *create(ouro_type *type, ouro_object *const *args, size_t nargs,
                           ouro_object *kwnames) {
    (void)kwnames; // a subclass's __init__ may take some
    if (ouro_check_args("__new__", nargs, 1, 2) < 0) {
        return NULL;
    }
    return ouro__weakref_make(type, args[0], nargs > 1 ? args[1] : NULL);
}

static int init(ouro_object *self, ouro_object *const *args, size_t nargs, ouro_object *kwnames) {
    (void)self, (void)args;
    return ouro_check_no_keywords("ref", kwnames) < 0 ? -1
                                                      : ouro_check_args("__init__", nargs, 1, 2);
}

static ouro_object *call_slot(ouro_object *self, ouro_object *const *args, size_t nargs,
                              ouro_object *kwnames) {
    (void)args;
    if (ouro_check_no_keywords("weakref", kwnames) < 0 ||
        ouro_check_args("weakref", nargs, 0, 0) < 0) {
        return NULL;
    }
    ouro_object *referent = ouro_weakref_get(self);
    return referent ? referent : ouro_none();
}

static int64_t hash(ouro_object *self) {
    ouro_weakref *weakref = as_weakref(self);
    if (weakref->hash == -1) {
        ouro_object *referent = ouro_weakref_get(self);
        if (!referent) {
            ouro_raise(OURO_EXC_TypeError, "weak object has gone away");
            return -1;
        }
        weakref->hash = ouro_hash(referent);
        ouro_decref(referent);
    }
    return weakref->hash;
}

static ouro_object *compare(ouro_object *self, ouro_object *other, int op) {
    if ((op != OURO_EQ && op != OURO_NE) || !ouro_is(other, OURO_T_WEAKREF)) {
        return ouro_not_implemented();
    }
    ouro_object *mine = ouro_weakref_get(self), *theirs = ouro_weakref_get(other);
    ouro_object *result = mine && theirs ? ouro_compare(mine, theirs, (enum ouro_compare_op)op)
                                         : ouro_bool((self == other) == (op == OURO_EQ));
    ouro_xdecref(mine);
    ouro_xdecref(theirs);
    return result;
}

static ouro_object *repr(ouro_object *self) {
    ouro_object *referent = ouro_weakref_get(self), *name = NULL, *text = NULL;
    if (!referent) {
        return ouro_str_format("<weakref at %p; dead>", (void *)self);
    }
    if (ouro_lookup_attr(referent, ouro__name(name), &name) >= 0) {
        text = name && ouro_is(name, OURO_T_STR)
                   ? ouro_str_format("<weakref at %p; to '%T' at %p (%S)>", (void *)self, referent,
                                     (void *)referent, name)
                   : ouro_str_format("<weakref at %p; to '%T' at %p>", (void *)self, referent,
                                     (void *)referent);
    }
    ouro_xdecref(name);
    ouro_decref(referent);
    return text;
}

static ouro_object *class_getitem(ouro_object *type, ouro_object *item) {
    return ouro_generic_alias_new(type, item);
}

static const ouro_method methods[] = {
    {"__class_getitem__", {.o = class_getitem}, OURO_METH_O | OURO_METH_CLASS, 1, 1, "See PEP 585"},
    {NULL, {NULL}, 0, 0, 0, NULL}};

static const ouro_member members[] = {{"__callback__", OURO_MEMBER_OBJECT | OURO_MEMBER_READONLY,
                                       offsetof(ouro_weakref, callback), NULL},
                                      {NULL, 0, 0, NULL}};

const ouro_type_spec ouro__weakref_spec = {
    .size = sizeof(ouro_type_spec),
    .name = "weakref.ReferenceType",
    .instance_size = sizeof(ouro_weakref),
    .flags = OURO_TF_CONTAINER | OURO_TF_BASE | OURO_TF_IMMUTABLE,
    .slots = {.create = create,
              .init = init,
              .drop = ouro__weakref_drop,
              .traverse = ouro__weakref_traverse,
              .clear = ouro__weakref_drop,
              .repr = repr,
              .hash = hash,
              .call = call_slot,
              .compare = compare},
    .methods = methods,
    .members = members,
};
