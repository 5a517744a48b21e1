// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>

extern int measure(int cpu);
extern int failing(void);

int measure_on_bad(int cpu) {
  cpu_set_t old, wanted;
  if (sched_getaffinity(0, sizeof(old), &old) < 0)
    return -1;
  CPU_ZERO(&wanted);
  CPU_SET(cpu, &wanted);
  if (sched_setaffinity(0, sizeof(wanted), &wanted) < 0)
    return -1;
  int result = measure(cpu);
  if (result < 0)
    return result;
  sched_setaffinity(0, sizeof(old), &old);
  return result;
}
// CHECK-NOTES: :[[@LINE-8]]:7: warning: 'sched_setaffinity' changes the CPU affinity, but the path through 'return result' does not give back 'old': the thread, and each thread that it starts, stays on these CPUs; restore the saved CPU set on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-13]]:7: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-8]]:16: note: the outcome of 'measure' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the CPU affinity still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

int measure_all_bad(int count) {
  pthread_t self = pthread_self();
  cpu_set_t old;
  int sum = 0;
  pthread_getaffinity_np(self, sizeof(old), &old);
  for (int cpu = 0; cpu < count; ++cpu) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    pthread_setaffinity_np(self, sizeof(one), &one);
    int result = measure(cpu);
    if (result < 0) {
      fprintf(stderr, "cannot measure\n");
      return -1;
    }
    sum += result;
  }
  pthread_setaffinity_np(self, sizeof(old), &old);
  return sum;
}
// CHECK-NOTES: :[[@LINE-11]]:5: warning: 'pthread_setaffinity_np' changes the CPU affinity, but the path through 'return -1' does not give back 'old': the thread, and each thread that it starts, stays on these CPUs; restore the saved CPU set on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-17]]:3: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-12]]:18: note: the outcome of 'measure' sends the path past the release
// CHECK-NOTES: :[[@LINE-10]]:7: note: the path leaves here with the CPU affinity still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

int measure_on_ok(int cpu) {
  cpu_set_t old, wanted;
  if (sched_getaffinity(0, sizeof(old), &old) < 0)
    return -1;
  CPU_ZERO(&wanted);
  CPU_SET(cpu, &wanted);
  if (sched_setaffinity(0, sizeof(wanted), &wanted) < 0)
    return -1;
  int result = measure(cpu);
  sched_setaffinity(0, sizeof(old), &old);
  return result;
}

// What was read is edited and set for good.
void without_cpu_0_ok(void) {
  cpu_set_t cpus;
  sched_getaffinity(0, sizeof(cpus), &cpus);
  CPU_CLR(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
// Looked at, not saved.
int count_and_pin_ok(int cpu) {
  cpu_set_t now, one;
  sched_getaffinity(0, sizeof(now), &now);
  if (CPU_COUNT(&now) < 2)
    return -1;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  return sched_setaffinity(0, sizeof(one), &one);
}
// Another thread.
int pin_other_ok(pthread_t thread, int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (pthread_setaffinity_np(thread, sizeof(one), &one) != 0)
    return -1;
  return failing();
}

static void *pinned_worker_ok(void *argument) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(3, &one);
  pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
  measure(3);
  return argument;
}
int start_worker_ok(pthread_t *thread) {
  return pthread_create(thread, NULL, pinned_worker_ok, NULL);
}

int policy_bad(void) {
  struct sched_param old, high = {.sched_priority = 50};
  int policy;
  pthread_getschedparam(pthread_self(), &policy, &old);
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &high);
  if (failing())
    return -1;
  pthread_setschedparam(pthread_self(), policy, &old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'pthread_setschedparam' changes the scheduling policy and priority, but the path through 'return -1' does not give back 'policy': later work of the thread runs at this priority and may starve others; restore the saved policy and priority on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-8]]:3: note: the old state is saved in 'policy' here
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the scheduling policy and priority still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here
int policy_ok(void) {
  struct sched_param old, high = {.sched_priority = 50};
  int policy;
  pthread_getschedparam(pthread_self(), &policy, &old);
  if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &high) != 0)
    return -1;
  int result = failing();
  pthread_setschedparam(pthread_self(), policy, &old);
  return result;
}

// Saved only later, for something else.
void saved_after_ok(int cpu) {
  cpu_set_t one, now;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  sched_setaffinity(0, sizeof(one), &one);
  measure(cpu);
  sched_getaffinity(0, sizeof(now), &now);
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof(one), &one);
  measure(0);
  sched_setaffinity(0, sizeof(now), &now);
}
