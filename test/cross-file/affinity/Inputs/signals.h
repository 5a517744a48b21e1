#ifndef SIGNALS_H
#define SIGNALS_H
#include <signal.h>

int signals_block(sigset_t *old);
void signals_restore(const sigset_t *old);
int parse(const char *text);

class RoundUp {
public:
  RoundUp();
  ~RoundUp();

private:
  int old;
};
class Attachment {
public:
  bool enter();
  void leave();
};

#endif
