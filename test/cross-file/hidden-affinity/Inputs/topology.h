#ifndef TOPOLOGY_H
#define TOPOLOGY_H
#include <sched.h>

namespace topology {
extern cpu_set_t before;
void bindToFastCore();
void unbind();
} // namespace topology

#endif
