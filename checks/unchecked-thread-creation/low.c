// RUN: %check_hangproof %s hangproof-unchecked-thread-creation --min-confidence=low -- -D_GNU_SOURCE
//
// What is told on request only.

#include <pthread.h>
#include <unistd.h>

void *work(void *argument);
void child(void);

void forgotten_bad(pthread_t *thread) {
  int rc = pthread_create(thread, NULL, work, NULL);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: the result of 'pthread_create' is kept but never read, so a missing thread goes unseen; test it [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE-2]]:12: note: no path reads the result of this call
}

void overwritten_bad(pthread_t *thread) {
  int rc = pthread_create(thread, NULL, work, NULL);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: the result of 'pthread_create' is kept but never read, so a missing thread goes unseen; test it
// CHECK-NOTES: :[[@LINE-2]]:12: note: no path reads the result of this call
  rc = close(0);
  if (rc)
    work(NULL);
}

void nothing_bad(void) {
  if (fork() == 0) {
// CHECK-NOTES: :[[@LINE-1]]:7: warning: -1 of a failed 'fork' is taken for a child: nothing runs, and nobody is told; test for -1 before the parent goes on
    child();
    _exit(0);
  }
}

void read_ok(pthread_t *thread) {
  int rc = pthread_create(thread, NULL, work, NULL);
  if (rc)
    work(NULL);
}

int locked_bad(pthread_mutex_t *mutex) {
  if (pthread_mutex_lock(mutex) < 0)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_mutex_lock' fails with a positive error number, so '< 0' never holds and the failure goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:33: note: this test never holds, whether the call has failed or not
    return -1;
  return 0;
}
