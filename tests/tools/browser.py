"""In: a folder of built pages. Out: a real browser on them, and what it and axe complain about.

Chromium and Firefox are the system's; Playwright drives them. Pages are served with the strict
policy that publishers' sites set, so that an inline script or style fails here first.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    expect,
    sync_playwright,
)

from partnertools.verify.pages import TAGS as AXE_TAGS
from tools import programs
from tools.looks import DRAWN

POLICY = "default-src 'self'"

# Headless, as root, in a container, and without calls home of the browser's own.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Makes up for what stock Firefox does otherwise than Playwright expects.
BIDI = Path(__file__).with_name("bidi.mjs")

# Types as a publisher's server says them; the standard library asks the system, and systems differ.
TYPES = {
    ".css": "text/css",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@cache
def chromium() -> Browser:
    """Return the system's Chromium, started at the first call; skip the test where there is none.

    All tests share one: Playwright's synchronous interface cannot run twice in a thread. A context
    of its own (`chromium().new_context()`) keeps a test's pages, storage and cache apart.
    """
    executable = programs.needs("chromium")
    return _playwright().chromium.launch(executable_path=executable, args=list(ARGUMENTS))


@cache
def firefox() -> Browser:
    """Return the system's Firefox, started at the first call; skip the test where there is none.

    It is driven by WebDriver BiDi, as it comes. What Playwright cannot do this way does nothing
    instead of failing: media (`emulate_media`, `color_scheme`) stay those of a light screen, and
    scripts run (`java_script_enabled=False`). A downloaded PDF is opened in a new page of its
    context, as Firefox does it for everybody. All pages are tabs of one window: what lies behind
    the newest is hidden, and rests.
    """
    return _firefox({})


@cache
def firefox_in_the_dark() -> Browser:
    """Return a Firefox on a system that is set to dark."""
    # 0 is dark, 1 light.
    return _firefox({"layout.css.prefers-color-scheme.content-override": 0})


def _firefox(preferences: dict[str, str | float | bool]) -> Browser:
    return _playwright().firefox.launch(
        channel="moz-firefox",
        executable_path=programs.needs("firefox"),
        # Most of what it draws is its own window, at each page anew: twenty times a second will do.
        firefox_user_prefs={"layout.frame_rate": 20, **preferences},
    )


# Milliseconds. What a page comes to show is waited for: on a busy machine that takes its time.
PATIENCE = 60_000


@cache
def _playwright() -> Playwright:
    # Its driver is a program for Node, which reads this variable when it starts.
    options = f"{os.environ.get('NODE_OPTIONS', '')} --import {BIDI.as_uri()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", options.strip())
        playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    expect.set_options(timeout=PATIENCE)
    return playwright


@contextmanager
def serve(folder: Path, policy: str | None = POLICY) -> Iterator[str]:
    """Serve a folder on this machine at a port of its own; yield the origin, without a slash.

    Every answer carries the policy, errors too.
    """
    handler = partial(_Files, directory=str(folder), policy=policy)
    with _Server(("127.0.0.1", 0), handler) as server:
        # A test that ends early must not keep the program from ending.
        poll = {"poll_interval": 0.02}
        thread = threading.Thread(target=server.serve_forever, kwargs=poll, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    # A browser keeps connections open on which it asks for nothing: nobody waits for their end.
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A browser that closes a page drops its connections: no error of the pages.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Files(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, directory: str, policy: str | None) -> None:
        self.policy = policy
        super().__init__(*arguments, directory=directory)

    def do_GET(self) -> None:
        # A page that names no icon makes Chromium ask for one, once per server: whether it lands in
        # a test's record is chance.
        if self.path == "/favicon.ico" and not Path(self.directory, "favicon.ico").exists():
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        return TYPES.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        if self.policy is not None:
            self.send_header("Content-Security-Policy", self.policy)
        if self.path.startswith("/embed/partner-tool-"):
            # As the header files of the build say it: other websites check the script's hash.
            self.send_header("Access-Control-Allow-Origin", "*")
        # A page that a test writes anew must not come from the cache; scripts and styles may.
        kept = self.path.startswith("/assets/")
        self.send_header("Cache-Control", "max-age=3600" if kept else "no-store")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing: `watch` records what the pages asked for."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What happened on a page since `watch`; all lists are empty on a page that behaves."""

    errors: list[str] = field(default_factory=list)
    """Errors and warnings on the console, exceptions of scripts, breaches of the policy."""
    failed: list[str] = field(default_factory=list)
    """Requests that came to nothing, or to a status of 400 and above."""
    foreign: list[str] = field(default_factory=list)
    """Requests to any other host than the one served from."""

    def __str__(self) -> str:
        return "\n".join([*self.errors, *self.failed, *self.foreign]) or "nothing"


