"""A built site -> words of its PDFs that leave their cells or the page, or stand on something."""

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import bidirectional

from partnertools.verify.findings import Checked, Finding, find_pdfs

NAME = "words in PDFs that leave their places"
PACKAGE = "install it with `pip install pymupdf`"
# What printers leave white around a page, left, above, right and below, in points.
WHITE = (12.0, 12.0, 12.0, 12.0)
REMEDIES = {
    "leave the page": "write shorter ones, or make the styles of your own `layouts/` narrower",
    "leave their cell": "write shorter ones, or give their column more `width`",
    "stand on a field": "write shorter ones, or give their column more `width`",
    "stand on a line": "write shorter ones, or give them more height in your own `layouts/`",
    "stand on other words": "write shorter ones, or give them more room in your own `layouts/`",
}


class Misplaced(NamedTuple):
    """Words that stand where they can't be read, and what they do there."""

    words: str
    what: str


class _Box(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    what: str = ""


def check(site: Path) -> Checked:
    """Look at every page of every PDF."""
    if find_spec("pymupdf") is None:
        return Checked(NAME, missing=f"the package pymupdf is missing; {PACKAGE}")
    import pymupdf

    # The library has no types.
    opened: Any = pymupdf.open
    findings: list[Finding] = []
    paths = find_pdfs(site)
    for path in paths:
        try:
            with opened(path) as document:
                findings += (
                    Finding(path, f"page {number}: words {what}: `{words}`", REMEDIES[what])
                    for number, page in enumerate(document, 1)
                    for words, what in find_misplaced(page)
                )
        # The library's own errors are of this kind.
        except RuntimeError as error:
            findings.append(Finding(path, f"it can't be read ({error})", "build it again"))
    return Checked(NAME, len(paths), tuple(findings))


def find_misplaced(
    page: Any, white: tuple[float, float, float, float] = WHITE
) -> Iterator[Misplaced]:
    """Yield the words of a page of PyMuPDF's that aren't where they can be read.

    Words that stand side by side and do the same are told as one.
    """
    import pymupdf

    # What is beside the sheet is left out otherwise.
    everywhere: Any = pymupdf.INFINITE_RECT
    found = _leave_out_answers(page, page.get_text("words", clip=everywhere()))
    words = [_Box(*word[:5]) for word in found]
    lines = _mixed_lines(found)
    drawn = [_Box(*drawing["rect"]) for drawing in page.get_drawings()]
    # Lines that go down a page are the edges of cells and of fields.
    edges = [
        _Box(middle, box.y1, middle, box.y2)
        for box, middle in ((box, (box.x1 + box.x2) / 2) for box in drawn)
        if box.x2 - box.x1 < 2 < 8 < box.y2 - box.y1
    ]
    sheet = _Box(*page.rect)
    faults = [_fault(word, sheet, edges, white) for word in words]
    on = _find_overlaps(page, words, lines, drawn)
    told = [
        (word.what, fault or other) for word, fault, other in zip(words, faults, on, strict=True)
    ]
    for what, group in groupby(told, key=lambda one: one[1]):
        if what:
            yield Misplaced(" ".join(word for word, _ in group), what)


def _leave_out_answers(page: Any, words: list[Any]) -> list[Any]:
    """Return words without those that fields show themselves, for they belong there."""
    import pymupdf

    boxes: list[Any] = [widget.rect for widget in page.widgets()]
    if not boxes:
        return words
    # The library has no types.
    textpage: Any = pymupdf.TextPage
    bare = textpage(page.get_displaylist(annots=0).get_textpage(pymupdf.TEXTFLAGS_WORDS))
    of_page = {word[:5] for word in bare.extractWORDS()}

    def is_answer(word: Any) -> bool:
        x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
        return word[:5] not in of_page and any((x, y) in box for box in boxes)

    return [word for word in words if not is_answer(word)]


def _fault(word: _Box, sheet: _Box, edges: list[_Box], white: tuple[float, ...]) -> str:
    left, above, right, below = white
    if word.x1 < left or word.x2 > sheet.x2 - sheet.x1 - right:
        return "leave the page"
    if word.y1 < above or word.y2 > sheet.y2 - sheet.y1 - below:
        return "leave the page"
    x1, x2, middle = word.x1 + 1, word.x2 - 1, (word.y1 + word.y2) / 2
    if any(x1 < x < x2 and y1 < middle < y2 for x, y1, _, y2, _ in edges):
        return "leave their cell"
    return ""


def _mixed_lines(words: list[Any]) -> list[int | None]:
    """Return for each word its line, by a number, if letters in it run to the left.

    PyMuPDF then takes what lies on both sides of other words for one word, a number with a comma.
    """
    numbers: dict[tuple[int, int], int] = {}
    for word in words:
        if any(bidirectional(char) in ("R", "AL") for char in word[4]):
            numbers.setdefault((word[5], word[6]), len(numbers))
    return [numbers.get((word[5], word[6])) for word in words]


def _find_overlaps(
    page: Any, words: list[_Box], lines: list[int | None], drawn: list[Any]
) -> list[str]:
    """Return for each word what it does to what lies below it, or nothing."""
    others = [
        _Box(box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1, "stand on a field")
        for box in (widget.rect for widget in page.widgets())
    ]
    # The upper and lower edges of cells and boxes; what underlines a word is below its core.
    for box in drawn:
        if box.y2 - box.y1 < 2 < 8 < box.x2 - box.x1:
            middle = (box.y1 + box.y2) / 2
            others.append(_Box(box.x1, middle, box.x2, middle, "stand on a line"))
    cores = [_core(word) for word in words]
    found = [_first_met(core, others) for core in cores]
    # From above: what begins below the end of a word isn't on it.
    order = sorted(range(len(cores)), key=lambda index: cores[index].y1)
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if cores[other].y1 >= cores[one].y2:
                break
            is_mixed = lines[one] is not None and lines[one] == lines[other]
            if not is_mixed and _meet(cores[one], cores[other]):
                found[one] = found[one] or "stand on other words"
                found[other] = found[other] or "stand on other words"
    return found


def _first_met(core: _Box, others: list[_Box]) -> str:
    """Return what a word does to the first thing that it meets, or nothing."""
    x1, y1, x2, y2, _ = core
    for u1, v1, u2, v2, what in others:
        if v1 < y2 and y1 < v2 and not (x2 <= u1 or u2 <= x1):
            return what
    return ""


def _core(word: _Box) -> _Box:
    """Return where a word surely has ink: its box is as high as the highest letters of the face."""
    third = (word.y2 - word.y1) / 3
    return _Box(word.x1 + 0.5, word.y1 + third, word.x2 - 0.5, word.y2 - third)


def _meet(one: _Box, other: _Box) -> bool:
    is_beside = one.x2 <= other.x1 or other.x2 <= one.x1
    return not is_beside and one.y1 < other.y2 and other.y1 < one.y2
