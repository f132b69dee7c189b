"""Every page of the build, opened in a real browser: whoever comes, however they come, can use it.

A page is loaded once for all tests that look at it (`page`), in their order: those that act on it
come last, or load it anew. What people do with worksheets is in `test_pages_in_use`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

from partnertools.typography import typeset
from partnertools.verify.pages import TAGS as AXE_TAGS
from tools.browser import Tab, axe, chromium, watch
from tools.links import parsed
from tools.looks import CUT_OFF, SPACING, look
from tools.pages import (
    FIELDS,
    PAGES,
    TITLES,
    TOOLKIT,
    TOOLS,
    every_page,
    first_of_each_kind,
    name_of,
)
from tools.spoken import value
from tools.worksheets import words

# Their edges in points.
PAPERS = {(612, 792): "US Letter", (595, 842): "A4"}


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest, tab: Tab) -> Page:
    """Open one page for all tests that look at it."""
    return tab.visit(request.param)


# The page as it stands


@every_page
def test_the_page_loads_without_an_error_and_from_its_own_host_alone(page: Page, tab: Tab) -> None:
    assert str(tab.watched) == "nothing"
    assert page.context.cookies() == []


@every_page
def test_pages_and_sizes_of_downloads_are_those_of_the_files(page: Page, dist: Path) -> None:
    found = page.locator(".downloads li").evaluate_all(
        "items => items.map(item => [item.querySelector('a').getAttribute('href'),"
        " item.querySelector('.facts').textContent, item.querySelector('a').textContent])"
    )
    here = (dist / name_of(page)).parent
    linked = [address for _, address in parsed(dist / name_of(page)).links]
    assert [a for a in linked if a.endswith(".pdf")] == [address for address, _, _ in found]
    for address, facts, text in found:
        count, size, papers = measured((here / address).resolve())
        assert facts == f"{count} page{'s' * (count > 1)}, {size} kB"
        assert all(text.endswith(paper) for paper in papers), f"{address}: {text}: {papers}"


@cache
def measured(path: Path) -> tuple[int, int, set[str]]:
    """Return how many pages a PDF has, how many kilobytes, and the papers of its pages."""
    with pikepdf.open(path) as pdf:
        edges = [sorted(round(float(edge)) for edge in page.mediabox[2:]) for page in pdf.pages]
    papers = {PAPERS.get((short, long), "no known paper") for short, long in edges}
    return len(edges), max(1, round(path.stat().st_size / 1000)), papers


@every_page
def test_the_page_says_its_language_its_title_and_its_parts(page: Page) -> None:
    head = page.evaluate(
        "() => ({language: document.documentElement.lang, title: document.title,"
        " summary: document.querySelector('meta[name=description]').content})"
    )
    heading = words(page.locator("h1").inner_text())
    assert head["language"] == TOOLKIT.language
    assert heading in head["title"]
    assert TOOLKIT.title in head["title"]
    assert head["summary"]
    for landmark in ("main", "banner", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    assert page.get_by_role("navigation", name="Site").count() == 1


def test_no_two_pages_have_the_same_title(dist: Path) -> None:
    html = [(dist / name).read_text(encoding="utf-8") for name in PAGES]
    titles = [re.findall(r"<title>(.+?)</title>", text) for text in html]
    assert all(len(found) == 1 for found in titles)
    assert len({found[0] for found in titles}) == len(PAGES)


@every_page
def test_headings_begin_with_the_only_h1_and_skip_no_level(page: Page) -> None:
    found = page.locator("h1, h2, h3, h4, h5, h6")
    levels = [int(tag[1]) for tag in found.evaluate_all("all => all.map(h => h.localName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert page.locator("main h1").count() == 1
    deeper = [(before, level) for before, level in pairwise(levels) if level > before]
    assert all(level == before + 1 for before, level in deeper), levels


@every_page
@pytest.mark.parametrize(
    ("name", "tags"),
    [("wide", AXE_TAGS), ("narrow", AXE_TAGS), ("dark", ["cat.color"])],
    ids=["wide", "narrow", "dark"],
)
def test_axe_finds_nothing(page: Page, name: str, tags: Sequence[str]) -> None:
    look(page, name)
    violations = axe(page, tags)
    assert not violations, "\n".join(map(str, violations))


@every_page
@pytest.mark.parametrize("name", ["wide", "narrow", "at-400-per-cent"])
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(page: Page, name: str) -> None:
    look(page, name)
    closed = page.locator("details:not([open])").element_handles()
    for details in closed:
        details.evaluate("details => { details.open = true; }")
    assert page.evaluate(CUT_OFF) == []
    page.evaluate(SPACING)
    try:
        assert page.evaluate(CUT_OFF) == [], "with more room between letters and lines"
    finally:
        page.evaluate("document.adoptedStyleSheets = []")
        for details in closed:
            details.evaluate("details => { details.open = false; }")


# The bar that stays in view has boxes behind it.
TOUCHING = """
() => {
  const inMain = [...document.querySelectorAll("main *")];
  const seen = inMain.filter((one) => one.checkVisibility() && !one.closest(".panel"));
  const isBox = ({ borderBottomWidth, borderLeftWidth }) =>
    borderBottomWidth !== "0px" && borderLeftWidth !== "0px";
  const boxes = seen.filter((one) => isBox(getComputedStyle(one)) && one.offsetHeight > 60);
  const texts = seen.filter((one) => one.matches("p, h2, h3, h4") && one.textContent.trim());
  return texts.flatMap((text) => {
    const at = text.getBoundingClientRect();
    const isBelow = (box) => {
      const { bottom, left, right } = box.getBoundingClientRect();
      const isBeside = at.left >= right || left >= at.right || box.contains(text);
      return !isBeside && Math.abs(at.top - bottom) < 6;
    };
    return boxes.some(isBelow) ? [text.textContent.trim()] : [];
  });
}
"""


@every_page
@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_no_text_touches_the_box_above_it(page: Page, name: str) -> None:
    look(page, name)
    assert page.evaluate(TOUCHING) == []


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_no_text_touches_the_box_above_it_where_no_source_is_named(
    context: BrowserContext, tiny: Path, name: str
) -> None:
    page = context.new_page()
    paths = sorted((tiny / "dist" / "tools").glob("*/index.html"))
    bare = [path for path in paths if 'class="credits"' not in path.read_text("utf-8")]
    assert bare
    for path in bare:
        page.goto(path.as_uri())
        look(page, name)
        assert page.evaluate(TOUCHING) == []
    page.close()


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<div style='width: 30rem'>a</div>", "the page is"),
        ("<p style='width: 3rem; overflow: hidden; white-space: nowrap'>a long word</p>", "wider"),
        ("<p style='height: 1rem; overflow: clip'>a<br>b<br>c</p>", "taller"),
        ("<div style='width: 9rem; overflow: auto'><p style='width: 19rem'>a</div>", "wider"),
        ("<input size=3 value='more than three letters'>", "wider"),
        ("<p style='position: absolute; right: 19rem'>far to the left</p>", "past the edge"),
        ("<div style='height: 1rem; clip-path: inset(0 -9rem)'>a<br>b</div>", "clipped"),
    ],
)
def test_the_check_sees_what_is_cut_off(context: BrowserContext, html: str, seen: str) -> None:
    page = context.new_page()
    look(page, "narrow")
    page.set_content(f"<!DOCTYPE html><title>Cut</title>{html}")
    assert any(said.startswith(seen) for said in page.evaluate(CUT_OFF))
    page.set_content("<!DOCTYPE html><title>Whole</title><p style='overflow: hidden'>a</p>")
    assert page.evaluate(CUT_OFF) == []


LANDMARKS = ("banner", "complementary", "contentinfo", "form", "main", "navigation", "region")


@every_page
def test_landmarks_are_few_enough_to_lead_somewhere(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    shown = [node for node in nodes if not node["ignored"]]
    found = [(role, value(n, "name")) for n in shown if (role := value(n, "role")) in LANDMARKS]
    assert ("main", "") in found
    assert len(found) <= 7, found
    regions = [name for role, name in found if role == "region"]
    assert regions == (["Your answers"] if name_of(page) in TOOLS else [])


@every_page
def test_the_skip_link_leads_into_the_content(page: Page) -> None:
    look(page, "wide")
    focused = "({localName, className, hash = ''} = document.activeElement) =>"
    page.keyboard.press("Tab")
    assert page.evaluate(f"({focused} [localName, className, hash])()") == ["a", "skip", "#main"]
    skip = page.locator('.skip[href="#main"]')
    assert skip.evaluate("link => getComputedStyle(link).clipPath") == "none"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    # The next stop is the first one in the content: the header is passed over.
    assert page.evaluate(
        "document.activeElement === document.querySelector("
        "'main :is(a[href], input, select, textarea, button, summary), footer a[href]')"
    )


# Without scripts, without a net, on paper


@pytest.fixture(scope="module")
def without_javascript(origin: str) -> Iterator[Tab]:
    with chromium().new_context(java_script_enabled=False) as context:
        yield Tab(context, origin)


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_the_page_reads_and_is_filled_in(
    without_javascript: Tab, name: str
) -> None:
    page = without_javascript.visit(name)
    assert page.locator("h1").inner_text() == typeset(TITLES[name])
    shown = page.evaluate(
        """ids => ids.map(id => [...document.getElementsByName(id)]
          .map(control => control.checkVisibility()))""",
        [one.id for one in FIELDS.get(name, ())],
    )
    assert shown == [[True] * max(1, len(one.options)) for one in FIELDS.get(name, ())]
    for kind, control in first_of_each_kind(page) if name in FIELDS else []:
        if kind in ("choice", "check"):
            # As a hand does it: what lies on top at this place takes the click.
            control.click(force=True)
            assert control.is_checked()
        else:
            control.click()
            page.keyboard.type("Words")
            assert control.input_value() == "Words"


def test_a_browser_prints_the_fields_and_not_the_navigation(
    context: BrowserContext, origin: str, tmp_path: Path
) -> None:
    name = "tools/self-reflection/index.html"
    page = context.new_page()
    page.goto(f"{origin}/{name}")
    page.emulate_media(media="print")
    for kind, control in first_of_each_kind(page):
        if kind in ("text", "long-text"):
            control.fill("written before printing")
    navigation = page.locator(".skip, nav a")
    assert navigation.count() > 3
    assert not any(link.is_visible() for link in navigation.all())
    controls = page.locator("form :is(input, textarea)")
    assert all(controls.evaluate_all("all => all.map(control => control.checkVisibility())"))
    path = tmp_path / "printed.pdf"
    page.pdf(path=path)
    printed = "".join(words(p.extract_text()) for p in PdfReader(path).pages).replace(" ", "")
    # Ligatures are two letters.
    printed = normalize("NFKC", printed)
    for one in FIELDS[name]:
        assert one.label.replace(" ", "") in printed
        assert all(o.label.replace(" ", "") in printed for o in one.options)
    assert "writtenbeforeprinting" in printed
    assert "Skiptothecontent" not in printed


def test_the_site_opens_from_a_folder_without_a_server(context: BrowserContext, dist: Path) -> None:
    page = context.new_page()
    watched = watch(page, "")
    start = (dist / "index.html").as_uri()
    page.goto(start)
    seen = []
    for address, heading in (
        ("tools/self-reflection/index.html", "Partner Health Self-Reflection"),
        ("guide/build-key-partnerships/index.html", "Build Key Partnerships"),
    ):
        page.locator(f'a[href$="{address}"]').first.click()
        page.wait_for_url(f"**/{address}")
        seen.append(page.locator("h1").inner_text())
        assert heading in seen[-1]
        # The style sheet has been read: this is what reflow depends on.
        query = "main => getComputedStyle(main).containerType"
        assert page.locator("main").evaluate(query) == "inline-size"
    assert page.url.startswith(start.removesuffix("index.html"))
    assert watched.errors == watched.failed == []
