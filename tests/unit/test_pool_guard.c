// SPDX-License-Identifier: MIT
// Guarded heaps from the inside: the bytes around blocks, what is found wrong and how it is named,
// what is out of reach. What whole programs meet is in tests/misuse. SPEC rows: P11.

#include "pool_support.h"

#include "guard.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- Heaps that tell -------------------------------------------------------------------------

struct ear {
    ouro_heap *heap;
    jmp_buf leave;
    char message[1024];
};

static void leave_with(void *arg, const char *message) {
    struct ear *ear = arg;
    strncpy(ear->message, message, sizeof(ear->message) - 1);
    longjmp(ear->leave, 1);
}

static struct ear *listen_to(ouro_safety safety, size_t quarantine) {
    struct ear *ear = calloc(1, sizeof(*ear));
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = safety;
    options.quarantine = quarantine;
    options.grace = 0;
    options.report = leave_with;
    options.report_arg = ear;
    ear->heap = ouro_heap_new(&options);
    assert_non_null(ear->heap);
    return ear;
}

// In debug mode a heap is looked through when it ends, which a damaged one would not survive.
static void end(struct ear *ear) {
    if (ouro__body(ear->heap)->guard != NULL) {
        ouro__body(ear->heap)->guard->debug = false;
    }
    ouro_heap_destroy(ear->heap);
    free(ear);
}

static const char *message_of_free(struct ear *ear, void *block) {
    if (setjmp(ear->leave) == 0) {
        ouro_heap_free(ear->heap, block);
        return NULL;
    }
    return ear->message;
}

static const char *message_of_alloc(struct ear *ear, size_t size) {
    if (setjmp(ear->leave) == 0) {
        return ouro_heap_alloc(ear->heap, size) == NULL ? "no memory" : NULL;
    }
    return ear->message;
}

static void assert_says(const char *message, const char *part) {
    assert_non_null(message);
    if (strstr(message, part) == NULL) {
        fail_msg("\"%s\" is not in: %s", part, message);
    }
}

// Writes where a program may not, behind AddressSanitizer's back too.
static void poke(void *address, unsigned char byte) {
    OURO__UNPOISON(address, 1);
    *(volatile unsigned char *)address = byte;
}

static unsigned char peek(const void *address) {
    OURO__UNPOISON(address, 1);
    return *(const volatile unsigned char *)address;
}

static const ouro_safety modes[] = {OURO_SAFETY_HARDENED, OURO_SAFETY_DEBUG};
static const size_t sizes[] = {0,   1,   7,   8,    24,    100,    448,
                               504, 512, 513, 5000, 30000, 100000, 700000};
#define MODES (sizeof(modes) / sizeof(*modes))
#define SIZES (sizeof(sizes) / sizeof(*sizes))

// ---- Right programs --------------------------------------------------------------------------

static void test_usable_size_is_what_was_asked_for(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], OURO_QUARANTINE_DEFAULT);
        for (size_t i = 0; i < SIZES; i++) {
            for (unsigned f = 0; f < OURO_FAMILIES; f++) {
                const ouro_family family = (ouro_family)f;
                unsigned char *block = ouro_heap_alloc_in(ear->heap, family, sizes[i]);
                assert_int_equal((uintptr_t)block % 8, 0);
                assert_int_equal(ouro_heap_usable_size(ear->heap, block), sizes[i]);
                memset(block, 0xA5, sizes[i]);
                unsigned char *zeroed = ouro_heap_calloc_in(ear->heap, family, 1, sizes[i]);
                for (size_t at = 0; at < sizes[i]; at++) {
                    assert_int_equal(zeroed[at], 0);
                }
                assert_sound(ear->heap);
                ouro_heap_free(ear->heap, block);
                ouro_heap_free(ear->heap, zeroed);
            }
        }
        assert_int_equal(ouro_heap_allocated_blocks(ear->heap), 0);
        assert_int_equal(stats_of(ear->heap).blocks_large, 0);
        end(ear);
    }
}

