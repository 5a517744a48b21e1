#include <stddef.h>

struct link {
  int fd;
  int timed_fd;
};

int dial(const char *path);
int dial_timed(const char *path);
int read_all(int fd, char *buf, size_t n);
int make_nonblocking(int fd);
int link_open(struct link *l, const char *path);
