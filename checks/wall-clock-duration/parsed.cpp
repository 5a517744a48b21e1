// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// Times that are also taken from a message, and operators of the project's own.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <sys/time.h>

class Reader {
  const std::string &content;
  unsigned at = 0;

public:
  explicit Reader(const std::string &c) : content(c) {}
  // What was there before is gone.
  void number(uint64_t &result) {
    result = 0;
    result += static_cast<uint8_t>(content.at(at++));
    result *= 256;
    result += static_cast<uint8_t>(content.at(at++));
  }
};

class Later {
public:
  void number(uint64_t &result) { result += 60; }
};

struct Signature {
  uint64_t when;
  template <class Converter> void convert(Converter &c) { c.number(when); }
};

void parse(Signature &s, Reader &reader) { s.convert(reader); }
void sign(Signature &s) { s.when = time(nullptr); }

bool signature_ok(const Signature &s) {
  return std::abs((int64_t)s.when - (int64_t)time(nullptr)) < 300;
}

struct Lease {
  uint64_t when;
  template <class Converter> void convert(Converter &c) { c.number(when); }
};

void extend(Lease &l, Later &later) { l.convert(later); }
void begin(Lease &l) { l.when = time(nullptr); }

bool lease_bad(const Lease &l) {
  return std::abs((int64_t)l.when - (int64_t)time(nullptr)) < 300;
  // CHECK-NOTES: :[[@LINE-1]]:35: warning: 'when - time()' subtracts wall-clock readings
  // CHECK-NOTES: :[[@LINE-5]]:33: note: 'time' reads the wall clock here into 'when'
  // CHECK-NOTES: :[[@LINE-10]]:61: note: passed to 'Later::number' here
  // CHECK-NOTES: :[[@LINE-4]]:46: note: 'time' reads the wall clock here
}

// --- one subtraction is one defect ---

static timeval operator-(const timeval &a, const timeval &b) {
  timeval result;
  result.tv_sec = a.tv_sec - b.tv_sec;
  result.tv_usec = a.tv_usec - b.tv_usec;
  return result;
}

long work_bad() {
  timeval start, now;
  gettimeofday(&start, nullptr);
  std::system("/usr/bin/make");
  gettimeofday(&now, nullptr);
  timeval elapsed = now - start;
  // CHECK-NOTES: :[[@LINE-1]]:25: warning: 'now - start' subtracts wall-clock readings
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'now'
  return elapsed.tv_sec;
}

// --- a difference that is made in parts is a difference ---

static unsigned between_bad(const timeval *first, const timeval *second) {
  unsigned ms;
  ms = (second->tv_sec - first->tv_sec) * 1000;
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'second - first' subtracts wall-clock readings
  // CHECK-NOTES: :[[@LINE+10]]:15: note: 'gettimeofday' reads the wall clock here into 'sent'
  // CHECK-NOTES: :[[@LINE+14]]:18: note: passed to 'between_bad' here
  // CHECK-NOTES: :[[@LINE+12]]:3: note: 'gettimeofday' reads the wall clock here into 'now'
  ms += second->tv_usec / 1000;
  ms -= first->tv_usec / 1000;
  return ms;
}

static timeval sent;
static unsigned shortest;
void ping() { gettimeofday(&sent, nullptr); }

int queued_ok(int extra, int window) {
  timeval now;
  gettimeofday(&now, nullptr);
  unsigned rtt = between_bad(&sent, &now);
  if (rtt < shortest)
    shortest = rtt;
  return rtt - extra * shortest / window;
}
