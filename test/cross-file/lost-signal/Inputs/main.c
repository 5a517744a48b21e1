#include "daemon.h"
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

volatile sig_atomic_t stopping;

static void on_term(int signal) { stopping = 1; }

static void *helper(void *argument) {
  run_hook("/usr/libexec/hook");
  run_hook_with_open_mask("/usr/libexec/hook");
  return argument;
}

int main(void) {
  struct sigaction action = {.sa_handler = on_term};
  sigset_t all;
  pthread_t thread;
  sigaction(SIGTERM, &action, NULL);
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  if (pthread_create(&thread, NULL, helper, NULL) != 0)
    return 1;
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  while (!stopping) {
    wait_a_while(300);
    wait_until_stopped(300);
  }
  return 0;
}
