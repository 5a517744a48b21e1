// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
// In C the methods are members of a table.
#include "mock/jni.h"
#include <stddef.h>

extern JavaVM *vm;
extern int work(JNIEnv *env);

int early_return_bad(void) {
  JNIEnv *env = NULL;
  if ((*vm)->AttachCurrentThread(vm, (void **)&env, NULL) != JNI_OK)
    return -1;
  if (work(env) < 0)
    return -1;
  (*vm)->DetachCurrentThread(vm);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:14: warning: 'AttachCurrentThread' takes the attachment to the Java VM, but the path through 'return -1' does not release it: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; call DetachCurrentThread on every path where this code did the attaching [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:7: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the attachment to the Java VM still taken
// CHECK-NOTES: :[[@LINE-6]]:10: note: another path releases it here

int flag_ok(void) {
  JNIEnv *env = NULL;
  int attached = 0;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_6) == JNI_EDETACHED) {
    if ((*vm)->AttachCurrentThread(vm, (void **)&env, NULL) != JNI_OK)
      return -1;
    attached = 1;
  }
  int result = work(env);
  if (attached)
    (*vm)->DetachCurrentThread(vm);
  return result;
}
