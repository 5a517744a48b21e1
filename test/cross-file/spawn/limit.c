// The accept loop in one file, the limit in another, the thread in a third.
// RUN: %hangproof --quiet --config={} \
// RUN:   --checks=-*,hangproof-unbounded-thread-spawn \
// RUN:   %s %S/Inputs/slots.c %S/Inputs/session.c -- -D_GNU_SOURCE | count 0
// What is not in view may be anything, but no limit.
// RUN: not %hangproof --quiet --config={} \
// RUN:   --checks=-*,hangproof-unbounded-thread-spawn \
// RUN:   %s %S/Inputs/session.c -- -D_GNU_SOURCE | FileCheck %s

#include "Inputs/slots.h"
#include <sys/socket.h>
#include <unistd.h>

void serve(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    if (slot_reserve() != 0) {
      close(fd);
      continue;
    }
    session_start(fd);
    // CHECK: limit.c:[[@LINE-1]]:5: warning: 'session_start' (through 'pthread_create') starts a thread for each connection
  }
}
