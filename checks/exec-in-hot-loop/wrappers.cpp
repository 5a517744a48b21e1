// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c++17 -D_GNU_SOURCE
//
// The loop is in one function, the start of the program in another.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

static int run(const char *program, const char *argument) {
  pid_t pid = fork();
  if (pid == 0) {
    execlp(program, program, argument, static_cast<char *>(nullptr));
    _exit(127);
  }
  if (pid < 0)
    return -1;
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static std::string output(const std::string &command) {
  std::string text;
  FILE *pipe = popen(command.c_str(), "r");
  if (!pipe)
    return text;
  char buffer[128];
  while (fgets(buffer, sizeof buffer, pipe))
    text += buffer;
  pclose(pipe);
  return text;
}

void oneAway_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    run("modprobe", module.c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'execlp') starts a program for each element of 'modules': fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-29]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-28]]:5: note: 'run' calls 'execlp', which starts a program
}

int leavesOnFailure_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    if (run("modprobe", module.c_str()) != 0)
      return -1;
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'run' (through 'execlp') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-39]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-38]]:5: note: 'run' calls 'execlp', which starts a program
  return 0;
}

bool search_ok(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    if (run("modprobe", module.c_str()) == 0)
      return true;
  return false;
}

std::string searchInOutput_ok(const std::vector<std::string> &devices) {
  for (const auto &device : devices)
    if (!output("iw dev " + device + " link").empty())
      return device;
  return "";
}

static std::string linkOf(const std::string &device) {
  return output("iw dev " + device + " link");
}

static bool isUp(const std::string &device) {
  return linkOf(device).find("Connected") != std::string::npos;
}

int twoAway_bad(const std::vector<std::string> &devices) {
  int up = 0;
  for (const auto &device : devices)
    up += isUp(device);
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'isUp' (through 'popen') starts a program for each element of 'devices'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'devices' runs once per element
// CHECK-NOTES: :[[@LINE-9]]:10: note: 'isUp' calls 'linkOf'
// CHECK-NOTES: :[[@LINE-14]]:10: note: 'linkOf' calls 'output'
// CHECK-NOTES: :[[@LINE-60]]:16: note: 'output' calls 'popen', which starts a program
  return up;
}

static bool usable(const std::string &device) { return isUp(device); }
static bool wanted(const std::string &device) { return usable(device); }

int farAway_bad(const std::vector<std::string> &devices) {
  int up = 0;
  for (const auto &device : devices)
    up += usable(device);
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'usable' (through 'popen') starts a program for each element of 'devices'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'devices' runs once per element
// CHECK-NOTES: :[[@LINE-9]]:56: note: 'usable' calls 'isUp'
// CHECK-NOTES: :[[@LINE-25]]:10: note: 'isUp' calls 'linkOf'
// CHECK-NOTES: :[[@LINE-30]]:10: note: 'linkOf' calls 'output'
// CHECK-NOTES: :[[@LINE-76]]:16: note: 'output' calls 'popen', which starts a program
  return up;
}

// Five calls away: told at low confidence only.
int tooFarToBeSure_ok(const std::vector<std::string> &devices) {
  int up = 0;
  for (const auto &device : devices)
    up += wanted(device);
  return up;
}

// The loop of the callee is told of, not the one around its call.
static void blockAll_bad(const std::vector<std::string> &addresses) {
  for (const auto &address : addresses)
    run("iptables-block", address.c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'execlp') starts a program for each element of 'addresses'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'addresses' runs once per element
// CHECK-NOTES: :[[@LINE-108]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-107]]:5: note: 'run' calls 'execlp', which starts a program
}

void outer(const std::vector<std::vector<std::string>> &groups) {
  for (const auto &group : groups)
    blockAll_bad(group);
}

// The callee's loop is a search; the one around it is not.
static bool findTool(const std::vector<std::string> &folders,
                     const std::string &tool) {
  for (const auto &folder : folders)
    if (run("which", (folder + tool).c_str()) == 0)
      return true;
  return false;
}

int findTools_bad(const std::vector<std::string> &folders,
                  const std::vector<std::string> &tools) {
  int found = 0;
  for (const auto &tool : tools)
    found += findTool(folders, tool);
// CHECK-NOTES: :[[@LINE-1]]:14: warning: 'findTool' (through 'execlp') starts a program for each element of 'tools'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'tools' runs once per element
// CHECK-NOTES: :[[@LINE-12]]:9: note: 'findTool' calls 'run'
// CHECK-NOTES: :[[@LINE-134]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-133]]:5: note: 'run' calls 'execlp', which starts a program
  return found;
}

struct Node {
  std::string name;
  std::vector<std::unique_ptr<Node>> children;
};

void recursion_bad(const Node &node) {
  run("chmod-tool", node.name.c_str());
  for (const auto &child : node.children)
    recursion_bad(*child);
}

void forEach_bad(const std::vector<std::string> &modules) {
  std::for_each(modules.begin(), modules.end(), [](const std::string &module) {
    run("modprobe", module.c_str());
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run' (through 'execlp') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'std::for_each' runs it once per element
// CHECK-NOTES: :[[@LINE-155]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-154]]:5: note: 'run' calls 'execlp', which starts a program
  });
}

void forEachLauncher_ok(const std::vector<std::string> &commands) {
  std::for_each(commands.begin(), commands.end(),
                [](const std::string &command) { system(command.c_str()); });
}

