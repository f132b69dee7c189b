"""A finished PDF -> its pages as form XObjects (ISO 32000-1, 8.10), to be drawn on sheets.

What annotations and fields show becomes part of them, as far as it is to be printed. Lengths are in
points. What is wrong with the file is raised as a `UserError`, or as a `pikepdf.PdfError`, which
`open_pdf` turns into one.
"""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from partnertools.problems import Problem, UserError, Where


@dataclass(frozen=True, slots=True)
class PageForm:
    """A page to draw: its form XObject, the box of it that is seen, how far it's turned."""

    form: Any
    box: tuple[float, float, float, float]
    turn: int
    """Degrees, clockwise, from the form's own space to how it stands in a booklet."""

    @property
    def size(self) -> tuple[float, float]:
        """Return its width and height as it is drawn."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.turn % 180 else (width, height)

    def scale(self, width: float, height: float) -> float:
        """Return how much larger it may be drawn in so much room."""
        return min(width / self.size[0], height / self.size[1])

    def matrix(self, left: float, width: float, height: float) -> str:
        """Return the matrix that centres it in its part of a sheet, as large as it fits."""
        scale = self.scale(width, height)
        cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[self.turn]
        a, b, c, d = scale * cos, -scale * sin, scale * sin, scale * cos
        x, y = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        e = left + width / 2 - (a * x + c * y)
        f = height / 2 - (b * x + d * y)
        return " ".join(map(number, (a, b, c, d, e, f)))


@contextmanager
def open_pdf(data: bytes, path: Path) -> Iterator[pikepdf.Pdf]:
    """Open a PDF of at least one page, for as long as it is drawn; `path` is its name in errors.

    Raises `UserError` where it is broken, encrypted or empty.
    """
    try:
        # Without recovery, which would make what it can of half a file. What is said of a file
        # that opens all the same are the slips of other programs: people print those files too.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            pdf.get_warnings()
            if pdf.is_encrypted:
                raise _encryption_error(path)
            if not len(pdf.pages):
                raise _error(path, "it has no pages", "choose another PDF")
            yield pdf
            # Pages are read as they are written: what is broken inside them shows only now.
            if pdf.get_warnings():
                raise _damage_error(path)
    except pikepdf.PasswordError:
        raise _encryption_error(path) from None
    except pikepdf.PdfError:
        raise _damage_error(path) from None


def _encryption_error(path: Path) -> UserError:
    return _error(path, "it is encrypted", "save a copy without a password")


def _damage_error(path: Path) -> UserError:
    return _error(path, "it is not a PDF, or broken", "download or save it again")


def _error(path: Path, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path), what, remedy)])


def is_right_to_left(source: pikepdf.Pdf) -> bool:
    """Return whether pages follow each other from right to left (ISO 32000-1, 12.2)."""
    preferences = source.Root.get("/ViewerPreferences")
    return isinstance(preferences, Dictionary) and preferences.get("/Direction") == "/R2L"


def read_pages(source: pikepdf.Pdf, is_mirrored: bool = False) -> Iterator[PageForm]:
    """Yield the pages of a PDF; `is_mirrored` tells that it is read from right to left."""
    _draw_annotations(source)
    for page in source.pages:
        box = _box(page)
        form = page.as_form_xobject(handle_transformations=False)
        # qpdf takes the trim box; a reader sees the crop box.
        form.BBox = Array(box)
        # Landscape pages are turned so that they are as large as their half of the sheet allows,
        # all of them anticlockwise: a reader turns the booklet once, clockwise, and then reads a
        # spread of two such pages from top to bottom. From right to left, it is the other way.
        turn = _rotation(page) + ((90 if is_mirrored else 270) if is_landscape(page) else 0)
        yield PageForm(form, box, turn % 360)


def _draw_annotations(source: pikepdf.Pdf) -> None:
    """Make what annotations and fields show part of the page, as far as it is to be printed."""
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        # What a viewer has drawn stays. Where one left the drawing to others, an answer would be
        # lost.
        found = [
            (page.obj, [_detach(source, a) for a in page.obj.Annots if isinstance(a, Dictionary)])
            for page in source.pages
            if "/Annots" in page.obj
        ]
        for page, annotations in found:
            page.Annots = Array([a for a in annotations if _is_undrawn(a)])
        form.NeedAppearances = True
        source.generate_appearance_streams()
        for page, annotations in found:
            page.Annots = Array(annotations)
        form.NeedAppearances = False
    source.flatten_annotations("print")


def _detach(source: pikepdf.Pdf, annotation: Any) -> Any:
    """Return an annotation as an object of its own, which qpdf needs to draw it."""
    return annotation if annotation.is_indirect else source.make_indirect(annotation)


def _is_undrawn(annotation: Any) -> bool:
    return annotation.get("/Subtype") == "/Widget" and "/AP" not in annotation


def _rotation(page: pikepdf.Page) -> int:
    """Return how far a page is turned clockwise: 0, 90, 180 or 270."""
    return page.rotation // 90 * 90 % 360


def _box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return what is seen of a page (ISO 32000-1, 14.11.2: the crop box, within the media box)."""
    (l1, b1, r1, t1), (l2, b2, r2, t2) = _order(page.mediabox), _order(page.cropbox)
    box = (max(l1, l2), max(b1, b2), min(r1, r2), min(t1, t2))
    if box[0] < box[2] and box[1] < box[3]:
        return box
    if l1 < r1 and b1 < t1:
        return l1, b1, r1, t1
    raise pikepdf.PdfError("a page has no area")


def _order(box: Any) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(v) for v in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def is_landscape(page: pikepdf.Page) -> bool:
    """Return whether a page is wider than high, as a reader sees it."""
    left, bottom, right, top = _box(page)
    is_turned = _rotation(page) % 180 != 0
    return (top - bottom > right - left) if is_turned else (right - left > top - bottom)


def paper_of(source: pikepdf.Pdf) -> tuple[float, float]:
    """Return the long and the short side of the paper that most pages are made for."""
    papers: dict[tuple[int, int], tuple[float, float]] = {}
    counted: Counter[tuple[int, int]] = Counter()
    for page in source.pages:
        left, bottom, right, top = _box(page)
        unit = float(page.obj.get("/UserUnit", 1))
        sides = sorted(((right - left) * unit, (top - bottom) * unit), reverse=True)
        key = (round(sides[0]), round(sides[1]))
        papers.setdefault(key, (sides[0], sides[1]))
        counted[key] += 1
    return papers[counted.most_common(1)[0][0]]


def number(value: float) -> str:
    """Return a number in PDF syntax."""
    return f"{value:.5f}".rstrip("0").rstrip(".")
