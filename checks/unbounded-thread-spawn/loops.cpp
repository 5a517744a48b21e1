// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++20
//
// Threads of C++ in loops over data.

#include <algorithm>
#include <fstream>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <netdb.h>
#include <queue>
#include <set>
#include <string>
#include <thread>
#include <vector>

void probe(const std::string &host);
int measure(const std::string &host);

void rangeFor_bad(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts)
    std::thread(probe, host).detach();
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each element of 'hosts', however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE-3]]:30: note: it is detached: nothing waits for its end
}

void joinedAfterTheLoop_bad(const std::vector<std::string> &hosts) {
  std::vector<std::thread> threads;
  for (const std::string &host : hosts)
    threads.emplace_back([&host] { probe(host); });
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::vector::emplace_back' starts a thread for each element of 'hosts'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE+2]]:12: note: it is waited for only here, when all of them have been started
  for (std::thread &thread : threads)
    thread.join();
}

void pushed_bad(const std::vector<std::string> &hosts) {
  std::vector<std::thread> threads;
  for (size_t i = 0; i < hosts.size(); ++i)
    threads.push_back(std::thread(probe, hosts[i]));
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::thread' starts a thread for each element of 'hosts'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE+1]]:8: note: it is waited for only here, when all of them have been started
  std::for_each(threads.begin(), threads.end(),
                [](std::thread &thread) { thread.join(); });
}

void onTheHeap_bad(std::istream &in) {
  std::string line;
  while (std::getline(in, line)) {
    auto *thread = new std::thread(probe, line);
    // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'std::thread' starts a thread for each item from 'getline'
    // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'getline'
    // CHECK-NOTES: :[[@LINE+1]]:13: note: it is detached: nothing waits for its end
    thread->detach();
  }
}

void futures_bad(const std::vector<std::string> &hosts) {
  std::vector<std::future<int>> results;
  for (const std::string &host : hosts)
    results.push_back(std::async(std::launch::async, measure, host));
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'std::async' starts a thread for each element of 'hosts'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE+2]]:12: note: it is waited for only here, when all of them have been started
  for (std::future<int> &result : results)
    result.get();
}

void queue_bad(std::queue<std::string> &work) {
  std::list<std::jthread> threads;
  while (!work.empty()) {
    threads.emplace_back(probe, work.front());
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::list::emplace_back' starts a thread for each item of 'work'
    // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item of 'work'
    // CHECK-NOTES: :[[@LINE-3]]:13: note: its handle goes into 'threads', and nothing waits for its end
    work.pop();
  }
}

void inMap_bad(const std::vector<std::string> &hosts,
               std::map<std::string, std::thread> &threads) {
  for (const std::string &host : hosts)
    threads.emplace(host, std::thread(probe, host));
  // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'std::thread' starts a thread for each element of 'hosts'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE-3]]:27: note: its handle goes into 'threads', and nothing waits for its end
}

void forEach_bad(const std::vector<std::string> &hosts) {
  std::for_each(hosts.begin(), hosts.end(), [](const std::string &host) {
    // CHECK-NOTES: :[[@LINE+2]]:5: warning: 'std::thread' starts a thread for each element of 'hosts'
    // CHECK-NOTES: :[[@LINE-2]]:8: note: 'std::for_each' runs it once per element
    std::thread(probe, host).detach();
    // CHECK-NOTES: :[[@LINE-1]]:30: note: it is detached: nothing waits for its end
  });
}

// An object with a thread inside for each of them.
class Session {
public:
  explicit Session(std::string host)
      : host_(std::move(host)), thread_(&Session::run, this) {}
  ~Session() { thread_.join(); }

private:
  void run() { probe(host_); }
  std::string host_;
  std::thread thread_;
};

void objects_bad(std::istream &in,
                 std::vector<std::unique_ptr<Session>> &sessions) {
  std::string line;
  while (std::getline(in, line))
    sessions.push_back(std::make_unique<Session>(line));
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'std::make_unique' (through 'std::thread') starts a thread for each item from 'getline'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'getline'
  // CHECK-NOTES: :[[@LINE-16]]:33: note: 'Session::Session' calls 'std::thread', which makes the thread
  // CHECK-NOTES: :[[@LINE-16]]:24: note: it is waited for only here, in 'Session::~Session'
}

static void resolve(const std::string &name) {
  addrinfo *found = nullptr;
  if (getaddrinfo(name.c_str(), "80", nullptr, &found) == 0)
    freeaddrinfo(found);
}

void blocks_bad(const std::vector<std::string> &names) {
  for (const std::string &name : names)
    std::thread(resolve, name).detach();
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each element of 'names', however many there are, and each blocks in 'getaddrinfo': under load they pile up
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
  // CHECK-NOTES: :[[@LINE-9]]:7: note: the thread blocks here, in 'getaddrinfo'
  // CHECK-NOTES: :[[@LINE-4]]:32: note: it is detached: nothing waits for its end
}

// Serial: the object goes at the end of each turn, and waits.
void objectPerTurn_ok(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts)
    Session session(host);
}

void temporaryFuture_ok(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts)
    (void)std::async(std::launch::async, measure, host);
}

void futureOfTheTurn_ok(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts) {
    auto first = std::async(std::launch::async, measure, host);
    auto second = std::async(std::launch::async, measure, host + ".");
    measure(host);
    first.get();
    second.get();
  }
}

