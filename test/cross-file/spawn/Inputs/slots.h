#ifndef SLOTS_H
#define SLOTS_H
int slot_reserve(void);
void slot_free(void);
void session_start(int fd);
#endif
