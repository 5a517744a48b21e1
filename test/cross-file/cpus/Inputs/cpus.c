#include "cpus.h"
#include <stdio.h>
#include <unistd.h>

int cpu_count(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

int limited_cpu_count(void) {
  int count = (int)sysconf(_SC_NPROCESSORS_ONLN);
  int limit = cpu_limit();
  return limit > 0 && limit < count ? limit : count;
}
