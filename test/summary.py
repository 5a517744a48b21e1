#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Adds up the results of one test run.

Usage: summary.py FOLDER

FOLDER holds lit.json (written by lit), one JSON file of each gtest program,
and, if a program failed, failed-programs with one name a line. The last line
printed is "N passed, N failed". The exit code is 0 only if something passed
and nothing failed.
"""
import json
import pathlib
import sys

LIT_PASSES = {"PASS", "FLAKYPASS", "XFAIL"}
LIT_SKIPS = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def lit_counts(report):
    """Returns (passed, failed, skipped) of a report of lit."""
    codes = [test["code"] for test in report["tests"]]
    passed = sum(code in LIT_PASSES for code in codes)
    skipped = sum(code in LIT_SKIPS for code in codes)
    return passed, len(codes) - passed - skipped, skipped


def gtest_counts(report):
    """Returns (passed, failed, skipped) of a report of gtest."""
    failed = report["failures"] + report["errors"]
    skipped = report["disabled"]
    return report["tests"] - failed - skipped, failed, skipped


def summarize(folder):
    """Returns (passed, failed, skipped) of all reports in the folder."""
    totals = [0, 0, 0]

    def add(counts):
        for index, count in enumerate(counts):
            totals[index] += count

    lit = folder / "lit.json"
    if lit.exists():
        add(lit_counts(json.loads(lit.read_text())))
    else:
        print("lit left no report")
        add((0, 1, 0))

    failures_seen = set()
    for path in sorted(folder.glob("*.json")):
        if path != lit:
            counts = gtest_counts(json.loads(path.read_text()))
            add(counts)
            if counts[1]:
                failures_seen.add(path.stem)
    # A program that crashed leaves no report, or one without a failure.
    programs = folder / "failed-programs"
    if programs.exists():
        for name in programs.read_text().split():
            print(f"unit tests failed: {name}")
            if name not in failures_seen:
                add((0, 1, 0))
    return tuple(totals)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    passed, failed, skipped = summarize(pathlib.Path(sys.argv[1]))
    if skipped:
        print(f"{skipped} not run: something that they need is not here")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
