// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c++17
//
// Threads of the C++ library, and signals that a descriptor takes.

#include <csignal>
#include <functional>
#include <pthread.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

void work();

static void takeSignals(const sigset_t *set) {
  int signal = 0;
  while (sigwait(set, &signal) == 0 && signal != SIGTERM)
    ;
}

void early_bad() {
  std::thread worker(work);
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'std::thread' starts a thread with signals open, while 'sigwait' in 'takeSignals' is to take them: a signal goes to the new thread and is lost or ends the program; block the signals before the first thread is started [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+5]]:3: note: 'early_bad' blocks SIGTERM only here
  // CHECK-NOTES: :[[@LINE-8]]:10: note: the signals are to be taken here
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  takeSignals(&set);
  worker.join();
}

void early_pool_bad(unsigned count) {
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < count; ++i)
    workers.emplace_back(work);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::vector::emplace_back' starts a thread with signals open, while 'sigwait' in 'takeSignals' is to take them: a signal goes to the new thread and is lost or ends the program; block the signals before the first thread is started [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+4]]:3: note: 'early_pool_bad' blocks all signals only here
  // CHECK-NOTES: :[[@LINE-23]]:10: note: the signals are to be taken here
  sigset_t set;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  int fd = signalfd(-1, &set, SFD_CLOEXEC);
  signalfd_siginfo info;
  while (read(fd, &info, sizeof info) == sizeof info)
    if (info.ssi_signo == SIGTERM)
      break;
  for (std::thread &worker : workers)
    worker.join();
}

void in_order_ok() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread worker(work);
  takeSignals(&set);
  worker.join();
}

void descriptor_ok() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  int fd = signalfd(-1, &set, SFD_CLOEXEC);
  std::vector<std::thread> workers;
  workers.emplace_back(work);
  signalfd_siginfo info;
  if (read(fd, &info, sizeof info) == sizeof info)
    workers.front().join();
}

void taker_first_ok() {
  static sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  std::thread taker(takeSignals, &set);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  taker.join();
}
