// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Through tables of functions, and functions that are kept in structs.

#include <netdb.h>
#include <poll.h>

struct transport {
  const char *name;
  int (*open)(const char *host);
  void (*tick)(const char *host);
};

static int tcp_open(const char *host) { return gethostbyname(host) != 0; }
static void tcp_tick(const char *host) { tcp_open(host); }

static const struct transport tcp = {
    .name = "tcp", .open = tcp_open, .tick = tcp_tick};

void serve_bad(struct pollfd *fds, nfds_t count, const struct transport *t,
               const char *host) {
  while (poll(fds, count, 1000) >= 0)
    t->tick(host);
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'transport::tick' (through 'gethostbyname') waits for a name server in the event loop of 'serve_bad': while it is slow or dead, everything else that the loop serves stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop serves what 'poll' tells of
// CHECK-NOTES: :[[@LINE-11]]:42: note: 'tcp_tick' calls 'tcp_open'
// CHECK-NOTES: :[[@LINE-13]]:48: note: 'tcp_open' calls 'gethostbyname', which asks a name server for 'host'
}

struct timer {
  void (*expired)(void *argument);
  void *argument;
};
static struct timer timers[8];

static void refresh(void *argument) { gethostbyname(argument); }

void arm(struct timer *timer, const char *host) {
  timer->expired = refresh;
  timer->argument = (void *)host;
}

static void run_timers(void) {
  for (int i = 0; i < 8; i++)
    timers[i].expired(timers[i].argument);
}

void serve_timers_bad(struct pollfd *fds, nfds_t count) {
  for (;;) {
    poll(fds, count, 1000);
    run_timers();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run_timers' (through 'gethostbyname') waits for a name server in the event loop of 'serve_timers_bad'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop serves what 'poll' tells of
// CHECK-NOTES: :[[@LINE-9]]:15: note: 'run_timers' calls 'timer::expired'
// CHECK-NOTES: :[[@LINE-19]]:39: note: 'refresh' calls 'gethostbyname', which asks a name server for 'argument'
  }
}
