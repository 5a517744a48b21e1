// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c11 -D_GNU_SOURCE
//
// Commands of which no part is written in the code: the user has chosen them,
// and to run them is what the program is for. They are told of at low
// confidence only.

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct neighbour {
  struct neighbour *next;
  char address[64];
};

struct settings {
  const char *hook;
};

void hook_from_settings_ok(struct settings *settings, struct neighbour *all) {
  for (struct neighbour *n = all; n; n = n->next) {
    setenv("ADDRESS", n->address, 1);
    system(settings->hook);
  }
}

static void notify(const char *script, const char *address) {
  if (fork() == 0) {
    execl(script, script, address, (char *)NULL);
    _exit(127);
  }
}

void serve_ok(struct settings *settings, int listener) {
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    notify(settings->hook, "connection");
    close(connection);
  }
}

// The callers have written it.
static void for_all(struct neighbour *all, const char *program) {
  for (struct neighbour *n = all; n; n = n->next)
    notify(program, n->address);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'notify' (through 'execl') starts a program for each element that 'n' visits: fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'n' visits
// CHECK-NOTES: :[[@LINE-20]]:7: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-20]]:5: note: 'notify' calls 'execl', which starts a program
}

void ping_all_bad(struct neighbour *all) { for_all(all, "/bin/ping"); }

// Nobody in view says what is passed.
void run_all_bad(struct neighbour *all, const char *program) {
  for (struct neighbour *n = all; n; n = n->next)
    notify(program, n->address);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'notify' (through 'execl') starts a program for each element that 'n' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'n' visits
// CHECK-NOTES: :[[@LINE-32]]:7: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-32]]:5: note: 'notify' calls 'execl', which starts a program
}

struct tool {
  const char *path;
};

void init_tool(struct tool *tool) { tool->path = "/usr/sbin/arping"; }

void in_member_bad(struct tool *tool, struct neighbour *all) {
  for (struct neighbour *n = all; n; n = n->next)
    notify(tool->path, n->address);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'notify' (through 'execl') starts a program for each element that 'n' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'n' visits
// CHECK-NOTES: :[[@LINE-47]]:7: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-47]]:5: note: 'notify' calls 'execl', which starts a program
}
