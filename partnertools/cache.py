"""What was made before, by the hash of all that it was made from -> the same bytes again.

Entries are files in a folder, each named by its key: the user's cache folder, or one that several
machines share. A build that is killed, two builds at once, a deleted or a damaged entry: all of it
costs time, never a wrong byte.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from partnertools import files
from partnertools.places import user_cache

LARGEST = 500_000_000


class Cache:
    """A folder of entries, at most `largest` bytes of them after `trim`."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self.folder = folder or Path(user_cache(), "outputs")
        self.largest = largest
        # What could not be written, for as long as the program runs.
        self.unwritten: dict[str, bytes] = {}

    def read(self, key: str) -> bytes | None:
        """Return an entry, or None where there is none that is whole."""
        path = self.folder / key
        try:
            entry = path.read_bytes()
            # Entries that are used are the last to be trimmed.
            os.utime(path)
        except OSError:
            return self.unwritten.get(key)
        data = entry[32:]
        return data if sha256(data).digest() == entry[:32] else self.unwritten.get(key)

    def has(self, key: str) -> bool:
        """Tell whether there is an entry, which may still be a damaged one."""
        return key in self.unwritten or (self.folder / key).exists()

    def write(self, key: str, data: bytes) -> None:
        """Keep an entry; where that is impossible, until this program ends."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            files.replace(self.folder / key, sha256(data).digest() + data)
        except OSError:
            self.unwritten[key] = data

    def trim(self) -> None:
        """Delete the entries that were used longest ago, until the rest has room."""
        entries: list[tuple[float, int, Path]] = []
        # Another build may trim at the same time, or the folder can't be read.
        with suppress(OSError):
            for path in self.folder.iterdir():
                about = path.stat()
                entries.append((about.st_mtime, about.st_size, path))
            room = self.largest
            for _, size, path in sorted(entries, reverse=True):
                room -= size
                if room < 0:
                    path.unlink(missing_ok=True)
