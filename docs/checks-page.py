#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes docs/checks.md from what the checks say of themselves.

usage: checks-page.py [--check] HANGPROOF PAGE

HANGPROOF  the driver, which knows the checks
PAGE       the page to write: docs/checks.md
--check    write nothing; the exit code is 1 if the page is not what would be
           written
"""
import json
import pathlib
import subprocess
import sys

HEAD = """\
# The checks

This page is made by `docs/checks-page.py` from the checks themselves. The page
of each check, which its name leads to, tells the story of the bug.

- *Severity* is the level in SARIF.
- *Program*: the whole program shows more than one file does; clang-tidy looks
  at one file.
- *Fix-it*: `clang-tidy --fix` and SARIF viewers can apply the change.
- A finding is of high, medium or low confidence; low is shown with
  `--min-confidence=low` only.
"""


def summary(check):
    """Returns the sentence of the table."""
    return check["summary"].replace("|", "\\|")


def table(checks):
    """Yields the lines of the table of all checks."""
    yield "| check | what it finds | severity | program | fix-it | CWE |"
    yield "|---|---|---|---|---|---|"
    for check in checks:
        name = check["name"].removeprefix("hangproof-")
        cwe = check["cwe"]
        number = cwe.removeprefix("CWE-")
        yield (f"| [`{check['name']}`](../checks/{name}/{name}.md) "
               f"| {summary(check)} | {check['severity']} "
               f"| {'yes' if check['needsProgram'] else 'no'} "
               f"| {'yes' if check['hasFixes'] else 'no'} "
               f"| [{cwe}](https://cwe.mitre.org/data/definitions/{number}.html)"
               f" |")


def section(check):
    """Yields the lines of one check."""
    yield f"## {check['name']}"
    yield ""
    yield check["description"]
    yield ""
    # "high: ...; medium: ...; low: ...", with semicolons inside.
    rules = check["confidence"]
    for level in ("medium", "low"):
        rules = rules.replace(f"; {level}: ", f"\n{level}: ")
    for rule in rules.split("\n"):
        level, _, text = rule.partition(": ")
        yield f"- **{level}**: {text}"
    yield ""
    yield f"Nearest elsewhere: {check['nearest'] or 'not written yet'}."


def page(checks):
    """Returns the text of the page."""
    lines = [HEAD, *table(checks)]
    for check in checks:
        lines += ["", *section(check)]
    return "\n".join(lines) + "\n"


def main():
    arguments = sys.argv[1:]
    is_check = arguments[:1] == ["--check"]
    if is_check:
        arguments = arguments[1:]
    if len(arguments) != 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    told = subprocess.run([arguments[0], "--list-checks", "--format=json"],
                          check=True, text=True, stdout=subprocess.PIPE).stdout
    text = page(json.loads(told))
    path = pathlib.Path(arguments[1])
    if not is_check:
        path.write_text(text)
    elif not path.is_file() or path.read_text() != text:
        print(f"{path.name} is not what the checks say: run "
              f"docs/checks-page.py HANGPROOF docs/checks.md")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
