// What a value is made of: casts, references and system members fall away,
// overloaded operators are operators.
// RUN: %hangproof --dump-facts %s -- -std=c++20 | FileCheck %s
#include <chrono>
#include <ctime>
#include <map>
#include <string>
#include <sys/time.h>

struct Session {
  time_t Last;
  timeval Seen;
  void touch();
};

// CHECK-LABEL: function Session::touch
// CHECK: call time(null)
// CHECK: store Last = time(null)
// CHECK: store Seen = out0 of gettimeofday
void Session::touch() {
  Last = (time_t)time(NULL);
  gettimeofday(&Seen, nullptr);
}

// CHECK-LABEL: function milliseconds
// CHECK: local Now reads 2/0 = out0 of gettimeofday
// CHECK: return ((Now * 1000) + (Now / 1000))
static long milliseconds() {
  timeval Now;
  gettimeofday(&Now, 0);
  return Now.tv_sec * 1000 + Now.tv_usec / 1000;
}

// CHECK-LABEL: function operators
// CHECK: local Start reads 1/1 = std::chrono::system_clock::now()
// CHECK: operation (std::chrono::system_clock::now() - Start)
// CHECK: operation ((std::chrono::system_clock::now() - Start) > {{.*}})
bool operators() {
  auto Start = std::chrono::system_clock::now();
  return std::chrono::system_clock::now() - Start > std::chrono::seconds(3);
}

// CHECK-LABEL: function containers
// CHECK: store Seen["a"] = time(null)
// CHECK: operation (time(null) - Seen["b"])
bool containers(std::map<std::string, time_t> &Seen) {
  Seen["a"] = time(nullptr);
  return time(nullptr) - Seen["b"];
}

// A reference is another name for what it is bound to.
// CHECK-LABEL: function references
// CHECK: store S->Last = 1
void references(Session *S) {
  time_t &Last = S->Last;
  Last = 1;
}

// A reference parameter stands for the caller's object, a plain one does not.
// CHECK-LABEL: function parameters
// CHECK: store *Out = 1
// CHECK: store Own = 2
void parameters(int &Out, int Own) {
  Out = 1;
  Own = 2;
}

// CHECK-LABEL: function constants
// CHECK: call parameters(*Pointer, CLOCK_REALTIME)
// CHECK: return (Flag ? 40 : -3)
int constants(bool Flag, int *Pointer) {
  parameters(*Pointer, CLOCK_REALTIME);
  enum { Limit = 20 };
  return Flag ? Limit * 2 : -3;
}

// Reads in arithmetic count as such, what a call is given does not.
// CHECK-LABEL: function reads
// CHECK: local A reads 2/1 = 1
// CHECK: local B reads 1/0 = 2
int reads() {
  int A = 1, B = 2;
  return A - milliseconds() > std::max(B, 3) ? A : 0;
}
