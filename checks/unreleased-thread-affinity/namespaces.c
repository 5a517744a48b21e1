// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#define _GNU_SOURCE
#include <fcntl.h>
#include <locale.h>
#include <sched.h>
#include <unistd.h>

extern int query(void);

int query_in_bad(const char *path) {
  int old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int wanted = open(path, O_RDONLY | O_CLOEXEC);
  if (old < 0 || wanted < 0)
    return -1;
  if (setns(wanted, CLONE_NEWNET) < 0)
    return -1;
  close(wanted);
  int result = query();
  if (result < 0)
    return result;
  setns(old, CLONE_NEWNET);
  close(old);
  return result;
}
// CHECK-NOTES: :[[@LINE-10]]:7: warning: 'setns' takes the namespace, but the path through 'return result' does not give back 'old': later work of the thread opens sockets and files in another namespace; return to the saved namespace with setns on every path, or end the thread [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-15]]:13: note: the old state is saved in 'old' here
// CHECK-NOTES: :[[@LINE-9]]:16: note: the outcome of 'query' sends the path past the release
// CHECK-NOTES: :[[@LINE-8]]:5: note: the path leaves here with the namespace still taken
// CHECK-NOTES: :[[@LINE-8]]:3: note: another path releases it here

int query_in_ok(const char *path) {
  int result = -1;
  int old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int wanted = open(path, O_RDONLY | O_CLOEXEC);
  if (old < 0 || wanted < 0)
    goto out;
  if (setns(wanted, CLONE_NEWNET) < 0)
    goto out;
  result = query();
  setns(old, CLONE_NEWNET);
out:
  close(old);
  close(wanted);
  return result;
}

// Into several namespaces for good, as nsenter does.
int enter_for_good_ok(int net, int mounts) {
  if (setns(net, CLONE_NEWNET) < 0)
    return -1;
  if (setns(mounts, CLONE_NEWNS) < 0)
    return -1;
  return 0;
}

double parse_bad(locale_t numbers, const char *text) {
  locale_t old = uselocale(numbers);
  if (!*text)
    return 0;
  double result = query();
  uselocale(old);
  return result;
}
// CHECK-NOTES: :[[@LINE-7]]:18: warning: 'uselocale' changes the locale of the thread, but the path through 'return 0' does not give back 'old': later work of the thread reads and prints numbers in another locale; give the locale that uselocale returned back to it on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the locale of the thread still changed
// CHECK-NOTES: :[[@LINE-5]]:3: note: another path puts it back here
double parse_ok(locale_t numbers, const char *text) {
  locale_t old = uselocale(numbers);
  double result = *text ? query() : 0;
  uselocale(old);
  return result;
}
