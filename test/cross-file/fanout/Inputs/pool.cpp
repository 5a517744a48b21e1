#include "pool.h"

Pool::Pool(unsigned size) {
  for (unsigned i = 0; i < size; ++i)
    threads_.emplace_back([this] { work(); });
}

void Pool::add(std::function<void()> task) {
  std::lock_guard<std::mutex> lock(mutex_);
  tasks_.push(std::move(task));
  filled_.notify_one();
}

void Pool::work() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      filled_.wait(lock, [this] { return !tasks_.empty(); });
      task = std::move(tasks_.front());
      tasks_.pop();
    }
    task();
  }
}
