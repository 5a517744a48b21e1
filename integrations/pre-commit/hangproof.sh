#!/usr/bin/env bash
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: hangproof.sh [ARGUMENT...]
# What the hooks of .pre-commit-hooks.yaml run: the program that HANGPROOF
# names, or the one on the PATH, with the given arguments.
set -euo pipefail

program=${HANGPROOF:-hangproof}
if ! command -v "$program" >/dev/null; then
  echo "hangproof is not installed: put it on the PATH, or its path into the" \
    "variable HANGPROOF (integrations/build.sh builds it)" >&2
  exit 2
fi
exec "$program" --quiet "$@"
