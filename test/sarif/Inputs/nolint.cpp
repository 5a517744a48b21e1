#include <time.h>
#include <unistd.h>

bool expired() {
  time_t begin = time(nullptr);
  sleep(1);
  // NOLINTNEXTLINE(hangproof-wall-clock-duration): measured by hand
  return time(nullptr) - begin > 5;
}
