#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that every check is whole: listed once, with code, page and tests.

usage: complete.py ROOT HANGPROOF CLANG_TIDY_COMMAND...

Prints one line for each fault; the exit code is 1 if there is one.
"""
import pathlib
import re
import subprocess
import sys

HEADINGS = ["Symptoms", "Code", "What to look at", "Diagnosis", "Fix",
            "Takeaway", "Known limits"]
CHECK_LINE = re.compile(
    r"//\s*CHECK-NOTES:.*?\b(warning|note): (.*?)( \[(hangproof-[\w-]+)\])?$")


def output(*command):
    """Returns what a command prints."""
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def names_in(text):
    """Returns the check names that stand first on a line, in order."""
    return re.findall(r"^\s*(hangproof-[\w-]+)", text, re.MULTILINE)


def message_faults(path):
    """Yields the expected messages that break the house style."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        hit = CHECK_LINE.search(line)
        if not hit:
            continue
        message = hit.group(2)
        if message[:1].isupper():
            yield f"{path}:{number}: message starts with a capital"
        if message.endswith("."):
            yield f"{path}:{number}: message ends with a full stop"
        if hit.group(1) == "warning" and "'" not in message:
            yield f"{path}:{number}: message quotes no name"


def page_faults(page, name):
    """Yields what is wrong with a user page."""
    if not page.is_file():
        yield f"{page} is missing"
        return
    text = page.read_text()
    if text.partition("\n")[0] != f"# hangproof-{name}":
        yield f"{page}: the title is not the name"
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"^## (.*)$", prose, re.MULTILINE)
    if found != HEADINGS:
        yield f"{page}: headings are {found}, want {HEADINGS}"
    for kind in ("bad", "good"):
        if not re.search(rf"^```(c|cpp) {kind}$", text, re.MULTILINE):
            yield f"{page}: no code block marked '{kind}'"
    if "TODO" in text:
        yield f"{page}: has a TODO"


def faults(root, hangproof, clang_tidy):
    """Yields every fault as one line."""
    checks = root / "checks"
    cmake = (checks / "CMakeLists.txt").read_text()
    listed = re.search(r"set\(HANGPROOF_CHECKS(.*?)\)", cmake,
                       re.DOTALL).group(1).split()
    if listed != sorted(set(listed)):
        yield "checks/CMakeLists.txt: HANGPROOF_CHECKS is not sorted and unique"
    folders = sorted(folder.name for folder in checks.iterdir()
                     if folder.is_dir() and folder.name not in ("api", "engine"))
    if folders != sorted(listed):
        yield f"folders {folders} are not the list {sorted(listed)}"

    for name in folders:
        folder = checks / name
        camel = "".join(word.capitalize() for word in name.split("-"))
        if not (folder / f"{camel}.cpp").is_file():
            yield f"checks/{name}/{camel}.cpp is missing"
        yield from page_faults(folder / f"{name}.md", name)
        tests = [path for path in folder.rglob("*")
                 if path.suffix in (".c", ".cpp") and path.name[0].islower()
                 and "Inputs" not in path.parts]
        running = [path for path in tests if "RUN:" in path.read_text()]
        if not running:
            yield f"checks/{name}: no test"
        texts = "".join(path.read_text() for path in running)
        for suffix in ("_bad", "_ok"):
            if suffix not in texts:
                yield f"checks/{name}: no test function ends in {suffix}"
        for path in running:
            yield from message_faults(path)

    want = [f"hangproof-{name}" for name in sorted(listed)]
    by_driver = names_in(output(hangproof, "--checks=-*,hangproof-*",
                                "--list-checks"))
    if by_driver != want:
        yield f"hangproof --list-checks says {by_driver}, want {want}"
    by_plugin = names_in(output(*clang_tidy, "--checks=-*,hangproof-*",
                                "--list-checks"))
    if sorted(by_plugin) != want:
        yield f"clang-tidy --list-checks says {by_plugin}, want {want}"
    for name in listed:
        page = checks / name / f"{name}.md"
        told = output(hangproof, f"--explain=hangproof-{name}")
        if page.is_file() and page.read_text().strip() not in told:
            yield f"--explain=hangproof-{name} does not print the page"

    readme = (root / "README.md").read_text()
    table = re.findall(r"^\| *\[?`(hangproof-[\w-]+)`", readme, re.MULTILINE)
    if sorted(table) != want:
        yield f"README.md: the table lists {table}, want {want}"
    known = output(hangproof, "--help")
    for option in re.findall(r"`(--?[a-z-]+)", "".join(
            line for line in readme.splitlines() if line.startswith("| `-"))):
        if not re.search(rf"^  {option}\b", known, re.MULTILINE):
            yield f"README.md: hangproof has no option {option}"
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text()
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in link and not (page.parent / link).exists():
                yield f"{page.relative_to(root)}: broken link {link}"


def main():
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    count = 0
    for fault in faults(pathlib.Path(sys.argv[1]), sys.argv[2],
                        sys.argv[3:]):
        print(fault)
        count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
