// The loop, the reconnect and the resolver stand in three files.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-blocking-dns-lookup \
// RUN:   %s %S/Inputs/net.c %S/Inputs/loop.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}

#include "Inputs/net.h"

void link_open(struct link *link) {
  unsigned address;
  if (net_parse(link->host, &address, 0) == 0)
    link->fd = (int)address;
}

// A number only.
void link_set_host(struct link *link, const char *host) {
  unsigned address;
  if (net_parse(host, &address, 1) == 0)
    link->host = host;
}

static void on_tick(void *argument) {
  struct link *link = argument;
  if (link->fd < 0)
    link_open(link);
  link_set_host(link, link->host);
}

int main(int argc, char **argv) {
  static struct link link;
  link.host = argv[1];
  link_open(&link);
  add_ticker(on_tick, &link);
  run_loop(3);
  return 0;
}

// CHECK: reconnect.c:24:5: warning: 'link_open' (through 'getaddrinfo') waits for a name server in the event loop of 'run_loop'
// CHECK: loop.c:23:3: note: loop serves what 'epoll_wait' tells of
// CHECK: loop.c:25:5: note: 'run_loop' calls 'tick_all'
// CHECK: loop.c:18:16: note: 'tick_all' calls 'ticker::tick'
// CHECK: reconnect.c:10:7: note: 'link_open' calls 'net_parse'
// CHECK: net.c:8:7: note: 'net_parse' calls 'getaddrinfo', which asks a name server for 'host'
