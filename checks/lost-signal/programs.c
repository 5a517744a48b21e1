// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

int around_fork_bad(char **arguments) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'execvp' starts a program that inherits a signal mask with all signals blocked: it cannot be stopped by a signal; empty the mask with 'sigprocmask' and SIG_SETMASK in the child before the exec [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'around_fork_bad' blocks all signals here
  // CHECK-NOTES: :[[@LINE-5]]:17: note: 'fork' makes a child with the same mask
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}

int spawn_bad(char **arguments) {
  sigset_t set;
  pid_t child = -1;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'posix_spawnp' starts a program that inherits a signal mask with SIGTERM and others blocked: it cannot be stopped by a signal; give it an empty mask with 'posix_spawnattr_setsigmask' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: 'spawn_bad' blocks SIGTERM and others here
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  return child;
}

int attributes_without_mask_bad(char **arguments) {
  sigset_t all, old;
  pid_t child = -1;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  posix_spawn(&child, arguments[0], NULL, &attributes, arguments, environ);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'posix_spawn' starts a program that inherits a signal mask with all signals blocked: it cannot be stopped by a signal; give it an empty mask with 'posix_spawnattr_setsigmask' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: 'attributes_without_mask_bad' blocks all signals here
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return child;
}

static void block(sigset_t *old) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, old);
}

static int run_worker_bad(char **arguments) {
  pid_t child = fork();
  if (child == 0) {
    execv(arguments[0], arguments);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'execv' starts a program that inherits a signal mask with all signals blocked: it cannot be stopped by a signal; empty the mask with 'sigprocmask' and SIG_SETMASK in the child before the exec [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-8]]:3: note: 'block' blocks all signals here
  // CHECK-NOTES: :[[@LINE+9]]:3: note: 'worker' calls 'run_worker_bad'
  // CHECK-NOTES: :[[@LINE-6]]:17: note: 'fork' makes a child with the same mask
    _exit(127);
  }
  return child;
}

static void *worker(void *arguments) {
  block(NULL);
  run_worker_bad(arguments);
  return NULL;
}

void *start(char **arguments) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, worker, arguments))
    abort();
  return NULL;
}

// The thread inherits the mask, and the program that it starts.
static void *helper(void *arguments) {
  pid_t child = vfork();
  if (child == 0) {
    execv("/bin/true", arguments); // inherits_bad
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'execv' starts a program that inherits a signal mask with all signals blocked: it cannot be stopped by a signal; empty the mask with 'sigprocmask' and SIG_SETMASK in the child before the exec [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-35]]:3: note: 'block' blocks all signals here
  // CHECK-NOTES: :[[@LINE+11]]:7: note: 'inherited' starts a thread with that mask: 'pthread_create'
  // CHECK-NOTES: :[[@LINE-6]]:17: note: 'vfork' makes a child with the same mask
    _exit(127);
  }
  return NULL;
}

void inherited(char **arguments) {
  sigset_t old;
  pthread_t thread;
  block(&old);
  if (pthread_create(&thread, NULL, helper, arguments))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int restored_in_the_child_ok(char **arguments) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  pid_t child = fork();
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &old, NULL);
    execvp(arguments[0], arguments);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}

int emptied_in_the_child_ok(char **arguments) {
  sigset_t all, old, none;
  sigfillset(&all);
  sigemptyset(&none);
  sigprocmask(SIG_BLOCK, &all, &old);
  pid_t child = fork();
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(arguments[0], arguments);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}

static void prepare_child(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

int emptied_by_a_function_ok(char **arguments) {
  sigset_t old;
  block(&old);
  pid_t child = fork();
  if (child == 0) {
    prepare_child();
    execvp(arguments[0], arguments);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}

int restored_by_both_ok(char **arguments) {
  sigset_t old;
  block(&old);
  pid_t child = fork();
  sigprocmask(SIG_SETMASK, &old, NULL);
  if (child == 0) {
    execvp(arguments[0], arguments);
    _exit(127);
  }
  return child;
}

int restored_before_ok(char **arguments) {
  sigset_t old;
  block(&old);
  sigprocmask(SIG_SETMASK, &old, NULL);
  pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments);
    _exit(127);
  }
  return child;
}

int other_signals_ok(char **arguments) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  sigprocmask(SIG_BLOCK, &set, NULL);
  pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments);
    _exit(127);
  }
  return child;
}

int spawn_ok(char **arguments) {
  sigset_t old, none;
  pid_t child = -1;
  posix_spawnattr_t attributes;
  block(&old);
  sigemptyset(&none);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawn(&child, arguments[0], NULL, &attributes, arguments, environ);
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}

// A child that goes on in this program.
int no_exec_ok(void) {
  sigset_t old;
  block(&old);
  pid_t child = fork();
  sigprocmask(SIG_SETMASK, &old, NULL);
  return child;
}
