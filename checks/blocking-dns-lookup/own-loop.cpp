// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c++17
//
// A loop that has nothing else to run.

#include "mock/asio.h"
#include <thread>

namespace asio = boost::asio;

class ClockSync {
public:
  ClockSync() : timer_(io_), resolver_(io_) {}
  void start() {
    asio::post(io_, [this] { sync_ok(); });
    thread_ = std::thread([this] { run(); });
  }

private:
  void run() { io_.run(); }
  void sync_ok() {
    resolver_.resolve(server_, "ntp");
    timer_.async_wait([this](const boost::system::error_code &) { sync_ok(); });
  }

  asio::io_context io_;
  asio::steady_timer timer_;
  asio::ip::tcp::resolver resolver_;
  std::string server_;
  std::thread thread_;
};

class Proxy {
public:
  Proxy() : timer_(io_), client_(io_), resolver_(io_) {}
  void start() {
    thread_ = std::thread([this] { run(); });
    timer_.async_wait([this](const boost::system::error_code &) { find_bad(); });
  // CHECK-NOTES: :[[@LINE-1]]:67: warning: 'Proxy::find_bad' (through 'boost::asio::ip::basic_resolver::resolve') waits for a name server for each event in the lambda: while it is slow or dead, everything else on this event loop stands still for seconds; use async_resolve [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-2]]:12: note: the lambda is handed over here: 'boost::asio::basic_waitable_timer::async_wait' has it run for each event
  // CHECK-NOTES: :[[@LINE+6]]:31: note: 'Proxy::find_bad' calls 'boost::asio::ip::basic_resolver::resolve', which asks a name server
    client_.async_wait([this](const boost::system::error_code &) { serve(); });
  }

private:
  void run() { io_.run(); }
  void find_bad() { resolver_.resolve(server_, "http"); }
  void serve();

  asio::io_context io_;
  asio::steady_timer timer_;
  asio::steady_timer client_;
  asio::ip::tcp::resolver resolver_;
  std::string server_;
  std::thread thread_;
};

void use(ClockSync &sync, Proxy &proxy) {
  sync.start();
  proxy.start();
}
