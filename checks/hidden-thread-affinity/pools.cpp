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
// CHECK-NOTES: :[[@LINE-1]]:39: warning: 'compute' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+5]]:3: note: 'pinned_bad' is handed over here: 'uv_queue_work' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-19]]:3: note: 'compute' calls 'pinToFirst' here
// CHECK-NOTES: :[[@LINE-23]]:3: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE-5]]:51: note: 'pinned_bad' ends here with the CPU affinity still changed
void submitsPinned(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, pinned_bad, nullptr);
}

void lambda_bad() {
  QtConcurrent::run([] { notifyJava("done"); });
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'notifyJava' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-21]]:38: note: 'notifyJava' calls 'attach' here
// CHECK-NOTES: :[[@LINE-26]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-5]]:46: note: the lambda ends here with the attachment to the Java VM still taken
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
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'render' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-5]]:24: note: 'render' calls 'notifyJava' here
// CHECK-NOTES: :[[@LINE-73]]:38: note: 'notifyJava' calls 'attach' here
// CHECK-NOTES: :[[@LINE-78]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-6]]:36: note: the lambda ends here with the attachment to the Java VM still taken
}

// One defect of one task.
void twice_bad() {
  QtConcurrent::run([] {
    notifyJava("begin");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'notifyJava' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-84]]:38: note: 'notifyJava' calls 'attach' here
// CHECK-NOTES: :[[@LINE-89]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE+3]]:3: note: the lambda ends here with the attachment to the Java VM still taken
    work();
    notifyJava("end");
  });
}

// On some paths only.
extern bool quick;
void leaves_bad() {
  QtConcurrent::run([] {
    if (quick)
      return;
    notifyJava("slow");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'notifyJava' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-101]]:38: note: 'notifyJava' calls 'attach' here
// CHECK-NOTES: :[[@LINE-106]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE+1]]:3: note: the lambda ends here with the attachment to the Java VM still taken
  });
}

// The call runs it at once, on this thread.
extern std::vector<const char *> events;
void forEach_bad() {
  QtConcurrent::run([] {
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
extern Context *context;
void context_bad() {
  QtConcurrent::run([] {
    context->makeCurrent();
// CHECK-NOTES: :[[@LINE-1]]:14: warning: 'Context::makeCurrent' (through 'eglMakeCurrent') changes the current OpenGL context of a shared pool's thread and leaves it so: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-12]]:5: note: 'eglMakeCurrent' changes the current OpenGL context here
// CHECK-NOTES: :[[@LINE+2]]:3: note: the lambda ends here with the current OpenGL context still changed
    work();
  });
}
void context_ok() {
  QtConcurrent::run([] {
    context->makeCurrent();
    work();
    context->doneCurrent();
  });
}

// What QThreadPool runs.
class QRunnable {
public:
  virtual void run() = 0;
};
class AttachingJob : public QRunnable {
public:
  void run() override {
    attach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'attach' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'QRunnable::run' is what a thread runs
// CHECK-NOTES: :[[@LINE-171]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE+2]]:3: note: 'AttachingJob::run' ends here with the attachment to the Java VM still taken
    work();
  }
};

// The pool is given a reference to what it runs.
namespace Poco {
class Runnable {
public:
  virtual void run() = 0;
};
class ThreadPool {
public:
  static ThreadPool &defaultPool();
  void start(Runnable &work);
};
} // namespace Poco
class ReferredJob : public Poco::Runnable {
public:
  void run() override { attach(); }
// CHECK-NOTES: :[[@LINE-1]]:25: warning: 'attach' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+5]]:35: note: 'ReferredJob::run' is handed over here: 'Poco::ThreadPool::start' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-194]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-4]]:35: note: 'ReferredJob::run' ends here with the attachment to the Java VM still taken
};
void startReferred(ReferredJob &job) {
  Poco::ThreadPool::defaultPool().start(job);
}
