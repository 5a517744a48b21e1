// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// What libraries throw, and what they do with what leaves a thread.

#include "mock/asio-threads.h"
#include "mock/poco-thread.h"
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>

namespace asio = boost::asio;
bool ready();
std::string next();
void use(const std::string &);

static void work(const std::string &s) {
  if (s.empty())
    throw std::runtime_error("empty");
}

// --- asio ---

void runAll_bad(asio::io_context &io) {
  std::thread([&io] { io.run(); }).detach();
  // CHECK-NOTES: :[[@LINE-1]]:26: warning: what 'boost::asio::io_context::run' throws gets out of the lambda, which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-3]]:26: note: 'boost::asio::io_context::run' is called here, and nobody in view knows what it throws
}

void handlers_ok(asio::io_context &io) {
  std::thread([&io] {
    while (ready()) {
      try {
        io.run();
        break;
      } catch (const std::exception &) {
      }
    }
  }).detach();
}

void sockets_bad(asio::tcp::socket &socket) {
  std::thread([&] {
    char byte;
    while (ready())
      asio::read(socket, &byte);
      // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'boost::asio::read' can throw 'boost::system::system_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-3]]:13: note: 'boost::asio::read' throws 'boost::system::system_error' here when it fails
      // CHECK-NOTES: :[[@LINE+1]]:12: note: 'boost::asio::basic_socket::shutdown' can let 'boost::system::system_error' out as well
    socket.shutdown(2);
  }).detach();
}

void errorCodes_ok(asio::tcp::socket &socket) {
  std::thread([&] {
    boost::system::error_code error;
    char byte;
    socket.connect({}, error);
    while (ready())
      asio::read(socket, &byte, error);
    socket.shutdown(2, error);
  }).detach();
}

// --- Poco catches it, and the thread is gone ---

class Sweeper : public Poco::Runnable {
public:
  void run() override {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Sweeper::run', which runs on a thread of its own: the library drops it and the thread is gone, its work stops without a word; catch it in the loop and go on [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:8: note: 'Sweeper::run' is a thread's function: 'Poco::Runnable::run' is what a thread runs
      // CHECK-NOTES: :[[@LINE-57]]:5: note: 'std::runtime_error' is thrown here
  }
};

class Once_ok : public Poco::Runnable {
public:
  void run() override { work(next()); }
};

// --- a thread that dies while state is bound to it ---

void bound_bad() {
  std::thread([] {
    while (ready()) {
      sigset_t all, old;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, &old);
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own with the signal mask still bound: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-7]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-4]]:7: note: 'pthread_sigmask' binds the signal mask to the thread, which nothing releases then
      // CHECK-NOTES: :[[@LINE-78]]:5: note: 'std::runtime_error' is thrown here
      pthread_sigmask(SIG_SETMASK, &old, nullptr);
    }
  }).detach();
}
