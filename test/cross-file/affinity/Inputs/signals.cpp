#include "signals.h"
#include "mock/jni.h"
#include <fenv.h>
#include <pthread.h>
#include <stdexcept>

static int block(const sigset_t *set, sigset_t *old) {
  return pthread_sigmask(SIG_BLOCK, set, old);
}
int signals_block(sigset_t *old) {
  sigset_t all;
  sigfillset(&all);
  return block(&all, old);
}
void signals_restore(const sigset_t *old) {
  pthread_sigmask(SIG_SETMASK, old, nullptr);
}

int parse(const char *text) {
  if (!*text)
    throw std::invalid_argument("empty");
  return *text;
}

RoundUp::RoundUp() : old(fegetround()) { fesetround(FE_UPWARD); }
RoundUp::~RoundUp() { fesetround(old); }

static JavaVM *vm;
bool Attachment::enter() {
  JNIEnv *env = nullptr;
  return vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr) ==
         JNI_OK;
}
void Attachment::leave() { vm->DetachCurrentThread(); }
