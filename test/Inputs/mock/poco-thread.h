// Threads of Poco.
#ifndef MOCK_POCO_THREAD_H
#define MOCK_POCO_THREAD_H

namespace Poco {
class Runnable {
public:
  virtual ~Runnable();
  virtual void run() = 0;
};
class Thread {
public:
  void start(Runnable &);
};
} // namespace Poco

#endif
