#!/usr/bin/env python3
# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the shell parts of integrations/ as the CI systems would.

usage: recipes.py ROOT HANGPROOF WORK_FOLDER [NAME...]

Each function test_NAME is a test; without names all are run. A system's own
steps (uploads, caches) are recorded, not run.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

ROOT = HANGPROOF = WORK = None

SLOW = """#include <stdio.h>
#include <stdlib.h>
void each(FILE *in) {
  char line[80];
  while (fgets(line, sizeof line, in))
    system("logger line");
}
"""
CLEAN = "int clean(void) { return 0; }\n"


def project(name, **files):
    """Makes a project with a compile database and returns its folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "build").mkdir(parents=True)
    # Paths in reports are relative to the repository.
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    entries = []
    for stem, text in files.items():
        (folder / f"{stem}.c").write_text(text)
        entries.append({"directory": str(folder), "file": f"{stem}.c",
                        "arguments": ["clang", "-c", f"{stem}.c"]})
    (folder / "build" / "compile_commands.json").write_text(json.dumps(entries))
    return folder


def run(command, folder, env=None, **more):
    """Runs a command and returns what came of it, with its output as text."""
    variables = {**os.environ, "XDG_CACHE_HOME": str(WORK / "cache"),
                 **(env or {})}
    return subprocess.run(command, cwd=folder, env=variables, text=True,
                          capture_output=True, check=False, **more)


def load(path):
    """Returns a YAML file of integrations/."""
    return yaml.safe_load((ROOT / path).read_text())


def same(what, got, want):
    """Ends the test if the values differ."""
    if got != want:
        raise AssertionError(f"{what}: got {got!r}, want {want!r}")


def rules_in(sarif):
    """Returns the rules of the results of a SARIF file."""
    log = json.loads(pathlib.Path(sarif).read_text())
    return sorted({r["ruleId"] for run_ in log["runs"]
                   for r in run_["results"]})


class Action:
    """Runs a composite action of GitHub; other actions are recorded."""

    WORD = re.compile(r"(always\(\)|'[^']*'|&&|\|\||==|!=|[\w.-]+)\s*")
    OPERATORS = {"&&": "and", "||": "or", "==": "==", "!=": "!="}

    def __init__(self, path, folder, action_path=None, **inputs):
        text = yaml.safe_load(path.read_text())
        self.folder = folder
        self.values = {"runner.os": "Linux", "runner.arch": "X64",
                       "github.action_ref": "v1",
                       "github.action_path": str(action_path or path.parent)}
        unknown = set(inputs) - set(text["inputs"])
        same("unknown inputs", unknown, set())
        for name, what in text["inputs"].items():
            assert what["description"], name
            self.values[f"inputs.{name}"] = inputs.get(name, what["default"])
        self.used = []
        self.failed = False
        self.output = ""
        for number, step in enumerate(text["runs"]["steps"]):
            self.step(step, number)
        self.outputs = {name: self.expand(what["value"])
                        for name, what in text["outputs"].items()}

    def evaluate(self, expression):
        """Returns the value of what stands between ${{ and }}."""
        words = []
        rest = expression.strip()
        while rest:
            match = self.WORD.match(rest)
            if not match:
                raise AssertionError(f"cannot read {expression!r}")
            rest = rest[match.end():]
            word = match.group(1)
            if word in self.OPERATORS:
                words.append(self.OPERATORS[word])
            elif word == "always()":
                words.append("True")
            elif word.startswith("'"):
                words.append(word)
            elif word.startswith("steps."):
                words.append(repr(self.values.get(word, "")))
            else:
                words.append(repr(self.values[word]))
        return eval(" ".join(words))  # pylint: disable=eval-used

    def expand(self, text):
        """Returns the text with its expressions evaluated."""
        return re.sub(r"\$\{\{(.*?)\}\}",
                      lambda m: str(self.evaluate(m.group(1))), str(text))

    def step(self, step, number):
        """Runs one step, if its condition and the steps before let it."""
        condition = re.sub(r"^\$\{\{(.*)\}\}$", r"\1",
                           step.get("if", "success")).strip()
        is_always = "always()" in condition
        if self.failed and not is_always:
            return
        if condition != "success" and not self.evaluate(condition):
            return
        if "uses" in step:
            assert re.search(r"@v\d+$", step["uses"]), step["uses"]
            self.used.append((step["uses"].split("@")[0],
                              {k: self.expand(v)
                               for k, v in step["with"].items()}))
            return
        assert "${{" not in step["run"], "text of the workflow in a script"
        same("shell", step["shell"], "bash")
        written = WORK / f"output-{number}"
        written.write_text("")
        env = {k: self.expand(v) for k, v in step.get("env", {}).items()}
        result = run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c",
                      step["run"]], self.folder,
                     {**env, "GITHUB_OUTPUT": str(written)})
        self.output += result.stdout + result.stderr
        self.failed = self.failed or result.returncode != 0
        for line in written.read_text().splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{name}"] = value


def test_github():
    """Findings fail the step, and the report is uploaded all the same."""
    action = ROOT / "integrations" / "github" / "action.yml"
    folder = project("github", slow=SLOW)
    done = Action(action, folder, hangproof=HANGPROOF, category="arm")
    same("failed", done.failed, True)
    same("outputs", done.outputs,
         {"sarif-file": "hangproof.sarif", "exit-code": "1"})
    same("used", done.used, [("github/codeql-action/upload-sarif",
                              {"sarif_file": "hangproof.sarif",
                               "category": "hangproof-arm"})])
    same("rules", rules_in(folder / "hangproof.sarif"),
         ["hangproof-exec-in-hot-loop"])

    done = Action(action, project("github-clean", clean=CLEAN),
                  hangproof=HANGPROOF)
    same("clean", (done.failed, done.outputs["exit-code"], len(done.used)),
         (False, "0", 1))

    # One argument a line, whatever is in it, and nothing of it is run.
    done = Action(action, folder, hangproof=HANGPROOF,
                  arguments="--exclude=no such file*\n"
                            "--exclude=$(touch escaped);*\n\n--fail-on=none\n")
    same("exit code with arguments", done.outputs["exit-code"], "0")
    same("nothing was run", (folder / "escaped").exists(), False)

    # No report, no upload.
    done = Action(action, folder, hangproof=HANGPROOF, **{
        "build-dir": "nowhere"})
    same("usage error", (done.failed, done.outputs, done.used),
         (True, {"sarif-file": "", "exit-code": "2"}, []))


def test_github_annotations():
    """Without code scanning the findings are annotations."""
    done = Action(ROOT / "integrations" / "github" / "action.yml",
                  project("annotations", slow=SLOW), hangproof=HANGPROOF,
                  upload="false")
    same("used", done.used, [])
    assert re.search(r"^::warning file=slow\.c,", done.output, re.MULTILINE), \
        done.output


def test_github_build():
    """The program is built where none is given, from the action's revision."""
    copy = WORK / "action" / "integrations"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "integrations" / "github", copy / "github")
    script = copy / "build.sh"
    script.write_text("#!/bin/sh\n[ -n \"$1\" ] || exit 1\n"
                      f"echo building\necho {HANGPROOF}\n")
    script.chmod(0o755)
    done = Action(copy / "github" / "action.yml",
                  project("github-build", clean=CLEAN))
    same("failed", done.failed, False)
    same("used", [name for name, _ in done.used],
         ["actions/cache", "github/codeql-action/upload-sarif"])
    assert "building" in done.output, done.output


