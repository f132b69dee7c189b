"""The site on real web servers: headers, types, links, frames, under a path and under a policy."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect
from pypdf import PdfReader

import sites
from partnertools import source
from partnertools.build import site as site_build
from partnertools.cache import Cache
from partnertools.model.attached import ATTACHED
from partnertools.render import hosting, redirects
from partnertools.render.embeds import HOST_SCRIPT, HOST_SCRIPTS
from tools import fillers, programs, vnu
from tools.browser import axe, chromium, serve, watch

SUB_PATH = "/some/sub/path/"
# Where systems keep the modules of Apache.
MODULES = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))

COMMON = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-cache",
}
LOADS = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'"
PAGE = COMMON | {"content-security-policy": f"{LOADS}; frame-ancestors 'self'"}
FRAME = COMMON | {"content-security-policy": LOADS}
READABLE = {"access-control-allow-origin": "*"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
# Whatever else would bind a page or open it; a server's own words are not of interest.
NAMES = {*PAGE, *READABLE, "x-frame-options", "cross-origin-opener-policy"}

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


# Servers


@dataclass(frozen=True, slots=True)
class Hosted:
    """A site on a server: its folder, the server's origin, and the path that the site is under."""

    folder: Path
    origin: str
    base: str

    @property
    def address(self) -> str:
        return self.origin + self.base

    @property
    def files(self) -> list[str]:
        """The site's files, without those that are for servers alone."""
        own = {"_headers", "_redirects", "nginx.conf", ".htaccess"}
        found = (p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*"))
        return sorted(name for name in found if (self.folder / name).is_file() and name not in own)

    @property
    def pages(self) -> list[str]:
        return [name for name in self.files if name.endswith(".html")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[str]:
    """Run a server until the end; yield its origin as soon as it answers."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output) as server,
    ):
        try:
            for _ in range(200):
                assert server.poll() is None, log.read_text()
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            else:
                pytest.fail(f"nothing answers: {log.read_text()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def nginx(folder: Path, root: Path, snippet: Path) -> Iterator[str]:
    """Serve `root` with a snippet, within a server that forbids frames for everything else."""
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"""
        daemon off;
        master_process off;
        pid {folder}/nginx.pid;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/body;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            add_header X-Frame-Options DENY;
            server {{
                listen 127.0.0.1:{port};
                root {root};
                include "{snippet}";
            }}
        }}
        """
    )
    command = [programs.needs("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with running([*command, "-e", "stderr"], port, folder / "log") as origin:
        yield origin


@contextmanager
def apache(folder: Path, root: Path, snippet: Path) -> Iterator[str]:
    """Serve `root`, in which the snippet stands, with no more leave than `.htaccess` needs."""
    program = programs.needs("apache")
    folder_of_modules = next(path for path in MODULES if path.is_dir())
    port = free_port()
    modules = ("mpm_event", "authz_core", "mime", "dir", "headers", "alias")
    (folder / "apache.conf").write_text(
        "\n".join(f"LoadModule {m}_module {folder_of_modules}/mod_{m}.so" for m in modules)
        + f"""
        ServerRoot {folder}
        ServerName 127.0.0.1
        DefaultRuntimeDir {folder}
        PidFile {folder}/apache.pid
        Listen 127.0.0.1:{port}
        TypesConfig /dev/null
        DocumentRoot {root}
        DirectoryIndex index.html
        Header always set X-Frame-Options DENY
        Header set Content-Security-Policy "frame-ancestors 'none'"
        <Directory {root}>
            AllowOverride FileInfo
            Require all granted
        </Directory>
        <Files ".ht*">
            Require all denied
        </Files>
        ErrorLog {folder}/log
        """
    )
    command = [program, "-D", "FOREGROUND", "-f", str(folder / "apache.conf")]
    with running(command, port, folder / "log") as origin:
        yield origin


SERVERS = {"nginx": (nginx, "nginx.conf"), "apache": (apache, ".htaccess")}


@contextmanager
def hosted(server: str, project: Path, base: str) -> Iterator[Hosted]:
    """Put a built site under a path, with the files that a build for that address makes."""
    toolkit = source.read(project / "content")
    address = f"https://hosted.example.org{base}"
    # Apache gives up root's rights, and must still be able to read.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "root"
        site = root / unquote(base).strip("/")
        shutil.copytree(project / "dist", site)
        described = json.loads((site / "toolkit.json").read_bytes())
        pdfs = {
            one["page"].removesuffix("/index.html"): [file["name"] for file in one["files"]]
            for one in described["tools"] + described["guides"] + described["packets"]
        }
        moved = redirects.of(toolkit, pdfs)
        here = replace(toolkit, base_url=address)
        for file, text in hosting.files(here, HOST_SCRIPTS, moved).items():
            (site / file).write_text(text, encoding="utf-8")
        missing = site / "404.html"
        built_for = f'="{urlsplit(toolkit.base_url).path}'
        text = missing.read_text("utf-8").replace(built_for, f'="{base}')
        missing.write_text(text, encoding="utf-8")
        serving, snippet = SERVERS[server]
        with serving(folder, root, site / snippet) as origin:
            yield Hosted(site, origin, base)


PLACES = [(server, base) for server in SERVERS for base in ("/", SUB_PATH)]


@pytest.fixture(scope="module", params=PLACES, ids=lambda place: f"{place[0]} at {place[1]}")
def place(request: pytest.FixtureRequest, tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with each server, at each path."""
    with hosted(request.param[0], tiny, request.param[1]) as site:
        yield site


