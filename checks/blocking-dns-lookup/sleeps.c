// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// A wrapper that polls an empty set only sleeps: the loop around it serves
// nobody. One whose set holds something, or whose answer is asked for, waits
// for events.

#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

struct set {
  struct pollfd entries[16];
  unsigned count;
};

static struct set *set_make(void) { return calloc(1, sizeof(struct set)); }
static void set_clear(struct set *set) { set->count = 0; }
static void set_add(struct set *set, int handle) {
  set->entries[set->count].fd = handle;
  set->entries[set->count++].events = POLLIN;
}
static int set_wait(struct set *set, int sec) {
  return poll(set->entries, set->count, sec * 1000);
}

static void rest(int sec) {
  struct set *set = set_make();
  set_clear(set);
  set_wait(set, sec);
  free(set);
}

static int pump(struct set *set, int sec) { return set_wait(set, sec); }

static void serve(int handle, int sec) {
  struct set *set = set_make();
  set_clear(set);
  set_add(set, handle);
  set_wait(set, sec);
  free(set);
}

int look_up_ok(const char *name, struct addrinfo **list) {
  int tries = 0;
  for (;;) {
    int error = getaddrinfo(name, "80", NULL, list);
    if (!error)
      return 0;
    if (error == EAI_AGAIN && ++tries <= 3) {
      rest(1);
      continue;
    }
    return -1;
  }
}

int answered_bad(struct set *set, const char *name, struct addrinfo **list) {
  for (;;) {
    int error = getaddrinfo(name, "80", NULL, list);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'getaddrinfo' waits for a name server in the event loop of 'answered_bad'
// CHECK-NOTES: note: loop serves what 'poll' tells of
// CHECK-NOTES: note: 'set_wait' calls 'poll' for it
    if (error)
      return -1;
    if (pump(set, 1) > 0)
      set_clear(set);
  }
}

int filled_bad(int handle, const char *name, struct addrinfo **list) {
  for (;;) {
    int error = getaddrinfo(name, "80", NULL, list);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'getaddrinfo' waits for a name server in the event loop of 'filled_bad'
// CHECK-NOTES: note: loop serves what 'poll' tells of
// CHECK-NOTES: note: 'set_wait' calls 'poll' for it
    if (error)
      return -1;
    serve(handle, 1);
  }
}

static void nap(int sec) { poll(NULL, 0, sec * 1000); }
static int dial(struct addrinfo *list) {
  int handle = socket(AF_INET, SOCK_STREAM, 0);
  return connect(handle, list->ai_addr, list->ai_addrlen) ? -1 : handle;
}

int dial_until_it_works_bad(const char *name) {
  int handle = -1;
  while (handle < 0) {
    struct addrinfo *list;
    if (getaddrinfo(name, "80", NULL, &list) == 0) {
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'getaddrinfo' waits for a name server at each attempt
// CHECK-NOTES: :[[@LINE-4]]:3: note: each turn of the loop looks the same name up again
      handle = dial(list);
      freeaddrinfo(list);
    }
    if (handle < 0)
      nap(1);
  }
  return handle;
}
