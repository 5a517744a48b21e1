// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
// Functions that bind the first time, or once in each thread.
#include "mock/jni.h"
#include "mock/pools.h"
#include <mutex>
#include <pthread.h>
#include <sched.h>

void work();
extern JavaVM *vm;

static void pin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
}

// The first thread that comes is pinned for good, whichever it is.
static bool initialized = false;
void lazyInit() {
  if (initialized)
    return;
  initialized = true;
  pin();
}
void compute() {
  lazyInit();
  work();
}
void lazy_bad() {
  QtConcurrent::run([] { compute(); });
}

static std::once_flag flag;
void computeOnce() {
  std::call_once(flag, [] { pin(); });
  work();
}
void once_bad() {
  QtConcurrent::run([] { computeOnce(); });
}

// Attached where it is not yet.
JNIEnv *environment() {
  JNIEnv *env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) ==
      JNI_EDETACHED)
    vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  return env;
}
void attachedOnDemand_bad() {
  QtConcurrent::run([] { environment()->CallVoid("done"); });
}

// Once in each thread: as many as the pool has.
static thread_local bool pinned = false;
void pinEachThread() {
  if (!pinned) {
    pinned = true;
    pin();
  }
}
void perThread_ok() {
  QtConcurrent::run([] { pinEachThread(); });
}
static bool pinThread() {
  pin();
  return true;
}
void pinInInitializer() {
  static thread_local bool done = pinThread();
  (void)done;
}
void perThreadInitializer_ok() {
  QtConcurrent::run([] { pinInInitializer(); });
}
JNIEnv *cachedEnvironment() {
  static thread_local JNIEnv *env = nullptr;
  if (!env)
    vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  return env;
}
void perThreadCache_ok() {
  QtConcurrent::run([] { cachedEnvironment()->CallVoid("done"); });
}

// The end of the thread detaches.
class ThreadAttachment {
public:
  ThreadAttachment() {
    vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  }
  ~ThreadAttachment() { vm->DetachCurrentThread(); }
  JNIEnv *env = nullptr;
};
JNIEnv *attachedWhileItLives() {
  static thread_local ThreadAttachment attachment;
  return attachment.env;
}
void perThreadObject_ok() {
  QtConcurrent::run([] { attachedWhileItLives()->CallVoid("done"); });
}
