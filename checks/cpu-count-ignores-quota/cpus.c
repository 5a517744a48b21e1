// RUN: %check_hangproof %s hangproof-cpu-count-ignores-quota -- -D_GNU_SOURCE
//
// What a number of CPUs is used for.

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

void *work(void *argument);

void loop_bad(void) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'sysconf' counts the CPUs of the machine for the loop around 'pthread_create': under a CPU quota or a smaller affinity mask the threads outnumber their CPUs and are throttled; ask sched_getaffinity and the cgroup's cpu.max first [hangproof-cpu-count-ignores-quota]
// CHECK-NOTES: :[[@LINE+2]]:3: note: it bounds this loop, and each turn calls 'pthread_create'
  pthread_t *threads = calloc(n, sizeof *threads);
  for (long i = 0; i < n; i++)
    if (pthread_create(&threads[i], NULL, work, NULL) != 0)
      abort();
}

void configured_bad(void) {
  int n = get_nprocs_conf();
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'get_nprocs_conf' counts all CPUs that the machine may have, also those that are off, for the loop around 'fork'
// CHECK-NOTES: :[[@LINE+1]]:3: note: it bounds this loop, and each turn calls 'fork'
  while (n-- > 0)
    if (fork() == 0) {
      work(NULL);
      _exit(0);
    }
}

int cpu_count_bad(void) { return sysconf(_SC_NPROCESSORS_ONLN); }
// CHECK-NOTES: :[[@LINE-1]]:34: warning: 'sysconf' counts the CPUs of the machine for 'cpu_count_bad'
// CHECK-NOTES: :[[@LINE-2]]:27: note: 'cpu_count_bad' returns it

struct options {
  int threads;
  int shard_count;
  int workers_max;
  int verbose;
};

static int online(void) { return get_nprocs(); }
// CHECK-NOTES: :[[@LINE-1]]:34: warning: 'get_nprocs' counts the CPUs of the machine for 'threads'
// CHECK-NOTES: :[[@LINE+5]]:18: note: 'online' returns it here
// CHECK-NOTES: :[[@LINE+4]]:8: note: it is stored in 'threads'

void defaults_bad(struct options *o) {
  if (o->threads == 0)
    o->threads = online();
}

void shards_bad(struct options *o) { o->shard_count = get_nprocs() * 4; }
// CHECK-NOTES: :[[@LINE-1]]:55: warning: 'get_nprocs' counts the CPUs of the machine for 'shard_count'
// CHECK-NOTES: :[[@LINE-2]]:41: note: it is stored in 'shard_count'

int guess_jobs_bad(void) {
  int n = sysconf(_SC_NPROCESSORS_CONF);
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'sysconf' counts all CPUs that the machine may have, also those that are off, for 'guess_jobs_bad'
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'guess_jobs_bad' returns it
  return n > 0 ? n + 2 : 1;
}

static void start_all(int count) {
  pthread_t thread;
  for (int i = 0; i < count; i++)
    if (pthread_create(&thread, NULL, work, NULL))
      return;
}

void passed_bad(void) { start_all(get_nprocs()); }
// CHECK-NOTES: :[[@LINE-1]]:35: warning: 'get_nprocs' counts the CPUs of the machine for the loop around 'pthread_create'
// CHECK-NOTES: :[[@LINE-2]]:25: note: it is passed to 'start_all'
// CHECK-NOTES: :[[@LINE-8]]:3: note: it bounds this loop, and each turn calls 'pthread_create'

// Through a pointer, a global and two helpers.
static void ask(int *count) { *count = sysconf(_SC_NPROCESSORS_ONLN); }
// CHECK-NOTES: :[[@LINE-1]]:40: warning: 'sysconf' counts the CPUs of the machine for the loop around 'start_one'
// CHECK-NOTES: :[[@LINE+4]]:27: note: 'ask' writes it here
// CHECK-NOTES: :[[@LINE+3]]:27: note: it is stored in 'processors'
// CHECK-NOTES: :[[@LINE+9]]:3: note: it bounds this loop, and each turn calls 'start_one'
static int processors;
void remember_bad(void) { ask(&processors); }
static void start_one(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, NULL))
    abort();
}
void start_crew(void) {
  for (int i = 0; i < processors; i++)
    start_one();
}

// A user may say otherwise: still reported, at a lower confidence.
void overridden_bad(int wanted) {
  int n = wanted > 0 ? wanted : get_nprocs();
// CHECK-NOTES: :[[@LINE-1]]:33: warning: 'get_nprocs' counts the CPUs of the machine for the loop around 'pthread_create'
// CHECK-NOTES: :[[@LINE+2]]:3: note: it is passed to 'start_all'
// CHECK-NOTES: :[[@LINE-33]]:3: note: it bounds this loop, and each turn calls 'pthread_create'
  start_all(n);
}

