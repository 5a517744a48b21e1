#pragma once
#include <string>

bool isConnected(const std::string &device);

struct Port {
  virtual ~Port() = default;
  virtual void attach(const std::string &device) = 0;
};

struct Bridge : Port {
  void attach(const std::string &device) override;
};

typedef void (*Callback)(const char *name);
void onDevice(Callback callback);
