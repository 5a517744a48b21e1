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
    """Returns what bash would offer."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", BASH, "bash", line],
        cwd=folder, env={**os.environ, "ROOT": root}, text=True,
        capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.split()


def zsh(root, folder, line):
    """Returns the words that a zsh on a terminal shows after a tab."""
    home = pathlib.Path(folder)
    (home / ".zshrc").write_text(
        f"fpath=({root}/integrations/completion $fpath)\n"
        "autoload -Uz compinit && compinit -u -d ./dump\n"
        "zstyle ':completion:*' menu no\nsetopt no_list_beep no_auto_menu\n"
        "PS1='READY>'\nLISTMAX=1000\nunsetopt prompt_sp\n")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(ZDOTDIR=str(home), TERM="dumb", COLUMNS="200",
                          LINES="100")
        os.execvp("zsh", ["zsh", "-i"])
    shown = ""

    def wait(quiet):
        nonlocal shown
        end = time.monotonic() + 20
        last = time.monotonic()
        while time.monotonic() < end and time.monotonic() - last < quiet:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    shown += os.read(terminal, 65536).decode(errors="replace")
                except OSError:
                    return
                last = time.monotonic()

    end = time.monotonic() + 20
    while "READY>" not in shown and time.monotonic() < end:
        wait(0.3)
    shown = ""
    os.write(terminal, (line + "\t").encode())
    wait(1.5)
    # Twice: the first tab may only have completed a part.
    os.write(terminal, b"\t")
    wait(1.5)
    os.close(terminal)
    os.waitpid(child, 0)
    return re.findall(r"[\w.=-]+", shown)


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
        # zsh completes within the word: "--format=" of "--form".
        text = " ".join(offered)
        missing = [w for w in wanted if w not in text]
        surplus = [w for w in unwanted if w in offered]
        if missing or surplus:
            failures += 1
            print(f"{line!r}: offered {offered}, missing {missing}, "
                  f"surplus {surplus}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
