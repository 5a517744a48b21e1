#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Asks the shells what they complete.

usage: completion.py ROOT HANGPROOF WORK_FOLDER bash|zsh

hangproof is called by its name, as on a machine where it is installed.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time

# (what is typed, what has to be offered, what must not be)
CASES = [
    ("hangproof --form", ["--format="], ["--output="]),
    ("hangproof --", ["--checks=", "--quiet", "--help"], ["--dump-facts"]),
    ("hangproof --fail-on=", ["none", "note", "warning", "error"], []),
    ("hangproof --fail-on=w", ["warning"], ["none"]),
    ("hangproof --help=ga", ["gate"], ["run"]),
    ("hangproof --color=al", ["always"], ["auto"]),
    ("hangproof --explain=hangproof-exec", ["hangproof-exec-in-hot-loop"],
     ["hangproof-lost-signal"]),
    ("hangproof --output=so", ["some.c"], ["other.c"]),
    ("hangproof -p bu", ["build"], ["bundle.c"]),
    ("hangproof so", ["some.c"], ["other.c"]),
]

BASH = """
source "$ROOT/integrations/completion/hangproof.bash"
# compopt works only where readline asks.
compopt() { :; }
line=$1
# readline's way: "=" is a word of its own.
read -ra COMP_WORDS <<<"${line//=/ = }"
[[ $line == *[=\\ ] ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_hangproof
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(root, folder, line):
    """Returns the words that bash would offer."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", BASH, "bash", line],
        cwd=folder, env={**os.environ, "ROOT": root}, text=True,
        capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout


ZSHRC = """
fpath=($ROOT/integrations/completion $fpath)
autoload -Uz compinit && compinit -u -d ./dump
setopt no_list_beep no_auto_menu
LISTMAX=1000
PS1='READY>'
"""


def plain(shown):
    """Returns what was printed without the control characters."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x00-\x1f]", "", shown)


def zsh(root, folder, line):
    """Returns what a zsh on a terminal shows after a tab."""
    home = pathlib.Path(folder)
    (home / ".zshrc").write_text(ZSHRC)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(ROOT=root, ZDOTDIR=str(home), TERM="dumb",
                          COLUMNS="200", LINES="100")
        os.execvp("zsh", ["zsh", "-i"])

    def read(wanted, quiet):
        """Reads until it is enough and nothing more has come for a while."""
        shown = ""
        end = time.monotonic() + 60
        while not wanted(shown) or select.select([terminal], [], [], quiet)[0]:
            if time.monotonic() > end:
                raise AssertionError(f"nothing more than {shown!r}")
            if select.select([terminal], [], [], 1)[0]:
                shown += os.read(terminal, 65536).decode(errors="replace")
        return shown

    read(lambda shown: "READY>" in shown, 0.1)
    os.write(terminal, line.encode())
    read(lambda shown: line in shown, 0.1)
    os.write(terminal, b"\t")
    shown = line + read(plain, 0.5)
    os.kill(child, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(child, 0)
    return plain(shown)


def main():
    root, hangproof, work, shell = sys.argv[1:]
    folder = pathlib.Path(work)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "hangproof").symlink_to(hangproof)
    (folder / "build").mkdir()
    for name in ("some.c", "other.c", "bundle.c"):
        (folder / name).write_text("")
    os.environ["PATH"] = f"{folder / 'bin'}:{os.environ['PATH']}"
    ask = {"bash": bash, "zsh": zsh}[shell]
    failures = 0
    for line, wanted, unwanted in CASES:
        offered = ask(root, folder, line)
        # zsh adds the "=" when the word is chosen.
        missing = [w for w in wanted if w.rstrip("=") not in offered]
        surplus = [w for w in unwanted if w in offered]
        if missing or surplus:
            failures += 1
            print(f"{line!r}: offered {offered!r}, missing {missing}, "
                  f"surplus {surplus}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
