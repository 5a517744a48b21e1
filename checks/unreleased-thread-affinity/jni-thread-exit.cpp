// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// Attached until the thread ends: a destructor of thread-local data detaches.
#include "mock/jni.h"
#include <pthread.h>

JavaVM *vm;
static pthread_key_t key;

static void onThreadExit(void *) { vm->DetachCurrentThread(); }
void setUp_ok() { pthread_key_create(&key, onThreadExit); }

JNIEnv *environment_ok() {
  JNIEnv *env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) == JNI_OK)
    return env;
  if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
      JNI_OK)
    return nullptr;
  if (env->ExceptionCheck()) {
    vm->DetachCurrentThread();
    return nullptr;
  }
  pthread_setspecific(key, env);
  return env;
}

void *thread_ok(void *) {
  JNIEnv *env = environment_ok();
  if (!env)
    return nullptr;
  env->CallVoid("run");
  return nullptr;
}
void start_ok(pthread_t *thread) {
  pthread_create(thread, nullptr, thread_ok, nullptr);
}
