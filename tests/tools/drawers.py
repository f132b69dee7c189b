"""In: a PDF. Out: pictures of all of its pages, as other people's programs draw them.

`DRAWERS` draw at any resolution. Pictures come as bare pixels: to pack them takes programs longest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from PIL import Image

from tools import programs
from tools.fillers import opened_in_pdfium

Drawer = Callable[[bytes, int], list[Image.Image]]

DPI = 72


def draw_with_poppler(pdf: bytes, dpi: int) -> list[Image.Image]:
    return _drawn("pdftoppm", pdf, "-r", str(dpi), "form.pdf", "page")


def draw_with_mupdf(pdf: bytes, dpi: int) -> list[Image.Image]:
    return _drawn("mutool", pdf, "draw", "-q", "-r", str(dpi), "-o", "page-%03d.ppm", "form.pdf")


def _drawn(program: str, pdf: bytes, *arguments: str) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "form.pdf").write_bytes(pdf)
        places = [
            str(Path(folder, word)) if word.startswith(("form", "page")) else word
            for word in arguments
        ]
        done = programs.run([programs.needs(program), *places])
        assert done.returncode == 0, done.stderr.decode()
        pictures = []
        for path in sorted(Path(folder).glob("page*.ppm")):
            with Image.open(path) as image:
                pictures.append(image.convert("RGB"))
    return pictures


_drawing = Lock()


def draw_with_pdfium(pdf: bytes, dpi: int) -> list[Image.Image]:
    # PDFium works in one thread at a time.
    with _drawing, opened_in_pdfium(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


DRAWERS: dict[str, Drawer] = {
    "Poppler": draw_with_poppler,
    "MuPDF": draw_with_mupdf,
    "PDFium": draw_with_pdfium,
}
