// RUN: %check_hangproof %s hangproof-exec-in-hot-loop
// RUN: %hangproof --fail-on=none --config={} %s -- 2>&1 >%t.out | FileCheck --check-prefix=SUMMARY %s
// SUMMARY: hangproof: 2 findings {{.*}}; 6 suppressed

#include <stdio.h>
#include <stdlib.h>

void plain_bad(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true");
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once
}

void same_line_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true"); // NOLINT
}

void by_name_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true"); // NOLINT(hangproof-exec-in-hot-loop): once an hour
}

void by_glob_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true"); // NOLINT(hangproof-*)
}

void next_line_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    // NOLINTNEXTLINE(hangproof-exec-in-hot-loop)
    system("true");
}

// NOLINTBEGIN(hangproof-exec-in-hot-loop)
void block_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true");
}

void block_again_ok(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true");
}
// NOLINTEND(hangproof-exec-in-hot-loop)

void other_check_bad(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("true"); // NOLINT(hangproof-wall-clock-duration)
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once
}
