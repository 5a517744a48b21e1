#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the manual page: whole, and clean for those who render it.

usage: manpage.py HANGPROOF WORK_FILE

groff, man and lexgrog are asked where they are installed.
"""
import re
import shutil
import subprocess
import sys


def output(*command):
    """Returns what the command prints; it must print no warning."""
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    if done.stderr:
        raise SystemExit(f"{command[0]} says: {done.stderr}")
    return done.stdout


def main():
    hangproof, path = sys.argv[1:]
    page = output(hangproof, "--man")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
    readable = page.replace("\\-", "-").replace("\\fB", "").replace(
        "\\fI", "").replace("\\fR", "")
    shown = output(hangproof, "--help")
    options = re.findall(r"^  (--?[\w-]+)", shown, re.MULTILINE)
    assert len(options) > 20, options
    for option in options:
        assert re.search(rf"^{option}\b", readable, re.MULTILINE), option
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS",
                    "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"):
        assert f"\n.SH {heading}\n" in page, heading

    for renderer in (["groff", "-man", "-Tutf8", "-ww", "-z", "-b", path],
                     ["man", "--warnings=w", "-l", path]):
        if not shutil.which(renderer[0]):
            print(f"{renderer[0]} is not here")
            continue
        text = output(*renderer)
        if renderer[0] == "man":
            plain = re.sub("\x1b\\[[0-9;]*m|.\b", "", text)
            assert "--min-confidence=low|medium|high" in plain, plain
            assert "only the surest" in plain, plain
    # What `man -k` would know it by.
    if shutil.which("lexgrog"):
        assert "find C and C++ code that hangs" in output("lexgrog", path)


if __name__ == "__main__":
    sys.exit(main())
