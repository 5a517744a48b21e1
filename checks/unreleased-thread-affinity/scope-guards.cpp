// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// What releases on every way out, also when an exception passes.
#include <fenv.h>
#include <functional>
#include <locale.h>
#include <memory>
#include <signal.h>
#include <stdexcept>
#include <type_traits>
#include <utility>

void mayThrow(int value) {
  if (value < 0)
    throw std::runtime_error("negative");
}

template <typename Function> class ScopeExit {
public:
  explicit ScopeExit(Function function) : function(std::move(function)) {}
  ScopeExit(ScopeExit &&) = default;
  ~ScopeExit() { function(); }

private:
  Function function;
};
template <typename Function> ScopeExit<Function> finally(Function function) {
  return ScopeExit<Function>(std::move(function));
}
struct ScopeExitTag {};
template <typename Function>
ScopeExit<Function> operator+(ScopeExitTag, Function &&function) {
  return ScopeExit<Function>(std::forward<Function>(function));
}
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define SCOPE_EXIT auto JOIN(scopeExit, __LINE__) = ScopeExitTag() + [&]()

void class_template_ok(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  auto restore = [&] { fesetround(old); };
  ScopeExit<decltype(restore)> guard(restore);
  mayThrow(value);
}

void factory_ok(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  auto guard = finally([&] { fesetround(old); });
  mayThrow(value);
}

void macro_ok(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  SCOPE_EXIT { fesetround(old); };
  mayThrow(value);
}

void guard_before_the_bind_ok(int value) {
  int old = fegetround();
  auto guard = finally([&] { fesetround(old); });
  fesetround(FE_UPWARD);
  mayThrow(value);
}

void function_object_ok(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  std::unique_ptr<int, std::function<void(int *)>> guard(
      &old, [](int *mode) { fesetround(*mode); });
  mayThrow(value);
}

class MaskGuard {
public:
  MaskGuard() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
  }
  ~MaskGuard() { pthread_sigmask(SIG_SETMASK, &old, nullptr); }

private:
  sigset_t old;
};
int own_guard_ok(int value) {
  MaskGuard guard;
  mayThrow(value);
  if (value > 3)
    return 1;
  return 0;
}
MaskGuard makeGuard_ok() { return MaskGuard(); }
void guard_from_factory_ok(int value) {
  auto guard = makeGuard_ok();
  mayThrow(value);
}

// Bound by a method, released by the destructor.
class LateGuard {
public:
  void block() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    blocked = true;
  }
  void unblock() {
    if (blocked)
      pthread_sigmask(SIG_SETMASK, &old, nullptr);
    blocked = false;
  }
  ~LateGuard() { unblock(); }

private:
  sigset_t old;
  bool blocked = false;
};
int late_guard_ok(int value) {
  LateGuard guard;
  guard.block();
  if (value > 3)
    return 1;
  mayThrow(value);
  guard.unblock();
  return 0;
}

// The closure is only a name for the release until it is called.
int closure_that_is_called_ok(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  auto restore = [&] { fesetround(old); };
  if (value > 3) {
    restore();
    return 1;
  }
  restore();
  return 0;
}
int closure_not_called_bad(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  auto restore = [&] { fesetround(old); };
  if (value > 3)
    return 1;
  restore();
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'fesetround' changes the rounding direction, but the path through 'return 1' does not give back 'old': later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-9]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the rounding direction still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

// The guard's scope ends before the bind.
int guard_of_another_scope_bad(int value) {
  {
    MaskGuard guard;
    mayThrow(value);
  }
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  if (value > 3)
    return 1;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'pthread_sigmask' changes the signal mask, but the path through 'return 1' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-5]]:3: note: another path puts it back here

// A class template with several instances.
template <typename Value> class RoundingFor {
public:
  explicit RoundingFor(Value &value) : value(value), old(fegetround()) {
    fesetround(FE_UPWARD);
  }
  ~RoundingFor() { fesetround(old); }

private:
  Value &value;
  int old;
};
int guard_instances_ok(int number, double fraction) {
  RoundingFor<int> first(number);
  RoundingFor<double> second(fraction);
  if (number > 3)
    return 1;
  mayThrow(number);
  return 0;
}

// What a library's object gives to its deleter when it goes.
struct GiveBack {
  void operator()(locale_t old) const { uselocale(old); }
};
using LocaleGuard =
    std::unique_ptr<std::remove_pointer<locale_t>::type, GiveBack>;

int deleter_ok(locale_t plain, int value) {
  LocaleGuard guard(uselocale(plain));
  if (value > 3)
    return 1;
  mayThrow(value);
  return 0;
}

struct Forget {
  void operator()(locale_t old) const { freelocale(old); }
};

int deleter_of_other_work_bad(locale_t plain, int value) {
  locale_t old = uselocale(plain);
  std::unique_ptr<std::remove_pointer<locale_t>::type, Forget> guard(plain);
  if (value > 3)
    return 1;
  uselocale(old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:18: warning: 'uselocale' changes the locale of the thread, but the path through 'return 1' does not give back 'old'
// CHECK-NOTES: :[[@LINE-5]]:5: note: the path leaves here with the locale of the thread still changed
// CHECK-NOTES: :[[@LINE-5]]:3: note: another path puts it back here
