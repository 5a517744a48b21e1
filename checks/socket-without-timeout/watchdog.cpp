// A thread that shuts the socket of another one.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c++17

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

long watched_ok(const sockaddr_in &to, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::thread watchdog([&] {
    std::unique_lock<std::mutex> lock(mutex);
    if (!changed.wait_for(lock, std::chrono::seconds(5), [&] { return done; }))
      shutdown(fd, SHUT_RDWR);
  });
  long got = -1;
  if (connect(fd, (const sockaddr *)&to, sizeof to) == 0)
    got = recv(fd, buf, n, 0);
  {
    std::lock_guard<std::mutex> lock(mutex);
    done = true;
  }
  changed.notify_one();
  watchdog.join();
  close(fd);
  return got;
}

// The other one only writes; it shuts the socket when it has written all.
void put(int fd);
long written_bad(const sockaddr_in &to, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (const sockaddr *)&to, sizeof to))
    return -1;
  std::thread writer([&] {
    put(fd);
    shutdown(fd, SHUT_WR);
  });
  long got = recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'recv' on 'fd' can wait for ever
  // CHECK-NOTES: :[[@LINE-9]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-9]]:7: note: 'connect' can wait on it as well
  writer.join();
  close(fd);
  return got;
}
