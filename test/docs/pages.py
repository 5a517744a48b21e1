#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the code blocks of a check's user page.

usage: pages.py HANGPROOF WORK_FOLDER PAGE...

Blocks fenced as "cpp bad" and "c bad" must compile and give at least one
finding of the check that the page is named for, at the default confidence;
those fenced as "cpp good" and "c good" must compile and give none. Prints one
line for each block that does not.
"""
import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```(c|cpp) (bad|good)\n(.*?)^```$",
                   re.DOTALL | re.MULTILINE)
COMPILERS = {"c": ["clang-19", "-std=c11", "-D_GNU_SOURCE"],
             "cpp": ["clang++-19", "-std=c++17"]}


def run(command):
    """Returns the exit code and all output of a command."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def fault(hangproof, file, language, kind, check):
    """Returns what is wrong with one block, or None."""
    compiler, *flags = COMPILERS[language]
    code, text = run([compiler, *flags, "-fsyntax-only", str(file)])
    if code:
        return "does not compile:\n" + text
    code, text = run([hangproof, f"--checks=-*,{check}", str(file), "--",
                      compiler, *flags])
    found = f"[{check}]" in text
    if code not in (0, 1) or found != (code == 1):
        return f"exit code {code}:\n{text}"
    if kind == "bad" and not found:
        return "gives no finding"
    if kind == "good" and found:
        return "gives a finding:\n" + text
    return None


def main():
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    hangproof = sys.argv[1]
    work = pathlib.Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    failed = blocks = 0
    for page in map(pathlib.Path, sys.argv[3:]):
        text = page.read_text()
        for hit in BLOCK.finditer(text):
            language, kind, code = hit.groups()
            line = text.count("\n", 0, hit.start()) + 1
            file = work / f"{page.stem}-{line}.{language}"
            file.write_text(code)
            problem = fault(hangproof, file, language, kind,
                            f"hangproof-{page.stem}")
            blocks += 1
            if problem:
                failed += 1
                print(f"{page.name}:{line}: the {kind} block {problem}")
    print(f"{blocks} blocks, {failed} failed")
    return 1 if failed or not blocks else 0


if __name__ == "__main__":
    sys.exit(main())
