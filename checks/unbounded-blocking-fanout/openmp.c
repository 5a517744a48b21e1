// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -fopenmp
//
// Loops whose turns a team of threads shares.

#include <stdio.h>
#include <stdlib.h>

struct list {
  char **names;
  int count;
};

static long size_of(const char *name) {
  FILE *file = fopen(name, "r");
  if (!file)
    return -1;
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  fclose(file);
  return size;
}

void loop_bad(struct list *all, long *sizes) {
#pragma omp parallel for
  for (int i = 0; i < all->count; i++)
    sizes[i] = size_of(all->names[i]);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'size_of' (through 'fopen' (disk)) blocks in an OpenMP loop over the team for each element of 'names', on as many threads as there are processors: they wait in place of computing, and descriptors run out and the disk thrashes; read the data before the loop, or give the loop a num_threads that fits what it waits for [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:1: note: the team's threads share the turns of this loop
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-16]]:16: note: 'size_of' calls 'fopen', which blocks (disk)
}

void inRegion_bad(struct list *all, long *sizes) {
#pragma omp parallel
  {
#pragma omp for schedule(dynamic)
    for (int i = 0; i < all->count; i++)
      sizes[i] = size_of(all->names[i]);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'size_of' (through 'fopen' (disk)) blocks in an OpenMP loop over the team for each element of 'names'
// CHECK-NOTES: :[[@LINE-4]]:1: note: the team's threads share the turns of this loop
// CHECK-NOTES: :[[@LINE-4]]:5: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-28]]:16: note: 'size_of' calls 'fopen', which blocks (disk)
  }
}

void tasks_bad(struct list *all, long *sizes) {
#pragma omp parallel
#pragma omp single
  for (int i = 0; i < all->count; i++) {
#pragma omp task
    sizes[i] = size_of(all->names[i]);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'size_of' (through 'fopen' (disk)) blocks in an OpenMP task for each element of 'names'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'names' runs once per element
// CHECK-NOTES: :[[@LINE-40]]:16: note: 'size_of' calls 'fopen', which blocks (disk)
  }
}

void counted_ok(struct list *all, long *sizes) {
#pragma omp parallel for num_threads(4)
  for (int i = 0; i < all->count; i++)
    sizes[i] = size_of(all->names[i]);
}

void critical_ok(struct list *all, long *sizes) {
#pragma omp parallel for
  for (int i = 0; i < all->count; i++) {
#pragma omp critical
    sizes[i] = size_of(all->names[i]);
  }
}

void compute_ok(struct list *all, long *sizes) {
#pragma omp parallel for
  for (int i = 0; i < all->count; i++)
    sizes[i] = sizes[i] * 2;
}

void serial_ok(struct list *all, long *sizes) {
  for (int i = 0; i < all->count; i++)
    sizes[i] = size_of(all->names[i]);
}

/* Tasks of a team that has a size. */
struct entry {
  struct entry *next;
  const char *name;
};
void countedTeam_ok(struct entry *list) {
#pragma omp parallel num_threads(4)
#pragma omp single
  while (list) {
#pragma omp task firstprivate(list)
    size_of(list->name);
    list = list->next;
  }
}
