// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c++17
//
// A loop of the project's own that runs what was registered with it: the place
// is in that, for the loop's one call runs all of them.

#include <functional>
#include <netdb.h>
#include <sys/epoll.h>
#include <unordered_map>

class EventLoop {
public:
  void add(int handle, std::function<void()> run) { runs[handle] = run; }
  void serve() {
    epoll_event events[16];
    for (;;) {
      int count = epoll_wait(epoll, events, 16, -1);
      for (int i = 0; i < count; ++i)
        runs[events[i].data.fd]();
    }
  }

private:
  std::unordered_map<int, std::function<void()>> runs;
  int epoll = -1;
};

class Relay {
public:
  Relay(EventLoop &loop, int handle, const char *host) : host(host) {
    loop.add(handle, [this] { forward_bad(); });
  // CHECK-NOTES: :[[@LINE-1]]:31: warning: 'Relay::forward_bad' (through 'gethostbyname') waits for a name server in the event loop of 'EventLoop::serve'
  // CHECK-NOTES: note: loop serves what 'epoll_wait' tells of
  // CHECK-NOTES: note: 'EventLoop::serve' calls 'std::function::operator()'
  // CHECK-NOTES: note: 'Relay::forward_bad' calls 'gethostbyname', which asks a name server for 'host'
  }

private:
  void forward_bad() { gethostbyname(host); }
  const char *host;
};
