"""In: a PDF. Out: what its structure tree says, walked as a screen reader would walk it.

qpdf reads the file; nothing here knows how it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PdfReader

SOFT_HYPHEN = "\xad"
HEADING = re.compile(r"H([1-6])")
# Read in one go, where nothing that can be operated stands in them.
WHOLE = ("P", "Lbl", "Caption", "TH", "H1", "H2", "H3", "H4")
# The operators that mark what is painted, and those that paint text.
MARKING = "BDC BMC EMC Tf Tj TJ"
READ_ONLY, REQUIRED, MULTILINE, NO_TOGGLE_TO_OFF, RADIO = 1, 2, 1 << 12, 1 << 14, 1 << 15


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element: its type without the slash, and its own dictionary."""

    kind: str
    node: Any
    depth: int


@dataclass(frozen=True, slots=True)
class Text:
    """What one piece of marked content shows."""

    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation in its place in the structure."""

    node: Any
    depth: int


Item = Element | Text | Annotation


class Tagged:
    """A tagged PDF; what it returns can be looked into as long as it is held."""

    def __init__(self, file: Path | BytesIO) -> None:
        self.file = pikepdf.open(file)
        self.root: Any = self.file.Root
        self.pages = {page.objgen: number for number, page in enumerate(self.file.pages)}

    def walk(self) -> Iterator[Item]:
        """Yield elements, text and annotations in the order of the structure."""
        yield from self._items

    @cached_property
    def _items(self) -> list[Item]:
        return list(self._walk(self.root["/StructTreeRoot"]["/K"], None, 0))

    def elements(self, kind: str = "") -> list[Element]:
        """Return all elements, or those of one type."""
        found = [item for item in self.walk() if isinstance(item, Element)]
        return [e for e in found if not kind or e.kind == kind]

    def text(self) -> str:
        """Return all text in the order of the structure, with single spaces between words."""
        pieces = [""]
        for item in self.walk():
            if isinstance(item, Text):
                pieces[-1] = _joined(pieces[-1], item.text)
            elif isinstance(item, Element) and not pieces[-1].endswith(SOFT_HYPHEN):
                pieces.append("")
        return " ".join(piece for piece in map(str.strip, pieces) if piece)

    def text_of(self, node: Any) -> str:
        """Return the text of one element."""
        inside = self._walk(node.get("/K", ()), node.get("/Pg"), 0)
        whole = ""
        for item in inside:
            if isinstance(item, Text):
                whole = _joined(whole, item.text)
        return whole

    def _walk(self, kids: Any, page: Any, depth: int) -> Iterator[Item]:
        for node in _all(kids):
            if isinstance(node, int):
                yield Text(self.marked[self.pages[page.objgen], node], depth)
                continue
            kind = node.get("/Type")
            if kind == "/MCR":
                yield Text(self.marked[self.pages[node["/Pg"].objgen], node["/MCID"]], depth)
            elif kind == "/OBJR":
                yield Annotation(node["/Obj"], depth)
            else:
                yield Element(str(node["/S"]).removeprefix("/"), node, depth)
                if "/K" in node:
                    yield from self._walk(node["/K"], node.get("/Pg", page), depth + 1)

    def reading_order(self) -> list[tuple[int, int]]:
        """Return the marked content, by page (from 0) and number, as the structure has it read."""
        return list(self._marks(self.root["/StructTreeRoot"]["/K"], None))

    def _marks(self, kids: Any, page: Any) -> Iterator[tuple[int, int]]:
        for node in _all(kids):
            if isinstance(node, int):
                yield self.pages[page.objgen], node
            elif node.get("/Type") == "/MCR":
                yield self.pages[node["/Pg"].objgen], node["/MCID"]
            elif "/K" in node:
                yield from self._marks(node["/K"], node.get("/Pg", page))

    @cached_property
    def marked(self) -> dict[tuple[int, int], str]:
        """The text of marked content, by page (from 0) and number, as it is painted."""
        found: dict[tuple[int, int], str] = {}
        for number, page in enumerate(self.file.pages):
            fonts: Any = page.resources.get("/Font", {})
            decoders = {name: _to_unicode(font) for name, font in fonts.items()}
            open_marks: list[int | None] = []
            letters: dict[int, str] = {}
            actual: dict[int, str] = {}
            decode: dict[int, str] = {}
            for instruction in pikepdf.parse_content_stream(page, MARKING):
                operands: Any = instruction.operands
                match str(instruction.operator):
                    case "BDC" | "BMC":
                        properties = operands[1] if len(operands) > 1 else {}
                        mark = properties.get("/MCID")
                        open_marks.append(mark)
                        if mark is not None:
                            letters.setdefault(int(mark), "")
                            if "/ActualText" in properties:
                                actual[int(mark)] = str(properties["/ActualText"])
                    case "EMC":
                        open_marks.pop()
                    case "Tf":
                        decode = decoders[str(operands[0])]
                    case _:
                        mark = next((m for m in reversed(open_marks) if m is not None), None)
                        if mark is not None:
                            letters[int(mark)] += _shown(operands[0], decode)
            found |= {(number, mark): text for mark, text in (letters | actual).items()}
        return found

    def fields(self) -> dict[str, Any]:
        """Return the terminal fields by their full names, in the order of the form."""
        form = self.root.get("/AcroForm")
        found: list[tuple[str, Any]] = []
        if form is not None:
            for field in form["/Fields"]:
                found += _terminal(field, "")
        names = [name for name, _ in found]
        assert len(names) == len(set(names)), "two fields with one name"
        return dict(found)

    def widgets(self) -> list[Any]:
        """Return the widget annotations, page by page, in the order of `/Annots`."""
        return [
            annotation
            for page in self.file.pages
            for annotation in page.get("/Annots", ())
            if annotation["/Subtype"] == "/Widget"
        ]

    def transcript(self) -> str:
        """Return what is read aloud, line by line, in the order of the structure."""
        lines: list[str] = []
        skipped = 0
        running = False
        for item in self.walk():
            if skipped and item.depth >= skipped:
                continue
            skipped = 0
            if isinstance(item, Text) and running:
                lines[-1] = _joined(lines[-1], item.text)
                continue
            running = False
            if isinstance(item, Annotation):
                lines.append(_spoken(item.node))
            elif isinstance(item, Element):
                is_whole = item.kind == "Link" or (
                    item.kind in WHOLE
                    and not any(isinstance(i, Annotation) for i in self._below(item.node))
                )
                words = self._announced(item) if is_whole or item.kind not in WHOLE else None
                if words is not None:
                    lines.append(words)
                if is_whole:
                    skipped = item.depth + 1
            elif item.text.strip():
                lines.append(f"text: {item.text.strip()}")
                running = True
        return "\n".join(lines) + "\n"

    def _below(self, node: Any) -> Iterator[Item]:
        return self._walk(node.get("/K", ()), node.get("/Pg"), 0)

    def _announced(self, element: Element) -> str | None:
        text = self.text_of(element.node)
        if heading := HEADING.fullmatch(element.kind):
            return f"heading {heading[1]}: {text}"
        match element.kind:
            case "P":
                return f"text: {text}" if text else None
            case "Lbl":
                return f"item: {text}"
            case "Caption":
                return f"caption: {text}"
            case "Link":
                return f"link: {text}"
            case "L":
                count = sum(1 for i in self._below(element.node) if _is(i, "LI") and i.depth == 0)
                return f"list of {count}"
            case "Table":
                rows = [i for i in self._below(element.node) if _is(i, "TR")]
                return f"table of {len(rows)} rows"
            case "TH":
                scope = str(element.node["/A"]["/Scope"]).removeprefix("/").lower()
                return f"{scope} header: {text}"
            case "Div":
                return "group"
            case "Figure":
                return f"picture: {element.node['/Alt']}"
            case _:
                return None


def values_in_pypdf(path: Path) -> dict[str, str]:
    """Return what pypdf reads in the terminal fields: text, or the name of a state."""
    return {
        name: str(field.get("/V", "")).removeprefix("/" if field["/FT"] == "/Btn" else "")
        for name, field in (PdfReader(path).get_fields() or {}).items()
        if "/FT" in field
    }


# A mark that opens a quotation or a parenthesis is drawn right before its word.
OPENING = frozenset('"“‘([')


def _joined(before: str, after: str) -> str:
    """Join two pieces; the space at which a line was broken isn't painted."""
    if before.endswith(SOFT_HYPHEN):
        # The word goes on: it was broken only because its line was too short.
        return " ".join((before.removesuffix(SOFT_HYPHEN) + after).split())
    if before and not before.endswith((" ", "-")) and (after[:1].isalnum() or after[:1] in OPENING):
        before += " "
    return " ".join((before + after).split())


