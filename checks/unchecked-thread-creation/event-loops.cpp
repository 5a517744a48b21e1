// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -std=c++20
//
// A thread that is made inside an event loop: its exception ends the loop.

#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>

void session(int handle);

static void accept_bad(int listener) {
  int handle = accept(listener, nullptr, nullptr);
  std::thread(session, handle).detach();
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'std::thread' throws where no thread can be made (EAGAIN at pids.max or ulimit -u), and the exception leaves the event loop of 'serve_bad'; catch it and refuse the work [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE+5]]:3: note: loop serves what 'epoll_wait' tells of
// CHECK-NOTES: :[[@LINE+5]]:5: note: nothing catches around this call
}
void serve_bad(int epoll) {
  epoll_event event;
  while (epoll_wait(epoll, &event, 1, -1) > 0)
    accept_bad(event.data.fd);
}

static void accept_ok(int listener) {
  int handle = accept(listener, nullptr, nullptr);
  std::thread(session, handle).detach();
}
void serve_ok(int epoll) {
  epoll_event event;
  while (epoll_wait(epoll, &event, 1, -1) > 0)
    try {
      accept_ok(event.data.fd);
    } catch (const std::system_error &) {
    }
}

void accept_all_bad(int listener) {
  for (;;) {
    int handle = accept(listener, nullptr, nullptr);
    if (handle < 0)
      continue;
    std::thread(session, handle).detach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' throws where no thread can be made (EAGAIN at pids.max or ulimit -u), and the exception ends the loop of 'accept_all_bad' that serves each connection; catch it and refuse the work
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per connection
  }
}

void accept_all_ok(int listener) {
  for (;;) {
    int handle = accept(listener, nullptr, nullptr);
    if (handle < 0)
      continue;
    try {
      std::thread(session, handle).detach();
    } catch (const std::system_error &) {
    }
  }
}

// The first one is the only one.
void accept_one_ok(int listener) {
  for (;;) {
    int handle = accept(listener, nullptr, nullptr);
    if (handle < 0)
      continue;
    std::thread(session, handle).detach();
    break;
  }
}

int main() {
  std::thread helper(session, 0);
  int epoll = epoll_create1(0);
  epoll_event event;
  while (epoll_wait(epoll, &event, 1, -1) > 0) {
    std::thread(session, event.data.fd).detach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' throws where no thread can be made (EAGAIN at pids.max or ulimit -u), and the exception leaves the event loop of 'main'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop serves what 'epoll_wait' tells of
  }
  helper.join();
}
