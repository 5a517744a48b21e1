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

static void *take(void *argument) {
  siginfo_t details;
  for (;;)
    if (sigwaitinfo(&handled, &details) == SIGTERM)
      exit(0);
}

void early_bad(void) {
  pthread_t a, b;
  if (pthread_create(&a, NULL, work, NULL))
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_create' starts a thread with signals open, while 'sigwaitinfo' in 'take' is to take them
  // CHECK-NOTES: :[[@LINE+5]]:3: note: 'early_bad' blocks SIGTERM only here
  // CHECK-NOTES: :[[@LINE-9]]:9: note: the signals are to be taken here
    abort();
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
  if (pthread_create(&b, NULL, take, NULL))
    abort();
}

void blocked_ok(void) {
  pthread_t a, b;
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &handled, NULL);
  if (pthread_create(&a, NULL, work, NULL))
    abort();
  if (pthread_create(&b, NULL, take, NULL))
    abort();
}
