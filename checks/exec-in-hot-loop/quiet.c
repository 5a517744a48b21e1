// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c11 -D_GNU_SOURCE
//
// Programs that start as often as somebody meant them to.

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct item {
  struct item *next;
  const char *name;
  char *command;
  char **arguments;
};

// The program's job: the items are commands.
void launcher_ok(struct item *jobs) {
  for (struct item *job = jobs; job; job = job->next)
    system(job->command);
}

void launcher_exec_ok(struct item *jobs) {
  for (struct item *job = jobs; job; job = job->next) {
    pid_t pid = fork();
    if (pid == 0) {
      execvp(job->arguments[0], job->arguments);
      _exit(127);
    }
  }
}

void launcher_shell_ok(struct item *jobs) {
  for (struct item *job = jobs; job; job = job->next) {
    pid_t pid = fork();
    if (pid == 0) {
      execl("/bin/sh", "sh", "-c", job->command, (char *)NULL);
      _exit(127);
    }
    waitpid(pid, NULL, 0);
  }
}

void shell_ok(void) {
  char line[1024];
  while (fgets(line, sizeof line, stdin)) {
    printf("running %s\n", line);
    if (system(line) != 0)
      printf("failed\n");
  }
}

// Every program of a folder, as run-parts does.
void run_parts_ok(const char *folder, DIR *open_folder) {
  struct dirent *entry;
  while ((entry = readdir(open_folder))) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    system(path);
  }
}

static void start_job(struct item *job) {
  if (fork() == 0) {
    execvp(job->arguments[0], job->arguments);
    _exit(127);
  }
}

void start_jobs_ok(struct item *jobs) {
  for (; jobs; jobs = jobs->next)
    start_job(jobs);
}

// Retries around one start.
int retry_ok(const char *device) {
  char command[128];
  snprintf(command, sizeof command, "mount %s", device);
  for (int attempt = 0; attempt < 5; attempt++) {
    if (system(command) == 0)
      return 0;
    sleep(1);
  }
  return -1;
}

int retry_until_it_works_ok(const char *device) {
  char command[128];
  int status;
  snprintf(command, sizeof command, "mount %s", device);
  do {
    status = system(command);
  } while (status != 0);
  return status;
}

int configured_retries_ok(const char *device, int max_retries) {
  char command[128];
  snprintf(command, sizeof command, "mount %s", device);
  for (int i = 0; i < max_retries; i++)
    system(command);
  return 0;
}

// The first that works.
int search_ok(struct item *tools) {
  char command[128];
  for (struct item *tool = tools; tool; tool = tool->next) {
    snprintf(command, sizeof command, "which %s", tool->name);
    if (system(command) == 0)
      return 1;
  }
  return 0;
}

const char *search_in_output_ok(struct item *tools) {
  char command[128], line[128];
  for (struct item *tool = tools; tool; tool = tool->next) {
    snprintf(command, sizeof command, "%s --version", tool->name);
    FILE *pipe = popen(command, "r");
    if (!pipe)
      continue;
    while (fgets(line, sizeof line, pipe))
      if (strstr(line, "hangproof")) {
        pclose(pipe);
        return tool->name;
      }
    pclose(pipe);
  }
  return NULL;
}

bool search_by_flag_ok(struct item *tools) {
  char command[128];
  bool found = false;
  for (struct item *tool = tools; tool && !found; tool = tool->next) {
    snprintf(command, sizeof command, "which %s", tool->name);
    if (!system(command))
      found = true;
  }
  return found;
}

bool search_by_status_ok(struct item *tools) {
  for (struct item *tool = tools; tool; tool = tool->next) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
      execlp("which", "which", tool->name, (char *)NULL);
      _exit(127);
    }
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
      return true;
  }
  return false;
}

static int try_tool(const char *name) {
  char command[128];
  snprintf(command, sizeof command, "which %s", name);
  return system(command) == 0;
}

const char *search_through_wrapper_ok(struct item *tools) {
  for (struct item *tool = tools; tool; tool = tool->next)
    if (try_tool(tool->name))
      return tool->name;
  return NULL;
}

// Only the match is run, and then the loop is left.
void first_match_ok(struct item *items, const char *wanted) {
  char command[128];
  for (struct item *i = items; i; i = i->next)
    if (strcmp(i->name, wanted) == 0) {
      snprintf(command, sizeof command, "modprobe %s", i->name);
      system(command);
      break;
    }
}