def gitlab_job():
    """Returns the job of the template."""
    (name, job), = load("integrations/gitlab/hangproof.yml").items()
    assert name.startswith("."), "a hidden job: projects extend it"
    return job


def test_gitlab():
    """The job writes what GitLab's Code Quality reads, also when it fails."""
    job = gitlab_job()
    folder = project("gitlab", slow=SLOW)
    for extra, code in ((" ", 1), ("--fail-on=none --quiet", 0)):
        env = {**job["variables"], "HANGPROOF": HANGPROOF,
               "HANGPROOF_ARGUMENTS": extra}
        done = run(["bash", "-eo", "pipefail", "-c",
                    "\n".join(job["script"])], folder, env)
        same("exit code", (done.returncode, done.stderr.count("error")),
             (code, 0))
    assert "slow.c:6:5: warning:" in done.stdout, done.stdout
    artifacts = job["artifacts"]
    same("when", artifacts["when"], "always")
    issue, = json.loads(
        (folder / artifacts["reports"]["codequality"]).read_text())
    same("path", issue["location"]["path"], "slow.c")
    same("missing keys", {"description", "check_name", "fingerprint",
                          "severity"} - set(issue), set())
    for path in artifacts["paths"]:
        assert (folder / path).is_file(), path


def test_jenkins():
    """The stage passes with findings, writes the report, fails on mistakes."""
    text = (ROOT / "integrations" / "jenkins" / "Jenkinsfile").read_text()
    code = re.sub(r"//.*|'''.*?'''|'[^'\n]*'", "", text, flags=re.DOTALL
                  ).translate(str.maketrans("", "", "\n"))
    for pair in ("{}", "()", "[]"):
        same(pair, code.count(pair[0]), code.count(pair[1]))
    script, = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    pattern, = re.findall(r"pattern: '([^']*)'", text)
    env = dict(re.findall(r"^ +(\w+) = '([^']*)'$", text, re.MULTILINE))
    env["HANGPROOF"] = HANGPROOF
    folder = project("jenkins", slow=SLOW)
    same("exit code", run(["sh", "-xe", "-c", script], folder, env).returncode,
         0)
    same("rules", rules_in(folder / pattern), ["hangproof-exec-in-hot-loop"])
    broken = project("jenkins-broken", broken="int f(\n")
    same("not whole", run(["sh", "-xe", "-c", script], broken, env).returncode,
         3)


