// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++20
//
// A coroutine that blocks holds a thread as a task does.

#include <coroutine>
#include <cstdio>
#include <string>
#include <vector>

namespace boost { namespace asio {
class io_context {};
template <typename T> struct awaitable {
  struct promise_type {
    awaitable get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};
struct detached_t {};
constexpr detached_t detached;
template <typename T>
void co_spawn(io_context &io, awaitable<T> work, detached_t) {}
}}

static boost::asio::awaitable<void> load(std::string path) {
  if (FILE *file = fopen(path.c_str(), "r"))
    fclose(file);
  co_return;
}

static boost::asio::awaitable<void> wait(std::string path) {
  co_await std::suspend_always();
}

void spawn_bad(boost::asio::io_context &io,
               const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    boost::asio::co_spawn(io, load(path), boost::asio::detached);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'boost::asio::co_spawn' starts a task for each element of 'paths', and each blocks in 'fopen' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-15]]:20: note: 'load' calls 'fopen', which blocks (disk)
}

void lambda_bad(boost::asio::io_context &io,
                const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    boost::asio::co_spawn(
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'boost::asio::co_spawn' starts a task for each element of 'paths', and each blocks in 'fopen' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:28: note: the lambda calls 'fopen', which blocks (disk)
        io, [path]() -> boost::asio::awaitable<void> {
          if (FILE *file = fopen(path.c_str(), "r"))
            fclose(file);
          co_return;
        }(),
        boost::asio::detached);
}

void spawn_ok(boost::asio::io_context &io,
              const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    boost::asio::co_spawn(io, wait(path), boost::asio::detached);
}