static void test_nothing_is_inlined(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], 0);
        void *block = ouro_heap_alloc(ear->heap, 24);
        assert_false(ouro__heap_near(ear->heap, block));
        assert_true(ouro__heap_is_small(ear->heap, block));
        assert_ptr_equal(ear->heap->current[OURO_PLAIN][3], &ouro__no_pool);
        ouro_heap_fail_at(ear->heap, 1);
        assert_null(ouro_heap_alloc(ear->heap, 24));
        ouro_heap_fail_at(ear->heap, OURO_FAIL_OFF);
        ouro_heap_set_inline(ear->heap, 0);
        ouro_heap_set_inline(ear->heap, 1);
        assert_false(ouro__heap_near(ear->heap, block));
        assert_ptr_equal(ear->heap->current[OURO_PLAIN][3], &ouro__no_pool);
        end(ear);
    }
}

static void test_blocks_are_found(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], OURO_QUARANTINE_DEFAULT);
        for (size_t i = 1; i < SIZES; i++) {
            char *block = ouro_heap_alloc_in(ear->heap, OURO_CONTAINER, sizes[i]);
            *ouro__heap_state(ear->heap, block) = 0x5A;
            const size_t probes[] = {0, sizes[i] / 2, sizes[i] - 1};
            ouro_block_info info;
            for (size_t p = 0; p < 3; p++) {
                assert_int_equal(ouro_heap_find(ear->heap, block + probes[p], &info), 1);
                assert_ptr_equal(info.address, block);
                assert_int_equal(info.size, sizes[i]);
                assert_int_equal(info.family, OURO_CONTAINER);
                assert_int_equal(info.state, OURO_BLOCK_ALLOCATED);
                assert_int_equal(info.object_state, 0x5A);
            }
            assert_false(ouro_heap_find(ear->heap, block + sizes[i], &info));
            assert_true(ouro_heap_spans(ear->heap, block));
            assert_false(ouro_heap_spans(ear->heap, &info));
            if (ouro_heap_find(ear->heap, block - 1, &info)) {
                assert_int_equal(info.state, OURO_BLOCK_FREE); // the neighbour, whole
            }
            ouro_heap_free(ear->heap, block);
            if (ouro_heap_find(ear->heap, block, &info)) {
                assert_int_equal(info.state, OURO_BLOCK_FREE);
            }
        }
        end(ear);
    }
}

// Neighbours in a pool are given in no order that an address betrays, and a freed block rests.
static void test_the_order_is_random(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 0);
    char *blocks[40];
    int rising = 0;
    for (int i = 0; i < 40; i++) {
        blocks[i] = ouro_heap_alloc(ear->heap, 40);
        rising += i > 0 && blocks[i] > blocks[i - 1];
    }
    assert_in_range(rising, 5, 34);
    ouro_heap_free(ear->heap, blocks[0]);
    for (int i = 0; i < 40; i++) {
        assert_ptr_not_equal(ouro_heap_alloc(ear->heap, 40), blocks[0]);
    }
    end(ear);
}

// Not even by a few bytes that wrap round.
static void test_no_block_is_resized_beyond_all_sizes(void **state) {
    (void)state;
    const size_t from[] = {8, 100, 250, 400, 700, 20000, 100000};
    for (int safety = OURO_SAFETY_HARDENED; safety <= OURO_SAFETY_DEBUG; safety++) {
        struct ear *ear = listen_to((ouro_safety)safety, 0);
        for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
            char *block = ouro_heap_alloc(ear->heap, from[i]);
            volatile size_t size = SIZE_MAX;
            for (; size > SIZE_MAX - 100; size--) {
                assert_null(ouro_heap_realloc(ear->heap, block, size));
            }
            size = OURO_SIZE_MAX;
            assert_null(ouro_heap_realloc(ear->heap, block, size));
            assert_int_equal(ouro_heap_usable_size(ear->heap, block), from[i]);
        }
        assert_sound(ear->heap);
        end(ear);
    }
}

