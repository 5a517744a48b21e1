#ifndef NET_H
#define NET_H
#ifdef __cplusplus
extern "C" {
#endif
struct link {
  const char *host;
  unsigned port;
  int fd;
};
int net_parse(const char *host, unsigned *address, int numeric);
void link_open(struct link *link);
void link_set_host(struct link *link, const char *host);
void add_ticker(void (*tick)(void *), void *argument);
void run_loop(int epoll);
#ifdef __cplusplus
}
#endif
#endif
