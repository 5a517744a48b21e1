// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
#include <fenv.h>
#include <stdexcept>
#include <string>

struct ParseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

int parse(const char *text) {
  if (!*text)
    throw ParseError("empty");
  return *text - '0';
}
int parseAll(const char *text) { return parse(text) + parse(text + 1); }
int parseQuietly(const char *text) noexcept { return parse(text); }
int parseOr(const char *text, int fallback) {
  try {
    return parse(text);
  } catch (const ParseError &) {
    return fallback;
  }
}
int unknown(const char *text);

int throws_itself_bad(int value) {
  int old = fegetround();
  fesetround(FE_UPWARD);
  if (value < 0)
    throw std::invalid_argument("negative");
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'fesetround' changes the rounding direction, but the path through 'throw std::invalid_argument' does not give back 'old': later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-8]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the rounding direction still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

int callee_throws_bad(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = parse(text);
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-5]]:3: warning: 'fesetround' changes the rounding direction, but an exception from 'parse' skips the release: later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-6]]:15: note: an exception that leaves 'parse' skips the release
// CHECK-NOTES: :[[@LINE-37]]:5: note: 'parse' throws 'ParseError' here
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

int callee_of_callee_throws_bad(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = parseAll(text);
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-5]]:3: warning: 'fesetround' changes the rounding direction, but an exception from 'parseAll' skips the release: later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-6]]:15: note: an exception that leaves 'parseAll' skips the release
// CHECK-NOTES: :[[@LINE-47]]:41: note: 'parseAll' calls 'parse', which throws
// CHECK-NOTES: :[[@LINE-51]]:5: note: 'parse' throws 'ParseError' here
// CHECK-NOTES: :[[@LINE-8]]:3: note: another path puts it back here

int library_throws_bad(const std::string &text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = std::stoi(text);
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-5]]:3: warning: 'fesetround' changes the rounding direction, but an exception from 'stoi' skips the release: later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-6]]:20: note: an exception that leaves 'stoi' skips the release
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

// The handler takes another type.
int other_type_caught_bad(const std::string &text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = 0;
  try {
    value = std::stoi(text);
  } catch (const std::bad_alloc &) {
  }
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-9]]:3: warning: 'fesetround' changes the rounding direction, but an exception from 'stoi' skips the release: later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-11]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-8]]:18: note: an exception that leaves 'stoi' skips the release
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

int handler_returns_bad(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = 0;
  try {
    value = parse(text);
  } catch (const ParseError &) {
    return -1;
  }
  fesetround(old);
  return value;
}
// CHECK-NOTES: :[[@LINE-10]]:3: warning: 'fesetround' changes the rounding direction, but the path through 'return -1' does not give back 'old': later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-12]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-9]]:13: note: an exception from 'parse' goes to the handler
// CHECK-NOTES: :[[@LINE-8]]:5: note: the path leaves here with the rounding direction still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

int unknown_does_not_throw_ok(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = unknown(text);
  fesetround(old);
  return value;
}
int noexcept_callee_ok(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = parseQuietly(text);
  fesetround(old);
  return value;
}
int callee_catches_ok(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = parseOr(text, 0);
  fesetround(old);
  return value;
}
int handler_restores_ok(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = 0;
  try {
    value = parse(text);
  } catch (...) {
    fesetround(old);
    throw;
  }
  fesetround(old);
  return value;
}
int base_class_caught_ok(const char *text) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = 0;
  try {
    value = parse(text);
  } catch (const std::exception &) {
    value = -1;
  }
  fesetround(old);
  return value;
}
int noexcept_function_ok(const char *text) noexcept {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = parse(text);
  fesetround(old);
  return value;
}
int bound_in_handler_ok(const char *text) {
  try {
    return parse(text);
  } catch (const ParseError &) {
    int old = fegetround();
    fesetround(FE_DOWNWARD);
    int value = unknown(text);
    fesetround(old);
    return value;
  }
}
int bound_in_handler_bad(const char *text) {
  try {
    return parse(text);
  } catch (const ParseError &) {
    int old = fegetround();
    fesetround(FE_DOWNWARD);
    int value = unknown(text);
    if (value < 0)
      return 0;
    fesetround(old);
    return value;
  }
}
// CHECK-NOTES: :[[@LINE-8]]:5: warning: 'fesetround' changes the rounding direction, but the path through 'return 0' does not give back 'old': later work of the thread rounds differently and gives other results; restore what fegetround returned on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-10]]:15: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-9]]:17: note: the outcome of 'unknown' sends the path past the release
// CHECK-NOTES: :[[@LINE-8]]:7: note: the path leaves here with the rounding direction still changed
// CHECK-NOTES: :[[@LINE-8]]:5: note: another path puts it back here

// Only one of the classes throws.
struct Source {
  virtual ~Source() = default;
  virtual int next() { return 1; }
};
struct TextSource : Source {
  int next() override { throw ParseError("end"); }
};
int some_override_throws_ok(Source &source) {
  int old = fegetround();
  fesetround(FE_DOWNWARD);
  int value = source.next();
  fesetround(old);
  return value;
}
