#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures how long an editor waits for diagnostics after an edit.

Usage: clangd_edit.py [--edits N] CLANGD DATABASE_DIR FILE -- CHECKS...

Opens FILE in hangproof-clangd and edits it, once for each list of CHECKS (globs
as in clang-tidy, '-*' for none). Prints the seconds from the opening and the
median from an edit to the diagnostics. FILE's folder must have no .clang-tidy:
one is written there, and removed.
"""
import argparse
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "integrations"))
import clangd  # noqa: E402


def measure(program, database, path, edits):
    """Returns the seconds of the opening, and those of each edit."""
    server = clangd.Server(program,
                           f"--compile-commands-dir={database}")
    server.open(path.parent)
    text = path.read_text(errors="replace")
    times = []
    for version in range(1, edits + 2):
        begin = time.monotonic()
        server.show_text(path, version, f"{text}\n// {version}\n")
        server.diagnostics(path, version)
        times.append(time.monotonic() - begin)
        time.sleep(0.3)  # Nobody types faster than clangd answers.
    server.close()
    return times[0], times[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--edits", type=int, default=7)
    parser.add_argument("clangd")
    parser.add_argument("database")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("checks", nargs="+")
    options = parser.parse_args()
    path = options.file.resolve()
    settings = path.parent / ".clang-tidy"
    if settings.exists():
        sys.exit(f"{settings} is there")
    try:
        for checks in options.checks:
            settings.write_text(f"Checks: '{checks}'\n")
            opening, edits = measure(options.clangd, options.database, path,
                                     options.edits)
            print(f"{checks}: opening {opening:.2f} s, edit "
                  f"{statistics.median(edits):.2f} s")
    finally:
        settings.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
