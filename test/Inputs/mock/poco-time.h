//===- poco-time.h - Clocks of Poco and Boost for tests ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_POCO_TIME_H
#define MOCK_POCO_TIME_H

namespace Poco {
class Timestamp {
public:
  Timestamp();
  Timestamp(long microseconds);
  void update();
  long elapsed() const;
  bool isElapsed(long interval) const;
  long epochMicroseconds() const;
  long operator-(const Timestamp &other) const;
  Timestamp operator+(long interval) const;
  bool operator<(const Timestamp &other) const;
};
class DateTime {
public:
  DateTime();
  DateTime &assign(int year, int month);
  int year() const;
  Timestamp timestamp() const;
};
class Clock {
public:
  Clock();
  long operator-(const Clock &other) const;
};
} // namespace Poco

namespace boost {
namespace date_time {
template <class Time> struct microsec_clock {
  static Time local_time();
  static Time universal_time();
};
} // namespace date_time
namespace posix_time {
struct time_duration {
  long total_milliseconds() const;
};
struct ptime {
  time_duration operator-(const ptime &other) const;
  ptime operator+(const time_duration &interval) const;
  bool operator<(const ptime &other) const;
};
struct seconds : time_duration {
  explicit seconds(long n);
};
typedef date_time::microsec_clock<ptime> microsec_clock;
} // namespace posix_time
} // namespace boost

#endif // MOCK_POCO_TIME_H