def test_azure():
    """The artifact has the one name that the tab looks for."""
    template = load("integrations/azure/hangproof.yml")
    defaults = {p["name"]: p["default"] for p in template["parameters"]}
    defaults["hangproof"] = HANGPROOF
    step, publish = template["steps"]
    folder = project("azure", slow=SLOW)
    staging = WORK / "staging"
    shutil.rmtree(staging, ignore_errors=True)

    def value(text):
        text = re.sub(r"\$\{\{ parameters\.(\w+) \}\}",
                      lambda m: defaults[m.group(1)], text)
        return text.replace("$(Build.ArtifactStagingDirectory)", str(staging))

    env = {k: value(v) for k, v in step["env"].items()}
    done = run(["bash", "--noprofile", "--norc", "-c", step["bash"]], folder,
               env)
    same("exit code", done.returncode, 1)
    same("task", publish["task"], "PublishBuildArtifacts@1")
    same("artifact", publish["inputs"]["ArtifactName"], "CodeAnalysisLogs")
    same("condition", publish["condition"], "succeededOrFailed()")
    published = pathlib.Path(value(publish["inputs"]["PathtoPublish"]))
    same("rules", rules_in(published / "hangproof.sarif"),
         ["hangproof-exec-in-hot-loop"])


def test_pre_commit():
    """The hooks run the program; without it they say where to get it."""
    hooks = {h["id"]: h for h in load(".pre-commit-hooks.yaml")}
    same("hooks", sorted(hooks), ["hangproof", "hangproof-program"])
    folder = project("pre-commit", slow=SLOW, clean=CLEAN)
    for hook in hooks.values():
        same("language", hook["language"], "script")
        script = str(ROOT / hook["entry"])
        passes = hook.get("pass_filenames", True)
        for names, code in ((["clean.c"], 0), (["slow.c"], 1)):
            done = run([script, "-p", "build"] + (names if passes else []),
                       folder, {"HANGPROOF": HANGPROOF})
            same(hook["id"], done.returncode, code if passes else 1)
            same("nothing but findings", done.stderr, "")
    wanted = re.compile(hooks["hangproof"]["files"])
    same("files", [bool(wanted.search(name)) for name in
                   ("a/b.c", "x.cpp", "x.h", "x.cc.txt", "c")],
         [True, True, False, False, False])
    done = run([script], folder, {"HANGPROOF": "no-such-program"})
    same("not installed", done.returncode, 2)
    assert "hangproof is not installed" in done.stderr, done.stderr


