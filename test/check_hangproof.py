#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the driver and the clang-tidy plugin on one file and compares both with
the CHECK comments in it.

usage: check_hangproof.py SETTINGS FILE CHECK [OPTIONS] [-- COMPILER ARGUMENTS]

In a test:
    // RUN: %check_hangproof %s hangproof-x -- -std=c++17

OPTIONS:
  --min-confidence=LEVEL  for both front ends
  --config=YAML           CheckOptions and the like, for both front ends

Comments in FILE:
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: message [hangproof-x]
      every warning, error and note of both front ends, in order. A file
      without such a comment must be quiet.
  // CHECK-FIXES: text
      lines of the file after clang-tidy --fix.

The tools run on a copy in which these comments are blank, so that the texts in
them can be neither found nor changed.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys

COMMENT = re.compile(r"// *CHECK-[A-Z]+(-[A-Z]+)*:[^\r\n]*")
HEADLINE = re.compile(r"^.*?:(\d+:\d+: (?:warning|error|note): .*)$", re.M)
QUIET = "--implicit-check-not={{(warning|error|note): }}"


def parse_arguments():
    """Returns (settings, compiler arguments)."""
    before, arguments = sys.argv[1:], []
    if "--" in before:
        split = before.index("--")
        before, arguments = before[:split], before[split + 1:]
    parser = argparse.ArgumentParser()
    for name in ("hangproof", "plugin", "tools", "inputs", "work"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    parser.add_argument("--min-confidence", default="medium")
    parser.add_argument("--config", default="")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("check")
    return parser.parse_args(before), arguments


def run(command):
    """Returns (exit code, standard output, standard error)."""
    done = subprocess.run([str(word) for word in command], text=True,
                          capture_output=True, errors="replace")
    return done.returncode, done.stdout, done.stderr


def fail(text):
    """Ends the test."""
    sys.exit(f"check_hangproof: {text}")


class Test:
    """One file under both front ends."""

    def __init__(self, settings, arguments):
        self.settings = settings
        shutil.rmtree(settings.work, ignore_errors=True)
        settings.work.mkdir(parents=True)
        self.copy = settings.work / settings.file.name
        self.source = settings.file.read_text()
        # Mocks are system headers, as what they stand for.
        self.arguments = [f"-isystem{settings.inputs}",
                          f"-I{settings.file.resolve().parent}", *arguments]
        options = ("{key: hangproof.MinConfidence, value: "
                   f"{settings.min_confidence}}}")
        self.config = (settings.config or
                       "{CheckOptions: [" + options + "]}")

    def write_copy(self):
        """Writes the file afresh, with the CHECK comments blank."""
        self.copy.write_text(COMMENT.sub("//", self.source))

    def run_driver(self):
        """Returns what the driver reports."""
        code, out, err = run([
            self.settings.hangproof, f"--checks=-*,{self.settings.check}",
            f"--config={self.config}", f"--root={self.settings.work}",
            f"--min-confidence={self.settings.min_confidence}",
            self.copy, "--", *self.arguments])
        if code not in (0, 1):
            fail(f"the driver ends with {code}\n{out}{err}")
        return out

    def run_plugin(self, *options):
        """Returns what clang-tidy reports."""
        code, out, err = run([
            self.settings.tools / "clang-tidy",
            f"--load={self.settings.plugin}",
            f"--checks=-*,{self.settings.check}", f"--config={self.config}",
            "--header-filter=.*", "--quiet", *options, self.copy, "--",
            "-w", *self.arguments])
        if code not in (0, 1) or "error: " in err:
            fail(f"clang-tidy ends with {code}\n{out}{err}")
        return out

    def file_check(self, prefix, path, *options):
        """Compares the file at path with the CHECK comments."""
        code, out, err = run([
            self.settings.tools / "FileCheck", f"--input-file={path}",
            f"--check-prefix={prefix}", *options, self.settings.file])
        if code:
            fail(f"{path.name}:\n{out}{err}\n--- it says\n{path.read_text()}")

    def check_output(self, name, text):
        """Compares one front end's report with CHECK-NOTES."""
        path = self.settings.work / f"{name}.txt"
        path.write_text(text)
        if "CHECK-NOTES:" in self.source:
            self.file_check("CHECK-NOTES", path, "--allow-empty", QUIET)
        elif HEADLINE.search(text):
            fail(f"{name} is not quiet:\n{text}")

    def check_fixes(self):
        """Compares the file after --fix with CHECK-FIXES."""
        self.run_plugin("--fix")
        self.file_check("CHECK-FIXES", self.copy, "--strict-whitespace")

    def check(self):
        """The whole test."""
        self.write_copy()
        driver, plugin = self.run_driver(), self.run_plugin()
        self.check_output("driver", driver)
        self.check_output("plugin", plugin)
        lines = [sorted(HEADLINE.findall(text)) for text in (driver, plugin)]
        if lines[0] != lines[1]:
            fail(f"the front ends differ\n--- driver\n{driver}\n"
                 f"--- plugin\n{plugin}")
        if "CHECK-FIXES:" in self.source:
            self.check_fixes()


if __name__ == "__main__":
    Test(*parse_arguments()).check()
