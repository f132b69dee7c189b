"""A worksheet's page that is filled in: on paper, with an error, and as people set it to look."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tools.browser import Tab, axe, chromium
from tools.looks import CUT_OFF, look
from tools.worksheets import (
    FIELDS,
    LONG,
    RATING,
    SLUG,
    TEA,
    TOOLS,
    a_few,
    act,
    address,
    answers,
    give,
    give_at_once,
    note,
    visit,
)

every_tool = pytest.mark.parametrize("slug", TOOLS)
# A state, and the size of what is on the page, are of a kind of control: these have all of them.
every_kind = pytest.mark.parametrize("slug", a_few())


@pytest.fixture
def page(tab: Tab) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return tab.visit(f"tools/{SLUG}/index.html")


# On paper


def printed(page: Page, tmp_path: Path) -> str:
    """Print the page and return what is on paper, without the spaces."""
    path = tmp_path / "printed.pdf"
    page.pdf(path=path)
    return "".join("".join(p.extract_text().split()) for p in PdfReader(path).pages)


def test_my_answers_print_in_full_and_what_has_none_says_so(page: Page, tmp_path: Path) -> None:
    # Here no dialog opens, which would send `afterprint` at its end.
    page.evaluate("window.print = () => {}")
    story = " ".join(f"word{n}" for n in range(400))
    page.locator(f'[name="{LONG.id}"]').fill(story)
    give(page, RATING, RATING.options[0].id)
    # Pressed twice, it prints the same.
    act(page, "print")
    act(page, "print")
    text = printed(page, tmp_path)
    assert story.replace(" ", "") in text
    silent = len(FIELDS[SLUG]) - 2
    assert text.count("Notanswered") == silent
    section = text[text.index(RATING.label.replace(" ", "")) :]
    assert RATING.options[0].label in section[:60]
    assert RATING.options[1].label not in section[:60]
    for hidden in ("Downloadfilled", "Savedinthisbrowser", "ratingsgiven", "Fillable"):
        assert hidden not in text
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".not-answered, .printed-answer, .answers-only").count() == 0


def test_any_print_shows_long_answers_in_full_and_blank_boxes_to_write_in(
    page: Page, tmp_path: Path
) -> None:
    story = " ".join(f"word{n}" for n in range(400))
    page.locator(f'[name="{LONG.id}"]').fill(story)
    text = printed(page, tmp_path)
    assert story.replace(" ", "") in text
    assert "Notanswered" not in text
    assert all("".join(option.label.split()) in text for option in RATING.options)


SMALLEST = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let smallest = Infinity;
  while (walker.nextNode()) {
    const {textContent, parentElement} = walker.currentNode;
    if (!textContent.trim() || !parentElement.checkVisibility()) continue;
    if (parentElement.closest('.visually-hidden')) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parentElement).fontSize));
  }
  return smallest * 72 / 96;
}"""


