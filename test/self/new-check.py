#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests checks/new-check.py on a copy of the tree.

usage: new-check.py ROOT WORK_FOLDER

Makes a check in the copy, configures the copy and compiles the new file;
wants bad names refused and the usage text to be true.
"""
import pathlib
import shutil
import subprocess
import sys


def run(*command):
    """Returns (exit code, standard output, standard error)."""
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def want(condition, text):
    """Ends the test with a message unless the condition holds."""
    if not condition:
        sys.exit(f"FAILED: {text}")


def main():
    root, work = map(pathlib.Path, sys.argv[1:3])
    copy = work / "copy"
    shutil.rmtree(work, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in ("CMakeLists.txt", ".clang-format"):
        shutil.copy(root / name, copy)
    for name in ("checks", "driver"):
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
    build = work / "build"
    code, out, err = run("cmake", "-S", copy, "-B", build, "-G", "Ninja",
                         "-DCMAKE_C_COMPILER=clang-19",
                         "-DCMAKE_CXX_COMPILER=clang++-19",
                         "-DHANGPROOF_TESTS=OFF", "-DHANGPROOF_WERROR=ON")
    want(code == 0, out + err)
    code, out, err = run(
        "ninja", "-C", build, "checks/CMakeFiles/HangproofChecks.dir/"
        "lock-convoy/LockConvoy.cpp.o")
    want(code == 0, out + err)
    registry = build / "generated/CheckRegistry.cpp"
    code, out, err = run("ninja", "-C", build, registry)
    want("getLockConvoyInfo()" in registry.read_text(), "it is registered")
    shutil.rmtree(work)
    print("ok")


if __name__ == "__main__":
    sys.exit(main())
