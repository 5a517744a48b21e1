// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static sigset_t handled;

static void *work(void *argument) {
  for (;;)
    pause();
}

static void *masked(void *argument) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  for (;;)
    pause();
}

static void *take(void *argument) {
  int number;
  sigwait(&handled, &number);
  return NULL;
}

static void start_workers(pthread_t *thread) {
  if (pthread_create(thread, NULL, work, NULL))
    abort();
}

static void start_guarded(pthread_t *thread) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  if (pthread_create(thread, NULL, work, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void early_bad(void) {
  pthread_t a, b;
  if (pthread_create(&a, NULL, work, NULL))
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_create' starts a thread with signals open, while 'sigwait' in 'take' is to take them: a signal goes to the new thread and is lost or ends the program; block the signals before the first thread is started [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+5]]:3: note: 'early_bad' blocks SIGTERM only here
  // CHECK-NOTES: :[[@LINE-23]]:3: note: the signals are to be taken here
    abort();
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
  if (pthread_create(&b, NULL, take, NULL))
    abort();
}

void early_in_a_function_bad(void) {
  pthread_t a, b;
  start_workers(&a);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'start_workers' starts a thread with signals open, while 'sigwait' in 'take' is to take them: a signal goes to the new thread and is lost or ends the program; block the signals before the first thread is started [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-31]]:7: note: 'start_workers' starts it by 'pthread_create'
  // CHECK-NOTES: :[[@LINE+4]]:3: note: 'early_in_a_function_bad' blocks SIGTERM only here
  // CHECK-NOTES: :[[@LINE-38]]:3: note: the signals are to be taken here
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
  if (pthread_create(&b, NULL, take, NULL))
    abort();
}

void in_order_ok(void) {
  pthread_t a, b;
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
  if (pthread_create(&a, NULL, work, NULL) ||
      pthread_create(&b, NULL, take, NULL))
    abort();
}

void early_and_masked_ok(void) {
  pthread_t a, b;
  if (pthread_create(&a, NULL, masked, NULL))
    abort();
  start_guarded(&b);
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
}