static void test_resizing_in_place(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 0);
    char *block = ouro_heap_alloc(ear->heap, 33);
    assert_ptr_equal(ouro_heap_realloc(ear->heap, block, 40), block);
    assert_int_equal(ouro_heap_usable_size(ear->heap, block), 40);
    poke(block + 40, 0);
    assert_says(message_of_free(ear, block), "written behind the block");
    end(ear);

    ear = listen_to(OURO_SAFETY_HARDENED, 0);
    block = ouro_heap_alloc(ear->heap, 5000);
    assert_ptr_equal(ouro_heap_realloc(ear->heap, block, 4800), block);
    assert_int_equal(ouro_heap_usable_size(ear->heap, block), 4800);
    assert_sound(ear->heap);
    poke(block + 4800, 0);
    assert_says(message_of_free(ear, block), "written behind the block");
    end(ear);

    ear = listen_to(OURO_SAFETY_DEBUG, 0);
    block = ouro_heap_alloc(ear->heap, 33);
    assert_ptr_not_equal(ouro_heap_realloc(ear->heap, block, 34), block);
    end(ear);
}

static void test_a_block_that_grows_in_place_obeys_the_limit(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 0);
    void *block = ouro_heap_alloc(ear->heap, 2100);
    ouro_heap_set_limit(ear->heap, 2100 + 32 + 50);
    assert_ptr_equal(ouro_heap_realloc(ear->heap, block, 2150), block);
    assert_null(ouro_heap_realloc(ear->heap, block, 2151));
    assert_int_equal(stats_of(ear->heap).bytes_committed, 2150 + 32);
    assert_ptr_equal(ouro_heap_realloc(ear->heap, block, 2000), block);
    end(ear);
}

// What is small and what is large is the same when valgrind watches the heap.
static void test_the_largest_of_the_small(void **state) {
    (void)state;
    ouro_heap *heap = ouro_heap_new(NULL);
    assert_non_null(heap);
    for (size_t size = 500; size <= 520; size++) {
        unsigned char *block = ouro_heap_alloc(heap, size);
        unsigned char *next = ouro_heap_calloc(heap, 1, size);
        memset(block, 1, size);
        memset(next, 2, size);
        assert_int_equal(ouro_heap_owns(heap, block), size <= OURO_SMALL_MAX);
        assert_int_equal(ouro_heap_spans(heap, block), size <= OURO_SMALL_MAX);
        assert_int_equal(block[size - 1], 1);
        assert_sound(heap);
        ouro_heap_free(heap, block);
        ouro_heap_free(heap, next);
    }
    destroy(heap);
}

// ---- The bytes -------------------------------------------------------------------------------

static void test_the_bytes_of_debug_mode(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_DEBUG, OURO_QUARANTINE_DEFAULT);
    unsigned char *first = ouro_heap_alloc(ear->heap, 21);
    unsigned char *block = ouro_heap_alloc_in(ear->heap, OURO_ATOM, 21);
    for (int i = 0; i < 21; i++) {
        assert_int_equal(block[i], OURO_CLEAN_BYTE);
    }
    for (int i = 1; i <= 15; i++) {
        assert_int_equal(peek(block - i), OURO_FORBIDDEN_BYTE);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(peek(block + 21 + i), OURO_FORBIDDEN_BYTE);
    }
    assert_int_equal(peek(first - 16), 'm');
    assert_int_equal(peek(block - 16), 'o');
    assert_int_equal(peek(block - 32 + 7), 21);
    assert_int_equal(peek(block - 24 + 7), 2);
    assert_int_equal(peek(block + 21 + 8 + 7), 2);
    ouro_heap_free(ear->heap, block);
    for (int i = -32; i < 21 + 16; i++) {
        assert_int_equal(peek(block + i), OURO_DEAD_BYTE);
    }
    end(ear);
}

// Every byte in front of a block and behind it, changed alone, is found and named.
static void test_single_bytes_around_blocks(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        for (size_t i = 0; i < SIZES; i++) {
            // Behind a run of spans that ends with its page nothing can be written at all.
            const int reach = sizes[i] >= 100000 ? (int)(-sizes[i] % 16) : 8;
            for (int at = -2; at < reach; at++) {
                struct ear *ear = listen_to(modes[m], 0);
                unsigned char *block = ouro_heap_alloc(ear->heap, sizes[i]);
                unsigned char *place = at < 0 ? block + at : block + sizes[i] + at;
                poke(place, (unsigned char)(at & 1 ? 0 : 0xFF));
                assert_non_null(ouro_heap_check(ear->heap));
                const char *message = message_of_free(ear, block);
                assert_says(message,
                            at < 0 ? "written before the block" : "written behind the block");
                char named[64];
                snprintf(named, sizeof(named), "block at %p, %zu bytes", (void *)block, sizes[i]);
                assert_says(message, named);
                end(ear);
            }
        }
    }
}

