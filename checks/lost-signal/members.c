// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

// What a handler writes into its own variables is no request, whatever loops
// end by a member of that name.

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

struct message {
  int size;
};

// What a handler writes into its own variables is no request.
static void on_term(int number) {
  struct message text;
  text.size = number;
  if (write(2, &text, sizeof text) < 0)
    return;
}

void other_member_ok(struct message *text) {
  signal(SIGTERM, on_term);
  for (;;) {
    sleep(60);
    puts("tick");
    struct message *other = text + 1;
    while (other->size > 0)
      --other->size;
  }
}
