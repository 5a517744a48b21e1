//===- qt-time.h - Clocks of Qt for tests -----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_QT_TIME_H
#define MOCK_QT_TIME_H

typedef long long qint64;

class QDateTime {
public:
  QDateTime();
  static QDateTime currentDateTime();
  static QDateTime currentDateTimeUtc();
  static qint64 currentMSecsSinceEpoch();
  static qint64 currentSecsSinceEpoch();
  qint64 toMSecsSinceEpoch() const;
  QDateTime addSecs(qint64 seconds) const;
  qint64 secsTo(const QDateTime &other) const;
  qint64 msecsTo(const QDateTime &other) const;
  bool isValid() const;
  bool operator<(const QDateTime &other) const;
  bool operator>(const QDateTime &other) const;
};

class QTime {
public:
  static QTime currentTime();
  void start();
  int restart();
  int elapsed() const;
  int msecsTo(const QTime &other) const;
};

class QElapsedTimer {
public:
  void start();
  qint64 elapsed() const;
  bool hasExpired(qint64 timeout) const;
};

#endif // MOCK_QT_TIME_H
