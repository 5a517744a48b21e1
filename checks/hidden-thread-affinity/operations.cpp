// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
// A thread for each operation.
#include "mock/jni.h"
#include "mock/uv.h"
#include <future>
#include <sched.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

void work();
bool running();
extern JavaVM *vm;

JNIEnv *attach() {
  JNIEnv *env = nullptr;
  vm->AttachCurrentThread(reinterpret_cast<void **>(&env), nullptr);
  return env;
}
void store(const std::string &name) { attach()->CallVoid(name.c_str()); }
void pin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}

void perItem_bad(const std::vector<std::string> &names) {
  for (const std::string &name : names)
    std::thread([name] { store(name); }).detach();
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:5: note: this function is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-14]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-18]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-6]]:39: note: the lambda ends here with the attachment to the Java VM still taken
}

static void serve(int client) {
  store("client");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+8]]:3: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE+11]]:5: note: 'serve' is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-24]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-28]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE+2]]:1: note: 'serve' ends here with the attachment to the Java VM still taken
  work();
}
void accepts_bad(int listener) {
  for (;;) {
    int client = accept(listener, nullptr, nullptr);
    if (client < 0)
      continue;
    std::thread(serve, client).detach();
  }
}

// The handler is some calls up.
static void inBackground(std::string name) {
  std::thread([name] { store(name); }).detach();
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+8]]:39: note: 'onTimer' runs for each timer tick
// CHECK-NOTES: :[[@LINE+6]]:37: note: 'onTimer' calls 'inBackground' here
// CHECK-NOTES: :[[@LINE-4]]:3: note: this function is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-45]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-49]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-7]]:37: note: the lambda ends here with the attachment to the Java VM still taken
}
static void onTimer(uv_timer_t *) { inBackground("tick"); }
void startsTimer(uv_timer_t *timer) { uv_timer_start(timer, onTimer, 0, 1000); }

// A future is asked for the result of one operation.
std::future<void> future_bad(std::string name) {
  return std::async(std::launch::async, [name] { store(name); });
// CHECK-NOTES: :[[@LINE-1]]:50: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:15: note: this function is handed over here: 'std::async' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-57]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-61]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-5]]:63: note: the lambda ends here with the attachment to the Java VM still taken
}
void joined_bad(std::string name) {
  std::thread worker([name] { store(name); });
// CHECK-NOTES: :[[@LINE-1]]:31: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-2]]:15: note: this function is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-65]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-69]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-5]]:44: note: the lambda ends here with the attachment to the Java VM still taken
  work();
  worker.join();
}

// It has the thread for itself, as long as the program runs.
class Writer {
public:
  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop() { thread_.join(); }

private:
  void run() {
    attach();
    while (running())
      work();
  }
  std::thread thread_;
};

static void loop() {
  attach();
  while (running())
    work();
}
void detachedLoop_ok() { std::thread(loop).detach(); }

static std::vector<std::thread> workers;
void fillsPool_ok() {
  for (int i = 0; i < 4; ++i)
    workers.emplace_back([] {
      attach();
      while (running())
        work();
    });
}

// The end of the thread undoes it, but until then all of them want one CPU.
void pinnedPerItem_bad(const std::vector<std::string> &names) {
  for (size_t i = 0; i < names.size(); ++i)
    std::thread([] {
      pin();
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pin' (through 'sched_setaffinity') changes the CPU affinity and leaves it so, in a thread for each operation
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-4]]:5: note: this function is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :26:3: note: 'sched_setaffinity' changes the CPU affinity here
// CHECK-NOTES: :[[@LINE+2]]:5: note: the lambda ends here with the CPU affinity still changed
      work();
    }).detach();
}

// Released before the thread ends.
void releasedPerItem_ok(const std::vector<std::string> &names) {
  for (const std::string &name : names)
    std::thread([name] {
      store(name);
      vm->DetachCurrentThread();
    }).detach();
}

// Started once.
static bool started;
static void onFirstTick(uv_timer_t *) {
  if (started)
    return;
  started = true;
  std::thread([] { store("first"); }).detach();
}
void startsOnce_ok(uv_timer_t *timer) {
  uv_timer_start(timer, onFirstTick, 0, 1000);
}

// Nobody in view calls it, and its name says when it is called.
class Sessions {
public:
  void onClientConnected(std::string name) {
    threads_.emplace_back([name] { store(name); });
// CHECK-NOTES: :[[@LINE-1]]:36: warning: 'store' (through 'JavaVM_::AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Sessions::onClientConnected': its name says that it runs for each connection
// CHECK-NOTES: :[[@LINE-3]]:14: note: this function is handed over here: 'std::vector::emplace_back' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-149]]:39: note: 'store' calls 'attach' here
// CHECK-NOTES: :[[@LINE-153]]:7: note: 'JavaVM_::AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE-6]]:49: note: the lambda ends here with the attachment to the Java VM still taken
  }

private:
  std::vector<std::thread> threads_;
};
