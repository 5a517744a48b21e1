#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures runs over a whole program: the first one, one in which nothing has
changed, and one in which one source file has.

Each round runs `clang++-19 -fsyntax-only` over the files of the database, then
hangproof with an empty cache, again, and again after a comment was added to the
file (which is taken away at the end). Prints user CPU and wall time, their
medians and ratios. Without -p, fetches Debian's source of rocksdb.
"""
import pathlib
import statistics
import sys
import tempfile
import time

import syntax_check


def run(program, database, files, cache):
    """Returns (user CPU, wall) in s and the peak memory in MB of one run."""
    begin = time.monotonic()
    cpu, memory, code = syntax_check.measure(
        [program, "-p", str(database), f"--cache-dir={cache}", "--quiet",
         "-j2", *files], None)
    if code not in (0, 1, 3):
        sys.exit(f"hangproof exits with {code}")
    return cpu, time.monotonic() - begin, memory


def one_round(program, database, files):
    """Returns the figures of one round, by name."""
    figures = {}
    paths = [path for path, _ in files]
    figures["clang CPU"], figures["clang MB"] = (
        syntax_check.measure_clang(files))
    leaf = pathlib.Path(paths[len(paths) // 2])
    text = leaf.read_bytes()
    with tempfile.TemporaryDirectory() as cache:
        for name in ("cold", "unchanged", "one changed"):
            if name == "one changed":
                leaf.write_bytes(text + b"// \n")
            try:
                (figures[f"{name} CPU"], figures[f"{name} wall"],
                 figures[f"{name} MB"]) = run(program, database, paths, cache)
            finally:
                leaf.write_bytes(text)
        alone = [entry for entry in files if entry[0] == str(leaf)]
        figures["that file alone"], _ = syntax_check.measure_clang(alone)
    return figures


def main():
    parser = syntax_check.argument_parser(__doc__, files=10**6)
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    options = parser.parse_args()

    database = syntax_check.database_of(options)
    files = syntax_check.choose(database, options.files)
    print(f"{len(files)} files of {database}, {options.runs} rounds")
    rounds = []
    for _ in range(options.runs):
        rounds.append(one_round(options.hangproof.resolve(), database, files))
    median = {name: statistics.median(row[name] for row in rounds)
              for name in rounds[0]}
    for name, value in median.items():
        print(f"{name:>18} {value:10.2f}")
    print(f"cold CPU / clang CPU           "
          f"{median['cold CPU'] / median['clang CPU']:.2f} (target 0.45)")
    print(f"unchanged wall / cold wall     "
          f"{median['unchanged wall'] / median['cold wall']:.3f} (target 0.02)")
    print(f"one changed wall - file alone  "
          f"{median['one changed wall'] - median['that file alone']:.2f} s"
          " (target 1)")


if __name__ == "__main__":
    main()
