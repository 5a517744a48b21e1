// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// QDateTime and QTime tell the time of day.
#include "mock/qt-time.h"

void work();
void record(qint64);

void secs_to_bad() {
  QDateTime start = QDateTime::currentDateTime();
  work();
  record(start.secsTo(QDateTime::currentDateTime()));
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'QDateTime::secsTo' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use QElapsedTimer [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:32: note: 'QDateTime::currentDateTime' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:34: note: 'QDateTime::currentDateTime' reads the wall clock here
}

void milliseconds_bad() {
  qint64 start = QDateTime::currentMSecsSinceEpoch();
  work();
  record(QDateTime::currentMSecsSinceEpoch() - start);
  // CHECK-NOTES: :[[@LINE-1]]:46: warning: 'QDateTime::currentMSecsSinceEpoch() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use QElapsedTimer [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:29: note: 'QDateTime::currentMSecsSinceEpoch' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:21: note: 'QDateTime::currentMSecsSinceEpoch' reads the wall clock here
}

class Poller {
public:
  void reply() { last_ = QDateTime::currentDateTimeUtc(); }
  bool silent_bad() const {
    return last_.msecsTo(QDateTime::currentDateTimeUtc()) > 5000;
    // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'QDateTime::msecsTo' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use QElapsedTimer [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-4]]:37: note: 'QDateTime::currentDateTimeUtc' reads the wall clock here into 'last_'
    // CHECK-NOTES: :[[@LINE-3]]:37: note: 'QDateTime::currentDateTimeUtc' reads the wall clock here
  }
  void arm() { deadline_ = QDateTime::currentDateTime().addSecs(5); }
  bool late_bad() const { return QDateTime::currentDateTime() > deadline_; }
  // CHECK-NOTES: :[[@LINE-1]]:63: warning: 'QDateTime::currentDateTime() > deadline_' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use QElapsedTimer [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:39: note: 'QDateTime::currentDateTime' reads the wall clock here into 'deadline_'
  // CHECK-NOTES: :[[@LINE-3]]:45: note: 'QDateTime::currentDateTime' reads the wall clock here

private:
  QDateTime last_;
  QDateTime deadline_;
};

void stop_watch_bad() {
  QTime watch;
  watch.start();
  work();
  record(watch.elapsed());
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'QTime::elapsed' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use QElapsedTimer [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:9: note: 'QTime::start' reads the wall clock here into 'watch'
}

class Watch {
public:
  Watch() { time_.start(); }
  int elapsed_bad() const { return time_.elapsed(); }
  // CHECK-NOTES: :[[@LINE-1]]:42: warning: 'QTime::elapsed' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use QElapsedTimer [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:19: note: 'QTime::start' reads the wall clock here into 'time_'

private:
  QTime time_;
};

void elapsed_timer_ok() {
  QElapsedTimer timer;
  timer.start();
  work();
  record(timer.elapsed());
}

bool given_ok(const QDateTime &modified) {
  return modified.secsTo(QDateTime::currentDateTime()) > 60;
}
