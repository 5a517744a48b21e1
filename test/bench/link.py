#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures how long it takes to link the facts of a large program, made by
LinkBench.cpp: median CPU time and peak memory for 10^4, 10^5 and 10^6
functions with five calls each. Build it first: ninja HangproofLinkBench.

The exit code is 1 if the last one is over its target, or if a larger program
takes more time than n log n allows, n being its functions and the links from
calls to what they may run: a larger one has wider class trees, and more of them
for each call.
"""
import argparse
import math
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 20, 4096
# Noise of the machine, and caches that no longer hold the tables.
SLACK = 1.5


def measure(program, functions):
    """Returns (CPU time in s, peak memory in MB, links) of one link."""
    text = subprocess.run([program, str(functions)], check=True,
                          capture_output=True, text=True).stdout
    figures = dict(line.split() for line in text.splitlines())
    return (float(figures["link"]), float(figures["peak"]),
            int(figures["links"]))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path,
                        default=ROOT / "build/test/bench/HangproofLinkBench")
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    parser.add_argument("--functions", type=int, nargs="+",
                        default=[10**4, 10**5, 10**6])
    options = parser.parse_args()

    print(f"{'functions':>10} {'CPU s':>8} {'MB':>8} {'links':>9}")
    medians = []
    for functions in options.functions:
        runs = [measure(options.program, functions)
                for _ in range(options.runs)]
        seconds, megabytes, links = (statistics.median(c) for c in zip(*runs))
        medians.append((functions + links, seconds))
        print(f"{functions:10} {seconds:8.2f} {megabytes:8.0f} {links:9}",
              flush=True)
    print(f"targets for 10^6: {SECONDS} s, {MEGABYTES} MB; growth n log n")
    failed = (functions >= 10**6 and
              (seconds > SECONDS or megabytes > MEGABYTES))
    for (less, before), (more, after) in zip(medians, medians[1:]):
        allowed = more * math.log(more) / (less * math.log(less)) * SLACK
        print(f"{less} to {more}: {after / before:.1f} times, "
              f"allowed {allowed:.1f}")
        failed |= after / before > allowed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
