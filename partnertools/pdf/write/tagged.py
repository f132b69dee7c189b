"""A laid-out sheet and its PDF -> what WeasyPrint has tagged, in the order of reading.

That is the one thing its own structure tree is asked for: which marked content shows which box.
Its objects are handed on, to be written over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder


@dataclass(frozen=True, slots=True)
class Leaf:
    """A box that ends a branch: text or a picture (with its marked content), or a control."""

    page: int
    box: Any
    mcid: int | None


class Tagging:
    """What WeasyPrint has tagged: leaves in reading order, and its objects to write over."""

    def __init__(self, document: Any, pdf: Any) -> None:
        self.pdf = pdf
        self.root = find_object(pdf, pdf.catalog["StructTreeRoot"])
        self.parents = find_object(pdf, self.root["ParentTree"])
        self.pages: tuple[bytes, ...] = pdf.page_references
        self.marked = [_read_marks(pdf, reference) for reference in self.pages]
        self.spare: list[Any] = []
        marks: list[list[int]] = [[] for _ in document.pages]
        numbers = {reference: n for n, reference in enumerate(self.pages)}
        self._read(find_object(pdf, self.root["K"][0]), numbers, marks)
        self.leaves: list[Leaf] = []
        self.artifacts: list[tuple[int, int]] = []
        for number, page in enumerate(document.pages):
            left = iter(marks[number])
            for box in _ends(page._page_box):
                is_control = box.element is not None and box.element.tag in ("input", "textarea")
                self.leaves.append(Leaf(number, box, None if is_control else next(left)))
            assert next(left, None) is None, "the drawn text is not the laid-out text"
            everything = range(len(self.parents["Nums"][2 * number + 1]))
            shown = {*marks[number]}
            self.artifacts += [(number, m) for m in everything if m not in shown]
        for item in pdf.objects:
            if isinstance(item, pydyf.Dictionary) and item.get("Type") in ("/StructElem", "/OBJR"):
                item.clear()
                self.spare.append(item)
        self.spare.reverse()

    def _read(self, element: Any, numbers: dict[bytes, int], marks: list[list[int]]) -> None:
        for kid in element["K"]:
            if isinstance(kid, int):
                marks[numbers[element["Pg"]]].append(kid)
            elif (below := find_object(self.pdf, kid)).get("Type") == "/StructElem":
                self._read(below, numbers, marks)


def find_object(pdf: Any, reference: bytes) -> Any:
    """Return the object of a PDF that a reference leads to."""
    return pdf.objects[int(reference.split()[0])]


def _read_marks(pdf: Any, page: bytes) -> tuple[list[Any], dict[int, int]]:
    """Return a page's operators, and where the properties of its marked contents stand."""
    stream = find_object(pdf, find_object(pdf, page)["Contents"]).stream
    dictionaries = ((n, one) for n, one in enumerate(stream) if isinstance(one, pydyf.Dictionary))
    return stream, {one["MCID"]: n for n, one in dictionaries if "MCID" in one}


def _ends(box: Any) -> Iterator[Any]:
    """Yield the boxes that end a branch, in the order in which WeasyPrint tags them."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox):
        return
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox) or (
        box.element is not None and box.element.tag in ("input", "textarea")
    ):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _ends(child)
