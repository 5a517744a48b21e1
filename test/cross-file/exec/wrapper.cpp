// The loop in one file, the wrapper in another, a function between them in a
// third.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-exec-in-hot-loop \
// RUN:   %s %S/Inputs/run-tool.cpp %S/Inputs/devices.cpp -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-exec-in-hot-loop \
// RUN:   %S/Inputs/devices.cpp %S/Inputs/run-tool.cpp %s -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Alone, nothing is known about what the functions do.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-exec-in-hot-loop \
// RUN:   %s -- -std=c++17 | count 0

#include "Inputs/devices.h"
#include "Inputs/run-tool.h"
#include <vector>

void load_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    runTool("modprobe", module.c_str());
// CHECK: wrapper.cpp:[[@LINE-1]]:5: warning: 'runTool' (through 'execlp') starts a program for each element of 'modules': fork and exec per item
// CHECK: wrapper.cpp:[[@LINE-3]]:3: note: loop over 'modules' runs once per element
// CHECK: run-tool.cpp:8:15: note: 'fork' makes the child process here
// CHECK: run-tool.cpp:10:5: note: 'runTool' calls 'execlp', which starts a program
}

int count_bad(const std::vector<std::string> &devices) {
  int connected = 0;
  for (const auto &device : devices)
    connected += isConnected(device);
// CHECK: wrapper.cpp:[[@LINE-1]]:18: warning: 'isConnected' (through 'popen') starts a program for each element of 'devices'
// CHECK: wrapper.cpp:[[@LINE-3]]:3: note: loop over 'devices'
// CHECK: devices.cpp:6:10: note: 'isConnected' calls 'toolOutput'
// CHECK: run-tool.cpp:22:20: note: 'toolOutput' calls 'popen', which starts a program
  return connected;
}

// Started once, in the static initializer of the other file.
void once_ok(const std::vector<std::string> &devices) {
  for (const auto &device : devices)
    if (device == kernelRelease())
      return;
}

bool search_ok(const std::vector<std::string> &devices) {
  for (const auto &device : devices)
    if (runTool("which", device.c_str()) == 0)
      return true;
  return false;
}

// The command is what the caller brings along.
void launcher_ok(const std::vector<std::string> &programs) {
  for (const auto &program : programs)
    runTool(program.c_str(), nullptr);
}
