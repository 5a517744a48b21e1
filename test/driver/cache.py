# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Usage: cache.py HANGPROOF FOLDER

Runs the driver again and again over a small program that is changed in between.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

HANGPROOF, FOLDER = sys.argv[1], Path(sys.argv[2])
SOURCE, CACHE = FOLDER / "src", FOLDER / "cache"
UNITS = 12

BAD = """#include "run.h"
void all{n}(char **names) {{
  for (; *names; ++names)
    run(*names);
}}
"""
RUN_C = '#include <stdlib.h>\nvoid run(const char *c) {}\n'
RUNS = RUN_C.replace("{}", '{ system("sync"); }')


def write(name, text):
    path = SOURCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make_program():
    write("include/run.h", "void run(const char *command);\n")
    (SOURCE / "first").mkdir()
    for n in range(UNITS):
        write(f"all{n}.c", BAD.format(n=n))
    write("run.c", RUN_C)
    names = [f"all{n}.c" for n in range(UNITS)] + ["run.c"]
    write("compile_commands.json", json.dumps([
        {"directory": str(SOURCE), "file": name,
         "arguments": ["cc", "-Ifirst", "-Iinclude", "-c", name]}
        for name in names]))


def command(*options, cache=CACHE, database=SOURCE):
    return [HANGPROOF, "-p", str(database), "--stats", "--config={}",
            "--checks=-*,hangproof-exec-in-hot-loop",
            "--min-confidence=low", f"--cache-dir={cache}", *options]


def run(*options, code=None, prefix=(), cache=CACHE):
    done = subprocess.run([*prefix, *command(*options, cache=cache)],
                          capture_output=True, text=True)
    expect(done.returncode in ((0, 1) if code is None else (code,)),
           f"exit code {done.returncode}\n{done.stderr}")
    # Without a cache the report is the same.
    fresh = subprocess.run(command("--no-cache"), capture_output=True,
                           text=True)
    expect(done.stdout == fresh.stdout,
           f"another report than without a cache:\n{done.stdout}\n"
           f"---\n{fresh.stdout}")
    return done


def count(done, what):
    return int(re.search(rf"(\d+)  {what}$", done.stderr, re.M)[1])


def expect(condition, message):
    if not condition:
        frame = sys._getframe(1)
        sys.exit(f"line {frame.f_lineno}: {message}")


def findings(done):
    return done.stdout.count("warning:")


def blobs(kind):
    return sorted(CACHE.glob(f"*/*.{kind}"))


def old(*paths):
    """Times of long ago: a file that was just written is read again."""
    for path in paths or SOURCE.rglob("*"):
        os.utime(path, (1e9, 1e9))


def unchanged():
    old()
    done = run()
    expect(count(done, "units scanned") == UNITS + 1, done.stderr)
    expect(count(done, "units parsed") == UNITS + 1, done.stderr)
    expect(len(blobs("facts")) == UNITS + 1, "facts are not kept")
    done = run()
    expect(count(done, "units scanned") == 0, done.stderr)
    expect("read facts" not in done.stderr, "facts were read")


def one_file_changed():
    write("run.c", RUNS)
    done = run()
    expect(count(done, "units scanned") == 1, done.stderr)
    expect(count(done, "units parsed") == 1, done.stderr)
    expect(findings(done) == UNITS, done.stdout)
    # The content counts, not the time.
    for path in SOURCE.rglob("*.c"):
        os.utime(path)
    done = run()
    expect(count(done, "units scanned") == 0, done.stderr)


def header_changed():
    write("include/run.h", "void run(const char *command); /* */\n")
    done = run()
    expect(count(done, "units parsed") == UNITS, done.stderr)


def header_appears():
    write("first/run.h", "static void run(const char *c) { (void)c; }\n")
    done = run()
    expect(count(done, "units parsed") == UNITS, done.stderr)
    expect(findings(done) == 0, done.stdout)
    (SOURCE / "first/run.h").unlink()
    done = run()
    expect("read facts" not in done.stderr, "what came back was not found")
    expect(findings(done) == UNITS, done.stdout)


def other_options():
    done = run("--checks=-*,hangproof-exec*")
    expect(findings(done) == UNITS, done.stdout)
    api = FOLDER / "api.yaml"
    api.write_text("remove: [system]\n")
    done = subprocess.run(command(f"--api={api}"), capture_output=True,
                          text=True)
    expect(findings(done) == 0, "the rows of the last run were used")


