#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the findings of a run with those of one without shortcuts
(--exhaustive) over some files of a compile database, at the least confidence,
and prints the user CPU of both. Without -p, fetches Debian's source of rocksdb.

The exit code is 1 if there is any difference.
"""
import json
import pathlib
import sys
import tempfile

import syntax_check


def run(program, database, files, output, *options):
    """Returns (findings, user CPU in s) of one run."""
    cpu, _, code = syntax_check.measure(
        [program, "-p", str(database), "--no-cache", "--quiet", "--config={}",
         "--min-confidence=low", "--format=json", f"--output={output}",
         *options, *files], None)
    if code not in (0, 1, 3):
        sys.exit(f"hangproof exits with {code}")
    return json.loads(output.read_text())["findings"], cpu


def main():
    parser = syntax_check.argument_parser(__doc__, files=30)
    options = parser.parse_args()

    database = syntax_check.database_of(options)
    files = [path for path, _ in syntax_check.choose(database, options.files)]
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "findings.json")
        program = options.hangproof.resolve()
        short, short_cpu = run(program, database, files, output)
        whole, whole_cpu = run(program, database, files, output,
                               "--exhaustive")
    print(f"{len(files)} files of {database}: {len(short)} findings in "
          f"{short_cpu:.1f} s of user CPU, {len(whole)} in {whole_cpu:.1f} s "
          "without shortcuts")
    for sign, these, others in (("-", short, whole), ("+", whole, short)):
        for finding in these:
            if finding not in others:
                print(sign, json.dumps(finding))
    return 0 if short == whole else 1


if __name__ == "__main__":
    sys.exit(main())
