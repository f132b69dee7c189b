"""What a check of a built site returns."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """A file of the site, and what is wrong with it."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, in how many files, with what is wrong.

    Where a program is missing, `missing` says which, and how to get it; nothing was checked then.
    """

    name: str
    count: int = 0
    findings: tuple[Finding, ...] = ()
    missing: str = ""
