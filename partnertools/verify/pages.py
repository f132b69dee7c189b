"""A built site -> what axe finds on its pages in Chromium, and words that leave their places."""

import json
import shutil
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from partnertools.verify.findings import Checked, Finding

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

NAME = "pages by axe, and words that leave their places, on a desktop and on a phone"
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = "install it with `pip install playwright axe-playwright-python`"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (1280, 320)
LEADS_ON = b'http-equiv="refresh"'
REMEDY = "write shorter ones, or give them more room in your own `layouts/`"
SIDEWAYS = "the page scrolls sideways"
NARROWER = "make what is too wide narrower: a picture, a table, a long word"
# The words that are wider than their place, of what doesn't scroll by itself; nothing in place of
# words says that the page scrolls sideways.
OVERFLOWING = """() => {
  const found = new Set();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.add("");
  const places = "td, th, label, legend, p, li, h1, h2, h3, h4, dt, dd, button";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const place = texts.currentNode.parentElement.closest(places);
    if (!place?.checkVisibility() || isHidden(texts.currentNode.parentElement)) continue;
    const { left, right } = place.getBoundingClientRect();
    const range = document.createRange();
    const out = [...texts.currentNode.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      return [...range.getClientRects()].some((one) => one.width > 1
        && (one.left < left - 1 || one.right > right + 1));
    });
    if (out.length) found.add(out.map(([word]) => word).join(" "));
  }
  return [...found];

  // Words for screen readers alone, and what scrolls by itself.
  function isHidden(element) {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.clipPath !== "none" || style.clip !== "auto") return true;
      if (style.overflowX !== "visible") return true;
    }
    return false;
  }
}"""


def check(site: Path) -> Checked:
    """Open every page at every width."""
    axe = _axe()
    if find_spec("playwright") is None or axe is None:
        what = "playwright" if find_spec("playwright") is None else "axe"
        return Checked(NAME, missing=f"the package for {what} is missing; {PACKAGES}")
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        return Checked(NAME, missing="there is no Chromium; install `chromium`")
    from playwright.sync_api import sync_playwright

    source = axe.read_text(encoding="utf-8")
    root = site.resolve()
    # A page that leads to another one at once is seen by nobody: the other one is.
    paths = [p for p in sorted(root.rglob("*.html")) if LEADS_ON not in p.read_bytes()]
    findings: list[Finding] = []
    with sync_playwright() as playwright:
        # In a container there is often no other user than root.
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for width in WIDTHS:
            page = chromium.new_page(viewport={"width": width, "height": 800})
            page.route(lambda url: not url.startswith(root.as_uri()), partial(_answer, root))
            for path in paths:
                page.goto(path.as_uri())
                at = f"(at {width} pixels)"
                for words in page.evaluate(OVERFLOWING):
                    what = f"words leave their place: `{words}`" if words else SIDEWAYS
                    remedy = REMEDY if words else NARROWER
                    findings.append(Finding(path, f"{what} {at}", remedy))
                findings += (Finding(path, f"{one} {at}") for one in _violations(page, source))
        chromium.close()
    return Checked(NAME, len(paths), tuple(findings))


def _answer(site: Path, route: "Route") -> None:
    """Answer an address from the root of a server, as `404.html` has them, with the site's file.

    It begins with the path under which the site is published, whatever that is.
    """
    parts = Path(unquote(urlsplit(route.request.url).path)).parts[1:]
    for number in range(len(parts)):
        own = site.joinpath(*parts[number:])
        if own.is_file():
            route.fulfill(path=own)
            return
    route.continue_()


def _violations(page: "Page", source: str) -> Iterator[str]:
    for frame in page.frames:
        frame.evaluate(source)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    for found in page.evaluate(f"axe.run({json.dumps(options)}).then((each) => each.violations)"):
        places = ", ".join(str(node["target"][0]) for node in found["nodes"][:3])
        yield f"{found['help']}: {places}"


def _axe() -> Path | None:
    # Found, not imported: the package's own runner accepts no frames.
    spec = find_spec("axe_playwright_python")
    folders = (spec.submodule_search_locations or []) if spec else []
    paths = [Path(folder) / "axe.min.js" for folder in folders]
    return next((path for path in paths if path.is_file()), None)
