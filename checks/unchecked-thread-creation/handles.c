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
