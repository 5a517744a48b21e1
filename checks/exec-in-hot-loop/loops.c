// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c11 -D_GNU_SOURCE
//
// Loops over data in C, and what starts a program in them.

#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct address {
  struct address *next;
  char text[64];
};

void list_walk_bad(struct address *list) {
  char command[128];
  for (struct address *a = list; a != NULL; a = a->next) {
    snprintf(command, sizeof command, "iptables -D INPUT -s %s", a->text);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'a' visits: fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'a' visits
  }
}

void list_while_bad(struct address *list) {
  char command[128];
  while (list) {
    struct address *next = list->next;
    snprintf(command, sizeof command, "route del %s", list->text);
    if (system(command) != 0)
      fprintf(stderr, "cannot remove %s\n", list->text);
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'system' starts a program for each element that 'list' visits
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per element that 'list' visits
    free(list);
    list = next;
  }
}

void index_up_to_count_bad(const char **names, int count) {
  for (int i = 0; i < count; i++) {
    char command[128];
    snprintf(command, sizeof command, "modprobe %s", names[i]);
    FILE *pipe = popen(command, "r");
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'popen' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop over 'names' runs once per element
    if (pipe)
      pclose(pipe);
  }
}

struct table {
  unsigned used;
  struct address *rows;
};

int index_up_to_field_bad(const struct table *table) {
  char command[128];
  int failed = 0;
  for (unsigned i = 0; i < table->used; i++) {
    snprintf(command, sizeof command, "ip addr add %s dev lo",
             table->rows[i].text);
    failed += system(command) != 0;
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'system' starts a program for each element of 'rows'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop over 'rows' runs once per element
  }
  return failed;
}

void until_sentinel_bad(char **names) {
  for (char **name = names; *name; name++) {
    char command[128];
    snprintf(command, sizeof command, "umount %s", *name);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'name' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'name' visits
  }
}

void readdir_bad(DIR *folder) {
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    char command[512];
    snprintf(command, sizeof command, "file %s", entry->d_name);
    FILE *pipe = popen(command, "r");
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'popen' starts a program for each item from 'readdir'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item from 'readdir'
    if (pipe)
      pclose(pipe);
  }
}

void fgets_bad(FILE *input) {
  char line[256], command[512];
  while (fgets(line, sizeof line, input)) {
    snprintf(command, sizeof command, "host %s", line);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'fgets'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per item from 'fgets'
  }
}

void getline_bad(FILE *input) {
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, input) != -1) {
    char command[512];
    snprintf(command, sizeof command, "host %s", line);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'getline'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item from 'getline'
  }
  free(line);
}

void words_bad(char *text) {
  for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
    char command[512];
    snprintf(command, sizeof command, "modprobe %s", word);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'strtok'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item from 'strtok'
  }
}

void break_inside_bad(FILE *input) {
  char line[256], command[512];
  for (;;) {
    if (!fgets(line, sizeof line, input))
      break;
    snprintf(command, sizeof command, "host %s", line);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'fgets'
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per item from 'fgets'
  }
}

void accept_bad(int listener) {
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0)
      continue;
    system("logger connected");
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each connection
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per connection from 'accept'
    close(connection);
  }
}

void do_while_bad(struct address *list) {
  if (!list)
    return;
  do {
    char command[128];
    snprintf(command, sizeof command, "arp -d %s", list->text);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'list' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'list' visits
    list = list->next;
  } while (list);
}

void goto_bad(FILE *input) {
  char line[256], command[512];
again:
  if (!fgets(line, sizeof line, input))
    return;
  snprintf(command, sizeof command, "host %s", line);
  system(command);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each item from 'fgets'
// CHECK-NOTES: :[[@LINE-6]]:1: note: loop runs once per item from 'fgets'
  goto again;
}

void fork_exec_bad(struct address *list) {
  for (struct address *a = list; a; a = a->next) {
    pid_t pid = fork();
    if (pid == 0) {
      execlp("ping", "ping", "-c1", a->text, (char *)NULL);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'fork' and 'execlp' start a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'a' visits
// CHECK-NOTES: :[[@LINE-5]]:17: note: 'fork' makes the child process here
      _exit(127);
    }
    if (pid > 0)
      waitpid(pid, NULL, 0);
  }
}

void vfork_exec_bad(struct address *list) {
  for (struct address *a = list; a; a = a->next) {
    char *arguments[] = {"arping", a->text, NULL};
    pid_t pid = vfork();
    if (pid == 0) {
      execv("/usr/sbin/arping", arguments);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'vfork' and 'execv' start a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per element that 'a' visits
// CHECK-NOTES: :[[@LINE-5]]:17: note: 'vfork' makes the child process here
      _exit(127);
    }
    if (pid < 0)
      return;
    int status;
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
      fprintf(stderr, "no answer from %s\n", a->text);
  }
}

