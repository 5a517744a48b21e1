#include <stdio.h>

typedef void (*handler)(const char *text);
void add_handler(handler h);
