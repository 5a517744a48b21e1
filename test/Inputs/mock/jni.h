// The invocation interface of jni.h, as far as the tests need it.
#ifndef MOCK_JNI_H
#define MOCK_JNI_H

typedef int jint;
#define JNI_OK 0
#define JNI_ERR (-1)
#define JNI_EDETACHED (-2)
#define JNI_VERSION_1_6 0x00010006

struct JNIEnv_;
#ifdef __cplusplus
struct JavaVM_;
typedef JNIEnv_ JNIEnv;
typedef JavaVM_ JavaVM;
#else
typedef const struct JNINativeInterface_ *JNIEnv;
typedef const struct JNIInvokeInterface_ *JavaVM;
#endif

struct JNIInvokeInterface_ {
  jint (*DestroyJavaVM)(JavaVM *vm);
  jint (*AttachCurrentThread)(JavaVM *vm, void **env, void *arguments);
  jint (*DetachCurrentThread)(JavaVM *vm);
  jint (*GetEnv)(JavaVM *vm, void **env, jint version);
};

#ifdef __cplusplus
struct JavaVM_ {
  const JNIInvokeInterface_ *functions;
  jint AttachCurrentThread(void **env, void *arguments) {
    return functions->AttachCurrentThread(this, env, arguments);
  }
  jint DetachCurrentThread() { return functions->DetachCurrentThread(this); }
  jint GetEnv(void **env, jint version) {
    return functions->GetEnv(this, env, version);
  }
};
struct JNIEnv_ {
  bool ExceptionCheck();
  void CallVoid(const char *name);
};
#endif

#endif
