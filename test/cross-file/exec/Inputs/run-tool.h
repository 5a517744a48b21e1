#pragma once
#include <string>

int runTool(const char *program, const char *argument);
std::string toolOutput(const std::string &command);
const std::string &kernelRelease();
