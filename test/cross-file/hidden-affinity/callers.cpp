// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp %S/Inputs/topology.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %S/Inputs/topology.cpp %S/Inputs/solver.cpp %s -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Without the file that binds there is nothing to see, and the other check has
// nothing to add to what is seen with it.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs | count 0
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp %S/Inputs/topology.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | count 0
#include "solver.h"
#include "mock/pools.h"

// The call into the library is the helper's.
// CHECK: callers.cpp:[[@LINE+1]]:52: warning: 'solve' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so
static double solveBoth(double x) { return solver::solve(x) + solver::solve(1); }

void submits_bad() {
  // CHECK: callers.cpp:[[@LINE+5]]:17: note: this function is handed over here: 'QtConcurrent::run' has a pool's thread run it
  // CHECK: callers.cpp:[[@LINE+4]]:26: note: the lambda calls 'solveBoth' here
  // CHECK: solver.cpp:6:13: note: 'solver::solve' calls 'bindToFastCore' here
  // CHECK: topology.cpp:11:3: note: 'sched_setaffinity' changes the CPU affinity here
  // CHECK: callers.cpp:[[@LINE+1]]:40: note: the lambda ends here with the CPU affinity still changed
  QtConcurrent::run([] { solveBoth(2); });
}

// The other half is called too.
void session_ok() {
  QtConcurrent::run([] {
    solver::Session session;
    session.open();
    session.close();
  });
}
