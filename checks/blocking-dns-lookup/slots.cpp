// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c++17
//
// Slots and overridden handlers of Qt.

#include "mock/qt.h"

class QHostInfo {
public:
  static QHostInfo fromName(const QString &name);
  template <typename Run>
  static int lookupHost(const QString &name, const QObject *receiver, Run run) {
    return 0;
  }
  QString hostName() const;
};

class Probe : public QObject {
public:
  void start() {
    QObject::connect(&timer, &QTimer::timeout, this, &Probe::look_bad);
    QObject::connect(&timer, &QTimer::timeout, this, [this] {
      QHostInfo::fromName(host);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'QHostInfo::fromName' waits for a name server for each event in the lambda
// CHECK-NOTES: note: the lambda is handed over here: 'QObject::connect' has it run for each event
    });
    QObject::connect(&timer, &QTimer::timeout, this, &Probe::ask_ok);
  }
  void look_bad() {
    QHostInfo::fromName(host);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'QHostInfo::fromName' waits for a name server for each event in 'Probe::look_bad'
// CHECK-NOTES: note: 'Probe::look_bad' is handed over here: 'QObject::connect' has it run for each event
  }
  void ask_ok() {
    QHostInfo::lookupHost(host, this, [](const QHostInfo &) {});
  }

private:
  QTimer timer;
  QString host;
};

class Gate : public QTcpServer {
protected:
  void incomingConnection(long long descriptor) override {
    QHostInfo::fromName(host);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'QHostInfo::fromName' waits for a name server for each connection in 'Gate::incomingConnection'
// CHECK-NOTES: note: 'Gate::incomingConnection' is a handler
  }

private:
  QString host;
};
