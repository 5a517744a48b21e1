// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *work(void *argument) {
  for (;;)
    pause();
}

int main(void) {
  pthread_t thread;
  sigset_t set;
  int number;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  if (pthread_create(&thread, NULL, work, NULL)) // bad
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_create' starts a thread with signals open, while 'sigwait' in 'main' is to take them: a signal goes to the new thread and is lost or ends the program; block the signals before the first thread is started [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+2]]:3: note: the signals are to be taken here
    abort();
  sigwait(&set, &number);
  return 0;
}
