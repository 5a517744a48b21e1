// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++20
//
// Every class that starts a thread, in the loops that C++ has.

#include <algorithm>
#include <future>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <thread>
#include <vector>

void fetch(const std::string &name);

using Names = std::vector<std::string>;

void index_bad(const Names &names) {
  std::vector<std::thread> threads(names.size());
  for (size_t i = 0; i < names.size(); ++i)
    threads[i] = std::thread(fetch, names[i]);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'std::thread' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:12: note: it is waited for only here, when all of them have been started
  for (auto &thread : threads)
    thread.join();
}

void jthread_bad(const std::map<int, std::string> &names) {
  std::list<std::jthread> threads;
  for (const auto &[id, name] : names)
    threads.push_back(std::jthread([name] { fetch(name); }));
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::jthread' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:23: note: its handle goes into 'threads', and nothing waits for its end
}

void iterator_bad(const std::set<std::string> &names) {
  std::vector<std::unique_ptr<std::thread>> threads;
  for (auto it = names.begin(); it != names.end(); ++it)
    threads.push_back(std::make_unique<std::thread>(fetch, *it));
// CHECK-NOTES: :[[@LINE-1]]:28: warning: 'std::make_unique' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:13: note: it is waited for only here, when all of them have been started
  for (auto &thread : threads)
    thread->join();
}

void kept_bad(const Names &names) {
  std::map<std::string, std::future<void>> all;
  for (const auto &name : names)
    all[name] = std::async(std::launch::async, fetch, name);
// CHECK-NOTES: :[[@LINE-1]]:22: warning: 'std::async' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:22: note: its handle goes into 'all', and nothing waits for its end
}

void lines_bad() {
  std::string line;
  while (std::getline(std::cin, line))
    std::thread(fetch, line).detach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each item from 'getline'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'getline'
// CHECK-NOTES: :[[@LINE-3]]:30: note: it is detached: nothing waits for its end
}

void popped_bad(std::queue<std::string> &queue) {
  while (!queue.empty()) {
    std::string name = queue.front();
    queue.pop();
    std::thread(fetch, name).detach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each item of 'queue'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item of 'queue'
// CHECK-NOTES: :[[@LINE-3]]:30: note: it is detached: nothing waits for its end
  }
}

void forEver_bad() {
  while (true) {
    std::thread(fetch, "status").detach();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each turn of an endless loop
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs for ever
// CHECK-NOTES: :[[@LINE-3]]:34: note: it is detached: nothing waits for its end
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

void forEach_bad(const Names &names) {
  std::vector<std::thread> threads;
  std::for_each(names.begin(), names.end(), [&](const std::string &name) {
    threads.emplace_back(fetch, name);
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::vector::emplace_back' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'std::for_each' runs it once per element
// CHECK-NOTES: :[[@LINE+3]]:12: note: it is waited for only here, in 'forEach_bad'
  });
  for (auto &thread : threads)
    thread.join();
}

#define START(LIST, NAME) (LIST).emplace_back(fetch, NAME)
void macro_bad(const Names &names) {
  std::vector<std::thread> threads;
  for (const auto &name : names)
    START(threads, name);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::vector::emplace_back' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:12: note: it is waited for only here, when all of them have been started
  for (auto &thread : threads)
    thread.join();
}

// --- Boost ---

namespace boost {
class thread {
public:
  template <typename F> explicit thread(F function) {}
  void detach();
  void join();
};
class thread_group {
public:
  template <typename F> thread *create_thread(F function) { return nullptr; }
  void join_all();
};
} // namespace boost

void boostThread_bad(const Names &names) {
  for (const auto &name : names) {
    boost::thread thread([name] { fetch(name); });
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'boost::thread' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE+1]]:12: note: it is detached: nothing waits for its end
    thread.detach();
  }
}
void boostGroup_bad(const Names &names) {
  boost::thread_group group;
  for (const auto &name : names)
    group.create_thread([name] { fetch(name); });
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'boost::thread_group::create_thread' starts a thread for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE+1]]:9: note: it is waited for only here, when all of them have been started
  group.join_all();
}
void boostThread_ok(const Names &names) {
  for (const auto &name : names) {
    boost::thread thread([name] { fetch(name); });
    thread.join();
  }
}

// --- an object whose constructor starts it ---

class Session {
public:
  explicit Session(std::string name) : name(name), thread([this] { run(); }) {}
  ~Session() { thread.join(); }

private:
  void run() { fetch(name); }
  std::string name;
  std::thread thread;
};

void sessions_bad() {
  std::list<std::unique_ptr<Session>> sessions;
  std::string line;
  while (std::getline(std::cin, line))
    sessions.push_back(std::make_unique<Session>(line));
// CHECK-NOTES: :[[@LINE-1]]:29: warning: 'std::make_unique' (through 'std::thread') starts a thread for each item from 'getline'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'getline'
// CHECK-NOTES: :[[@LINE-16]]:52: note: 'Session::Session' calls 'std::thread', which makes the thread
// CHECK-NOTES: :[[@LINE-16]]:23: note: it is waited for only here, in 'Session::~Session'
}
