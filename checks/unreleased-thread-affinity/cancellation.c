// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#include <pthread.h>

extern int work(void);

int early_return_bad(void) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  if (work() < 0)
    return -1;
  pthread_setcancelstate(old, NULL);
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'pthread_setcancelstate' changes the cancellation state, but the path through 'return -1' does not give back 'old': the thread can no longer be cancelled; restore the saved cancellation state on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:7: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the cancellation state still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

void disabled_again_bad(void) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  work();
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'pthread_setcancelstate' sets 'PTHREAD_CANCEL_DISABLE' once more where 'old' should come back, which is saved and never read: the thread can no longer be cancelled; give it 'old' [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'pthread_setcancelstate' saves the old state in 'old' here
// CHECK-FIXES: pthread_setcancelstate(old, NULL);

void wrong_way_round_bad(void) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  work();
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'pthread_setcancelstate' saves the cancellation state over 'old', which still holds what an earlier call saved: the thread can no longer be cancelled; save into a variable of its own, or restore first [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'pthread_setcancelstate' saves the old state in 'old' here

int asynchronous_bad(void) {
  int old;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
  int result = work();
  if (result < 0)
    return result;
  pthread_setcanceltype(old, NULL);
  return result;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'pthread_setcanceltype' changes the cancellation type, but the path through 'return result' does not give back 'old': the thread can be cancelled in the middle of any function; restore the saved cancellation type on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:16: note: the outcome of 'work' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the cancellation type still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

void restored_ok(void) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  work();
  pthread_setcancelstate(old, &old);
}
void enabled_ok(void) {
  int old;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  work();
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
}
// The old state is asked for only because the function wants a place for it.
void disabled_for_good_ok(void) {
  int unused;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &unused);
  work();
}

// Disabled until the request is done; enabled again when there is none.
int accepted_ok(int threads) {
  int unused;
  if (threads > 1)
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &unused);
  if (work() < 0) {
    if (threads > 1)
      pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &unused);
    return -1;
  }
  return 0;
}

// Told once: that the next turn saves the wrong state is the same mistake.
void disabled_again_in_a_loop_bad(void) {
  int old;
  for (;;) {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    work();
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  }
}
// CHECK-NOTES: :[[@LINE-3]]:5: warning: 'pthread_setcancelstate' saves the cancellation state over 'old', which still holds what an earlier call saved: the thread can no longer be cancelled; save into a variable of its own, or restore first
// CHECK-NOTES: :[[@LINE-6]]:5: note: 'pthread_setcancelstate' saves the old state in 'old' here
