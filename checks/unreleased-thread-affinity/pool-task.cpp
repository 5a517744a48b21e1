// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// A task's thread is not its own: what it leaves bound, the next task inherits.
#include "mock/pools.h"
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <thread>

void compute();

static void pinned_bad(uv_work_t *) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(1, &cpus);
  pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
  compute();
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: 'pthread_setaffinity_np' changes the CPU affinity of a shared pool's thread, which the task does not own: the thread, and each thread that it starts, stays on these CPUs; release it before the task ends, or use a thread of its own [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE+3]]:3: note: 'pinned_bad' is handed to a pool here
// CHECK-NOTES: :[[@LINE-3]]:1: note: the task ends here with the CPU affinity still changed
void submits_pinned(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, pinned_bad, nullptr);
}

void lambda_bad() {
  QtConcurrent::run([] {
    fesetround(FE_UPWARD);
    compute();
  });
}
// CHECK-NOTES: :[[@LINE-4]]:5: warning: 'fesetround' changes the rounding direction of a shared pool's thread, which the task does not own: later work of the thread rounds differently and gives other results; release it before the task ends, or use a thread of its own [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:3: note: this function is handed to a pool here
// CHECK-NOTES: :[[@LINE-4]]:3: note: the task ends here with the rounding direction still changed

static void pinToFirst() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
static void pinned_by_helper_bad(uv_work_t *) {
  pinToFirst();
  compute();
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: 'pinToFirst' changes the CPU affinity of a shared pool's thread, which the task does not own: the thread, and each thread that it starts, stays on these CPUs; release it before the task ends, or use a thread of its own [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE+4]]:3: note: 'pinned_by_helper_bad' is handed to a pool here
// CHECK-NOTES: :[[@LINE-8]]:3: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE-4]]:1: note: the task ends here with the CPU affinity still changed
void submits_helper(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, pinned_by_helper_bad, nullptr);
}

static void restored_ok(uv_work_t *) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  compute();
  fesetround(old);
}
void submits_restored(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, restored_ok, nullptr);
}

// A thread of its own may pin itself.
static void own_thread_ok() {
  pinToFirst();
  compute();
}
std::thread starts_thread_ok() { return std::thread(own_thread_ok); }
