// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn -- -std=c++17
//
// A flag that the test itself sets lets one run at a time.

#include <atomic>
#include <thread>

class Refresher {
public:
  void onConnectionExchange_ok() {
    if (!busy_.exchange(true))
      std::thread(&Refresher::work, this).detach();
  }
  void onConnectionCompare_ok() {
    bool idle = false;
    if (busy_.compare_exchange_strong(idle, true))
      std::thread(&Refresher::work, this).detach();
  }
  void onConnectionFlag_ok() {
    if (flag_.test_and_set())
      return;
    std::thread(&Refresher::work, this).detach();
  }
  void onConnectionWrapped_ok() {
    if (enter())
      std::thread(&Refresher::work, this).detach();
  }
  void onConnectionReset_bad() {
    busy_ = false;
    if (isReady())
      std::thread(&Refresher::work, this).detach();
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::thread' starts a thread for each connection, however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
// CHECK-NOTES: :[[@LINE-5]]:8: note: 'Refresher::onConnectionReset_bad' is a handler: its name says that it runs for each connection
// CHECK-NOTES: :[[@LINE-3]]:43: note: it is detached: nothing waits for its end
  }
  void onConnectionCleared_bad() {
    if (!busy_.exchange(true)) {
      std::thread(&Refresher::work, this).detach();
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::thread' starts a thread for each connection, however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
// CHECK-NOTES: :[[@LINE-4]]:8: note: 'Refresher::onConnectionCleared_bad' is a handler: its name says that it runs for each connection
// CHECK-NOTES: :[[@LINE-3]]:43: note: it is detached: nothing waits for its end
      busy_ = false;
    }
  }

private:
  bool enter() { return !busy_.exchange(true); }
  bool isReady();
  void work();
  std::atomic<bool> busy_{false};
  std::atomic_flag flag_;
};
