#include <stdlib.h>

int run_tool(const char *Name);
int work(void);
void enter(void) __attribute__((annotate("hangproof::binds(gpu)")));
void leave(void) __attribute__((annotate("hangproof::releases(gpu)")));

void each(char **Names) {
  for (; *Names; ++Names)
    run_tool("tool");
}

void each_system(char **Names) {
  for (; *Names; ++Names)
    system("tool");
}

void on_request(void) { system("tool"); }

int early(void) {
  enter();
  if (work() < 0)
    return -1;
  leave();
  return 0;
}
