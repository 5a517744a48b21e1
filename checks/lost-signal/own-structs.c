// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11
// The code declares what it uses of the system itself, without a header.

#define NULL ((void *)0)
#define SIGTERM 15
#define SA_RESTART 0x10000000
typedef struct {
  unsigned long bits[16];
} sigset_t;
struct sigaction {
  void (*sa_handler)(int);
  sigset_t sa_mask;
  int sa_flags;
};
int sigaction(int number, const struct sigaction *action,
              struct sigaction *old);
int accept(int listener, void *peer, void *size);
int close(int handle);

static volatile int stop;
static void on_term(int number) { stop = 1; }

void serve_bad(int listener) {
  struct sigaction action = {0};
  action.sa_handler = on_term;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, NULL);
  while (!stop) {
    int client = accept(listener, NULL, NULL);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_term' only sets 'stop'
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'on_term' is installed as a signal handler here
// CHECK-NOTES: :21:35: note: 'stop' is set here to ask for the stop
// CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stop' says so
    if (client >= 0)
      close(client);
  }
}
