"""In: PDF files. Out: what the page's script reads in them, in Node or in a browser."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

import sites
from tools import node
from tools.fillers import Values

READ = sites.TESTS / "scripts" / "read.mjs"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page makes of a file; `reason` is that of its error, or empty."""

    forms: dict[str, dict[str, Any]]
    values: Values
    reason: str
    is_damaged: bool
    doubtful: list[str]
    labels: dict[str, str]
    others: list[dict[str, Any]]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Return whether the page says nothing of the file but its answers."""
        return not (self.reason or self.is_damaged or self.doubtful)


@dataclass(frozen=True, slots=True)
class Long:
    """A file that says the same again and again."""

    unit: bytes
    times: int
    head: bytes = b"%PDF-1.7\n"
    tail: bytes = b""


class Reader:
    """The page's script, in Node."""

    def one(self, file: bytes | Long) -> Reading:
        """Read one file."""
        return self.all([file])[0]

    def all(self, files: Sequence[bytes | Long]) -> list[Reading]:
        """Read files one after the other."""
        readings: list[Reading] = []
        for start in range(0, len(files), 50):
            given = [parts(file) for file in files[start : start + 50]]
            for reading in self.run(given):
                reading["is_damaged"] = reading.pop("isDamaged")
                readings.append(Reading(**reading))
        return readings

    def run(self, files: Sequence[dict[str, bytes | int]]) -> list[dict[str, Any]]:
        readings: list[dict[str, Any]] = node.call(READ, "readAll", files)
        return readings


@dataclass
class ReaderInBrowser(Reader):
    """The page's script where it is at home: what takes streams apart is the browser's own."""

    page: Page

    def run(self, files: Sequence[dict[str, bytes | int]]) -> list[dict[str, Any]]:
        readings: list[dict[str, Any]] = self.page.evaluate(
            """async files => {
              const { readAll } = await import("/tests/scripts/read.mjs");
              const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
              return readAll(files.map(({ head, unit, times, tail }) => (
                { head: bytes(head), unit: bytes(unit), times, tail: bytes(tail) })));
            }""",
            [coded(file) for file in files],
        )
        return readings


def coded(file: dict[str, bytes | int]) -> dict[str, str | int]:
    """Return the parts of a file as a page takes them: in base64."""
    return {
        k: b64encode(part).decode() if isinstance(part, bytes) else part for k, part in file.items()
    }


def parts(file: bytes | Long) -> dict[str, bytes | int]:
    """Return what `readAll` makes a file of."""
    long = file if isinstance(file, Long) else Long(b"", 0, head=file)
    return {"head": long.head, "unit": long.unit, "times": long.times, "tail": long.tail}
