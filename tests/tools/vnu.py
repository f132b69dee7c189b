"""In: HTML files. Out: the messages of the Nu HTML checker, errors and warnings alike.

Its jar is one of the programs of `tests/package.json`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import programs


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `kind` is "error", "warning" or "info"; lines and columns count from 1."""

    path: Path
    kind: str
    line: int
    column: int
    text: str
    extract: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.kind}: {self.text}"


def messages(paths: Sequence[Path]) -> list[Message]:
    """Check all files in one JVM and return what the checker says of them, file by file."""
    if not paths:
        return []
    with tempfile.TemporaryDirectory() as folder:
        # The checker passes over a file that it cannot find, or whose name it cannot decode,
        # without a word. Numbered copies exist and are spelled in ASCII.
        copies = {
            shutil.copyfile(path, Path(folder) / f"{number}{path.suffix}").name: path
            for number, path in enumerate(paths)
        }
        command = [
            programs.needs("java"),
            # The schema's recursion overflows the stack that a JVM gives by itself; the quick
            # compiler halves the time of so short a run.
            *("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            *("-jar", str(jar()), "--stdout", "--exit-zero-always", "--format", "json"),
            *(str(Path(folder) / name) for name in copies),
        ]
        done = programs.run(command)
    if done.returncode != 0 or not done.stdout:
        raise RuntimeError(f"the HTML checker ended with {done.returncode}: {done.stderr.decode()}")
    return [_message(entry, copies) for entry in json.loads(done.stdout)["messages"]]


def jar() -> Path:
    """Return the checker's jar; `build.py test` installs it."""
    return programs.node_module("vnu-jar", "build/dist/vnu.jar")


def _message(entry: dict[str, Any], copies: dict[str, Path]) -> Message:
    """Read one entry of the checker's JSON: github.com/validator/validator/wiki, Output » JSON."""
    kind = entry["type"]
    return Message(
        path=copies[entry["url"].rpartition("/")[2]],
        # A file that cannot be read is a "non-document-error": an error to us.
        kind=entry.get("subType", "info") if kind == "info" else "error",
        line=entry.get("lastLine", 1),
        column=entry.get("firstColumn", 1),
        text=entry["message"],
        extract=entry.get("extract", ""),
    )