@pytest.fixture(scope="module")
def whole(built: Path) -> Iterator[Hosted]:
    """Serve the repository's own site with nginx, under a path."""
    with hosted("nginx", built, SUB_PATH) as site:
        yield site


@pytest.fixture(scope="module", params=["/", SUB_PATH], ids=lambda base: f"at {base}")
def site(request: pytest.FixtureRequest, tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, at each path: for a browser it is the same as Apache's."""
    with hosted("nginx", tiny, request.param) as site:
        yield site


@pytest.fixture(scope="module")
def under_path(tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, under a path."""
    with hosted("nginx", tiny, SUB_PATH) as site:
        yield site


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says: its headers have small names, and each may come several times."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for each, value in self.headers if each == name)

    @property
    def said(self) -> list[tuple[str, str]]:
        return sorted((name, value) for name, value in self.headers if name in NAMES)


def ask(origin: str, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Connection": "close", **headers})
        answer = connection.getresponse()
        said = [(name.lower(), value) for name, value in answer.getheaders()]
        return Answer(answer.status, said, answer.read())
    finally:
        connection.close()


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


# `_headers`, read as its two hosts document it


Rules = list[tuple[str, list[tuple[str, str]]]]
Matches = Callable[[str, str], bool]


def rules(text: str) -> Rules:
    """Read `_headers`: a path at the start of a line, its headers indented below."""
    found: Rules = []
    for line in text.splitlines():
        if line.startswith("/"):
            found.append((line, []))
        elif line.strip() and not line.startswith("#"):
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name.lower(), value))
    return found


def on_cloudflare(rule: str, path: str) -> bool:
    """`:name` stands for what has no slash, `*` for anything."""
    return re.fullmatch(_pattern(rule, r":\w+|\*"), path) is not None


def on_netlify(rule: str, path: str) -> bool:
    """The same, but capitals, a slash at the end, and one before a last `*` are all the same."""
    pattern = _pattern(rule.rstrip("/"), r":\w+|/\*$|\*")
    return re.fullmatch(f"{pattern}/?", path, re.IGNORECASE) is not None


def _pattern(rule: str, signs: str) -> str:
    meant = {":": "[^/]+", "*": ".*", "/": ".*"}
    parts = re.split(f"({signs})", rule)
    # What was split at stands at every second place.
    return "".join(meant[p[0]] if i % 2 else re.escape(p) for i, p in enumerate(parts))


def set_for(path: str, found: Rules, matches: Matches) -> list[tuple[str, str]]:
    """Return every header that any rule sets for a path."""
    return sorted(h for rule, headers in found if matches(rule, path) for h in headers)


def addresses(name: str) -> list[str]:
    """Return the names by which hosts know a file: Cloudflare leads to the shorter ones."""
    shorter = [name.removesuffix("index.html")] if name.endswith("index.html") else []
    return [name, *(shorter or ([name.removesuffix(".html")] if name.endswith(".html") else []))]


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


# Links


class Links(HTMLParser):
    """A page's links and anchors."""

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


# In a browser


def complaints(context: BrowserContext, site: Hosted) -> dict[str, str]:
    """Open every page; return what goes wrong on it."""
    found = {}
    for name in site.pages:
        page = context.new_page()
        watched = watch(page, site.origin)
        page.goto(site.address + name, wait_until="networkidle")
        if str(watched) != "nothing":
            found[name] = str(watched)
        page.close()
    return found


def test_every_page_loads_without_a_complaint(context: BrowserContext, site: Hosted) -> None:
    assert len(site.pages) > 10
    assert complaints(context, site) == {}


TEA = "tea.favorite.tea"


def in_filled_pdf(page: Page, frame: Frame) -> object:
    """Answer a worksheet and take its PDF; return what the PDF says there."""
    frame.locator(f'[name="{TEA}"]').fill("Darjeeling")
    with page.expect_download() as waiting:
        frame.locator("[data-action=download]").click()
    return (PdfReader(waiting.value.path()).get_fields() or {})[TEA].value


def test_a_filled_pdf_is_read_by_a_worker_that_the_servers_policy_lets_in(
    context: BrowserContext, site: Hosted
) -> None:
    blank = (site.folder / "tools" / "tea" / "tea.pdf").read_bytes()
    filled = fillers.fill_with_partnertools(blank, {TEA: "Darjeeling"})
    for name in ("tools/tea/", "embed/tea/"):
        page = context.new_page()
        watched = watch(page, site.origin)
        page.goto(site.address + name)
        with page.expect_worker() as started:
            page.locator("[data-part=file]").set_input_files(
                {"name": "tea.pdf", "mimeType": "application/pdf", "buffer": filled}
            )
        expect(page.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")
        assert started.value.url == f"{site.address}assets/reader.js"
        assert str(watched) == "nothing"
        page.close()


def test_a_worksheet_keeps_its_answers_and_makes_a_filled_pdf(
    context: BrowserContext, site: Hosted
) -> None:
    page = context.new_page()
    watched = watch(page, site.origin)
    page.goto(f"{site.address}tools/tea/")
    assert in_filled_pdf(page, page.main_frame) == "Darjeeling"
    # The page's other address finds them too.
    page.goto(f"{site.address}tools/tea/index.html")
    expect(page.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")
    assert str(watched) == "nothing"


@contextmanager
def around(folder: Path, address: str, way: str) -> Iterator[str]:
    """Write a page with a frame, of one of the kinds that people have; yield its address."""
    frame = f'<iframe src="{address}" width="100%" height="600"></iframe>'
    if way == "sandbox":
        frame = f'<iframe sandbox="allow-scripts" srcdoc="{escape(frame)}"></iframe>'
    (folder / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{frame}")
    if way == "file":
        yield (folder / "host.html").as_uri()
    else:
        with serve(folder, policy=None) as origin:
            yield f"{origin}/host.html"


def framed(page: Page, address: str) -> list[str]:
    """Return the headings that a page shows in the frames of an address."""
    page.wait_for_load_state("networkidle")
    frames = [frame for frame in page.frames if frame.url.startswith(address)]
    return [frame.locator("h1").inner_text() for frame in frames if frame.locator("h1").count()]


@pytest.mark.parametrize("way", ["server", "file", "sandbox"])
@pytest.mark.parametrize("part", ["", "index.html", "questions.html", "downloads.html"])
def test_a_page_for_frames_is_framed_by_another_website_a_file_and_a_sandbox(
    context: BrowserContext, under_path: Hosted, tmp_path: Path, part: str, way: str
) -> None:
    page = context.new_page()
    with around(tmp_path, f"{under_path.address}embed/tea/{part}", way) as address:
        page.goto(address)
        assert framed(page, under_path.address) == ["Tea & ‘Company’"]


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "tools/tea/",
        "tools/tea/index.html",
        "guide/brewing/index.html",
        "packets/afternoon/index.html",
        "pages/about/index.html",
        "embed/index.html",
    ],
)
def test_no_other_page_is(context: BrowserContext, site: Hosted, tmp_path: Path, name: str) -> None:
    page = context.new_page()
    watched = watch(page, site.origin)
    with around(tmp_path, site.address + name, "server") as address:
        page.goto(address)
        assert framed(page, site.address) == []
        assert "frame-ancestors 'self'" in str(watched)


def test_in_a_frame_a_worksheet_keeps_its_answers_and_makes_a_filled_pdf(
    context: BrowserContext, site: Hosted, tmp_path: Path
) -> None:
    page = context.new_page()
    embedded = f"{site.address}embed/tea/"
    with around(tmp_path, embedded, "server") as address:
        page.goto(address)
        frame = next(f for f in page.frames if f.url == embedded)
        assert in_filled_pdf(page, frame) == "Darjeeling"
        page.reload()
        frame = next(f for f in page.frames if f.url == embedded)
        expect(frame.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")


def test_in_a_sandbox_that_allows_downloads_a_worksheet_makes_a_filled_pdf(
    context: BrowserContext, under_path: Hosted, tmp_path: Path
) -> None:
    page = context.new_page()
    embedded = f"{under_path.address}embed/tea/"
    (tmp_path / "host.html").write_text(
        f'<iframe src="{embedded}" sandbox="allow-scripts allow-downloads"></iframe>'
    )
    with serve(tmp_path, policy=None) as origin:
        page.goto(f"{origin}/host.html")
        frame = next(f for f in page.frames if f.url == embedded)
        assert in_filled_pdf(page, frame) == "Darjeeling"


def test_another_website_with_a_strict_policy_loads_the_script_and_its_frame_grows(
    context: BrowserContext, site: Hosted, tmp_path: Path
) -> None:
    page = context.new_page()
    snippets = Links(ask(site.origin, f"{site.base}embed/").body.decode())
    assert any(link.endswith("partner-tool-2.js") for link in snippets.links)
    integrity = re.search(
        rb'data-integrity="(sha384-[^"]+)"', ask(site.origin, f"{site.base}embed/").body
    )
    assert integrity is not None
    (tmp_path / "host.html").write_text(
        "<!DOCTYPE html><title>Host</title>"
        f'<partner-tool src="{site.address}embed/tea/">Tea</partner-tool>'
        f'<script src="{site.address}{HOST_SCRIPT}" integrity="{integrity[1].decode()}"'
        ' crossorigin="anonymous" defer></script>'
    )
    toolkit = site.origin
    policy = f"default-src 'self'; frame-src {toolkit}; script-src {toolkit}"
    with serve(tmp_path, f"{policy}; connect-src {toolkit}") as origin:
        page.goto(f"{origin}/host.html")
        expect(page.locator("partner-tool iframe")).not_to_have_css("height", "800px")
        assert page.locator("partner-tool iframe").evaluate("frame => frame.offsetHeight") > 1000
        for name in ("toolkit.json", "data/tea.schema.json", "embed/tea/oembed.json"):
            read = "address => fetch(address).then(answer => answer.json())"
            assert page.evaluate(read, site.address + name)


def test_an_address_with_letters_that_mean_something_to_servers_is_no_trouble(
    context: BrowserContext, tiny: Path
) -> None:
    with hosted("nginx", tiny, "/a.b+c/Caf%C3%A9%20(1)/") as site:
        assert ask(site.origin, f"{site.base}embed/tea/").said == sorted(FRAME.items())
        assert ask(site.origin, f"{site.base}tools/tea/").said == sorted(PAGE.items())
        found = rules((site.folder / "_headers").read_text("utf-8"))
        said = set_for(f"{site.base}tools/tea/", found, on_cloudflare)
        assert said == sorted(PAGE.items())
