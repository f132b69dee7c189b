"""What a check of a built site returns."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """A file of the site, what is wrong with it, and a remedy where the program knows one."""

    path: Path
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.path}: {self.what}{remedy}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, in how many files, with what is wrong.

    Where a program is missing, `missing` says which, and how to get it; nothing was checked then.
    """

    name: str
    count: int = 0
    findings: tuple[Finding, ...] = ()
    missing: str = ""
