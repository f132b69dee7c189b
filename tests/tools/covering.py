"""In: what each of many things has. Out: a few of the things that have all of it between them.

What a program does to a kind of control it does to every control of the kind: tests of the program
look at these few, and assert that nothing is missing from them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

Thing = TypeVar("Thing")
Part = TypeVar("Part")


def a_few(parts: Mapping[Thing, Collection[Part]]) -> list[Thing]:
    """Return few things that together have every part that there is in any."""
    missing = set[Part]().union(*parts.values())
    few: list[Thing] = []
    while missing:
        few.append(max(parts, key=lambda thing: len(missing.intersection(parts[thing]))))
        missing -= {*parts[few[-1]]}
    return few


CONTROLS = {"a", "button", "iframe", "input", "select", "summary", "textarea"}
# What a control stands in changes how it is named, or what is said beside its name.
AROUND = {"aside", "details", "fieldset", "footer", "header", "label", "nav", "noscript", "table"}
# Elements without an end.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def controls(page: Path) -> set[tuple[str, ...]]:
    """Return the kinds of controls of a page: element, what says how it looks, what is around."""
    reader = _Controls()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    return reader.found


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[tuple[str, ...]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in CONTROLS:
            naming = sorted(name for name in said if name.startswith("aria-") or name == "title")
            look = [said.get(name) or "" for name in ("type", "role", "class")]
            self.found.add((tag, *look, *naming, *sorted(AROUND.intersection(self.open))))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