static void test_writes_after_free(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        for (size_t at = 0; at < 100; at += 9) {
            struct ear *ear = listen_to(modes[m], 0);
            char *keep = ouro_heap_alloc(ear->heap, 100);
            char *block = ouro_heap_alloc(ear->heap, 100);
            ouro_heap_free(ear->heap, block);
            assert_sound(ear->heap);
            poke(block + at, (unsigned char)(peek(block + at) ^ 1)); // a link looks random
            assert_non_null(ouro_heap_check(ear->heap));
            const char *message = NULL;
            for (int i = 0; message == NULL && i < 100; i++) {
                message = message_of_alloc(ear, 100);
            }
            assert_says(message, "written after it was freed");
            assert_ptr_not_equal(keep, block);
            end(ear);
        }
    }
}

static void test_the_queue_keeps_and_checks(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_DEBUG, 4096);
    char *block = ouro_heap_alloc(ear->heap, 100);
    ouro_heap_free(ear->heap, block);
    assert_int_equal(ouro_heap_allocated_blocks(ear->heap), 0);
    assert_int_equal(ear->heap->reserved, 0);
    for (int i = 0; i < 20; i++) { // 20 slots of 152 bytes stay below the limit
        void *other = ouro_heap_alloc(ear->heap, 100);
        assert_ptr_not_equal(other, block);
        ouro_heap_free(ear->heap, other);
    }
    poke(block + 50, 1);
    const char *message = ouro_heap_check(ear->heap);
    assert_says(message, "written after it was freed: byte 50");
    assert_says(message, "serial 1");
    message = NULL;
    for (int i = 0; message == NULL && i < 20; i++) {
        message = message_of_free(ear, ouro_heap_alloc(ear->heap, 100));
    }
    assert_says(message, "written after it was freed: byte 50");
    end(ear);
}

// The smallest blocks are the most that the queue's bytes can hold.
static void test_the_smallest_blocks_wait(void **state) {
    (void)state;
    enum { MANY = 2000 };
    static void *blocks[MANY];
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 4096);
    fill(ear->heap, blocks, MANY, 8);
    drop(ear->heap, blocks, MANY);
    assert_int_equal(ouro__body(ear->heap)->guard->queue.count, 4096 / 16);
    assert_sound(ear->heap);
    fill(ear->heap, blocks, MANY, 8);
    drop(ear->heap, blocks, MANY);
    ouro_heap_trim(ear->heap);
    assert_int_equal(stats_of(ear->heap).arenas_current, 0);
    end(ear);
}

// A hardened heap need not fill what goes back to the system at once; what waits it must.
static void test_large_blocks_wait(void **state) {
    (void)state;
    for (int safety = OURO_SAFETY_HARDENED; safety <= OURO_SAFETY_DEBUG; safety++) {
        struct ear *ear = listen_to((ouro_safety)safety, 200000);
        const size_t large[] = {1000, 30000, 72025, 190000, 300000};
        for (size_t i = 0; i < sizeof(large) / sizeof(large[0]); i++) {
            char *block = memset(ouro_heap_alloc(ear->heap, large[i]), 1, large[i]);
            assert_null(message_of_free(ear, block));
            assert_sound(ear->heap);
        }
        ouro_heap_trim(ear->heap);
        assert_int_equal(ouro__body(ear->heap)->guard->queue.count, 0);
        char *block = ouro_heap_alloc(ear->heap, 72025);
        ouro_heap_free(ear->heap, block);
        poke(block + 70000, 1);
        assert_says(ouro_heap_check(ear->heap), "written after it was freed: byte 70000");
        end(ear);
    }
}

