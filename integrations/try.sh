#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: integrations/try.sh
# Shows hangproof at work (Debian 12): installs what is missing, builds the
# program and the clang-tidy plugin, fetches the source of the MQTT broker
# mosquitto, configures it, and analyses it. Everything but the packages stays
# below build/; a second run does again only what is not there yet.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -ne 0 ]; then
  sed -n '5,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

build=$PWD/build
try=$build/try/mosquitto
sarif=$build/try/mosquitto.sarif

say() { printf '\n== %s\n' "$*"; }

say "Packages"
integrations/install-packages.sh integrations/try-packages.txt

say "Building hangproof"
integrations/build.sh "$build"

say "Fetching and configuring mosquitto"
mkdir -p "$try"
# quietly LOG COMMAND...: shows what the command printed only if it fails.
quietly() { "${@:2}" >"$1" 2>&1 || { cat "$1" >&2; exit 1; }; }
quietly "$try/fetch.log" integrations/fetch-source.sh mosquitto "$try"
# The manual pages would need more packages.
quietly "$try/configure.log" cmake -S "$try/source" -B "$try/build" -G Ninja \
  -Wno-dev -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DDOCUMENTATION=OFF

hangproof=$build/driver/hangproof
analyse=("$hangproof" -p "$try/build" --root "$try/source"
  --config "Checks: '-*,hangproof-*'")
# 1 says that there are findings, 3 that a file was not seen whole.
run() {
  local code=0
  "$@" || code=$?
  case $code in
  0 | 1 | 3) ;;
  *) exit $code ;;
  esac
}

say "Findings"
run "${analyse[@]}" --format=text

say "The same as SARIF"
run "${analyse[@]}" --format=sarif --output "$sarif" --quiet
echo "SARIF: $sarif"
echo "What a check says and why: $hangproof --explain=hangproof-wall-clock-duration"
echo "On your own project: $hangproof -p BUILD_FOLDER_WITH_compile_commands.json"
