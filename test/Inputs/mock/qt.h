//===- qt.h - A little of Qt for tests ------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_QT_H
#define MOCK_QT_H

#define SLOT(a) qFlagLocation("1" #a)
#define SIGNAL(a) qFlagLocation("2" #a)
const char *qFlagLocation(const char *method);

class QString {
public:
  QString();
  QString(const char *text);
  QString arg(const QString &text) const;
  bool isEmpty() const;
};
QString operator+(const QString &a, const QString &b);

class QStringList {
public:
  QStringList();
  QStringList &operator<<(const QString &text);
  const QString *begin() const;
  const QString *end() const;
  int size() const;
};

class QEvent {};
class QTimerEvent : public QEvent {};

class QObject {
public:
  virtual ~QObject();
  virtual bool event(QEvent *event);

  template <typename Signal, typename Slot>
  static void connect(const QObject *sender, Signal signal,
                      const QObject *receiver, Slot slot) {}
  template <typename Signal, typename Slot>
  static void connect(const QObject *sender, Signal signal, Slot slot) {}
  static void connect(const QObject *sender, const char *signal,
                      const QObject *receiver, const char *slot);

protected:
  virtual void timerEvent(QTimerEvent *event);
};

class QTimer : public QObject {
public:
  void start(int milliseconds);
  void timeout();
  template <typename Slot>
  static void singleShot(int milliseconds, const QObject *receiver,
                         Slot slot) {}
};

class QMouseEvent;
class QWidget : public QObject {
protected:
  virtual void mousePressEvent(QMouseEvent *event);
  virtual void mouseMoveEvent(QMouseEvent *event);
};

class QAbstractButton : public QObject {
public:
  void clicked(bool checked = false);
};

class QIODevice : public QObject {
public:
  void readyRead();
};

class QProcess : public QIODevice {
public:
  void start(const QString &command);
  void start(const QString &program, const QStringList &arguments);
  bool waitForFinished(int milliseconds = 30000);
  int exitCode() const;
  static bool startDetached(const QString &command);
  static int execute(const QString &command);
};

class QTcpServer : public QObject {
protected:
  virtual void incomingConnection(long long descriptor);
};

#endif // MOCK_QT_H
