// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++17
//
// A function that others call for each connection: one turn of their loop.

#include <functional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

class Executor {
public:
  void run(std::function<void()> task) {
    threads_.push_back(std::thread(task));
  }

private:
  std::vector<std::thread> threads_;
};

class Server {
public:
  bool turn() {
    int client = accept(listener_, nullptr, nullptr);
    if (client < 0)
      return false;
    std::thread([this, client] { serve(client); }).detach();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each connection, however many there are
    // CHECK-NOTES: :[[@LINE-5]]:18: note: 'Server::turn' takes one connection at each call
    // CHECK-NOTES: :[[@LINE-3]]:52: note: it is detached: nothing waits for its end
    return true;
  }
  bool turnOfExecutor() {
    int client = accept(listener_, nullptr, nullptr);
    if (client >= 0)
      executor_.run([this, client] { serve(client); });
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'Executor::run' (through 'std::thread') starts a thread for each connection, however many there are
    // CHECK-NOTES: :[[@LINE-4]]:18: note: 'Server::turnOfExecutor' takes one connection at each call
    // CHECK-NOTES: :[[@LINE-25]]:24: note: 'Executor::run' calls 'std::thread', which makes the thread
    return client >= 0;
  }
  bool limited_ok() {
    int client = accept(listener_, nullptr, nullptr);
    if (count_ >= 16) {
      close(client);
      return false;
    }
    ++count_;
    std::thread([this, client] { serve(client); }).detach();
    return true;
  }
  // One peer, and one thread for it.
  void peer_ok() {
    int client = accept(listener_, nullptr, nullptr);
    peer_ = std::thread([this, client] { serve(client); });
  }

private:
  void serve(int client) noexcept;
  int listener_ = -1;
  int count_ = 0;
  Executor executor_;
  std::thread peer_;
};
