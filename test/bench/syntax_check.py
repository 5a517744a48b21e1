#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures hangproof against the compiler's front end on the same files.

Runs `clang++-19 -fsyntax-only` over the commands of some files of a compile
database, one after the other, and `hangproof -j1 --no-cache` over the same
files in one go, by turns; prints the user CPU and the peak memory of both, and
the ratios. Both compile the commands as the database has them. Without -p,
fetches Debian's source of --project and configures it below the work folder.

The exit code is 1 if the median of a ratio is over its target.
"""
import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CPU_TARGET = 0.6
MEMORY_TARGET = 1.2
# The options of cmake: off is what would need more packages or is no C++.
PROJECTS = {
    "rocksdb": ["-DWITH_GFLAGS=OFF", "-DWITH_TESTS=OFF", "-DWITH_TOOLS=OFF",
                "-DWITH_BENCHMARK_TOOLS=OFF", "-DWITH_LIBURING=OFF",
                "-DROCKSDB_BUILD_SHARED=OFF", "-DFAIL_ON_WARNINGS=OFF"],
    "poco": ["-DENABLE_DATA=OFF", "-DENABLE_CRYPTO=OFF", "-DENABLE_NETSSL=OFF",
             "-DENABLE_JWT=OFF", "-DENABLE_ACTIVERECORD=OFF",
             "-DENABLE_PAGECOMPILER=OFF", "-DENABLE_TESTS=OFF"],
}


def prepare(project, work):
    """Fetches and configures a project; returns the folder of its database."""
    subprocess.run([ROOT / "integrations/fetch-source.sh", project,
                    work / project], check=True, stdout=subprocess.DEVNULL)
    build = work / project / "build"
    if not (build / "compile_commands.json").exists():
        subprocess.run(["cmake", "-S", work / project / "source", "-B", build,
                        "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                        "-DCMAKE_C_COMPILER=clang-19",
                        "-DCMAKE_CXX_COMPILER=clang++-19",
                        "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                        *PROJECTS[project]], check=True,
                       stdout=subprocess.DEVNULL)
    return build


def argument_parser(description, files):
    """The arguments that all these scripts have; files: how many by default."""
    parser = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("-p", metavar="DIR", type=pathlib.Path,
                        help="folder of compile_commands.json")
    parser.add_argument("--project", choices=PROJECTS, default="rocksdb",
                        help="what is fetched without -p")
    parser.add_argument("--hangproof", type=pathlib.Path,
                        default=ROOT / "build/driver/hangproof")
    parser.add_argument("--files", type=int, default=files, metavar="N",
                        help="that many, spread evenly over the database")
    parser.add_argument("--work", type=pathlib.Path,
                        default=ROOT / "build/bench")
    return parser


def database_of(options):
    """The folder of the compile database that was asked for."""
    return options.p or prepare(options.project, options.work.resolve())


def choose(database, count):
    """Returns count C++ entries spread evenly over the database, by file."""
    entries = {}
    for entry in json.loads((database / "compile_commands.json").read_text()):
        path = os.path.normpath(os.path.join(entry["directory"],
                                             entry["file"]))
        if path.endswith((".cc", ".cpp", ".cxx")):
            entries.setdefault(path, entry)
    paths = sorted(entries)
    count = min(count, len(paths))
    chosen = [paths[index * len(paths) // count] for index in range(count)]
    return [(path, entries[path]) for path in chosen]


def syntax_command(entry):
    """Returns the command of an entry with the compiler told to parse only."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    # A launcher such as ccache may stand before the compiler.
    while os.path.basename(words[0]) in ("ccache", "sccache", "distcc"):
        words = words[1:]
    kept = ["clang++-19"]
    skip = False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD"):
            kept.append(word)
    return kept + ["-fsyntax-only", "-w"]


def measure(command, directory):
    """Runs a command; returns (user CPU in s, peak memory in MB, exit code)."""
    process = subprocess.Popen(command, cwd=directory,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime, usage.ru_maxrss / 1024, process.returncode


def measure_clang(files):
    """Returns (user CPU in s, highest peak in MB) over all files."""
    total = peak = 0
    for path, entry in files:
        cpu, memory, code = measure(syntax_command(entry), entry["directory"])
        if code:
            print(f"clang++-19 exits with {code} on {path}", file=sys.stderr)
        total += cpu
        peak = max(peak, memory)
    return total, peak


def measure_hangproof(program, database, files):
    """Returns (user CPU in s, peak in MB) of one run over all files."""
    cpu, memory, code = measure(
        [program, "-p", str(database), "-j", "1", "--no-cache",
         *[path for path, _ in files]], None)
    if code not in (0, 1):
        print(f"hangproof exits with {code}", file=sys.stderr)
    return cpu, memory


def main():
    parser = argument_parser(__doc__, files=30)
    parser.add_argument("--runs", type=int, default=3, metavar="N")
    options = parser.parse_args()

    database = database_of(options)
    files = choose(database, options.files)
    program = options.hangproof.resolve()
    print(f"{len(files)} files of {database}, {options.runs} runs by turns")
    print(f"{'run':>6} {'clang CPU':>10} {'ours CPU':>10} {'ratio':>6}"
          f" {'clang MB':>10} {'ours MB':>10} {'ratio':>6}")
    rows = []
    for run in range(options.runs):
        clang_cpu, clang_mb = measure_clang(files)
        our_cpu, our_mb = measure_hangproof(program, database, files)
        rows.append((clang_cpu, our_cpu, our_cpu / clang_cpu,
                     clang_mb, our_mb, our_mb / clang_mb))
        show(str(run + 1), rows[-1])
    median = [statistics.median(column) for column in zip(*rows)]
    show("median", median)
    print(f"targets: CPU at most {CPU_TARGET}, memory at most {MEMORY_TARGET}")
    return 1 if median[2] > CPU_TARGET or median[5] > MEMORY_TARGET else 0


def show(label, row):
    """Prints one row: seconds, megabytes and their ratios."""
    print(f"{label:>6} {row[0]:10.2f} {row[1]:10.2f} {row[2]:6.2f}"
          f" {row[3]:10.0f} {row[4]:10.0f} {row[5]:6.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