// Over its limit a heap releases what waits, in the midst of a request for a new arena. One gets free
// pools by that, another goes back whole, so that the new one would be allowed.
static void test_what_waits_is_released_for_an_arena(void **state) {
    (void)state;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.safety = OURO_SAFETY_HARDENED;
    options.quarantine = MIB;
    options.limit = 2 * OURO_ARENA_SIZE;
    ouro_heap *heap = ouro_heap_new(&options);
    assert_non_null(heap);
    static void *blocks[2 * PER_ARENA + 1];
    size_t count = 0;
    while ((blocks[count] = ouro_heap_alloc(heap, 448)) != NULL) {
        count++;
    }
    assert_int_equal(stats_of(heap).arenas_current, 2);
    drop(heap, blocks + 100, count - 100); // of the first arena some stay
    assert_non_null(ouro_heap_alloc_in(heap, OURO_ATOM, 60));
    assert_sound(heap);
    assert_int_equal(stats_of(heap).arenas_current, 1);
    drop(heap, blocks, 100);
    destroy(heap);
}

static void test_trimming_empties_the_queue(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_DEBUG, OURO_QUARANTINE_DEFAULT);
    for (size_t i = 0; i < SIZES; i++) {
        ouro_heap_free(ear->heap, ouro_heap_alloc(ear->heap, sizes[i]));
    }
    assert_true(stats_of(ear->heap).arenas_current > 0);
    assert_int_equal(stats_of(ear->heap).blocks_small, 0);
    assert_true(ouro_heap_trim(ear->heap) > 0);
    assert_int_equal(stats_of(ear->heap).arenas_current, 0);
    end(ear);
}

// ---- Records ---------------------------------------------------------------------------------

static void test_headers_and_links_are_not_believed(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        const size_t offsets[] = {
            offsetof(struct ouro__pool, free), offsetof(struct ouro__pool, used),
            offsetof(struct ouro__pool, carved), offsetof(struct ouro__pool, cls)};
        for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
            struct ear *ear = listen_to(modes[m], 0);
            char *block = ouro_heap_alloc(ear->heap, 100);
            char *header = (char *)ouro__pool_of(ear->heap, block) + offsets[i];
            *header = (char)(*header ^ 0x55);
            assert_says(ouro_heap_check(ear->heap), "header of pool");
            assert_says(message_of_free(ear, block), "header of pool");
            assert_says(message_of_alloc(ear, 100), "header of pool");
            end(ear);
        }
    }
}

static void test_lists_of_pools_are_not_believed(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], 0);
        char *block = ouro_heap_alloc(ear->heap, 100);
        struct ouro__pool *pool = ouro__pool_of(ear->heap, block);
        struct ouro__pool *wild[] = {(void *)16, (void *)&ear, pool, pool + 1};
        for (int i = 0; i < 8; i++) {
            *(i % 2 ? &pool->next : &pool->prev) = wild[i / 2];
            assert_says(message_of_free(ear, block), "list of pools");
            pool->next = NULL;
            pool->prev = NULL;
            end(ear);
            ear = listen_to(modes[m], 0);
            block = ouro_heap_alloc(ear->heap, 100);
            pool = ouro__pool_of(ear->heap, block);
            wild[2] = pool;
            wild[3] = pool + 1;
        }
        end(ear);
    }
}

static void test_rings_are_not_believed(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        for (int i = 0; i < 4; i++) {
            struct ear *ear = listen_to(modes[m], 0);
            char *other = ouro_heap_alloc(ear->heap, 2000);
            char *block = ouro_heap_alloc(ear->heap, i < 2 ? 2000 : 200000);
            struct ouro__large *large = ouro__large_of(block);
            *(i % 2 ? &large->next : &large->prev) = (void *)&ear;
            assert_says(message_of_free(ear, block), "the list of large blocks was overwritten");
            large->next = large; // a ring of its own: nothing points back
            assert_says(message_of_free(ear, block), "the list of large blocks was overwritten");
            assert_ptr_not_equal(other, block);
            end(ear);
        }
    }
}

// ---- Out of reach ----------------------------------------------------------------------------

// Whether touching a byte ends the process by SIGSEGV.
static int is_out_of_reach(char *address) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        OURO__UNPOISON(address, 1);
        *(volatile char *)address = 1;
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

