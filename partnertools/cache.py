"""What was made before, by the hash of all that it was made from -> the same bytes again.

Entries are files in a folder, each named by its key: the user's cache folder, or one that several
machines share. A build that is killed, two builds at once, a deleted or a damaged entry: all of it
costs time, never a wrong byte.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import BinaryIO

from partnertools import files
from partnertools.places import user_cache

LARGEST = 500_000_000
# Seconds by which the clock of a file system may be behind.
TICK = 2
# How many bytes at the end of an entry tell whether it is whole.
DIGEST = 32
# How many bytes are read at a time.
AT_A_TIME = 1_000_000


class Cache:
    """A folder of entries; after `trim` at most `largest` bytes, or what one build needs."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self.folder = folder or Path(user_cache(), "outputs")
        self.largest = largest
        # What could not be written, for as long as the program runs.
        self.unwritten: dict[str, bytes] = {}

    def read(self, key: str) -> bytes | None:
        """Return an entry, or None where there is none that is whole."""
        pieces = self.pieces(key)
        return None if pieces is None else b"".join(pieces)

    def pieces(self, key: str) -> Iterator[bytes] | None:
        """Return the pieces of an entry, or None where there is none that is whole."""
        path = self.folder / key
        with suppress(OSError):
            found = _check(path)
            if next(found, None) is not None:
                # Entries that are used are the last to be trimmed.
                os.utime(path)
                return found
        kept = self.unwritten.get(key)
        return None if kept is None else iter((kept,))

    def has(self, key: str) -> bool:
        """Tell whether there is an entry, which may still be a damaged one."""
        return key in self.unwritten or (self.folder / key).exists()

    def write(self, key: str, data: bytes) -> None:
        """Keep an entry; where that is impossible, until this program ends."""
        self.write_pieces(key, lambda: (data,))

    def write_pieces(self, key: str, make: Callable[[], Iterable[bytes]]) -> None:
        """Keep an entry that is made piece by piece, as there may be no room for all of it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            files.replace(self.folder / key, _with_digest(make()))
        except OSError:
            self.unwritten[key] = b"".join(make())

    def keep(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return an entry, which is made where there is none."""
        data = self.read(key)
        if data is None:
            data = make()
            self.write(key, data)
        return data

    def trim(self, since: float = inf) -> None:
        """Delete the entries that were used longest ago, until the rest has room.

        What has been used `since` a time of the clock stays all the same: a build that needs more
        than there is room for would make all of it again the next time.
        """
        entries: list[tuple[float, int, Path]] = []
        # Another build may trim at the same time, or the folder can't be read.
        with suppress(OSError):
            for path in self.folder.iterdir():
                about = path.stat()
                entries.append((about.st_mtime, about.st_size, path))
            room = self.largest
            for used, size, path in sorted(entries, reverse=True):
                room -= size
                if room < 0 and used < since - TICK:
                    path.unlink(missing_ok=True)


def _with_digest(pieces: Iterable[bytes]) -> Iterator[bytes]:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    yield digest.digest()


def _check(path: Path) -> Iterator[bytes]:
    """Yield the pieces of an entry behind an empty one; nothing where it is not whole."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size - DIGEST
        digest = sha256()
        piece = b""
        for piece in _read(file, size):
            digest.update(piece)
        if file.read() != digest.digest():
            return
        if size > AT_A_TIME:
            yield b""
            file.seek(0)
            yield from _read(file, size)
            return
    yield b""
    yield piece


def _read(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (piece := file.read(min(size, AT_A_TIME))):
        size -= len(piece)
        yield piece