def damage():
    for kind in ("run", "manifest", "facts"):
        for path in blobs(kind):
            data = bytearray(path.read_bytes())
            data[-1] ^= 1
            path.write_bytes(data)
    done = run()
    expect("is not used: damaged" in done.stderr, done.stderr)
    done = run()
    expect("damaged" not in done.stderr, "damage was not mended")
    for path in blobs("run"):
        path.write_bytes(b"")
    done = run()
    expect("is not used: not written by hangproof" in done.stderr, done.stderr)


def headers_of_the_library():
    """The C++ library's headers are found on a winding path."""
    file = FOLDER / "vector.cpp"
    file.write_text("#include <vector>\nstd::vector<int> all;\n")
    old(file)
    for compiler in ("clang++-19", "/bin/c++", "no-such-g++"):
        database = FOLDER / compiler.replace("/", "_")
        database.mkdir()
        (database / "compile_commands.json").write_text(json.dumps([
            {"directory": str(FOLDER), "file": "vector.cpp",
             "arguments": [compiler, "-c", "vector.cpp"]}]))
        for _ in range(2):
            done = subprocess.run(
                [HANGPROOF, "-p", str(database), f"--cache-dir={CACHE}",
                 "--stats"], capture_output=True, text=True)
            expect(done.returncode == 0, done.stderr)
        expect("read facts" not in done.stderr, f"{compiler}: {done.stderr}")


def two_at_once():
    cache = FOLDER / "shared"
    runs = [subprocess.Popen(command("-j1", cache=cache), text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(3)]
    outputs = [process.communicate() for process in runs]
    for out, err in outputs:
        expect(out == outputs[0][0] and "cache" not in err.replace(
            "prune the cache", ""), err)
    expect(findings(run(cache=cache)) == UNITS, "")


def killed():
    cache = FOLDER / "killed"
    for delay in (0.02, 0.05, 0.1, 0.2):
        process = subprocess.Popen(command("-j1", cache=cache),
                                   stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = run(cache=cache)
        expect("is not used" not in done.stderr, done.stderr)


def not_writable():
    file = FOLDER / "a-file"
    file.write_text("")
    done = run(cache=file)
    expect("cannot be written" in done.stderr, done.stderr)
    expect(findings(done) == UNITS, done.stdout)


def full_disk():
    cache = FOLDER / "small"
    cache.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs",
                       str(cache)], capture_output=True).returncode:
        return
    try:
        done = run(cache=cache)
        expect("cannot be written" in done.stderr, done.stderr)
        expect(findings(done) == UNITS, done.stdout)
        expect(not list(cache.glob("*/*.tmp")), "a half file was left")
    finally:
        subprocess.run(["umount", str(cache)], check=True)


def bounded():
    cache = FOLDER / "bounded"
    # Larger than the bound of 1 MB.
    (cache / "aa").mkdir(parents=True)
    big = cache / "aa" / "aaaaaaaaaaaaaaaa.facts"
    big.write_bytes(b"x" * 1_200_000)
    old(big)
    run("--cache-size=1", cache=cache)
    expect(not big.exists(), "what is old was kept")
    expect(list(cache.glob("*/*.run")), "what is new was not kept")


def missing_header():
    write("include/run.h", '#include "later.h"\nvoid run(const char *);\n')
    done = run("--allow-incomplete")
    expect("not analysed whole" in done.stderr, done.stderr)
    write("include/later.h", "\n")
    done = run()
    expect("not analysed whole" not in done.stderr, done.stderr)


