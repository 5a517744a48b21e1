// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// The clock is a function that an object was given, or a parameter of a class.
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <utility>

using ClockFunction = std::function<int64_t()>;

static int64_t wallMilliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch())
      .count();
}
static int64_t steadyMilliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch())
      .count();
}

class Heartbeat {
public:
  explicit Heartbeat(ClockFunction clock)
      : clock_(std::move(clock)), last_(clock_()) {}
  bool isDue_bad() {
    int64_t now = clock_();
    if (now > last_ + 500) {
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'now > last_ + 500' compares wall-clock readings
// CHECK-NOTES: note: 'system_clock::now' reads the wall clock here
// CHECK-NOTES: note: 'wallMilliseconds' returns the reading here into 'last_'
// CHECK-NOTES: note: 'wallMilliseconds' returns the reading here into 'now'
      last_ = now;
      return true;
    }
    return false;
  }

private:
  ClockFunction clock_;
  int64_t last_;
};
bool beat() { return Heartbeat(wallMilliseconds).isDue_bad(); }

class SteadyHeartbeat {
public:
  explicit SteadyHeartbeat(ClockFunction clock)
      : clock_(std::move(clock)), last_(clock_()) {}
  bool isDue_ok() { return clock_() > last_ + 500; }

private:
  ClockFunction clock_;
  int64_t last_;
};
bool beatSteadily() { return SteadyHeartbeat(steadyMilliseconds).isDue_ok(); }

// A number that is no time.
class Ticket {
public:
  explicit Ticket(ClockFunction next) : next_(std::move(next)) {}
  bool isNewer_ok(int64_t old) { return next_() > old; }

private:
  ClockFunction next_;
};
int64_t counter();
bool draw() { return Ticket(counter).isNewer_ok(counter()); }

// Nobody calls restart(), so it is read as it is written: nothing is known of
// its clock.
template <typename Clock> class Watch {
public:
  void restart() { begin_ = Clock::now(); }
  double seconds_bad() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
// CHECK-NOTES: :[[@LINE-1]]:55: warning: 'system_clock::now() - begin_' subtracts wall-clock readings
// CHECK-NOTES: note: 'system_clock::now' reads the wall clock here into 'begin_'
// CHECK-NOTES: note: 'system_clock::now' reads the wall clock here
  }

private:
  typename Clock::time_point begin_ = Clock::now();
};
double spent() { return Watch<std::chrono::system_clock>().seconds_bad(); }

template <typename Clock> class OtherWatch {
public:
  double seconds_ok() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
  }

private:
  typename Clock::time_point begin_ = Clock::now();
};
double spentSteadily() {
  return OtherWatch<std::chrono::steady_clock>().seconds_ok();
}
