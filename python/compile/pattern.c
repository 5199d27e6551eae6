// SPDX-License-Identifier: MIT
// Code for match statements.
// Front-end, compile.
//
// The subject is on the stack; names that a pattern captures are kept below it until the whole
// pattern has matched, and only then stored. A pattern that fails jumps to a ladder of POP_TOPs, to the
// rung that takes away what is on the stack at that moment.
#include "compiler.h"

typedef struct context {
    pyc_name **stores; // captured so far: their values are on the stack in this order
    uint32_t store_count, store_room;
    pyc_block **fail; // fail[n] pops n values and goes on behind the pattern
    uint32_t fail_count, fail_room;
    uint32_t on_top; // values above the captured ones
    bool allow_irrefutable;
} context;

static void pattern(pyc *c, const py_pattern *p, context *x);

// ---- Failing ------------------------------------------------------------------------------------

static pyc_block *fail_block(pyc *c, context *x, uint32_t pops) {
    while (x->fail_count <= pops) {
        x->fail = pyc_grow(c, x->fail, &x->fail_room, x->fail_count + 1, sizeof *x->fail);
        x->fail[x->fail_count++] = pyc_block_new(c);
    }
    return x->fail[pops];
}

static void jump_to_fail(pyc *c, context *x, py_opcode op) {
    pyc_jump(c, op, fail_block(c, x, x->on_top + x->store_count));
}

static void emit_fail_blocks(pyc *c, context *x) {
    if (!x->fail_count) {
        return;
    }
    while (--x->fail_count) {
        pyc_use(c, x->fail[x->fail_count]);
        pyc_op(c, PY_POP_TOP);
    }
    pyc_use(c, x->fail[0]);
    x->fail = NULL;
    x->fail_room = 0;
}

// ---- Small things -------------------------------------------------------------------------------

static bool is_wildcard(const py_pattern *p) {
    return p->kind == PY_PATTERN_AS && !p->v.as.name && !p->v.as.pattern;
}

static bool is_star_wildcard(const py_pattern *p) {
    return p->kind == PY_PATTERN_STAR && !p->v.star.name;
}

// Brings the top value below the `count - 1` values under it.
static void rotate(pyc *c, uint32_t count) {
    for (; count > 1; count--) {
        pyc_op_arg(c, PY_SWAP, count);
    }
}

static void load_int(pyc *c, size_t value) {
    pyc_const(c, pyc_keep(c, ouro_int_new((int64_t)value)));
}

static void add_store(pyc *c, context *x, pyc_name *name) {
    for (uint32_t i = 0; i < x->store_count; i++) {
        if (x->stores[i] == name) {
            pyc_error(c, c->unit->pos, "multiple assignments to name '%s' in pattern", name->text);
        }
    }
    x->stores = pyc_grow(c, x->stores, &x->store_room, x->store_count + 1, sizeof *x->stores);
    x->stores[x->store_count++] = name;
}

static void capture(pyc *c, context *x, py_name *source) {
    if (!source) {
        pyc_op(c, PY_POP_TOP);
        return;
    }
    pyc_name *name = pyc_name_of(c, source);
    pyc_check_name(c, name, PY_STORE, c->unit->pos);
    rotate(c, x->on_top + x->store_count + 1);
    add_store(c, x, name);
}

static void subpattern(pyc *c, const py_pattern *p, context *x) {
    bool saved = x->allow_irrefutable;
    x->allow_irrefutable = true;
    pattern(c, p, x);
    x->allow_irrefutable = saved;
}

static void test_not_none(pyc *c, context *x) {
    pyc_op_arg(c, PY_COPY, 1);
    pyc_const_none(c);
    pyc_op_arg(c, PY_IS_OP, 1);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
}

static void test_length(pyc *c, context *x, size_t length, enum ouro_compare_op op) {
    pyc_op(c, PY_GET_LEN);
    load_int(c, length);
    pyc_op_arg(c, PY_COMPARE_OP, (uint32_t)op);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
}

// ---- Sequences ----------------------------------------------------------------------------------

static void unpack_sequence(pyc *c, const py_patterns *list, context *x) {
    bool star = false;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == PY_PATTERN_STAR) {
            size_t after = list->count - i - 1;
            if (i >= 256 || after > PY_ARG_MAX >> 8) {
                pyc_error(c, c->unit->pos,
                          "too many expressions in star-unpacking sequence pattern");
            }
            pyc_op_arg(c, PY_UNPACK_EX, (uint32_t)(i + (after << 8)));
            star = true;
        }
    }
    if (!star) {
        pyc_op_arg(c, PY_UNPACK_SEQUENCE, (uint32_t)list->count);
    }
    x->on_top += (uint32_t)list->count;
    for (size_t i = 0; i < list->count; i++) {
        x->on_top--;
        subpattern(c, list->items[i], x);
    }
}

