// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c++17

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <mutex>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

class Server_bad {
public:
  void run() {
    while (running)
      close(next());
  }
  void stop() { running = false; }

private:
  int next() {
    int client;
    do
      client = accept(listener, nullptr, nullptr);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'accept' is called again when a signal has interrupted it, and 'running' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'running' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-8]]:17: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-12]]:5: note: the loop ends when 'running' says so
  // CHECK-NOTES: :[[@LINE-12]]:13: note: 'Server_bad::run' calls 'Server_bad::next'
    while (client < 0 && errno == EINTR);
    return client;
  }

  std::atomic<bool> running{true};
  int listener = -1;
};

class Reader_bad {
public:
  void run() {
    char buffer[64];
    while (!isStopped()) {
      ssize_t got;
      do
        got = recv(socket, buffer, sizeof buffer, 0);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'recv' is called again when a signal has interrupted it, and 'stopped' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stopped' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+7]]:5: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:5: note: the loop ends when 'stopped' says so
      while (got < 0 && errno == EINTR);
    }
  }
  void stop() {
    std::lock_guard<std::mutex> guard(mutex);
    stopped = true;
  }

private:
  bool isStopped() {
    std::lock_guard<std::mutex> guard(mutex);
    return stopped;
  }
  std::mutex mutex;
  bool stopped = false;
  int socket = -1;
};

class Poller_bad {
public:
  void requestStop() { stopRequested.store(true); }
  void run() {
    for (;;) {
      timespec left = {interval, 0};
      while (nanosleep(&left, &left) < 0 && errno == EINTR) {
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'nanosleep' is called again when a signal has interrupted it, and 'stopRequested' is not read in between: a stop request is not heard, and the program waits for the rest of its time; leave the loop on EINTR when 'stopRequested' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-6]]:38: note: 'stopRequested' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:5: note: the loop ends when 'stopRequested' says so
  // CHECK-NOTES: :[[@LINE-4]]:45: note: an interrupted 'nanosleep' is told here, and made again
      }
      if (stopRequested.load())
        return;
    }
  }

private:
  std::atomic<bool> stopRequested{false};
  long interval = 60;
};

// shutdown makes accept fail.
class Server_ok {
public:
  void run() {
    while (running) {
      int client;
      do
        client = accept(listener, nullptr, nullptr);
      while (client < 0 && errno == EINTR);
      close(client);
    }
  }
  void stop() {
    running = false;
    shutdown(listener, SHUT_RDWR);
  }

private:
  std::atomic<bool> running{true};
  int listener = -1;
};

class Interrupted_ok {
public:
  void run() {
    while (running) {
      int client = accept(listener, nullptr, nullptr);
      if (client < 0 && errno == EINTR)
        continue;
      close(client);
    }
  }
  void stop() { running = false; }

private:
  std::atomic<bool> running{true};
  int listener = -1;
};

// No flag at all.
class Plain_ok {
public:
  int next() {
    int client;
    do
      client = accept(listener, nullptr, nullptr);
    while (client < 0 && errno == EINTR);
    return client;
  }

private:
  int listener = -1;
};
