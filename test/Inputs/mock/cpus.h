// What counts CPUs or is sized by them, of libraries that need not be here.
#ifndef MOCK_CPUS_H
#define MOCK_CPUS_H

extern "C" {
int omp_get_num_procs(void);
int omp_get_max_threads(void);
void omp_set_num_threads(int count);
unsigned g_get_num_processors(void);
typedef struct _GThreadPool GThreadPool;
GThreadPool *g_thread_pool_new(void (*function)(void *, void *), void *data,
                               int most, int exclusive, void **error);
int SDL_GetCPUCount(void);
typedef struct uv_cpu_info_s uv_cpu_info_t;
int uv_cpu_info(uv_cpu_info_t **information, int *count);
unsigned uv_available_parallelism(void);
struct SYSTEM_INFO {
  unsigned long dwPageSize;
  unsigned long dwNumberOfProcessors;
};
void GetSystemInfo(SYSTEM_INFO *information);
int GetProcessAffinityMask(void *process, unsigned long *mask,
                           unsigned long *system);
}

class QThread {
public:
  static int idealThreadCount();
};
class QThreadPool {
public:
  static QThreadPool *globalInstance();
  void setMaxThreadCount(int count);
};

namespace boost {
class thread {
public:
  static unsigned hardware_concurrency();
  static unsigned physical_concurrency();
};
namespace asio {
class thread_pool {
public:
  thread_pool();
  explicit thread_pool(unsigned long threads);
  ~thread_pool();
};
} // namespace asio
} // namespace boost

namespace tbb {
namespace detail {
namespace d1 {
int default_concurrency(int id = -1);
class task_arena {
public:
  explicit task_arena(int concurrency = -1);
};
} // namespace d1
} // namespace detail
namespace info {
using detail::d1::default_concurrency;
}
using detail::d1::task_arena;
} // namespace tbb

namespace Poco {
class Environment {
public:
  static unsigned processorCount();
};
class ThreadPool {
public:
  ThreadPool(int least = 2, int most = 16);
};
} // namespace Poco

#endif
