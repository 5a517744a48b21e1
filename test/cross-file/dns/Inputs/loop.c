#include "net.h"
#include <sys/epoll.h>

struct ticker {
  void (*tick)(void *);
  void *argument;
};
static struct ticker tickers[16];
static int count;

void add_ticker(void (*tick)(void *), void *argument) {
  tickers[count].tick = tick;
  tickers[count++].argument = argument;
}

static void tick_all(void) {
  for (int i = 0; i < count; i++)
    tickers[i].tick(tickers[i].argument);
}

void run_loop(int epoll) {
  struct epoll_event events[64];
  for (;;) {
    epoll_wait(epoll, events, 64, 1000);
    tick_all();
  }
}
