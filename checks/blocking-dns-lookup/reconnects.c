// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Attempts without a count: until one has worked.

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
  const char *host;
  int fd;
};

static volatile int stop;

static int connect_to(const struct addrinfo *list) {
  int fd = socket(list->ai_family, SOCK_STREAM, 0);
  if (connect(fd, list->ai_addr, list->ai_addrlen) == 0)
    return fd;
  close(fd);
  return -1;
}

int until_connected_bad(struct client *client) {
  for (;;) {
    struct addrinfo *list;
    if (getaddrinfo(client->host, "80", NULL, &list) == 0) {
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'getaddrinfo' waits for a name server at each attempt: when something is wrong with the network, the attempts take as many times longer; look the name up once, before the loop [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: each turn of the loop looks the same name up again
      int fd = connect_to(list);
      freeaddrinfo(list);
      if (fd >= 0)
        return fd;
    }
    sleep(1);
  }
}

int in_the_condition_bad(struct client *client) {
  while (client->fd < 0) {
    struct hostent *entry = gethostbyname(client->host);
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'gethostbyname' waits for a name server at each attempt
  // CHECK-NOTES: :[[@LINE-3]]:3: note: each turn of the loop looks the same name up again
    if (entry) {
      client->fd = socket(entry->h_addrtype, SOCK_STREAM, 0);
      if (connect(client->fd, (void *)entry->h_addr_list[0], 16) == 0)
        return 0;
      close(client->fd);
      client->fd = -1;
    }
    sleep(2);
  }
  return 0;
}

int looked_up_before_ok(struct client *client) {
  struct addrinfo *list;
  if (getaddrinfo(client->host, "80", NULL, &list))
    return -1;
  for (;;) {
    int fd = connect_to(list);
    if (fd >= 0)
      return fd;
    sleep(1);
  }
}

struct cached {
  const char *host;
  struct addrinfo *list;
};

// The lookup fills what it is made for the lack of.
int kept_ok(struct cached *cached) {
  for (;;) {
    if (!cached->list)
      getaddrinfo(cached->host, "80", NULL, &cached->list);
    if (cached->list) {
      int fd = connect_to(cached->list);
      if (fd >= 0)
        return fd;
    }
    sleep(1);
  }
}

// Only the lookup itself is tried again.
int lookup_alone_ok(struct client *client, struct addrinfo **list) {
  for (;;) {
    if (getaddrinfo(client->host, "80", NULL, list) == 0)
      return 0;
    sleep(1);
  }
}

// One session after the other, each with the address of its time.
void sessions_ok(struct client *client) {
  while (!stop) {
    struct addrinfo *list;
    char data[512];
    if (getaddrinfo(client->host, "80", NULL, &list) == 0) {
      int fd = connect_to(list);
      freeaddrinfo(list);
      while (fd >= 0 && read(fd, data, sizeof data) > 0)
        ;
    }
    sleep(1);
  }
}