@every_kind
def test_no_letter_on_paper_is_smaller_than_12_points(tab: Tab, slug: str) -> None:
    page = tab.visit(f"tools/{slug}/index.html")
    give_at_once(page, answers(slug))
    page.evaluate("window.print = () => {}")
    act(page, "print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= 12


# In every state


# As it comes, a page is looked at among all others.
STATES = {"filled": ["wide"], "error": ["narrow"], "printed": ["wide"]}


def bring(page: Page, slug: str, state: str) -> None:
    """Bring a fresh page of a worksheet into a state."""
    give_at_once(page, answers(slug))
    match state:
        case "error":
            page.locator("form [type=text]").first.fill("日本" * 300)
            act(page, "download")
            expect(note(page, "pdf")).to_contain_text("There is a problem")
        case "printed":
            page.evaluate("window.print = () => {}")
            for text in page.locator("form [type=text]").all()[:1]:
                text.fill("")
            act(page, "print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            page.emulate_media(media="print")
        case _:
            assert state == "filled"


# An error, and paper, change how kinds of controls look: one worksheet has all of them.
IN_STATE = {"filled": a_few(), "error": [TEA], "printed": [TEA]}


@pytest.mark.parametrize(
    ("state", "slug"), [(state, slug) for state in STATES for slug in IN_STATE[state]]
)
def test_axe_finds_nothing_and_nothing_is_cut_off_in_any_state(
    tab: Tab, tiny_tab: Tab, slug: str, state: str
) -> None:
    page = (tiny_tab if slug == TEA else tab).visit(f"tools/{slug}/index.html")
    bring(page, slug, state)
    for name in STATES[state]:
        if state != "printed":
            look(page, name)
        # Of a control that scrolls under the bar, axe sees what is not yet covered.
        page.evaluate("scrollTo(0, 0)")
        violations = axe(page)
        assert not violations, f"{name}:\n" + "\n".join(map(str, violations))
    if state == "error":
        for name in ("narrow", "at-400-per-cent"):
            look(page, name)
            # A box with more words than it has lines scrolls: that is what it is for.
            cut = [c for c in page.evaluate(CUT_OFF) if "<input" not in c and "<textarea" not in c]
            assert cut == []


TARGETS = """() => [...document.querySelectorAll(
  "main button, .bar summary, .bar a, form input, form textarea, .papers input")]
  .filter(one => one.checkVisibility())
  .map(one => (one.closest(".choice") ?? one).getBoundingClientRect())
  .map(({width, height}) => Math.min(width, height))"""


@every_kind
def test_every_target_is_44_pixels_wide_and_high(tab: Tab, slug: str) -> None:
    page = tab.visit(f"tools/{slug}/index.html")
    for name in ("wide", "narrow"):
        look(page, name)
        assert min(page.evaluate(TARGETS)) >= 44


@pytest.mark.parametrize("width", [820, 1280])
def test_the_bar_never_hides_what_has_the_focus(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    for _ in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            "() => { const bar = document.querySelector('.bar');"
            " const one = document.activeElement;"
            " if (bar.contains(one) || one === document.body) return false;"
            " const [a, b] = [bar, one].map(e => e.getBoundingClientRect());"
            " return b.bottom > a.top && b.top < a.bottom && b.right > a.left; }"
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")


def test_whoever_wants_no_motion_or_forces_colours_loses_nothing(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(address(origin, SLUG))
    moving = (
        "all => all.filter(e => getComputedStyle(e).transitionDuration !== '0s'"
        " || getComputedStyle(e).animationName !== 'none').length"
    )
    assert page.locator("main *").evaluate_all(moving) == 0
    give(page, RATING, RATING.options[0].id)
    edges = page.locator(f'.choice:has([name="{RATING.id}"])').evaluate_all(
        "all => all.map(card => getComputedStyle(card).borderTopWidth)"
    )
    assert edges[0] != edges[1]
    buttons = page.locator(".button").evaluate_all(
        "all => all.map(b => getComputedStyle(b).borderTopStyle)"
    )
    assert set(buttons) == {"solid"}


@every_tool
def test_a_page_with_script_and_style_weighs_60_kilobytes_at_most(dist: Path, slug: str) -> None:
    loaded = [f"tools/{slug}/index.html", "assets/tool.js", "assets/site.css", "assets/icon.svg"]
    sizes = {name: len(gzip.compress((dist / name).read_bytes())) for name in loaded}
    assert sum(sizes.values()) <= 60_000, sizes


def test_without_javascript_the_page_says_that_it_keeps_nothing(origin: str) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = visit(context, origin)
    told = page.locator("noscript p")
    assert told.is_visible()
    assert "Without JavaScript, this page cannot save your answers." in told.inner_text()
    for name in ("ways", "to-answers", "answers"):
        assert page.locator(f"[data-part={name}]").is_hidden()
    # What there is to fill in is at hand all the same, wide or narrow.
    section = page.get_by_role("navigation", name="Sections").get_by_role("link").first
    assert section.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert section.is_hidden()
    page.locator(".bar summary").click()
    assert section.is_visible()
    context.close()


def test_what_is_rated_describes_each_group_of_ratings(page: Page) -> None:
    ratings = [f for f in FIELDS[SLUG] if f.prompt_kind == "rating"]
    assert len(ratings) == 8
    for rating in ratings:
        group = page.locator("fieldset", has=page.locator(f'[name="{rating.id}"]'))
        expect(group).to_have_accessible_name(rating.name)
        expect(group).to_have_accessible_description(re.compile(r"^\w.*\b(we|our)\b.*\?$"))
