// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
// Tasks of pools that others use too.
#include "mock/cuda.h"
#include "mock/egl.h"
#include "mock/jni.h"
#include "mock/pools.h"
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <algorithm>
#include <vector>

void work();
extern JavaVM *vm;

// --- the library ---
static void pinToFirst() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
double compute(double x) {
  pinToFirst();
  return x * 2;
}
JNIEnv *attach() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  return env;
}
void detach() { vm->DetachCurrentThread(); }
void notifyJava(const char *event) { attach()->CallVoid(event); }
void notifyAndLeave(const char *event) {
  attach()->CallVoid(event);
  detach();
}

// --- its callers ---
static void pinned_bad(uv_work_t *) { compute(1); }
void submitsPinned(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, pinned_bad, nullptr);
}

void lambda_bad() {
  QtConcurrent::run([] { notifyJava("done"); });
}

// The caller releases.
void released_ok() {
  QtConcurrent::run([] {
    attach()->CallVoid("done");
    detach();
  });
}
void balancedCallee_ok() {
  QtConcurrent::run([] { notifyAndLeave("done"); });
}
void restored_ok() {
  QtConcurrent::run([] {
    cpu_set_t before;
    sched_getaffinity(0, sizeof(before), &before);
    compute(1);
    sched_setaffinity(0, sizeof(before), &before);
  });
}

// By a guard, here or in the library.
class Attachment {
public:
  Attachment() { attach(); }
  ~Attachment() { detach(); }
};
void guarded_ok() {
  QtConcurrent::run([] {
    Attachment attachment;
    work();
  });
}

// A bind of its own is unreleased-thread-affinity's.
void direct_ok() {
  QtConcurrent::run([] {
    fesetround(FE_UPWARD);
    work();
  });
}

// Two calls down, each in the same task.
static void render() { notifyJava("frame"); }
void deep_bad() {
  QtConcurrent::run([] { render(); });
}

// One defect of one task.
void twice_bad() {
  QtConcurrent::run([] {
    notifyJava("begin");
    work();
    notifyJava("end");
  });
}

// On some paths only.
void leaves_bad(bool quick) {
  QtConcurrent::run([quick] {
    if (quick)
      return;
    notifyJava("slow");
  });
}

// The call runs it at once, on this thread.
void forEach_bad(const std::vector<const char *> &events) {
  QtConcurrent::run([&] {
    std::for_each(events.begin(), events.end(),
                  [](const char *event) { notifyJava(event); });
  });
}

// A device is chosen by each piece of work.
void selectDevice() { cudaSetDevice(1); }
void device_ok() {
  QtConcurrent::run([] {
    selectDevice();
    work();
  });
}

// A context stays current, and no other thread can take it.
struct Context {
  EGLDisplay display;
  EGLSurface surface;
  EGLContext context;
  void makeCurrent() {
    eglMakeCurrent(display, surface, surface, context);
  }
  void doneCurrent() {
    eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  }
};
void context_bad(Context *context) {
  QtConcurrent::run([context] {
    context->makeCurrent();
    work();
  });
}
void context_ok(Context *context) {
  QtConcurrent::run([context] {
    context->makeCurrent();
    work();
    context->doneCurrent();
  });
}
