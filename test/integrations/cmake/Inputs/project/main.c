#include <time.h>

static int work(void) { return 0; }

int main(void) {
  time_t begin = time(0);
  while (time(0) - begin < 10)
    work();
  return 0;
}
