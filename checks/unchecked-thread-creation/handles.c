// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -std=c11
//
// A handle that is used without a look at whether there is one.

#include <stddef.h>

typedef void *HANDLE;
typedef unsigned long DWORD;
HANDLE CreateThread(void *, size_t, DWORD (*)(void *), void *, DWORD, DWORD *);
DWORD WaitForSingleObject(HANDLE, DWORD);
int CloseHandle(HANDLE);

DWORD work(void *argument);
void keep(HANDLE thread);

void waited_bad(void) {
  HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);
// CHECK-NOTES: :[[@LINE-1]]:19: warning: nobody sees when 'CreateThread' makes no thread (EAGAIN at pids.max or ulimit -u): its work is never done, and who waits for it hangs; test the result [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE-2]]:19: note: the handle is used without a look at it
  WaitForSingleObject(thread, 0xffffffff);
  CloseHandle(thread);
}

int tested_ok(void) {
  HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);
  if (!thread)
    return -1;
  WaitForSingleObject(thread, 0xffffffff);
  return 0;
}

void tested_before_the_wait_ok(void) {
  HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);
  if (thread != NULL)
    WaitForSingleObject(thread, 0xffffffff);
}

void given_on_ok(void) {
  HANDLE thread = CreateThread(NULL, 0, work, NULL, 0, NULL);
  keep(thread);
  WaitForSingleObject(thread, 0xffffffff);
}

size_t _beginthreadex(void *, unsigned, unsigned (*)(void *), void *, unsigned,
                      unsigned *);
unsigned other_work(void *argument);

void dropped_bad(void) {
  CreateThread(NULL, 0, work, NULL, 0, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when 'CreateThread' makes no thread
// CHECK-NOTES: note: the result of the call is dropped here
  _beginthreadex(NULL, 0, other_work, NULL, 0, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when '_beginthreadex' makes no thread
// CHECK-NOTES: note: the result of the call is dropped here
}

// Kept in a member, of which nobody asks whether there is a thread.
struct audio {
  HANDLE thread;
  volatile int quit;
};
void audio_start_bad(struct audio *a) {
  a->thread = CreateThread(NULL, 0, work, a, 0, NULL);
// CHECK-NOTES: :[[@LINE-1]]:15: warning: nobody sees when 'CreateThread' makes no thread
// CHECK-NOTES: note: the handle is used without a look at it
}
void audio_stop(struct audio *a) {
  a->quit = 1;
  WaitForSingleObject(a->thread, 0xffffffff);
  CloseHandle(a->thread);
}

struct video {
  HANDLE thread;
};
void video_start_ok(struct video *v) {
  v->thread = CreateThread(NULL, 0, work, v, 0, NULL);
}
void video_stop(struct video *v) {
  if (v->thread)
    WaitForSingleObject(v->thread, 0xffffffff);
}

struct text {
  HANDLE thread;
};
void text_start_ok(struct text *t) {
  t->thread = CreateThread(NULL, 0, work, t, 0, NULL);
  keep(t->thread);
}
void text_stop(struct text *t) { WaitForSingleObject(t->thread, 0xffffffff); }
