// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int number) { stop = 1; }

void install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_term;
  sigaction(SIGTERM, &action, NULL);
}

void serve(int client);
int take(int listener);

void accept_retried_bad(int listener) {
  while (!stop) {
    int client;
    do {
      client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'accept' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-12]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-19]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop ends when 'stop' says so
    } while (client < 0 && errno == EINTR);
    close(client);
  }
}

void sleep_retried_bad(long interval) {
  while (!stop) {
    struct timespec left = {.tv_sec = interval};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'nanosleep' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits for the rest of its time; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-25]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-32]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE-5]]:45: note: an interrupted 'nanosleep' is told here, and made again
      ;
  }
}

void sleep_resumed_bad(void) {
  while (!stop) {
    unsigned left = 60;
    while ((left = sleep(left)) > 0)
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'sleep' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits for the rest of its 60 seconds; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-38]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-45]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stop' says so
      ;
  }
}

void any_failure_resumed_bad(void) {
  struct timespec left;
  while (!stop) {
    left.tv_sec = 30;
    left.tv_nsec = 0;
    while (nanosleep(&left, &left))
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'nanosleep' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits for the rest of its 30 seconds; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-52]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-59]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop ends when 'stop' says so
      ;
  }
}

void clock_retried_bad(void) {
  while (!stop) {
    struct timespec left = {30, 0};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'clock_nanosleep' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits for the rest of its 30 seconds; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-64]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-71]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stop' says so
      ;
  }
}

void macro_bad(int listener) {
  while (!stop) {
    int client = TEMP_FAILURE_RETRY(accept(listener, NULL, NULL));
  // CHECK-NOTES: :[[@LINE-1]]:37: warning: 'accept' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-75]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-82]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
    close(client);
  }
}

void goto_bad(int socket) {
  char buffer[64];
  while (!stop) {
  again:
    if (recv(socket, buffer, sizeof buffer, 0) < 0) {
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'recv' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-88]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-95]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+1]]:11: note: an interrupted 'recv' is told here, and made again
      if (errno == EINTR)
        goto again;
      return;
    }
  }
}

void poll_retried_bad(struct pollfd *set) {
  while (!stop) {
    int ready;
    while ((ready = poll(set, 1, -1)) < 0 && errno == EINTR)
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'poll' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-104]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-111]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE-5]]:46: note: an interrupted 'poll' is told here, and made again
      ;
    if (ready < 0)
      break;
  }
}

void semaphore_bad(sem_t *items) {
  for (;;) {
    while (sem_wait(items) < 0 && errno == EINTR)
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'sem_wait' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-118]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-125]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE-5]]:35: note: an interrupted 'sem_wait' is told here, and made again
      continue;
    if (stop)
      break;
  }
}

// The flag is looked at, but not on the way of the interrupted call.
void continued_bad(int listener) {
  for (;;) {
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-133]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-140]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+2]]:11: note: an interrupted 'accept' is told here, and made again
    if (client < 0) {
      if (errno == EINTR)
        continue;
      return;
    }
    if (stop)
      return;
    close(client);
  }
}

void switch_bad(int listener) {
  for (;;) {
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-152]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-159]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+2]]:15: note: an interrupted 'accept' is told here, and made again
    if (client < 0)
      switch (errno) {
      case EINTR:
        continue;
      default:
        return;
      }
    if (stop)
      return;
    close(client);
  }
}

void pipe_bad(void) {
  int ends[2];
  char byte;
  if (pipe(ends) < 0)
    return;
  while (!stop) {
    ssize_t got;
    do
      got = read(ends[0], &byte, 1);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'read' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-179]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-186]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop ends when 'stop' says so
    while (got < 0 && errno == EINTR);
  }
}

// The helper swallows the signal, its caller waits for the flag.
static int accept_again(int listener) {
  int client;
  do
    client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'accept' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-192]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-199]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+7]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+7]]:11: note: 'helper_bad' calls 'accept_again'
  while (client < 0 && errno == EINTR);
  return client;
}

void helper_bad(int listener) {
  while (!stop)
    close(accept_again(listener));
}

