#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a project with a given number of findings.

usage: many_findings.py FOLDER COUNT

The findings, wall-clock durations, are spread over files of 500 each in
folders with odd and very long names.
"""
import pathlib
import shutil
import sys

IN_A_FILE = 500
CODE = """
bool expired{n}(int limit) {{
  time_t begin = time(nullptr);
  sleep(limit);
  return time(nullptr) - begin > limit; // </script><!-- "{n}" \\u00fc
}}
"""
FOLDERS = ("src", "src/with a blank", "src/\u00fcml\u00e4ut/'quote\"",
           "src/<b>&amp;", "long/" + "/".join(["x" * 200] * 5))


def main():
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    for number, first in enumerate(range(0, count, IN_A_FILE)):
        path = folder / FOLDERS[number % len(FOLDERS)] / f"file{number:03}.cpp"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#include <time.h>\n#include <unistd.h>\n" + "".join(
            CODE.format(n=n)
            for n in range(first, min(first + IN_A_FILE, count))))


if __name__ == "__main__":
    main()
