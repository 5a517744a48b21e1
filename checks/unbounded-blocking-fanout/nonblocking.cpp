// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// What looks like a wait and is none.

#include "mock/executors.h"
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <vector>

void flags_ok(const std::vector<int> &sockets) {
  for (int fd : sockets)
    QtConcurrent::run([fd] {
      char text[64];
      recv(fd, text, sizeof text, MSG_DONTWAIT);
    });
}

void flags_bad(const std::vector<int> &sockets) {
  for (int fd : sockets)
    QtConcurrent::run([fd] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'sockets', and each blocks in 'recv' (network) with no limit on how many do so at once: under load sockets and threads run out, and the other side is flooded; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'sockets' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:7: note: the lambda calls 'recv', which blocks (network)
      char text[64];
      recv(fd, text, sizeof text, 0);
    });
}

void look_ok(const std::vector<int> &children) {
  for (int pid : children)
    QtConcurrent::run([pid] { waitpid(pid, nullptr, WNOHANG); });
}

void wait_bad(const std::vector<int> &children) {
  for (int pid : children)
    QtConcurrent::run([pid] { waitpid(pid, nullptr, 0); });
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'children', and each blocks in 'waitpid' (process)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'children' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:31: note: the lambda calls 'waitpid', which blocks (process)
}

void zeroTimeout_ok(const std::vector<int> &sockets) {
  for (int fd : sockets)
    QtConcurrent::run([fd] {
      pollfd one{fd, POLLIN, 0};
      poll(&one, 1, 0);
    });
}

void kernel_ok(const std::vector<int> &pids) {
  for (int pid : pids)
    QtConcurrent::run([pid] { std::ifstream in("/proc/stat"); });
}
