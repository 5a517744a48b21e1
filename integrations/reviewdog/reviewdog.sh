#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: reviewdog.sh [HANGPROOF ARGUMENT...] [-- REVIEWDOG ARGUMENT...]
# Hands the findings to reviewdog, which comments on the change:
#   reviewdog.sh -p build -- -reporter=github-pr-review -fail-level=warning
# The findings of an edit may stand on lines that it did not touch, so reviewdog
# is told to leave out none; --diff-base=REVISION leaves out the old ones.
# HANGPROOF is the program, REVIEWDOG is reviewdog, default: those on the PATH.
# The exit code is that of reviewdog, or that of hangproof if it failed or has
# not seen every file whole.
set -uo pipefail

arguments=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  arguments+=("$1")
  shift
done
[ $# -eq 0 ] || shift

# --fail-on=none: reviewdog decides what fails.
"${HANGPROOF:-hangproof}" --format=rdjson --fail-on=none "${arguments[@]}" |
  "${REVIEWDOG:-reviewdog}" -f=rdjson -name=hangproof -filter-mode=nofilter "$@"
codes=("${PIPESTATUS[@]}")
[ "${codes[0]}" -eq 0 ] || exit "${codes[0]}"
exit "${codes[1]}"
