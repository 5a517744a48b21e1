/* Callbacks that another file puts into a table. */
#include "registry.h"

static handler table[16];
static int used;

void add_handler(handler h) { table[used++] = h; }

void for_each_line(FILE *input) {
  char line[256];
  while (fgets(line, sizeof line, input))
    table[0](line);
}
