"""In: the name of a program that the tests call. Out: its path, or the end of the test.

A test that calls one is marked with what it is (`MARKERS`), so that `build.py test` can do without.

Where a program may not be installed, the tests that need it are skipped with the reason; under `CI`
a missing program is a failure, so that nothing goes unchecked unnoticed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Program:
    """Names under which a program may stand on the path, in order, and why the tests want it."""

    names: tuple[str, ...]
    reason: str
    marker: str
    variable: str | None = None


MARKERS = {
    "browser": "opens pages in a browser",
    "gettext": "asks gettext's own program",
    "java": "asks programs of Java: veraPDF, the Nu HTML checker",
    "screen_reader": "has a screen reader speak",
    "server": "serves pages with nginx or Apache",
    "viewer": "has other programs than Python's read or draw PDFs",
}

# The markers of the test that is running; outside of tests everything is allowed.
running: set[str] = set(MARKERS)

_CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
PROGRAMS = {
    # The one without windows opens a page in a third of the time.
    "chromium": Program(
        ("/usr/bin/chromium-headless-shell", "chromium-headless-shell", *_CHROMIUM),
        "a real browser opens the pages",
        "browser",
        variable="CHROMIUM",
    ),
    "chromium with windows": Program(
        _CHROMIUM, "the screen reader reads what its windows show", "screen_reader"
    ),
    "firefox": Program(
        ("/usr/bin/firefox-esr", "firefox-esr", "firefox"),
        "a browser of another make opens the pages too",
        "browser",
        variable="FIREFOX",
    ),
    "java": Program(("java",), "the Nu HTML checker runs on it", "java"),
    # A bare runtime cannot start a source file: `java VeraPdf.java` compiles it first.
    "javac": Program(
        ("javac",), "veraPDF's front end needs a JDK (11 or later), not only a JRE", "java"
    ),
    "pdftoppm": Program(("pdftoppm",), "Poppler draws the PDFs", "viewer"),
    "pdftotext": Program(("pdftotext",), "Poppler reads the text of the PDFs", "viewer"),
    "mutool": Program(("mutool",), "MuPDF draws the PDFs", "viewer"),
    "msgfmt": Program(("msgfmt",), "it reads catalogues as translators' programs do", "gettext"),
    "qpdf": Program(("qpdf",), "it checks the structure of the PDF files", "viewer"),
    # Where Debian has it, it is on the path of administrators alone.
    "apache": Program(
        ("apache2", "/usr/sbin/apache2", "httpd"),
        "it serves the site as a publisher does",
        "server",
    ),
    "xvfb": Program(("Xvfb",), "the screen reader and its browser need a screen", "screen_reader"),
    "dbus": Program(
        ("dbus-daemon",), "browsers talk to the screen reader over it", "screen_reader"
    ),
    "openbox": Program(
        ("openbox",), "without a window manager no window gets the keys", "screen_reader"
    ),
    "xdotool": Program(("xdotool",), "it presses keys as a hand does", "screen_reader"),
    "orca": Program(("orca",), "a real screen reader reads the pages", "screen_reader"),
    "nginx": Program(
        ("nginx", "/usr/sbin/nginx"), "it serves the site as a publisher does", "server"
    ),
}


def find(name: str) -> str | None:
    """Return the path of a program of `PROGRAMS`, or None where it is missing."""
    program = PROGRAMS[name]
    chosen = os.environ.get(program.variable) if program.variable else None
    candidates = (chosen,) if chosen else program.names
    return next((path for path in map(shutil.which, candidates) if path), None)


def needs(name: str) -> str:
    """Return the path of a program of `PROGRAMS`; where it is missing, skip, or fail under CI.

    A test without the program's marker fails.
    """
    marker = PROGRAMS[name].marker
    assert marker in running, f"a test that calls {name} is marked with `{marker}`"
    path = find(name)
    if path is not None:
        return path
    reason = f"{name} is not installed: {PROGRAMS[name].reason}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def node_module(package: str, inside: str) -> Path:
    """Return a file of an npm package; without it, skip, or fail under CI."""
    path = Path(__file__).parent.parent / "node_modules" / package / inside
    if path.exists():
        return path
    reason = f"{package} is not installed: run the tests through build.py"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(
    command: Sequence[str | Path], folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, whatever its exit code, and capture what it writes.

    It runs in `folder`, or where the tests run.

    Raises `subprocess.TimeoutExpired` after ten minutes: a program that hangs fails its test.
    """
    return subprocess.run(
        command, cwd=folder, capture_output=True, check=False, timeout=600, env=_environment()
    )


def start(command: Sequence[str | Path]) -> subprocess.Popen[str]:
    """Start a program that answers lines on its standard input with lines on its output."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(),
    )


def start_apart(command: Sequence[str], asked: Path, answered: Path) -> int:
    """Start a program that goes on when this one ends, and return the number of its group.

    It answers lines from one named pipe with lines into another, and ends when nobody has the first
    one open for writing any more.
    """
    # Behind `&`, the input would be another one.
    apart = 'exec 3<&0; "$@" <&3 3<&- &'
    with asked.open("rb") as lines, answered.open("wb") as answers:
        process = subprocess.Popen(
            ["sh", "-c", apart, "sh", *command],
            stdin=lines,
            stdout=answers,
            env=_environment(),
            start_new_session=True,
        )
    process.wait()
    return process.pid


def _environment() -> dict[str, str]:
    # Java reads the names of files in the locale's encoding: in the plain C locale an "ö" is lost.
    return {**os.environ, "LC_ALL": "C.UTF-8"}
