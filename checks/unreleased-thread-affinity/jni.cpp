// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
#include "mock/jni.h"
#include <pthread.h>
#include <memory>
#include <stdexcept>
#include <thread>

JavaVM *vm;
void work(JNIEnv *env);

//===-- reported ----------------------------------------------------------===//

bool early_return_bad(bool quick) {
  JNIEnv *env = nullptr;
  if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
      JNI_OK)
    return false;
  if (env->ExceptionCheck())
    return false;
  env->CallVoid("run");
  vm->DetachCurrentThread();
  return true;
}
// CHECK-NOTES: :[[@LINE-9]]:11: warning: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM, but the path through 'return false' does not release it: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:12: note: the outcome of 'JNIEnv_::ExceptionCheck' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the attachment to the Java VM still taken
// CHECK-NOTES: :[[@LINE-6]]:7: note: another path releases it here

static void mayThrow(JNIEnv *env) {
  if (env->ExceptionCheck())
    throw std::runtime_error("pending exception");
}

void exception_bad() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  mayThrow(env);
  vm->DetachCurrentThread();
}
// CHECK-NOTES: :[[@LINE-4]]:7: warning: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM, but an exception from 'mayThrow' skips the release: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-4]]:3: note: an exception that leaves 'mayThrow' skips the release
// CHECK-NOTES: :[[@LINE-11]]:5: note: 'mayThrow' throws 'std::runtime_error' here
// CHECK-NOTES: :[[@LINE-5]]:7: note: another path releases it here

void attached_flag_bad() {
  JNIEnv *env = nullptr;
  bool attached = false;
  if (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) ==
      JNI_EDETACHED) {
    if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) != 0)
      return;
    attached = true;
  }
  if (env->ExceptionCheck())
    return;
  if (attached)
    vm->DetachCurrentThread();
}
// CHECK-NOTES: :[[@LINE-9]]:13: warning: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM, but the path through 'return' does not release it: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:12: note: the outcome of 'JNIEnv_::ExceptionCheck' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the attachment to the Java VM still taken
// CHECK-NOTES: :[[@LINE-5]]:9: note: another path releases it here

void thread_body_bad() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  env->CallVoid("run");
}
// CHECK-NOTES: :[[@LINE-3]]:7: warning: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM, and the thread ends without giving it back: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE+2]]:37: note: 'thread_body_bad' runs on a thread that is made here
// CHECK-NOTES: :[[@LINE-3]]:1: note: the thread ends here with the attachment to the Java VM still taken
std::thread startsThread() { return std::thread(thread_body_bad); }

class Attachment {
public:
  bool enter() {
    return vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) ==
           JNI_OK;
  }
  void leave() { vm->DetachCurrentThread(); }
  JNIEnv *env = nullptr;
};

bool through_wrapper_bad() {
  Attachment attachment;
  if (!attachment.enter())
    return false;
  if (attachment.env->ExceptionCheck())
    return false;
  attachment.leave();
  return true;
}
// CHECK-NOTES: :[[@LINE-7]]:19: warning: 'Attachment::enter' takes the attachment to the Java VM, but the path through 'return false' does not release it: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-17]]:16: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-7]]:23: note: the outcome of 'JNIEnv_::ExceptionCheck' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the attachment to the Java VM still taken
// CHECK-NOTES: :[[@LINE-7]]:14: note: another path releases it here

//===-- quiet -------------------------------------------------------------===//

void attached_flag_ok() {
  JNIEnv *env = nullptr;
  bool attached = false;
  if (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) != JNI_OK) {
    if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
        JNI_OK)
      return;
    attached = true;
  }
  env->CallVoid("run");
  if (attached)
    vm->DetachCurrentThread();
}

void status_tested_twice_ok() {
  JNIEnv *env = nullptr;
  jint status =
      vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6);
  if (status == JNI_EDETACHED)
    vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  env->CallVoid("run");
  if (status == JNI_EDETACHED)
    vm->DetachCurrentThread();
}

void switch_on_status_ok() {
  JNIEnv *env = nullptr;
  bool detach = false;
  switch (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6)) {
  case JNI_OK:
    break;
  case JNI_EDETACHED:
    if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) < 0)
      return;
    detach = true;
    break;
  default:
    return;
  }
  work(env);
  if (detach)
    vm->DetachCurrentThread();
}

bool through_wrapper_ok() {
  Attachment attachment;
  if (!attachment.enter())
    return false;
  bool failed = attachment.env->ExceptionCheck();
  attachment.leave();
  return !failed;
}

class ScopedAttach {
public:
  ScopedAttach() {
    if (vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) !=
        JNI_OK) {
      vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
      attached = true;
    }
  }
  ~ScopedAttach() {
    if (attached)
      vm->DetachCurrentThread();
  }
  JNIEnv *env = nullptr;

private:
  bool attached = false;
};

bool guard_ok() {
  ScopedAttach scope;
  mayThrow(scope.env);
  if (scope.env->ExceptionCheck())
    return false;
  return true;
}

class HoldsGuard {
  ScopedAttach scope;

public:
  bool run() { return scope.env->ExceptionCheck(); }
};
bool guard_as_member_ok() {
  HoldsGuard holder;
  return holder.run();
}
bool guard_on_heap_ok() {
  auto scope = std::make_unique<ScopedAttach>();
  return scope->env->ExceptionCheck();
}

struct Detacher {
  void operator()(JavaVM *machine) const { machine->DetachCurrentThread(); }
};
bool deleter_type_ok() {
  JNIEnv *env = nullptr;
  if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
      JNI_OK)
    return false;
  std::unique_ptr<JavaVM, Detacher> detach(vm);
  mayThrow(env);
  return true;
}

static void detach(JavaVM *machine) { machine->DetachCurrentThread(); }
bool deleter_function_ok() {
  JNIEnv *env = nullptr;
  if (vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
      JNI_OK)
    return false;
  std::unique_ptr<JavaVM, void (*)(JavaVM *)> guard(vm, detach);
  if (env->ExceptionCheck())
    return false;
  return true;
}
bool shared_pointer_ok() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  std::shared_ptr<void> guard(nullptr,
                              [](void *) { vm->DetachCurrentThread(); });
  mayThrow(env);
  return true;
}

void caught_ok() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  try {
    mayThrow(env);
  } catch (const std::exception &) {
    env->CallVoid("clear");
  }
  vm->DetachCurrentThread();
}

void rethrown_ok() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  try {
    mayThrow(env);
  } catch (...) {
    vm->DetachCurrentThread();
    throw;
  }
  vm->DetachCurrentThread();
}

// The environment tells whether the thread was attached.
bool environment_tested_ok() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  if (!env)
    return false;
  env->CallVoid("run");
  vm->DetachCurrentThread();
  return true;
}
class Worker {
public:
  void run() {
    vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
    if (env) {
      env->CallVoid("run");
      vm->DetachCurrentThread();
    }
  }

private:
  JNIEnv *env = nullptr;
};

bool negated_status_ok() {
  JNIEnv *env = nullptr;
  bool attached =
      vm->GetEnv(reinterpret_cast<void **>(&env), JNI_VERSION_1_6) != JNI_OK;
  if (attached &&
      vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) !=
          JNI_OK)
    return false;
  env->CallVoid("run");
  if (attached)
    vm->DetachCurrentThread();
  return true;
}