void set_thread_limit(int n);
void setter_bad(void) { set_thread_limit(get_nprocs()); }
// CHECK-NOTES: :[[@LINE-1]]:42: warning: 'get_nprocs' counts the CPUs of the machine for 'set_thread_limit'
// CHECK-NOTES: :[[@LINE-2]]:25: note: it is given to 'set_thread_limit'

int count_cpus_bad(void) {
  FILE *file = fopen("/proc/cpuinfo", "r");
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'fopen' counts the CPUs of the machine for 'count_cpus_bad'
// CHECK-NOTES: :[[@LINE+8]]:3: note: 'count_cpus_bad' returns it
  char line[256];
  int n = 0;
  if (!file)
    return 1;
  while (fgets(line, sizeof line, file))
    n += line[0] == 'p';
  fclose(file);
  return n;
}

// --- per-CPU data, masks, statistics, decisions -----------------------------

struct row {
  long ticks;
};
static struct row *rows;

void table_ok(void) {
  long n = sysconf(_SC_NPROCESSORS_CONF);
  rows = calloc(n, sizeof *rows);
  for (long i = 0; i < n; i++)
    rows[i].ticks = 0;
}

void mask_ok(cpu_set_t *set) {
  int n = get_nprocs();
  for (int i = 0; i < n; i++)
    CPU_SET(i, set);
}

void print_ok(void) { printf("%d CPUs\n", get_nprocs()); }

static int spins;
void spin_ok(void) { spins = get_nprocs() > 1 ? 1000 : 0; }

double load_per_cpu_ok(double load) { return load / sysconf(_SC_NPROCESSORS_ONLN); }

long page_size_ok(void) { return sysconf(_SC_PAGESIZE); }

// Only asked for statistics.
static int cpus_for_report_ok(void) { return get_nprocs(); }
void report(void) { printf("%d\n", cpus_for_report_ok()); }

struct cpu_description {
  int cpu_threads;
  int threads_per_core;
};
void describe_ok(struct cpu_description *d) {
  d->cpu_threads = get_nprocs();
  d->threads_per_core = get_nprocs() / 2;
}

// --- affinity and quota ------------------------------------------------------

static int quota(void) {
  FILE *file = fopen("/sys/fs/cgroup/cpu.max", "r");
  int used = 0, period = 1;
  if (!file)
    return 0;
  if (fscanf(file, "%d %d", &used, &period) != 2)
    used = 0;
  fclose(file);
  return used / period;
}

int default_worker_count_ok(void) {
  int n = quota();
  return n > 0 ? n : get_nprocs();
}

// The helper knows of no quota, but its caller does.
static int raw(void) { return get_nprocs(); }
int guess_job_count_ok(void) {
  int n = raw(), limit = quota();
  return limit && limit < n ? limit : n;
}

// A helper of the project reads the file.
int read_number(const char *path);
int guess_thread_count_ok(void) {
  int n = get_nprocs();
  int limit = read_number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") / 100000;
  return limit > 0 && limit < n ? limit : n;
}

// One that is declared elsewhere.
int cgroup_cpu_limit(void);
int get_job_limit_ok(void) {
  int n = get_nprocs(), limit = cgroup_cpu_limit();
  return limit < n ? limit : n;
}

// Another function lowers the same variable.
static int thread_total;
void first_guess_ok(void) { thread_total = get_nprocs(); }
void second_guess(void) {
  int limit = quota();
  if (limit > 0 && limit < thread_total)
    thread_total = limit;
}

int default_workers_ok(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return CPU_COUNT(&set);
  return sysconf(_SC_NPROCESSORS_ONLN);
}

// The mask is sized before it is read.
int default_threads_ok(void) {
  int n = sysconf(_SC_NPROCESSORS_ONLN);
  cpu_set_t *set = CPU_ALLOC(n);
  if (pthread_getaffinity_np(pthread_self(), CPU_ALLOC_SIZE(n), set) == 0)
    n = CPU_COUNT_S(CPU_ALLOC_SIZE(n), set);
  CPU_FREE(set);
  return n;
}

/* Four times as many, by a shift. */
struct arena {
  int lock;
};
static unsigned narenas;
struct arena *make_arenas_bad(void) {
  unsigned cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
// CHECK-NOTES: :[[@LINE-1]]:29: warning: 'sysconf' counts the CPUs of the machine for 'narenas': under a CPU quota or a smaller affinity mask the threads outnumber their CPUs and are throttled; ask sched_getaffinity and the cgroup's cpu.max first [hangproof-cpu-count-ignores-quota]
// CHECK-NOTES: :[[@LINE+1]]:3: note: it is stored in 'narenas'
  narenas = cpus > 1 ? cpus << 2 : 1;
  return calloc(narenas, sizeof(struct arena));
}
