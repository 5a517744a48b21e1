#include "server.h"
#include <atomic>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace net {

// The class, its members, and the types of what it handles are not known.
Server::Server(Config const &config, int port) : port_(port) {
  thread_ = std::thread(&Server::acceptLoop, this);
  reader_ = std::thread([this] { readLines(config_.path); });
}

Server::~Server() { thread_.join(); }

void Server::acceptLoop() {
  while (running_.load()) {
    int client = accept(listener_, nullptr, nullptr);
    if (client < 0)
      continue;
    std::thread(&Server::serve, this, client).detach();
    // CHECK: unknown-names.cpp:[[@LINE-1]]:5: warning: {{.*}}[hangproof-escaping-thread-exception]
    // CHECK: unknown-names.cpp:[[@LINE-2]]:5: warning: {{.*}}[hangproof-unbounded-thread-spawn]
  }
}

void Server::acceptSome_ok() {
  while (running_.load()) {
    int client = accept(listener_, nullptr, nullptr);
    if (client < 0)
      continue;
    if (active_.load() >= kMost) {
      close(client);
      continue;
    }
    active_.fetch_add(1);
    std::thread([this, client] {
      serve(client);
      active_.fetch_sub(1);
    }).detach();
  }
}

bool Server::serve(int client) {
  Session session(client, options_);
  return session.run() == Result::Done;
}

void Server::readLines(const Path &path) {
  std::string line;
  while (next(path, line))
    resize(std::stoi(line));
  // CHECK: unknown-names.cpp:[[@LINE-1]]:17: warning: 'std::stoi' can throw {{.*}}[hangproof-escaping-thread-exception]
}

void Server::readCarefully_ok() {
  std::thread([this] {
    std::string line;
    while (next(config_.path, line))
      try {
        resize(std::stoi(line));
      } catch (const std::exception &error) {
        log(error.what());
      }
  }).detach();
}

} // namespace net

// Arguments of unknown type: the constructor is not resolved.
static void handle(int client, State &state);
void listen(int listener, State &state) {
  for (;;) {
    int client = accept(listener, nullptr, nullptr);
    std::thread(handle, client, std::ref(state)).detach();
    // CHECK: unknown-names.cpp:[[@LINE-1]]:5: warning: {{.*}}[hangproof-unbounded-thread-spawn]
  }
}

// What can be called is somebody's function.
class Tasks {
public:
  Tasks() : thread_([this] { run(); }) {}

private:
  void run() {
    while (!stopped_) {
      Task task;
      if (queue_.take(task))
        task();
      // CHECK: unknown-names.cpp:[[@LINE-1]]:9: warning: what 'task' throws {{.*}}[hangproof-escaping-thread-exception]
    }
  }
  bool stopped_ = false;
  TaskQueue queue_;
  std::thread thread_;
};
