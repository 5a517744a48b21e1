// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c++17

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

namespace {
std::atomic<bool> stopped{false};
volatile std::sig_atomic_t running = 1;

void onSignal(int) { stopped = true; }
void onTerm(int) {
  running = 0;
  std::cout << "stopping" << std::endl;
}
} // namespace

void install() {
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onTerm);
}

void work();

void sleepFor_bad() {
  while (!stopped) {
    std::cout << "tick\n";
    std::this_thread::sleep_for(std::chrono::seconds(60));
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::this_thread::sleep_for' goes on after a signal, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits for the rest of its 60 seconds; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-11]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-20]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-6]]:3: note: the loop ends when 'stopped' says so
  }
}

void literal_bad() {
  while (running)
    std::this_thread::sleep_for(5min);
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::this_thread::sleep_for' goes on after a signal, and 'onTerm' only sets 'running': a stop request is not heard, and the program waits for the rest of its 300 seconds; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-20]]:8: note: 'onTerm' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-28]]:3: note: 'running' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'running' says so
}

constexpr std::chrono::minutes Interval{1};

void constant_bad() {
  while (!stopped.load(std::memory_order_relaxed))
    std::this_thread::sleep_for(Interval);
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::this_thread::sleep_for' goes on after a signal, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits for the rest of its 60 seconds; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-32]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-41]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stopped' says so
}

void configured_bad(int seconds) {
  while (!stopped)
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::this_thread::sleep_for' goes on after a signal, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits for the rest of its time; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-41]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-50]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stopped' says so
}

std::mutex mutex;
std::condition_variable changed;

void condition_bad() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!stopped)
    changed.wait(lock);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::condition_variable::wait' goes on after a signal, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits until something else happens; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-54]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-63]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'stopped' says so
}

void predicate_bad() {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [] { return stopped.load(); });
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'std::condition_variable::wait' goes on after a signal, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits until something else happens; wait in a call that the handler can end, such as poll on a pipe that it writes to [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-63]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-72]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-4]]:22: note: 'predicate_bad::(lambda)' looks at 'stopped'
}

void input_bad() {
  std::string line;
  while (!stopped && std::getline(std::cin, line))
  // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'std::getline' goes on after a signal, since its handler restarts calls, and 'onSignal' only sets 'stopped': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-72]]:8: note: 'onSignal' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-81]]:22: note: 'stopped' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the loop ends when 'stopped' says so
    std::cout << line;
}

// C sleep returns when a signal comes.
void cSleep_ok() {
  while (!stopped) {
    std::cout << "tick\n";
    sleep(60);
  }
}

void shortSleeps_ok() {
  while (!stopped)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  while (running)
    std::this_thread::sleep_for(1s);
}

void timedCondition_ok() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!stopped)
    changed.wait_for(lock, 500ms);
}

class Worker {
public:
  void start() { thread = std::thread([this] { run_ok(); }); }
  // A thread of its own: main ends without it.
  void run_ok() {
    while (!stopped)
      std::this_thread::sleep_for(30s);
  }

private:
  std::thread thread;
};

void worker_ok() {
  Worker worker;
  worker.start();
}
