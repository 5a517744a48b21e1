// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -D_GNU_SOURCE
//
// Tests of an error number that go one way only.

#include <assert.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *work(void *argument);
extern char **environ;

struct server {
  pthread_t thread;
};

int less_bad(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'pthread_create' fails with a positive error number, so '< 0' never holds and a missing thread goes unseen; test '!= 0' [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE+1]]:10: note: this test never holds, whether the call has failed or not
  if (rc < 0) {
    perror("pthread_create");
    return -1;
  }
  return 0;
}
// CHECK-FIXES:   if (rc != 0) {

int equal_bad(struct server *s) {
  if (pthread_create(&s->thread, NULL, work, s) == -1)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_create' fails with a positive error number, so '== -1' never holds and a missing thread goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:49: note: this test never holds, whether the call has failed or not
    return -1;
  return 0;
}
// CHECK-FIXES:   if (pthread_create(&s->thread, NULL, work, s) != 0)

void always_bad(struct server *s) {
  int rc;
  if ((rc = pthread_create(&s->thread, NULL, work, s)) >= 0)
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'pthread_create' fails with a positive error number, so '>= 0' always holds and a missing thread goes unseen; test '== 0'
// CHECK-NOTES: :[[@LINE-2]]:56: note: this test always holds, whether the call has failed or not
    printf("started\n");
}
// CHECK-FIXES:   if ((rc = pthread_create(&s->thread, NULL, work, s)) == 0)

void notEqual_bad(struct server *s) {
  while (pthread_create(&s->thread, NULL, work, s) != -1)
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'pthread_create' fails with a positive error number, so '!= -1' always holds and a missing thread goes unseen; test '== 0'
// CHECK-NOTES: :[[@LINE-2]]:52: note: this test always holds, whether the call has failed or not
    sleep(1);
}
// CHECK-FIXES:   while (pthread_create(&s->thread, NULL, work, s) == 0)

void assert_bad(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'pthread_create' fails with a positive error number, so '>= 0' always holds and a missing thread goes unseen; test '== 0'
// CHECK-NOTES: :[[@LINE+1]]:13: note: this test always holds, whether the call has failed or not
  assert(rc >= 0);
}

void mirrored_bad(struct server *s) {
  if (0 > pthread_create(&s->thread, NULL, work, s))
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'pthread_create' fails with a positive error number, so '< 0' never holds and a missing thread goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:9: note: this test never holds, whether the call has failed or not
    abort();
}

void flag_bad(struct server *s) {
  int failed = pthread_create(&s->thread, NULL, work, s) < 0;
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'pthread_create' fails with a positive error number, so '< 0' never holds and a missing thread goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:58: note: this test never holds, whether the call has failed or not
  if (failed)
    abort();
}
// CHECK-FIXES:   int failed = pthread_create(&s->thread, NULL, work, s) != 0;

void reused_bad(struct server *s, int fd) {
  int rc = write(fd, "", 1);
  if (rc < 0)
    return;
  rc = pthread_create(&s->thread, NULL, work, s);
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'pthread_create' fails with a positive error number, so '< 0' never holds and a missing thread goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE+1]]:10: note: this test never holds, whether the call has failed or not
  if (rc < 0)
    printf("failed: %s\n", strerror(rc));
}

void join_bad(pthread_t thread) {
  if (pthread_join(thread, NULL) < 0)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_join' fails with a positive error number, so '< 0' never holds and the failure goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:34: note: this test never holds, whether the call has failed or not
    perror("pthread_join");
}

void spawn_bad(char **arguments) {
  pid_t pid;
  if (posix_spawn(&pid, "/bin/ls", NULL, NULL, arguments, environ) < 0)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'posix_spawn' fails with a positive error number, so '< 0' never holds and a missing program goes unseen; test '!= 0'
// CHECK-NOTES: :[[@LINE-2]]:68: note: this test never holds, whether the call has failed or not
    perror("posix_spawn");
}

void zero_ok(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
  if (rc > 0)
    abort();
}

// One of the two tests sees it.
void both_ok(struct server *s) {
  int rc = pthread_create(&s->thread, NULL, work, s);
  if (rc < 0)
    abort();
  if (rc)
    abort();
}

// The test is for what another call gave.
void other_ok(struct server *s, int fd) {
  int rc = pthread_create(&s->thread, NULL, work, s);
  if (rc)
    return;
  rc = write(fd, "", 1);
  if (rc < 0)
    abort();
}

// A wrapper of the project that returns -1.
int create_thread(struct server *s);
void foreign_ok(struct server *s) {
  if (create_thread(s) < 0)
    abort();
}
