// RUN: %check_hangproof %s hangproof-socket-without-timeout --min-confidence=low -- -std=c++17 -fPIC -isystem /usr/include/x86_64-linux-gnu/qt5 -isystem /usr/include/x86_64-linux-gnu/qt5/QtCore -isystem /usr/include/x86_64-linux-gnu/qt5/QtNetwork
//
// Transfers of QNetworkAccessManager: nobody is blocked, but they never end.

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

QNetworkReply *fetch_ok(const QUrl &url) {
  auto *manager = new QNetworkAccessManager;
  manager->setTransferTimeout(10000);
  return manager->get(QNetworkRequest(url));
}

QNetworkReply *request_ok(const QUrl &url) {
  auto *manager = new QNetworkAccessManager;
  QNetworkRequest request(url);
  request.setTransferTimeout(10000);
  return manager->get(request);
}

QNetworkReply *fetch_bad(const QUrl &url) {
  auto *manager = new QNetworkAccessManager;
  return manager->get(QNetworkRequest(url));
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QNetworkAccessManager::get' on 'manager' can wait for ever: no timeout that holds for it is set between 'QNetworkAccessManager' and here; use setTransferTimeout
  // CHECK-NOTES: :[[@LINE-3]]:23: note: 'QNetworkAccessManager' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:23: note: 'QNetworkAccessManager' does not end this wait
  // CHECK-NOTES: :[[@LINE-18]]:23: note: another handle of the kind has a time limit
}
