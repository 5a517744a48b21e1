#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: test/run.sh [--build-dir=DIR] [--no-install] [--no-lint]
# Installs what is missing (Debian 12), builds in Release with warnings as
# errors, and runs every test. The last line is "N passed, N failed".
#   --build-dir=DIR  where to build; default: build
#   --no-install     leave the system's packages alone
#   --no-lint        do not run clang-tidy on our own code, about 3 s of CPU a file
set -euo pipefail
cd "$(dirname "$0")/.."

build=$PWD/build
install=1
lint=1
for argument in "$@"; do
  case $argument in
  --build-dir=*) build=$(realpath -m "${argument#*=}") ;;
  --no-install) install=0 ;;
  --no-lint) lint=0 ;;
  *)
    sed -n '5,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
  esac
done

say() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

say "packages"
mkdir -p "$build"
if [ $install = 1 ]; then
  integrations/install-packages.sh integrations/packages.txt test/packages.txt \
    integrations/clangd/packages.txt $(ls test/api/packages.txt 2>/dev/null)
fi

# SARIF is validated with the JavaScript libraries that its readers use. Where
# npm or its registry cannot be had, those tests are not run, and it is said.
node=$build/node
validators() {
  command -v npm >/dev/null ||
    integrations/install-packages.sh <(printf 'nodejs\nnpm\n') || return 1
  rm -rf "$node"
  mkdir -p "$node"
  cp test/sarif/package.json test/sarif/package-lock.json "$node/"
  npm ci --prefix "$node" --no-audit --no-fund --loglevel=error || return 1
  touch "$node/installed"
}
if [ $install = 1 ] &&
  ! { [ -f "$node/installed" ] &&
    cmp -s test/sarif/package-lock.json "$node/package-lock.json"; }; then
  validators || { rm -rf "$node"; echo "no npm: SARIF is not validated"; }
fi

# Real projects for the reports and for the shortcuts of a run, from the same
# place as the packages.
if [ $install = 1 ]; then
  for project in tinyproxy poco rocksdb; do
    integrations/fetch-source.sh $project "$build/real/$project" \
      >"$build/fetch-$project.log" 2>&1 ||
      echo "no source of $project: its tests are not run"
  done
fi

say "configure"
# integrations/build.sh may have configured the same folder without tests.
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
  -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld \
  -DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld -DHANGPROOF_WERROR=ON \
  -DHANGPROOF_TESTS=ON

say "build"
ninja -C "$build"

say "unit tests"
results=$build/test-results
rm -rf "$results"
mkdir -p "$results"
while read -r program; do
  name=$(basename "$program")
  "$program" --gtest_brief=1 --gtest_output="json:$results/$name.json" ||
    echo "$name" >>"$results/failed-programs"
done < <(find "$build/test" -type f -name '*Tests' -executable | sort)

say "tests of the programs"
python3 /usr/lib/llvm-19/build/utils/lit/lit.py --order=lexical -v \
  --param lint=$lint -o "$results/lit.json" "$build/test" || true

say "done"
python3 test/summary.py "$results"
