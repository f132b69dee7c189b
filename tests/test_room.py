"""On paper there is as much room to write as the author asked for, and all of it is on the page."""

import io
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

import sites
from partnertools.model.editions import STANDARD, Edition
from tools import sheets, verapdf

LINES = (1, 2, 12, 13, 20, 40)
FRONT = """---
title: Room
summary: How much room there is.
when: you write a lot
version: 1
minutes: 1
orientation: {orientation}
---

~~Little~~ Much room: https://example.org/room

- one
"""


def worksheet(orientation: str) -> str:
    """Write a worksheet with a box and a table of every number of lines."""
    text = FRONT.format(orientation=orientation)
    for lines in LINES:
        text += f"\n## A box of {lines}\n\n```{{long-answer}} Words\n:id: box-{lines}\n"
        text += f":hint: As many as you like\n:lines: {lines}\n:most-lines: {lines}\n```\n"
        text += f"\n## A table of {lines}\n\n```{{grid}} Words\n:id: grid-{lines}\n:row: Row\n"
        column = f"kind=long-answer lines={lines} most-lines={lines}"
        text += f":rows: 1\n\n[Words]{{#words {column}}}\n: Many\n```\n"
    return text


def name(widget: pikepdf.Object) -> str:
    """Return the full name of the field that a widget belongs to."""
    parts = []
    while True:
        if "/T" in widget:
            parts.append(str(widget.T))
        if "/Parent" not in widget:
            return ".".join(reversed(parts))
        widget = widget.Parent


@pytest.mark.parametrize(
    ("orientation", "edition", "tallest"),
    [("portrait", STANDARD, 60.4), ("landscape", STANDARD, 45), ("portrait", Edition(True), 31)],
    ids=["upright", "across", "in large print"],
)
def test_every_line_that_was_asked_for_is_on_the_page(
    orientation: str, edition: Edition, tallest: float, tmp_path: Path
) -> None:
    root = sites.project(tmp_path / "project")
    (root / "content" / "tools" / "room.md").write_text(worksheet(orientation))
    data = sheets.render(root, "room", edition=edition).data
    heights: dict[str, float] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = map(float, page.mediabox)
            for widget in page.get("/Annots", []):
                if widget.Subtype != "/Widget":
                    continue
                x1, y1, x2, y2 = map(float, widget.Rect)
                assert left < x1 < x2 < right
                # The margins hold the title and the number of the page.
                assert bottom + 36 < y1 < y2 < top - 36
                heights[name(widget)] = y2 - y1
    unit = 17.2 if edition.is_large else 10
    for lines in LINES:
        box = heights[f"room.box-{lines}"]
        cell = heights[f"room.grid-{lines}.row-1.words"]
        for height in (box, cell):
            assert height == pytest.approx(min(0.4 + 1.5 * lines, tallest) * unit, abs=2)
    path = tmp_path / "room.pdf"
    path.write_bytes(data)
    assert [str(r) for r in verapdf.validate([path]).values() if r.failures] == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", [STANDARD, Edition(True)], ids=["small", "in large print"])
def test_a_new_page_begins_where_an_author_asks_for_one(edition: Edition, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    lines = "".join(f"\nLine {number}.\n" for number in range(3))
    text = f"{FRONT.format(orientation='portrait')}{lines}\n{{.new-page}}\n## To hand out\n{lines}"
    # Of a page nothing would be left but the heading.
    text += f"\n{{.new-page}}\n## A part\n\n{{.new-page}}\n### To keep\n{lines}"
    (root / "content" / "tools" / "room.md").write_text(text, "utf-8")
    reader = PdfReader(io.BytesIO(sheets.render(root, "room", edition=edition).data))
    first, second, third = (page.extract_text() for page in reader.pages)
    assert "Line 2." in first
    assert "To hand out" in second
    assert "To hand out" not in first
    assert "A part" in third
    assert "To keep" in third
