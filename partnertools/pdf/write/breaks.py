"""A laid-out sheet -> what on it is too long to be kept together.

A style sheet can ask for an element to stay on one page, but it cannot know how high anything is.
An element that goes to the next page as a whole leaves the page before it nearly empty, with a
heading alone on it at worst, when it is high enough.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

# A page is filled to this part at least, unless a new page is asked for.
FILLED = 1 / 2
# What begins within this part of a page came there with what stands above it.
TOP = 1 / 4
HEADINGS = ("h1", "h2", "h3", "h4")
FORCED = ("always", "page", "recto", "verso", "left", "right")


def release(document: Any) -> bool:
    """Give the class `long` to elements that left the page before them nearly empty.

    Returns whether there are any; the document is to be laid out again then.
    """
    long = [
        element
        for before, page in zip(document.pages, document.pages[1:], strict=False)
        if (element := _left_a_gap(before._page_box, page._page_box)) is not None
    ]
    for element in long:
        element.set("class", f"{element.get('class', '')} long".strip())
    return bool(long)


def _left_a_gap(before: Any, page: Any) -> Element | None:
    """Return the outermost element that is kept together and came to a page for that."""
    filled = max((b.position_y + b.margin_height() for b in _ends(before)), default=0)
    there = {box.element for box in _all(before)}
    # A table whose caption alone stands on the page before has not begun there.
    rows = {box.element for box in _all(before) if isinstance(box, boxes.TableBox)}
    if filled > before.content_box_y() + before.height * FILLED or _is_forced(page, there):
        return None
    for box in _all(page):
        if box.position_y > page.content_box_y() + page.height * TOP:
            return None
        element: Element = box.element
        is_kept = box.style["break_inside"] == "avoid" and element.tag not in HEADINGS
        begun = rows if isinstance(box, boxes.TableBox) else there
        if is_kept and element not in begun:
            return element
    return None


def _is_forced(page: Any, there: set[Element]) -> bool:
    """Return whether a page begins, rather than goes on, with what asks for a new one."""
    return any(
        box.style["break_before"] in FORCED and box.element not in there for box in _first(page)
    )


def _first(box: Any) -> Iterator[Any]:
    yield box
    flow = [child for child in _below(box) if child.is_in_normal_flow()]
    if flow:
        yield from _first(flow[0])


def _ends(box: Any) -> Iterator[Any]:
    below = list(_below(box))
    if not below:
        yield box
    for child in below:
        yield from _ends(child)


def _all(box: Any) -> Iterator[Any]:
    for child in _below(box):
        if child.element is not None:
            yield child
        yield from _all(child)


def _below(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        # What stands at the foot of a page, below its body, fills nothing of it.
        if not isinstance(child, boxes.MarginBox | AbsolutePlaceholder):
            yield child
