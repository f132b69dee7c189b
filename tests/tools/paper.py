"""A PDF -> how much of each page's body is used."""

from pathlib import Path
from typing import Any

import pymupdf


def use(path: Path) -> list[float]:
    """Return for each page down to where there is anything, as a part of its body."""
    # The library has no types.
    opened: Any = pymupdf.open
    with opened(path) as document:
        return [_use(page) for page in document]


def editions(dist: Path) -> dict[str, list[Path]]:
    """Return the PDFs of all worksheets of a site by what their names say of paper and print."""
    found: dict[str, list[Path]] = {}
    for path in sorted(dist.glob("tools/*/*.pdf")):
        name = path.stem.removeprefix(path.parent.name).strip("-") or "standard"
        found.setdefault(name, []).append(path)
    return found


def _use(page: Any) -> float:
    # In the coordinates that the library uses for all else, which count from the upper left.
    body = page.artbox
    rectangle: Any = pymupdf.Rect
    things = [rectangle(word[:4]) for word in page.get_text("words")]
    things += [rectangle(picture["bbox"]) for picture in page.get_image_info()]
    things += [drawing["rect"] for drawing in page.get_drawings()]
    things += [widget.rect for widget in page.widgets()]
    ends = [thing.y1 for thing in things if body.y0 <= thing.y0 and thing.y1 <= body.y1 + 1]
    return float((max(ends, default=body.y0) - body.y0) / body.height)
