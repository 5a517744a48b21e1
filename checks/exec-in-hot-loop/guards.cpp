// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c++17
//
// Caches, once flags and rate limits in C++.

#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

using Clock = std::chrono::steady_clock;

std::string ask(const std::string &command);

static std::string output(const std::string &command) {
  system(command.c_str());
  return ask(command);
}

class Inventory {
public:
  void cached_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices)
      report(device, info(device));
  }

  void cachedHere_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      if (cache_.find(device) == cache_.end())
        cache_[device] = output("lsblk " + device);
      report(device, cache_[device]);
    }
  }

  void cachedByContains_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      if (seen_.count(device))
        continue;
      seen_.insert(device);
      system(("udevadm settle " + device).c_str());
    }
  }

  void lazily_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices)
      report(device, kernel());
  }

  void callOnce_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      std::call_once(once_, [] { system("modprobe loop"); });
      report(device, "");
    }
  }

  void rateLimited_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      auto now = Clock::now();
      if (now - lastSync_ >= std::chrono::minutes(5)) {
        system("sync");
        lastSync_ = now;
      }
      report(device, "");
    }
  }

  void throughGetter_ok(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      if (!isReady())
        prepare();
      report(device, "");
    }
  }

  // Cleared again at once: it guards against recursion only.
  void recursionFlag_bad(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      if (busy_)
        continue;
      busy_ = true;
      system(("partprobe " + device).c_str());
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'system' starts a program for each element of 'devices': fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-6]]:5: note: loop over 'devices' runs once per element
      busy_ = false;
    }
  }

  // A test of something that nobody here changes.
  void option_bad(const std::vector<std::string> &devices) {
    for (const auto &device : devices)
      if (verbose_)
        system(("lsblk " + device).c_str());
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'system' starts a program for each element of 'devices'
// CHECK-NOTES: :[[@LINE-4]]:5: note: loop over 'devices' runs once per element
  }

  // A count of what was done keeps nothing from being done again.
  void counter_bad(const std::vector<std::string> &devices) {
    for (const auto &device : devices) {
      system(("lsblk " + device).c_str());
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'system' starts a program for each element of 'devices'
// CHECK-NOTES: :[[@LINE-3]]:5: note: loop over 'devices' runs once per element
      ++done_;
    }
  }

private:
  const std::string &info(const std::string &device) {
    auto it = cache_.find(device);
    if (it != cache_.end())
      return it->second;
    return cache_.emplace(device, output("lsblk " + device)).first->second;
  }
  const std::string &kernel() {
    if (kernel_.empty())
      kernel_ = output("uname -r");
    return kernel_;
  }
  bool isReady() const { return ready_; }
  void prepare() {
    system("modprobe loop");
    ready_ = true;
  }
  void report(const std::string &device, const std::string &text);

  std::unordered_map<std::string, std::string> cache_;
  std::set<std::string> seen_;
  std::string kernel_;
  std::once_flag once_;
  Clock::time_point lastSync_;
  bool ready_ = false, busy_ = false, verbose_ = false;
  int done_ = 0;
};
