// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -D_GNU_SOURCE
//
// -1 of a fork that is taken for a process.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

void child(void);

int waited_bad(void) {
  int status;
  pid_t pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'waitpid', which then waits for any child; test for -1 before the parent goes on [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE+5]]:3: note: 'waitpid' is given it, whatever it is
  if (pid == 0) {
    execl("/bin/ls", "ls", NULL);
    _exit(127);
  }
  waitpid(pid, &status, 0);
  return status;
}

// The default is the parent's, and a failure's too.
int switched_bad(void) {
  int status = 0;
  pid_t pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'waitpid', which then waits for any child; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE+6]]:5: note: 'waitpid' is given it, whatever it is
  switch (pid) {
  case 0:
    execl("/bin/ls", "ls", NULL);
    _exit(127);
  default:
    waitpid(pid, &status, 0);
  }
  return status;
}

int switched_ok(void) {
  int status = 0;
  pid_t pid = fork();
  switch (pid) {
  case -1:
    return -1;
  case 0:
    execl("/bin/ls", "ls", NULL);
    _exit(127);
  default:
    waitpid(pid, &status, 0);
  }
  return status;
}

static pid_t helper;
void killed_bad(void) {
  helper = fork();
// CHECK-NOTES: :[[@LINE-1]]:12: warning: -1 of a failed 'fork' is taken for a child: 'helper' goes to 'kill', which then signals every process that it may; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE-2]]:3: note: it is kept in 'helper'
// CHECK-NOTES: :[[@LINE+6]]:26: note: 'kill' is given it, whatever it is
  if (!helper) {
    child();
    _exit(0);
  }
}
void stop_helper(void) { kill(helper, SIGTERM); }

void slots_bad(int n) {
  pid_t pids[8];
  for (int i = 0; i < n; i++) {
    pids[i] = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pids' goes to 'waitpid', which then waits for any child; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE+3]]:17: note: the test looks at 'pids[0]', not at what this call gave
// CHECK-NOTES: :[[@LINE-3]]:5: note: it is kept in 'pids'
// CHECK-NOTES: :[[@LINE+11]]:5: note: 'waitpid' is given it, whatever it is
    if (pids[0] < 0) {
      perror("fork");
      exit(1);
    }
    if (pids[i] == 0) {
      child();
      _exit(0);
    }
  }
  for (int j = 0; j < n; j++)
    waitpid(pids[j], NULL, 0);
}

struct job {
  pid_t pid;
  pid_t group;
};
void kept_bad(struct job *job) {
  job->pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:14: warning: -1 of a failed 'fork' is taken for a child: 'pid' keeps it as a process id; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE-2]]:8: note: it is kept in 'pid'
  if (job->pid == 0) {
    child();
    _exit(0);
  }
  printf("started %d\n", job->pid);
}

static pid_t fork_quietly(void) { return fork(); }
void wrapper_bad(void) {
  pid_t pid = fork_quietly();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork_quietly' is taken for a child: 'pid' goes to 'kill', which then signals every process that it may; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE-4]]:42: note: 'fork_quietly' returns what 'fork' gives
// CHECK-NOTES: :[[@LINE+5]]:3: note: 'kill' is given it, whatever it is
  if (pid == 0) {
    child();
    _exit(0);
  }
  kill(pid, SIGTERM);
}

void ternary_bad(void) {
  pid_t pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'waitpid', which then waits for any child; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE+2]]:5: note: 'waitpid' is given it, whatever it is
  if (pid) {
    waitpid(pid, NULL, 0);
  } else {
    child();
    _exit(0);
  }
}

// --- told apart --------------------------------------------------------------

void greater_ok(void) {
  pid_t pid = fork();
  if (pid == 0) {
    child();
    _exit(0);
  }
  if (pid > 0)
    waitpid(pid, NULL, 0);
}

void minus_one_ok(void) {
  pid_t pid;
  if ((pid = fork()) == -1)
    return;
  if (pid == 0) {
    child();
    _exit(0);
  }
  waitpid(pid, NULL, 0);
}