void threads_bad(const std::vector<std::string> &modules) {
  std::vector<std::thread> threads;
  for (const auto &module : modules)
    threads.emplace_back([module] { run("modprobe", module.c_str()); });
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::vector::emplace_back' (through 'execlp') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:37: note: the lambda calls 'run'
// CHECK-NOTES: :[[@LINE-172]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-171]]:5: note: 'run' calls 'execlp', which starts a program
  for (auto &thread : threads)
    thread.join();
}

void localLambda_bad(const std::vector<std::string> &modules) {
  auto load = [](const std::string &module) {
    run("modprobe", module.c_str());
  };
  for (const auto &module : modules)
    load(module);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'load' (through 'execlp') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-6]]:5: note: the lambda calls 'run'
// CHECK-NOTES: :[[@LINE-187]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-186]]:5: note: 'run' calls 'execlp', which starts a program
}

// A child that execs in a function of its own.
[[noreturn]] static void child(const char *name) {
  execlp("ping", "ping", name, static_cast<char *>(nullptr));
  _exit(127);
}

void execInCallee_bad(const std::vector<std::string> &hosts) {
  for (const auto &host : hosts) {
    pid_t pid = fork();
    if (pid == 0)
      child(host.c_str());
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'fork' and 'child' start a program for each element of 'hosts'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE-5]]:17: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-12]]:3: note: 'child' calls 'execlp', which starts a program
    waitpid(pid, nullptr, 0);
  }
}

static pid_t forkLogged() {
  pid_t pid = fork();
  if (pid < 0)
    perror("fork");
  return pid;
}

void forkInCallee_bad(const std::vector<std::string> &hosts) {
  for (const auto &host : hosts) {
    if (forkLogged() == 0) {
      execlp("ping", "ping", host.c_str(), static_cast<char *>(nullptr));
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'forkLogged' and 'execlp' start a program for each element of 'hosts'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE-4]]:9: note: 'forkLogged' makes the child process here
      _exit(127);
    }
  }
}

// Only one of several functions that may run starts a program.
struct Action {
  virtual ~Action() = default;
  virtual void apply(const std::string &name) = 0;
};
struct Print : Action {
  void apply(const std::string &name) override { puts(name.c_str()); }
};
struct Load : Action {
  void apply(const std::string &name) override {
    run("modprobe", name.c_str());
  }
};

void virtualCall_ok(Action &action, const std::vector<std::string> &names) {
  for (const auto &name : names)
    action.apply(name);
}

// The jobs bring their commands along.
class Job {
public:
  int execute() const { return system(command_.c_str()); }

private:
  std::string command_;
};

void jobs_ok(const std::vector<Job> &jobs) {
  for (const Job &job : jobs)
    job.execute();
}

// What is started in the static initializer is started once.
static const std::string &kernel() {
  static const std::string release = output("uname -r");
  return release;
}

static const std::string &machine() {
  static const std::string name = [] { return output("uname -m"); }();
  return name;
}

void onceInStatic_ok(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    printf("%s %s %s\n", module.c_str(), kernel().c_str(), machine().c_str());
}

// A truth value tells success from failure by how it is tested.
bool tryModule(const std::string &module);

static bool loaded(const std::string &module) {
  if (system(("modprobe " + module).c_str()) != 0)
    return false;
  return true;
}

bool leavesOnFalse_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    if (!loaded(module))
      return false;
// CHECK-NOTES: :[[@LINE-2]]:10: warning: 'loaded' (through 'system') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-11]]:7: note: 'loaded' calls 'system', which starts a program
  return true;
}

bool leavesOnTrue_ok(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    if (loaded(module))
      return true;
  return false;
}

// Null, or what went wrong.
static const char *detect(const std::string &device, std::string &link) {
  link = output("iw dev " + device + " link");
  if (link.empty())
    return "iw command execution failed";
  return nullptr;
}

const char *errorText_bad(const std::vector<std::string> &devices) {
  std::string link;
  for (const auto &device : devices) {
    const char *error = detect(device, link);
// CHECK-NOTES: :[[@LINE-1]]:25: warning: 'detect' (through 'popen') starts a program for each element of 'devices'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'devices' runs once per element
// CHECK-NOTES: :[[@LINE-12]]:10: note: 'detect' calls 'output'
// CHECK-NOTES: :[[@LINE-305]]:16: note: 'output' calls 'popen', which starts a program
    if (error)
      return error;
  }
  return nullptr;
}

void throws_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules)
    if (run("modprobe", module.c_str()) != 0)
      throw module;
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'run' (through 'execlp') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-332]]:15: note: 'fork' makes the child process here
// CHECK-NOTES: :[[@LINE-331]]:5: note: 'run' calls 'execlp', which starts a program
}

class Command {
public:
  explicit Command(const std::string &text) : text_(text) {}
  int start() const { return system(text_.c_str()); }

private:
  std::string text_;
};

void object_bad(const std::vector<std::string> &modules) {
  for (const auto &module : modules) {
    Command command("modprobe " + module);
    command.start();
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'Command::start' (through 'system') starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop over 'modules' runs once per element
// CHECK-NOTES: :[[@LINE-12]]:30: note: 'Command::start' calls 'system', which starts a program
  }
}
