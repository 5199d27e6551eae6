// SPDX-License-Identifier: MIT
// The system refuses: every request that a scenario makes of it is refused in turn, and of each
// refusal the heap must recover. SPEC rows P6, P13.
//
// The program is linked so that the heap's calls for address space and for memory come here first.

#include "pool_support.h"

#include "os.h"

#include <stdbool.h>
#include <string.h>

// ---- Between the heap and the system ---------------------------------------------------------

void *__real_ouro__os_reserve(size_t size, size_t alignment);
int __real_ouro__os_commit(void *address, size_t size);
void *__wrap_ouro__os_reserve(size_t size, size_t alignment);
int __wrap_ouro__os_commit(void *address, size_t size);

enum request { RESERVE, COMMIT, RAW, REQUESTS };

static struct {
    uint64_t count; // requests since refuse_at
    uint64_t first; // the request that is refused, counted from 1; 0: none
    uint64_t run;   // and so many from it on
    uint64_t refused[REQUESTS];
} fate;

static void refuse_at(uint64_t first, uint64_t run) {
    fate.count = 0;
    fate.first = first;
    fate.run = run;
}

static bool is_refused(enum request request) {
    fate.count++;
    if (fate.first == 0 || fate.count < fate.first || fate.count - fate.first >= fate.run) {
        return false;
    }
    fate.refused[request]++;
    return true;
}

void *__wrap_ouro__os_reserve(size_t size, size_t alignment) {
    return is_refused(RESERVE) ? NULL : __real_ouro__os_reserve(size, alignment);
}

int __wrap_ouro__os_commit(void *address, size_t size) {
    return is_refused(COMMIT) ? -1 : __real_ouro__os_commit(address, size);
}

static void *raw_malloc(void *ctx, size_t size) {
    return is_refused(RAW) ? NULL : ouro_allocator_malloc(ctx, size);
}

static void *raw_calloc(void *ctx, size_t count, size_t size) {
    return is_refused(RAW) ? NULL : ouro_allocator_calloc(ctx, count, size);
}

static void *raw_realloc(void *ctx, void *block, size_t size) {
    return is_refused(RAW) ? NULL : ouro_allocator_realloc(ctx, block, size);
}

static void raw_free(void *ctx, void *block) {
    ouro_allocator_free(ctx, block);
}

// ---- The scenario ----------------------------------------------------------------------------

// What the last requests put into the heap.
struct kept {
    unsigned char *block[3 * PER_ARENA + 8];
    size_t size[3 * PER_ARENA + 8];
    size_t count;
    unsigned failures;
    unsigned pressures;
};

static int note_pressure(ouro_heap *heap, const ouro_pressure *pressure, void *arg) {
    struct kept *kept = arg;
    assert_int_equal(pressure->reason, OURO_PRESSURE_SYSTEM);
    assert_sound(heap);
    kept->pressures++;
    return 0;
}

static void keep(struct kept *kept, void *block, size_t size) {
    if (block == NULL) {
        kept->failures++;
        return;
    }
    memset(block, (int)(kept->count & 0x7F), size);
    kept->block[kept->count] = block;
    kept->size[kept->count++] = size;
}

// Resizes the block kept last, a longer one if it is not the one that was meant.
static void resize(ouro_heap *heap, struct kept *kept, size_t size) {
    if (kept->count == 0) {
        return;
    }
    const size_t last = kept->count - 1;
    unsigned char *moved = ouro_heap_realloc(heap, kept->block[last], size);
    if (moved == NULL) {
        kept->failures++;
        return;
    }
    for (size_t i = 0; i < kept->size[last] && i < size; i++) {
        assert_int_equal(moved[i], last & 0x7F);
    }
    memset(moved, (int)(last & 0x7F), size);
    kept->block[last] = moved;
    kept->size[last] = size;
}

