// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A wait of a messaging library ends with EINTR, whatever the handler says.

#include <errno.h>
#include <signal.h>
#include <string.h>

int zmq_recv(void *socket, void *buffer, size_t length, int flags);
void answer(void *socket, const char *text, int length);

static volatile sig_atomic_t stop;

static void on_term(int number) { stop = 1; }

void install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_term;
  sigaction(SIGTERM, &action, NULL);
}

void serve_bad(void *socket) {
  while (!stop) {
    char text[256];
    int length;
    do {
      length = zmq_recv(socket, text, sizeof text, 0);
      // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'zmq_recv' is called again when a signal has interrupted it, and 'stop' is not read in between
      // CHECK-NOTES: :[[@LINE-10]]:3: note: 'on_term' is installed as a signal handler here
      // CHECK-NOTES: :[[@LINE-17]]:35: note: 'stop' is set here to ask for the stop
      // CHECK-NOTES: :[[@LINE-8]]:3: note: the loop ends when 'stop' says so
    } while (length < 0 && errno == EINTR);
    answer(socket, text, length);
  }
}

void serve_ok(void *socket) {
  while (!stop) {
    char text[256];
    int length;
    do {
      length = zmq_recv(socket, text, sizeof text, 0);
    } while (length < 0 && errno == EINTR && !stop);
    answer(socket, text, length);
  }
}
