#include "server.h"
#include <sys/socket.h>
#include <unistd.h>

void Server::closed() { --clients_; }

void Server::serve(int listener) {
  for (;;) {
    while (clients_ >= most_)
      usleep(1000);
    int fd = accept(listener, nullptr, nullptr);
    ++clients_;
    onClientConnected(fd);
  }
}