static void test_guards_round_arenas(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 0);
    void **blocks = calloc(3 * PER_ARENA, sizeof(*blocks));
    for (size_t i = 0; i < 3 * PER_ARENA; i++) {
        blocks[i] = ouro_heap_alloc(ear->heap, 500);
        assert_non_null(blocks[i]);
    }
    const size_t stops[] = {0, PER_ARENA, 2 * PER_ARENA};
    for (int i = 0; i < 3; i++) {
        char *arena = (char *)ouro__block_arena(ear->heap, blocks[stops[i]])->base;
        assert_true(is_out_of_reach(arena - 1));
        assert_true(is_out_of_reach(arena + OURO_ARENA_SIZE));
        assert_false(is_out_of_reach(arena + 512));
    }
    assert_sound(ear->heap);
    drop(ear->heap, blocks, 3 * PER_ARENA);
    assert_true(is_out_of_reach(blocks[0])); // given back: not only empty
    free(blocks);
    end(ear);
}

// An arena between two that are out of reach is the least, whatever was asked for.
static void test_a_small_reservation_holds_an_arena(void **state) {
    (void)state;
    for (int safety = OURO_SAFETY_HARDENED; safety <= OURO_SAFETY_DEBUG; safety++) {
        ouro_heap_options options;
        ouro_heap_options_init(&options);
        options.safety = (ouro_safety)safety;
        options.reserve = OURO_ARENA_SIZE;
        ouro_heap *heap = ouro_heap_new(&options);
        assert_non_null(heap);
        assert_int_equal(stats_of(heap).bytes_reserved, 3 * OURO_ARENA_SIZE);
        // Two arenas, each in a piece of its own.
        for (size_t i = 0; i < (size_t)65 * 8; i++) {
            assert_non_null(ouro_heap_alloc(heap, 448));
        }
        assert_int_equal(stats_of(heap).arenas_current, 2);
        destroy(heap);
    }
}

static void test_purged_pools_are_out_of_reach(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_HARDENED, 0);
    void *keep = ouro_heap_alloc(ear->heap, 16);
    void *block = ouro_heap_alloc(ear->heap, 500);
    ouro_heap_free(ear->heap, block);
    assert_false(is_out_of_reach(block));
    assert_int_equal(ouro_heap_trim(ear->heap), OURO_POOL_SIZE);
    assert_true(is_out_of_reach(block));
    assert_non_null(ouro_heap_alloc(ear->heap, 500)); // and comes back
    assert_sound(ear->heap);
    ouro_heap_free(ear->heap, keep);
    end(ear);
}

static void test_guards_round_large_blocks(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], 0);
        char *block = ouro_heap_alloc(ear->heap, 300000);
        assert_true(is_out_of_reach(block + 300000 + 32));
        assert_true(is_out_of_reach(block - 4096 - 64));
        assert_false(is_out_of_reach(block));
        ouro_heap_free(ear->heap, block);
        assert_true(is_out_of_reach(block));
        // A slab: no block of it is 256 KiB away from a page that nobody may touch.
        char *slot = ouro_heap_alloc(ear->heap, 2000);
        char *slab = (char *)((uintptr_t)slot / 262144 * 262144);
        assert_true(is_out_of_reach(slab + 4095));
        assert_true(is_out_of_reach(slab + 262144 - 4096));
        end(ear);
    }
}

static void test_a_destroyed_heap_is_named(void **state) {
    (void)state;
    struct ear *ear = listen_to(OURO_SAFETY_DEBUG, 0);
    char *block = ouro_heap_alloc(ear->heap, 100);
    ouro_heap_destroy(ear->heap);
    assert_says(message_of_alloc(ear, 24), "after it was destroyed");
    assert_says(message_of_free(ear, block), "after it was destroyed");
    if (setjmp(ear->leave) == 0) {
        ouro_heap_destroy(ear->heap);
        fail();
    }
    assert_says(ear->message, "destroyed already");
    free(ear);
}

// ---- Domains ---------------------------------------------------------------------------------

static const char *message_of_domain(struct ear *ear, const ouro_allocator *domain, void *block,
                                     size_t size) {
    if (setjmp(ear->leave) == 0) {
        if (size == 0) {
            ouro_allocator_free(domain, block);
        } else {
            assert_non_null(ouro_allocator_realloc(domain, block, size));
        }
        return NULL;
    }
    return ear->message;
}

