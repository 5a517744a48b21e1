// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// A thread for each item looks a name up.

#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

struct target {
  struct target *next;
  const char *name;
};

static void *probe(void *argument) {
  struct target *target = argument;
  gethostbyname(target->name);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server in a thread for each element that 'at' visits: while a server is slow or dead, one thread more waits for each
// CHECK-NOTES: note: loop runs once per element that 'at' visits
// CHECK-NOTES: note: 'probe' is handed over here: 'pthread_create' runs it on a thread of its own
  return NULL;
}

int scan_bad(struct target *first) {
  for (struct target *at = first; at; at = at->next) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, probe, at))
      return -1;
    pthread_detach(thread);
  }
  return 0;
}

// The thread of a connection holds up that one.
static void *serve_ok(void *argument) {
  int fd = (int)(long)argument;
  char name[256];
  ssize_t size = read(fd, name, sizeof name - 1);
  if (size > 0) {
    name[size] = 0;
    gethostbyname(name);
  }
  close(fd);
  return NULL;
}

// One thread that only resolves.
static void *resolve_ok(void *argument) {
  gethostbyname(argument);
  return NULL;
}

int main(int count, char **arguments) {
  pthread_t resolver;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (pthread_create(&resolver, NULL, resolve_ok, arguments[count - 1]))
    return 1;
  for (;;) {
    pthread_t thread;
    long fd = accept(listener, NULL, NULL);
    if (pthread_create(&thread, NULL, serve_ok, (void *)fd) == 0)
      pthread_detach(thread);
  }
}
