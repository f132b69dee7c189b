"""In: a PDF file. Out: what qpdf, Poppler and MuPDF make of it, and what they complain about.

A complaint is anything on stderr, or an exit code other than 0. A file that opens in every viewer
without a complaint is one that readers can rely on.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from tools import programs


@dataclass(frozen=True, slots=True)
class Text:
    """What a program wrote on stdout; `complaints` is empty where it had none."""

    output: str
    complaints: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page; None where the program drew nothing, which `complaints` then explains."""

    image: Image.Image | None
    complaints: str


# What mutool says of itself and of its progress, not of the file: Debian builds it without ICC.
CHATTER = re.compile(r"^(warning: ICC support is not available|page \S.* \d+)\n?", re.MULTILINE)


def complaints(path: Path) -> dict[str, str]:
    """Open a file in every viewer and draw all of its pages: complaints by program, if any."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        said = {
            "qpdf --check": qpdf_check(path),
            "pdftotext": poppler_text(path),
            "pdftoppm": _text("pdftoppm", ["-r", "40", path, page]),
            "mutool info": mupdf_info(path),
            "mutool clean": mupdf_clean(path),
            "mutool draw": _text("mutool", ["draw", "-r", "40", "-o", f"{page}-%d.pnm", path]),
        }
    return {program: text.complaints for program, text in said.items() if text.complaints}


def qpdf_check(path: Path) -> Text:
    """Check syntax, cross-references and streams. Conformance is none of its business."""
    return _text("qpdf", ["--check", path])


def poppler_text(path: Path) -> Text:
    """Extract the text as Poppler orders it, pages ended by form feeds."""
    return _text("pdftotext", ["-enc", "UTF-8", path, "-"])


def poppler_layout(path: Path) -> Text:
    """Extract the text as it stands on the page, line by line, pages ended by form feeds."""
    return _text("pdftotext", ["-enc", "UTF-8", "-layout", path, "-"])


def poppler_raw(path: Path) -> Text:
    """Extract the text in the order in which it is painted, pages ended by form feeds."""
    return _text("pdftotext", ["-enc", "UTF-8", "-raw", path, "-"])


def poppler_boxes(path: Path) -> Text:
    """List the words of every page with their boxes, in points from the top left, as XHTML."""
    return _text("pdftotext", ["-enc", "UTF-8", "-bbox", path, "-"])


def mupdf_fonts(path: Path) -> Text:
    """List the text with its fonts and their sizes in points, as XML."""
    return _text("mutool", ["draw", "-F", "stext", "-o", "-", path])


def poppler_picture(path: Path, page: int = 1, dpi: int = 96) -> Picture:
    """Draw one page (counted from 1), form fields included."""
    number = str(page)
    return _picture("pdftoppm", ["-r", str(dpi), "-f", number, "-l", number, path])


def mupdf_text(path: Path) -> Text:
    """Extract the text as MuPDF orders it, pages ended by form feeds."""
    return _text("mutool", ["draw", "-F", "text", "-o", "-", path])


def mupdf_picture(path: Path, page: int = 1, dpi: int = 96) -> Picture:
    """Draw one page (counted from 1), form fields included."""
    return _picture("mutool", ["draw", "-F", "ppm", "-r", str(dpi), "-o", "-", path, str(page)])


def mupdf_info(path: Path) -> Text:
    """List pages, fonts and images."""
    return _text("mutool", ["info", path])


def mupdf_clean(path: Path) -> Text:
    """Read every object and write the file anew, to nowhere: what needs repair is a complaint."""
    with tempfile.TemporaryDirectory() as folder:
        return _text("mutool", ["clean", path, Path(folder) / "clean.pdf"])


def _run(program: str, arguments: Sequence[str | Path]) -> tuple[bytes, str]:
    done = programs.run([programs.needs(program), *arguments])
    complaint = CHATTER.sub("", done.stderr.decode(errors="replace")).strip()
    if done.returncode != 0 and not complaint:
        complaint = f"{program} ended with {done.returncode}"
    return done.stdout, complaint


def _text(program: str, arguments: Sequence[str | Path]) -> Text:
    output, complaint = _run(program, arguments)
    return Text(output.decode(errors="replace"), complaint)


def _picture(program: str, arguments: Sequence[str | Path]) -> Picture:
    output, complaint = _run(program, arguments)
    if not output:
        return Picture(None, complaint or f"{program} drew nothing")
    with Image.open(BytesIO(output)) as image:
        return Picture(image.convert("RGB"), complaint)
