//===- executors.h - A little of several executors ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_EXECUTORS_H
#define MOCK_EXECUTORS_H

namespace tbb {
class task_group {
public:
  template <typename F> void run(F &&f) {}
  void wait();
};
class task_arena {
public:
  explicit task_arena(int threads);
  template <typename F> void execute(F &&f) { f(); }
};
template <typename Index, typename F>
void parallel_for(Index first, Index last, const F &f) {}
template <typename Container, typename F>
void parallel_for_each(const Container &all, const F &f) {}
} // namespace tbb

namespace boost {
namespace asio {
class io_context {
public:
  void run();
};
class thread_pool {
public:
  thread_pool();
  explicit thread_pool(unsigned long threads);
  void join();
};
template <typename Executor> class strand {
public:
  explicit strand(Executor &executor);
};
namespace ip {
class tcp {
public:
  class socket {
  public:
    explicit socket(io_context &io);
    ~socket();
  };
};
} // namespace ip
template <typename Protocol> class basic_socket_acceptor {
public:
  void accept(ip::tcp::socket &into);
};
template <typename Executor, typename F> void post(Executor &to, F &&f) {}
} // namespace asio
} // namespace boost

class QThreadPool;
namespace QtConcurrent {
template <typename F> void run(F &&f) {}
template <typename F> void run(QThreadPool *pool, F &&f) {}
} // namespace QtConcurrent
class QRunnable {
public:
  virtual ~QRunnable();
  virtual void run() = 0;
};
class QThreadPool {
public:
  QThreadPool();
  static QThreadPool *globalInstance();
  void start(QRunnable *work);
  void setMaxThreadCount(int most);
};

#endif // MOCK_EXECUTORS_H
