// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn --
//
// A process per connection.

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void serve(int fd);

void perConnection_bad(int listener) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fork() == 0) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'fork' starts a process for each connection, however many there are: under load they pile up until memory or the limit on processes is used up; fork a fixed number of workers, or count the children and wait while there are too many [hangproof-unbounded-thread-spawn]
      // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
      close(listener);
      serve(fd);
      exit(0);
    }
    close(fd);
  }
}

void perConnectionSwitch_bad(int listener) {
  while (1) {
    int fd = accept(listener, NULL, NULL);
    switch (fork()) {
      // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'fork' starts a process for each connection
      // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
    case 0:
      serve(fd);
      _exit(0);
    default:
      close(fd);
    }
  }
}

// Takes away those that have ended, and waits for none.
void reaped_bad(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
    if (fork() == 0) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'fork' starts a process for each connection
      // CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per connection from 'accept'
      serve(fd);
      _exit(0);
    }
    close(fd);
  }
}

void prefork_ok(int listener, int workers) {
  for (int i = 0; i < workers; i++)
    if (fork() == 0)
      for (;;)
        serve(accept(listener, NULL, NULL));
  for (;;)
    pause();
}

void serial_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    pid_t child = fork();
    if (child == 0) {
      serve(fd);
      _exit(0);
    }
    close(fd);
    waitpid(child, NULL, 0);
  }
}

static int children;

void counted_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (children >= 20) {
      wait(NULL);
      children--;
    }
    if (fork() == 0) {
      serve(fd);
      _exit(0);
    }
    children++;
    close(fd);
  }
}

// A supervisor: the next one is made when the last one has ended.
void restarted_ok(void) {
  for (;;) {
    pid_t child = fork();
    if (child == 0) {
      serve(0);
      _exit(0);
    }
    int status;
    while (waitpid(child, &status, 0) < 0) {
    }
  }
}

void daemonizes_ok(void) {
  if (fork() > 0)
    _exit(0);
  for (;;)
    serve(0);
}

// An assertion that leaves a core dump and lets the program go on: nothing
// runs there, and nothing of it is meant to happen.
static void dump_core(void) {
  int status;
  pid_t child = fork();
  switch (child) {
  case -1:
    break;
  case 0:
    abort();
    break;
  default:
    waitpid(child, &status, 0);
  }
}

void asserted_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      dump_core();
    close(fd);
  }
}

static void serve_in_child(int fd) {
  if (fork() == 0) {
    serve(fd);
    abort();
  }
}

void served_bad(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    serve_in_child(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'serve_in_child' (through 'fork') starts a process for each connection
    // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :[[@LINE-12]]:7: note: 'serve_in_child' calls 'fork', which makes the process
    close(fd);
  }
}

// Comes back as fork does, and its child starts a program in the caller.
static int fork_safely(pid_t *child) {
  pid_t pid = fork();
  if (pid < 0)
    return -1;
  if (pid > 0) {
    if (child)
      *child = pid;
    return 1;
  }
  signal(SIGCHLD, SIG_DFL);
  return 0;
}

static int answer_by_program(int fd) {
  int r = fork_safely(NULL);
  if (r < 0)
    return -1;
  if (r == 0) {
    dup2(fd, 0);
    execl("/usr/bin/answer", "answer", (char *)NULL);
    _exit(1);
  }
  return 0;
}

void program_ok(int listener) {
  for (;;)
    answer_by_program(accept(listener, NULL, NULL));
}

static int answer_by_child(int fd) {
  int r = fork_safely(NULL);
  if (r < 0)
    return -1;
  if (r == 0) {
    serve(fd);
    _exit(1);
  }
  return 0;
}

void same_program_bad(int listener) {
  for (;;)
    answer_by_child(accept(listener, NULL, NULL));
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'answer_by_child' (through 'fork') starts a process for each connection
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per connection from 'accept'
  // CHECK-NOTES: :[[@LINE-15]]:11: note: 'answer_by_child' calls 'fork_safely'
  // CHECK-NOTES: :[[@LINE-46]]:15: note: 'fork_safely' calls 'fork', which makes the process
}