def _all(kids: Any) -> Iterable[Any]:
    """Return the kids of an element, which are one or several."""
    return kids if isinstance(kids, pikepdf.Array | tuple) else [kids]


def _is(item: Item, kind: str) -> bool:
    return isinstance(item, Element) and item.kind == kind


def _spoken(widget: Any) -> str:
    """Return what a screen reader says of a form field: kind, name, state."""
    if widget["/Subtype"] != "/Widget":
        return f"link to {widget.get('/Contents', '')}"
    field = widget if "/T" in widget else widget["/Parent"]
    flags = int(field.get("/Ff", 0))
    if field["/FT"] == "/Btn":
        kind = "radio button" if flags & RADIO else "check box"
        state = "on" if widget["/AS"] != "/Off" else "off"
        spoken = f"{kind}: {widget['/TU']}: {state}"
    else:
        kind = "text of several lines" if flags & MULTILINE else "text of one line"
        spoken = f"{kind}: {widget['/TU']}: {field.get('/V') or 'blank'}"
    return spoken + (", read-only" if flags & READ_ONLY else "")


def _terminal(field: Any, above: str) -> list[tuple[str, Any]]:
    name = f"{above}.{field['/T']}" if above else str(field["/T"])
    kids = list(field.get("/Kids", ()))
    if not any("/T" in kid for kid in kids):
        return [(name, field)]
    return [found for kid in kids for found in _terminal(kid, name)]


def _to_unicode(font: Any) -> dict[int, str]:
    cmap = font["/ToUnicode"].read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", cmap)
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in pairs
        if code.lower() != "0000" or text.lower() != "ffff"
    }


def _shown(operand: Any, decode: dict[int, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    text = ""
    for part in parts:
        if not isinstance(part, pikepdf.String):
            continue
        data = bytes(part)
        codes = (int.from_bytes(data[n : n + 2], "big") for n in range(0, len(data), 2))
        text += "".join(decode.get(code, "\ufffd") for code in codes)
    return text
