// SPDX-License-Identifier: MIT
// Looking at a runtime's memory: the process, the report, objects by type, one object's block, the
// classic table of size classes, whose blocks keep which memory.  Floor: inspect.  SPEC rows R5, P3 to
// P6, P10, P12, M1, M2.
//
// Nothing here prints: text goes piece by piece to a writer of yours.  Nothing allocates in the
// heap that is looked at.  Structures begin with their size, set by the caller: so much is filled
// in.
#ifndef OURO_INSPECT_H
#define OURO_INSPECT_H

#include <ouro/gc.h>
#include <ouro/heap_frag.h>
#include <ouro/heap_stats.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- The process ------------------------------------------------------------------------------

typedef struct ouro_process_memory {
    size_t size;     // sizeof(ouro_process_memory)
    uint64_t rss;    // bytes resident
    uint64_t vms;    // bytes mapped
    uint64_t shared; // of rss: from files or shared memory
    uint64_t uss;    // of rss: this process's alone
    uint64_t peak_rss;
} ouro_process_memory;

// 0, or -1 where the system does not say (all 0 then).  Needs no runtime.  Walks the page tables:
// some microseconds per MiB.
OURO_API int ouro_inspect_process(ouro_process_memory *memory);

// ---- Objects by type --------------------------------------------------------------------------

#define OURO_TYPE_NAME_MAX 64

typedef struct ouro_type_usage {
    char name[OURO_TYPE_NAME_MAX]; // UTF-8, cut if longer
    uint64_t count;                // objects
    uint64_t bytes;                // their own, with arrays and tables that belong to one object
} ouro_type_usage;

typedef struct ouro_census ouro_census;

// An empty census, or NULL without memory (no exception).  It may outlive the runtime.
OURO_API ouro_census *ouro_census_new(void);
OURO_API void ouro_census_free(ouro_census *census);
// Counts one object.  It is an ouro_leak_fn: ouro_runtime_on_leak(ouro_census_add, census) lists by
// type what a runtime leaves behind.
OURO_API void ouro_census_add(ouro_object *object, void *census);
// Counts each live object of the current runtime; with `program_only`, those made after its start.
OURO_API void ouro_census_add_all(ouro_census *census, bool program_only);
// Objects counted in all.
OURO_API uint64_t ouro_census_total(const ouro_census *census);
// The rows, most bytes first: borrowed, valid until the next object is counted.  Returns how many; 0, and
// *rows is NULL: no memory (no exception).
// Objects that no row could be had for (no memory) are counted together in the row "(others)".
OURO_API size_t ouro_census_rows(ouro_census *census, const ouro_type_usage **rows);
// Lines "type  count  bytes" with a headline, at most `rows` of them (0: all).  0, or the writer's.
OURO_API int ouro_census_write(ouro_census *census, size_t rows, ouro_write_fn write, void *arg);

// ---- The memory report ------------------------------------------------------------------------

#define OURO_REPORT_TYPES 32

typedef struct ouro_report {
    size_t size;            // sizeof(ouro_report)
    uint64_t wall_ns;       // since the runtime was made
    uint64_t peak_rss, rss; // bytes, of the process
    uint64_t objects_made;  // since the runtime was made
    uint64_t objects_live, object_bytes;
    uint64_t types_live;      // types that have objects
    uint64_t tracked, frozen; // containers the collector looks at / not
    ouro_gc_generation_stats gc[OURO_GENERATIONS];
    ouro_type_usage types[OURO_REPORT_TYPES]; // most bytes first
    ouro_heap_stats heap;
} ouro_report;

// Fills in the figures of the current runtime and of the process: 0, or -1 with MemoryError.
// Cost: a walk over all objects.
OURO_API int ouro_report_fill(ouro_report *report);
// The report as text for people, and as one JSON object.  0, or what the writer returned.
OURO_API int ouro_report_text(const ouro_report *report, ouro_write_fn write, void *arg);
OURO_API int ouro_report_json(const ouro_report *report, ouro_write_fn write, void *arg);

// ---- One object -------------------------------------------------------------------------------

typedef struct ouro_object_block {
    size_t size;         // sizeof(ouro_object_block)
    const void *address; // of the block
    size_t bytes;        // of the block: its class's, or as asked for when it is large
    size_t object_bytes; // the object's own, arrays and tables that belong to it included
    ouro_family family;
    bool large;              // from the raw allocator: `pool` and `arena` are zero
    bool tracked, finalized; // as the collector sees it
    int generation;          // 0 to 2, 3 frozen, -1 untracked
    uint32_t size_class;     // index of the class
    uint32_t index;          // of the block in its pool
    ouro_pool_info pool;
    ouro_arena_info arena;
} ouro_object_block;

