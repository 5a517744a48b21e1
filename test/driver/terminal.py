#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Says whether hangproof prints colours on a terminal and into a pipe.

usage: terminal.py HANGPROOF SOURCE
"""
import os
import pty
import subprocess
import sys


def run(command, on_terminal, **variables):
    """Returns what the command prints on its standard output."""
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    env.update({"TERM": "xterm-256color", **variables})
    if not on_terminal:
        return subprocess.run(command, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False).stdout
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, env=env, stdout=theirs,
                          stderr=subprocess.DEVNULL):
        os.close(theirs)
        text = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
    os.close(ours)
    return text


def main():
    hangproof, source = sys.argv[1:]
    cases = [
        ("terminal", True, {}, []),
        ("terminal, NO_COLOR=1", True, {"NO_COLOR": "1"}, []),
        ("terminal, NO_COLOR empty", True, {"NO_COLOR": ""}, []),
        ("terminal, TERM=dumb", True, {"TERM": "dumb"}, []),
        ("terminal, --color=never", True, {}, ["--color=never"]),
        ("terminal, NO_COLOR=1 --color=always", True, {"NO_COLOR": "1"},
         ["--color=always"]),
        ("pipe", False, {}, []),
        ("pipe, --color=always", False, {}, ["--color=always"]),
        ("pipe, --color=never", False, {}, ["--color=never"]),
    ]
    for name, on_terminal, variables, options in cases:
        text = run([hangproof, *options, source, "--"], on_terminal,
                   **variables)
        assert b"[hangproof-exec-in-hot-loop" in text, (name, text)
        print(f"{name}:", "colours" if b"\x1b[" in text else "none")


if __name__ == "__main__":
    sys.exit(main())
