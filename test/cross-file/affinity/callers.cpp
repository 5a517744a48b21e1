// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity \
// RUN:   %s %S/Inputs/signals.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity \
// RUN:   %S/Inputs/signals.cpp %s -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// One file alone shows no bind but its own, and nothing that throws.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity \
// RUN:   %s -- -std=c++17 -I%S/Inputs -isystem %inputs | count 0
#include "signals.h"
#include <fenv.h>

bool failing();

// CHECK: callers.cpp:[[@LINE+3]]:7: warning: 'signals_block' changes the signal mask, but the path through 'return -1' does not give back 'old'
int early_return_bad() {
  sigset_t old;
  if (signals_block(&old) != 0)
    return -1;
  // CHECK: signals.cpp:13:10: note: 'signals_block' calls 'block' here
  // CHECK: signals.cpp:8:10: note: 'pthread_sigmask' changes the signal mask here
  // CHECK: callers.cpp:[[@LINE+2]]:7: note: the outcome of 'failing' sends the path past the release
  // CHECK: callers.cpp:[[@LINE+2]]:5: note: the path leaves here
  if (failing())
    return -1;
  signals_restore(&old);
  return 0;
}

int restored_ok() {
  sigset_t old;
  if (signals_block(&old) != 0)
    return -1;
  int result = failing();
  signals_restore(&old);
  return result;
}

// CHECK: callers.cpp:[[@LINE+3]]:19: warning: 'Attachment::enter' takes the attachment to the Java VM, but the path through 'return false' does not release it
bool attached_bad() {
  Attachment attachment;
  if (!attachment.enter())
    return false;
  if (failing())
    return false;
  attachment.leave();
  return true;
}

// The guard's destructor is in the other file.
int guard_ok(const char *text) {
  RoundUp up;
  return parse(text);
}

// An exception from the other file.
// CHECK: callers.cpp:[[@LINE+3]]:3: warning: 'fesetround' changes the rounding direction, but an exception from 'parse' skips the release
int exception_bad(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int result = parse(text);
  // CHECK: callers.cpp:[[@LINE-1]]:16: note: an exception that leaves 'parse' skips the release
  // CHECK: signals.cpp:21:5: note: 'parse' throws 'std::invalid_argument' here
  fesetround(old);
  return result;
}