// 0, or -1 when the object lies in no block of the current runtime (no exception).
OURO_API int ouro_inspect_block(ouro_object *object, ouro_object_block *block);
// Bytes of an object: header, items and the arrays and tables that belong to it alone.
OURO_API size_t ouro_inspect_bytes(ouro_object *object);

// ---- What is in a block -----------------------------------------------------------------------

// Calls `visit` with each array and table that belongs to the object alone and has a block of its
// own (a list's items, a dict's table, an instance's attributes), and the bytes in it.  A result
// other than 0 ends the visit and is returned.  O(1).
typedef int (*ouro_buffer_fn)(const void *buffer, size_t bytes, void *arg);
OURO_API int ouro_inspect_buffers(ouro_object *object, ouro_buffer_fn visit, void *arg);

typedef struct ouro_block_owner {
    const void *address; // of a block: set by the caller
    ouro_object *object; // borrowed; NULL: nobody known
    bool beside;         // the block is not the object's own, but an of its buffers
} ouro_block_owner;

// Finds whose the blocks are, among all live objects; sorts them by address.  Blocks may be
// nobody's: an object on a free list, or memory that the runtime keeps for itself.  Runs no code
// and allocates nothing.  Cost: a walk over all objects, with a search among the `n` blocks for
// each.
OURO_API void ouro_inspect_owners(ouro_block_owner *blocks, size_t n);
// The object in a few words, zero-terminated, cut to `room` bytes: "list of 3", "str 'abc'",
// "Node".  Runs no code and allocates nothing.
OURO_API void ouro_inspect_describe(ouro_object *object, char *text, size_t room);

// The report on fragmentation (heap_frag.h) of the current runtime's heap, where the blocks that
// keep an arena are named by their objects: the `rows` best arenas and pools, `blocks` blocks of
// each arena.  As text for people, and as one JSON object.  0, or the writer's.
OURO_API int ouro_inspect_frag_text(size_t rows, size_t blocks, ouro_write_fn write, void *arg);
OURO_API int ouro_inspect_frag_json(size_t rows, size_t blocks, ouro_write_fn write, void *arg);

// ---- Why objects live ---------------------------------------------------------------------------
//
// A picture of all live objects and the references between them is taken (beside the heap, some 80
// bytes an object, 0.3 us each), and roots are looked for: modules, builtins, exceptions, what
// extensions visit; then "C code": objects with references that no type and no root declares.  No
// code of the program is run and nothing is collected: what is garbage is said to be.

typedef struct ouro_explain_options {
    size_t size;      // sizeof(ouro_explain_options)
    uint32_t since;   // objects made from then on (ouro_runtime_births); 0: since the start
    size_t types;     // most rows of the table by type; 0: 10
    size_t objects;   // most objects that are explained; 0: 5
    size_t referrers; // of each; 0: 5
    size_t samples;   // most types of which one object more is explained; 0: 3
} ouro_explain_options;

// Writes which objects are alive, by type, and what types tell of memory outside the heap; then, of
// those through which the others are reached, the largest first, which are said to lead to them:
// where it was made (options.births), who refers to it by what name, how many references are held
// by C code or leaked, and the shortest path from a root.  Then the same of one object of each of
// the most frequent types.  `options` may be NULL.  0, the writer's result, or -1 with MemoryError.
OURO_API int ouro_explain_leaks(const ouro_explain_options *options, ouro_write_fn write,
                                void *arg);
// The same of one object; nothing, when it is not alive.
OURO_API int ouro_explain_object(ouro_object *object, ouro_write_fn write, void *arg);
// The shortest path from a root to `object`, both ends included, borrowed: fills in the first
// `room` of it and returns its length.  *root: the root's name, which lives as long as the runtime.
// 0, and NULL: no root leads to it.  -1 with MemoryError.
OURO_API ssize_t ouro_path_from_root(ouro_object *object, ouro_object **path, size_t room,
                                     const char **root);
// Where an object was made, zero-terminated text of at most `room` bytes; false: not known (it is
// the runtime's own, or options.births was not set).
OURO_API bool ouro_inspect_place(const ouro_object *object, char *text, size_t room);

// ---- The table of size classes (P10) ----------------------------------------------------------

// Per class: pools, blocks in use and free; then arenas and bytes; then the free lists.  What
// sys._debugmallocstats() prints.  0, or the writer's.
OURO_API int ouro_debug_malloc_stats(ouro_write_fn write, void *arg);

#ifdef __cplusplus
}
#endif
#endif
