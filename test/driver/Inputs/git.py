#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Git repositories of tests, the same whoever runs them.

usage: git.py FOLDER init BRANCH | commit MESSAGE | branch NAME | switch NAME |
                     mv FROM TO | odd-settings
"""
import os
import subprocess
import sys

FOLDER, VERB, *REST = sys.argv[1:]
ENVIRONMENT = dict(os.environ, GIT_CONFIG_NOSYSTEM="1",
                   GIT_CONFIG_GLOBAL=os.devnull)
for WHO in ("AUTHOR", "COMMITTER"):
    ENVIRONMENT[f"GIT_{WHO}_NAME"] = "Tester"
    ENVIRONMENT[f"GIT_{WHO}_EMAIL"] = "tester@example.org"
    ENVIRONMENT[f"GIT_{WHO}_DATE"] = "2026-01-01T00:00:00Z"


def git(*arguments):
    subprocess.run(["git", "-C", FOLDER, *arguments], check=True,
                   env=ENVIRONMENT)


if VERB == "init":
    git("init", "-q", "-b", REST[0])
elif VERB == "commit":
    git("add", "-A")
    git("commit", "-q", "-m", REST[0])
elif VERB == "branch":
    git("switch", "-q", "-c", REST[0])
elif VERB == "switch":
    git("switch", "-q", REST[0])
elif VERB == "mv":
    git("mv", "--", *REST)
elif VERB == "odd-settings":
    # Each would change the form of a diff.
    for name, value in (("diff.noprefix", "true"), ("color.ui", "always"),
                        ("diff.mnemonicPrefix", "true"),
                        ("core.quotePath", "false"), ("diff.context", "9"),
                        ("diff.relative", "true"), ("diff.renames", "false"),
                        ("diff.external", "false"),
                        ("diff.interHunkContext", "5")):
        git("config", name, value)
else:
    sys.exit(__doc__)