// With `*_` among them the items are fetched one by one instead of unpacked.
static void index_sequence(pyc *c, const py_patterns *list, size_t star, context *x) {
    x->on_top++;
    for (size_t i = 0; i < list->count; i++) {
        if (i == star || is_wildcard(list->items[i])) {
            continue;
        }
        pyc_op_arg(c, PY_COPY, 1);
        if (i < star) {
            load_int(c, i);
        } else {
            pyc_op(c, PY_GET_LEN);
            load_int(c, list->count - i);
            pyc_op_arg(c, PY_BINARY_OP, OURO_SUB);
        }
        pyc_op(c, PY_BINARY_SUBSCR);
        subpattern(c, list->items[i], x);
    }
    x->on_top--;
    pyc_op(c, PY_POP_TOP);
}

static void sequence_pattern(pyc *c, const py_pattern *p, context *x) {
    const py_patterns *list = &p->v.sequence.patterns;
    size_t star = list->count;
    bool only_wildcard = true, star_wildcard = false;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == PY_PATTERN_STAR) {
            if (star < list->count) {
                pyc_error(c, c->unit->pos, "multiple starred names in sequence pattern");
            }
            star = i;
            star_wildcard = is_star_wildcard(list->items[i]);
            only_wildcard &= star_wildcard;
        } else {
            only_wildcard &= is_wildcard(list->items[i]);
        }
    }
    x->on_top++;
    pyc_op(c, PY_MATCH_SEQUENCE);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
    if (star == list->count) {
        test_length(c, x, list->count, OURO_EQ);
    } else if (list->count > 1) {
        test_length(c, x, list->count - 1, OURO_GE);
    }
    x->on_top--;
    if (only_wildcard) {
        pyc_op(c, PY_POP_TOP);
    } else if (star_wildcard) {
        index_sequence(c, list, star, x);
    } else {
        unpack_sequence(c, list, x);
    }
}

// ---- Mappings -----------------------------------------------------------------------------------

static void mapping_keys(pyc *c, const py_pattern *p) {
    const py_exprs *keys = &p->v.mapping.keys;
    ouro_object *seen = pyc_keep(c, ouro_set_new(NULL));
    for (size_t i = 0; i < keys->count; i++) {
        const py_expr *key = keys->items[i];
        ouro_object *constant = pyc_fold(c, key);
        if (constant) {
            int known = ouro_set_contains(seen, constant);
            if (known < 0 || (!known && ouro_set_add(seen, constant) < 0)) {
                pyc_abort(c);
            }
            if (known) {
                ouro_object *text = pyc_keep(c, ouro_str_format("%R", constant));
                ouro_object *utf8 = pyc_keep(c, ouro_str_encode(text, "utf-8", "replace"));
                pyc_error(c, c->unit->pos, "mapping pattern checks duplicate key (%s)",
                          (const char *)ouro_bytes_data(utf8));
            }
        } else if (key->kind != PY_EXPR_ATTRIBUTE) {
            pyc_error(c, c->unit->pos,
                      "mapping pattern keys may only match literals and attribute lookups");
        }
        pyc_expr(c, key);
    }
}

// [subject, keys]: a dict of the other items replaces both.
static void mapping_rest(pyc *c, const py_pattern *p, context *x) {
    uint32_t size = (uint32_t)p->v.mapping.keys.count;
    pyc_op_arg(c, PY_BUILD_MAP, 0);
    pyc_op_arg(c, PY_SWAP, 3);
    pyc_op_arg(c, PY_DICT_UPDATE, 2);
    pyc_op_arg(c, PY_UNPACK_SEQUENCE, size);
    for (; size; size--) {
        pyc_op_arg(c, PY_COPY, 1 + size);
        pyc_op_arg(c, PY_SWAP, 2);
        pyc_op(c, PY_DELETE_SUBSCR);
    }
    capture(c, x, p->v.mapping.rest);
}

