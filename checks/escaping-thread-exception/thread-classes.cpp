// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// Threads of other libraries, and where the throwing call stands in what they
// run.

#include "mock/jni.h"
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

class QThread {
public:
  virtual ~QThread();
  void start();

protected:
  virtual void run();
};

class Sum : public QThread {
protected:
  void run() override {
    for (int i = 0; i < 10; ++i)
      total += values.at(i);
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::vector::at' can throw 'std::out_of_range' out of 'Sum::run'
// CHECK-NOTES: note: 'Sum::run' is a thread's function: 'QThread::run' is what a thread runs
// CHECK-NOTES: note: 'std::vector::at' throws 'std::out_of_range' here when it fails
  }

private:
  std::vector<int> values;
  int total = 0;
};

static int parse(const std::string &text) { return std::stoi(text); }
static int sum(const std::vector<std::string> &texts) {
  int total = 0;
  for (const std::string &text : texts)
    total += parse(text);
  return total;
}

// The call in the entry, however deep it throws.
static void entry_bad(std::vector<std::string> texts) {
  sum(texts);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sum' can throw 'std::invalid_argument' or 'std::out_of_range' (from 'std::stoi') out of 'entry_bad'
// CHECK-NOTES: note: 'entry_bad' is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: note: 'sum' calls 'parse'
// CHECK-NOTES: note: 'std::stoi' throws 'std::invalid_argument' or 'std::out_of_range' here when it fails
}
void start(std::vector<std::string> texts) {
  std::thread(entry_bad, texts).detach();
}

// What was attached stays so.
static void attached_bad(JavaVM *vm, const std::string &text) {
  void *env = nullptr;
  vm->AttachCurrentThread(&env, nullptr);
  parse(text);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'parse' can throw 'std::invalid_argument' or 'std::out_of_range' (from 'std::stoi') out of 'attached_bad', which runs on a thread of its own with the attachment to the Java VM still bound
// CHECK-NOTES: note: 'attached_bad' is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: note: 'JavaVM_::AttachCurrentThread' binds the attachment to the Java VM to the thread, which nothing releases then
// CHECK-NOTES: note: 'std::stoi' throws 'std::invalid_argument' or 'std::out_of_range' here when it fails
  vm->DetachCurrentThread();
}
void attach(JavaVM *vm, const std::string &text) {
  std::thread(attached_bad, vm, text).detach();
}
