"""Whoever comes by keyboard sees where they are: the bar at the foot covers no focused field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tools.browser import chromium
from tools.looks import SPACING
from tools.worksheets import address

SLUGS = ("self-reflection", "role-mapping", "smart-goals", "partner-criteria")
SIZES = (
    "320x640",
    "390x800",
    "480x800",
    "560x700",
    "640x560",
    "640x720",
    "768x1024",
    "853x600",
    "1024x700",
    "1280x720",
)
# Where the browser lets the page save nothing, the bar has much to say.
STORAGE = {
    "saved": "",
    "full": "Storage.prototype.setItem = () => {"
    " throw new DOMException('', 'QuotaExceededError') }",
    "forbidden": "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('', 'SecurityError') }})",
}
# How high the bar is depends on what it has to say and on the size, not on the worksheet: all of
# these are walked through with the longest words, and with each of the others one is.
WALKS = [*((slug, "forbidden") for slug in SLUGS)]
WALKS += [("self-reflection", "saved"), ("smart-goals", "full")]

# What has the focus in the form, how much of it is hidden below the bar, and how high it is.
COVERED = """() => {
  const element = document.activeElement;
  if (!element.closest('form')) return null;
  const shown = element.closest('.choice') ?? element;
  const box = shown.getBoundingClientRect();
  const bar = document.querySelector('[data-part=bar]').getBoundingClientRect();
  const isBeside = bar.left >= box.right;
  const overlap = Math.min(box.bottom, bar.bottom) - Math.max(box.top, bar.top);
  const hidden = isBeside ? 0 : Math.max(0, overlap);
  return [element.name ?? element.textContent, hidden, box.height];
}"""

DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def covered(page: Page, presses: int) -> list[str]:
    """Walk through the fields; return those that come to lie below the bar, by half or more."""
    lost, seen = [], 0
    for _ in range(presses):
        page.keyboard.press("Tab")
        found = page.evaluate(COVERED)
        if found is None:
            if seen:
                break
            continue
        name, hidden, height = found
        seen += 1
        if hidden >= height / 2:
            lost.append(f"{name}: {hidden} of {height}")
    assert seen > 10
    return lost


@pytest.mark.parametrize(("slug", "storage"), WALKS)
def test_the_bar_covers_no_field_that_has_the_focus(origin: str, slug: str, storage: str) -> None:
    with chromium().new_context() as context:
        context.add_init_script(STORAGE[storage])
        page = context.new_page()
        for size in SIZES:
            width, height = map(int, size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address(origin, slug))
            bar = page.locator(".bar")
            assert bar.evaluate("bar => getComputedStyle(bar).position") == "sticky"
            # With the first letter comes what the bar has to say.
            page.locator("form [type=text]").first.press("a")
            assert bar.locator("[data-part=state]").inner_text()
            if size == "640x560":
                page.evaluate(SPACING)
                # Nobody is as fast as the next line: the page has been drawn anew.
                page.evaluate(DRAWN)
            assert covered(page, 100) == [], size
