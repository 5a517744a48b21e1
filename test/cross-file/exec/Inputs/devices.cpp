// Between the loop and the wrapper.
#include "devices.h"
#include "run-tool.h"

bool isConnected(const std::string &device) {
  return toolOutput("iw dev " + device + " link").find("Connected") !=
         std::string::npos;
}

void Bridge::attach(const std::string &device) {
  runTool("brctl-add", device.c_str());
}
