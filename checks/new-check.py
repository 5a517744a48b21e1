#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the folder of a new check.

usage: new-check.py NAME [SUMMARY]

NAME     what the code does wrong, in lower-case words joined by hyphens and
         without "hangproof-": wall-clock-duration
SUMMARY  one sentence without full stop; it can be filled in later

Writes checks/NAME with the code, the user page and the test of a small check
that works at once, and adds NAME to the list in checks/CMakeLists.txt.
docs/writing-a-check.md tells how to go on from there.
"""
import pathlib
import re
import sys

CHECKS = pathlib.Path(__file__).resolve().parent
LIST = re.compile(r"(set\(HANGPROOF_CHECKS\n)(.*?)(\n?\))", re.DOTALL)
NOT_CHECKS = {"api", "engine"}

CODE = """\
@banner@
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Check.h"
#include "engine/Effects.h"
#include "engine/Program.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-@name@";

// TODO: This reports every call that starts a program. Ask for the effects
// that make the defect, and stay quiet where a reviewer would.
void run(const Program &P, OptionLookup Option,
         std::vector<Finding> &Findings) {
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls) {
      if (!effectOf(P, F, Call, EffectKind::StartsProgram))
        continue;
      Finding Found;
      Found.Check = Name;
      Found.Where = P.range(F, Call.Where);
      Found.Function = F->Name;
      Found.Level = Confidence::Medium;
      Found.Message = "'" + Call.CalleeName +
                      "' starts a program here; TODO: say what happens in "
                      "production and the fix";
      Found.Evidence.push_back(
          {P.range(F, F->Where), "'" + F->Name + "' is entered"});
      Findings.push_back(std::move(Found));
    }
}

} // namespace

CheckInfo get@camel@Info() {
  CheckInfo Info = {};
  Info.Name = Name;
  Info.Summary = @summary@;
  Info.Description = "TODO: at most 1024 characters on what is reported, what "
                     "it costs in production and how it is cured.";
  Info.Precision = "medium";
  Info.Severity = "warning";
  Info.Cwe = "CWE-400";
  Info.ConfidenceRules = "TODO: high: ...; medium: ...; low: ...";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
"""

PAGE = """\
# hangproof-@name@

@summary_text@.

## Symptoms

TODO: what people see in production, before they know the cause.

## Code

```cpp bad
#include <stdlib.h>

void refresh() { system("refresh"); }
```

TODO: one sentence on the line that does it.

## What to look at

TODO: commands that confirm it on a live process: `/proc`, `ss`, `strace`,
`perf`.

## Diagnosis

TODO: why the code does that, step by step.

## Fix

```cpp good
void refreshInProcess();

void refresh() { refreshInProcess(); }
```

## Takeaway

TODO: the one sentence to remember.

## Known limits

TODO: what is not seen, and what may be reported though it is right.
"""

TEST = """\
// RUN: %check_hangproof %s hangproof-@name@ -- -std=c++17

#include <stdlib.h>

void starts_bad() {
  system("refresh");
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program here; TODO: say what happens in production and the fix [hangproof-@name@]
  // CHECK-NOTES: :[[@LINE-3]]:6: note: 'starts_bad' is entered
}

void prints_ok() { abs(-1); }
"""


def fault(name, listed):
    """Returns why NAME cannot be taken, or None."""
    if name.startswith("hangproof-"):
        return "leave the prefix 'hangproof-' out"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)+", name):
        return "want two or more lower-case words joined by hyphens"
    if name in NOT_CHECKS or name in listed or (CHECKS / name).exists():
        return "there is one of that name already"
    return None


def literal(text):
    """Returns text as a C++ string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def banner(camel, summary):
    """Returns the first line of the code, 80 columns wide."""
    title = f"//===- {camel}.cpp - {summary} "
    tail = "*- C++ -*-===//"
    if len(title) + len(tail) > 80:
        title = f"//===- {camel}.cpp "
    return title + "-" * (80 - len(title) - len(tail)) + tail


def make(name, summary):
    """Writes the folder of the check and its line in the list."""
    camel = "".join(word.capitalize() for word in name.split("-"))
    summary = summary.rstrip(".")
    fields = {
        "name": name,
        "camel": camel,
        "summary": literal(summary),
        "summary_text": summary[:1].upper() + summary[1:],
        "banner": banner(camel, summary),
    }
    folder = CHECKS / name
    folder.mkdir()
    templates = {f"{camel}.cpp": CODE, f"{name}.md": PAGE, f"{name}.cpp": TEST}
    for file, template in templates.items():
        text = re.sub(r"@(\w+)@", lambda hit: fields[hit.group(1)], template)
        (folder / file).write_text(text)
    return [folder / file for file in templates]


def main(arguments):
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    name = arguments[0]
    summary = arguments[1] if len(arguments) == 2 else "TODO: one sentence"

    cmake = CHECKS / "CMakeLists.txt"
    text = cmake.read_text()
    match = LIST.search(text)
    if not match:
        print(f"{cmake}: no set(HANGPROOF_CHECKS ...) found", file=sys.stderr)
        return 1
    listed = match.group(2).split()
    problem = fault(name, listed)
    if problem:
        print(f"new-check.py: '{name}': {problem}", file=sys.stderr)
        return 1

    for path in make(name, summary):
        print(path.relative_to(CHECKS.parent))
    lines = "\n".join(f"  {check}" for check in sorted(listed + [name]))
    cmake.write_text(text[:match.start()] + match.group(1) + lines +
                     match.group(3) + text[match.end():])
    print(cmake.relative_to(CHECKS.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
