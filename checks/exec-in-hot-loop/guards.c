// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c11 -D_GNU_SOURCE
//
// Marks that keep an item from having its turn twice, and what does not.

#include <stdio.h>
#include <stdlib.h>

enum { DEFINED = 1, ADDED = 2 };

struct context {
  int ready;
  int is_up;
};

struct route {
  struct route *next;
  char text[64];
  unsigned flags;
  int added;
};

static void run(const char *verb, const struct route *r) {
  char command[128];
  snprintf(command, sizeof command, "ip route %s %s", verb, r->text);
  system(command);
}

// Each item is marked, so each item has had its program.
void mark_on_item_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next) {
    if (r->added)
      continue;
    run("add", r);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'system') starts a program for each element that 'r' visits: fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-11]]:3: note: 'run' calls 'system', which starts a program
    r->added = 1;
  }
}

static void add(struct route *r) {
  if (r->added)
    return;
  run("add", r);
  r->added = 1;
}

void mark_in_callee_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next)
    add(r);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'add' (through 'system') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-9]]:3: note: 'add' calls 'run'
// CHECK-NOTES: :[[@LINE-29]]:3: note: 'run' calls 'system', which starts a program
}

// The same object each time.
void same_object_ok(struct route *list, struct route *fallback) {
  for (struct route *r = list; r; r = r->next)
    add(fallback);
}

static void prepare(struct context *context, const struct route *r) {
  if (context->ready)
    return;
  run("flush", r);
  context->ready = 1;
}

void mark_on_context_ok(struct context *context, struct route *list) {
  for (struct route *r = list; r; r = r->next)
    prepare(context, r);
}

// Another bit than the one that is tested.
void other_bit_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next) {
    if (!(r->flags & DEFINED))
      continue;
    run("add", r);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'system') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-58]]:3: note: 'run' calls 'system', which starts a program
    r->flags |= ADDED;
  }
}

static unsigned done;
void same_bit_ok(struct route *list) {
  for (struct route *r = list; r; r = r->next) {
    if (done & ADDED)
      continue;
    run("flush", r);
    done |= ADDED;
  }
}

// The state of an object around the whole loop.
void all_up_bad(struct context *context, struct route *list) {
  if (context->is_up)
    return;
  for (struct route *r = list; r; r = r->next)
    run("add", r);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'system') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-81]]:3: note: 'run' calls 'system', which starts a program
  context->is_up = 1;
}

static int configured;
void once_around_ok(struct route *list) {
  if (configured)
    return;
  for (struct route *r = list; r; r = r->next)
    run("add", r);
  configured = 1;
}

// What the caller passes decides whether a program is started.
static FILE *open_input(const char *name, int mode) {
  int is_script = 0;
  if (mode == 2) {
    mode = 0;
    is_script = 1;
  }
  char command[128];
  snprintf(command, sizeof command, "filter < %s", name);
  return is_script ? popen(command, "r") : fopen(name, "r");
}

void plain_files_ok(struct route *list) {
  for (struct route *r = list; r; r = r->next)
    if (open_input(r->text, 0))
      puts(r->text);
}

void scripts_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next)
    if (open_input(r->text, 2))
      puts(r->text);
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'open_input' (through 'popen') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-15]]:22: note: 'open_input' calls 'popen', which starts a program
}

void any_bad(struct route *list, int mode) {
  for (struct route *r = list; r; r = r->next)
    if (open_input(r->text, mode))
      puts(r->text);
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'open_input' (through 'popen') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-24]]:22: note: 'open_input' calls 'popen', which starts a program
}

enum operation { OPERATION_SHOW, OPERATION_APPLY };
static void carry_out(enum operation o, const char *name) {
  switch (o) {
  case OPERATION_SHOW:
    puts(name);
    break;
  case OPERATION_APPLY:
    system("/usr/sbin/reload-routes");
    break;
  }
}

void shown_ok(struct route *list) {
  for (struct route *r = list; r; r = r->next)
    carry_out(OPERATION_SHOW, r->text);
}

void applied_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next)
    carry_out(OPERATION_APPLY, r->text);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'carry_out' (through 'system') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-15]]:5: note: 'carry_out' calls 'system', which starts a program
}

// The pipe to the program is opened once, and written to for each.
static int pipe_in = -1;
static int start_filter(const char *command, int *in) {
  FILE *filter = popen(command, "w");
  if (!filter)
    return -1;
  *in = fileno(filter);
  return 0;
}

void one_pipe_ok(struct route *list) {
  for (struct route *r = list; r; r = r->next) {
    if (pipe_in == -1) {
      if (start_filter("/usr/bin/route-filter", &pipe_in) < 0)
        exit(1);
    }
    dprintf(pipe_in, "%s", r->text);
  }
}

// A number of its own for each.
void pipe_each_bad(struct route *list) {
  for (struct route *r = list; r; r = r->next) {
    int in;
    if (pipe_in == -1)
      start_filter("/usr/bin/route-filter", &in);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'start_filter' (through 'popen') starts a program for each element that 'r' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'r' visits
// CHECK-NOTES: :[[@LINE-25]]:18: note: 'start_filter' calls 'popen', which starts a program
  }
}
