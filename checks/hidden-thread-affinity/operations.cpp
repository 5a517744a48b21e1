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
}

static void serve(int client) {
  store("client");
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
}
static void onTimer(uv_timer_t *) { inBackground("tick"); }
void startsTimer(uv_timer_t *timer) { uv_timer_start(timer, onTimer, 0, 1000); }

// A future is asked for the result of one operation.
std::future<void> future_bad(std::string name) {
  return std::async(std::launch::async, [name] { store(name); });
}
void joined_bad(std::string name) {
  std::thread worker([name] { store(name); });
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

// The end of the thread undoes it.
void pinnedPerItem_ok(const std::vector<std::string> &names) {
  for (size_t i = 0; i < names.size(); ++i)
    std::thread([] {
      pin();
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
