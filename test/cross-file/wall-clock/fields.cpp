// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-wall-clock-duration \
// RUN:   %s %S/Inputs/session.cpp -- -std=c++17 -I%S/Inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The reading is kept in another file.
#include "session.h"

bool Session::idle() const { return std::time(nullptr) - seen_ > 300; }
// CHECK: fields.cpp:[[@LINE-1]]:56: warning: 'time() - seen_' subtracts wall-clock readings
// CHECK: session.cpp:7:16: note: 'time' reads the wall clock here into 'seen_'
// CHECK: fields.cpp:[[@LINE-3]]:42: note: 'time' reads the wall clock here

bool saveIsDue() { return std::time(nullptr) > lastSave + 60; }
// CHECK: fields.cpp:[[@LINE-1]]:46: warning: 'time() > lastSave + 60' compares wall-clock readings
// CHECK: session.cpp:13:35: note: 'time' reads the wall clock here into 'lastSave'

// Also read from a file, as the other file tells.
bool Session::old() const { return std::time(nullptr) - created_ > 86400; }
