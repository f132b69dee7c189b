"""Tables for a mail merge, and what came of them."""

from pathlib import Path
from typing import Any

from partnertools.answers import mail_merge
from partnertools.pdf.forms import flatten
from tools import viewers
from tools.tags import values_in_pypdf

HEADER = "Name;about.date;tea.about.date;favorite.notes;taste;Company.Cat;sweetener\n"
ROWS = """\
Žofie & "Co.";1 May;2 May;"=1+1
two";Heavenly;yes;honey
Ótta  Ósk;3 May;;+49 30;bitter;NO;
-;;;;;x;None
"""


def saved(folder: Path, text: str) -> Path:
    path = folder / "partners.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def write(packet: Path, folder: Path, text: str, **options: Any) -> mail_merge.Summary:
    return mail_merge.write(packet.read_bytes(), saved(folder, text), folder / "out", **options)


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "out").iterdir())


def told(summary: mail_merge.Summary) -> list[tuple[int, str]]:
    return [(problem.where.line, problem.what) for problem in summary.problems]


def read(path: Path) -> dict[str, str]:
    """What other people's library reads in the fields that are not empty."""
    values = values_in_pypdf(path)
    return {name: value for name, value in values.items() if value not in ("", "Off")}


def drawn(path: Path, folder: Path) -> str:
    """What a copy shows: viewers extract the text of fields only where it is part of the page."""
    whole = folder / "flat.pdf"
    whole.write_bytes(flatten.flatten_pdf(path.read_bytes()))
    return viewers.poppler_text(whole).output
