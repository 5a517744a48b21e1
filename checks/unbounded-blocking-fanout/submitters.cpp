// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++20
//
// Libraries in C++ that hand work to threads of a pool, in the loops that C++
// has.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "mock/executors.h"

using Names = std::vector<std::string>;

static std::string load(const std::string &path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

void iterator_bad(const std::map<int, std::string> &paths) {
  std::map<int, std::future<std::string>> all;
  for (auto it = paths.begin(); it != paths.end(); ++it)
    all[it->first] = std::async(load, it->second);
// CHECK-NOTES: :[[@LINE-1]]:27: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-12]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void forEach_bad(const Names &paths) {
  std::vector<std::future<std::string>> all;
  std::for_each(paths.begin(), paths.end(), [&](const std::string &path) {
    all.push_back(std::async(load, path));
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'std::for_each' runs it once per element
// CHECK-NOTES: :[[@LINE-21]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  });
}

void walk_bad(const std::filesystem::path &folder,
              std::vector<std::future<std::string>> &all) {
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_directory())
      walk_bad(entry.path(), all);
    else
      all.push_back(std::async(load, entry.path().string()));
// CHECK-NOTES: :[[@LINE-1]]:26: warning: 'std::async' starts a task for each element of 'directory_iterator', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop over 'directory_iterator' runs once per element
// CHECK-NOTES: :[[@LINE-34]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  }
}

#define START(LIST, F, NAME) (LIST).push_back(std::async(F, NAME))
#define EACH(IT, LIST) for (auto IT = (LIST).begin(); IT != (LIST).end(); ++IT)
void macro_bad(const Names &paths) {
  std::vector<std::future<std::string>> all;
  EACH(it, paths) {
    START(all, load, *it);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-46]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  }
}

class Later {
public:
  explicit Later(boost::asio::io_context &io) : io(io) {}
  void run(std::function<void()> work) { boost::asio::post(io, work); }
  void afterwards(std::function<void()> work) { run(work); }

private:
  boost::asio::io_context &io;
};
void twoWrappers_bad(Later &later, const Names &paths) {
  for (const auto &path : paths)
    later.afterwards([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'Later::afterwards' (through 'boost::asio::post') starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-10]]:49: note: 'Later::afterwards' calls 'Later::run'
// CHECK-NOTES: :[[@LINE-12]]:55: note: 'Later::run' calls 'boost::asio::post', which hands the work to a pool
// CHECK-NOTES: :[[@LINE-5]]:31: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-67]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

class Archive {
public:
  explicit Archive(boost::asio::io_context &io) : io(io) {}
  void all_bad(const Names &paths) {
    for (size_t i = 0; i < paths.size(); ++i)
      boost::asio::post(io, std::bind(&Archive::save, this, paths[i]));
// CHECK-NOTES: :[[@LINE-1]]:20: warning: 'boost::asio::post' starts a task for each element of 'paths', and each blocks in 'std::basic_ofstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:5: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+5]]:19: note: 'Archive::save' calls 'std::basic_ofstream', which blocks (disk)
  }

private:
  void save(const std::string &path) {
    std::ofstream out(path);
    out << 1;
  }
  boost::asio::io_context &io;
};

void groups_bad(const Names &commands) {
  tbb::task_group group;
  for (const auto &command : commands)
    group.run([&] { system(command.c_str()); });
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'tbb::task_group::run' starts a task for each element of 'commands', and each blocks in 'system' (process)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'commands' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:21: note: the lambda calls 'system', which blocks (process)
  group.wait();
}

// --- a deferred one runs in whoever asks for it; one with no policy may not ---

void deferred_ok(const Names &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(std::async(std::launch::deferred, load, path));
}

void two_ok() {
  auto first = std::async(load, "a");
  auto second = std::async(load, "b");
  first.get();
  second.get();
}

// --- limits of the language's own ---

static std::counting_semaphore<8> slots(8);
class Permit {
public:
  Permit() { slots.acquire(); }
  ~Permit() { slots.release(); }
};
static std::string loadPermitted(const std::string &path) {
  Permit permit;
  return load(path);
}
static std::string loadLate(const std::string &path) {
  std::string line = load(path);
  Permit permit;
  return line + "x";
}
void permitted_ok(const Names &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(std::async(loadPermitted, path));
}
void permittedLate_bad(const Names &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(std::async(loadLate, path));
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-15]]:22: note: 'loadLate' calls 'load'
// CHECK-NOTES: :[[@LINE-143]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}
void batches_ok(const Names &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths) {
    all.push_back(std::async(load, path));
    if (all.size() >= 8) {
      for (auto &one : all)
        one.get();
      all.clear();
    }
  }
}

// The futures are results of a function that an algorithm calls.
void transform_bad(const std::vector<std::string> &paths) {
  std::vector<std::future<std::string>> all(paths.size());
  std::transform(paths.begin(), paths.end(), all.begin(),
                 [](const std::string &path) {
                   return std::async(load, path);
// CHECK-NOTES: :[[@LINE-1]]:32: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:8: note: 'std::transform' runs it once per element
// CHECK-NOTES: :[[@LINE-165]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
                 });
}
