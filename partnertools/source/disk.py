"""A path in the content -> its bytes, where it is a file of the content's own and not too large."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from partnertools import files


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be taken, and what to do about it."""

    what: str
    remedy: str


def names(folder: Path) -> list[Path]:
    """Return what people have put into a folder, by name; leftovers of programs are passed over."""
    return sorted(path for path in folder.iterdir() if not files.is_leftover(path.name))


def read(path: Path, content: Path, most: int) -> bytes | Refusal:
    """Return the bytes of a file of the folder `content`, of which there may be `most`.

    What a link leads to must be in the content too: whatever is read may be published.
    """
    try:
        if outside := refuse_outside(path, content):
            return outside
        kind = path.stat()
        if stat.S_ISDIR(kind.st_mode):
            return Refusal("it is a folder", "put a file in its place")
        # A pipe or a device would keep its reader waiting, or never end.
        if not stat.S_ISREG(kind.st_mode):
            return Refusal("it is no ordinary file", "put a file in its place")
        if kind.st_size > most:
            what = f"it has {kind.st_size / 1e6:,.1f} MB, and {most / 1e6:,g} MB is the most"
            return Refusal(what, "make it smaller")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        return refuse_unreadable(path, error)


def refuse_outside(path: Path, content: Path) -> Refusal | None:
    """Return why a path is refused whose links lead nowhere, or out of the folder `content`."""
    try:
        real = Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError) as error:
        return refuse_unreadable(path, error)
    if real.is_relative_to(os.path.realpath(content)):
        return None
    return Refusal("it is a link that leads out of the content", "put a copy in its place")


def refuse_unreadable(path: Path, error: OSError | ValueError) -> Refusal:
    """Return why a path is refused that led to this error."""
    try:
        if path.is_symlink():
            return Refusal(
                "it is a link that leads nowhere", "put a file in its place, or remove it"
            )
    except (OSError, ValueError):
        pass
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Refusal(f"it can't be read ({reason})", "see to it that you can open it")
