"""In: a page. Out: the page as somebody looks at it, and what they can't see whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at; sizes are in CSS pixels."""

    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


LOOKS = {
    "wide": Look(1280, 1024),
    "narrow": Look(320, 800),
    "dark": Look(1280, 1024, "dark"),
    # What is left of 1280 x 1024 when everything is four times as large.
    "at-400-per-cent": Look(320, 256),
}


# What the page does of itself in another window, it has done when it has been drawn there.
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def look(page: Page, name: str) -> None:
    chosen = LOOKS[name]
    page.set_viewport_size({"width": chosen.width, "height": chosen.height})
    page.emulate_media(color_scheme=chosen.scheme)
    page.evaluate(DRAWN)


# Text that cannot be seen whole, though it isn't hidden on purpose (a clip path of inset(50%)).
CUT_OFF = """() => {
  const cut = [];
  const say = (what, element) =>
    cut.push(`${what}: <${element.localName} class="${element.className}">`
      + ` ${(element.value || element.textContent).trim().slice(0, 60)}`);
  const isHidden = element => {
    for (let e = element; e; e = e.parentElement) {
      if (getComputedStyle(e).clipPath === 'inset(50%)') return true;
    }
    return !element.checkVisibility();
  };
  const scrolling = document.scrollingElement;
  if (scrolling.scrollWidth > innerWidth) {
    cut.push(`the page is ${scrolling.scrollWidth} wide in a window of ${innerWidth}`);
  }
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const isField = element.matches('input');
    if (!isField && style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    if (isHidden(element) || !(element.value || element.textContent).trim()) continue;
    if (element.matches('[type=radio], [type=checkbox]')) continue;
    // What scrolls downwards can be read. What scrolls sideways too scrolls in two directions.
    const isCutBelow = !['visible', 'auto', 'scroll'].includes(style.overflowY);
    if (element.scrollWidth > element.clientWidth + 1) say('wider than its box', element);
    if (isCutBelow && element.scrollHeight > element.clientHeight + 1) {
      say('taller than its box', element);
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || isHidden(text.parentElement)) continue;
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.left < -1 || box.right > innerWidth + 1) say('past the edge', text.parentElement);
      for (let e = text.parentElement; e; e = e.parentElement) {
        if (getComputedStyle(e).clipPath === 'none') continue;
        const clip = e.getBoundingClientRect();
        if (box.top < clip.top - 1 || box.bottom > clip.bottom + 1) say('clipped', e);
      }
    }
  }
  return [...new Set(cut)];
}"""

# WCAG 2.2, 1.4.12: what people may set without losing anything.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
