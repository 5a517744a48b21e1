// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// A task's thread is not its own: what it leaves bound, the next task inherits.
#include "mock/cuda.h"
#include "mock/egl.h"
#include "mock/pools.h"
#include "mock/uv.h"
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
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
// CHECK-NOTES: :[[@LINE-6]]:17: note: this function is handed to a pool here
// CHECK-NOTES: :[[@LINE-4]]:3: note: the task ends here with the rounding direction still changed

static void pinToFirst() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
// What a callee leaves behind is told of by hangproof-hidden-thread-affinity.
static void pinned_by_helper_ok(uv_work_t *) {
  pinToFirst();
  compute();
}
void submits_helper(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, pinned_by_helper_ok, nullptr);
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

// The context cannot be made current on the pool's other threads any more.
struct Output {
  EGLDisplay display;
  EGLSurface surface;
  EGLContext context;
};
static void draws_bad(uv_work_t *request) {
  auto *output = static_cast<Output *>(request->data);
  eglMakeCurrent(output->display, output->surface, output->surface,
                 output->context);
  compute();
}
// CHECK-NOTES: :[[@LINE-4]]:3: warning: 'eglMakeCurrent' changes the current OpenGL context of a shared pool's thread, which the task does not own: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; release it before the task ends, or use a thread of its own [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE+3]]:3: note: 'draws_bad' is handed to a pool here
// CHECK-NOTES: :[[@LINE-3]]:1: note: the task ends here with the current OpenGL context still changed
void submits_drawing(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, draws_bad, nullptr);
}

// Each task chooses its device.
static void device_ok(uv_work_t *) {
  cudaSetDevice(1);
  compute();
}
void submits_device(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, device_ok, nullptr);
}

// So do handlers: the loop's thread runs the others too.
static void tick_bad(uv_timer_t *) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  compute();
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: 'pthread_sigmask' changes the signal mask of a thread that runs other handlers too: the thread, and each program that it starts, no longer hears these signals; release it before the handler returns [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE+3]]:3: note: 'tick_bad' is registered here
// CHECK-NOTES: :[[@LINE-3]]:1: note: the handler ends here with the signal mask still changed
void starts_timer(uv_timer_t *timer) {
  uv_timer_start(timer, tick_bad, 0, 1000);
}
static void frame_ok(uv_timer_t *timer) {
  auto *output = static_cast<Output *>(timer->data);
  eglMakeCurrent(output->display, output->surface, output->surface,
                 output->context);
  eglSwapBuffers(output->display, output->surface);
}
void starts_frames(uv_timer_t *timer) {
  uv_timer_start(timer, frame_ok, 0, 16);
}
