#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a small project of files that are hard to point into.

usage: odd_files.py FOLDER

Each file has one wall-clock duration, with something before it on its line or
in its name that bytes, characters and UTF-16 units count differently.
"""
import json
import pathlib
import shutil
import sys

CODE = """#include <time.h>
#include <unistd.h>

int {name}(int limit) {{
\ttime_t begin = time(0); /* {before} */
\tsleep(limit);
\t/* {before} */ return time(0) - begin > limit;
}}
"""

# Name of the file -> (encoding, byte order mark, line end, text before).
FILES = {
    "plain.cpp": ("utf-8", False, "\n", ""),
    "emoji.cpp": ("utf-8", False, "\n", "\U0001F600 \u00fc \u4e2d"),
    "dos.c": ("utf-8", False, "\r\n", "\u00fc"),
    "mark and dos.c": ("utf-8", True, "\r\n", "\U0001F600"),
    "latin1.c": ("latin-1", False, "\n", "caf\u00e9 \u00fc\u00e9"),
    "a folder/qu\"ot'e #1 100%.cpp": ("utf-8", False, "\n", "x\ty"),
    "caf\u00e9/na[1];b=c+d,@~.cpp": ("utf-8", True, "\n", "\u00df"),
}


def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    database = []
    for number, (name, (encoding, mark, end, before)) in enumerate(
            FILES.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = CODE.format(name=f"expired{number}", before=before)
        data = text.replace("\n", end).encode(encoding)
        path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + data)
        database.append({"directory": str(folder), "file": str(path),
                         "arguments": ["clang", "-c", str(path)]})
    (folder / "compile_commands.json").write_text(json.dumps(database))


if __name__ == "__main__":
    main()
