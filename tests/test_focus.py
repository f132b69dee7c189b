"""Whoever comes by keyboard sees where they are: the bar at the foot covers no focused field."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tools.browser import chromium
from tools.looks import DRAWN, SPACING
from tools.worksheets import TEA, address

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
# What has the focus in the form when a key is pressed, how much of it is hidden below the bar, and
# how high it is.
WATCH = """() => {
  window.left = [];
  addEventListener('keydown', () => {
    const element = document.activeElement;
    if (!element.closest('form')) return;
    const shown = element.closest('.choice') ?? element;
    const box = shown.getBoundingClientRect();
    const bar = document.querySelector('[data-part=bar]').getBoundingClientRect();
    const isBeside = bar.left >= box.right;
    const overlap = Math.min(box.bottom, bar.bottom) - Math.max(box.top, bar.top);
    const hidden = isBeside ? 0 : Math.max(0, overlap);
    left.push([element.name ?? element.textContent, hidden, box.height]);
  }, true);
}"""
IS_BEHIND = "left.length > 0 && !document.activeElement.closest('form')"


def covered(page: Page) -> list[str]:
    """Walk through the fields; return those that come to lie below the bar, by half or more.

    The key is held down, so that it is pressed anew and anew: letting go of it leads nowhere.
    """
    page.evaluate("window.left = []")
    for presses in range(100):
        page.keyboard.down("Tab")
        if presses % 5 == 0 and page.evaluate(IS_BEHIND):
            break
    page.keyboard.up("Tab")
    seen = page.evaluate("left")
    assert len(seen) > 20
    return [
        f"{name}: {hidden} of {height}" for name, hidden, height in seen if hidden >= height / 2
    ]


# How high the bar is depends on what it has to say and on the size, not on the worksheet: this one
# has every kind of field.
@pytest.mark.parametrize("storage", STORAGE)
def test_the_bar_covers_no_field_that_has_the_focus(tiny_origin: str, storage: str) -> None:
    with chromium().new_context() as context:
        context.add_init_script(STORAGE[storage])
        page = context.new_page()
        page.goto(address(tiny_origin, TEA))
        page.evaluate(WATCH)
        bar = page.locator(".bar")
        for size in SIZES:
            width, height = map(int, size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            assert bar.evaluate("bar => getComputedStyle(bar).position") == "sticky"
            # With the first letter comes what the bar has to say.
            page.locator("form [type=text]").first.press("a")
            assert bar.locator("[data-part=state]").inner_text()
            page.evaluate(SPACING if size == "640x560" else "document.adoptedStyleSheets = []")
            # Nobody is as fast as the next line: the page has been drawn anew.
            page.evaluate(DRAWN)
            assert covered(page) == [], size


def test_for_room_below_the_bar_the_page_alone_is_styled_anew(tiny_origin: str) -> None:
    # What the worksheet inherits would be told to each of its elements, at each change.
    told = "element => getComputedStyle(element).getPropertyValue('--bar')"
    with chromium().new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(address(tiny_origin, TEA))
        page.evaluate(DRAWN)
        height = page.locator(".bar").evaluate("bar => bar.offsetHeight")
        assert page.locator("html").evaluate(told) == f"{height}px"
        assert page.locator("body").evaluate(told) == ""
