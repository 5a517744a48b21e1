#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: tidy.sh ROOT BUILD CLANG_TIDY_COMMAND...
# Fails, naming the places, if clang-tidy warns of our own C++ code. BUILD holds
# the compile database. Takes about 4 s of CPU a file.
set -eu
cd "$1"
build=$2
shift 2
find checks driver integrations -name '[A-Z]*.cpp' -print0 |
  xargs -0 -n 1 -P "$(nproc)" "$@" -p "$build" --quiet \
    2> >(grep -v 'warnings\? generated' >&2)
