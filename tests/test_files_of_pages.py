"""The site's pages as files: what they name is there, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools import vnu
from tools.links import parsed
from tools.pages import EMBEDS, FIELDS, MISSING, PAGES, TOOLKIT, every_file


def test_the_list_of_pages_is_complete(dist: Path) -> None:
    found = sorted(str(p.relative_to(dist)) for p in dist.rglob("*.html"))
    assert found == sorted(PAGES + EMBEDS)


def test_the_html_checker_has_nothing_to_say(dist: Path) -> None:
    said = vnu.messages([dist / name for name in PAGES + EMBEDS])
    assert not said, "\n".join(map(str, said))


@every_file
def test_every_address_is_relative_and_leads_to_something(dist: Path, name: str) -> None:
    page = dist / name
    links = parsed(page).links
    assert links
    for tag, address in links:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            # A link may lead out of the site. Nothing is loaded from there.
            assert tag == "a", address
            assert parts.scheme in ("https", "mailto"), address
            continue
        assert parts.path.startswith("/") is (name == MISSING and bool(parts.path)), address
        assert not parts.query, address
        target = page.parent / unquote(parts.path).removeprefix("/") if parts.path else page
        # Whoever opens the site from a folder has no server that looks for an index.
        assert target.is_file(), address
        assert target.resolve().is_relative_to(dist.resolve()), address
        if parts.fragment and "embed/index.html" not in address:
            assert unquote(parts.fragment) in parsed(target.resolve()).ids, address
    for address in parsed(page).relations:
        assert address.startswith(TOOLKIT.base_url)
        assert (dist / address.removeprefix(TOOLKIT.base_url)).is_file(), address


def test_every_style_sheet_loads_nothing_from_elsewhere(dist: Path) -> None:
    sheets = list(dist.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            assert (sheet.parent / address).is_file(), address


def test_every_pdf_is_offered_by_a_page(dist: Path) -> None:
    offered: set[Path] = set()
    for name in PAGES:
        addresses = (urlsplit(address) for _, address in parsed(dist / name).links)
        here = (dist / name).parent
        offered |= {(here / unquote(a.path)).resolve() for a in addresses if not a.scheme}
    pdfs = {path.resolve() for path in dist.rglob("*.pdf")}
    assert pdfs
    assert pdfs <= offered


# Their context is a legend of its own, or in a name that nobody sees.
APART = ("grid", "pick-many")


@every_file
def test_what_only_screen_readers_get_is_parted_from_what_follows(dist: Path, name: str) -> None:
    html = (dist / name).read_text(encoding="utf-8")
    # A space within the hidden words is lost to some of them: "Financial:Rating".
    hidden = re.findall(r'<span class="visually-hidden">([^<]*)</span>(.?)', html)
    in_front = [f for f in FIELDS.get(name, ()) if f.context and f.prompt_kind not in APART]
    assert len(hidden) >= len(in_front)
    assert all(text == text.strip() and after == " " for text, after in hidden)
