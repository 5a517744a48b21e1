// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17 -fopenmp
//
// The threads of OpenMP.

#include <sched.h>
#include <vector>

static void pin(int cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
double solve(double x) {
  pin(0);
  return x * x;
}
double solve_and_restore(double x) {
  cpu_set_t old;
  sched_getaffinity(0, sizeof(old), &old);
  pin(0);
  x *= x;
  sched_setaffinity(0, sizeof(old), &old);
  return x;
}

void loop_bad(std::vector<double> &values) {
#pragma omp parallel for
  for (int i = 0; i < int(values.size()); ++i)
    values[i] = solve(values[i]);
  // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'solve' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE-4]]:1: note: the turns of this loop run on the threads of OpenMP, which run other loops next
  // CHECK-NOTES: :[[@LINE-18]]:3: note: 'solve' calls 'pin' here
  // CHECK-NOTES: :[[@LINE-22]]:3: note: 'sched_setaffinity' changes the CPU affinity here
  // CHECK-NOTES: :[[@LINE+1]]:1: note: 'loop_bad' ends here with the CPU affinity still changed
}

void loop_ok(std::vector<double> &values) {
#pragma omp parallel for
  for (int i = 0; i < int(values.size()); ++i)
    values[i] = solve_and_restore(values[i]);
}

// Each thread of the team is given its place.
void team_ok(int count) {
#pragma omp parallel for num_threads(count)
  for (int i = 0; i < count; ++i)
    pin(i);
}

void serial_ok(std::vector<double> &values) {
  for (double &value : values)
    value = solve(value);
}
