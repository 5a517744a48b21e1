// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A wait in a function that the main loop calls: in each turn, or at times.

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

struct item {
  struct item *next;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct item *head;
static int running;
static volatile sig_atomic_t stop_asked, reload_asked;

static void on_signal(int signal) {
  if (signal == SIGHUP)
    reload_asked = 1;
  else
    stop_asked = 1;
}

void setup(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
}

static struct item *pop_bad(void) {
  pthread_mutex_lock(&lock);
  while (!head)
    pthread_cond_wait(&changed, &lock);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_cond_wait' goes on after a signal, and 'on_signal' only sets 'stop_asked': a stop request is not heard, and the program waits until something else happens; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'on_signal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-17]]:5: note: 'stop_asked' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+10]]:3: note: the loop ends when 'stop_asked' says so
  // CHECK-NOTES: :[[@LINE+10]]:11: note: 'queue_loop' calls 'pop_bad'
  struct item *first = head;
  head = first->next;
  pthread_mutex_unlock(&lock);
  return first;
}

void serve(struct item *item);
void queue_loop(void) {
  while (!stop_asked)
    serve(pop_bad());
}

static void wait_until_idle_ok(void) {
  pthread_mutex_lock(&lock);
  while (running)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

static void load_again(void) { wait_until_idle_ok(); }

void event_loop(struct pollfd *set) {
  for (;;) {
    if (reload_asked && !stop_asked) {
      reload_asked = 0;
      load_again();
    }
    if (stop_asked)
      break;
    if (poll(set, 1, -1) > 0)
      serve(NULL);
  }
}
