"""What a check of a built site looks at, and what it returns."""

from dataclasses import dataclass
from pathlib import Path

from partnertools.source.sources import FILES


def find_pdfs(site: Path) -> list[Path]:
    """Return the PDFs that were built; an author's own, in `files/`, nobody can mend here."""
    site = site.resolve()
    # Each language has a site of its own within it.
    attached = [one.parent / FILES for one in (site / "toolkit.json", *site.glob("*/toolkit.json"))]
    return sorted(
        path
        for path in site.rglob("*.pdf")
        if not any(path.is_relative_to(folder) for folder in attached)
    )


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
