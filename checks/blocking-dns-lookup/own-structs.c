// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11
// The code declares what it uses of the system itself, without a header.

struct addrinfo {
  int ai_flags;
  int ai_family;
  int ai_socktype;
  struct addrinfo *ai_next;
};
int getaddrinfo(const char *name, const char *service,
                const struct addrinfo *hints, struct addrinfo **list);
void freeaddrinfo(struct addrinfo *list);
struct pollfd {
  int fd;
  short events, revents;
};
int poll(struct pollfd *set, unsigned long count, int timeout);
#define AI_NUMERICHOST 4

const char *asked(int handle);

void numeric_ok(struct pollfd *set) {
  while (poll(set, 1, -1) >= 0) {
    struct addrinfo hints = {0}, *list;
    hints.ai_flags = AI_NUMERICHOST;
    if (getaddrinfo(asked(set->fd), 0, &hints, &list) == 0)
      freeaddrinfo(list);
  }
}

void named_bad(struct pollfd *set) {
  while (poll(set, 1, -1) >= 0) {
    struct addrinfo hints = {0}, *list;
    if (getaddrinfo(asked(set->fd), 0, &hints, &list) == 0)
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'getaddrinfo' waits for a name server in the event loop of 'named_bad'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop serves what 'poll' tells of
      freeaddrinfo(list);
  }
}
