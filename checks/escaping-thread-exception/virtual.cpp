// RUN: %check_hangproof %s hangproof-escaping-thread-exception --
// What a virtual call can run: what the class of the object allows, also where
// the method is declared in a base of it.
#include <memory>
#include <stdexcept>
#include <thread>

struct Runnable {
  virtual ~Runnable() = default;
  virtual void run() = 0;
};

// All that derives from this one catches.
struct Active : Runnable {
  virtual void work() = 0;
};
struct Guarded : Active {
  void work() override { throw std::runtime_error("no disk"); }
  void run() override {
    try {
      work();
    } catch (...) {
    }
  }
};
struct MoreGuarded : Guarded {
  void work() override { throw std::logic_error("no data"); }
};

struct Bare : Runnable {
  void run() override { throw std::logic_error("nobody"); }
  // CHECK-NOTES: :[[@LINE-1]]:25: warning: 'std::logic_error' that is thrown here gets out of 'Bare::run', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE+11]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE+10]]:28: note: the lambda calls 'Runnable::run' on that thread
};

void dispatch(Active *active) {
  std::thread([active] { active->run(); }).detach();
}
void dispatchOwned(std::shared_ptr<Active> active) {
  std::thread([active] { active->run(); }).detach();
}
void dispatchAny(Runnable *any) {
  std::thread([any] { any->run(); }).detach();
}

// An object, and not a reference to one, is of its class.
struct Plain {
  virtual ~Plain() = default;
  virtual void run() {}
};
struct Calm : Plain {
  void run() override {}
};
struct Loud : Calm {
  void run() override { throw 1; }
};
struct Owner {
  Calm calm;
  void start() {
    std::thread([this] { calm.run(); }).detach();
  }
};
void local() {
  std::thread([] {
    Calm calm;
    calm.run();
  }).detach();
}
