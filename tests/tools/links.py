"""In: a file of HTML. Out: what it names, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Html:
    """What a file of HTML names: `links` are tags and addresses, in their order.

    What a page says of itself, and nobody loads, is a `link` in `relations`.
    """

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Html()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link" and dict(attrs)["rel"] in ("alternate", "canonical"):
            self.found.relations.append(dict(attrs)["href"] or "")
            return
        for name, value in attrs:
            if name == "id":
                self.found.ids.append(value or "")
            elif name in ("href", "src", "action", "formaction", "poster", "data", "cite"):
                self.found.links.append((tag, value or ""))
            elif name == "srcset":
                self.found.links.extend((tag, s.split()[0]) for s in (value or "").split(","))


@cache
def parsed(path: Path) -> Html:
    parser = _Parser()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return parser.found


class Links(HTMLParser):
    """The links and anchors of a page, given as text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.links += [named[name] for name in ("href", "src") if name in named]
        self.anchors |= {named["id"]} if "id" in named else set()
        if tag == "option":
            # The page for webmasters takes a worksheet's name from the address, and chooses it.
            self.anchors.add(named["value"])
