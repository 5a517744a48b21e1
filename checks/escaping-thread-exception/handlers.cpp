// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// Handlers and what they take.

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

void use(int);
bool ready();
std::string next();

struct Error {};
struct NetError : Error {};
struct ParseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct DeepError : ParseError {
  using ParseError::ParseError;
};

static void parse(const std::string &s) {
  if (s.empty())
    throw DeepError("empty");
}
static void send(const std::string &s) {
  if (s.empty())
    throw NetError();
}

void otherClass_bad() {
  std::thread([] {
    while (ready()) {
      try {
        send(next());
        // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'send' can throw 'NetError' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
        // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
        // CHECK-NOTES: :[[@LINE-10]]:5: note: 'NetError' is thrown here
        // CHECK-NOTES: :[[@LINE-5]]:7: note: this try takes 'std::exception' only
      } catch (const std::exception &e) {
        puts(e.what());
      }
    }
  }).detach();
}

void halfOfStoi_bad() {
  std::thread([] {
    while (ready()) {
      try {
        use(std::stoi(next()));
        // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'std::stoi' can throw 'std::out_of_range' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
        // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
        // CHECK-NOTES: :[[@LINE-3]]:18: note: 'std::stoi' throws 'std::out_of_range' here when it fails
        // CHECK-NOTES: :[[@LINE-5]]:7: note: this try takes 'std::invalid_argument' only
      } catch (const std::invalid_argument &) {
      }
    }
  }).detach();
}

void thrownOn_bad() {
  std::thread([] {
    try {
      parse(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'parse' can throw 'DeepError' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-44]]:5: note: 'DeepError' is thrown here
      // CHECK-NOTES: :[[@LINE+3]]:7: note: the handler throws it on
    } catch (const std::exception &e) {
      puts(e.what());
      throw;
    }
  }).detach();
}

void unknownThrownOn_bad(void (*callback)(int)) {
  std::thread([callback] {
    try {
      callback(1);
    } catch (const std::exception &e) {
      puts(e.what());
      throw;
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::exception' that is thrown here gets out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-7]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    }
  }).detach();
}

void otherThrown_bad() {
  std::thread([] {
    try {
      parse(next());
    } catch (const ParseError &) {
      throw std::runtime_error("worker failed");
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::runtime_error' that is thrown here gets out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-6]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    }
  }).detach();
}

static void closeAll(const std::string &why) {
  if (why.empty())
    throw std::runtime_error("cannot close");
}

void cleanUp_bad() {
  std::thread([] {
    try {
      parse(next());
    } catch (...) {
      closeAll(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'closeAll' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-6]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-11]]:5: note: 'std::runtime_error' is thrown here
    }
  }).detach();
}

void behindTheTry_bad() {
  std::thread([] {
    try {
      parse(next());
    } catch (...) {
    }
    closeAll("");
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'closeAll' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-7]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-25]]:5: note: 'std::runtime_error' is thrown here
  }).detach();
}

void beforeTheTry_bad() {
  std::thread([] {
    parse(next());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'parse' can throw 'DeepError' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-114]]:5: note: 'DeepError' is thrown here
    try {
      while (ready())
        send(next());
    } catch (...) {
    }
  }).detach();
}

// --- caught ---

void aroundTheCall_ok() {
  std::thread([] {
    while (ready()) {
      try {
        parse(next());
      } catch (const std::exception &) {
      }
    }
  }).detach();
}

void aroundTheLoop_ok() {
  std::thread([] {
    try {
      while (ready()) {
        parse(next());
        send(next());
      }
    } catch (...) {
    }
  }).detach();
}

void base_ok() {
  std::thread([] {
    try {
      send(next());
    } catch (Error &) {
    }
    try {
      parse(next());
    } catch (const std::runtime_error &) {
    }
    try {
      parse(next());
    } catch (ParseError) {
    }
  }).detach();
}

void each_ok() {
  std::thread([] {
    try {
      send(next());
      parse(next());
      use(std::stoi(next()));
    } catch (const NetError &) {
    } catch (const ParseError &) {
    } catch (const std::logic_error &) {
    }
  }).detach();
}

void nested_ok() {
  std::thread([] {
    try {
      try {
        parse(next());
      } catch (const NetError &) {
        throw;
      }
    } catch (...) {
    }
  }).detach();
}

void thrownOnInside_ok() {
  std::thread([] {
    try {
      try {
        parse(next());
      } catch (...) {
        closeAll("x");
        throw;
      }
    } catch (const std::exception &) {
    }
  }).detach();
}

static void worker()
try {
  while (ready())
    parse(next());
} catch (...) {
}

void functionTry_ok() { std::thread(worker).detach(); }

static void guarded() {
  try {
    parse(next());
  } catch (...) {
  }
}
static void loop() {
  while (ready())
    guarded();
}

void inTheCallee_ok() { std::thread(loop).detach(); }

static void run() {
  while (ready())
    parse(next());
}
static void runSafely() {
  try {
    run();
  } catch (const std::exception &e) {
    puts(e.what());
  }
}

void inTheCaller_ok() {
  std::thread([] { runSafely(); }).detach();
}

// A function that finds out in a handler what was thrown.
static void report() {
  try {
    throw;
  } catch (const std::exception &e) {
    puts(e.what());
  } catch (...) {
  }
}

void lippincott_ok() {
  std::thread([] {
    try {
      parse(next());
    } catch (...) {
      report();
    }
  }).detach();
}

static void cleanUpSafely() {
  try {
    closeAll("");
  } catch (...) {
  }
}

void cleanUp_ok() {
  std::thread([] {
    try {
      parse(next());
    } catch (...) {
      cleanUpSafely();
    }
  }).detach();
}

void pointer_ok() {
  std::thread([] {
    try {
      std::exception_ptr error;
      try {
        parse(next());
      } catch (...) {
        error = std::current_exception();
      }
      if (error)
        std::rethrow_exception(error);
    } catch (...) {
    }
  }).detach();
}
