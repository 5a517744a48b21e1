// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c11 -D_GNU_SOURCE
//
// What main does before its main loop runs once.

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

struct item {
  struct item *next;
  const char *name;
};

static volatile int stop;
struct item *read_configuration(const char *path);

static void bring_up(struct item *interfaces) {
  char command[128];
  for (struct item *i = interfaces; i; i = i->next) {
    snprintf(command, sizeof command, "ifconfig %s up", i->name);
    system(command);
  }
}

static void refresh_bad(struct item *interfaces) {
  char command[128];
  for (struct item *i = interfaces; i; i = i->next) {
    snprintf(command, sizeof command, "ifconfig %s", i->name);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'i' visits: fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'i' visits
  }
}

int main(int argc, char **argv) {
  char command[128];
  for (int i = 1; i < argc; i++) {
    snprintf(command, sizeof command, "test -e %s", argv[i]);
    system(command);
  }
  struct item *interfaces = read_configuration("/etc/interfaces");
  bring_up(interfaces);
  while (!stop) {
    poll(NULL, 0, 1000);
    refresh_bad(interfaces);
  }
  return 0;
}
