"""The site on real web servers: its headers, types and redirects, for every host alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

import sites
from partnertools.build import site as site_build
from partnertools.cache import Cache
from partnertools.model.attached import ATTACHED
from tools import vnu
from tools.browser import axe, chromium, serve, watch
from tools.header_rules import Matches, addresses, on_cloudflare, on_netlify, rules, set_for
from tools.servers import (
    COMMON,
    FOREVER,
    FRAME,
    PAGE,
    READABLE,
    SERVERS,
    SUB_PATH,
    Hosted,
    ask,
    hosted,
)

# Address within the site: type, headers.
PROMISED: dict[str, tuple[str, dict[str, str]]] = {
    "": ("text/html; charset=utf-8", PAGE),
    "index.html": ("text/html; charset=utf-8", PAGE),
    "tools/tea/": ("text/html; charset=utf-8", PAGE),
    "tools/tea/index.html": ("text/html; charset=utf-8", PAGE),
    "packets/afternoon/index.html": ("text/html; charset=utf-8", PAGE),
    "guide/brewing/": ("text/html; charset=utf-8", PAGE),
    "404.html": ("text/html; charset=utf-8", PAGE),
    "sitemap.xml": ("application/xml", COMMON),
    "compare/": ("text/html; charset=utf-8", PAGE),
    "compare/index.html": ("text/html; charset=utf-8", PAGE),
    "embed/": ("text/html; charset=utf-8", PAGE),
    "embed/index.html": ("text/html; charset=utf-8", PAGE),
    "embed/tea/": ("text/html; charset=utf-8", FRAME),
    "embed/tea/index.html": ("text/html; charset=utf-8", FRAME),
    "embed/tea/questions.html": ("text/html; charset=utf-8", FRAME),
    "embed/tea/oembed.json": ("application/json", FRAME | READABLE),
    "embed/partner-tool-1.js": ("text/javascript; charset=utf-8", COMMON | FOREVER | READABLE),
    "embed/partner-tool-2.js": ("text/javascript; charset=utf-8", COMMON | FOREVER | READABLE),
    "toolkit.json": ("application/json", COMMON | READABLE),
    "data/tea.schema.json": ("application/json", COMMON | READABLE),
    "tools/tea/tea.pdf": ("application/pdf", COMMON | READABLE),
    "tools/tea/tea.fill.json": ("application/json", COMMON | READABLE),
    "packets/afternoon.pdf": ("application/pdf", COMMON | READABLE),
    "assets/site.css": ("text/css; charset=utf-8", COMMON),
    "assets/tool.js": ("text/javascript; charset=utf-8", COMMON),
    "assets/filler.js": ("text/javascript; charset=utf-8", COMMON),
    "assets/reader.js": ("text/javascript; charset=utf-8", COMMON),
    "assets/icon.svg": ("image/svg+xml", COMMON),
    "tools/picnic/leaf.png": ("image/png", COMMON),
    "guide/brewing/a%20leaf.svg": ("image/svg+xml", COMMON),
}


PLACES = [(server, base) for server in SERVERS for base in ("/", SUB_PATH)]


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: f"{place[0]} at {place[1]}")
def place(request: pytest.FixtureRequest, tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with each server, at each path."""
    with hosted(request.param[0], tiny, request.param[1]) as site:
        yield site


