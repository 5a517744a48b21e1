#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Looks at reports of thousands of findings (many_findings.py).

usage: load.py page HTML JSON
       load.py sarif SARIF ROOT

Prints a line for each fault; the exit code is 1 if there is one.
"""
import json
import pathlib
import re
import sys
import urllib.parse
import zlib

FAULTS = []


def expect(what, found, wanted):
    """Notes a fault if two values differ."""
    if found != wanted:
        FAULTS.append(f"{what}: {found!r} is not {wanted!r}")


def check_page(html, report):
    """The size of the page, and that no source text ends its data."""
    text = html.decode("utf-8")
    findings = json.loads(report)["findings"]
    expect("size below 1.5 kB a finding", len(html) < 1500 * len(findings), True)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>',
                     text, re.S).group(1)
    expect("findings in the page", len(json.loads(data)["findings"]),
           len(findings))
    expect("a comment or tag in the data", "<" in data, False)
    expect("script elements", text.count("<script"), 2)
    # For browsers without scripts.
    expect("items of the plain list", text.count("<li><code>"), len(findings))


def check_sarif(text, root):
    """The limits of GitHub, and that every file is found."""
    run = json.loads(text)["runs"][0]
    expect("results", len(run["results"]), 25000)
    notices = run["invocations"][0]["toolExecutionNotifications"]
    expect("notices", [notice["descriptor"]["id"] for notice in notices],
           ["findings-left-out"])
    expect("1 of 25001", notices[0]["message"]["text"][:10], "1 of 25001")
    expect("below 10 MB", len(zlib.compress(text)) < 10000000, True)
    for artifact in run["artifacts"]:
        path = root / urllib.parse.unquote(artifact["location"]["uri"])
        expect(f"{path} is there", path.is_file(), True)
    for result in run["results"]:
        location = result["locations"][0]["physicalLocation"]
        if location["region"]["snippet"]["text"] != "-":
            FAULTS.append(f"a result points at {location['region']}")
            break


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("page", "sarif"):
        sys.exit(__doc__)
    first, second = map(pathlib.Path, sys.argv[2:])
    if sys.argv[1] == "page":
        check_page(first.read_bytes(), second.read_bytes())
    else:
        check_sarif(first.read_bytes(), second)
    for fault in FAULTS:
        print(fault)
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
