// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Before the main loop nobody waits; a reload inside of it is another matter.

#include <netdb.h>
#include <signal.h>
#include <sys/epoll.h>

struct server {
  struct server *next;
  const char *host;
  struct addrinfo *addresses;
};

static volatile sig_atomic_t stop, reload;
static struct server *servers;
struct server *read_file(const char *path);

static void configure(const char *path) {
  servers = read_file(path);
  for (struct server *s = servers; s; s = s->next)
    getaddrinfo(s->host, "53", 0, &s->addresses);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'getaddrinfo' waits for a name server for each element that 's' visits: the waits add up, and one dead server holds up all that follow; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE+7]]:3: note: event loop of 'loop_bad'
// CHECK-NOTES: :[[@LINE+10]]:7: note: 'loop_bad' calls 'configure'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 's' visits
}

static void loop_bad(int epoll) {
  struct epoll_event events[16];
  while (!stop) {
    epoll_wait(epoll, events, 16, -1);
    if (reload) {
      reload = 0;
      configure("/etc/servers");
    }
  }
}

static void check_servers_ok(void) {
  for (struct server *s = servers; s; s = s->next)
    gethostbyname(s->host);
}

int main(int argc, char **argv) {
  configure("/etc/servers");
  check_servers_ok();
  loop_bad(epoll_create1(0));
  return 0;
}
