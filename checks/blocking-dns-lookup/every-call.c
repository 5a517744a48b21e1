// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Each call of the C library that asks a name server, in each kind of loop that
// waits for events; and what an own callback of GLib or libc is asked for.

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

static struct hostent entry, *found;
static char space[1024];
static unsigned char answer[512];
static int error;

void poll_bad(struct pollfd *set, const char *name) {
  for (;;) {
    poll(set, 4, -1);
    gethostbyname2(name, AF_INET6);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'gethostbyname2' waits for a name server in the event loop of 'poll_bad'
// CHECK-NOTES: note: loop serves what 'poll' tells of
  }
}

void ppoll_bad(struct pollfd *set, const char *name) {
  while (ppoll(set, 4, NULL, NULL) >= 0)
    gethostbyname_r(name, &entry, space, sizeof space, &found, &error);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'gethostbyname_r' waits for a name server in the event loop of 'ppoll_bad'
// CHECK-NOTES: note: loop serves what 'ppoll' tells of
}

void select_bad(int count, fd_set *set, const char *name) {
  do
    gethostbyname2_r(name, AF_INET, &entry, space, sizeof space, &found,
                     &error);
// CHECK-NOTES: :[[@LINE-2]]:5: warning: 'gethostbyname2_r' waits for a name server in the event loop of 'select_bad'
// CHECK-NOTES: note: loop serves what 'select' tells of
  while (select(count, set, NULL, NULL, NULL) > 0);
}

void pselect_bad(int count, fd_set *set, struct in_addr peer) {
again:
  if (pselect(count, set, NULL, NULL, NULL, NULL) < 0)
    return;
  gethostbyaddr(&peer, sizeof peer, AF_INET);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyaddr' waits for a name server in the event loop of 'pselect_bad'
// CHECK-NOTES: note: loop serves what 'pselect' tells of
  goto again;
}

void epoll_bad(int epoll, struct sockaddr_in *peer) {
  struct epoll_event event;
  char name[NI_MAXHOST];
  while (epoll_pwait(epoll, &event, 1, -1, NULL) >= 0) {
    getnameinfo((struct sockaddr *)peer, sizeof *peer, name, sizeof name, NULL,
                0, NI_NAMEREQD);
// CHECK-NOTES: :[[@LINE-2]]:5: warning: 'getnameinfo' waits for a name server in the event loop of 'epoll_bad'
// CHECK-NOTES: note: loop serves what 'epoll_pwait' tells of
    getnameinfo((struct sockaddr *)peer, sizeof *peer, name, sizeof name, NULL,
                0, NI_NUMERICHOST);
  }
}

void records_bad(int epoll, const char *name) {
  struct epoll_event events[8];
  for (;;) {
    int count = epoll_wait(epoll, events, 8, 100);
    for (int i = 0; i < count; i++)
      switch (events[i].data.u32) {
      case 1:
        res_query(name, ns_c_in, ns_t_mx, answer, sizeof answer);
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'res_query' waits for a name server in the event loop of 'records_bad'
// CHECK-NOTES: note: loop serves what 'epoll_wait' tells of
        break;
      case 2:
        res_search(name, ns_c_in, ns_t_a, answer, sizeof answer);
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'res_search' waits for a name server in the event loop of 'records_bad'
// CHECK-NOTES: note: loop serves what 'epoll_wait' tells of
        break;
      }
  }
}
