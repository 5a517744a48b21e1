// Functions of the project say what they do; a word that hangproof does not
// know is an error that names its place, and the rest still runs.
// RUN: not %hangproof --config={} %s -- -std=c++17 > %t.out 2> %t.err
// RUN: FileCheck %s < %t.out
// RUN: FileCheck --check-prefix=ERROR %s < %t.err
// RUN: %clang_tidy --config={} --checks=-*,hangproof-* %s -- -std=c++17 2>&1 \
// RUN:   | FileCheck --check-prefixes=CHECK,PLUGIN %s
#include <string>
#include <vector>

[[clang::annotate("hangproof::starts-program")]] int
launch(const std::string &Command);

// ERROR: annotations.cpp:[[#@LINE+2]]:{{[0-9]+}}: {{.*}}hangproof::bloking
// PLUGIN: {{.*}}hangproof::bloking
[[clang::annotate("hangproof::bloking")]] void misspelled();

void convert(const std::vector<std::string> &Files) {
  misspelled();
  for (const std::string &File : Files)
    // CHECK: [[#@LINE+1]]:5: warning: 'launch' starts a program
    launch("convert " + File);
}
