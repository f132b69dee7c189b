"""A laid-out sheet -> what on it is not to be kept together.

A style sheet can ask for an element to stay on one page, but it cannot know how high anything is.
An element that goes to the next page as a whole leaves white what is left of the page before it:
more than its boxes can take, when it is high enough.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from partnertools.pdf.write import room

# To this part a page is used, when its boxes have grown; else sections and tables are divided,
FULL = 0.85
# and, of a page that is used less than this, questions too.
EMPTY = 0.6
# What an author begins on a new page goes on where no more than a heading, or some last lines,
# would be left on the page before.
LITTLE = 0.15
DIVIDED = ("section", "table", "ul", "ol", "dl")
# What is small enough to be kept together even so: its last lines would have a page of their own.
WHOLE = {"credits"}
# What begins within this part of a page came there with what stands above it.
TOP = 1 / 4
# What stands on pages of its own, however the page before it ends.
APART = {"answer-key", "contents"}
FORCED = ("always", "page", "recto", "verso", "left", "right")


def release(document: Any) -> bool:
    """Give the class `long` to what left the first page that is not full for being kept together.

    What an author begins on a new page, with next to nothing on the one before, gets `run-on`.
    Returns whether there is any; the document is to be laid out again then.
    """
    for before, page in zip(document.pages, document.pages[1:], strict=False):
        used = room.reach(before)
        if used >= FULL:
            continue
        there = {box.element for box in _all(before._page_box)}
        asked = _asks_for_a_page(page._page_box, there)
        if asked is None:
            name, element = "long", _find_pushed(before._page_box, page._page_box, used < EMPTY)
        elif used < LITTLE and not _classes(asked) & APART:
            name, element = "run-on", asked
        else:
            continue
        if element is not None:
            element.set("class", f"{element.get('class', '')} {name}".strip())
            return True
    return False


def _find_pushed(before: Any, page: Any, is_empty: bool) -> Element | None:
    """Return the outermost element that is kept together and came to a page for that."""
    there = {box.element for box in _all(before)}
    # A table whose caption alone stands on the page before has not begun there.
    rows = {box.element for box in _all(before) if isinstance(box, boxes.TableBox)}
    for box in _all(page):
        if box.position_y > page.content_box_y() + page.height * TOP:
            return None
        element: Element = box.element
        is_kept = box.style["break_inside"] == "avoid" and element.tag not in room.HEADINGS
        begun = rows if isinstance(box, boxes.TableBox) else there
        is_divided = element.tag in DIVIDED and not _classes(element) & WHOLE
        if is_kept and element not in begun and (is_empty or is_divided):
            return element
    return None


def _classes(element: Element) -> set[str]:
    return {*element.get("class", "").split()}


def _asks_for_a_page(page: Any, there: set[Element]) -> Element | None:
    """Return what a page begins, rather than goes on, with for its asking for a new one."""
    for box in _first(page):
        if box.style["break_before"] in FORCED and box.element not in there:
            element: Element = box.element
            return element
    return None


def _first(box: Any) -> Iterator[Any]:
    yield box
    flow = [child for child in _below(box) if child.is_in_normal_flow()]
    if flow:
        yield from _first(flow[0])


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
