"""A laid-out page -> its link annotations, one for each line of a link."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder


def forget(document: Any) -> None:
    """Forget the annotations of an earlier drawing: pages stand in several PDFs.

    A box keeps its annotation, and WeasyPrint makes none of a link that leads nowhere.
    """
    for page in document.pages:
        for *_, box in page.links:
            box.link_annotation = None


def annotations(page_box: Any) -> Iterator[tuple[Element, Any]]:
    """Yield the link annotations of a page, each with its element.

    WeasyPrint makes one of every box: of a line of contents, of its dots and of its number. What
    stands on one line is one here, so that a link is heard and reached once.
    """
    joined: tuple[Element, Any] | None = None
    for box in _find_links(page_box):
        annotation = box.link_annotation
        if joined and joined[0] is box.element and _share_a_line(joined[1], annotation):
            joined[1]["Rect"] = _around_both(joined[1]["Rect"], annotation["Rect"])
            continue
        if joined:
            yield joined
        joined = (box.element, annotation)
    if joined:
        yield joined


def _find_links(box: Any) -> Iterator[Any]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox):
        return
    if getattr(box, "link_annotation", None):
        yield box
    for child in getattr(box, "children", ()):
        yield from _find_links(child)


def _share_a_line(one: Any, other: Any) -> bool:
    low, high = sorted(one["Rect"][1::2])
    return bool(low < sum(other["Rect"][1::2]) / 2 < high)


def _around_both(one: Any, other: Any) -> pydyf.Array:
    across, up = sorted(one[::2] + other[::2]), sorted(one[1::2] + other[1::2])
    return pydyf.Array([across[0], up[0], across[-1], up[-1]])
