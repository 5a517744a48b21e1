# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tests of checks/ and test/ for lit, read by BUILD/test/lit.site.cfg.py.

Run `lit BUILD/test`, or one test with `lit BUILD/test/checks/x/y.cpp`.

A test is a .c, .cpp or .test file whose name begins with a lower-case letter;
our own sources begin with an upper-case one. Substitutions:
  %hangproof        the driver
  %clang_tidy       clang-tidy with the plugin loaded
  %hangproof_clang_tidy, %hangproof_clangd  those with the checks in them
  %check_hangproof  both on one file: see test/check_hangproof.py
  %unprivileged COMMAND  runs it as a user who may not read every file
  %exit N COMMAND   succeeds if the command ends with exit code N
  %root, %build     the source and build folders
"""
import os
import subprocess
import sys

import lit.util

sys.path.insert(0, os.path.join(config.hangproof_source, "test"))
from own_tests import OwnTests  # noqa: E402

config.name = "hangproof"
config.test_format = OwnTests(execute_external=False)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "unit", "bench", "node_modules",
                   os.path.basename(config.hangproof_build)]
config.test_source_root = config.hangproof_source
config.test_exec_root = os.path.join(config.hangproof_build, "test")

TEST = os.path.join(config.hangproof_source, "test")
PYTHON = sys.executable or "python3"
CLANG_TIDY = os.path.join(config.llvm_tools, "clang-tidy")

config.substitutions += [
    ("%check_hangproof",
     f"{PYTHON} {TEST}/check_hangproof.py --hangproof="
     f"{config.hangproof_executable} --plugin={config.hangproof_plugin} "
     f"--tools={config.llvm_tools} --inputs={TEST}/Inputs --work=%t"),
    ("%hangproof_clang_tidy",
     f"{config.hangproof_build}/integrations/hangproof-clang-tidy"),
    ("%hangproof_clangd",
     f"{config.hangproof_build}/integrations/hangproof-clangd"),
    ("%hangproof", config.hangproof_executable),
    ("%clang_tidy", f"{CLANG_TIDY} --load={config.hangproof_plugin}"),
    ("%exit", f"{PYTHON} {TEST}/exit.py"),
    ("%python", PYTHON),
    ("%inputs", f"{TEST}/Inputs"),
    ("%root", config.hangproof_source),
    ("%build", config.hangproof_build),
]
# llvm_tools has FileCheck, not and split-file.
config.environment["PATH"] = os.pathsep.join(
    (config.llvm_tools, os.environ.get("PATH", "")))
# A configuration of the surroundings must not change what tests see.
config.environment["HOME"] = config.test_exec_root
for Name in ("LANG", "LC_ALL"):
    config.environment[Name] = "C.UTF-8"

# Nothing is unreadable to root, who has to become somebody else for that.
Unprivileged = ""
if os.geteuid() == 0:
    Unprivileged = "setpriv --reuid=65534 --regid=65534 --clear-groups"
if subprocess.call(f"{Unprivileged} test -r {config.hangproof_executable}",
                   shell=True, stderr=subprocess.DEVNULL) == 0:
    config.available_features.add("unprivileged")
    config.substitutions.append(("%unprivileged", Unprivileged))
if lit_config.params.get("lint", "0") not in ("0", ""):
    config.available_features.add("lint")
if os.path.exists(f"{config.hangproof_build}/integrations/hangproof-clangd"):
    config.available_features.add("clangd")
for Tool in ("node", "git", "zsh", "clang-apply-replacements", "dot"):
    if lit.util.which(Tool, config.environment["PATH"]):
        config.available_features.add(Tool)