void switch_ok(void) {
  pid_t pid;
  switch (pid = fork()) {
  case -1:
    perror("fork");
    return;
  case 0:
    child();
    _exit(0);
  default:
    waitpid(pid, NULL, 0);
  }
}

void default_bad(void) {
  pid_t pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'waitpid', which then waits for any child; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE+6]]:9: note: 'waitpid' is given it, whatever it is
  switch (pid) {
  case 0:
    child();
    _exit(0);
  default:
    if (waitpid(pid, NULL, 0) < 0)
      perror("waitpid");
  }
}

static void watch(pid_t pid) {
  if (pid <= 0)
    return;
  waitpid(pid, NULL, 0);
}
void callee_ok(void) {
  pid_t pid = fork();
  if (pid == 0) {
    child();
    _exit(0);
  }
  watch(pid);
}

pid_t returned_ok(void) { return fork(); }

void out_ok(pid_t *pid) {
  *pid = fork();
  if (*pid == 0) {
    child();
    _exit(0);
  }
}

static pid_t guarded;
void guarded_ok(void) {
  guarded = fork();
  if (guarded == 0) {
    child();
    _exit(0);
  }
}
void stop_guarded(void) {
  if (guarded > 0)
    kill(guarded, SIGTERM);
}

void slots_ok(int n) {
  pid_t pids[8];
  for (int i = 0; i < n; i++) {
    pids[i] = fork();
    if (pids[i] < 0)
      exit(1);
    if (pids[i] == 0) {
      child();
      _exit(0);
    }
  }
  for (int j = 0; j < n; j++)
    waitpid(pids[j], NULL, 0);
}

// The error path cleans up a child that there never was.
int spawn_bad(void) {
  pid_t pid = fork();
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'kill', which then signals every process that it may; leave it out on the way of the failure [hangproof-unchecked-thread-creation]
  // CHECK-NOTES: :[[@LINE+13]]:3: note: 'kill' is given it, whatever it is
  int rc = 0;
  if (pid < 0) {
    rc = -1;
    goto out;
  }
  if (pid == 0) {
    child();
    _exit(0);
  }
  if (write(1, "x", 1) == 1)
    return 0;
out:
  kill(pid, SIGKILL);
  return rc;
}

int spawn_ok(void) {
  pid_t pid = fork();
  int rc = 0;
  if (pid < 0) {
    rc = -1;
    goto out;
  }
  if (pid == 0) {
    child();
    _exit(0);
  }
  if (write(1, "x", 1) == 1)
    return 0;
out:
  if (pid > 0)
    kill(pid, SIGKILL);
  return rc;
}

int retried_ok(void) {
  pid_t pid;
  while ((pid = fork()) < 0)
    sleep(1);
  if (pid == 0) {
    child();
    _exit(0);
  }
  return waitpid(pid, NULL, 0);
}

// waitpid(-1) gives -1, or another child: no test of the fork.
int compared_with_the_wait_bad(void) {
  int status;
  pid_t pid = fork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'fork' is taken for a child: 'pid' goes to 'kill', which then signals every process that it may; test for -1 before the parent goes on
// CHECK-NOTES: :[[@LINE+5]]:3: note: 'kill' is given it, whatever it is
  if (pid == 0) {
    child();
    _exit(0);
  }
  kill(pid, SIGTERM);
  if (waitpid(pid, &status, 0) != pid)
    return -1;
  return status;
}

int compared_with_another_ok(pid_t expected) {
  pid_t pid = fork();
  if (pid == 0) {
    child();
    _exit(0);
  }
  if (pid != expected)
    return -1;
  return waitpid(pid, NULL, 0);
}

int suspended_bad(char **arguments) {
  pid_t pid = vfork();
// CHECK-NOTES: :[[@LINE-1]]:15: warning: -1 of a failed 'vfork' is taken for a child: 'pid' goes to 'waitpid'
// CHECK-NOTES: :[[@LINE+5]]:10: note: 'waitpid' is given it, whatever it is
  if (pid == 0) {
    execvp(arguments[0], arguments);
    _exit(127);
  }
  return waitpid(pid, NULL, 0);
}
