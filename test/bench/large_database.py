#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs hangproof over a database of 10,000 small generated files, without and
with what the first run has kept, and prints the time and memory of both.

Every hundredth file has a finding, through a function of another file; the exit
code is 1 if one of them is lost or the second run reports anything else.
"""
import argparse
import json
import pathlib
import sys
import tempfile
import time

import syntax_check


def write_program(folder, count):
    """Writes the files and their database."""
    (folder / "run.h").write_text("void run(void);\n")
    (folder / "run.c").write_text(
        '#include <stdlib.h>\n#include "run.h"\n'
        'void run(void) { system("sync"); }\n')
    names = ["run.c"]
    for number in range(count - 1):
        text = f'#include "run.h"\nint f{number}(int n) {{ return n + 1; }}\n'
        if number % 100 == 0:
            text = ("#include <stdio.h>\n" + text +
                    f"void all{number}(FILE *in) {{ char line[80];\n"
                    "  while (fgets(line, sizeof line, in))\n    run();\n}\n")
        names.append(f"f{number}.c")
        (folder / names[-1]).write_text(text)
    (folder / "compile_commands.json").write_text(json.dumps([
        {"directory": str(folder), "file": name,
         "arguments": ["cc", "-c", name]} for name in names]))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hangproof", type=pathlib.Path,
                        default=syntax_check.ROOT / "build/driver/hangproof")
    parser.add_argument("--files", type=int, default=10_000, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_program(folder, options.files)
        reports = []
        for what in ("first run", "again"):
            begin = time.monotonic()
            report = folder / f"{len(reports)}.txt"
            cpu, memory, code = syntax_check.measure(
                [str(options.hangproof), "-p", name, "--quiet", "--config={}",
                 f"--cache-dir={name}/cache", f"--output={report}"], None)
            print(f"{what}: {time.monotonic() - begin:.1f} s wall, "
                  f"{cpu:.1f} s CPU, {memory:.0f} MB, exit code {code}")
            reports.append(report.read_text())
    found = reports[0].count("warning:")
    print(f"{found} findings of {(options.files + 98) // 100}")
    return int(found != (options.files + 98) // 100 or
               reports[0] != reports[1])


if __name__ == "__main__":
    sys.exit(main())