static void mapping_pattern(pyc *c, const py_pattern *p, context *x) {
    const py_patterns *patterns = &p->v.mapping.patterns;
    uint32_t size = (uint32_t)p->v.mapping.keys.count;
    x->on_top++;
    pyc_op(c, PY_MATCH_MAPPING);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
    if (!size && !p->v.mapping.rest) {
        x->on_top--;
        pyc_op(c, PY_POP_TOP);
        return;
    }
    if (size) {
        test_length(c, x, size, OURO_GE);
    }
    mapping_keys(c, p);
    pyc_op_arg(c, PY_BUILD_TUPLE, size);
    pyc_op(c, PY_MATCH_KEYS);
    x->on_top += 2;
    test_not_none(c, x);
    pyc_op_arg(c, PY_UNPACK_SEQUENCE, size);
    x->on_top += size;
    x->on_top--;
    for (uint32_t i = 0; i < size; i++) {
        x->on_top--;
        subpattern(c, patterns->items[i], x);
    }
    x->on_top -= 2;
    if (p->v.mapping.rest) {
        mapping_rest(c, p, x);
    } else {
        pyc_op(c, PY_POP_TOP);
        pyc_op(c, PY_POP_TOP);
    }
}

// ---- Classes ------------------------------------------------------------------------------------

static ouro_object *attribute_names(pyc *c, const py_pattern *p) {
    const py_names *attrs = &p->v.cls.kwd_attrs;
    ouro_object *names = pyc_keep(c, ouro_tuple_new(attrs->count));
    for (size_t i = 0; i < attrs->count; i++) {
        pyc_name *name = pyc_name_of(c, attrs->items[i]);
        ouro_tuple_fill(names, i, ouro_newref(pyc_name_str(c, name)));
        py_pos pos = p->v.cls.kwd_patterns.items[i]->pos;
        pyc_check_name(c, name, PY_STORE, pos);
        for (size_t j = 0; j < i; j++) {
            if (pyc_name_of(c, attrs->items[j]) == name) {
                pyc_error(c, pos, "attribute name repeated in class pattern: %s", name->text);
            }
        }
    }
    return names;
}

static void class_pattern(pyc *c, const py_pattern *p, context *x) {
    uint32_t positional = (uint32_t)p->v.cls.patterns.count;
    uint32_t total = positional + (uint32_t)p->v.cls.kwd_patterns.count;
    ouro_object *names = attribute_names(c, p);
    pyc_expr(c, p->v.cls.cls);
    pyc_const(c, names);
    pyc_op_arg(c, PY_MATCH_CLASS, positional);
    x->on_top++;
    test_not_none(c, x);
    pyc_op_arg(c, PY_UNPACK_SEQUENCE, total);
    x->on_top += total;
    x->on_top--;
    for (uint32_t i = 0; i < total; i++) {
        const py_pattern *one = i < positional ? p->v.cls.patterns.items[i]
                                               : p->v.cls.kwd_patterns.items[i - positional];
        x->on_top--;
        if (is_wildcard(one)) {
            pyc_op(c, PY_POP_TOP);
        } else {
            subpattern(c, one, x);
        }
    }
}

// ---- Alternatives -------------------------------------------------------------------------------

static void different_names(pyc *c) {
    pyc_error(c, c->unit->pos, "alternative patterns bind different names");
}

static void rotate_names(pyc *c, pyc_name **names, uint32_t from, uint32_t to) {
    // The first from + 1 names move behind those up to `to`.
    uint32_t moved = from + 1, behind = to - from;
    pyc_name **saved = pyc_alloc(c, moved * sizeof *saved);
    memcpy(saved, names, moved * sizeof *saved);
    memmove(names, names + moved, behind * sizeof *names);
    memcpy(names + behind, saved, moved * sizeof *saved);
    for (uint32_t i = 0; i < moved; i++) {
        rotate(c, to + 1);
    }
}

// Brings the captured values of an alternative into the order of the first one's.
static void reorder(pyc *c, const context *first, context *x) {
    if (first->store_count != x->store_count) {
        different_names(c);
    }
    for (uint32_t i = x->store_count; i-- > 0;) {
        uint32_t at = 0;
        while (at < x->store_count && x->stores[at] != first->stores[i]) {
            at++;
        }
        if (at == x->store_count) {
            different_names(c);
        }
        if (at != i) {
            rotate_names(c, x->stores, at, i);
        }
    }
}

static void or_pattern(pyc *c, const py_pattern *p, context *x) {
    const py_patterns *list = &p->v.or.patterns;
    pyc_block *end = pyc_block_new(c);
    context first = {0};
    for (size_t i = 0; i < list->count; i++) {
        context own = {0};
        own.allow_irrefutable = i + 1 == list->count && x->allow_irrefutable;
        pyc_at(c, list->items[i]->pos);
        pyc_op_arg(c, PY_COPY, 1);
        pattern(c, list->items[i], &own);
        if (i == 0) {
            first = own;
        } else {
            reorder(c, &first, &own);
        }
        pyc_jump(c, PY_JUMP, end);
        emit_fail_blocks(c, &own);
    }
    pyc_op(c, PY_POP_TOP);
    jump_to_fail(c, x, PY_JUMP);
    pyc_use(c, end);
    uint32_t rotations = first.store_count + 1 + x->on_top + x->store_count;
    for (uint32_t i = 0; i < first.store_count; i++) {
        rotate(c, rotations);
        add_store(c, x, first.stores[i]);
    }
    pyc_op(c, PY_POP_TOP);
}

