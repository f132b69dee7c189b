"""In: a worksheet of the repository's site. Out: websites of other people that embed it."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, Frame, Page

import sites
from partnertools.model import fields
from partnertools.render.embeds import HOST_SCRIPT
from tools.browser import PATIENCE, Tab, Watched, serve, watch
from tools.looks import DRAWN

ROOT = Path(__file__).parents[2]
TOOLKIT = sites.toolkit()
TOOLS = {tool.slug: tool for tool in TOOLKIT.tools}
SLUG = "self-reflection"
FIRST = fields.of_tool(TOOLS[SLUG])[0].id
RATING = next(f.id for f in fields.of_tool(TOOLS[SLUG]) if f.value_type.name == "choice")
HEAD = '<!DOCTYPE html><html lang="en"><head><title>Host</title></head><body><main><h1>Host</h1>'


class Host:
    """A website of somebody else: an origin of its own, a strict policy, one page."""

    def __init__(self, folder: Path, origin: str, site: str) -> None:
        self.folder = folder
        self.origin = origin
        self.site = site

    def page(self, body: str, context: BrowserContext) -> tuple[Page, Watched]:
        """Write the host's page and open it."""
        (self.folder / "index.html").write_text(f"{HEAD}{body}</main></body></html>", "utf-8")
        page = context.new_page()
        watched = watch(page, self.site)
        page.goto(f"{self.origin}/index.html")
        return page, watched


@contextmanager
def hosting(folder: Path, site: str, policy: str) -> Iterator[Host]:
    with serve(folder, policy=policy) as origin:
        yield Host(folder, origin, site)


def snippet(maker: Page, slug: str, way: str, part: str = "index.html") -> str:
    """Choose on the page for webmasters, as one of them would, and return the lines to copy."""
    maker.get_by_label("Worksheet", exact=True).select_option(slug)
    maker.locator(f"#embed_way_{way}").check(force=True)
    maker.locator(f'[name=part][value="{part}"]').check(force=True)
    return maker.locator("#embed_snippet").input_value()


def lines(way: str, slug: str, origin: str, dist: Path) -> str:
    """The lines to copy, made without a browser."""
    source = f"{origin}/embed/{slug}/index.html"
    script = f'<script src="{origin}/{HOST_SCRIPT}" integrity="{integrity(dist)}"'
    script += ' crossorigin="anonymous" defer></script>'
    if way == "element":
        return f'<partner-tool src="{source}"><a href="{source}">{slug}</a></partner-tool>{script}'
    frame = f'<iframe class="partner-tool" src="{source}" title="{slug}" width="100%" height="800"'
    return f"{frame}></iframe>{script if way == 'script' else ''}"


def integrity(dist: Path) -> str:
    digest = hashlib.sha384((dist / HOST_SCRIPT).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def inner_height(page: Page, number: int = 0) -> float:
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame is not None
    height: float = frame.evaluate("document.body.getBoundingClientRect().height")
    return height


def settled(page: Page, number: int = 0) -> None:
    """Wait until a frame is as high as its content."""
    frame = page.locator("iframe").nth(number)
    # Browsers let a frame rest while it is out of sight.
    frame.evaluate("frame => frame.scrollIntoView()")
    for _ in range(50):
        box = frame.bounding_box()
        if box is not None and 0 <= box["height"] - inner_height(page, number) <= 5:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{frame.bounding_box()} for {inner_height(page, number)}")


@contextmanager
def redirecting(to: str, status: int = 302) -> Iterator[str]:
    """Serve nothing but the way to another origin, as an address does that has moved."""

    class Moved(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", to + self.path)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Moved) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def hosted(tab: Tab, folder: Path, body: str) -> Iterator[tuple[Page, Watched]]:
    """Open a page of another website."""
    (folder / "index.html").write_text(f"{HEAD}{body}</main></body></html>", encoding="utf-8")
    with serve(folder, policy=None) as host:
        yield tab.visit(f"{host}/index.html"), tab.watched


def inside(page: Page) -> Frame:
    """Return the worksheet in the page's one frame, once it has been made as high as it is."""
    page.wait_for_function(
        """() => {
          const all = [document, ...[...document.querySelectorAll('partner-tool')]
            .map(one => one.shadowRoot)];
          const frame = all.map(one => one?.querySelector('iframe')).find(one => one);
          frame?.scrollIntoView();
          return frame?.offsetHeight > 1000;
        }"""
    )
    return page.frames[1]


def place(page: Page, frame: Frame, element: str) -> float:
    """Return how far an element in the frame is below the upper edge of the host's window."""
    around: float = page.evaluate(
        """() => (document.querySelector('iframe') ??
          document.querySelector('partner-tool').shadowRoot.querySelector('iframe'))
          .getBoundingClientRect().top"""
    )
    within: float = frame.evaluate(
        "element => document.querySelector(element).getBoundingClientRect().top", element
    )
    return around + within


def stands(page: Page, frame: Frame, element: str, least: float, most: float) -> bool:
    """Wait until an element has come to stand between two heights, and stays there."""

    def is_there() -> bool:
        return least <= place(page, frame, element) <= most

    return holds(page, is_there)


def holds(page: Page, is_so: Callable[[], bool]) -> bool:
    """Wait until something is so, and is still so when what was under way has been done."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if is_so():
            drawn(page)
            if is_so():
                return True
        drawn(page)
    return False


def drawn(page: Page) -> None:
    """Wait until page and frames have been drawn twice: the one may have told the others."""
    for frame in page.frames:
        frame.evaluate(DRAWN)


def follow(frame: Frame, link: str) -> None:
    """Follow a link in the list of sections, which opens from the bar where a frame is narrow.

    With the keyboard: a click waits long until nothing moves in the page around.
    """
    if frame.locator(".bar summary").is_visible():
        frame.locator(".bar summary").press("Enter")
    frame.locator(link).press("Enter")
