#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: format.sh ROOT
# Fails, naming the places, if our own C++ code is not as clang-format-19 makes
# it. Our own files start with a capital letter; those of the tests do not.
set -eu
cd "$1"
find checks driver integrations test -path '*/Inputs/*' -prune -o \
  -name '[A-Z]*' \( -name '*.cpp' -o -name '*.h' \) -print0 |
  xargs -0 clang-format-19 --dry-run -Werror
