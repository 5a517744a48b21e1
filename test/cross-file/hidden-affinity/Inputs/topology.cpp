#include "topology.h"

namespace topology {
cpu_set_t before;

void bindToFastCore() {
  sched_getaffinity(0, sizeof(before), &before);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(7, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
void unbind() { sched_setaffinity(0, sizeof(before), &before); }
} // namespace topology
