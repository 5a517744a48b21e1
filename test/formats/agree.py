#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the small formats as their consumers do and compares them with our own
JSON report of the same run.

usage: agree.py JSON GITLAB GITHUB RDJSON JUNIT

Prints a line for each fault; the exit code is 1 if there is one.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

FAULTS = []
SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}
# reviewdog refuses a file with any other member.
RDJSON = {
    "": {"diagnostics": [""], "source": "source", "severity": None},
    "diagnostics": {"message": None, "location": "location", "severity": None,
                    "source": "source", "code": "code",
                    "suggestions": "suggestions", "original_output": None},
    "source": {"name": None, "url": None},
    "code": {"value": None, "url": None},
    "location": {"path": None, "range": "range"},
    "range": {"start": "position", "end": "position"},
    "position": {"line": None, "column": None},
    "suggestions": {"range": "range", "text": None},
}


def expect(what, found, wanted):
    """Notes a fault if two values differ."""
    if found != wanted:
        FAULTS.append(f"{what}: {found!r} is not {wanted!r}")


def words(message):
    """A message without what makes it a sentence."""
    first = message.split("\n")[0].replace("] (", "](").rstrip(".")
    return first[:1].lower() + first[1:]


def place(finding):
    return finding["place"]["path"], finding["place"]["line"]


def check_gitlab(path, findings):
    with open(path, "rb") as file:
        data = file.read()
    expect("gitlab: byte order mark", data[:3] == b"\xef\xbb\xbf", False)
    issues = json.loads(data)
    expect("gitlab: count", len(issues), len(findings))
    prints = [issue["fingerprint"] for issue in issues]
    expect("gitlab: fingerprints", len(set(prints)), len(prints))
    for issue, finding in zip(issues, findings):
        where = issue["location"]
        expect("gitlab: place", (where["path"], where["lines"]["begin"]),
               place(finding))
        expect("gitlab: message", words(issue["description"]),
               words(finding["message"]))
        expect("gitlab: check", issue["check_name"], finding["check"])
        expect("gitlab: fingerprint", issue["fingerprint"],
               finding["fingerprint"])
        expect("gitlab: severity", issue["severity"] in
               ("info", "minor", "major", "critical", "blocker"), True)


def unescaped(text, is_property):
    """As the runner of GitHub Actions reads it."""
    text = text.replace("%0D", "\r").replace("%0A", "\n")
    if is_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%25", "%")


def check_github(path, findings):
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    expect("github: last line", lines.pop(), "")
    found = []
    for line in lines:
        # The message begins at the first "::" behind the properties.
        hit = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r]*)", line)
        if not hit:
            FAULTS.append(f"github: no command: {line!r}")
            continue
        level, properties, message = hit.groups()
        values = {}
        for one in properties.split(","):
            name, _, value = one.partition("=")
            expect("github: property", name in (
                "file", "line", "endLine", "col", "endColumn", "title"), True)
            values[name] = unescaped(value, True)
        if values["title"] == "hangproof":
            continue
        found.append((values["file"], int(values["line"]), values["title"],
                      level.replace("notice", "note"),
                      words(unescaped(message, False))))
    expect("github: findings", sorted(found),
           sorted((*place(f), f["check"], f["level"], words(f["message"]))
                  for f in findings))
    levels = ["error", "warning", "note"]
    order = [levels.index(one[3]) for one in found]
    expect("github: errors first", order, sorted(order))


def check_members(value, kind):
    """Notes members that reviewdog does not know."""
    if isinstance(value, list):
        for one in value:
            check_members(one, kind)
        return
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if name not in RDJSON[kind]:
            FAULTS.append(f"rdjson: '{name}' in '{kind or 'the top'}'")
        elif isinstance(inner, (dict, list)):
            known = RDJSON[kind][name]
            check_members(inner, name if isinstance(known, list) else known)


def check_rdjson(path, findings):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    check_members(document, "")
    found = document["diagnostics"]
    expect("rdjson: count", len(found), len(findings))
    for one, finding in zip(found, findings):
        start = one["location"]["range"]["start"]
        expect("rdjson: place", (one["location"]["path"], start["line"],
                                 start["column"]),
               (*place(finding), finding["place"]["column"]))
        expect("rdjson: message", words(one["message"]),
               words(finding["message"]))
        expect("rdjson: severity", one["severity"],
               SEVERITIES[finding["level"]])
        expect("rdjson: code", one["code"]["value"], finding["check"])
        here = {edit["place"]["path"] for edit in finding["fixes"]}
        if here == {finding["place"]["path"]}:
            expect("rdjson: suggestions",
                   [s["text"] for s in one["suggestions"]],
                   [edit["replacement"] for edit in finding["fixes"]])
        else:
            expect("rdjson: suggestions", one.get("suggestions"), None)


def check_junit(path, report):
    root = ElementTree.parse(path).getroot()
    findings = report["findings"]
    cases = root.findall("testsuite/testcase")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    expect("junit: names", len(set(names)), len(names))
    expect("junit: tests", int(root.get("tests")), len(cases))
    failures = root.findall("testsuite/testcase/failure")
    expect("junit: failures", int(root.get("failures")), len(failures))
    for suite in root.findall("testsuite"):
        for kind, path in (("tests", "testcase"),
                           ("failures", "testcase/failure"),
                           ("errors", "testcase/error")):
            expect(f"junit: {kind} of {suite.get('name')}",
                   int(suite.get(kind)), len(suite.findall(path)))
    found = [(case.get("file"), int(case.get("line")), case.get("classname"),
              case.find("failure") is not None)
             for case in cases if case.get("file")]
    expect("junit: findings", sorted(found),
           sorted((*place(f), f["check"], f["level"] != "note")
                  for f in findings))
    expect("junit: checks", set(report["checks"]) <= {
        suite.get("name") for suite in root.findall("testsuite")}, True)
    expect("junit: files not whole", len(root.findall("testsuite/testcase/error")),
           len(report["incomplete"]))


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    check_gitlab(sys.argv[2], report["findings"])
    check_github(sys.argv[3], report["findings"])
    check_rdjson(sys.argv[4], report["findings"])
    check_junit(sys.argv[5], report)
    for fault in FAULTS:
        print(fault)
    print(f"{len(report['findings'])} findings, {len(FAULTS)} faults")
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
