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
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'print' (through 'CoInitialize') takes the COM apartment of a server's thread and leaves it so: the apartment and its objects live as long as the thread; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+27]]:3: note: 'print_bad' is handed over here: 'mg_set_request_handler' has it run for each request
// CHECK-NOTES: :[[@LINE-33]]:12: note: 'print' calls 'Document::Document' here
// CHECK-NOTES: :[[@LINE-38]]:16: note: 'CoInitialize' takes the COM apartment here
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'print_bad' ends here with the COM apartment still taken
  return 200;
}
static int script_bad(mg_connection *, void *) {
  callScript();
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'callScript' (through 'PyGILState_Ensure') takes the Python interpreter lock of a server's thread and leaves it so: no other thread can run Python code any more; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+19]]:3: note: 'script_bad' is handed over here: 'mg_set_request_handler' has it run for each request
// CHECK-NOTES: :[[@LINE-37]]:3: note: 'callScript' calls 'enterPython' here
// CHECK-NOTES: :[[@LINE-40]]:41: note: 'PyGILState_Ensure' takes the Python interpreter lock here
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'script_bad' ends here with the Python interpreter lock still taken
  return 200;
}
static int script_ok(mg_connection *, void *) {
  callScriptAndLeave();
  return 200;
}
static int rounding_bad(mg_connection *, void *) {
  return int(interval(10));
// CHECK-NOTES: :[[@LINE-1]]:14: warning: 'interval' (through 'fesetround') changes the rounding direction of a server's thread and leaves it so: later work of the thread rounds differently and gives other results; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+8]]:3: note: 'rounding_bad' is handed over here: 'mg_set_request_handler' has it run for each request
// CHECK-NOTES: :[[@LINE-41]]:3: note: 'fesetround' changes the rounding direction here
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'rounding_bad' ends here with the rounding direction still changed
}
void registers(mg_context *server) {
  mg_set_request_handler(server, "/print", print_bad, nullptr);
  mg_set_request_handler(server, "/script", script_bad, nullptr);
  mg_set_request_handler(server, "/leave", script_ok, nullptr);
  mg_set_request_handler(server, "/interval", rounding_bad, nullptr);
}

// So is a method that a server calls.
class CivetServer;
class CivetHandler {
public:
  virtual ~CivetHandler() = default;
  virtual bool handleGet(CivetServer *server, mg_connection *connection);
};
class ScriptPage : public CivetHandler {
  bool handleGet(CivetServer *, mg_connection *) override {
    callScript();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'callScript' (through 'PyGILState_Ensure') takes the Python interpreter lock of a server's thread and leaves it so: no other thread can run Python code any more; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'CivetHandler::handleGet' is run for each request
// CHECK-NOTES: :[[@LINE-72]]:3: note: 'callScript' calls 'enterPython' here
// CHECK-NOTES: :[[@LINE-75]]:41: note: 'PyGILState_Ensure' takes the Python interpreter lock here
// CHECK-NOTES: :[[@LINE+1]]:5: note: 'ScriptPage::handleGet' ends here with the Python interpreter lock still taken
    return true;
  }
};

// A loop's one thread.
static void tick_bad(uv_timer_t *) {
  interval(1);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'interval' (through 'fesetround') changes the rounding direction of a thread that runs other handlers too and leaves it so: later work of the thread rounds differently and gives other results; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+5]]:39: note: 'tick_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-75]]:3: note: 'fesetround' changes the rounding direction here
// CHECK-NOTES: :[[@LINE+2]]:1: note: 'tick_bad' ends here with the rounding direction still changed
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
