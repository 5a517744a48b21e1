#ifndef TICKS_H
#define TICKS_H
#ifdef __cplusplus
extern "C" {
#endif
long ticks(void);            // Wall clock.
long steady_ticks(void);     // Monotonic clock.
void get_time(long *result); // Wall clock.
long since(long start);
#ifdef __cplusplus
}
#endif
#endif
