#ifndef PARSE_H
#define PARSE_H

#include <string>

int parse(const std::string &text);
int parseSafely(const std::string &text);

#endif
