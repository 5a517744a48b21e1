// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
// Handlers: what runs next on their thread is somebody else's.
#include "mock/com.h"
#include "mock/egl.h"
#include "mock/python.h"
#include "mock/uv.h"
#include <fenv.h>
#include <signal.h>

void work();

// A server with a pool of threads.
struct mg_context;
struct mg_connection;
typedef int (*mg_request_handler)(mg_connection *connection, void *data);
extern "C" void mg_set_request_handler(mg_context *context, const char *uri,
                                       mg_request_handler handler, void *data);

// --- the library ---
class Document {
public:
  Document() { CoInitialize(nullptr); }
  void print() { work(); }
};
void print() {
  Document document;
  document.print();
}
PyGILState_STATE enterPython() { return PyGILState_Ensure(); }
void callScript() {
  enterPython();
  work();
}
void callScriptAndLeave() {
  PyGILState_STATE state = enterPython();
  work();
  PyGILState_Release(state);
}
double interval(double x) {
  fesetround(FE_DOWNWARD);
  return x / 3;
}
void holdSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}
void releaseSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

// --- its callers ---
static int print_bad(mg_connection *, void *) {
  print();
  return 200;
}
static int script_bad(mg_connection *, void *) {
  callScript();
  return 200;
}
static int script_ok(mg_connection *, void *) {
  callScriptAndLeave();
  return 200;
}
static int rounding_bad(mg_connection *, void *) {
  return int(interval(10));
}
void registers(mg_context *server) {
  mg_set_request_handler(server, "/print", print_bad, nullptr);
  mg_set_request_handler(server, "/script", script_bad, nullptr);
  mg_set_request_handler(server, "/leave", script_ok, nullptr);
  mg_set_request_handler(server, "/interval", rounding_bad, nullptr);
}

// A loop's one thread.
static void tick_bad(uv_timer_t *) {
  interval(1);
  work();
}
void startsTimer(uv_timer_t *timer) { uv_timer_start(timer, tick_bad, 0, 100); }

// Drawing chooses the context; there is one thread that draws.
static void makeCurrent(EGLDisplay display, EGLSurface surface,
                        EGLContext context) {
  eglMakeCurrent(display, surface, surface, context);
}
static void frame_ok(uv_timer_t *timer) {
  makeCurrent(timer->data, timer->data, timer->data);
  eglSwapBuffers(timer->data, timer->data);
}
void startsFrames(uv_timer_t *timer) { uv_timer_start(timer, frame_ok, 0, 16); }

// Begin and end are two handlers.
static void begin_ok(uv_timer_t *) { holdSignals(); }
static void end_ok(uv_timer_t *) { releaseSignals(); }
void startsPair(uv_timer_t *first, uv_timer_t *second) {
  uv_timer_start(first, begin_ok, 0, 1000);
  uv_timer_start(second, end_ok, 500, 1000);
}

// Nobody in view runs it on a shared thread.
void anyThread_ok() { callScript(); }
