// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#include "mock/egl.h"
#include <stdbool.h>
#include <stddef.h>

struct output {
  EGLDisplay display;
  EGLSurface surface;
  EGLContext context;
};
extern bool draw(struct output *output);

bool early_return_bad(struct output *output) {
  if (!eglMakeCurrent(output->display, output->surface, output->surface,
                      output->context))
    return false;
  if (!draw(output))
    return false;
  eglMakeCurrent(output->display, EGL_NO_SURFACE, EGL_NO_SURFACE,
                 EGL_NO_CONTEXT);
  return true;
}
// CHECK-NOTES: :[[@LINE-9]]:8: warning: 'eglMakeCurrent' changes the current OpenGL context, but the path through 'return false' does not put it back: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; make the earlier context, or none, current on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:8: note: the outcome of 'draw' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the current OpenGL context still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

bool saved_context_bad(struct output *output) {
  EGLDisplay display = eglGetCurrentDisplay();
  EGLSurface read = eglGetCurrentSurface(EGL_READ);
  EGLContext old = eglGetCurrentContext();
  eglMakeCurrent(output->display, output->surface, output->surface,
                 output->context);
  if (!draw(output))
    return false;
  eglMakeCurrent(display, read, read, old);
  return true;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'eglMakeCurrent' changes the current OpenGL context, but the path through 'return false' does not give back 'old': the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; make the earlier context, or none, current on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-9]]:20: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-7]]:8: note: the outcome of 'draw' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the current OpenGL context still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

bool saved_context_ok(struct output *output) {
  EGLDisplay display = eglGetCurrentDisplay();
  EGLSurface read = eglGetCurrentSurface(EGL_READ);
  EGLContext old = eglGetCurrentContext();
  if (eglMakeCurrent(output->display, output->surface, output->surface,
                     output->context) != EGL_TRUE)
    return false;
  bool drawn = draw(output);
  eglMakeCurrent(display, read, read, old);
  return drawn;
}

// One half: the caller draws and gives the context back.
bool make_current_ok(struct output *output) {
  return eglMakeCurrent(output->display, output->surface, output->surface,
                        output->context) == EGL_TRUE;
}
void unset_current_ok(struct output *output) {
  eglMakeCurrent(output->display, EGL_NO_SURFACE, EGL_NO_SURFACE,
                 EGL_NO_CONTEXT);
}

bool commit_bad(struct output *output) {
  if (!make_current_ok(output))
    return false;
  if (!draw(output))
    return false;
  unset_current_ok(output);
  return true;
}
// CHECK-NOTES: :[[@LINE-7]]:8: warning: 'make_current_ok' changes the current OpenGL context, but the path through 'return false' does not put it back: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; make the earlier context, or none, current on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-17]]:10: note: 'eglMakeCurrent' changes the current OpenGL context here
// CHECK-NOTES: :[[@LINE-7]]:8: note: the outcome of 'draw' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the current OpenGL context still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

bool commit_ok(struct output *output) {
  bool drawn = false;
  if (!make_current_ok(output))
    return false;
  if (!draw(output))
    goto out;
  drawn = eglSwapBuffers(output->display, output->surface);
out:
  unset_current_ok(output);
  return drawn;
}

// A renderer that keeps its context current.
bool start_renderer_ok(struct output *output) {
  if (!make_current_ok(output))
    return false;
  return draw(output);
}

// Undone when the rest of the start fails.
bool start_with_undo_ok(struct output *output) {
  if (!make_current_ok(output))
    return false;
  if (!draw(output)) {
    unset_current_ok(output);
    return false;
  }
  return true;
}

// The result says whether the context is current.
bool try_context_ok(struct output *output) {
  if (!eglMakeCurrent(output->display, output->surface, output->surface,
                      output->context))
    return false;
  if (draw(output))
    return true;
  unset_current_ok(output);
  return false;
}
struct output *open_output_ok(struct output *output) {
  if (!make_current_ok(output))
    return NULL;
  if (draw(output))
    return output;
  unset_current_ok(output);
  return NULL;
}
bool use_tried_bad(struct output *output) {
  if (!try_context_ok(output))
    return false;
  if (!eglSwapBuffers(output->display, output->surface))
    return false;
  unset_current_ok(output);
  return true;
}
// CHECK-NOTES: :[[@LINE-7]]:8: warning: 'try_context_ok' changes the current OpenGL context, but the path through 'return false' does not put it back: the context cannot be made current on another thread, and later drawing of this thread goes to the wrong place; make the earlier context, or none, current on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-25]]:8: note: 'eglMakeCurrent' changes the current OpenGL context here
// CHECK-NOTES: :[[@LINE-7]]:8: note: the outcome of 'eglSwapBuffers' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the current OpenGL context still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here