void last_match_ok(struct item *items, const char *wanted) {
  char command[128];
  struct item *match = NULL;
  for (struct item *i = items; i; i = i->next)
    if (strcmp(i->name, wanted) == 0)
      match = i;
  if (!match)
    return;
  snprintf(command, sizeof command, "modprobe %s", match->name);
  system(command);
}

// Once.
static bool is_loaded;
void once_by_global_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next) {
    if (!is_loaded) {
      system("modprobe nf_tables");
      is_loaded = true;
    }
    printf("%s\n", i->name);
  }
}

void once_by_static_ok(struct item *items) {
  static int loaded;
  for (struct item *i = items; i; i = i->next) {
    if (loaded)
      continue;
    loaded = 1;
    system("modprobe nf_tables");
  }
}

void once_by_local_ok(struct item *items) {
  int needs_reload = 1;
  for (struct item *i = items; i; i = i->next) {
    if (needs_reload) {
      system("udevadm trigger --all");
      needs_reload = 0;
    }
  }
}

static void load_modules(void) {
  static int loaded;
  if (loaded)
    return;
  system("modprobe nf_tables");
  loaded = 1;
}

void once_in_callee_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next)
    load_modules();
}

static int modules_state;
static void really_load(void) {
  system("modprobe nf_tables");
  modules_state = 1;
}

void once_written_in_callee_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next)
    if (modules_state == 0)
      really_load();
}

static time_t last_run;
void rate_limited_ok(FILE *input) {
  char line[256];
  while (fgets(line, sizeof line, input)) {
    time_t now = time(NULL);
    if (now - last_run > 3600) {
      last_run = now;
      system("logrotate /etc/logrotate.conf");
    }
  }
}

// Numbers that the code or the user chose.
void constant_ok(void) {
  static const char *const modules[] = {"loop", "dummy", "veth"};
  char command[128];
  for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
    snprintf(command, sizeof command, "modprobe %s", modules[i]);
    system(command);
  }
}

static const char *const all_modules[] = {"loop", "dummy", "veth", NULL};
void constant_until_sentinel_ok(void) {
  char command[128];
  for (const char *const *module = all_modules; *module; module++) {
    snprintf(command, sizeof command, "modprobe %s", *module);
    system(command);
  }
}

void prefork_ok(int worker_count, const char *self) {
  for (int i = 0; i < worker_count; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      execl(self, self, "--worker", (char *)NULL);
      _exit(127);
    }
  }
}

// A child without a program belongs to another check.
void accept_and_fork_ok(int listener) {
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (fork() == 0) {
      char buffer[64];
      read(connection, buffer, sizeof buffer);
      _exit(0);
    }
    close(connection);
  }
}

// A supervisor starts one child again when it has died.
void supervisor_ok(const char *server) {
  for (;;) {
    pid_t pid = fork();
    if (pid == 0) {
      execl(server, server, "--foreground", (char *)NULL);
      _exit(127);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
      ;
    sleep(1);
  }
}

// Several programs to try in the child, one child.
void candidates_in_child_ok(struct item *candidates) {
  if (fork() == 0) {
    for (struct item *i = candidates; i; i = i->next)
      execlp(i->name, i->name, "--serve", (char *)NULL);
    _exit(127);
  }
}

// The output of one program, line by line.
void read_output_ok(void) {
  char line[256];
  FILE *pipe = popen("lsblk --json", "r");
  if (!pipe)
    return;
  while (fgets(line, sizeof line, pipe))
    printf("%s", line);
  pclose(pipe);
}

// The end of the program.
void fatal_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next)
    if (!i->name) {
      system("logger broken list");
      exit(1);
    }
}

void asks_for_a_shell_ok(struct item *items) {
  for (struct item *i = items; i; i = i->next)
    if (!system(NULL))
      printf("no shell for %s\n", i->name);
}

// So many workers of one kind, and the next one for each of them.
void workers_ok(int n, char **arguments) {
  for (int i = 0; i < n; i++)
    if (fork() == 0) {
      execvp(arguments[0], arguments);
      _exit(127);
    }
}

void named_bad(int n, char **names) {
  for (int i = 0; i < n; i++)
    if (fork() == 0) {
      execlp("modprobe", "modprobe", names[i], (char *)NULL);
      _exit(127);
    }
  // CHECK-NOTES: :[[@LINE-3]]:7: warning: 'fork' and 'execlp' start a program for each element of 'names'
  // CHECK-NOTES: :[[@LINE-6]]:3: note: loop over 'names' runs once per element
  // CHECK-NOTES: :[[@LINE-6]]:9: note: 'fork' makes the child process here
}
