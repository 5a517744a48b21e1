// The flow graph: conditions are leaves, destructors run on every normal path,
// handlers are known to their try.
// RUN: %hangproof --dump-facts %s -- -std=c++17 | FileCheck %s
#include <cstdlib>
#include <stdexcept>

int work(int);

struct Guard {
  Guard();
  ~Guard();
};

// CHECK-LABEL: function branches
// CHECK: block {{[0-9]+}} call:Guard::Guard define:G if A -> true:{{[0-9]+}} -> false:{{[0-9]+}}
// CHECK: block {{[0-9]+}} if !B -> true:{{[0-9]+}} -> false:{{[0-9]+}}
// CHECK: block {{[0-9]+}} call:work return call:Guard::~Guard -> 0
// CHECK: block {{[0-9]+}} return call:Guard::~Guard -> 0
int branches(bool A, bool B) {
  Guard G;
  if (A && !B)
    return work(1);
  return 2;
}

// CHECK-LABEL: function switches
// CHECK: if X {{.*}}-> case2:{{[0-9]+}} -> case1:{{[0-9]+}} -> default:{{[0-9]+}}
int switches(int X) {
  switch (X) {
  case 1:
    return work(1);
  case 2:
    return work(2);
  }
  return 0;
}

// CHECK-LABEL: function dies
// CHECK: block {{[0-9]+}} noreturn call:exit
void dies(int X) {
  if (X)
    exit(1);
}

// CHECK-LABEL: function tries
// CHECK: call work(1) {{.*}} try 0
// CHECK: call work(2) at {{[0-9:]+}} unused{{$}}
// CHECK: try at {{[0-9]+}} catches std::runtime_error, ... handlers {{[0-9]+ [0-9]+}}
// CHECK: throw std::logic_error
int tries(int X) {
  try {
    work(1);
    if (X)
      throw std::logic_error("x");
  } catch (const std::runtime_error &E) {
    return 1;
  } catch (...) {
    work(2);
  }
  return 0;
}

// CHECK-LABEL: function loops
// CHECK: call work(0) {{.*}} loop 0
// CHECK: call work(1) {{.*}} loop 1
// CHECK: call work(3) {{.*}} loop 3
// CHECK: loop for {{.*}} trips 8
// CHECK: loop while {{.*}} forever
// CHECK: loop range-for {{.*}} trips 3
// CHECK: loop goto
void loops() {
  for (int I = 0; I < 8; ++I)
    work(0);
  while (true)
    if (work(1))
      break;
  for (int I : {1, 2, 3})
    (void)I;
again:
  if (work(3))
    goto again;
  do
    work(4);
  while (0);
}

