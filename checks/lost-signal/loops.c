// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t running = 1;

static void on_signal(int number) { running = 0; }

static void install(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

int bind_retried_bad(int socket, struct sockaddr *address) {
  install();
  while (bind(socket, address, sizeof *address) < 0) {
    struct timespec pause = {.tv_sec = 1};
    nanosleep(&pause, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'nanosleep' waits in a loop that never reads 'running', which 'on_signal' sets: a stop request is not heard while the loop runs; test 'running' in the loop [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-10]]:3: note: 'on_signal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-15]]:37: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: this loop does not look at 'running'
  }
  while (running)
    pause();
  return 0;
}

void counted_bad(void) {
  while (running) {
    for (int i = 0; i < 60; ++i)
      sleep(1);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sleep' waits in a loop that never reads 'running', which 'on_signal' sets: a stop request is not heard while the loop runs; test 'running' in the loop [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-24]]:3: note: 'on_signal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-29]]:37: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'running' says so
  // CHECK-NOTES: :[[@LINE-6]]:5: note: this loop does not look at 'running'
    puts("tick");
  }
}

void endless_bad(void) {
  for (;;) {
    sleep(60);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'sleep' waits in a loop that never reads 'running', which 'on_signal' sets: a stop request is not heard while the loop runs; test 'running' in the loop [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-36]]:3: note: 'on_signal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-41]]:37: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-34]]:5: note: 'bind_retried_bad' looks at 'running'
  // CHECK-NOTES: :[[@LINE-6]]:3: note: this loop does not look at 'running'
    puts("tick");
  }
}

void inner_bad(int socket, struct sockaddr *address) {
  while (running)
    while (connect(socket, address, sizeof *address) != 0)
      sleep(5);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sleep' waits in a loop that never reads 'running', which 'on_signal' sets: a stop request is not heard while the loop runs; test 'running' in the loop [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-49]]:3: note: 'on_signal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-54]]:37: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'running' says so
  // CHECK-NOTES: :[[@LINE-6]]:5: note: this loop does not look at 'running'
}

void tested_ok(void) {
  while (running) {
    sleep(60);
    puts("tick");
  }
}

void tested_in_the_body_ok(void) {
  for (;;) {
    sleep(60);
    if (!running)
      break;
  }
}

static int keeps_running(void) { return running; }

void tested_by_a_function_ok(void) {
  for (;;) {
    sleep(60);
    if (!keeps_running())
      break;
  }
}

static void tick(void) {
  if (!running)
    _exit(0);
}

void tested_in_a_callee_ok(void) {
  for (;;) {
    sleep(60);
    tick();
  }
}

void few_turns_ok(int socket, struct sockaddr *address) {
  for (int i = 0; i < 3; ++i) {
    if (connect(socket, address, sizeof *address) == 0)
      break;
    sleep(1);
  }
  while (running)
    pause();
}

void counted_by_others_ok(int attempts, int socket, struct sockaddr *address) {
  while (attempts-- > 0) {
    if (connect(socket, address, sizeof *address) == 0)
      break;
    sleep(1);
  }
}

static int ready;
void set_ready(void) { ready = 1; }

void waits_for_a_state_ok(void) {
  while (!ready)
    usleep(1000);
}

void until_a_time_ok(time_t end) {
  while (time(NULL) < end)
    sleep(1);
}

// The end of main ends it.
static void *worker_ok(void *argument) {
  for (;;) {
    sleep(60);
    puts("tick");
  }
}

// The handlers are not yet installed: the signal ends the program.
static void wait_for_server_ok(int socket, struct sockaddr *address) {
  while (connect(socket, address, sizeof *address) != 0)
    sleep(5);
}

int start(int socket, struct sockaddr *address) {
  pthread_t thread;
  wait_for_server_ok(socket, address);
  install();
  if (pthread_create(&thread, NULL, worker_ok, NULL))
    return 1;
  tested_ok();
  return 0;
}

int main(void) { return start(0, NULL); }

struct item {
  struct item *next;
};

void over_a_list_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next)
    sleep(1);
}