// A heap whose address space comes one arena at a time, three arenas full, and large blocks.
static void run_scenario(const ouro_allocator *raw, struct kept *kept) {
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.reserve = OURO_ARENA_SIZE;
    options.raw = *raw;
    kept->count = 0;
    kept->failures = 0;
    kept->pressures = 0;
    ouro_heap *heap = ouro_heap_new(&options);
    if (heap == NULL) {
        kept->failures++;
        return;
    }
    ouro_heap_on_pressure(heap, note_pressure, kept);
    for (size_t i = 0; i < 3 * PER_ARENA; i++) {
        keep(kept, ouro_heap_alloc(heap, BIG), BIG);
    }
    keep(kept, ouro_heap_alloc_in(heap, OURO_ATOM, 5000), 5000);
    resize(heap, kept, 70000);
    keep(kept, ouro_heap_calloc_in(heap, OURO_CONTAINER, 3, 500), 1500);
    keep(kept, ouro_heap_alloc_in(heap, OURO_CONTAINER, 400), 400);
    resize(heap, kept, 900);
    assert_sound(heap);
    assert_int_equal(ouro_heap_allocated_blocks(heap), kept->count);
    for (size_t i = 0; i < kept->count; i++) {
        for (size_t at = 0; at < kept->size[i]; at += 97) {
            assert_int_equal(kept->block[i][at], i & 0x7F);
        }
        ouro_heap_free(heap, kept->block[i]);
    }
    ouro_heap_trim(heap);
    assert_sound(heap);
    assert_int_equal(stats_of(heap).bytes_committed, 0);
    ouro_heap_destroy(heap);
}

static ouro_allocator counted_raw(ouro_allocator *inner) {
    *inner = ouro_raw_allocator();
    return (ouro_allocator){inner, raw_malloc, raw_calloc, raw_realloc, raw_free};
}

// A single refusal costs at most one request, or none, where the heap tries again; a lasting one
// costs all that need memory. Whatever was there stays intact.
static void refuse_each(uint64_t run) {
    static struct kept kept;
    ouro_allocator inner;
    const ouro_allocator raw = counted_raw(&inner);
    refuse_at(0, 0);
    run_scenario(&raw, &kept);
    assert_int_equal(kept.failures, 0);
    const uint64_t requests = fate.count;
    assert_true(requests > 20);
    memset(fate.refused, 0, sizeof(fate.refused));
    unsigned failed = 0;
    for (uint64_t n = 1; n <= requests; n++) {
        refuse_at(n, run);
        run_scenario(&raw, &kept);
        assert_true(run > 1 || kept.failures <= 1);
        // Where there is a heap, its owner was asked before each failure.
        assert_true(kept.pressures == kept.failures || (kept.pressures == 0 && kept.failures == 1));
        failed += kept.failures > 0;
    }
    assert_true(failed > requests / 2);
    for (unsigned request = 0; request < REQUESTS; request++) {
        assert_true(fate.refused[request] >= 4);
    }
    refuse_at(0, 0);
}

static void test_each_refusal(void **state) {
    (void)state;
    refuse_each(1);
}

static void test_each_lasting_refusal(void **state) {
    (void)state;
    refuse_each(UINT64_MAX);
}

// ---- Address space is short ------------------------------------------------------------------

// What is refused is asked for by halves, and an eighth of what is granted is kept (DESIGN 6).
static void test_less_address_space(void **state) {
    (void)state;
    for (unsigned refusals = 1; refusals <= 12; refusals++) {
        refuse_at(1, refusals);
        ouro_heap_options options;
        ouro_heap_options_init(&options);
        options.reserve = (size_t)1 << 30;
        ouro_heap *heap = ouro_heap_new(&options);
        refuse_at(0, 0);
        const size_t granted = options.reserve >> refusals;
        assert_non_null(heap);
        const size_t kept = granted >= 8 * OURO_ARENA_SIZE ? granted / 8 : granted;
        assert_int_equal(stats_of(heap).bytes_reserved, kept);
        assert_non_null(ouro_heap_alloc(heap, 10));
        destroy(heap);
    }
    // After 12 halvings it is one arena: nothing smaller is asked for.
    refuse_at(1, 13);
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.reserve = (size_t)1 << 30;
    assert_null(ouro_heap_new(&options));
    assert_int_equal(fate.count, 13);
    refuse_at(0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_refusal),
        cmocka_unit_test(test_each_lasting_refusal),
        cmocka_unit_test(test_less_address_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