@pytest.fixture(scope="module")
def under_path(tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, under a path."""
    with hosted("nginx", tiny, SUB_PATH) as site:
        yield site


# Headers


@pytest.mark.parametrize("name", PROMISED)
def test_a_file_comes_with_its_type_and_each_header_once(place: Hosted, name: str) -> None:
    answer = ask(place.origin, place.base + name)
    kind, headers = PROMISED[name]
    assert answer.status == 200
    assert answer.header("content-type") == kind
    assert answer.said == sorted(headers.items())
    assert answer.header("etag") or answer.header("last-modified")


def test_a_file_that_has_not_changed_is_not_sent_again(place: Hosted) -> None:
    path = f"{place.base}tools/tea/tea.pdf"
    first = ask(place.origin, path)
    again = ask(place.origin, path, **{"If-None-Match": first.header("etag")})
    assert (again.status, again.body) == (304, b"")
    assert again.said == sorted((COMMON | READABLE).items())


def test_what_is_not_there_is_not_found_and_a_page_says_so(place: Hosted) -> None:
    page = (place.folder / "404.html").read_bytes()
    for name in ("no-such-file", "tools/no/such.pdf", "embed/no/such.html"):
        answer = ask(place.origin, place.base + name)
        assert (answer.status, answer.body) == (404, page)
        assert answer.said == sorted(PAGE.items())


def test_what_is_for_servers_alone_is_not_found(under_path: Hosted) -> None:
    for name in ("_headers", "nginx.conf", ".htaccess"):
        answer = ask(under_path.origin, under_path.base + name)
        assert answer.status == 404
        assert ("x-content-type-options", "nosniff") in answer.said


def test_a_folder_without_its_slash_leads_there_on_the_address_that_was_asked_for(
    under_path: Hosted,
) -> None:
    answer = ask(under_path.origin, f"{under_path.base}tools/tea", Host="proxied.example.org")
    assert answer.status == 301
    assert answer.header("location") == f"{under_path.base}tools/tea/"


# What has another address now

FORMER = {
    "tools/infusion": "tools/tea/index.html",
    "tools/infusion/": "tools/tea/index.html",
    "tools/infusion/index.html?round=2": "tools/tea/index.html?round=2",
    "tools/infusion/infusion.pdf": "tools/tea/tea.pdf",
    "tools/infusion/infusion-large-letter.pdf": "tools/tea/tea-large-letter.pdf",
    "tools/infusion/infusion.fill.json": "tools/tea/tea.fill.json",
    "embed/infusion/questions.html?text=000000": "embed/tea/questions.html?text=000000",
    "data/infusion.schema.json": "data/tea.schema.json",
    "guide/pouring/": "guide/brewing/index.html",
    "guide/pouring/summary-card-letter.pdf": "guide/brewing/summary-card-letter.pdf",
    "packets/morning.pdf": "packets/afternoon.pdf",
}


HANDED_OUT = {
    "files/poster.pdf": ("application/pdf", COMMON | READABLE),
    "files/list.csv": ("text/csv; charset=utf-8", COMMON),
    "files/plan.docx": (ATTACHED["docx"], COMMON),
}


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the tiny project, of which nearly all had another name before."""
    root = sites.project(tmp_path_factory.mktemp("renamed") / "project")
    for path, alias in (
        ("tools/tea.md", "infusion"),
        ("guide/brewing/index.md", "pouring"),
        ("packets/afternoon.yaml", "morning"),
    ):
        file = root / "content" / path
        text = file.read_text("utf-8")
        file.write_text(
            text.replace("\ntitle:", f"\naliases:\n  - {alias}\ntitle:", 1)
            if text.startswith("---")
            else f"aliases:\n  - {alias}\n{text}",
            "utf-8",
        )
    # … and which hands out files of its own.
    about = root / "content" / "pages" / "about.md"
    (root / "content" / "files").mkdir()
    with about.open("a", encoding="utf-8") as page:
        for name in HANDED_OUT:
            (root / "content" / name).write_bytes(b"%PDF-1.7")
            page.write(f"\n[A file](../{name})\n")
    site_build.build(root, lambda step: None, Cache())
    return root


@pytest.mark.parametrize("server", SERVERS)
def test_a_former_address_leads_to_the_one_of_today_and_files_have_their_types(
    server: str, renamed: Path
) -> None:
    with hosted(server, renamed, SUB_PATH) as there:
        for former, now in FORMER.items():
            answer = ask(there.origin, there.base + former, Host="kit.example.org")
            assert answer.status == 301, former
            assert urlsplit(answer.header("location"))._replace(scheme="", netloc="").geturl() == (
                there.base + now
            )
            assert ask(there.origin, there.base + now).status == 200
        for name, (kind, headers) in HANDED_OUT.items():
            answer = ask(there.origin, there.base + name)
            assert (answer.status, answer.header("content-type")) == (200, kind)
            assert answer.said == sorted(headers.items())
        lines = (there.folder / "_redirects").read_text("utf-8").splitlines()
        told = [line.split() for line in lines]
        bare = {urlsplit(one).path: urlsplit(to).path for one, to in FORMER.items()}
        for former, now in bare.items():
            assert [there.base + former, there.base + now, "301"] in told
        assert {status for _, _, status in told} == {"301"}
        assert len(told) == len({former for former, _, _ in told}) < 2000


def test_without_a_server_that_knows_a_page_leads_on_with_and_without_scripts(
    context: BrowserContext, renamed: Path
) -> None:
    dist = renamed / "dist"
    pages = [path for path in dist.rglob("*.html") if "This page has moved" in path.read_text()]
    assert len(pages) == 6
    assert vnu.messages(pages) == []
    with serve(dist) as origin:
        former, now = f"{origin}/tools/infusion/", f"{origin}/tools/tea/index.html"
        page = context.new_page()
        watched = watch(page, origin)
        page.goto(f"{former}index.html?round=2#pick")
        page.wait_for_url(f"{now}?round=2#pick")
        page.goto(f"{origin}/embed/infusion/questions.html")
        page.wait_for_url(f"{origin}/embed/tea/questions.html")
        # On the page itself, whose ways on are closed.
        page.route("**/tools/tea/**", lambda route: route.abort())
        page.route(
            "**/moved.js", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
        page.goto(former)
        expect(page.get_by_role("main").get_by_role("link")).to_have_text("Tea & ‘Company’")
        assert axe(page) == []
        assert watched.errors == []
        with chromium().new_context(java_script_enabled=False) as plain:
            page = plain.new_page()
            page.goto(former)
            page.wait_for_url(now)


# `_headers`


@pytest.mark.parametrize("matches", [on_netlify, on_cloudflare])
def test_the_file_for_netlify_and_cloudflare_says_what_the_servers_say(
    place: Hosted, matches: Matches
) -> None:
    found = rules((place.folder / "_headers").read_text("utf-8"))
    assert len(place.files) > 40
    for name in place.files:
        said = ask(place.origin, place.base + quote(name)).said
        for address in addresses(name):
            assert set_for(place.base + quote(address), found, matches) == said, address


@pytest.mark.parametrize("matches", [on_netlify, on_cloudflare])
def test_for_every_file_of_the_repositorys_site_no_header_is_set_twice(
    built: Path, matches: Matches
) -> None:
    text = (built / "dist" / "_headers").read_text("utf-8")
    found = rules(text)
    assert len(dict(found)) == len(found) <= 100, "Cloudflare's limit, and it forgets doubles"
    assert max(map(len, text.splitlines())) < 2000
    site = Hosted(built / "dist", "", "/")
    for name in site.files:
        for address in addresses(name):
            names = [n for n, _ in set_for(f"/{quote(address)}", found, matches)]
            assert {*COMMON} <= {*names}
            assert len({*names}) == len(names), address
            has_policy = name.endswith((".html", "/oembed.json"))
            assert ("content-security-policy" in names) is has_policy


@pytest.mark.parametrize(
    ("matches", "rule", "path", "expected"),
    [
        (on_cloudflare, "/a/:b/", "/a/x/", True),
        (on_cloudflare, "/a/:b/", "/a/x", False),
        (on_cloudflare, "/a/:b/", "/a/x/y", False),
        (on_cloudflare, "/a/*", "/a/x/y.css", True),
        (on_cloudflare, "/a/*", "/a", False),
        (on_cloudflare, "/*.css", "/a/x.css", True),
        (on_cloudflare, "/*.css", "/a/x.cssx", False),
        (on_cloudflare, "/A", "/a", False),
        (on_netlify, "/a/:b/", "/a/x", True),
        (on_netlify, "/a/:b/", "/a/x.js", True),
        (on_netlify, "/a/:b/", "/a/x/y", False),
        (on_netlify, "/a/*", "/a", True),
        (on_netlify, "/a/*", "/ab", True),
        (on_netlify, "/*.css", "/a/x.css", True),
        (on_netlify, "/*.css", "/a/x.cssx", False),
        (on_netlify, "/", "/", True),
        (on_netlify, "/*", "/", True),
        (on_netlify, "/A", "/a", True),
    ],
)
def test_the_reader_of_rules_knows_the_hosts_ways(
    matches: Matches, rule: str, path: str, expected: bool
) -> None:
    assert matches(rule, path) is expected


def test_an_address_with_letters_that_mean_something_to_servers_is_no_trouble(tiny: Path) -> None:
    with hosted("nginx", tiny, "/a.b+c/Caf%C3%A9%20(1)/") as site:
        assert ask(site.origin, f"{site.base}embed/tea/").said == sorted(FRAME.items())
        assert ask(site.origin, f"{site.base}tools/tea/").said == sorted(PAGE.items())
        found = rules((site.folder / "_headers").read_text("utf-8"))
        said = set_for(f"{site.base}tools/tea/", found, on_cloudflare)
        assert said == sorted(PAGE.items())
