// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp %S/Inputs/topology.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %S/Inputs/topology.cpp %S/Inputs/solver.cpp %s -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Without the file that binds there is nothing to see, and the other check has
// nothing to add.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-hidden-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs | count 0
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity \
// RUN:   %s %S/Inputs/solver.cpp %S/Inputs/topology.cpp -- -std=c++17 -I%S/Inputs -isystem %inputs \
// RUN:   | count 0
#include "solver.h"
#include "mock/pools.h"

// CHECK: callers.cpp:[[@LINE+9]]:34: warning: 'solve' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// The call into the library is the helper's.
// CHECK-NEXT: {{^}}{{.*$}}
static double solveBoth(double x) { return solver::solve(x) + solver::solve(1); }

void submits_bad() {
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
