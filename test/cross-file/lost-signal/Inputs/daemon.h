#ifndef DAEMON_H
#define DAEMON_H
#include <signal.h>

extern volatile sig_atomic_t stopping;

void run_hook(const char *path);
void run_hook_with_open_mask(const char *path);
void wait_a_while(int seconds);
void wait_until_stopped(int seconds);

#endif
