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
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'compute' (through 'pthread_setaffinity_np') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-7]]:3: note: 'compute' calls 'lazyInit' here
// CHECK-NOTES: :[[@LINE-11]]:3: note: 'lazyInit' calls 'pin' here
// CHECK-NOTES: :[[@LINE-21]]:3: note: 'pthread_setaffinity_np' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE-6]]:37: note: the lambda ends here with the CPU affinity still changed
}

static std::once_flag flag;
void computeOnce() {
  std::call_once(flag, [] { pin(); });
  work();
}
void once_bad() {
  QtConcurrent::run([] { computeOnce(); });
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'computeOnce' (through 'pthread_setaffinity_np') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-7]]:8: note: 'computeOnce' calls 'call_once' here
// CHECK-NOTES: :[[@LINE-8]]:29: note: the lambda calls 'pin' here
// CHECK-NOTES: :[[@LINE-36]]:3: note: 'pthread_setaffinity_np' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE-6]]:41: note: the lambda ends here with the CPU affinity still changed
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
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'environment' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM of a shared pool's thread and leaves it so: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-7]]:9: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-4]]:59: note: the lambda ends here with the attachment to the Java VM still taken
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
