// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// Waits that are over before the handlers are installed: until then a signal
// ends the program.

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t leave;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static int workers;

static void on_term(int signal) { leave = 1; }

// The parent waits for what its child tells.
static void daemonize_ok(void) {
  int ends[2];
  char done;
  if (pipe(ends) != 0)
    exit(1);
  if (fork() > 0) {
    while (read(ends[0], &done, 1) < 0 && errno == EINTR)
      ;
    exit(0);
  }
  setsid();
}

static void wait_for_workers_ok(void) {
  pthread_mutex_lock(&lock);
  while (!leave && workers < 4)
    pthread_cond_wait(&ready, &lock);
  pthread_mutex_unlock(&lock);
}

static void drain_bad(int fd) {
  char data[64];
  ssize_t count;
  do {
    count = read(fd, data, sizeof data);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'read' is called again when a signal has interrupted it, and 'leave' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'leave' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+20]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-30]]:35: note: 'leave' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+6]]:3: note: the loop ends when 'leave' says so
  // CHECK-NOTES: :[[@LINE+8]]:7: note: 'serve' calls 'drain_bad'
  } while (count < 0 && errno == EINTR);
}

static void serve(int listener) {
  while (!leave) {
    int client = accept(listener, NULL, NULL);
    if (client >= 0)
      drain_bad(client);
  }
}

int main(int argc, char **argv) {
  daemonize_ok();
  wait_for_workers_ok();
  signal(SIGINT, SIG_IGN);
  struct sigaction action = {.sa_handler = on_term};
  sigaction(SIGTERM, &action, NULL);
  serve(socket(AF_INET, SOCK_STREAM, 0));
  return 0;
}
