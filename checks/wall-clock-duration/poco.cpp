// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// Clocks of Poco and Boost.
#include "mock/poco-time.h"

void work();
void record(long);

void elapsed_bad() {
  Poco::Timestamp start;
  work();
  record(start.elapsed());
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'Timestamp::elapsed' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use Poco::Clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:19: note: 'Timestamp::Timestamp' reads the wall clock here into 'start'
}

void subtracted_bad() {
  Poco::Timestamp start;
  work();
  Poco::Timestamp now;
  record(now - start);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'now - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use Poco::Clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:19: note: 'Timestamp::Timestamp' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:19: note: 'Timestamp::Timestamp' reads the wall clock here into 'now'
}

class Monitor {
public:
  void seen() { last_.update(); }
  bool gone_bad() const { return last_.isElapsed(5000000); }
  // CHECK-NOTES: :[[@LINE-1]]:40: warning: 'Timestamp::isElapsed' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use Poco::Clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:23: note: 'Timestamp::update' reads the wall clock here into 'last_'

private:
  Poco::Timestamp last_;
};

void clock_ok() {
  Poco::Clock start;
  work();
  Poco::Clock now;
  record(now - start);
}

bool from_file_ok(long modified) {
  Poco::Timestamp written(modified);
  return written.isElapsed(5000000);
}

void boost_bad() {
  auto start = boost::posix_time::microsec_clock::local_time();
  work();
  auto took = boost::posix_time::microsec_clock::local_time() - start;
  // CHECK-NOTES: :[[@LINE-1]]:63: warning: 'microsec_clock::local_time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use boost::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:51: note: 'microsec_clock::local_time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:50: note: 'microsec_clock::local_time' reads the wall clock here
  record(took.total_milliseconds());
}

void boost_deadline_bad() {
  boost::posix_time::ptime end =
      boost::posix_time::microsec_clock::universal_time() +
      boost::posix_time::seconds(5);
  while (boost::posix_time::microsec_clock::universal_time() < end)
  // CHECK-NOTES: :[[@LINE-1]]:62: warning: 'microsec_clock::universal_time() < end' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use boost::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:42: note: 'microsec_clock::universal_time' reads the wall clock here into 'end'
  // CHECK-NOTES: :[[@LINE-3]]:45: note: 'microsec_clock::universal_time' reads the wall clock here
    work();
}

// A time that a function of the project's own takes from text: it overwrites
// what the constructor read.
static bool parse(const char *text, Poco::DateTime &out) {
  if (!text)
    return false;
  out.assign(text[0], text[1]);
  return true;
}

static Poco::DateTime parsed(const char *text) {
  Poco::DateTime result;
  if (!parse(text, result))
    throw 1;
  return result;
}

void expiry_ok(const char *text) {
  Poco::DateTime expires = parsed(text);
  Poco::Timestamp now;
  record(expires.timestamp() - now);
}

// One that only looks at the time leaves it as it was.
static bool is_set(Poco::DateTime &at) { return at.year() > 1970; }

void looked_at_bad() {
  Poco::DateTime begin;
  if (!is_set(begin))
    return;
  work();
  Poco::Timestamp now;
  record(now - begin.timestamp());
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'now - DateTime::timestamp()' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use Poco::Clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:18: note: 'DateTime::DateTime' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:19: note: 'Timestamp::Timestamp' reads the wall clock here into 'now'
}
