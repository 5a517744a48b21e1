// RUN: %check_hangproof %s hangproof-cpu-count-ignores-quota -- -std=c++17
//
// Getters and pools of libraries.

#include "mock/cpus.h"
#include <algorithm>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

void work();
void run(void *data, void *user);

void emplace_bad() {
  std::vector<std::thread> workers;
  const unsigned count = std::max(1u, std::thread::hardware_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:52: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::vector::emplace_back': under a CPU quota or a smaller affinity mask the threads outnumber their CPUs and are throttled; ask sched_getaffinity and the cgroup's cpu.max first [hangproof-cpu-count-ignores-quota]
// CHECK-NOTES: :[[@LINE+1]]:3: note: it bounds this loop, and each turn calls 'std::vector::emplace_back'
  for (unsigned i = 0; i < count; ++i)
    workers.emplace_back(work);
  for (auto &worker : workers)
    worker.join();
}

void reserve_bad() {
  std::vector<std::thread> crew;
  crew.reserve(std::thread::hardware_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:29: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'crew'
// CHECK-NOTES: :[[@LINE-2]]:8: note: it is the size of 'crew'
}

class Pool {
public:
  explicit Pool(std::size_t count) : threads_(count) {}
  void startAll_bad() {
    while (running_.size() < std::thread::hardware_concurrency())
// CHECK-NOTES: :[[@LINE-1]]:43: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::thread'
// CHECK-NOTES: :[[@LINE-2]]:5: note: it bounds this loop, and each turn calls 'std::thread'
      running_.push_back(std::thread(work));
  }

private:
  std::vector<std::thread> threads_, running_;
};

void ownPool_bad() { Pool pool(std::thread::hardware_concurrency()); }
// CHECK-NOTES: :[[@LINE-1]]:45: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'threads_'
// CHECK-NOTES: :[[@LINE-2]]:27: note: it is passed to 'Pool::Pool'
// CHECK-NOTES: :[[@LINE-15]]:38: note: it is stored in 'threads_'

void makeUnique_bad() {
  auto pool = std::make_unique<Pool>(boost::thread::hardware_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:53: warning: 'boost::thread::hardware_concurrency' counts the CPUs of the machine for 'threads_'
// CHECK-NOTES: :[[@LINE-2]]:20: note: it is passed to 'Pool::Pool'
// CHECK-NOTES: :[[@LINE-21]]:38: note: it is stored in 'threads_'
}

// A pool that is declared elsewhere.
class TaskExecutor {
public:
  explicit TaskExecutor(unsigned size);
};
void foreignPool_bad() {
  TaskExecutor executor(boost::thread::physical_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:40: warning: 'boost::thread::physical_concurrency' counts the CPUs of the machine for 'TaskExecutor'
// CHECK-NOTES: :[[@LINE-2]]:16: note: it is given to 'TaskExecutor'
}

void asio_bad() {
  boost::asio::thread_pool pool(std::thread::hardware_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:46: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'boost::asio::thread_pool'
// CHECK-NOTES: :[[@LINE-2]]:28: note: 'boost::asio::thread_pool' makes so many threads
}

void chunks_bad(std::vector<int> &data) {
  const unsigned parts = std::thread::hardware_concurrency();
// CHECK-NOTES: :[[@LINE-1]]:39: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::async'
// CHECK-NOTES: :[[@LINE+2]]:3: note: it bounds this loop, and each turn calls 'std::async'
  std::vector<std::future<void>> done;
  for (unsigned i = 0; i < parts; ++i)
    done.push_back(std::async(std::launch::async, [] { work(); }));
}

void qt_bad() {
  QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount() * 2);
// CHECK-NOTES: :[[@LINE-1]]:61: warning: 'QThread::idealThreadCount' counts the CPUs of the machine for 'QThreadPool::setMaxThreadCount'
// CHECK-NOTES: :[[@LINE-2]]:34: note: 'QThreadPool::setMaxThreadCount' makes so many threads
}

void openmp_bad() { omp_set_num_threads(omp_get_num_procs()); }
// CHECK-NOTES: :[[@LINE-1]]:41: warning: 'omp_get_num_procs' counts the CPUs of the machine for 'omp_set_num_threads'
// CHECK-NOTES: :[[@LINE-2]]:21: note: 'omp_set_num_threads' makes so many threads

void tbb_bad() { tbb::task_arena arena(tbb::info::default_concurrency()); }
// CHECK-NOTES: :[[@LINE-1]]:51: warning: 'tbb::detail::d1::default_concurrency' counts the CPUs of the machine for 'tbb::detail::d1::task_arena'
// CHECK-NOTES: :[[@LINE-2]]:34: note: 'tbb::detail::d1::task_arena' makes so many threads

void glib_bad() {
  g_thread_pool_new(run, nullptr, g_get_num_processors(), 0, nullptr);
// CHECK-NOTES: :[[@LINE-1]]:35: warning: 'g_get_num_processors' counts the CPUs of the machine for 'g_thread_pool_new'
// CHECK-NOTES: :[[@LINE-2]]:3: note: 'g_thread_pool_new' makes so many threads
}

void poco_bad() { Poco::ThreadPool pool(2, Poco::Environment::processorCount()); }
// CHECK-NOTES: :[[@LINE-1]]:63: warning: 'Poco::Environment::processorCount' counts the CPUs of the machine for 'Poco::ThreadPool'
// CHECK-NOTES: :[[@LINE-2]]:36: note: 'Poco::ThreadPool' makes so many threads

int defaultThreadsOfSdl_bad() { return SDL_GetCPUCount(); }
// CHECK-NOTES: :[[@LINE-1]]:40: warning: 'SDL_GetCPUCount' counts the CPUs of the machine for 'defaultThreadsOfSdl_bad'
// CHECK-NOTES: :[[@LINE-2]]:33: note: 'defaultThreadsOfSdl_bad' returns it

int defaultThreadsOfUv_bad() {
  uv_cpu_info_t *information;
  int count;
  if (uv_cpu_info(&information, &count))
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'uv_cpu_info' counts the CPUs of the machine for 'defaultThreadsOfUv_bad'
// CHECK-NOTES: :[[@LINE+2]]:3: note: 'defaultThreadsOfUv_bad' returns it
    return 1;
  return count;
}

int defaultThreadsOfUv_ok() { return uv_available_parallelism(); }

unsigned defaultWorkersOfWindows_bad() {
  SYSTEM_INFO information;
  GetSystemInfo(&information);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'GetSystemInfo' counts the CPUs of the machine for 'defaultWorkersOfWindows_bad'
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'defaultWorkersOfWindows_bad' returns it
  return information.dwNumberOfProcessors;
}

unsigned defaultWorkersOfWindows_ok() {
  SYSTEM_INFO information;
  GetSystemInfo(&information);
  unsigned long mask, system, count = 0;
  if (GetProcessAffinityMask(nullptr, &mask, &system))
    for (; mask; mask >>= 1)
      count += mask & 1;
  return count ? count : information.dwNumberOfProcessors;
}

unsigned pageSizeOfWindows_ok() {
  SYSTEM_INFO information;
  GetSystemInfo(&information);
  return information.dwPageSize;
}

// Lines of a file that the kernel makes.
int countProcessors_bad() {
  std::ifstream file("/proc/cpuinfo");
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'std::basic_ifstream::basic_ifstream' counts the CPUs of the machine for 'countProcessors_bad'
// CHECK-NOTES: :[[@LINE+6]]:3: note: 'countProcessors_bad' returns it
  std::string line;
  int count = 0;
  while (std::getline(file, line))
    if (line.compare(0, 9, "processor") == 0)
      ++count;
  return count;
}

std::string processorName_ok() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line))
    if (line.compare(0, 10, "model name") == 0)
      return line;
  return "";
}

int availableProcessors_ok() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  int quota, period;
  if (file >> quota >> period)
    return quota / period;
  return std::thread::hardware_concurrency();
}

