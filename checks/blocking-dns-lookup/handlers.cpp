// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c++17
// -D_GNU_SOURCE
//
// Handlers in C++: lambdas, methods, slots, tasks.

#include "mock/asio.h"
#include <future>
#include <netdb.h>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;

class Session {
public:
  explicit Session(asio::io_context &io) : timer(io), resolver(io) {}

  void arm() {
    timer.async_wait([this](const boost::system::error_code &error) {
      if (!error)
        reconnect();
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'Session::reconnect' (through 'boost::asio::ip::basic_resolver::resolve') waits for a name server for each event in the lambda: while it is slow or dead, everything else on this event loop stands still for seconds; use async_resolve [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE-4]]:11: note: the lambda is handed over here: 'boost::asio::basic_waitable_timer::async_wait' has it run for each event
// CHECK-NOTES: :[[@LINE+26]]:27: note: 'Session::reconnect' calls 'boost::asio::ip::basic_resolver::resolve', which asks a name server
    });
  }

  void resolveLater_ok() {
    resolver.async_resolve(host, "80",
                           [](const boost::system::error_code &, int) {});
  }

  void onTimeout_bad(const boost::system::error_code &error) {
    auto found = resolver.resolve(host, "443");
// CHECK-NOTES: :[[@LINE-1]]:27: warning: 'boost::asio::ip::basic_resolver::resolve' waits for a name server for each event in 'Session::onTimeout_bad'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Session::onTimeout_bad' is a handler: it takes what asio gives to a function for each event
  }

  void onNumber_ok(const boost::system::error_code &error) {
    auto found =
        resolver.resolve(host, "443", asio::ip::resolver_base::numeric_host);
  }

  void onLocal_ok(const boost::system::error_code &error) {
    auto found = resolver.resolve("127.0.0.1", "443");
  }

private:
  void reconnect() {
    auto found = resolver.resolve(host, "80");
    arm();
  }

  asio::steady_timer timer;
  asio::ip::tcp::resolver resolver;
  std::string host;
};

void posted_bad(asio::io_context &io, const std::string &host) {
  asio::post(io, [host] { gethostbyname(host.c_str()); });
// CHECK-NOTES: :[[@LINE-1]]:27: warning: 'gethostbyname' waits for a name server for each event in the lambda
// CHECK-NOTES: :[[@LINE-2]]:9: note: the lambda is handed over here: 'boost::asio::post' has it run for each event
}

// A pool has threads of its own.
void pooled_ok(asio::thread_pool &pool, const std::string &host) {
  asio::post(pool, [host] { gethostbyname(host.c_str()); });
}

void ownThread_ok(const std::string &host) {
  std::thread([host] { gethostbyname(host.c_str()); }).detach();
}

std::future<bool> ownTask_ok(const std::string &host) {
  return std::async(std::launch::async,
                    [host] { return gethostbyname(host.c_str()) != nullptr; });
}

void eachHost_bad(const std::vector<std::string> &hosts) {
  for (const std::string &host : hosts)
    gethostbyname(host.c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'gethostbyname' waits for a name server for each element of 'hosts'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
}

bool remembered_ok(const std::string &host) {
  static const bool known = gethostbyname(host.c_str()) != nullptr;
  return known;
}
