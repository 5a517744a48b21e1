#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Succeeds if a command ends with the wanted exit code.

usage: exit.py CODE COMMAND [ARGUMENTS]
"""
import subprocess
import sys

CODE = subprocess.call(sys.argv[2:])
if CODE != int(sys.argv[1]):
    sys.exit(f"exit code {CODE}, not {sys.argv[1]}: {' '.join(sys.argv[2:])}")
