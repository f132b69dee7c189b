"""The site on a real web server, under a path: every link and every anchor leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from partnertools import source
from tools.browser import serve
from tools.links import Links
from tools.servers import SUB_PATH, Answer, Hosted, ask, hosted


@pytest.fixture(scope="module")
def whole(built: Path) -> Iterator[Hosted]:
    """Serve the repository's own site with nginx, under a path."""
    with hosted("nginx", built, SUB_PATH) as site:
        yield site


@pytest.fixture(scope="module")
def under_path(tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, under a path."""
    with hosted("nginx", tiny, SUB_PATH) as site:
        yield site


def dead(origin: str, start: str, homes: Mapping[str, str]) -> tuple[list[str], set[str]]:
    """Follow every link from a page; return those that lead nowhere, and the pages that were read.

    `homes` has addresses that the site calls its own, and where they are now.
    """
    answers: dict[str, Answer] = {}
    read: dict[str, Links] = {}
    missing: list[str] = []

    def get(address: str) -> Answer:
        if address not in answers:
            answers[address] = ask(origin, urlsplit(address).path)
            if answers[address].header("content-type").startswith("text/html"):
                read[address] = Links(answers[address].body.decode())
        return answers[address]

    get(start)
    done: set[str] = set()
    while waiting := [page for page in read if page not in done]:
        done.update(waiting)
        for page in waiting:
            for link in read[page].links:
                address = urljoin(page, link)
                for home, here in homes.items():
                    address = address.replace(home, here)
                address, anchor = urldefrag(address)
                if not address.startswith(origin):
                    continue
                if get(address).status != 200 or (
                    anchor and unquote(anchor) not in read[address].anchors
                ):
                    missing.append(f"{page}: {link}")
    return missing, {page.removeprefix(start).partition("?")[0] for page in read}


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.parametrize("site", ["under_path", "whole"])
def test_under_a_path_no_link_and_no_anchor_is_dead(
    site: str, request: pytest.FixtureRequest
) -> None:
    hosted_site: Hosted = request.getfixturevalue(site)
    project = request.getfixturevalue({"under_path": "tiny", "whole": "built"}[site])
    home = source.read(project / "content").base_url
    start = hosted_site.address
    missing, read = dead(hosted_site.origin, start, {home: start})
    assert missing == []
    linked = {name for name in hosted_site.pages if not re.match("embed/.+/", name)}
    # No page leads there; from there, all is as near as from everywhere.
    assert linked - read == {"404.html"}
    assert dead(hosted_site.origin, f"{start}404.html", {home: start})[0] == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b.html", []),
        ("b.html#there", []),
        ("https://elsewhere.example.org/", []),
        ("b.html#not-there", ["b.html#not-there"]),
        ("c.html", ["c.html"]),
        ("https://home.example.org/c.html", ["https://home.example.org/c.html"]),
        ("https://home.example.org/b.html", []),
    ],
)
def test_the_check_of_links_sees_what_is_dead(
    tmp_path: Path, link: str, expected: list[str]
) -> None:
    (tmp_path / "index.html").write_text(f'<a href="{link}">Link</a>')
    (tmp_path / "b.html").write_text('<p id="there">Text</p>')
    with serve(tmp_path) as origin:
        missing, _ = dead(origin, f"{origin}/", {"https://home.example.org/": f"{origin}/"})
        assert missing == [f"{origin}/: {each}" for each in expected]
