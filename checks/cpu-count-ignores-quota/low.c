// RUN: %check_hangproof %s hangproof-cpu-count-ignores-quota --min-confidence=low -- -D_GNU_SOURCE
//
// The affinity mask is asked for, but not the quota.

#include <sched.h>
#include <unistd.h>

int default_threads_bad(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return CPU_COUNT(&set);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: '__sched_cpucount' counts CPUs for 'default_threads_bad' without the CPU quota of the cgroup: in a container with a quota its threads are throttled together; read cpu.max as well [hangproof-cpu-count-ignores-quota]
// CHECK-NOTES: :[[@LINE+2]]:10: note: 'sysconf' is asked, too
// CHECK-NOTES: :[[@LINE-3]]:5: note: 'default_threads_bad' returns it
  return sysconf(_SC_NPROCESSORS_ONLN);
}

int is_allowed_ok(int cpu) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_ISSET(cpu, &set);
}