struct Options {
  unsigned jobs = std::thread::hardware_concurrency();
// CHECK-NOTES: :[[@LINE-1]]:32: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'jobs'
// CHECK-NOTES: :[[@LINE-2]]:12: note: it is stored in 'jobs'
  unsigned hardwareThreads = 0;
};
Options defaults_bad() { return {}; }

// Default arguments.
class Crew {
public:
  explicit Crew(unsigned count = std::thread::hardware_concurrency()) {
// CHECK-NOTES: :[[@LINE-1]]:47: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::vector::emplace_back'
// CHECK-NOTES: :[[@LINE-2]]:26: note: it is stored in 'count'
// CHECK-NOTES: :[[@LINE+1]]:5: note: it bounds this loop, and each turn calls 'std::vector::emplace_back'
    for (unsigned i = 0; i < count; ++i)
      threads_.emplace_back(work);
  }

private:
  std::vector<std::thread> threads_;
};

void startCrew(unsigned workers = boost::thread::hardware_concurrency());
// CHECK-NOTES: :[[@LINE-1]]:50: warning: 'boost::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::vector::emplace_back'
// CHECK-NOTES: :[[@LINE+3]]:25: note: it is stored in 'workers'
// CHECK-NOTES: :[[@LINE+2]]:41: note: it is passed to 'Crew::Crew'
// CHECK-NOTES: :[[@LINE-12]]:5: note: it bounds this loop, and each turn calls 'std::vector::emplace_back'
void startCrew(unsigned workers) { Crew crew(workers); }

