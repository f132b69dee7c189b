"""Laid-out pages -> the same pages, full: what is left of a page goes to the boxes to write in.

A style sheet says how high a box is at least. How much more there is, is known when all of the page
stands; then its boxes are stretched and moved as they are, which is no second layout. What the
boxes may not take goes between the lines of choices, fields and headings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_backgrounds

# Rows to write a word or two into.
MOST_OF_SHORT_ROWS = 2
# How much may be added to the space before something, in shares of its size of type.
SPACES = {"h2": 1.3, "h3": 1.2, "h4": 0.8, "li": 0.3, "p": 0.4}
# On the last page, this part of it.
END = 0.4
HEADINGS = ("h1", "h2", "h3", "h4")
SPACES_OF_CLASSES = {"field": 1.0, "statement": 1.2, "choice": 0.3, "credits": 2.0}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Boxes side by side that grow together, from a height by as much as `most`, in pixels."""

    boxes: tuple[Any, ...]
    height: float
    most: float


def reach(page: Any) -> float:
    """Return the part of a page's body that is used when its boxes have grown, 1 at most."""
    box = page._page_box
    most = sum(stretch.most for stretch in (*_stretches(box), *_spaces(box)))
    return float(min(1, (bottom(box) - box.content_box_y() + most) / box.height))


def fill(document: Any) -> None:
    """Stretch and move the boxes of each page.

    On the last page, spaces grow by a part only: what is on it stands together.
    """
    for number, page in enumerate(document.pages):
        box = page._page_box
        room = box.content_box_y() + box.height - bottom(box)
        grown, room = _share(room, list(_stretches(box)))
        is_last = number + 1 == len(document.pages)
        spaces, _ = _share(room, [*_spaces(box, END if is_last else 1)])
        if not grown and not spaces:
            continue
        images = _images(box)
        _move(box.children[0], 0, grown, spaces)
        layout_backgrounds(box, lambda url, orientation, known=images: known[url])
        document.pages[number] = Page(box)


def body(page: Any) -> list[float]:
    """Return the rectangle of a page's body, in points from the page's lower left."""
    box = page._page_box
    left, top = box.content_box_x(), box.content_box_y()
    points = (left, page.height - top - box.height, left + box.width, page.height - top)
    return [round(point * 0.75, 3) for point in points]


def bottom(page_box: Any) -> float:
    """Return where the body of a page ends, in pixels from the top of the page."""
    return max((_end(box) for box in _ends(page_box)), default=page_box.content_box_y())


def _share(room: float, among: list[_Stretch]) -> tuple[dict[Any, float], float]:
    """Give room to boxes, to each as it is high; return what they get, and what is left."""
    grown: dict[Any, float] = {}
    among = sorted((one for one in among if one.most > 0), key=lambda one: one.most / one.height)
    total = sum(one.height for one in among)
    for one in among:
        # Those that may take the least of their share come first, and leave the rest to others.
        taken = max(0.0, min(one.most, room * one.height / total))
        if taken:
            grown |= dict.fromkeys(one.boxes, taken)
        room -= taken
        total -= one.height
    return grown, room


def _stretches(box: Any) -> Iterator[_Stretch]:
    """Yield what can grow on a page: boxes to write in, lines of them, rows of grids."""
    for child in _flow(box):
        if _is_box_to_write_in(child):
            yield _Stretch((child,), child.height, _most(child))
        elif isinstance(child, boxes.LineBox):
            beside = tuple(one for one in _all(child) if _is_box_to_write_in(one))
            if beside:
                height = max(one.height for one in beside)
                yield _Stretch(beside, height, max(_most(one) for one in beside))
        elif isinstance(child, boxes.TableRowBox):
            inputs = [one for one in _all(child) if _is_text(one)]
            if inputs:
                long = [_most(one) for one in inputs if _is_box_to_write_in(one)]
                short = child.height * (MOST_OF_SHORT_ROWS - 1)
                yield _Stretch((child,), child.height, max(long, default=short))
        else:
            yield from _stretches(child)


def _spaces(box: Any, part: float = 1) -> Iterator[_Stretch]:
    """Yield before what on a page there may be more space: not at its top, nor below headings."""
    before: Any = None
    for child in _blocks(box):
        share = _share_of_space(child)
        if share and before is not None and before.element.tag not in HEADINGS:
            most = part * share * child.style["font_size"]
            yield _Stretch((child,), most, most)
        before = child


