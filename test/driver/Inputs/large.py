# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: large.py FOLDER: writes the sources of large.test."""
import pathlib
import sys

LOOP = """#include <stdio.h>
#include <stdlib.h>
void all(FILE *in) { char line[256];
  while (fgets(line, sizeof line, in))
    system("logger line");
}
"""
DEPTH = 5000


def main():
    folder = pathlib.Path(sys.argv[1])
    opened, closed = "{" * DEPTH, "}" * DEPTH
    texts = {
        "loop": LOOP,
        # A call each, so that they are a chain of 50,000.
        "functions": "int f0(void);\n" + "".join(
            f"int f{n + 1}(void) {{ return f{n}(); }}\n"
            for n in range(50_000)) + LOOP,
        "statements": "int a, g(int);\nvoid f(void) {\n" + "".join(
            f"  a = g({n});\n" for n in range(19_998)) + "}\n" + LOOP,
        "blocks": f"int a;\nvoid f(void) {opened} a = 1; {closed}\n",
        "calls": "int g(int);\nint f(int a) { return " + "g(" * DEPTH + "a" +
                 ")" * DEPTH + "; }\n",
        "ifs": "int a;\nvoid f(void) { " + "if (a) {" * 2000 + "a = 1;" +
               "}" * 2000 + " }\n",
        "too-deep": "int x = " + "(" * 100_000 + "1" + ")" * 100_000 + ";\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.c").write_text(text)


main()
