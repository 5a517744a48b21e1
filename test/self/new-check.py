#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests checks/new-check.py on a copy of the tree.

usage: new-check.py ROOT BUILD WORK_FOLDER

Makes checks in the copy, configures the copy, compiles one of them and links it
with what BUILD has of the rest. Wants the new check's own test and the blocks
of its page to pass under both front ends, bad names refused, and the usage text
to be true.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys


TOOLS = "/usr/lib/llvm-19/bin"


def run(*command):
    """Returns (exit code, standard output, standard error)."""
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def want(condition, text):
    """Ends the test with a message unless the condition holds."""
    if not condition:
        sys.exit(f"FAILED: {text}")


def shell(command, folder):
    """Runs a command as the build would; ends the test if it fails."""
    done = subprocess.run(command, shell=True, cwd=folder, text=True,
                          capture_output=True)
    want(done.returncode == 0, done.stdout + done.stderr)


def link(copy, base, work):
    """Builds both front ends with the new check, without building the engine
    again; returns their paths."""
    build = work / "build"
    code, out, err = run("cmake", "-S", copy, "-B", build, "-G", "Ninja",
                         "-DCMAKE_C_COMPILER=clang-19",
                         "-DCMAKE_CXX_COMPILER=clang++-19",
                         "-DHANGPROOF_TESTS=OFF", "-DHANGPROOF_WERROR=ON")
    want(code == 0, out + err)
    # Through ninja, registry and objects would wait for the whole engine.
    registry = build / "generated/CheckRegistry.cpp"
    code, out, err = run("ninja", "-C", build, "-t", "commands", registry)
    want(code == 0, out + err)
    shell(out.splitlines()[-1], build)
    commands = {entry["file"]: entry for entry in json.loads(
        (build / "compile_commands.json").read_text())}
    objects = []
    for file in (registry, *(copy / "checks" / path for path in
                             ("aa-first/AaFirst.cpp", "zz-last/ZzLast.cpp",
                              "lock-convoy/LockConvoy.cpp"))):
        entry = commands[str(file)]
        objects.append(work / f"{file.stem}.o")
        shell(re.sub(r" -o \S+ ", f" -o {objects[-1]} ", entry["command"]),
              build)
    # The archives of the other build come after the new objects, so that its
    # registry is not taken.
    paths = []
    for target in ("hangproof", "HangproofTidy"):
        code, out, err = run("ninja", "-C", base, "-t", "commands", target)
        want(code == 0, out + err)
        paths.append(work / target)
        shell(re.sub(r" -o \S+ ",
                     f" -o {paths[-1]} {' '.join(map(str, objects))} ",
                     out.splitlines()[-1]), base)
    return paths


def main():
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    root, base, work = map(pathlib.Path, sys.argv[1:])
    copy = work / "copy"
    shutil.rmtree(work, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in ("CMakeLists.txt", ".clang-format"):
        shutil.copy(root / name, copy)
    for name in ("checks", "driver", "integrations"):
        shutil.copytree(root / name, copy / name)
    script = copy / "checks/new-check.py"
    cmake = copy / "checks/CMakeLists.txt"
    before = cmake.read_text()

    # The usage text: printed by --help, and on standard error where it was
    # called wrongly.
    code, out, _ = run(script, "--help")
    want(code == 0 and out.startswith("Makes the folder"), "--help")
    for arguments in ((), ("a-b", "c", "d"), ("--generate",)):
        code, out, err = run(script, *arguments)
        want(code == 2 and not out and "usage: new-check.py NAME" in err,
             f"usage for {arguments}")

    for name in ("hangproof-two-words", "One-Two", "one", "one_two", "one--two",
                 "-one", "one-2", "../one-two", "wall-clock-duration",
                 "engine", "api", ""):
        code, _, err = run(script, name)
        want(code in (1, 2) and err, f"'{name}' is refused")
    want(cmake.read_text() == before, "a refused name changes nothing")

    # Sorted first, in the middle and last.
    names = ("aa-first", "lock-convoy", "zz-last")
    for name in names:
        code, out, err = run(script, name, 'many threads "queue" for a lock')
        want(code == 0, err)
        for line in out.splitlines():
            want((copy / line).exists(), f"{line} is there")
        code, _, _ = run(script, name)
        want(code == 1, f"a second {name} is refused")
    after = cmake.read_text()
    listed = after.split("set(HANGPROOF_CHECKS")[1].split(")")[0].split()
    old = before.split("set(HANGPROOF_CHECKS")[1].split(")")[0].split()
    want(listed == sorted(old + list(names)), "the list is sorted and whole")

    code, out, err = run("clang-format-19", "--dry-run", "-Werror",
                         copy / "checks/lock-convoy/LockConvoy.cpp")
    want(code == 0, out + err)
    front_ends = link(copy, base, work)
    code, out, err = run(
        sys.executable, root / "test/check_hangproof.py",
        f"--hangproof={front_ends[0]}", f"--plugin={front_ends[1]}",
        f"--tools={TOOLS}", f"--inputs={root / 'test/Inputs'}",
        f"--work={work / 'lit'}", copy / "checks/lock-convoy/lock-convoy.cpp",
        "hangproof-lock-convoy", "--", "-std=c++17")
    want(code == 0, out + err)
    code, out, err = run(
        sys.executable, root / "test/docs/pages.py", front_ends[0],
        work / "page", copy / "checks/lock-convoy/lock-convoy.md")
    want(code == 0, out + err)
    shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
