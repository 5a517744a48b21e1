// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c++17
//
// Loops over data in C++.

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <vector>

void rangeFor_bad(const std::vector<std::string> &devices) {
  for (const std::string &device : devices) {
    std::string command = "ip link set " + device + " up";
    if (FILE *pipe = popen(command.c_str(), "r"))
      pclose(pipe);
// CHECK-NOTES: :[[@LINE-2]]:22: warning: 'popen' starts a program for each element of 'devices': fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop over 'devices' runs once per element
  }
}

void structuredBinding_bad(const std::map<std::string, int> &limits) {
  for (const auto &[name, limit] : limits)
    std::system(("tc class change dev " + name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'system' starts a program for each element of 'limits'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'limits' runs once per element
}

void iterator_bad(std::set<std::string> &names) {
  for (auto it = names.begin(); it != names.end(); ++it)
    system(("rm -f " + *it).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void iteratorWhile_bad(std::set<std::string> &names) {
  auto it = names.begin();
  while (it != names.end()) {
    system(("rm -f " + *it).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
    it = names.erase(it);
  }
}

void index_bad(const std::vector<std::string> &names) {
  for (size_t i = 0; i < names.size(); ++i)
    system(("rm -f " + names[i]).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void indexInLocal_bad(const std::vector<std::string> &names) {
  const size_t last = names.size();
  for (size_t i = 0; i != last; ++i)
    system(("rm -f " + names.at(i)).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void backwards_bad(const std::vector<std::string> &names) {
  for (size_t i = names.size(); i-- > 0;)
    system(("rm -f " + names[i]).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void lines_bad(const char *path) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line))
    system(("host " + line).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'getline'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'getline'
}

void words_bad(std::istream &in) {
  std::string word;
  while (in >> word)
    system(("host " + word).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item from 'operator>>'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per item from 'operator>>'
}

void queue_bad(std::queue<std::string> &queue) {
  while (!queue.empty()) {
    std::string name = queue.front();
    queue.pop();
    system(("rm -f " + name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item of 'queue'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item of 'queue'
  }
}

void queueBySize_bad(std::deque<std::string> &queue) {
  while (queue.size() > 0) {
    std::string name = std::move(queue.front());
    queue.pop_front();
    system(("rm -f " + name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each item of 'queue'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per item of 'queue'
  }
}

struct Interface {
  std::string name;
  bool up = false;
};

class Network {
public:
  void rangeForOverMember_bad() {
    for (auto &interface : interfaces_)
      if (!interface.up)
        system(("ifup " + interface.name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'system' starts a program for each element of 'interfaces_'
// CHECK-NOTES: :[[@LINE-4]]:5: note: loop over 'interfaces_' runs once per element
  }

  void pointers_bad(std::vector<Interface *> &all) {
    for (auto *interface : all) {
      try {
        system(("ifup " + interface->name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:9: warning: 'system' starts a program for each element of 'all'
// CHECK-NOTES: :[[@LINE-4]]:5: note: loop over 'all' runs once per element
      } catch (...) {
      }
    }
  }

private:
  std::vector<Interface> interfaces_;
};

// Filled while the program runs, so it is no constant table.
void growing_bad(bool all) {
  std::vector<std::string> modules = {"loop"};
  if (all)
    modules.push_back("dummy");
  for (const auto &module : modules)
    system(("modprobe " + module).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'modules' runs once per element
}

void directory_bad() {
  for (const auto &entry :
       std::filesystem::directory_iterator("/sys/class/net"))
    system(("ip link show " + entry.path().filename().string()).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'directory_iterator'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'directory_iterator' runs once per element
}

std::vector<std::string> split(const std::string &text);

void resultOfCall_bad(const std::string &text) {
  for (const std::string &name : split(text))
    system(("rm -f " + name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'split'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'split' runs once per element
}

void copied_bad(const std::string *first, const std::string *last) {
  std::vector<std::string> names(first, last);
  for (const std::string &name : names)
    system(("rm -f " + name).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void endInLocal_bad(std::set<std::string> &names) {
  auto it = names.begin(), end = names.end();
  for (; it != end; ++it)
    system(("rm -f " + *it).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

void pointers_bad(const std::string *first, const std::string *last) {
  for (; first < last; ++first)
    system(("rm -f " + *first).c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'first' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'first' visits
}

void constant_ok() {
  for (const char *module : {"loop", "dummy"})
    system((std::string("modprobe ") + module).c_str());
  const std::vector<std::string> more = {"veth", "bridge"};
  for (const auto &module : more)
    system(("modprobe " + module).c_str());
  for (int i = 0; i < 3; ++i)
    system("sync");
}
