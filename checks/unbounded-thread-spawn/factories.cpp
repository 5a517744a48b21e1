// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn,hangproof-unbounded-blocking-fanout -- -std=c++20
//
// Functions that start work and give back the handle of it: a task is the one
// check's, a thread the other's, and none is told twice.

#include <future>
#include <netdb.h>
#include <string>
#include <thread>
#include <vector>

using Hosts = std::vector<std::string>;

static bool isKnown(const std::string &host) {
  addrinfo *found = nullptr;
  return getaddrinfo(host.c_str(), "80", nullptr, &found) == 0;
}

static std::future<bool> look(const std::string &host) {
  return std::async(isKnown, host);
}

static std::future<bool> lookNow(const std::string &host) {
  auto answer = std::async(std::launch::async, isKnown, host);
  return answer;
}

static std::thread looker(const std::string &host) {
  return std::thread(isKnown, host);
}

void all_bad(const Hosts &hosts) {
  std::vector<std::future<bool>> answers;
  for (const auto &host : hosts)
    answers.push_back(look(host));
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'look' (through 'std::async') starts a task for each element of 'hosts', and each blocks in 'getaddrinfo' (dns)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE-18]]:15: note: 'look' calls 'std::async', which hands the work to a pool
// CHECK-NOTES: :[[@LINE-23]]:10: note: 'isKnown' calls 'getaddrinfo', which blocks (dns)
  for (const auto &host : hosts)
    answers.push_back(lookNow(host));
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'lookNow' (through 'std::async') starts a thread for each element of 'hosts'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE-20]]:22: note: 'lookNow' calls 'std::async', which makes the thread
// CHECK-NOTES: :[[@LINE-29]]:10: note: the thread blocks here, in 'getaddrinfo'
// CHECK-NOTES: :[[@LINE-5]]:23: note: its handle goes into 'answers', and nothing waits for its end
  std::vector<std::thread> threads;
  for (const auto &host : hosts)
    threads.push_back(looker(host));
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'looker' (through 'std::thread') starts a thread for each element of 'hosts'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE-23]]:10: note: 'looker' calls 'std::thread', which makes the thread
// CHECK-NOTES: :[[@LINE-37]]:10: note: the thread blocks here, in 'getaddrinfo'
// CHECK-NOTES: :[[@LINE+2]]:12: note: it is waited for only here, when all of them have been started
  for (auto &thread : threads)
    thread.join();
}

// One after the other.
void got_ok(const Hosts &hosts) {
  for (const auto &host : hosts)
    lookNow(host).get();
  for (const auto &host : hosts) {
    auto answer = look(host);
    answer.wait();
  }
}

void dropped_ok(const Hosts &hosts) {
  for (const auto &host : hosts)
    lookNow(host);
  for (const auto &host : hosts) {
    std::future<bool> answer = lookNow(host);
  }
}

void joined_ok(const Hosts &hosts) {
  for (const auto &host : hosts) {
    std::thread thread = looker(host);
    thread.join();
  }
  for (const auto &host : hosts)
    looker(host).join();
}
