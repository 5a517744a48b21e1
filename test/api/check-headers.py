#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the rows of checks/api against the real headers of their libraries.

usage: check-headers.py [--verbose] DECLARED_NAMES FILE.yaml...

For each file one translation unit is written that includes the file's headers.
Every row must then name something that they declare, and every argument role an
argument that it takes. Rows that say why they cannot be checked, and rows whose
headers are not installed, are listed as not checked. The exit code is 1 if a
row is missing, a header is missing although its package is installed, or
headers do not parse.
"""
import argparse
import concurrent.futures
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

NO_LIMIT = 1 << 30


class Report:
    """What was found out about the rows of one file."""

    def __init__(self, name):
        self.name = name
        self.resolved = []
        self.unchecked = []  # (function, reason)
        self.faults = []     # lines


def rows_of(document):
    """Yields (function, row) of every function."""
    for row in document.get("rows") or []:
        for name in row.get("names") or [row["function"]]:
            yield name, row


def is_installed(package):
    """Whether dpkg knows the package as installed."""
    if not shutil.which("dpkg-query"):
        return False
    run = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package],
                         capture_output=True, text=True)
    return "install ok installed" in run.stdout


def compiler_flags(document):
    """Returns the compiler arguments for a file's headers."""
    flags = ["-w"]
    if document.get("language") == "c":
        flags += ["-x", "c", "-std=gnu17"]
    else:
        flags += ["-x", "c++", "-std=c++17"]
    if "target" in document:
        target = document["target"]
        flags += [f"--target={target}", "-isystem", f"/usr/{target}/include"]
    flags += [f"-D{define}" for define in document.get("defines") or []]
    for flag in document.get("flags") or []:
        # "-I/usr/lib/jvm/*/include": the first folder that is there.
        found = glob.glob(flag[2:]) if flag.startswith("-I") else []
        flags.append("-I" + sorted(found)[0] if found else flag)
    modules = document.get("pkg-config") or []
    if modules and shutil.which("pkg-config"):
        run = subprocess.run(["pkg-config", "--cflags"] + modules,
                             capture_output=True, text=True)
        if run.returncode == 0:
            flags += run.stdout.split()
    return flags


def declared(document, tool):
    """Returns ({name: most arguments}, missing headers, error text)."""
    headers = document.get("headers") or []
    code = []
    for number, header in enumerate(headers):
        code += [f"#if __has_include(<{header}>)",
                 f"#include <{header}>",
                 "#else",
                 f"void hangproof_missing_header_{number}(void);",
                 "#endif"]
    with tempfile.TemporaryDirectory() as folder:
        suffix = ".c" if document.get("language") == "c" else ".cpp"
        path = pathlib.Path(folder, "headers" + suffix)
        path.write_text("\n".join(code) + "\n")
        run = subprocess.run([tool, str(path)] + compiler_flags(document),
                             capture_output=True, text=True)
    names = {}
    for line in run.stdout.splitlines():
        name, most = line.split("\t")
        names[name] = NO_LIMIT if most == "*" else int(most)
    missing = [header for number, header in enumerate(headers)
               if f"hangproof_missing_header_{number}" in names]
    error = ""
    if run.returncode != 0:
        error = run.stderr.strip()[:2000] or "no message"
    return names, missing, error


def check(path, tool):
    """Checks one file."""
    report = Report(path)
    try:
        with open(path, encoding="utf-8") as stream:
            # The base loader: a row may say null and mean the word.
            document = yaml.load(stream, Loader=yaml.BaseLoader)
    except (OSError, yaml.YAMLError) as error:
        report.faults.append(f"{path}: {error}")
        return report
    names, missing, error = declared(document, tool)
    if error:
        report.faults.append(f"{path}: the headers do not parse:\n{error}")
    packages = document.get("package", "").split()
    if missing and packages and all(map(is_installed, packages)):
        report.faults.append(
            f"{path}: not in {', '.join(packages)}: {', '.join(missing)}")
    for function, row in rows_of(document):
        if function not in names:
            if "unchecked" in row:
                report.unchecked.append((function, row["unchecked"]))
            elif missing:
                report.unchecked.append(
                    (function, "not installed: " + ", ".join(missing)))
            else:
                report.faults.append(f"{path}: '{function}' is not declared")
            continue
        report.resolved.append(function)
        for role, index in (row.get("args") or {}).items():
            if int(index) >= names[function]:
                report.faults.append(
                    f"{path}: '{function}' takes {names[function]} arguments, "
                    f"role '{role}' is argument {index}")
    return report


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("tool")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = list(pool.map(lambda path: check(path, options.tool),
                                sorted(options.files)))
    for report in reports:
        name = pathlib.Path(report.name).name
        print(f"{name}: {len(report.resolved)} resolved, "
              f"{len(report.unchecked)} not checked, "
              f"{len(report.faults)} faults")
        for function, reason in report.unchecked:
            print(f"  not checked: {function}: {reason}")
        if options.verbose:
            for function in report.resolved:
                print(f"  resolved: {function}")
    faults = [fault for report in reports for fault in report.faults]
    print(f"all: {sum(len(r.resolved) for r in reports)} resolved, "
          f"{sum(len(r.unchecked) for r in reports)} not checked, "
          f"{len(faults)} faults")
    sys.stdout.flush()
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
