// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++20
//
// What throws, and where in the thread it stands.

#include <bitset>
#include <any>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

void use(int);
void use(const std::string &);
bool ready();
std::string next();

void parseNumber_bad(std::string text) {
  std::thread t([text] { use(std::stoi(text)); });
  // CHECK-NOTES: :[[@LINE-1]]:35: warning: 'std::stoi' can throw 'std::invalid_argument' or 'std::out_of_range' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-2]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-3]]:35: note: 'std::stoi' throws 'std::invalid_argument' or 'std::out_of_range' here when it fails
  t.detach();
}

void throwInView_bad() {
  std::thread t([] {
    if (!ready())
      throw std::runtime_error("not ready");
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::runtime_error' that is thrown here gets out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  });
  t.detach();
}

void throwNumber_bad() {
  std::thread([] {
    while (true) {
      if (!ready())
        throw 42;
        // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'int' that is thrown here gets out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
        // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    }
  }).detach();
}

static int convert(const std::string &text) {
  if (text.empty())
    throw std::invalid_argument("empty");
  return text.size();
}

static int handle(const std::string &line) { return convert(line) + 1; }

void calleeInLoop_bad() {
  std::thread worker([] {
    while (ready())
      use(handle(next()));
      // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'handle' can throw 'std::invalid_argument' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-8]]:53: note: 'handle' calls 'convert'
      // CHECK-NOTES: :[[@LINE-13]]:5: note: 'std::invalid_argument' is thrown here
  });
  worker.join();
}

static void step1(const std::string &s) { use(convert(s)); }
static void step2(const std::string &s) { step1(s); }
static void step3(const std::string &s) { step2(s); }
static void step4(const std::string &s) { step3(s); }

void deep_bad() {
  std::thread([] {
    while (ready()) {
      std::string line = next();
      step4(line);
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'step4' can throw 'std::invalid_argument' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-9]]:43: note: 'step4' calls 'step3'
      // CHECK-NOTES: :[[@LINE-11]]:43: note: 'step3' calls 'step2'
      // CHECK-NOTES: :[[@LINE-13]]:43: note: 'step2' calls 'step1'
      // CHECK-NOTES: :[[@LINE-15]]:47: note: 'step1' calls 'convert'
      // CHECK-NOTES: :[[@LINE-34]]:5: note: 'std::invalid_argument' is thrown here
    }
  }).detach();
}

void atOfMap_bad(std::map<std::string, int> table) {
  std::thread([table] {
    while (ready())
      use(table.at(next()));
      // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'std::map::at' can throw 'std::out_of_range' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-3]]:17: note: 'std::map::at' throws 'std::out_of_range' here when it fails
  }).detach();
}

void fileSystem_bad(std::string path) {
  std::thread([path] {
    use(int(std::filesystem::file_size(path)));
    // CHECK-NOTES: :[[@LINE-1]]:30: warning: 'std::filesystem::file_size' can throw 'std::filesystem::filesystem_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-3]]:30: note: 'std::filesystem::file_size' throws 'std::filesystem::filesystem_error' here when it fails
  }).detach();
}

void directory_bad(std::string path) {
  std::thread([path] {
    for (const auto &entry : std::filesystem::directory_iterator(path))
    // CHECK-NOTES: :[[@LINE-1]]:30: warning: 'std::filesystem::directory_iterator' can throw 'std::filesystem::filesystem_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-3]]:30: note: 'std::filesystem::directory_iterator' throws 'std::filesystem::filesystem_error' here when it fails
      use(entry.path().string());
  }).detach();
}

void regexFromOutside_bad() {
  std::thread([] {
    std::regex pattern(next());
    // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'std::basic_regex' can throw 'std::regex_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-3]]:16: note: 'std::basic_regex' throws 'std::regex_error' here when it fails
    use(std::regex_match(next(), pattern));
  }).detach();
}

void optional_bad(std::optional<int> value) {
  std::thread([value] { use(value.value()); }).detach();
  // CHECK-NOTES: :[[@LINE-1]]:35: warning: 'std::optional::value' can throw 'std::bad_optional_access' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-3]]:35: note: 'std::optional::value' throws 'std::bad_optional_access' here when it fails
}

void variant_bad(std::variant<int, std::string> value) {
  std::thread([value] { use(std::get<std::string>(value)); }).detach();
  // CHECK-NOTES: :[[@LINE-1]]:34: warning: 'std::get' can throw 'std::bad_variant_access' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-3]]:34: note: 'std::get' throws 'std::bad_variant_access' here when it fails
}

void streamThatThrows_bad(std::string path) {
  std::thread([path] {
    std::ifstream in;
    in.exceptions(std::ios::badbit | std::ios::failbit);
    // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'std::basic_ios::exceptions' can throw 'std::ios_base::failure' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-4]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-3]]:8: note: 'std::basic_ios::exceptions' throws 'std::ios_base::failure' here when it fails
    in.open(path);
    std::string word;
    while (in >> word)
      use(word);
  }).detach();
}

void futureInLoop_bad(std::vector<std::future<int>> &results) {
  std::thread([&] {
    for (auto &result : results)
      use(result.get());
      // CHECK-NOTES: :[[@LINE-1]]:18: warning: what 'std::future::get' throws gets out of the lambda, which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-4]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-3]]:18: note: 'std::future::get' is called here, and nobody in view knows what it throws
  }).detach();
}

void serveClient(int fd);
int acceptClient();

void threadPerClient_bad() {
  std::thread([] {
    while (true) {
      int fd = acceptClient();
      std::thread(serveClient, fd).detach();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'std::thread' can throw 'std::system_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-5]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-3]]:7: note: 'std::thread' throws 'std::system_error' here when it fails
    }
  }).detach();
}

// One finding for a thread, with the others as notes.
void several_bad(std::string a) {
  std::thread([a] {
    use(std::stoi(a));
    // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'std::stoi' can throw 'std::invalid_argument' or 'std::out_of_range' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-3]]:14: note: 'std::stoi' throws 'std::invalid_argument' or 'std::out_of_range' here when it fails
    // CHECK-NOTES: :[[@LINE+2]]:30: note: 'std::filesystem::file_size' can let 'std::filesystem::filesystem_error' out as well
    // CHECK-NOTES: :[[@LINE+3]]:7: note: 'std::runtime_error' is thrown here and gets out as well
    use(int(std::filesystem::file_size(a)));
    if (!ready())
      throw std::runtime_error("x");
  }).detach();
}

// --- what does not throw, or not for a reason worth telling ---

void literal_ok() {
  std::thread([] {
    use(std::stoi("42"));
    static const std::regex word("[a-z]+");
    use(std::regex_match(next(), word));
  }).detach();
}

void errorCode_ok(std::string path) {
  std::thread([path] {
    std::error_code error;
    use(int(std::filesystem::file_size(path, error)));
    for (const auto &entry : std::filesystem::directory_iterator(path, error))
      use(entry.path().string());
  }).detach();
}

void testedBefore_ok(std::map<std::string, int> table,
                     std::optional<int> value) {
  std::thread([table, value] {
    std::string key = next();
    if (table.count(key))
      use(table.at(key));
    if (value)
      use(value.value());
  }).detach();
}

void tuple_ok(std::pair<int, int> both) {
  std::thread([both] { use(std::get<0>(both)); }).detach();
}

void memory_ok() {
  std::thread([] {
    std::vector<int> many;
    while (ready()) {
      many.push_back(1);
      if (many.size() > 1000000)
        throw std::bad_alloc();
    }
  }).detach();
}

static int safe(const std::string &text) noexcept {
  try {
    return std::stoi(text);
  } catch (...) {
    return 0;
  }
}
int elsewhere(const std::string &) noexcept;

void noexceptCallees_ok() {
  std::thread([] {
    while (ready())
      use(safe(next()) + elsewhere(next()));
  }).detach();
}

void thenMain_ok(std::string text) { use(std::stoi(text)); }

void bitsFromText_bad(std::string text) {
  std::thread([text] { use(std::bitset<8>(text).count()); }).detach();
// CHECK-NOTES: :[[@LINE-1]]:28: warning: 'std::bitset' can throw 'std::invalid_argument' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
// CHECK-NOTES: :[[@LINE-2]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-3]]:28: note: 'std::bitset' throws 'std::invalid_argument' here when it fails
}

void bitsFromNumber_ok(unsigned long number) {
  std::thread([number] { use(std::bitset<8>(number).count()); }).detach();
}

// What is tested is another member of the same object.
class Routes {
public:
  void run_bad() {
    while (running_)
      use(ports_.at(next()));
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'std::map::at' can throw 'std::out_of_range' out of 'Routes::run_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
// CHECK-NOTES: :[[@LINE+12]]:5: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE+11]]:26: note: the lambda calls 'Routes::run_bad' on that thread
// CHECK-NOTES: :[[@LINE-4]]:18: note: 'std::map::at' throws 'std::out_of_range' here when it fails
  }
  void runTested_ok() {
    while (running_) {
      std::string name = next();
      if (ports_.count(name))
        use(ports_.at(name));
    }
  }
  void start() {
    std::thread([this] { run_bad(); }).detach();
    std::thread([this] { runTested_ok(); }).detach();
  }

private:
  std::map<std::string, int> ports_;
  bool running_ = true;
};
