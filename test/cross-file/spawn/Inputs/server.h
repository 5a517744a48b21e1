#ifndef SERVER_H
#define SERVER_H
#include <functional>

class Server {
public:
  virtual ~Server() = default;
  void serve(int listener);
  void closed();

protected:
  virtual void onClientConnected(int fd) = 0;
  int clients_ = 0;
  int most_ = 64;
};

class ThreadedServer : public Server {
protected:
  void onClientConnected(int fd) override;
};

void startThread(std::function<void()> run);
void wait();
#endif
