"""A built site -> the links, pictures, scripts and styles of its pages that lead nowhere."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from partnertools.verify.findings import Checked, Finding

NAME = "links within the site"
ADDRESSES = ("href", "src")
REMEDY = "mend the address where it is written, or put there what it leads to"


class _Page(HTMLParser):
    """The ids of a page, and the addresses that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ADDRESSES and value:
                self.addresses.append(value)


def check(site: Path) -> Checked:
    """Look for every file and every place that a page leads to."""
    pages = {
        path.resolve(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }
    findings = [
        Finding(path, what, REMEDY)
        for path, page in pages.items()
        for what in dict.fromkeys(_find_dead(site, path, page, pages))
    ]
    return Checked(NAME, len(pages), tuple(findings))


def _find_dead(site: Path, path: Path, page: _Page, pages: dict[Path, _Page]) -> Iterator[str]:
    # There, a script reads which worksheet is to be chosen; each language has a page of its own.
    sites = (site, *(data.parent for data in site.glob("*/toolkit.json")))
    choosers = {(one / "embed" / "index.html").resolve() for one in sites}
    for address in page.addresses:
        parts = urlsplit(address)
        # What is absolute leads out of the site, or depends on where it is published.
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        place = unquote(parts.fragment)
        if not target.is_file():
            yield f"`{address}` leads to no file"
        elif (
            place and target in pages and target not in choosers and place not in pages[target].ids
        ):
            yield f"`{address}` leads to no place on that page"