void showCrew_ok(unsigned width = std::thread::hardware_concurrency()) {}

// A captured local.
void captured_bad() {
  unsigned count = std::thread::hardware_concurrency();
// CHECK-NOTES: :[[@LINE-1]]:33: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::thread'
// CHECK-NOTES: :[[@LINE-2]]:12: note: it is stored in 'count'
// CHECK-NOTES: :[[@LINE+3]]:5: note: it bounds this loop, and each turn calls 'std::thread'
  auto start = [&] {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < count; ++i)
      threads.push_back(std::thread(work));
  };
  start();
}

static unsigned poolSize() {
  static const unsigned size = std::thread::hardware_concurrency();
// CHECK-NOTES: :[[@LINE-1]]:45: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for the loop around 'std::thread'
// CHECK-NOTES: :[[@LINE+6]]:28: note: 'poolSize' returns it here
// CHECK-NOTES: :[[@LINE+5]]:3: note: it bounds this loop, and each turn calls 'std::thread'
  return size;
}
void cached_bad() {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < poolSize(); ++i)
    threads.push_back(std::thread(work));
}

void describe_ok(Options &options) {
  options.hardwareThreads = std::thread::hardware_concurrency();
}

struct Slot {
  long value;
};
std::vector<Slot> slots_ok() {
  return std::vector<Slot>(std::thread::hardware_concurrency());
}

bool parallel_ok() { return std::thread::hardware_concurrency() > 1; }

// The object of a class whose constructor is not in view.
class JobExecutor {
public:
  JobExecutor(unsigned threads, int queue);
};
void owned_bad() {
  auto executor =
      std::make_unique<JobExecutor>(std::thread::hardware_concurrency(), 16);
// CHECK-NOTES: :[[@LINE-1]]:50: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'JobExecutor'
// CHECK-NOTES: :[[@LINE-2]]:12: note: it is given to 'JobExecutor'
}
struct Counters {
  explicit Counters(unsigned slots);
};
void counters_ok() {
  auto counters = std::make_shared<Counters>(std::thread::hardware_concurrency());
}

// Names with an abbreviation in them, and functions of a header that is missing.
int maxValue(int a, int b);
int getCPUCores_bad() {
  return maxValue(std::thread::hardware_concurrency(), 1);
// CHECK-NOTES: :[[@LINE-1]]:32: warning: 'std::thread::hardware_concurrency' counts the CPUs of the machine for 'getCPUCores_bad'
// CHECK-NOTES: :[[@LINE-2]]:3: note: 'getCPUCores_bad' returns it
}
struct CGroups {
  static int GetCPULimit(int most);
};
int getCPUCoresOfGroup_ok() {
  return CGroups::GetCPULimit(std::thread::hardware_concurrency());
}

// The same structure, declared by the project.
struct OwnInfo {
  int pageSize;
  int cpuCount;
};
extern "C" void GetNativeSystemInfo(OwnInfo *information);
int workerCountOfOwn_bad() {
  OwnInfo information;
  GetNativeSystemInfo(&information);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'GetNativeSystemInfo' counts the CPUs of the machine for 'workerCountOfOwn_bad': under a CPU quota or a smaller affinity mask the threads outnumber their CPUs and are throttled; ask sched_getaffinity and the cgroup's cpu.max first [hangproof-cpu-count-ignores-quota]
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'workerCountOfOwn_bad' returns it
  return information.cpuCount;
}
int maxThreadStackOfOwn_ok() {
  OwnInfo information;
  GetNativeSystemInfo(&information);
  return information.pageSize;
}