def test_pre_commit_itself():
    """pre-commit takes the hooks, where it is installed."""
    if not shutil.which("pre-commit") or not shutil.which("git"):
        print("test_pre_commit_itself: not run, no pre-commit")
        return
    hooks = project("hooks")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    shutil.copytree(ROOT / "integrations" / "pre-commit",
                    hooks / "integrations" / "pre-commit")
    folder = project("pre-commit-itself", slow=SLOW)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for place in (hooks, folder):
        for command in (["init", "-q"], ["add", "-A"],
                        ["commit", "-q", "-m", "x"]):
            run(git + command, place).check_returncode()
    done = run(["pre-commit", "try-repo", str(hooks), "hangproof", "--verbose",
                "--files", "slow.c"], folder,
               {"HANGPROOF": HANGPROOF, "PRE_COMMIT_HOME": str(WORK / "pc")})
    same("exit code", done.returncode, 1)
    assert "[hangproof-exec-in-hot-loop]" in done.stdout, done.stdout


def test_reviewdog():
    """reviewdog gets the findings, and its exit code counts."""
    script = str(ROOT / "integrations" / "reviewdog" / "reviewdog.sh")
    folder = project("reviewdog", slow=SLOW)
    stub = folder / "stub.sh"
    stub.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\" >args\ncat >stdin\n"
                    "exit 5\n")
    stub.chmod(0o755)
    env = {"HANGPROOF": HANGPROOF, "REVIEWDOG": str(stub)}
    done = run([script, "-p", "build", "--", "-reporter=local"], folder, env)
    same("exit code", done.returncode, 5)
    args = (folder / "args").read_text().splitlines()
    for wanted in ("-f=rdjson", "-filter-mode=nofilter", "-reporter=local"):
        assert wanted in args, args
    diagnostics = json.loads((folder / "stdin").read_text())["diagnostics"]
    same("places", [d["location"]["path"] for d in diagnostics], ["slow.c"])
    done = run([script, "-p", "nowhere"], folder, env)
    same("hangproof's own failure", done.returncode, 2)


def test_scripts():
    """shellcheck has nothing to say, where it is installed."""
    if not shutil.which("shellcheck"):
        print("test_scripts: not run, no shellcheck")
        return
    scripts = [str(p) for p in sorted((ROOT / "integrations").rglob("*sh"))
               if p.is_file()]
    parts = WORK / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    action = load("integrations/github/action.yml")
    pieces = [s["run"] for s in action["runs"]["steps"] if "run" in s]
    pieces += [s["bash"] for s in load("integrations/azure/hangproof.yml")
               ["steps"] if "bash" in s]
    for number, piece in enumerate(pieces):
        path = parts / f"{number}.sh"
        # What is split on purpose is so.
        path.write_text("#!/bin/bash\n# shellcheck disable=SC2086,SC2153\n" + piece)
        scripts.append(str(path))
    done = run(["shellcheck", *scripts], WORK)
    same("shellcheck", done.stdout, "")


def test_build_script():
    """The script that builds says how it is used."""
    done = run([str(ROOT / "integrations" / "build.sh")], WORK)
    same("exit code", done.returncode, 2)
    assert done.stderr.startswith("Usage: build.sh FOLDER"), done.stderr


def main():
    global ROOT, HANGPROOF, WORK  # pylint: disable=global-statement
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    ROOT = pathlib.Path(sys.argv[1])
    HANGPROOF = sys.argv[2]
    WORK = pathlib.Path(sys.argv[3])
    WORK.mkdir(parents=True, exist_ok=True)
    tests = {name[5:]: function for name, function in globals().items()
             if name.startswith("test_")}
    failures = 0
    for name in sys.argv[4:] or tests:
        try:
            tests[name]()
        except Exception as error:  # pylint: disable=broad-except
            failures += 1
            print(f"{name}: {type(error).__name__}: {error}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