def parent_of_a_link():
    """".." behind a symbolic link leads to the parent of what it means."""
    folder = FOLDER / "links"
    (folder / "deep/er").mkdir(parents=True)
    (folder / "link").symlink_to("deep/er")
    header = folder / "deep/odd.h"
    header.write_text(
        "#include <stdio.h>\n#include <stdlib.h>\n"
        "static inline void all(FILE *in) { char line[80];\n"
        "  while (fgets(line, sizeof line, in))\n    system(\"sync\");\n}\n")
    (folder / "odd.c").write_text('#include "link/../odd.h"\n'
                                  "void f(FILE *in) { all(in); }\n")
    (folder / "compile_commands.json").write_text(json.dumps([
        {"directory": str(folder), "file": "odd.c",
         "arguments": ["cc", "-c", "odd.c"]}]))
    old(*folder.rglob("*.[ch]"))

    def once():
        return subprocess.run(
            [HANGPROOF, "-p", str(folder), f"--cache-dir={CACHE}", "--stats",
             "--min-confidence=low", "--config={}"],
            capture_output=True, text=True)

    expect("deep/odd.h:5:5: warning" in once().stdout, once().stdout)
    expect("read facts" not in once().stderr, "it was not kept")
    header.write_text("#include <stdio.h>\n"
                      "static inline void all(FILE *in) { (void)in; }\n")
    done = once()
    expect(done.returncode == 0 and count(done, "units parsed") == 1,
           done.stderr)


def read_only():
    """A cache that may be read and not written serves what it has."""
    cache = FOLDER / "read-only"
    run(cache=cache)
    if subprocess.run(["mount", "--bind", "-o", "ro", cache, cache],
                      capture_output=True).returncode:
        return
    try:
        # Some kernels ignore "ro" of a new bind mount.
        subprocess.run(["mount", "-o", "remount,ro,bind", cache], check=True,
                       capture_output=True)
        done = run(cache=cache)
        expect("read facts" not in done.stderr, done.stderr)
        write("run.c", RUNS + "/* written */\n")
        done = run(cache=cache)
        expect("cannot be written: Read-only file system" in done.stderr,
               done.stderr)
        expect(findings(done) == UNITS, done.stdout)
        write("run.c", RUNS)
    finally:
        subprocess.run(["umount", str(cache)], check=True)


def file_size_limit():
    """A quota: blobs that do not fit are not kept, and nothing else is lost."""
    cache = FOLDER / "limited"
    limit = ["prlimit", "--fsize=512"]
    done = subprocess.run([*limit, *command(cache=cache)], capture_output=True,
                          text=True)
    expect(done.returncode == 1, f"{done.returncode}\n{done.stderr}")
    expect("cannot be written: File too large" in done.stderr, done.stderr)
    expect(findings(done) == UNITS, done.stdout)
    expect(not list(cache.glob("*/*.tmp")), "a half file was left")


def changed_while_it_runs():
    """Facts of a file that somebody writes during the run are not kept."""
    cache = FOLDER / "writing"
    slow = "#define A x x x x x x x x x x\n"
    for old_name, name in zip("ABCDE", "BCDEF"):
        slow += f"#define {name}" + f" {old_name}" * 10 + "\n"
    # A million empty statements: long enough to be overtaken.
    write("aaa.c", "#define x ;\n" + slow + "void aaa(void) { F }\n")
    names = ["aaa.c", "run.c", "all0.c"]
    database = FOLDER / "writing-database"
    database.mkdir()
    (database / "compile_commands.json").write_text(json.dumps([
        {"directory": str(SOURCE), "file": name,
         "arguments": ["cc", "-Ifirst", "-Iinclude", "-c", name]}
        for name in names]))

    def start():
        return subprocess.Popen(
            command("-j1", cache=cache, database=database), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    old()
    process = start()
    deadline = time.monotonic() + 60
    # The manifest is written when the closures are hashed, before the parse.
    while not list(cache.glob("*/*.manifest")):
        expect(time.monotonic() < deadline and process.poll() is None,
               "no manifest")
        time.sleep(0.005)
    write("all0.c", "void all0(void) {}\n")
    out, err = process.communicate()
    expect(process.returncode == 0 and "warning" not in out, out + err)
    expect("all0.c', or a header of it, was written while" in err, err)
    write("all0.c", BAD.format(n=0))
    old()
    out, err = start().communicate()
    expect(out.count("warning:") == 1, f"kept what was not so\n{out}{err}")
    (SOURCE / "aaa.c").unlink()


make_program()
for scenario in (unchanged, one_file_changed, header_changed, header_appears,
                 other_options, headers_of_the_library, damage, two_at_once,
                 killed, not_writable, full_disk, read_only, file_size_limit,
                 changed_while_it_runs, parent_of_a_link, bounded,
                 missing_header):
    scenario()
