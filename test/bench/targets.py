#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures everything that docs/performance.md gives a figure for, on some files
of a compile database: median of each row, and its ratio to what it is held
against.

Each round runs the tools beside each other, so that a busy machine is busy for
all of them. CPU is user CPU; what is compared in wall time says so. A tool that
is not installed is left out. Without -p, fetches Debian's source of rocksdb.
"""
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import link
import syntax_check
import whole_program

ROOT = syntax_check.ROOT
LINES = 2000


class Rows:
    """Figures by name, one value a round."""

    def __init__(self):
        self.values = {}

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def median(self, name):
        return statistics.median(self.values[name])


def user_cpu(command, directory=None, good=(0, 1)):
    """Returns the user CPU of a command in s."""
    cpu, _, code = syntax_check.measure([str(word) for word in command],
                                        directory)
    if code not in good:
        print(f"exit code {code}: {command[0]}", file=sys.stderr)
    return cpu


def other_tools(options, database, files, rows):
    """One round of the tools that are not ours, and of our plugin."""
    paths = [path for path, _ in files]
    tidy = ["clang-tidy-19", "-p", database, "--quiet"]
    # A .clang-tidy of the project must not add checks to either.
    ours = tidy + [f"--load={options.plugin}", "--config={}",
                   "--checks=-*,hangproof-*"]
    rows.add("plugin", user_cpu(ours + paths))
    rows.add("clang-tidy", user_cpu(
        tidy + ["--config={}", "--checks=-*,bugprone-*,concurrency-*"] +
        paths))
    if shutil.which("cppcheck"):
        with tempfile.TemporaryDirectory() as folder:
            part = pathlib.Path(folder, "compile_commands.json")
            part.write_text(json.dumps([entry for _, entry in files]))
            rows.add("cppcheck", user_cpu(
                ["cppcheck", "--quiet", f"--project={part}"]))


def write_large_file(folder):
    """Writes a C++ file of 2,000 lines and returns its path."""
    text = ["#include <chrono>", "#include <map>", "#include <mutex>",
            "#include <string>", "#include <thread>", "#include <vector>"]
    number = 0
    while len(text) < LINES:
        number += 1
        text += [
            f"int work{number}(std::map<std::string, int> &all, int n) {{",
            "  std::vector<int> sums;",
            "  for (auto &[name, count] : all) {",
            "    if (count > n && name.size() > 3)",
            f"      sums.push_back(count * {number} + n);",
            "  }",
            "  int sum = 0;",
            "  for (int one : sums)",
            "    sum += one;",
            f"  return sum > {number} ? work{max(1, number - 1)}(all, sum)"
            " : sum;",
            "}"]
    large = pathlib.Path(folder, "large.cpp")
    large.write_text("\n".join(text) + "\n")
    return large


def plugin_overhead(options, index, folder, rows):
    """One round of the plugin on one file, without and with the index."""
    large = write_large_file(folder)
    command = ["clang-tidy-19", "--quiet", f"--load={options.plugin}", large]
    rest = ["--", "-std=c++17"]
    # The cheapest check there is: what clang-tidy costs without any.
    rows.add("parse", user_cpu(
        command + ["--config={}", "--checks=-*,llvm-twine-local"] + rest))
    rows.add("parse, plugin", user_cpu(
        command + ["--config={}", "--checks=-*,hangproof-*"] + rest))
    rows.add("parse, index", user_cpu(
        command + [f"--config={{CheckOptions: {{hangproof.Index: {index}}}}}",
                   "--checks=-*,hangproof-*"] + rest))


def show(rows, options):
    def line(what, ours, other, target, ratio=True):
        if ours not in rows.values or other not in rows.values:
            print(f"{what:58} not measured")
            return
        a, b = rows.median(ours), rows.median(other)
        result = a / b if ratio else a - b
        unit = "" if ratio else " s"
        print(f"{what:58} {a:8.2f} {b:8.2f} {result:7.3f}{unit}"
              f"  target {target}")

    print(f"{'':58} {'ours':>8} {'other':>8}")
    line("first run, CPU: clang++ -fsyntax-only", "cold CPU", "clang CPU",
         "0.45")
    line("first run, CPU: clang-tidy with our plugin", "cold CPU", "plugin",
         "0.35")
    line("first run, CPU: clang-tidy bugprone-*,concurrency-*", "cold CPU",
         "clang-tidy", "0.12")
    line("first run, CPU: cppcheck", "cold CPU", "cppcheck", "0.12")
    line("nothing changed, wall: first run", "unchanged wall", "cold wall",
         "0.02")
    line("one file changed, wall: that file's syntax check",
         "one changed wall", "that file alone", "1 s more", ratio=False)
    line("first run at -j2, peak MB: two clang++ -fsyntax-only", "cold MB",
         "two clang MB", "1.3")
    line(f"plugin on {LINES} lines, CPU: clang-tidy without",
         "parse, plugin", "parse", "1.05")
    line("the same with the index of these files", "parse, index", "parse",
         "")
    if options.link.exists():
        seconds, megabytes, _ = link.measure(options.link, 10**6)
        print(f"link of 10^6 functions and 5 * 10^6 calls: {seconds:.1f} s, "
              f"{megabytes:.0f} MB  target {link.SECONDS} s, "
              f"{link.MEGABYTES} MB")


def main():
    parser = syntax_check.argument_parser(__doc__, files=24)
    parser.add_argument("--plugin", type=pathlib.Path,
                        default=ROOT / "build/checks/HangproofTidy.so")
    parser.add_argument("--link", type=pathlib.Path,
                        default=ROOT / "build/test/bench/HangproofLinkBench",
                        help="left out if it is not there")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    options = parser.parse_args()

    database = syntax_check.database_of(options)
    files = syntax_check.choose(database, options.files)
    print(f"{len(files)} files of {database}, {options.runs} rounds")
    rows = Rows()
    with tempfile.TemporaryDirectory() as folder:
        index = pathlib.Path(folder, "program.index")
        subprocess.run([options.hangproof, "-p", database, "--quiet",
                        "--no-cache", f"--write-index={index}",
                        *[path for path, _ in files]],
                       stdout=subprocess.DEVNULL, check=False)
        print(f"index of them: {index.stat().st_size / 1e6:.1f} MB")
        for _ in range(options.runs):
            figures = whole_program.one_round(options.hangproof.resolve(),
                                              database, files)
            for name, value in figures.items():
                rows.add(name, value)
            rows.add("two clang MB", 2 * figures["clang MB"])
            other_tools(options, database, files, rows)
            plugin_overhead(options, index, folder, rows)
    show(rows, options)


if __name__ == "__main__":
    main()
