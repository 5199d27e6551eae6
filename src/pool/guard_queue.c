// SPDX-License-Identifier: MIT
// Freed blocks wait here before they can be used again. Floor pool; SPEC rows: P11.
//
// A program that writes through a pointer it has freed is found when the block leaves: it must still
// be full of dead bytes. The longer blocks wait the more is found; what they may hold together is an
// option of the heap. First in, first out; a block that the queue could not hold is released at once.

#include "guard.h"

#include "os.h"

#include <string.h>

// A waiting block takes 16 bytes at least, so that the bytes run out before the places do.
#define LEAST_SLOT 16

static size_t ring_bytes(const struct ouro__queue *queue) {
    const size_t page = ouro__os_page_size();
    return (queue->room * sizeof(struct ouro__waiting) + page - 1) / page * page;
}

int ouro__queue_open(struct ouro__queue *queue, size_t limit) {
    queue->limit = limit;
    if (limit == 0) {
        return 0;
    }
    queue->room = limit / LEAST_SLOT + 1;
    queue->ring = ouro__os_reserve(ring_bytes(queue), ouro__os_page_size());
    if (queue->ring == NULL) {
        return -1;
    }
    if (ouro__os_commit(queue->ring, ring_bytes(queue)) < 0) {
        ouro__queue_close(queue);
        return -1;
    }
    ouro__os_name(queue->ring, ring_bytes(queue), "ouro freed blocks");
    return 0;
}

void ouro__queue_close(struct ouro__queue *queue) {
    if (queue->ring != NULL) {
        ouro__os_release(queue->ring, ring_bytes(queue));
    }
    *queue = (struct ouro__queue){.limit = 0};
}

static size_t slot_bytes(const struct ouro__spot *spot) {
    return spot->span != NULL ? ouro__span_bytes(spot) : spot->shape->size;
}

static void release(struct ouro__body *body, const struct ouro__spot *spot) {
    if (spot->span != NULL) {
        ouro__span_release(body, spot);
    } else {
        ouro__guard_small_release(body, spot);
    }
}

static void release_oldest(struct ouro__body *body) {
    struct ouro__queue *queue = &body->guard->queue;
    struct ouro__spot spot;
    ouro__guard_locate(body, queue->ring[queue->first].block, &spot);
    if (spot.span != NULL) {
        ouro__span_verify(body, &spot);
    } else {
        ouro__guard_small_verify(body, &spot);
    }
    queue->first = (queue->first + 1) % queue->room;
    queue->count--;
    queue->bytes -= slot_bytes(&spot);
    release(body, &spot);
}

void ouro__queue_add(struct ouro__body *body, const struct ouro__spot *spot, uint64_t serial) {
    struct ouro__queue *queue = &body->guard->queue;
    if (slot_bytes(spot) > queue->limit) {
        release(body, spot);
        return;
    }
    queue->ring[(queue->first + queue->count) % queue->room] =
        (struct ouro__waiting){spot->block, serial};
    queue->count++;
    queue->bytes += slot_bytes(spot);
    while (queue->bytes > queue->limit) {
        release_oldest(body);
    }
}

void ouro__queue_flush(struct ouro__body *body) {
    while (body->guard->queue.count > 0) {
        release_oldest(body);
    }
}

uint64_t ouro__queue_serial(const struct ouro__queue *queue, const void *block) {
    for (size_t i = queue->count; i-- > 0;) {
        const struct ouro__waiting *waiting = &queue->ring[(queue->first + i) % queue->room];
        if (waiting->block == block) {
            return waiting->serial;
        }
    }
    return 0;
}
