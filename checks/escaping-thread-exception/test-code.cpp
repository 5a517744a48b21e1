// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// That a test dies is how it fails.

#include <string>
#include <thread>

namespace testing {
class Test {};
} // namespace testing

void use(int);

class ParserTest : public testing::Test {
public:
  void TestBody() {
    std::string text;
    std::thread t([text] { use(std::stoi(text)); });
    t.join();
  }
};
