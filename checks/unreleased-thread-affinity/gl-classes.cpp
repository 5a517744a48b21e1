// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// A class of whatever library, or the project's own, around a context: its
// methods say what they do.
#include <string>

class Surface;
class Context {
public:
  bool makeCurrent(Surface *surface = nullptr);
  void doneCurrent();
};

unsigned build(const std::string &source);

class Scene {
public:
  explicit Scene(Context &context) : context_(context) {}

  unsigned compile_bad(const std::string &source, Surface *surface) {
    context_.makeCurrent(surface);
    if (source.empty())
      return 0;
    unsigned program = build(source);
    context_.doneCurrent();
    return program;
  }
  // CHECK-NOTES: :[[@LINE-7]]:14: warning: 'Context::makeCurrent' changes the current OpenGL context, but the path through 'return 0' does not put it back
  // CHECK-NOTES: :[[@LINE-7]]:16: note: the outcome of 'basic_string::empty' sends the path past the release
  // CHECK-NOTES: :[[@LINE-7]]:7: note: the path leaves here with the current OpenGL context still changed
  // CHECK-NOTES: :[[@LINE-6]]:14: note: another path puts it back here

  unsigned compile_ok(const std::string &source, Surface *surface) {
    if (!context_.makeCurrent(surface))
      return 0;
    unsigned program = source.empty() ? 0 : build(source);
    context_.doneCurrent();
    return program;
  }

  // One half: the other one is elsewhere.
  void enter_ok(Surface *surface) { context_.makeCurrent(surface); }

private:
  Context &context_;
};

// What the body does counts, not the name.
class Tabs {
public:
  void makeCurrent(int index) { current_ = index; }
  void doneCurrent() { current_ = -1; }

private:
  int current_ = -1;
};

bool choose_ok(Tabs &tabs, int index) {
  tabs.makeCurrent(index);
  if (index > 3)
    return false;
  tabs.doneCurrent();
  return true;
}
