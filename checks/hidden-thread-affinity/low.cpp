// RUN: %check_hangproof %s hangproof-hidden-thread-affinity --min-confidence=low -- -std=c++17
// What is often meant, or does little harm.
#include "mock/cuda.h"
#include "mock/egl.h"
#include "mock/pools.h"
#include "mock/uv.h"
#include <sched.h>
#include <string>
#include <thread>
#include <vector>

void work();

static void pin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}

// Each thread of the pool once.
static thread_local bool pinned = false;
void pinEachThread() {
  if (!pinned) {
    pinned = true;
    pin();
  }
}
void perThread_bad() {
  QtConcurrent::run([] { pinEachThread(); });
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'pinEachThread' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-7]]:5: note: 'pinEachThread' calls 'pin' here
// CHECK-NOTES: :[[@LINE-16]]:3: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE-5]]:43: note: the lambda ends here with the CPU affinity still changed
}

// The end of each thread is the end of it, but all of them want one CPU.
void pinnedPerItem_bad(const std::vector<std::string> &names) {
  for (size_t i = 0; i < names.size(); ++i)
    std::thread([] {
      pin();
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pin' (through 'sched_setaffinity') changes the CPU affinity and leaves it so, in a thread for each operation: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-4]]:5: note: this function is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-28]]:3: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE+2]]:5: note: the lambda ends here with the CPU affinity still changed
      work();
    }).detach();
}

// The next task chooses its own.
void selectDevice() { cudaSetDevice(1); }
void device_bad() {
  QtConcurrent::run([] {
    selectDevice();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'selectDevice' (through 'cudaSetDevice') changes the current CUDA device of a shared pool's thread and leaves it so: later CUDA calls of the thread run on another device; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-6]]:23: note: 'cudaSetDevice' changes the current CUDA device here
// CHECK-NOTES: :[[@LINE+2]]:3: note: the lambda ends here with the current CUDA device still changed
    work();
  });
}

// There is one thread that draws.
static void makeCurrent(EGLDisplay display, EGLSurface surface,
                        EGLContext context) {
  eglMakeCurrent(display, surface, surface, context);
}
static void frame_bad(uv_timer_t *timer) {
  makeCurrent(timer->data, timer->data, timer->data);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'makeCurrent' (through 'eglMakeCurrent') changes the current OpenGL context of a thread that runs other handlers too and leaves it so: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+6]]:3: note: 'frame_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-6]]:3: note: 'eglMakeCurrent' changes the current OpenGL context here
// CHECK-NOTES: :[[@LINE+2]]:1: note: 'frame_bad' ends here with the current OpenGL context still changed
  eglSwapBuffers(timer->data, timer->data);
}
void startsFrames(uv_timer_t *timer) {
  uv_timer_start(timer, frame_bad, 0, 16);
}