void jthreadOfTheTurn_ok(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts)
    std::jthread thread(probe, host);
}

void joinedInTurn_ok(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts) {
    std::thread thread(probe, host);
    if (thread.joinable())
      thread.join();
  }
}

void batches_ok(const std::vector<std::string> &hosts) {
  std::vector<std::thread> threads;
  for (const std::string &host : hosts) {
    threads.emplace_back(probe, host);
    if (threads.size() >= 8) {
      for (auto &thread : threads)
        thread.join();
      threads.clear();
    }
  }
  for (auto &thread : threads)
    thread.join();
}

void batchOfTheTurn_ok(std::istream &in) {
  std::string line;
  while (std::getline(in, line)) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back(probe, line);
    for (auto &thread : threads)
      thread.join();
  }
}

// Pools.
class Pool {
public:
  explicit Pool(size_t n) : more_(n) {
    for (size_t i = 0; i < n; ++i)
      threads_.emplace_back([this] { run(); });
    for (auto &thread : more_)
      thread = std::thread([this] { run(); });
  }
  void grow(unsigned count) {
    while (threads_.size() < count)
      threads_.emplace_back(&Pool::run, this);
  }
  ~Pool() {
    for (auto &thread : threads_)
      thread.join();
    for (auto &thread : more_)
      thread.join();
  }

private:
  void run();
  std::vector<std::thread> threads_;
  std::vector<std::thread> more_;
};

void hardware_ok() {
  const unsigned n = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < n; ++i)
    threads.emplace_back(probe, "x");
  for (auto &thread : threads)
    thread.join();
}

void atMost_ok(const std::vector<std::string> &hosts) {
  size_t n = std::min<size_t>(hosts.size(), 8);
  std::vector<std::thread> threads(n);
  for (size_t i = 0; i < threads.size(); ++i)
    threads[i] = std::thread([&hosts, i, n] {
      for (size_t k = i; k < hosts.size(); k += n)
        probe(hosts[k]);
    });
  for (size_t i = 0; i < n; ++i)
    threads[i].join();
}

void capped_ok(const std::vector<std::string> &hosts, size_t limit) {
  size_t n = hosts.size();
  if (n > limit)
    n = limit;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < n; ++i)
    threads.emplace_back(probe, hosts[i]);
  for (auto &thread : threads)
    thread.join();
}

void listed_ok() {
  std::vector<std::thread> threads;
  for (const char *host : {"a", "b", "c"})
    threads.emplace_back(probe, host);
  for (auto &thread : threads)
    thread.join();
}

struct Worker {
  std::thread thread;
  void start() { thread = std::thread([] { probe("x"); }); }
};

class Workers {
public:
  explicit Workers(int count) {
    for (int i = 0; i < count; ++i)
      all_.push_back(std::make_unique<Worker>());
  }
  void start() {
    for (auto &worker : all_)
      worker->start();
  }

private:
  std::vector<std::unique_ptr<Worker>> all_;
};
void fourWorkers_ok() { Workers(4).start(); }

// As many as the caller has asked for.
class Asked {
public:
  void grow_ok(std::size_t value) {
    std::set<std::shared_ptr<Worker>> fresh;
    for (std::size_t i = 0; i < value; ++i)
      fresh.insert(std::make_shared<Worker>());
    for (const auto &worker : fresh)
      worker->start();
  }
  void add_ok(std::size_t count) {
    std::vector<std::shared_ptr<Worker>> fresh;
    for (std::size_t i = 0; i < count; ++i)
      fresh.push_back(std::make_shared<Worker>());
    for (const auto &worker : fresh)
      worker->start();
  }

private:
  struct Worker {
    void start() { thread = std::thread([this] { run(); }); }
    void run();
    std::thread thread;
  };
};

// One part is the caller's own: they were cut for the threads.
class Parts {
public:
  void run_ok() {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < parts_.size(); ++i)
      threads.emplace_back(&Parts::work, this, i);
    work(0);
    for (auto &thread : threads)
      thread.join();
  }
  void check_ok() {
    auto check = [this](std::string &part) { probe(part); };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < parts_.size(); ++i)
      threads.emplace_back(check, std::ref(parts_[i]));
    check(parts_[0]);
    for (auto &thread : threads)
      thread.join();
  }

private:
  void work(std::size_t part) { probe(parts_[part]); }
  std::vector<std::string> parts_;
};

// One object has one thread: the one before is waited for.
class Ticker {
public:
  void restart(int period) {
    if (thread_.joinable())
      thread_.join();
    thread_ = std::thread(tick, period);
  }

private:
  static void tick(int period);
  std::thread thread_;
};
void sameObject_ok(Ticker &ticker, const std::vector<int> &periods) {
  for (int period : periods)
    ticker.restart(period);
}
void eachObject_bad(std::vector<Ticker> &tickers) {
  for (Ticker &ticker : tickers)
    ticker.restart(1);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'Ticker::restart' (through 'std::thread') starts a thread for each element of 'tickers', however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'tickers' runs once per element
// CHECK-NOTES: :[[@LINE-16]]:15: note: 'Ticker::restart' calls 'std::thread', which makes the thread
// CHECK-NOTES: :[[@LINE-18]]:15: note: it is waited for only here, in 'Ticker::restart'
}
