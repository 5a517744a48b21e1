// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++20
//
// Limits of C++, and wrappers that hold them.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <semaphore>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

void probe(const std::string &host);
void serve(int fd);

void semaphore_ok(const std::vector<std::string> &hosts) {
  std::counting_semaphore<8> slots(8);
  std::vector<std::thread> threads;
  for (const std::string &host : hosts) {
    slots.acquire();
    threads.emplace_back([&slots, host] {
      probe(host);
      slots.release();
    });
  }
  for (auto &thread : threads)
    thread.join();
}

class Permit {
public:
  explicit Permit(std::counting_semaphore<8> &slots) : slots_(&slots) {
    slots_->acquire();
  }
  Permit(Permit &&other) : slots_(other.slots_) { other.slots_ = nullptr; }
  ~Permit() {
    if (slots_)
      slots_->release();
  }

private:
  std::counting_semaphore<8> *slots_;
};

void permit_ok(const std::vector<std::string> &hosts) {
  static std::counting_semaphore<8> slots(8);
  for (const std::string &host : hosts) {
    Permit permit(slots);
    std::thread([permit = std::move(permit), host] { probe(host); }).detach();
  }
}

class Server {
public:
  void run_ok(int listener) {
    while (running_) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return active_ < most_; });
      ++active_;
      lock.unlock();
      int fd = accept(listener, nullptr, nullptr);
      std::thread(&Server::work, this, fd).detach();
    }
  }

  void refuses_ok(int listener) {
    while (running_) {
      int fd = accept(listener, nullptr, nullptr);
      if (atCapacity()) {
        close(fd);
        continue;
      }
      ++active_;
      std::thread(&Server::work, this, fd).detach();
    }
  }

  void unlimited_bad(int listener) {
    while (running_) {
      int fd = accept(listener, nullptr, nullptr);
      ++active_;
      std::thread(&Server::work, this, fd).detach();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::thread' starts a thread for each connection
      // CHECK-NOTES: :[[@LINE-5]]:5: note: loop runs once per connection from 'accept'
      // CHECK-NOTES: :[[@LINE-3]]:44: note: it is detached: nothing waits for its end
    }
  }

private:
  void work(int fd) {
    serve(fd);
    std::lock_guard<std::mutex> lock(mutex_);
    --active_;
    changed_.notify_one();
  }
  bool atCapacity() const { return active_ >= most_; }

  std::mutex mutex_;
  std::condition_variable changed_;
  int active_ = 0;
  int most_ = 16;
  std::atomic<bool> running_{true};
};

// The helper makes a thread; its only caller knows how many there are.
class Scanner {
public:
  void scan_ok(const std::vector<std::string> &hosts) {
    for (const std::string &host : hosts) {
      while (running_.load() >= 4)
        std::this_thread::yield();
      start(host);
    }
  }

private:
  void start(const std::string &host) {
    running_.fetch_add(1);
    std::thread([this, host] {
      probe(host);
      running_.fetch_sub(1);
    }).detach();
  }
  std::atomic<int> running_{0};
};

// A semaphore of one's own.
class Gate {
public:
  explicit Gate(int places) : free_(places) {}
  void enter() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }
  void leave() {
    std::lock_guard<std::mutex> lock(mutex_);
    ++free_;
    changed_.notify_one();
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
};

void gate_ok(int listener, Gate &gate) {
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    gate.enter();
    std::thread([fd, &gate] {
      serve(fd);
      gate.leave();
    }).detach();
  }
}

// The number of threads is that of the group that makes them.
namespace boost {
class thread_group {
public:
  void create_thread(void (*work)());
  unsigned size() const;
};
} // namespace boost
void oneJob();
void groupSize_ok(const std::vector<std::string> &hosts) {
  static boost::thread_group group;
  for (const std::string &host : hosts) {
    if (group.size() >= 8)
      break;
    group.create_thread(oneJob);
  }
}

// A connection that is one too many is no connection.
class Places {
public:
  bool enter() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (taken_ < most_) {
      ++taken_;
      return true;
    }
    return false;
  }
  void leave() {
    std::lock_guard<std::mutex> lock(mutex_);
    --taken_;
  }

private:
  std::mutex mutex_;
  int taken_ = 0;
  int most_ = 100;
};
static Places places;

class Connection {
public:
  explicit Connection(int fd) : fd_(fd) {
    if (!places.enter())
      throw std::runtime_error("too many");
  }
  Connection(Connection &&other) : fd_(other.fd_) { other.fd_ = -1; }
  ~Connection() {
    if (fd_ >= 0)
      places.leave();
  }
  int fd() const { return fd_; }

private:
  int fd_;
};

void refused_ok(int listener) {
  for (;;) {
    try {
      Connection connection(accept(listener, nullptr, nullptr));
      std::thread([c = std::move(connection)] { serve(c.fd()); }).detach();
    } catch (const std::exception &) {
    }
  }
}

// Counted up only: it is full for good, and says nothing of what runs.
class Numbered {
public:
  explicit Numbered(int fd) : fd_(fd) {
    if (last_ >= 1000000)
      throw std::runtime_error("no more numbers");
    ++last_;
  }
  int fd() const { return fd_; }

private:
  static inline int last_ = 0;
  int fd_;
};

void numbered_bad(int listener) {
  for (;;) {
    Numbered connection(accept(listener, nullptr, nullptr));
    std::thread([connection] { serve(connection.fd()); }).detach();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :[[@LINE-3]]:59: note: it is detached: nothing waits for its end
  }
}
