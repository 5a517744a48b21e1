#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the layer rules of docs/design.md: who may include whom.

usage: layers.py ROOT

Prints one line for each breach; the exit code is 1 if there is one.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(<|")([^">]+)')

# The files of the engine that read the AST. The others work on facts, which
# must outlive it.
READERS = re.compile(r"(Extract|Flow|FunctionReader|Read[A-Z]\w*|Symbols)\.")
# Enumerators only: the names of the bitwise operators in ValueFacts::Extra.
CONSTANTS = {"clang/AST/OperationKinds.h"}
# Reporters print with clang's own text printer, but they know no code.
CODE = re.compile(r"(clang/(AST|ASTMatchers|Analysis|Index|Lex|Sema|"
                  r"StaticAnalyzer|Tooling)|clang-tidy)/")
# All that a reporter may know of the engine.
REPORT_HEADERS = {"engine/Check.h", "engine/Finding.h", "engine/Place.h"}
# Words that read or write files or streams.
IO = re.compile(r"\b(std::cout|std::cerr|std::[io]?fstream|fopen|printf|"
                r"(llvm::)?outs\(\)|(llvm::)?errs\(\)|raw_fd_ostream|"
                r"MemoryBuffer::getFile\w*|int\s+main\()")


STRING = re.compile(r'"(\\.|[^"\\])*"')


def own_sources(folder):
    """Yields our own C++ files below the folder: upper-case first letter."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".cpp", ".h") and path.name[0].isupper():
            yield path


def includes(path):
    """Yields (line number, header as written) of a file."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        hit = INCLUDE.match(line)
        if hit:
            yield number, hit.group(2)


def resolve(path, header, checks):
    """Returns the file of ours that the header is, or None."""
    for folder in (path.parent, checks):
        candidate = folder / header
        if candidate.is_file():
            return candidate.resolve()
    return None


def breaches(root):
    """Yields (path, line, text) of each breach."""
    checks = root / "checks"
    engine = checks / "engine"
    api = checks / "api"
    for path in own_sources(engine):
        for line, header in includes(path):
            if header.startswith("clang-tidy/"):
                yield path, line, "the engine includes clang-tidy"
            if (header.startswith("clang/") and header not in CONSTANTS and
                    not READERS.match(path.name)):
                yield path, line, "only what reads the AST may know Clang"
            ours = resolve(path, header, checks)
            if ours and ours.parent != engine:
                yield path, line, f"the engine includes {header}"
        yield from io_of(path)

    for folder in sorted(f for f in checks.iterdir() if f.is_dir()):
        if folder in (engine, api):
            continue
        for path in own_sources(folder):
            for line, header in includes(path):
                if header.startswith(("clang/", "clang-c/", "clang-tidy/")):
                    yield path, line, "a check sees facts, not the AST"
                ours = resolve(path, header, checks)
                if ours and ours.parent not in (engine, folder):
                    yield path, line, f"a check includes {header}"
                if ours and not sees_no_clang(ours, checks):
                    yield path, line, f"{header} brings the AST into a check"
            yield from io_of(path)

    report = root / "driver" / "report"
    for path in own_sources(report):
        for line, header in includes(path):
            if CODE.match(header):
                yield path, line, "a reporter sees findings, not the AST"
            ours = resolve(path, header, checks)
            if ours and checks in ours.parents:
                name = str(ours.relative_to(checks))
                if name not in REPORT_HEADERS:
                    yield path, line, f"a reporter includes {name}"

    for path in own_sources(root / "driver"):
        for line, header in includes(path):
            ours = resolve(path, header, checks)
            if ours and checks in ours.parents and ours.parent != engine:
                yield path, line, f"the driver includes {header}"


def io_of(path):
    """Yields the lines of engine and checks that do I/O."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = STRING.sub('""', line).split("//")[0]
        if IO.search(code):
            yield path, number, "engine and checks do no I/O"


def sees_no_clang(header, checks, seen=None):
    """Whether a header of ours stays free of Clang, through all it includes."""
    seen = seen if seen is not None else set()
    if header in seen:
        return True
    seen.add(header)
    for _, included in includes(header):
        if included.startswith(("clang/", "clang-tidy/")):
            return False
        ours = resolve(header, included, checks)
        if ours and not sees_no_clang(ours, checks, seen):
            return False
    return True


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(sys.argv[1]).resolve()
    count = 0
    for path, line, text in breaches(root):
        print(f"{path.relative_to(root)}:{line}: {text}")
        count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
