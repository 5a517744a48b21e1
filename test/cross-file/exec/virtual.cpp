// The only overrider of a virtual function, in another file.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-exec-in-hot-loop \
// RUN:   %s %S/Inputs/run-tool.cpp %S/Inputs/devices.cpp -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}

#include "Inputs/devices.h"
#include <vector>

void attachAll_bad(Port &port, const std::vector<std::string> &devices) {
  for (const auto &device : devices)
    port.attach(device);
// CHECK: virtual.cpp:[[@LINE-1]]:10: warning: 'Port::attach' (through 'execlp') starts a program for each element of 'devices'
// CHECK: note: loop over 'devices'
// CHECK: devices.cpp:11:3: note: 'Bridge::attach' calls 'runTool'
// CHECK: run-tool.cpp:8:15: note: 'fork' makes
// CHECK: run-tool.cpp:10:5: note: 'runTool' calls 'execlp', which starts a program
}
