"""What a build has read and written, by size and time -> whether there is anything to do at all.

Only what starts in no time is imported here: a build that has nothing to do ends before it has
loaded anything. A file that is touched, put in place of another, added or removed, another library,
another Python: then the build reads everything, and goes by what the files hold.
"""

import os
import sys
import time
import zlib
from collections.abc import Sequence

from partnertools.places import LAYOUTS, PACKAGE, user_cache

FORMAT = "2"
# Clocks of file systems are coarse: a file may be changed twice within one tick.
TICK_NS = 2_000_000_000
ENVIRONMENT = ("SOURCE_DATE_EPOCH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
SEPARATOR = "\x1e"


class UnsureError(Exception):
    """There is something whose changes can't be seen."""


class Snapshot:
    """The inputs of a build as they were before it read them."""

    def __init__(self, root: str, bases: Sequence[str]) -> None:
        self.root = root
        self.bases = bases
        self.inputs, self.newest = _inputs(root, bases)
        self.sums = _sums(root, bases, time.time_ns())

    def remember(self, site: str, libraries: list[str], words: str) -> None:
        """Keep what there is now, with words that say so, if it is surely what was read.

        `site` describes the site as the build has left it, `libraries` are the files by which it is
        seen that a library is another one.
        """
        inputs, newest = _inputs(self.root, self.bases)
        if inputs != self.inputs or newest > time.time_ns() - TICK_NS:
            return
        if any(_sum(path) != before for path, before in self.sums.items()):
            return
        bases = "\n".join(self.bases)
        parts = [bases, "\n".join(libraries), inputs, _about_all(libraries), site, words]
        path = _stamp(self.root)
        fresh = f"{path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            with open(fresh, "w", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
                file.write(SEPARATOR.join(parts))
            os.replace(fresh, path)  # noqa: PTH105
        except OSError:
            # The next build looks at everything again.
            return


def begin(root: str, bases: Sequence[str] = ()) -> Snapshot | None:
    """Look at the inputs before they are read; None where their changes can't be seen.

    `bases` are the folders of the toolkits that the project is laid over.
    """
    try:
        return Snapshot(root, bases)
    except (OSError, UnsureError):
        return None


def words_of_last(root: str) -> str | None:
    """Return what the last build said, if all is as it was then; else None."""
    try:
        with open(_stamp(root), encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            bases, libraries, inputs, about, site, words = file.read().split(SEPARATOR)
        # Another base is named in a file that is an input itself.
        if _inputs(root, bases.splitlines())[0] != inputs or describe_site(root) != site:
            return None
        if _about_all(libraries.split("\n")) != about:
            return None
    except (OSError, ValueError, UnsureError):
        return None
    return words


def describe_site(root: str) -> str:
    """Return a description of the site as it is."""
    dist = os.path.join(root, "dist")  # noqa: PTH118
    return "\n".join(f"{path}{line}" for path, line, _ in _walk(dist))


def root_of(words: list[str]) -> str | None:
    """Return the project of a command line that builds, as any build does; None for others."""
    if words[:1] != ["build"]:
        return None
    root, left = ".", words[1:]
    while left:
        word = left.pop(0)
        if word == "--root" and left:
            root = left.pop(0)
        elif word.startswith("--root="):
            root = word.removeprefix("--root=")
        elif word not in ("--quiet", "--pages-first"):
            return None
    return root.rstrip("/") or "/"


def _stamp(root: str) -> str:
    name = f"{zlib.crc32(os.path.realpath(root).encode(errors='surrogateescape')):08x}"
    return os.path.join(user_cache(), "builds", name)  # noqa: PTH118


def _inputs(root: str, bases: Sequence[str]) -> tuple[str, int]:
    """Return a description of all that is read, and when the last of it was changed."""
    lines = [FORMAT, root, os.path.realpath(root), sys.version, sys.prefix]
    lines += [f"{name}={os.environ.get(name)}" for name in ENVIRONMENT]
    newest = 0
    for folder in _folders(root, bases):
        for path, line, changed in _walk(folder, is_package=folder == PACKAGE):
            lines.append(f"{path}{line}")
            newest = max(newest, changed)
    return "\n".join(lines), newest


def _about_all(paths: list[str]) -> str:
    return "\n".join(_about(os.stat(path)) for path in paths)  # noqa: PTH116


def _folders(root: str, bases: Sequence[str]) -> list[str]:
    found = []
    for project in (root, *bases):
        found.append(os.path.join(project, "content"))  # noqa: PTH118
        own = os.path.join(project, "layouts")  # noqa: PTH118
        if os.path.exists(own) and os.path.realpath(own) != os.path.realpath(LAYOUTS):  # noqa: PTH110
            found.append(own)
    return [*found, LAYOUTS, PACKAGE]


def _walk(folder: str, is_package: bool = False) -> list[tuple[str, str, int]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if is_package and not (entry.name.endswith(".py") or entry.is_dir()):
                continue
            if entry.is_dir():
                if entry.is_symlink():
                    raise UnsureError
                if entry.name != "__pycache__":
                    found.append((entry.path, "/", 0))
                    found += _walk(entry.path, is_package)
                continue
            about = entry.stat()
            link = os.readlink(entry.path) if entry.is_symlink() else ""  # noqa: PTH115
            changed = max(about.st_mtime_ns, about.st_ctime_ns)
            found.append((entry.path, f"{_about(about)} {link}", changed))
    return found


def _about(about: os.stat_result) -> str:
    return f" {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"


def _sums(root: str, bases: Sequence[str], now: int) -> dict[str, int]:
    """Return the checksums of what was changed a moment ago, and may be changed within the tick."""
    return {
        path: _sum(path)
        for folder in _folders(root, bases)
        for path, _, changed in _walk(folder, is_package=folder == PACKAGE)
        if changed > now - TICK_NS
    }


def _sum(path: str) -> int:
    with open(path, "rb") as file:  # noqa: PTH123
        return zlib.crc32(file.read())
