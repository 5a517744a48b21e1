// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -D_GNU_SOURCE
//
// Threads and programs whose creation is not looked at.

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

void *work(void *argument);
int work11(void *argument);
extern char **environ;

void joined_bad(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when 'pthread_create' makes no thread (EAGAIN at pids.max or ulimit -u): 'pthread_join' then acts on 'thread', which was never set; test the result [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'pthread_join' uses the handle, whether it is set or not
  pthread_join(thread, NULL);
}

struct server {
  pthread_t thread;
  pthread_t helpers[4];
  thrd_t other;
  int status;
};

void cancelled_bad(struct server *s) {
  pthread_create(&s->thread, NULL, work, s);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when 'pthread_create' makes no thread
// CHECK-NOTES: :[[@LINE+2]]:31: note: 'pthread_cancel' uses the handle, whether it is set or not
}
void stop(struct server *s) { pthread_cancel(s->thread); }

void array_bad(struct server *s) {
  for (int i = 0; i < 4; i++)
    pthread_create(&s->helpers[i], NULL, work, s);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: nobody sees when 'pthread_create' makes no thread
// CHECK-NOTES: :[[@LINE+2]]:5: note: 'pthread_join' uses the handle, whether it is set or not
  for (int j = 0; j < 4; j++)
    pthread_join(s->helpers[j], NULL);
}

void alone_bad(struct server *s) { thrd_create(&s->other, work11, s); }
// CHECK-NOTES: :[[@LINE-1]]:36: warning: nobody sees when 'thrd_create' makes no thread
// CHECK-NOTES: :[[@LINE-2]]:36: note: the result of the call is dropped here

void detached_bad(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when 'pthread_create' makes no thread
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'pthread_detach' uses the handle, whether it is set or not
  pthread_detach(thread);
}

void program_bad(void) {
  pid_t pid;
  char *arguments[] = {"ls", NULL};
  posix_spawn(&pid, "/bin/ls", NULL, NULL, arguments, environ);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: nobody sees when 'posix_spawn' starts no program: 'waitpid' then acts on 'pid', which was never set; test the result
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'waitpid' uses the handle, whether it is set or not
  waitpid(pid, NULL, 0);
}

// --- wrappers ----------------------------------------------------------------

static int start(struct server *s) {
  return pthread_create(&s->thread, NULL, work, s);
}
void wrapper_bad(struct server *s) { start(s); }
// CHECK-NOTES: :[[@LINE-1]]:38: warning: nobody sees when 'start' (through 'pthread_create') makes no thread
// CHECK-NOTES: :[[@LINE-4]]:10: note: 'start' leaves a failure of 'pthread_create' to its caller
int wrapper_ok(struct server *s) { return start(s); }

static int begin(struct server *s) {
  if (pthread_create(&s->thread, NULL, work, s) != 0)
    return -1;
  return 0;
}
void numbers_bad(struct server *s) { begin(s); }
// CHECK-NOTES: :[[@LINE-1]]:38: warning: nobody sees when 'begin' (through 'pthread_create') makes no thread
// CHECK-NOTES: :[[@LINE-6]]:7: note: 'begin' leaves a failure of 'pthread_create' to its caller
void numbers_ok(struct server *s) {
  if (begin(s) < 0)
    abort();
}

static int through_local(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
  return rc;
}
int tested_wrapper_bad(struct server *s) {
  if (through_local(s) < 0)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'through_local' fails with a positive error number, so '< 0' never holds and a missing thread goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:24: note: this test never holds, whether the call has failed or not
    return -1;
  return 0;
}

// It has told somebody.
static int talking(struct server *s) {
  if (pthread_create(&s->thread, NULL, work, s) != 0) {
    fprintf(stderr, "cannot start\n");
    return -1;
  }
  return 0;
}
void talking_ok(struct server *s) { talking(s); }

// --- every enclosing look ----------------------------------------------------

#define CHECK(x)                                                               \
  do {                                                                         \
    int rc_ = (x);                                                             \
    if (rc_)                                                                   \
      abort();                                                                 \
  } while (0)
#define RETURN_ON_ERROR(x)                                                     \
  if ((status = (x)) != 0)                                                     \
    return status
void check(int rc, const char *what);

void checks_ok(struct server *s) {
  int rc;
  CHECK(pthread_create(&s->thread, NULL, work, s));
  check(pthread_create(&s->thread, NULL, work, s), "create");
  assert(pthread_create(&s->thread, NULL, work, s) == 0);
  if (pthread_create(&s->thread, NULL, work, s))
    abort();
  rc = pthread_create(&s->thread, NULL, work, s);
  if (rc != 0)
    abort();
  switch (pthread_create(&s->thread, NULL, work, s)) {
  case 0:
    break;
  default:
    abort();
  }
  rc = pthread_create(&s->thread, NULL, work, s) ? 1 : 0;
  if (rc)
    abort();
  (void)pthread_create(&s->thread, NULL, work, s);
  errno = pthread_create(&s->thread, NULL, work, s);
  if (errno)
    abort();
  do
    rc = pthread_create(&s->thread, NULL, work, s);
  while (rc == EAGAIN);
  if (rc)
    abort();
  s->status = pthread_create(&s->thread, NULL, work, s);
  if (thrd_create(&s->other, work11, s) != thrd_success)
    abort();
  rc = 1, rc = pthread_create(&s->thread, NULL, work, s), check(rc, "create");
}

int macro_ok(struct server *s) {
  int status;
  RETURN_ON_ERROR(pthread_create(&s->thread, NULL, work, s));
  return 0;
}

// The variable tells one failure, and not this one.
int forgotten_bad(struct server *s) {
  int rc = puts("starting");
  if (rc < 0)
    return rc;
  rc = pthread_create(&s->thread, NULL, work, s);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: the result of 'pthread_create' is kept but never read, so a missing thread goes unseen; test it [hangproof-unchecked-thread-creation]
  // CHECK-NOTES: :[[@LINE-2]]:8: note: no path reads the result of this call
  puts("started");
  return 0;
}

int later_ok(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
  puts("started?");
  while (s->status)
    sleep(1);
  return rc ? -1 : 0;
}

// A shim for another system.
int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
  pthread_create((pthread_t *)thread, NULL, work, argument);
  return thrd_success;
}

int locked_ok(pthread_mutex_t *mutex) {
  if (pthread_mutex_lock(mutex) < 0)
    return -1;
  return 0;
}
