// RUN: %check_hangproof %s hangproof-exec-in-hot-loop --min-confidence=low -- -std=c11
//
// What is told at low confidence only: a table in the code.

#include <stdio.h>
#include <stdlib.h>

static const char *const modules[] = {"loop", "dummy", "veth", "bridge"};

void constant_table_bad(void) {
  for (unsigned i = 0; i < sizeof modules / sizeof modules[0]; i++) {
    char command[128];
    snprintf(command, sizeof command, "modprobe %s", modules[i]);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'modules': fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop over 'modules' runs once per element
  }
}

static void load_all(void) {
  for (unsigned i = 0; i < sizeof modules / sizeof modules[0]; i++) {
    char command[128];
    snprintf(command, sizeof command, "modprobe %s", modules[i]);
    system(command);
  }
}

// Told once, and for the larger loop.
void table_per_item_bad(char **namespaces) {
  for (char **name = namespaces; *name; name++)
    load_all();
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'load_all' (through 'system') starts a program for each element that 'name' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'name' visits
// CHECK-NOTES: :[[@LINE-10]]:5: note: 'load_all' calls 'system', which starts a program
}

static const char *const commands[] = {"sync", "true"};

void table_of_commands_ok(void) {
  for (unsigned i = 0; i < 2; i++)
    system(commands[i]);
}

void three_times_ok(void) {
  for (int i = 0; i < 3; i++)
    system("sync");
}
