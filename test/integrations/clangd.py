# Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What an editor sees of a file through hangproof-clangd.

Usage: clangd.py CLANGD FILE [TEXT...]

Opens FILE as an editor does, then replaces its content by each of the files
TEXT, one after the other, as somebody who types. Prints, for each state, the
diagnostics of clangd as JSON lines (sorted by place), then the titles of the
code actions that are offered for each. Ends with 1 if clangd dies or does not
answer within two minutes.
"""
import json
import pathlib
import queue
import subprocess
import sys
import threading

LIMIT = 120  # seconds


class Server:
    """clangd, spoken to in LSP over its standard streams."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, "--log=error", "--enable-config=false",
             "--background-index=false", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.inbox = queue.Queue()
        self.last_id = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while (line := stream.readline().strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self.inbox.put(None)
                return
            self.inbox.put(json.loads(stream.read(length)))

    def send(self, method, params, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method,
                           "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s"
                                 % (len(body), body))
        self.process.stdin.flush()

    def wait(self, wanted):
        """The next message for which wanted() holds."""
        while True:
            message = self.inbox.get(timeout=LIMIT)
            if message is None:
                sys.exit(f"clangd has ended: {self.process.wait()}")
            if wanted(message):
                return message

    def request(self, method, params):
        self.last_id += 1
        self.send(method, params, id=self.last_id)
        answer = self.wait(lambda m: m.get("id") == self.last_id
                           and "method" not in m)
        if "error" in answer:
            sys.exit(f"{method}: {answer['error']}")
        return answer["result"]


    def open(self, folder):
        self.request("initialize", {
            "processId": None, "rootUri": folder.as_uri(),
            "capabilities": {"textDocument": {
                "publishDiagnostics": {"relatedInformation": True,
                                       "codeDescriptionSupport": True},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {
                    "valueSet": ["quickfix"]}}}}}})
        self.send("initialized", {})

    def show_text(self, path, version, text):
        """The file has this content in the editor; version 1 opens it."""
        if version == 1:
            self.send("textDocument/didOpen", {"textDocument": {
                "uri": path.as_uri(), "languageId": "cpp", "version": version,
                "text": text}})
        else:
            self.send("textDocument/didChange", {
                "textDocument": {"uri": path.as_uri(), "version": version},
                "contentChanges": [{"text": text}]})

    def diagnostics(self, path, version):
        published = self.wait(
            lambda m: m.get("method") == "textDocument/publishDiagnostics"
            and m["params"]["uri"] == path.as_uri()
            and m["params"]["version"] == version)
        return published["params"]["diagnostics"]

    def close(self):
        self.request("shutdown", None)
        self.send("exit", None)
        return self.process.wait(timeout=LIMIT)


def show(server, path, version):
    found = server.diagnostics(path, version)
    found.sort(key=lambda d: (d["range"]["start"]["line"],
                              d["range"]["start"]["character"], d["message"]))
    print(f"state {version}: {len(found)} diagnostics")
    for diagnostic in found:
        print(json.dumps(diagnostic, sort_keys=True))
        for action in server.request("textDocument/codeAction", {
                "textDocument": {"uri": path.as_uri()},
                "range": diagnostic["range"],
                "context": {"diagnostics": [diagnostic]}}):
            if action.get("kind") == "quickfix":
                print("action:", action["title"])


def main():
    program, file, *texts = sys.argv[1:]
    path = pathlib.Path(file).resolve()
    # Not by the compile commands of a folder above.
    server = Server(program, f"--compile-commands-dir={path.parent}")
    server.open(path.parent)
    for version, text in enumerate([path, *map(pathlib.Path, texts)], 1):
        server.show_text(path, version, text.read_text())
        show(server, path, version)
    return server.close()


if __name__ == "__main__":
    sys.exit(main())
