#include "server.h"
#include <unistd.h>

void ThreadedServer::onClientConnected(int fd) {
  startThread([this, fd] {
    close(fd);
    closed();
  });
}
