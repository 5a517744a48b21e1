#include "parse.h"
#include <stdexcept>

int parse(const std::string &text) {
  if (text.empty())
    throw std::runtime_error("nothing to parse");
  return text.size();
}

int parseSafely(const std::string &text) {
  try {
    return parse(text);
  } catch (const std::runtime_error &) {
    return 0;
  }
}