def _share_of_space(box: Any) -> float:
    named = (SPACES_OF_CLASSES.get(name, 0.0) for name in _classes(box))
    return max(named, default=0.0) or SPACES.get(box.element.tag, 0.0)


def _blocks(box: Any, is_within: bool = False) -> Iterator[Any]:
    """Yield blocks that stand below one another; of those within a question, its choices."""
    for child in _flow(box):
        if child.element is None or not isinstance(child, boxes.BlockBox):
            continue
        inner = _flow(child)
        is_seen = not inner or isinstance(inner[0], boxes.LineBox)
        is_whole = bool({*_classes(child)} & {*SPACES_OF_CLASSES}) or child.element.tag == "header"
        is_spaced = is_whole or is_seen or child.element.tag in SPACES
        if is_spaced and (not is_within or "choice" in _classes(child)):
            yield child
        if not is_seen:
            yield from _blocks(child, is_within or is_whole)


def _classes(box: Any) -> list[str]:
    return (box.element.get("class") or "").split()


def _move(box: Any, down: float, grown: Mapping[Any, float], spaces: Mapping[Any, float]) -> float:
    """Move a box, stretch what is in it, and return by how much it has become higher."""
    if isinstance(box, AbsolutePlaceholder) or not box.is_in_normal_flow():
        box.translate(0, down)
        return 0
    box.position_y += down
    more = grown.get(box, 0.0)
    if isinstance(box, boxes.TableRowBox):
        for cell in box.children:
            cell.translate(0, down)
            cell.height += more
            for one in _all(cell):
                if _is_box_to_write_in(one):
                    one.height = cell.height
    elif isinstance(box, boxes.LineBox):
        heights = [(child, _move(child, down, grown, spaces)) for child in box.children]
        more = max((height for _, height in heights), default=0.0)
        for child, height in heights:
            # What stands beside a box that grows stays on its line.
            if isinstance(child, boxes.InlineBlockBox):
                child.translate(0, more - height)
    else:
        for child in box.all_children():
            if isinstance(child, boxes.TableColumnGroupBox):
                child.translate(0, down)
                continue
            more += spaces.get(child, 0.0)
            more += _move(child, down + more, grown, spaces)
    if isinstance(box, boxes.TableBox):
        for column in (c for group in box.column_groups for c in (group, *group.children)):
            column.height += more
    box.height = box.height + more if isinstance(box.height, int | float) else box.height
    return more


def _images(box: Any) -> dict[str, Any]:
    """Return the pictures behind boxes, by their addresses."""
    found: dict[str, Any] = {}
    for one in (box, *_all(box)):
        if one.background:
            for (kind, value), layer in zip(
                one.style["background_image"], one.background.layers, strict=True
            ):
                if kind == "url":
                    found[value] = layer.image
    return found


def _is_box_to_write_in(box: Any) -> bool:
    return box.element is not None and str(box.element.tag) == "textarea"


def _is_text(box: Any) -> bool:
    is_control = box.element is not None and box.element.tag in ("input", "textarea")
    return is_control and str(box.element.get("type", "text")) == "text"


def _most(box: Any) -> float:
    lines = int(box.element.get("rows"))
    most = int(box.element.get("data-most-lines", lines))
    return float(box.height * (most / lines - 1))


def _end(box: Any) -> float:
    if isinstance(box, boxes.TableRowBox):
        return float(box.position_y + box.height)
    return float(box.border_box_y() + box.border_height())


def _ends(box: Any) -> Iterator[Any]:
    """Yield what can be seen at the foot of a page: rows of tables, and boxes without others."""
    below = list(_flow(box))
    if isinstance(box, boxes.TableRowBox) or not below:
        yield box
        return
    for child in below:
        yield from _ends(child)


def _all(box: Any) -> Iterator[Any]:
    for child in _flow(box):
        yield child
        yield from _all(child)


def _flow(box: Any) -> list[Any]:
    below = getattr(box, "children", ())
    return [one for one in below if not isinstance(one, boxes.MarginBox | AbsolutePlaceholder)]
