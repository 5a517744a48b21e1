// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// Tasks that serve an accepted connection.

#include "mock/executors.h"
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

// To read and answer is what it is for.
static void serve_ok(int fd) {
  char text[64];
  while (recv(fd, text, sizeof text, 0) > 0)
    send(fd, text, sizeof text, 0);
  close(fd);
}

static void serve_bad(int fd) {
  char host[64];
  if (recv(fd, host, sizeof host, 0) > 0) {
    addrinfo *found = nullptr;
    getaddrinfo(host, "80", nullptr, &found);
  }
  close(fd);
}

void acceptAll_ok(int listener, boost::asio::io_context &io) {
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    boost::asio::post(io, [fd] { serve_ok(fd); });
  }
}

void acceptAll_bad(int listener, boost::asio::io_context &io) {
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    boost::asio::post(io, [fd] { serve_bad(fd); });
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'boost::asio::post' starts a task for each connection, and each blocks in 'getaddrinfo' (dns) with no limit on how many do so at once: under load sockets and threads run out, and the other side is flooded; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE-3]]:34: note: the lambda calls 'serve_bad'
// CHECK-NOTES: :[[@LINE-19]]:5: note: 'serve_bad' calls 'getaddrinfo', which blocks (dns)
  }
}

void acceptOwnPool_ok(int listener) {
  boost::asio::thread_pool pool(8);
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    boost::asio::post(pool, [fd] { serve_bad(fd); });
  }
}

// The acceptor puts the connection into a socket of this turn.
void acceptInto_bad(boost::asio::basic_socket_acceptor<int> &acceptor,
                    boost::asio::io_context &io) {
  for (;;) {
    boost::asio::ip::tcp::socket socket(io);
    acceptor.accept(socket);
    boost::asio::post(io, [] { serve_bad(0); });
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'boost::asio::post' starts a task for each connection, and each blocks in 'getaddrinfo' (dns)
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE-3]]:32: note: the lambda calls 'serve_bad'
// CHECK-NOTES: :[[@LINE-41]]:5: note: 'serve_bad' calls 'getaddrinfo', which blocks (dns)
  }
}

// What a strand is given runs one after the other.
void acceptOnStrand_ok(int listener,
                       boost::asio::strand<boost::asio::io_context> &order) {
  for (;;) {
    int fd = accept(listener, nullptr, nullptr);
    boost::asio::post(order, [fd] { serve_bad(fd); });
  }
}
