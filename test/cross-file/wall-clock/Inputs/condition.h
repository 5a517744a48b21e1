#ifndef CONDITION_H
#define CONDITION_H
#include <pthread.h>
#include <time.h>
extern pthread_cond_t monotonic_condition, plain_condition;
void deadline_in(struct timespec *deadline, int seconds);
#endif
