// Closures are functions of their own; what they capture is shared.
// RUN: %hangproof --dump-facts %s -- -std=c++17 | FileCheck %s
#include <functional>
#include <memory>

void release();

// CHECK-LABEL: function outer
// CHECK: local Count reads {{[0-9]+/[0-9]+}} = 0 = Count
// CHECK: call outer::(lambda)(3)
// CHECK: store Count = 0
int outer() {
  int Count = 0;
  auto Add = [&Count](int N) { Count = Count + N; };
  Add(3);
  return Count;
}

struct Deleter {
  void operator()(int *P) const { release(); }
};

// The callable that a smart pointer will call is one of its arguments.
// CHECK-LABEL: function deleters
// CHECK: call std::unique_ptr::unique_ptr(new(1), Deleter::operator()) {{.*}} constructor
// CHECK: call std::unique_ptr::unique_ptr(new(), [lambda]) {{.*}} constructor
void deleters() {
  std::unique_ptr<int, Deleter> A(new int(1));
  std::unique_ptr<int, void (*)(int *)> B(new int, [](int *) { release(); });
}

struct Job {
  std::function<void()> Run;
  // CHECK-LABEL: function Job::start
  // CHECK: call std::function::operator()() {{.*}} object Run
  void start() { Run(); }
};

// CHECK-LABEL: function outer::(lambda)
// CHECK: store Count = (Count + N)
