#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a compile_commands.json.

usage: database.py FOLDER FILE...

FILEs are relative to FOLDER, where the database goes and the commands run.
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1]).resolve()
(FOLDER / "compile_commands.json").write_text(json.dumps([
    {"directory": str(FOLDER), "file": name, "arguments": ["cc", "-c", name]}
    for name in sys.argv[2:]]))
