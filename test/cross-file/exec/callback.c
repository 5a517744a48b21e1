// A handler that another file calls for every line.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-exec-in-hot-loop \
// RUN:   %s %S/Inputs/registry.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}

#include "Inputs/registry.h"
#include <stdlib.h>

static void on_line(const char *line) {
  char command[300];
  snprintf(command, sizeof command, "logger %s", line);
  system(command);
}

void set_up(void) { add_handler(on_line); }

// CHECK: registry.c:12:5: warning: 'table' (through 'system') starts a program for each item from 'fgets'
// CHECK: registry.c:11:3: note: loop runs once per item from 'fgets'
// CHECK: callback.c:12:3: note: 'on_line' calls 'system', which starts a program
