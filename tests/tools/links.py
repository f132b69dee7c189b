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