// ---- All of them --------------------------------------------------------------------------------

static void as_pattern(pyc *c, const py_pattern *p, context *x) {
    if (p->v.as.pattern) {
        x->on_top++;
        pyc_op_arg(c, PY_COPY, 1);
        pattern(c, p->v.as.pattern, x);
        x->on_top--;
    } else if (!x->allow_irrefutable) {
        if (p->v.as.name) {
            pyc_error(c, p->pos, "name capture '%s' makes remaining patterns unreachable",
                      p->v.as.name->text);
        }
        pyc_error(c, p->pos, "wildcard makes remaining patterns unreachable");
    }
    capture(c, x, p->v.as.name);
}

static void value_pattern(pyc *c, const py_pattern *p, context *x) {
    const py_expr *value = p->v.value.value;
    if (!pyc_fold(c, value) && value->kind != PY_EXPR_ATTRIBUTE &&
        value->kind != PY_EXPR_JOINEDSTR) {
        pyc_error(c, p->pos, "patterns may only match literals and attribute lookups");
    }
    pyc_expr(c, value);
    pyc_op_arg(c, PY_COMPARE_OP, OURO_EQ);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
}

static void singleton_pattern(pyc *c, const py_pattern *p, context *x) {
    py_const_kind kind = p->v.singleton.value;
    pyc_const(c, kind == PY_CONST_NONE   ? ouro_none_borrow()
                 : kind == PY_CONST_TRUE ? ouro_current->true_
                                         : ouro_current->false_);
    pyc_op_arg(c, PY_IS_OP, 0);
    jump_to_fail(c, x, PY_POP_JUMP_IF_FALSE);
}

static void pattern(pyc *c, const py_pattern *p, context *x) {
    pyc_descend(c);
    pyc_at(c, p->pos);
    switch (p->kind) {
    case PY_PATTERN_VALUE: value_pattern(c, p, x); break;
    case PY_PATTERN_SINGLETON: singleton_pattern(c, p, x); break;
    case PY_PATTERN_SEQUENCE: sequence_pattern(c, p, x); break;
    case PY_PATTERN_MAPPING: mapping_pattern(c, p, x); break;
    case PY_PATTERN_CLASS: class_pattern(c, p, x); break;
    case PY_PATTERN_STAR: capture(c, x, p->v.star.name); break;
    case PY_PATTERN_AS: as_pattern(c, p, x); break;
    case PY_PATTERN_OR: or_pattern(c, p, x); break;
    }
    pyc_ascend(c);
}

// ---- The statement ------------------------------------------------------------------------------

static void match_case(pyc *c, const py_match_case *one, bool last, bool keep, pyc_block *end) {
    context x = {.allow_irrefutable = one->guard || last};
    pyc_at(c, one->pattern->pos);
    if (keep) {
        pyc_op_arg(c, PY_COPY, 1);
    }
    pattern(c, one->pattern, &x);
    for (uint32_t i = 0; i < x.store_count; i++) {
        pyc_store_name(c, x.stores[i]);
    }
    if (one->guard) {
        pyc_jump_if(c, one->guard, fail_block(c, &x, 0), false);
    }
    if (keep) {
        pyc_op(c, PY_POP_TOP);
    }
    pyc_stmts(c, &one->body);
    pyc_jump(c, PY_JUMP, end);
    pyc_at(c, one->pattern->pos);
    emit_fail_blocks(c, &x);
}

void pyc_match(pyc *c, const py_stmt *s) {
    const py_match_cases *cases = &s->v.match.cases;
    pyc_block *end = pyc_block_new(c);
    const py_match_case *last = cases->items[cases->count - 1];
    bool has_default = cases->count > 1 && is_wildcard(last->pattern);
    size_t tested = cases->count - has_default;
    pyc_expr(c, s->v.match.subject);
    for (size_t i = 0; i < tested; i++) {
        match_case(c, cases->items[i], i + 1 == cases->count, i + 1 != tested, end);
    }
    if (has_default) {
        pyc_at(c, last->pattern->pos);
        pyc_op(c, PY_NOP);
        if (last->guard) {
            pyc_jump_if(c, last->guard, end, false);
        }
        pyc_stmts(c, &last->body);
    }
    pyc_use(c, end);
}