def watch(page: Page, origin: str) -> Watched:
    """Record errors and requests of a page from now on: call it before `page.goto`."""
    watched = Watched()

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            watched.errors.append(f"{message.type}: {message.text}")

    def request(request: Request) -> None:
        parts = urlsplit(request.url)
        # data:, blob: and about: stay in the page.
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != origin:
            watched.foreign.append(request.url)

    def response(response: Response) -> None:
        if response.status >= 400:
            watched.failed.append(f"{response.status}: {response.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: watched.errors.append(f"exception: {error}"))
    page.on("request", request)
    page.on("requestfailed", lambda each: watched.failed.append(f"{each.failure}: {each.url}"))
    page.on("response", response)
    return watched


class Tab:
    """A tab in which pages are opened one after another, each as if it were the first.

    The browser starts no process for each of them, and reads scripts once: its own, and axe.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.page = context.new_page()
        self.origin = origin
        self.watched = watch(self.page, origin)
        """What has happened on the page that is open."""
        self._size = self.page.viewport_size
        browser = context.browser
        is_chromium = browser is not None and browser.browser_type.name == "chromium"
        self._session = context.new_cdp_session(self.page) if is_chromium else None

    def visit(self, name: str) -> Page:
        """Open a page of the site, after all has been forgotten that others have left behind.

        By its whole address, it may be a page of another website.
        """
        for other in self.page.context.pages:
            if other != self.page:
                other.close()
        self.page.unroute_all()
        self._forget()
        if self._size:
            self.page.set_viewport_size(self._size)
        self.page.emulate_media(color_scheme="null", media="null")
        for happened in (self.watched.errors, self.watched.failed, self.watched.foreign):
            happened.clear()
        self.page.goto(urljoin(f"{self.origin}/", name))
        return self.page

    def _forget(self) -> None:
        """Leave the page, and remove what the site has stored."""
        if self._session:
            self.page.goto("about:blank")
            everything = {"origin": self.origin, "storageTypes": "all"}
            self._session.send("Storage.clearDataForOrigin", everything)
        else:
            # Firefox starts a process whenever it comes from no site: it stays at this one.
            self.page.goto(f"{self.origin}/assets/icon.svg")
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of axe that a page breaks; `elements` are selectors, " > " leads into a frame."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}: {', '.join(self.elements)}"


def axe(page: Page, tags: Sequence[str] = AXE_TAGS) -> list[Violation]:
    """Run axe on a page as it stands, frames of the same origin included."""
    # A page that has just come opens its list of sections when it is drawn.
    page.evaluate(DRAWN)
    # Evaluating goes through the debugging protocol, which a page's policy does not bind. A script
    # element would be refused.
    for frame in page.frames:
        if frame.evaluate("typeof axe") == "undefined":
            frame.evaluate(_axe_source())
    options = {"runOnly": {"type": "tag", "values": list(tags)}, "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run({json.dumps(options)}).then(results => results.violations)")
    return [
        Violation(
            rule=violation["id"],
            impact=violation["impact"] or "",
            help=violation["help"],
            elements=tuple(_selector(node["target"]) for node in violation["nodes"]),
        )
        for violation in found
    ]


def _selector(target: list[str | list[str]]) -> str:
    """Read axe's selector: one item per frame, itself a list where it enters shadow trees."""
    return " > ".join(item if isinstance(item, str) else " >>> ".join(item) for item in target)


# axe keeps the parts of each color that it mixes in weak maps, and reads the same few colors anew
# for every element and all that lies below it. Both together take it two fifths of its time. Here
# what is kept of an object stands at the object, and each color is read once.
_QUICKER_AXE = """
((WeakMap, WeakSet) => {%s})(
  class {
    #key = Symbol();
    get(object) { return object[this.#key]; }
    set(object, value) { object[this.#key] = value; return this; }
    has(object) { return this.#key in object; }
    delete(object) { return delete object[this.#key]; }
  },
  class {
    #key = Symbol();
    add(object) { object[this.#key] = true; return this; }
    has(object) { return this.#key in object; }
    delete(object) { return delete object[this.#key]; }
  },
);
(() => {
  const {prototype} = axe.commons.color.Color;
  const parse = prototype.parseString;
  const read = new Map();
  prototype.parseString = function (text) {
    if (!read.has(text)) {
      parse.call(this, text);
      read.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = read.get(text);
    return this;
  };
})();
"""


@cache
def _axe_source() -> str:
    return _QUICKER_AXE % axe_as_it_comes()


def axe_as_it_comes() -> str:
    """Return the source of axe."""
    # Found, not imported: the package's own runner accepts no frames, and is not typed.
    spec = find_spec("axe_playwright_python")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "axe.min.js"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError("axe.min.js: the package axe-playwright-python (extra `test`) has it")
