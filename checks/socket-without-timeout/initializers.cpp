// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c++17
//
// Handles that the initializer of a member or of a global makes.

#include <sys/socket.h>
#include <sys/time.h>

#include "mock/net.h"

class Fetcher {
  CURL *curl = curl_easy_init();

public:
  int get(const char *url) {
    curl_easy_setopt(curl, CURLOPT_URL, url);
    return curl_easy_perform(curl);
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'curl_easy_perform' on 'curl' can wait for ever
// CHECK-NOTES: :[[@LINE-7]]:16: note: 'curl_easy_init' makes the handle here
  }
};

class Reader {
  int fd{socket(AF_INET, SOCK_STREAM, 0)};

public:
  Reader() = default;
  long read(char *text) { return recv(fd, text, 10, 0); }
// CHECK-NOTES: :[[@LINE-1]]:34: warning: 'recv' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-6]]:10: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE+16]]:5: note: another handle of the kind has a time limit
};

static int dial() { return socket(AF_INET, SOCK_STREAM, 0); }
static int shared = dial();
long readShared_bad(char *text) { return recv(shared, text, 10, 0); }
// CHECK-NOTES: :[[@LINE-1]]:42: warning: 'recv' on 'shared' can wait for ever
// CHECK-NOTES: :[[@LINE-4]]:28: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE+8]]:5: note: another handle of the kind has a time limit

class LimitedReader {
  int fd{socket(AF_INET, SOCK_STREAM, 0)};

public:
  LimitedReader() {
    timeval limit{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  long read(char *text) { return recv(fd, text, 10, 0); }
};

class Polled {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

public:
  long read(char *text) { return recv(fd, text, 10, 0); }
};

class Given {
  int fd = -1;

public:
  explicit Given(int from) : fd(from) {}
  long read(char *text) { return recv(fd, text, 10, 0); }
};
