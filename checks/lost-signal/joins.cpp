// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c++17
//
// A stop method that waits for the end of the thread does nothing for it.

#include <atomic>
#include <cerrno>
#include <sys/socket.h>
#include <sys/types.h>
#include <thread>

class Waits {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    running_ = false;
    thread_.join();
  }

private:
  ssize_t next_bad(char *data, size_t size) {
    ssize_t count;
    do {
      count = recv(fd_, data, size, 0);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'recv' is called again when a signal has interrupted it, and 'running_' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'running_' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-10]]:5: note: 'running_' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+14]]:5: note: the loop ends when 'running_' says so
  // CHECK-NOTES: :[[@LINE+14]]:11: note: 'Waits::run' calls 'Waits::next_bad'
    } while (count < 0 && errno == EINTR);
    return count;
  }
  ssize_t next_ok(char *data, size_t size) {
    ssize_t count;
    do {
      count = recv(fd_, data, size, 0);
    } while (count < 0 && errno == EINTR && running_);
    return count;
  }
  void run() {
    char data[512];
    while (running_)
      if (next_bad(data, sizeof data) <= 0 || next_ok(data, sizeof data) <= 0)
        break;
  }

  std::atomic<bool> running_{true};
  int fd_ = -1;
  std::thread thread_;
};

class Wakes {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() {
    stopping_ = true;
    shutdown(fd_, SHUT_RDWR);
    thread_.join();
  }

private:
  ssize_t next_ok(char *data, size_t size) {
    ssize_t count;
    do {
      count = recv(fd_, data, size, 0);
    } while (count < 0 && errno == EINTR);
    return count;
  }
  void run() {
    char data[512];
    while (!stopping_)
      if (next_ok(data, sizeof data) <= 0)
        break;
  }

  std::atomic<bool> stopping_{false};
  int fd_ = -1;
  std::thread thread_;
};

void use(Waits &waits, Wakes &wakes) {
  waits.start();
  waits.stop();
  wakes.start();
  wakes.stop();
}