void child_bad(pid_t child) {
  int status;
  while (!stop)
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'waitpid' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-210]]:3: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-217]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE-5]]:46: note: an interrupted 'waitpid' is told here, and made again
      ;
}

void accept_ok(int listener) {
  while (!stop) {
    int client = accept(listener, NULL, NULL);
    if (client < 0 && errno == EINTR)
      continue;
    close(client);
  }
}

void tested_in_the_condition_ok(int listener) {
  while (!stop) {
    int client;
    do
      client = accept(listener, NULL, NULL);
    while (client < 0 && errno == EINTR && !stop);
    close(client);
  }
}

void tested_in_the_body_ok(long seconds) {
  while (!stop) {
    struct timespec left = {.tv_sec = seconds};
    while (nanosleep(&left, &left) == -1 && errno == EINTR) {
      if (stop)
        return;
    }
  }
}

static int is_stopped(void) { return stop; }

void predicate_ok(int listener) {
  while (!is_stopped()) {
    int client;
    do
      client = accept(listener, NULL, NULL);
    while (client < 0 && errno == EINTR && !is_stopped());
    close(client);
  }
}

void short_calls_ok(const char *path) {
  char buffer[64];
  while (!stop) {
    int fd;
    do
      fd = open(path, O_RDONLY);
    while (fd < 0 && errno == EINTR);
    ssize_t got;
    do
      got = read(fd, buffer, sizeof buffer);
    while (got < 0 && errno == EINTR);
    while (write(fd, buffer, 1) < 0 && errno == EINTR)
      ;
    while (fcntl(fd, F_SETLK, NULL) < 0 && errno == EINTR)
      ;
    while (close(fd) < 0 && errno == EINTR)
      ;
  }
}

// Nothing says what the descriptor is.
void unknown_handle_ok(int fd) {
  char byte;
  while (!stop)
    while (read(fd, &byte, 1) < 0 && errno == EINTR)
      ;
}

void short_sleep_ok(void) {
  while (!stop) {
    struct timespec left = {.tv_nsec = 50000000};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
      ;
  }
}

static void sleep_milliseconds(long count) {
  struct timespec left = {count / 1000, count % 1000 * 1000000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR)
    ;
}

void short_sleep_of_a_helper_ok(void) {
  while (!stop)
    sleep_milliseconds(200);
}

void non_blocking_ok(int listener) {
  while (!stop) {
    int client;
    do
      client = accept(listener, NULL, NULL);
    while (client < 0 && errno == EINTR);
    if (client < 0 && errno == EAGAIN)
      continue;
    close(client);
  }
}

void ready_ok(struct pollfd *set) {
  char buffer[64];
  while (!stop) {
    if (poll(set, 1, 500) <= 0)
      continue;
    ssize_t got;
    do
      got = recv(set->fd, buffer, sizeof buffer, 0);
    while (got < 0 && errno == EINTR);
  }
}

void no_wait_ok(int socket, pid_t child, int file) {
  char buffer[64];
  int status;
  while (!stop) {
    while (recv(socket, buffer, sizeof buffer, MSG_DONTWAIT) < 0 &&
           errno == EINTR)
      ;
    while (waitpid(child, &status, WNOHANG) < 0 && errno == EINTR)
      ;
    while (flock(file, LOCK_EX | LOCK_NB) < 0 && errno == EINTR)
      ;
  }
}

// It ends: it was killed.
void killed_child_ok(pid_t child) {
  int status;
  while (!stop)
    pause();
  kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
}

// After the request, the rest is waited for.
void after_the_loop_ok(sem_t *done) {
  while (!stop)
    pause();
  while (sem_wait(done) < 0 && errno == EINTR)
    ;
}

// Comes back to a caller that looks.
static int accept_once(int listener) {
  int client = accept(listener, NULL, NULL);
  if (client < 0 && errno == EINTR)
    return -1;
  return client;
}

void caller_looks_ok(int listener) {
  while (!stop)
    close(accept_once(listener));
}

void bounded_poll_ok(struct pollfd *set) {
  while (!stop) {
    int ready;
    do
      ready = poll(set, 1, 1000);
    while (ready < 0 && errno == EINTR);
  }
}
