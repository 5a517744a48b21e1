// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++17 -fPIC -isystem /usr/include/x86_64-linux-gnu/qt5 -isystem /usr/include/x86_64-linux-gnu/qt5/QtCore -isystem /usr/include/x86_64-linux-gnu/qt5/QtNetwork
//
// Functions that run once per connection, request or task.

#include <QTcpServer>
#include <QThread>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <thread>

void serve(long fd);

class Listener : public QTcpServer {
protected:
  void incomingConnection(qintptr descriptor) override {
    QThread *thread = QThread::create([descriptor] { serve(descriptor); });
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start();
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'QThread::start' starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-5]]:8: note: 'Listener::incomingConnection' is a handler: 'QTcpServer::incomingConnection' is run for each connection
  }
};

class Limited : public QTcpServer {
protected:
  void incomingConnection(qintptr descriptor) override {
    if (active >= 20)
      return;
    ++active;
    QThread *thread = QThread::create([descriptor] { serve(descriptor); });
    connect(thread, &QThread::finished, this, [this] { --active; });
    thread->start();
  }
  int active = 0;
};

// Only the name says when it runs.
class Relay {
public:
  void onClientConnected(int fd) {
    std::thread([fd] { serve(fd); }).detach();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'Relay::onClientConnected' is a handler: its name says that it runs for each connection
    // CHECK-NOTES: :[[@LINE-3]]:38: note: it is detached: nothing waits for its end
  }
  void onRequest(int fd) {
    pending_.push_back(std::async(std::launch::async, serve, fd));
    // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'std::async' starts a thread for each request
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'Relay::onRequest' is a handler: its name says that it runs for each request
    // CHECK-NOTES: :[[@LINE-3]]:29: note: its handle goes into 'pending_', and nothing waits for its end
  }
  // One at a time: the second would end the program.
  void onPeerConnected(int fd) {
    if (thread_.joinable())
      thread_.join();
    thread_ = std::thread(serve, fd);
  }

private:
  std::list<std::future<void>> pending_;
  std::thread thread_;
};

// The list of futures only grows.
class Notifier {
public:
  void on_message(const std::string &text) {
    calls_.push_back(std::async(std::launch::async, [text] { serve(text.size()); }));
    // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'std::async' starts a thread for each call of 'Notifier::on_message'
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'Notifier::on_message' puts one more into 'calls_' each time, and nothing is taken out of it
    // CHECK-NOTES: :[[@LINE-3]]:27: note: its handle goes into 'calls_', and nothing waits for its end
  }
  void on_reply_ok(long code) {
    if (kept_.size() > 8)
      kept_.pop_front();
    kept_.push_back(std::async(std::launch::async, serve, code));
  }
  void startWorker_ok() {
    workers_.emplace_back([] { serve(0); });
  }

private:
  std::list<std::future<void>> calls_, kept_;
  std::list<std::thread> workers_;
};

struct TaskQueue {
  virtual ~TaskQueue() = default;
  virtual void enqueue(std::function<void()> task) = 0;
};

class ThreadPerTask : public TaskQueue {
public:
  void enqueue(std::function<void()> task) override {
    std::thread([task = std::move(task)] { task(); }).detach();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each task
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'ThreadPerTask::enqueue' takes one task at each call
    // CHECK-NOTES: :[[@LINE-3]]:55: note: it is detached: nothing waits for its end
  }
};

// Nobody in view calls it.
class Detacher {
public:
  void submit(std::function<void()> task) {
    std::thread(std::move(task)).detach();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::thread' starts a thread for each task
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'Detacher::submit' takes one task at each call
    // CHECK-NOTES: :[[@LINE-3]]:34: note: it is detached: nothing waits for its end
  }
};

// Whoever calls it decides.
class Starter {
public:
  void submit_ok(std::function<void()> task) {
    std::thread(std::move(task)).detach();
  }
};
void startAll_ok(Starter &starter) {
  starter.submit_ok([] { serve(1); });
  starter.submit_ok([] { serve(2); });
}

// With the twentieth it stops listening.
class Pausing : public QTcpServer {
protected:
  void incomingConnection(qintptr descriptor) override {
    QThread *thread = QThread::create([descriptor] { serve(descriptor); });
    connect(thread, &QThread::finished, this, [this] {
      if (--active < 20)
        resumeAccepting();
    });
    if (++active >= 20)
      pauseAccepting();
    thread->start();
  }
  int active = 0;
};

[[clang::annotate("hangproof::hot")]] void onMessage(const std::string &text) {
  std::thread([text] { serve(text.size()); }).detach();
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'std::thread' starts a thread for each event
  // CHECK-NOTES: :[[@LINE-3]]:44: note: 'onMessage' is a handler: it is annotated 'hangproof::hot'
  // CHECK-NOTES: :[[@LINE-3]]:47: note: it is detached: nothing waits for its end
}

// Starts once; nobody says that it runs again.
void startServer_ok() {
  std::thread([] { serve(0); }).detach();
}
