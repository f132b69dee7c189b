"""What was made before, by the hash of all that it was made from -> the same bytes again.

Entries are files in the user's cache folder, each named by its key. A build that is killed, two
builds at once, a deleted or a damaged entry: all of it costs time, never a wrong byte.
"""

import ctypes
import ctypes.util
import dataclasses
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from platform import python_version

from markdown_it.token import Token
from platformdirs import user_cache_path

from partnertools import files
from partnertools.problems import Where

LARGEST = 500_000_000
# All that has a hand in the bytes of a PDF.
LIBRARIES = (
    "cssselect2",
    "font-source-sans-pro",
    "fonttools",
    "pikepdf",
    "pillow",
    "pydyf",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)


class Cache:
    """A folder of entries, at most `largest` bytes of them after `trim`; `made` counts new ones."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self.folder = folder or user_cache_path("partnertools") / "painted"
        self.largest = largest
        self.made = 0

    def read(self, key: str) -> bytes | None:
        """Return an entry, or None where there is none that is whole."""
        path = self.folder / key
        try:
            entry = path.read_bytes()
            # Entries that are used are the last to be trimmed.
            os.utime(path)
        except OSError:
            return None
        data = entry[32:]
        return data if sha256(data).digest() == entry[:32] else None

    def write(self, key: str, data: bytes) -> None:
        """Keep an entry. Where that is impossible, the next build makes it again."""
        self.made += 1
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            files.replace(self.folder / key, sha256(data).digest() + data)

    def trim(self) -> None:
        """Delete the entries that were used longest ago, until the rest has room."""
        entries: list[tuple[float, int, Path]] = []
        try:
            for path in self.folder.iterdir():
                about = path.stat()
                entries.append((about.st_mtime, about.st_size, path))
            room = self.largest
            for _, size, path in sorted(entries, reverse=True):
                room -= size
                if room < 0:
                    path.unlink(missing_ok=True)
        except OSError:
            # Another build may trim at the same time, or the folder can't be read.
            return


def digest(value: object, inputs: Sequence[bytes] = ()) -> str:
    """Return the key of what is made from a value and files, by the code and libraries of now."""
    key = sha256(_makers())
    key.update(repr(_plain(value)).encode())
    for file in inputs:
        key.update(sha256(file).digest())
    return key.hexdigest()


def _plain(value: object) -> object:
    """Return what a value says, without the places in files that it came from."""
    if isinstance(value, Where):
        return None
    if isinstance(value, Token):
        return value.as_dict()
    if dataclasses.is_dataclass(value):
        fields = ((f.name, _plain(getattr(value, f.name))) for f in dataclasses.fields(value))
        return type(value).__name__, *fields
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


@cache
def _makers() -> bytes:
    """Return the hash of our code and of the versions of what it uses."""
    makers = sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        makers.update(path.read_bytes())
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    makers.update(repr([*versions, python_version(), zlib.ZLIB_RUNTIME_VERSION]).encode())
    pango = _native("libpango-1.0.so.0", "pango-1.0")
    makers.update(str(pango.pango_version()).encode())
    for names in (("libharfbuzz.so.0", "harfbuzz"), ("libharfbuzz-subset.so.0", "harfbuzz-subset")):
        version_string = _native(*names).hb_version_string
        version_string.restype = ctypes.c_char_p
        makers.update(version_string())
    return makers.digest()


def _native(soname: str, name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(soname)
    except OSError:
        # Elsewhere than on Linux it has another name, which takes a while to find.
        return ctypes.CDLL(ctypes.util.find_library(name) or name)