void spawn_bad(struct address *list) {
  for (struct address *a = list; a; a = a->next) {
    char *arguments[] = {"arping", a->text, NULL};
    pid_t pid;
    if (posix_spawn(&pid, "/usr/sbin/arping", NULL, NULL, arguments, environ))
      break;
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'posix_spawn' starts a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per element that 'a' visits
    waitpid(pid, NULL, 0);
  }
}

// Leaving on failure does not make it a search.
int leaves_on_failure_bad(struct address *list) {
  char command[128];
  for (struct address *a = list; a; a = a->next) {
    snprintf(command, sizeof command, "ip addr add %s dev lo", a->text);
    int status = system(command);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'system' starts a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'a' visits
    if (status != 0)
      return -1;
  }
  return 0;
}

void only_some_bad(struct address *list, int verbose) {
  for (struct address *a = list; a; a = a->next) {
    if (a->text[0] == '#')
      continue;
    if (verbose)
      printf("%s\n", a->text);
    char command[128];
    snprintf(command, sizeof command, "ip addr add %s dev lo", a->text);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-9]]:3: note: loop runs once per element that 'a' visits
  }
}

// One inner loop is enough to be told of.
void nested_bad(struct table *tables, int count) {
  for (int t = 0; t < count; t++) {
    struct table *table = &tables[t];
    for (unsigned i = 0; i < table->used; i++) {
      char command[128];
      snprintf(command, sizeof command, "arp -d %s", table->rows[i].text);
      system(command);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'system' starts a program for each element of 'rows'
// CHECK-NOTES: :[[@LINE-5]]:5: note: loop over 'rows' runs once per element
    }
  }
}

void large_table_bad(struct address rows[512]) {
  for (int i = 0; i < 512; i++) {
    char command[128];
    if (!rows[i].text[0])
      continue;
    snprintf(command, sizeof command, "arp -d %s", rows[i].text);
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'rows'
// CHECK-NOTES: :[[@LINE-7]]:3: note: loop over 'rows' runs once per element
  }
}

// A shell with a command that is built here is no launcher.
void shell_with_own_words_bad(struct address *list) {
  for (struct address *a = list; a; a = a->next) {
    char command[128];
    snprintf(command, sizeof command, "nft delete element %s", a->text);
    pid_t pid = fork();
    if (pid == 0) {
      execl("/bin/sh", "sh", "-c", command, (char *)NULL);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'fork' and 'execl' start a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-7]]:3: note: loop runs once per element that 'a' visits
// CHECK-NOTES: :[[@LINE-5]]:17: note: 'fork' makes the child process here
      _exit(127);
    }
    waitpid(pid, NULL, 0);
  }
}

// Somebody is asked again and again until the answer will do, or gives up.
static char *read_answer(const char *question) {
  static char answer[64];
  char command[128];
  snprintf(command, sizeof command, "dialog --inputbox %s 8 40", question);
  FILE *dialog = popen(command, "r");
  char *got = dialog ? fgets(answer, sizeof answer, dialog) : NULL;
  if (dialog)
    pclose(dialog);
  return got;
}

int ask_ok(void) {
  char *answer = NULL;
  while (answer == NULL) {
    answer = read_answer("name");
    if (answer == NULL)
      return -1;
    if (answer[0] != 'y')
      answer = NULL;
  }
  return 0;
}

int ask_until_ok(void) {
  for (;;) {
    char *answer = read_answer("name");
    if (answer)
      break;
  }
  return 0;
}

// As many answers as there are.
int answers_bad(void) {
  char *answer;
  int count = 0;
  while ((answer = read_answer("next")) != NULL)
// CHECK-NOTES: :[[@LINE-1]]:20: warning: 'read_answer' (through 'popen') starts a program for each item from 'read_answer'
// CHECK-NOTES: :[[@LINE-2]]:3: note: loop runs once per item from 'read_answer'
// CHECK-NOTES: :[[@LINE-35]]:18: note: 'read_answer' calls 'popen', which starts a program
    count += answer[0] == 'y';
  return count;
}

// Comes back as fork does.
static int fork_safely(pid_t *child) {
  pid_t pid = fork();
  if (pid < 0)
    return -1;
  if (pid > 0) {
    *child = pid;
    return 1;
  }
  return 0;
}

void forked_safely_bad(struct address *list) {
  for (struct address *a = list; a; a = a->next) {
    pid_t child;
    if (fork_safely(&child) == 0) {
      execl("/usr/sbin/arp", "arp", "-d", a->text, (char *)NULL);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'fork_safely' and 'execl' start a program for each element that 'a' visits
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 'a' visits
// CHECK-NOTES: :[[@LINE-4]]:9: note: 'fork_safely' makes the child process here
      _exit(1);
    }
    waitpid(child, NULL, 0);
  }
}
