// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#include "mock/python.h"
#include <stddef.h>

extern int work(void);

int early_return_bad(PyObject *callback) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyObject *result = PyObject_CallNoArgs(callback);
  if (!result)
    return -1;
  Py_DecRef(result);
  PyGILState_Release(state);
  return 0;
}
// CHECK-NOTES: :[[@LINE-8]]:28: warning: 'PyGILState_Ensure' takes the Python interpreter lock, but the path through 'return -1' does not give back 'state': no other thread can run Python code any more; release it on every path, also when a Python call fails [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-8]]:22: note: the outcome of 'PyObject_CallNoArgs' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the Python interpreter lock still taken
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path releases it here

int never_released_bad(PyObject *callback) {
  PyGILState_STATE state = PyGILState_Ensure();
  (void)state;
  return PyObject_CallNoArgs(callback) != NULL;
}
// CHECK-NOTES: :[[@LINE-4]]:28: warning: 'PyGILState_Ensure' takes the Python interpreter lock, but no path through 'never_released_bad' gives 'state' back: no other thread can run Python code any more; release it on every path, also when a Python call fails [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:3: note: the path leaves here with the Python interpreter lock still taken

int return_in_allow_threads_bad(void) {
  int result = 0;
  Py_BEGIN_ALLOW_THREADS
  if (work() < 0)
    return -1;
  result = work();
  Py_END_ALLOW_THREADS
  return result;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'PyEval_SaveThread' changes the Python thread state, but the path through 'return -1' does not give back '_save': the next call into Python from this thread crashes or waits for ever; give what PyEval_SaveThread returned to PyEval_RestoreThread on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the Python thread state still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

int released_ok(PyObject *callback) {
  PyGILState_STATE state = PyGILState_Ensure();
  PyObject *result = PyObject_CallNoArgs(callback);
  if (result)
    Py_DecRef(result);
  PyGILState_Release(state);
  return result ? 0 : -1;
}

int allow_threads_ok(void) {
  int result = 0;
  Py_BEGIN_ALLOW_THREADS
  result = work();
  Py_END_ALLOW_THREADS
  return result;
}

// The state is the caller's to give back.
PyGILState_STATE enter_ok(void) { return PyGILState_Ensure(); }
void leave_ok(PyGILState_STATE state) { PyGILState_Release(state); }
int both_halves_ok(PyObject *callback) {
  PyGILState_STATE state = enter_ok();
  PyObject *result = PyObject_CallNoArgs(callback);
  leave_ok(state);
  return result != NULL;
}
int both_halves_bad(PyObject *callback) {
  PyGILState_STATE state = enter_ok();
  PyObject *result = PyObject_CallNoArgs(callback);
  if (!result)
    return -1;
  leave_ok(state);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:28: warning: 'enter_ok' takes the Python interpreter lock, but the path through 'return -1' does not give back 'state': no other thread can run Python code any more; release it on every path, also when a Python call fails [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-17]]:42: note: 'PyGILState_Ensure' takes the Python interpreter lock here
// CHECK-NOTES: :[[@LINE-8]]:22: note: the outcome of 'PyObject_CallNoArgs' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the Python interpreter lock still taken
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path releases it here

struct guard {
  PyGILState_STATE state;
};
void guard_enter_ok(struct guard *guard) { guard->state = PyGILState_Ensure(); }
void guard_leave_ok(struct guard *guard) { PyGILState_Release(guard->state); }

static PyThreadState *saved;
void release_for_long_ok(void) { saved = PyEval_SaveThread(); }

// With the interpreter its lock goes.
void finalized_ok(int last) {
  PyGILState_STATE state = PyGILState_Ensure();
  if (last) {
    Py_Finalize();
    return;
  }
  PyGILState_Release(state);
}

// Given up for good at the end of the set-up.
void let_others_run_ok(void) {
  PyThreadState *unused = PyEval_SaveThread();
  (void)unused;
}

// Comes without the lock, takes it for a while: as it came, so it goes.
static PyThreadState *thread_state;
static void get_lock(void) { PyEval_RestoreThread(thread_state); }
static void release_lock(void) { thread_state = PyEval_SaveThread(); }
int takes_lock_twice_ok(PyObject *first, PyObject *second) {
  get_lock();
  PyObject *result = PyObject_CallNoArgs(first);
  release_lock();
  if (!result)
    return -1;
  get_lock();
  PyObject_CallNoArgs(second);
  release_lock();
  return 0;
}

// Not released but by the end of all.
void at_exit_ok(int quick) {
  PyGILState_Ensure();
  if (quick)
    return;
  Py_Finalize();
}
