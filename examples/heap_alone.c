// SPDX-License-Identifier: MIT
// A program that uses the heap alone, without a runtime: a cache of records under a byte limit, which
// drops its oldest entries when memory is short, and then asks what its memory is kept by.
//
//     ./dev install ~/ouro
//     export PKG_CONFIG_PATH=~/ouro/lib/pkgconfig
//     cc examples/heap_alone.c $(pkg-config --cflags --libs ouro-heap) -o heap_alone && ./heap_alone
#include <stdio.h>
#include <string.h>

#include <ouro/heap.h>
#include <ouro/heap_frag.h>
#include <ouro/heap_stats.h>

#define RECORDS 40000

struct record {
    unsigned number;
    char text[84];
};

struct cache {
    ouro_heap *heap;
    struct record *record[RECORDS]; // by age; those before `oldest` are gone
    size_t count, oldest, dropped;
};

// ---- Making room ------------------------------------------------------------------------------

// Called before a request fails: the oldest quarter goes, and the request is tried once more.
static int drop_oldest(ouro_heap *heap, const ouro_pressure *pressure, void *arg) {
    struct cache *cache = arg;
    size_t quarter = (cache->count - cache->oldest) / 4;
    (void)pressure; // says why, and how many bytes are missing
    for (size_t i = 0; i < quarter; i++) {
        ouro_heap_free(heap, cache->record[cache->oldest++]);
    }
    cache->dropped += quarter;
    return quarter > 0;
}

static int add(struct cache *cache, const char *text) {
    // The size is known here, when this is compiled: the fast path is a few instructions.
    struct record *record = ouro_heap_alloc(cache->heap, sizeof(struct record));
    if (record == NULL) {
        return -1;
    }
    record->number = (unsigned)cache->count;
    snprintf(record->text, sizeof record->text, "%s", text);
    cache->record[cache->count++] = record;
    return 0;
}

// ---- Asking -----------------------------------------------------------------------------------

// Whether the program could do without a block: all but the newest ten records.
static int is_dispensable(const ouro_block_info *block, void *arg) {
    const struct cache *cache = arg;
    for (size_t i = cache->count - 10; i < cache->count; i++) {
        if (block->address == cache->record[i]) {
            return 0;
        }
    }
    return 1;
}

// Frees all records but one in a thousand, and the newest ten.
static void thin_out(struct cache *cache) {
    for (size_t i = cache->oldest; i < cache->count; i++) {
        if (i % 1000 != 999 && i < cache->count - 10) {
            ouro_heap_free(cache->heap, cache->record[i]);
            cache->record[i] = NULL;
        }
    }
}

static void ask(struct cache *cache) {
    ouro_frag frag = {.size = sizeof frag};
    ouro_frag_place best[100];
    ouro_what_if answer = {.size = sizeof answer};
    ouro_heap_get_frag(cache->heap, &frag);
    size_t places = ouro_heap_frag_pools(cache->heap, best, 100);
    ouro_heap_what_if(cache->heap, is_dispensable, cache, &answer);
    printf("%llu live bytes keep %llu, external fragmentation %llu.%llu %%\n",
           (unsigned long long)frag.bytes_live, (unsigned long long)frag.bytes_resident,
           (unsigned long long)frag.external / 10, (unsigned long long)frag.external % 10);
    printf("%zu pages are kept; the first is kept by %llu block of %llu bytes\n", places,
           (unsigned long long)best[0].blocks, (unsigned long long)best[0].bytes_live);
    printf("freeing %llu blocks (%llu bytes) would return %llu bytes\n",
           (unsigned long long)answer.blocks, (unsigned long long)answer.bytes,
           (unsigned long long)answer.bytes_returned);
}

// ---- The program ------------------------------------------------------------------------------

static int run(struct cache *cache) {
    for (unsigned i = 0; i < RECORDS; i++) {
        char text[32];
        snprintf(text, sizeof text, "record %u", i);
        if (add(cache, text) < 0) {
            return -1;
        }
    }
    printf("%zu records added, %zu of them dropped to stay under the limit\n", cache->count,
           cache->dropped);
    thin_out(cache);
    size_t returned = ouro_heap_trim(cache->heap);
    printf("a trim returned %s\n", returned > 0 ? "pages" : "nothing");
    ask(cache);
    const char *broken = ouro_heap_check(cache->heap);
    printf("the heap is %s\n", broken == NULL ? "sound" : broken);
    return broken == NULL ? 0 : -1;
}

int main(void) {
    static struct cache cache;
    ouro_heap_options options;
    ouro_heap_options_init(&options);
    options.limit = 2 << 20; // 2 MiB of arenas and large blocks
    cache.heap = ouro_heap_new(&options);
    if (cache.heap == NULL) {
        return 1;
    }
    ouro_heap_on_pressure(cache.heap, drop_oldest, &cache);
    int status = run(&cache);
    ouro_heap_destroy(cache.heap); // and everything in it
    return status < 0 ? 1 : 0;
}
