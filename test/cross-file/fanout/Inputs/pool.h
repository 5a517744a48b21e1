#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

class Pool {
public:
  explicit Pool(unsigned size);
  void add(std::function<void()> task);

private:
  void work();
  std::vector<std::thread> threads_;
  std::queue<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable filled_;
};

std::string load(const std::string &path);
