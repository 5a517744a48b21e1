#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a thread map in JSON as lines that FileCheck can read.

usage: read_map.py FILE
"""
import json
import sys


def place(where):
    """Returns the file name and line of a place."""
    return f"{where['path'].rsplit('/', 1)[-1]}:{where['line']}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        known = json.load(file)
    assert (known["format"], known["version"]) == ("hangproof-map", 1)
    names = {r["id"]: r["name"] for r in known["runners"]}

    def listed(ids):
        return " ".join(names[i] for i in ids)

    order = ["main", "thread", "process", "task", "handler", "outside"]
    for r in sorted(known["runners"], key=lambda r: order.index(r["kind"])):
        parts = [r["kind"], r["name"], r["folder"]]
        if "place" in r:
            parts.append(place(r["place"]))
        if "per" in r:
            parts.append("per " + r["per"])
        if r["eventLoops"]:
            parts.append("loops " + " ".join(r["eventLoops"]))
        parts.append("blocks " + " ".join(f"{b['kind']}:{b['call']}"
                                          for b in r["blocks"]))
        parts.append(f"bounded {r['boundedWaits']}")
        parts += [f"endless {w['call']} {place(w['place'])}"
                  for w in r["endlessWaits"]]
        print(" ".join(parts))
    for s in sorted(known["spawns"], key=lambda s: (s["place"]["path"] !=
                                                    "src/server.c",
                                                    s["place"]["line"])):
        bound = s["bound"]
        print(f"{s['call']} in {s['function']}: {bound['kind']} "
              f"{bound.get('per', '')}".rstrip() +
              (f" by {bound['by']}" if "by" in bound else "") +
              f"; from {listed(s['from'])}; starts {listed(s['starts'])}" +
              (f"; {s['fate']}" if "fate" in s else ""))
    for r in known["registrations"]:
        print(f"register {names[r['handler']]} by {r.get('call', '')} from "
              f"{listed(r['from'])}")


if __name__ == "__main__":
    sys.exit(main())
