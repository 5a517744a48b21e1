#include "cpus.h"
#include <stdio.h>

int cpu_limit(void) {
  FILE *file = fopen("/sys/fs/cgroup/cpu.max", "r");
  int quota = 0, period = 1;
  if (!file)
    return 0;
  if (fscanf(file, "%d %d", &quota, &period) != 2)
    quota = 0;
  fclose(file);
  return quota / period;
}
