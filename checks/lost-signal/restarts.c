// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stop;
static volatile sig_atomic_t done;
static volatile sig_atomic_t quit;
static volatile sig_atomic_t leave;
static int wake[2];

static void on_int(int number) { stop = 1; }

static void on_term(int number) {
  done = 1;
  fprintf(stderr, "stopping\n");
}

// Without SA_RESTART: accept and read fail with EINTR.
static void on_quit(int number) { quit = 1; }

static void on_wake(int number) {
  leave = 1;
  if (write(wake[1], "x", 1) < 0)
    abort();
}

void install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  signal(SIGINT, on_int);
  action.sa_handler = on_term;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, NULL);
  struct sigaction plain = {.sa_handler = on_quit};
  sigaction(SIGTERM, &plain, NULL);
  struct sigaction waking = {.sa_handler = on_wake, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &waking, NULL);
}

void accept_bad(int listener) {
  while (!stop) {
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_int' only sets 'stop': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-14]]:3: note: 'on_int' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-34]]:34: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
    if (client < 0)
      break;
    close(client);
  }
}

void flag_of_sigaction_bad(int listener) {
  while (!done) {
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_term' only sets 'done': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-24]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-44]]:3: note: 'done' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'done' says so
    if (client < 0)
      break;
    close(client);
  }
}

void input_bad(void) {
  char line[256];
  while (!stop && fgets(line, sizeof line, stdin))
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'fgets' goes on after a signal, since its handler restarts calls, and 'on_int' only sets 'stop': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-40]]:3: note: 'on_int' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-60]]:34: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the loop ends when 'stop' says so
    puts(line);
}

static int next_client(int listener) { return accept(listener, NULL, NULL); }
  // CHECK-NOTES: :[[@LINE-1]]:47: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_int' only sets 'stop': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-48]]:3: note: 'on_int' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-68]]:34: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+4]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+4]]:11: note: 'callee_bad' calls 'next_client'

void callee_bad(int listener) {
  while (!stop)
    close(next_client(listener));
}

void child_bad(void) {
  while (!stop)
    wait(NULL);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'wait' goes on after a signal, since its handler restarts calls, and 'on_int' only sets 'stop': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-62]]:3: note: 'on_int' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-82]]:34: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
}

static pthread_mutex_t lock;
static pthread_cond_t changed;

void condition_bad(void) {
  pthread_mutex_lock(&lock);
  while (!quit)
    pthread_cond_wait(&changed, &lock);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_cond_wait' goes on after a signal, and 'on_quit' only sets 'quit': a stop request is not heard, and the program waits until something else happens; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-70]]:3: note: 'on_quit' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-87]]:35: note: 'quit' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'quit' says so
  pthread_mutex_unlock(&lock);
}

void interrupted_ok(int listener) {
  while (!quit) {
    int client = accept(listener, NULL, NULL);
    if (client < 0)
      continue;
    close(client);
  }
}

void poll_ok(struct pollfd *set) {
  while (!stop) {
    if (poll(set, 2, -1) < 0)
      continue;
    close(accept(set->fd, NULL, NULL));
  }
}

void woken_ok(int listener) {
  while (!leave)
    close(accept(listener, NULL, NULL));
}

void short_polls_ok(struct pollfd *set) {
  while (!stop)
    poll(set, 1, 250);
}

void file_ok(FILE *file) {
  char line[256];
  while (!stop && fgets(line, sizeof line, file))
    puts(line);
}

// main looks at the flag and wakes the workers.
static void *worker_ok(void *argument) {
  pthread_mutex_lock(&lock);
  while (!stop)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return NULL;
}

int start(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, worker_ok, NULL))
    return 1;
  while (!stop)
    pause();
  pthread_cond_broadcast(&changed);
  pthread_join(thread, NULL);
  return 0;
}

// The caller waits until there is a client.
static int next_ready_client(int listener) {
  return accept(listener, NULL, NULL);
}

static void handle_ok(struct pollfd *set) {
  if (poll(set, 1, -1) > 0 && (set->revents & POLLIN))
    close(next_ready_client(set->fd));
}

void caller_polls_ok(struct pollfd *set) {
  while (!stop)
    handle_ok(set);
}

static int is_readable(int fd) {
  struct pollfd set = {fd, POLLIN, 0};
  return poll(&set, 1, 300) > 0;
}

void polled_by_a_function_ok(int listener) {
  while (!stop)
    if (is_readable(listener))
      close(accept(listener, NULL, NULL));
}

// Handles what a poll elsewhere has found.
static void handle_ready_ok(int *ready, int count) {
  for (int i = 0; i < count; ++i) {
    if (stop)
      return;
    close(accept(ready[i], NULL, NULL));
  }
}

void use(int *ready) { handle_ready_ok(ready, 4); }
