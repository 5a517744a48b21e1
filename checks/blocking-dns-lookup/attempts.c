// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Each attempt for the same name, or for another one.

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct settings {
  const char *host;
  const char **servers;
  int count;
  int next;
};

static int connect_to(const char *host) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host, "80", &hints, &list))
    return -1;
  int fd = socket(list->ai_family, list->ai_socktype, 0);
  int result = connect(fd, list->ai_addr, list->ai_addrlen);
  freeaddrinfo(list);
  if (result == 0)
    return fd;
  close(fd);
  return -1;
}

int same_bad(struct settings *settings) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    struct addrinfo hints, *list;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    if (getaddrinfo(settings->host, "80", &hints, &list))
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'getaddrinfo' waits for a name server at each attempt: when something is wrong with the network, the attempts take as many times longer; look the name up once, before the loop [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-6]]:3: note: each turn of the loop looks the same name up again
      return -1;
    int fd = socket(list->ai_family, SOCK_STREAM, 0);
    if (connect(fd, list->ai_addr, list->ai_addrlen) == 0)
      return fd;
    close(fd);
    freeaddrinfo(list);
    sleep(1);
  }
  return -1;
}

// The variable is new in each turn, what it gets is not.
int same_in_a_variable_bad(struct settings *settings) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    struct addrinfo *list;
    const char *host = settings->host;
    if (getaddrinfo(host, "80", NULL, &list))
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'getaddrinfo' waits for a name server at each attempt: when something is wrong with the network, the attempts take as many times longer; look the name up once, before the loop [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: each turn of the loop looks the same name up again
      return -1;
    int fd = socket(list->ai_family, SOCK_STREAM, 0);
    if (connect(fd, list->ai_addr, list->ai_addrlen) == 0)
      return fd;
    close(fd);
    sleep(1);
  }
  return -1;
}

int random_ok(struct settings *settings) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    int index = rand() % settings->count;
    int fd = connect_to(settings->servers[index]);
    if (fd >= 0)
      return fd;
  }
  return -1;
}

extern const char *proxy;
static int fetch(const char *address) {
  int fd = proxy ? connect_to(proxy) : connect_to(address);
  return fd < 0 ? -1 : (int)write(fd, address, strlen(address));
}

// Another server each time, though all over one proxy.
int over_proxy_ok(struct settings *settings) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    const char *server = settings->servers[rand() % settings->count];
    if (fetch(server) > 0)
      return 0;
  }
  return -1;
}

int rotated_ok(struct settings *settings) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    struct addrinfo *list;
    const char *host = settings->servers[settings->next++ % settings->count];
    if (getaddrinfo(host, "80", NULL, &list))
      continue;
    int fd = socket(list->ai_family, SOCK_STREAM, 0);
    if (connect(fd, list->ai_addr, list->ai_addrlen) == 0)
      return fd;
    close(fd);
  }
  return -1;
}

int formatted_ok(void) {
  int tries = 0;
  while (tries < 10) {
    char host[64];
    struct addrinfo *list;
    snprintf(host, sizeof host, "node%d.example.net", rand());
    tries++;
    if (getaddrinfo(host, "80", NULL, &list))
      continue;
    int fd = socket(list->ai_family, SOCK_STREAM, 0);
    if (connect(fd, list->ai_addr, list->ai_addrlen) == 0)
      return fd;
    close(fd);
  }
  return -1;
}
