#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: build.sh FOLDER
# Builds hangproof in FOLDER, with the packages that it needs installed first
# (Debian 12; as root or with sudo where some are missing), and prints the path
# of the program as the last line. A second call builds only what has changed.
set -euo pipefail

if [ $# -ne 1 ]; then
  sed -n '5,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
source=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)

"$source/integrations/install-packages.sh" "$source/integrations/packages.txt"
# What was configured once stays as it was.
[ -f "$folder/build.ninja" ] ||
  cmake -S "$source" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
    -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld \
    -DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld -DHANGPROOF_TESTS=OFF
ninja -C "$folder" hangproof HangproofTidy
echo "$folder/driver/hangproof"
