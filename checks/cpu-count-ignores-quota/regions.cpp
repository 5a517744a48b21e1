// RUN: %check_hangproof %s hangproof-cpu-count-ignores-quota -- -std=c++17 -fopenmp
//
// Parallel regions of OpenMP that are told how many threads to use.

#include "mock/cpus.h"
#include <thread>
#include <unistd.h>
#include <vector>

void clause_bad(std::vector<double> &values) {
  int count = sysconf(_SC_NPROCESSORS_ONLN);
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'sysconf' counts the CPUs of the machine for 'num_threads'
// CHECK-NOTES: :[[@LINE+1]]:26: note: 'num_threads' makes so many threads
#pragma omp parallel for num_threads(count)
  for (size_t i = 0; i < values.size(); i++)
    values[i] *= 2;
}

void at_once_bad() {
#pragma omp parallel num_threads(std::thread::hardware_concurrency())
// CHECK-NOTES: :[[@LINE-1]]:47: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'num_threads'
// CHECK-NOTES: :[[@LINE-2]]:22: note: 'num_threads' makes so many threads
  { usleep(1); }
}

void fixed_ok(std::vector<double> &values) {
#pragma omp parallel for num_threads(4)
  for (size_t i = 0; i < values.size(); i++)
    values[i] *= 2;
}