static void test_domains_of_a_heap(void **state) {
    (void)state;
    for (size_t m = 0; m < MODES; m++) {
        struct ear *ear = listen_to(modes[m], 0);
        const ouro_allocator mem = ouro_heap_domain(ear->heap, OURO_DOMAIN_MEM);
        const ouro_allocator object = ouro_heap_domain(ear->heap, OURO_DOMAIN_OBJECT);
        for (size_t size = 40; size < 100000; size *= 40) {
            void *a = ouro_allocator_malloc(&mem, size);
            void *b = ouro_allocator_calloc(&object, 2, size);
            void *c = ouro_allocator_realloc(&object, NULL, size);
            assert_says(message_of_domain(ear, &object, a, 0), "allocated in 'm', used in 'o'");
            assert_says(message_of_domain(ear, &mem, b, 0), "allocated in 'o', used in 'm'");
            assert_says(message_of_domain(ear, &mem, c, 50), "allocated in 'o', used in 'm'");
            assert_null(message_of_domain(ear, &mem, a, 0));
            assert_null(message_of_domain(ear, &object, b, 0));
            assert_null(message_of_domain(ear, &object, c, 50));
            assert_null(message_of_domain(ear, &object, NULL, 0));
        }
        const ouro_allocator raw = ouro_heap_domain(ear->heap, OURO_DOMAIN_RAW);
        assert_ptr_equal(raw.malloc, ouro_raw_allocator().malloc);
        end(ear);
    }
}

// ---- Fork and names --------------------------------------------------------------------------

static void use_for_a_while(ouro_heap *heap, void **blocks, size_t count) {
    for (size_t i = 0; i < 4 * count; i++) {
        void **slot = &blocks[i * 7 % count];
        if (*slot != NULL) {
            ouro_heap_free(heap, *slot);
        }
        *slot = ouro_heap_alloc_in(heap, (ouro_family)(i % 3), i % 900);
        assert_non_null(*slot);
        memset(*slot, (int)i, i % 900);
    }
    assert_sound(heap);
}

