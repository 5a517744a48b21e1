#include <ctime>
#include <cstdio>
#include <cstdlib>

void work();

void log_lines(FILE *in) {
  char line[256];
  while (std::fgets(line, sizeof line, in))
    std::system("logger line");
}

bool is_slow() {
  time_t begin = std::time(nullptr);
  work();
  time_t end = std::time(nullptr);
  return end - begin > 5;
}
