// The accept loop in one file, the method that it calls in another, and the
// thread in a third.
// RUN: not %hangproof --quiet --config={} \
// RUN:   --checks=-*,hangproof-unbounded-thread-spawn \
// RUN:   %s %S/Inputs/threaded.cpp %S/Inputs/thread.cpp -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// With the limit in the loop there is nothing to say, also not of the method,
// which a look at its file alone would suspect.
// RUN: %hangproof --quiet --config={} \
// RUN:   --checks=-*,hangproof-unbounded-thread-spawn \
// RUN:   %S/Inputs/limited.cpp %S/Inputs/threaded.cpp %S/Inputs/thread.cpp \
// RUN:   -- -std=c++17 | count 0

#include "Inputs/server.h"
#include <sys/socket.h>

void Server::closed() {}

void Server::serve(int listener) {
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    onClientConnected(fd);
    // CHECK: virtual.cpp:[[@LINE-1]]:5: warning: 'Server::onClientConnected' (through 'std::thread') starts a thread for each connection
    // CHECK: virtual.cpp:[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
    // CHECK: threaded.cpp:5:3: note: 'ThreadedServer::onClientConnected' calls 'startThread'
    // CHECK: thread.cpp:5:15: note: 'startThread' calls 'std::thread', which makes the thread
  }
}