static void test_both_sides_of_a_fork_go_on(void **state) {
    (void)state;
    enum { COUNT = 5000 };
    static void *blocks[COUNT];
    const ouro_safety all[] = {OURO_SAFETY_NONE, OURO_SAFETY_HARDENED, OURO_SAFETY_DEBUG};
    for (size_t m = 0; m < 3; m++) {
        struct ear *ear = listen_to(all[m], OURO_QUARANTINE_DEFAULT);
        memset(blocks, 0, sizeof(blocks));
        use_for_a_while(ear->heap, blocks, COUNT);
        fflush(NULL);
        const pid_t child = fork();
        use_for_a_while(ear->heap, blocks, COUNT);
        drop(ear->heap, blocks, COUNT);
        assert_sound(ear->heap);
        assert_int_equal(ouro_heap_allocated_blocks(ear->heap), 0);
        end(ear);
        if (child == 0) {
            _exit(0);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

// Whether the mapping that `address` lies in is named so; -1: this kernel names none.
static int is_named(const void *address, const char *name) {
    FILE *maps = fopen("/proc/self/smaps", "r");
    assert_non_null(maps);
    char line[512];
    int found = 0;
    int any = 0;
    while (fgets(line, sizeof(line), maps) != NULL) {
        unsigned long from;
        unsigned long to;
        any = any || strstr(line, "[anon:ouro") != NULL;
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2 && from <= (uintptr_t)address &&
            (uintptr_t)address < to) {
            found = strstr(line, name) != NULL;
        }
    }
    fclose(maps);
    return any ? found : -1;
}

static int kernel_names_mappings(void) {
    struct ear *ear = listen_to(OURO_SAFETY_NONE, 0);
    const int any = is_named(ear->heap, "") >= 0;
    end(ear);
    return any;
}

static void test_mappings_are_named(void **state) {
    (void)state;
    if (!kernel_names_mappings()) {
        skip();
    }
    struct ear *ear = listen_to(OURO_SAFETY_NONE, 0);
    char *block = ouro_heap_alloc(ear->heap, 100);
    assert_int_equal(is_named(block, "[anon:ouro heap]"), 1);
    assert_int_equal(is_named(block + OURO_ARENA_SIZE, "[anon:ouro heap]"), 1); // reserved
    assert_int_equal(is_named(ouro__block_arena(ear->heap, block), "[anon:ouro arena records]"), 1);
    assert_int_equal(is_named(ear, "[anon:ouro"), 0);
    ouro_heap_free(ear->heap, block);
    assert_int_equal(is_named(block, "[anon:ouro heap]"), 1); // given back
    end(ear);

    ear = listen_to(OURO_SAFETY_DEBUG, OURO_QUARANTINE_DEFAULT);
    block = ouro_heap_alloc(ear->heap, 100);
    const struct ouro__arena *arena = ouro__block_arena(ear->heap, block);
    assert_int_equal(is_named(block, "[anon:ouro heap]"), 1);
    assert_int_equal(is_named(ear->heap, "[anon:ouro guarded heap]"), 1);
    assert_int_equal(is_named(arena->piece->shadow, "[anon:ouro shadow]"), 1);
    const void *ring = ouro__body(ear->heap)->guard->queue.ring;
    assert_int_equal(is_named(ring, "[anon:ouro freed blocks]"), 1);
    block = ouro_heap_alloc(ear->heap, 100000);
    assert_int_equal(is_named(block, "[anon:ouro large blocks]"), 1);
    const void *records = ouro__body(ear->heap)->guard->spans;
    assert_int_equal(is_named(records, "[anon:ouro span records]"), 1);
    end(ear);
}

// ---- Without a report ------------------------------------------------------------------------

static void test_a_finding_ends_the_process(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        ouro_heap_options options;
        ouro_heap_options_init(&options);
        options.safety = OURO_SAFETY_HARDENED;
        ouro_heap *heap = ouro_heap_new(&options);
        void *block = ouro_heap_alloc(heap, 24);
        ouro_heap_free(heap, block);
        ouro_heap_free(heap, block);
        _exit(0);
    }
    close(ends[1]);
    char text[2048] = "";
    size_t length = 0;
    ssize_t got;
    while ((got = read(ends[0], text + length, sizeof(text) - 1 - length)) > 0) {
        length += (size_t)got;
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_says(text, "ouro: fatal: free of 0x");
    assert_says(text, "which was freed already");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usable_size_is_what_was_asked_for),
        cmocka_unit_test(test_nothing_is_inlined),
        cmocka_unit_test(test_blocks_are_found),
        cmocka_unit_test(test_the_order_is_random),
        cmocka_unit_test(test_no_block_is_resized_beyond_all_sizes),
        cmocka_unit_test(test_resizing_in_place),
        cmocka_unit_test(test_the_largest_of_the_small),
        cmocka_unit_test(test_a_block_that_grows_in_place_obeys_the_limit),
        cmocka_unit_test(test_the_bytes_of_debug_mode),
        cmocka_unit_test(test_single_bytes_around_blocks),
        cmocka_unit_test(test_writes_after_free),
        cmocka_unit_test(test_the_queue_keeps_and_checks),
        cmocka_unit_test(test_the_smallest_blocks_wait),
        cmocka_unit_test(test_large_blocks_wait),
        cmocka_unit_test(test_what_waits_is_released_for_an_arena),
        cmocka_unit_test(test_trimming_empties_the_queue),
        cmocka_unit_test(test_headers_and_links_are_not_believed),
        cmocka_unit_test(test_lists_of_pools_are_not_believed),
        cmocka_unit_test(test_rings_are_not_believed),
        cmocka_unit_test(test_guards_round_arenas),
        cmocka_unit_test(test_a_small_reservation_holds_an_arena),
        cmocka_unit_test(test_purged_pools_are_out_of_reach),
        cmocka_unit_test(test_guards_round_large_blocks),
        cmocka_unit_test(test_a_destroyed_heap_is_named),
        cmocka_unit_test(test_domains_of_a_heap),
        cmocka_unit_test(test_both_sides_of_a_fork_go_on),
        cmocka_unit_test(test_mappings_are_named),
        cmocka_unit_test(test_a_finding_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
