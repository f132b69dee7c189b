"""In: sheets to print. Out: which page stands where on them, as other programs see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from weasyprint import HTML

from tools import programs, viewers

PAPERS = {"letter": (612.0, 792.0), "a4": (595.276, 841.89)}
LETTER, LYING = "letter", "letter landscape"
BLANK = 0
WORDS = "Print on both sides"
PATH = Path("source.pdf")

# PyMuPDF ships types for less than half of its names.
mupdf_open: Any = pymupdf.open
Rect: Any = pymupdf.Rect

Half = tuple[float, float, float, float]
"""Left, top, width, height in points, from the upper left corner of the page as it is shown."""


@cache
def numbered(*sizes: str) -> bytes:
    """A PDF that says on each page which one it is, in the middle and at its outermost edges."""
    rules = "".join(f"@page s{n} {{ size: {size}; margin: 3mm }}" for n, size in enumerate(sizes))
    pages = "".join(
        f'<section style="page: s{n}"><p class="top">first{n + 1:02}</p>'
        f'<p class="number">page{n + 1:02}</p>'
        f'<p class="side"></p><p class="bottom">last{n + 1:02}</p></section>'
        for n in range(len(sizes))
    )
    style = (
        "section { position: relative } section + section { break-before: page }"
        " p { position: absolute; margin: 0 } .top { top: 0; left: 0 }"
        " .number { top: 35%; left: 20%; font-size: 40pt } .bottom { bottom: 0; right: 0 }"
        " .side { top: 60%; left: 0; width: 30%; height: 20%; background: #933 }"
    )
    for n, size in enumerate(sizes):
        paper = PAPERS[size.split()[0]]
        height = paper[0] if "landscape" in size else paper[1]
        style += f" section:nth-child({n + 1}) {{ height: {height - 18:.0f}pt }}"
    html = f'<html lang="fr"><title>Numbers</title><style>{rules}{style}</style>{pages}</html>'
    data = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(data, bytes)
    return data


def saved(folder: Path, data: bytes, name: str = "sheets.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def poppler(path: Path) -> list[tuple[str, str]]:
    """What Poppler reads in the two halves of every side."""
    found: list[tuple[str, str]] = []
    for both, sides in groupby(enumerate(halves(path), 1), key=lambda side: side[1]):
        pages = [page for page, _ in sides]
        first, second = (_read_with_poppler(path, pages, half) for half in both)
        found += zip(first, second, strict=True)
    return found


def _read_with_poppler(path: Path, pages: list[int], half: Half) -> list[str]:
    """What stands in the same half of successive pages; one process reads them all."""
    x, y, width, height = (str(round(v)) for v in half)
    words = ["-r", "72", "-f", str(pages[0]), "-l", str(pages[-1])]
    words += ["-x", x, "-y", y, "-W", width, "-H", height, str(path), "-"]
    done = programs.run([programs.needs("pdftotext"), *words])
    assert done.stderr == b""
    *texts, rest = done.stdout.decode().split("\f")
    assert (len(texts), rest) == (len(pages), "")
    return texts


def mupdf(path: Path) -> list[tuple[str, str]]:
    """What MuPDF reads in the two halves of every side."""
    found: list[tuple[str, str]] = []
    with mupdf_open(path) as document:
        for page, both in zip(document, halves(path), strict=True):
            areas = [
                Rect(x, y, x + width, y + height) * page.derotation_matrix
                for x, y, width, height in both
            ]
            found.append((page.get_text(clip=areas[0]), page.get_text(clip=areas[1])))
    return found


READERS = (poppler, mupdf)


def halves(path: Path) -> list[tuple[Half, Half]]:
    """The two halves of every side, across its longer edge, in reading order."""
    found: list[tuple[Half, Half]] = []
    for page in PdfReader(path).pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        if page.rotation % 180:
            width, height = height, width
        if width > height:
            middle = width / 2
            found.append(((0, 0, middle, height), (middle, 0, middle, height)))
        else:
            middle = height / 2
            found.append(((0, 0, width, middle), (0, middle, width, middle)))
    return found


def number_in(text: str) -> int:
    """The page that stands in a half, with all of its words, or BLANK."""
    numbers = {int(n) for n in re.findall(r"(?:page|first|last)(\d\d)", text)}
    if not numbers:
        assert "page" not in text
        return BLANK
    (number,) = numbers
    for word in ("first", "page", "last"):
        assert f"{word}{number:02}" in text
    return number


def printed(path: Path, read: Callable[[Path], list[tuple[str, str]]]) -> list[tuple[int, int]]:
    """The pages in the halves of every side, as one program reads them."""
    return [(number_in(first), number_in(second)) for first, second in read(path)]


def picture(path: Path, page: int, dpi: int = 144) -> Image.Image:
    with mupdf_open(path) as document:
        drawn = document[page - 1].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def poppler_picture(path: Path, page: int, dpi: int = 144) -> Image.Image:
    drawn = viewers.poppler_picture(path, page, dpi)
    assert drawn.complaints == ""
    assert drawn.image is not None
    return drawn.image.convert("L")


def cut(image: Image.Image, area: Half, dpi: int = 144) -> Image.Image:
    x, y, width, height = (v * dpi / 72 for v in area)
    return image.crop((round(x), round(y), round(x + width), round(y + height)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart on average, from 0 to 255, drawn coarsely."""
    size = (one.width // 8, one.height // 8)
    coarse = [image.resize(size, Image.Resampling.BOX) for image in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*coarse)).mean[0])


def ink(image: Image.Image) -> float:
    return 255 - float(ImageStat.Stat(image).mean[0])


def root(data: bytes) -> Any:
    return PdfReader(BytesIO(data)).root_object
