// SPDX-License-Identifier: MIT
// Heaps on several threads: each thread makes, uses and destroys its own, and heaps are handed from one
// thread to the next. For ThreadSanitizer above all; `./dev test` builds it so. SPEC rows: P1 to P9.
//
// Two heaps share nothing, so no lock is needed but the one that hands a heap over. A thread does not
// assert: what is wrong stays in the model's message, which makes all its operations do nothing.

#include "pool_support.h"

#include "pool_load.h"

#include <pthread.h>
#include <stdlib.h>

#define THREADS 4
#define ROUNDS  8

// A place where one thread leaves a heap for another.
struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct load *load; // NULL: empty
};

struct worker {
    pthread_t thread;
    unsigned number;
    uint64_t steps; // on each heap and round
    struct mailbox *mine, *next;
    struct load *broken; // NULL: nothing is wrong
    uint64_t operations;
};

static void put(struct mailbox *box, struct load *load) {
    pthread_mutex_lock(&box->lock);
    while (box->load != NULL) {
        pthread_cond_wait(&box->changed, &box->lock);
    }
    box->load = load;
    pthread_cond_broadcast(&box->changed);
    pthread_mutex_unlock(&box->lock);
}

static struct load *take(struct mailbox *box) {
    pthread_mutex_lock(&box->lock);
    while (box->load == NULL) {
        pthread_cond_wait(&box->changed, &box->lock);
    }
    struct load *load = box->load;
    box->load = NULL;
    pthread_cond_broadcast(&box->changed);
    pthread_mutex_unlock(&box->lock);
    return load;
}

// A heap of any kind, with its load.
static struct load *begin(uint64_t seed) {
    struct load *load = calloc(1, sizeof(*load));
    if (load == NULL) {
        return NULL;
    }
    ouro_heap_options options;
    load_seed(load, seed);
    load_options(load, seed % 4 == 3, &options);
    load_open(load, &options, 2000);
    return load;
}

static void work(struct load *load, uint64_t steps) {
    for (uint64_t i = 0; i < steps && load_step(load); i++) {
    }
}

// Destroys the heap with what is in it; a broken one stays for the report.
static void end(struct worker *worker, struct load *load) {
    model_audit(&load->model);
    worker->operations += load->model.operations;
    if (model_close(&load->model)) {
        free(load);
    } else {
        worker->broken = load;
    }
}

// Each round: a heap of one's own, and one that is handed on when it has been used, with all its
// blocks, for the next thread to use and destroy.
static void *run_worker(void *arg) {
    struct worker *worker = arg;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct load *own = begin(round * 100 + worker->number);
        struct load *given = begin(round * 100 + worker->number + 50);
        for (unsigned turn = 0; turn < 10; turn++) {
            work(own, worker->steps / 10);
            work(given, worker->steps / 10);
        }
        put(worker->next, given);
        struct load *taken = take(worker->mine);
        model_audit(&taken->model);
        work(taken, worker->steps);
        end(worker, taken);
        end(worker, own);
    }
    return NULL;
}

static void test_heaps_on_several_threads(void **state) {
    (void)state;
    static struct mailbox boxes[THREADS];
    static struct worker workers[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_mutex_init(&boxes[i].lock, NULL);
        pthread_cond_init(&boxes[i].changed, NULL);
    }
    const uint64_t steps =
        load_environment("OURO_TEST_STEPS", POOL_SANITIZED ? 100000 : 1000000) / ROUNDS;
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){
            .number = i, .steps = steps, .mine = &boxes[i], .next = &boxes[(i + 1) % THREADS]};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]), 0);
    }
    uint64_t operations = 0;
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        operations += workers[i].operations;
    }
    for (unsigned i = 0; i < THREADS; i++) {
        if (workers[i].broken != NULL) {
            char options[200];
            model_describe(&workers[i].broken->model, options, sizeof(options));
            fail_msg("thread %u: %s\n  %s", i, workers[i].broken->model.message, options);
        }
        pthread_mutex_destroy(&boxes[i].lock);
        pthread_cond_destroy(&boxes[i].changed);
    }
    // Half of a heap's steps or more are operations.
    assert_true(operations > THREADS * ROUNDS * steps);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heaps_on_several_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
