// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity -- -std=c++17
// Functions of the project whose bodies say nothing.
[[clang::annotate("hangproof::binds(gl-context)")]] void activate();
[[clang::annotate("hangproof::releases(gl-context)")]] void deactivate();
bool draw();

bool frame_bad() {
  activate();
  if (!draw())
    return false;
  deactivate();
  return true;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'activate' changes the current OpenGL context, but the path through 'return false' does not put it back: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; make the earlier context, or none, current on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:8: note: the outcome of 'draw' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the current OpenGL context still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

bool frame_ok() {
  activate();
  bool drawn = draw();
  deactivate();
  return drawn;
}

// Bound by design, says its annotation.
[[clang::annotate("hangproof::binds(gl-context)")]] bool begin_ok() {
  activate();
  if (!draw()) {
    deactivate();
    return true;
  }
  deactivate();
  activate();
  return draw();
}
