"""The start page: worksheets in groups, and those that have some words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import sites
from partnertools.model.toolkit import Toolkit
from partnertools.render.downloads import Download
from partnertools.render.pages import MOST_AT_A_GLANCE, is_searchable
from tools import vnu
from tools.browser import Tab, axe, chromium, serve

GROUPS = ("Planning", "Café, tea and the long way to “trust” in partnerships", "")


def many(count: int, groups: tuple[str, ...] = GROUPS) -> Toolkit:
    """Return the tiny toolkit with more worksheets, which stand in groups."""
    toolkit = sites.toolkit(sites.TINY)
    [tea, picnic] = toolkit.tools
    tools = [
        replace(
            (tea, picnic)[n % 2],
            slug=f"sheet-{n}",
            title=f"Worksheet for the {n}th step",
            summary="How we grow." if n % 5 else "Where the résumé lies.",
            group=groups[n % len(groups)],
        )
        for n in range(count)
    ]
    return replace(toolkit, tools=tuple(tools), guides=(), packets=())


def write(folder: Path, toolkit: Toolkit) -> Path:
    layouts = sites.layouts()
    downloads: dict[str, list[Download]] = {tool.target: [] for tool in toolkit.tools}
    texts = {
        "index.html": layouts.index(toolkit, downloads),
        "404.html": layouts.missing(toolkit, "/"),
        "assets/site.css": layouts.style("screen"),
        "assets/start.js": layouts.script("start"),
        "assets/icon.svg": layouts.asset("icon.svg", "").decode(),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("start"), many(24))


@pytest.fixture(scope="module")
def origin(folder: Path) -> Iterator[str]:
    with serve(folder) as address:
        yield address


def shown(page: Page) -> list[str]:
    """Return the worksheets that are offered, as they stand on the page."""
    return page.locator(".entry h4:visible").all_inner_texts()


def test_groups_stand_in_the_order_of_their_first_worksheets(folder: Path) -> None:
    named = [name for name, _ in many(24).groups()]
    assert named == list(GROUPS)
    page = (folder / "index.html").read_text("utf-8")
    heads = [page.index(f">{name or 'More worksheets'}</h3>") for name in GROUPS]
    assert heads == sorted(heads)
    # Without groups nobody is told of any.
    assert "More worksheets" not in sites.layouts().index(many(2, ("",)), targets(many(2, ("",))))


def targets(toolkit: Toolkit) -> dict[str, list[Download]]:
    return {tool.target: [] for tool in toolkit.tools}


def test_words_find_worksheets_and_screen_readers_hear_how_many(
    either_tab: Tab,
) -> None:
    page = either_tab.visit("")
    words, status = (
        page.get_by_label("Find a worksheet"),
        page.get_by_role("search").get_by_role("status"),
    )
    assert len(shown(page)) == 24
    # Neither capitals nor accents need be typed; a group without any is gone.
    words.press_sequentially("RESUME 15")
    assert shown(page) == ["Worksheet for the 15th step"]
    expect(page.locator(".which tr[data-worksheet]:visible")).to_have_count(1)
    expect(page.locator("h3:visible")).to_have_text(["Planning"])
    expect(status).to_have_text("1 of 24 worksheets")
    words.fill("worksheet")
    expect(status).to_have_text("24 of 24 worksheets")
    words.fill("xyzzy")
    expect(status).to_have_text("No worksheet has these words. Try fewer, or others.")
    assert shown(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    assert len(shown(page)) == 24
    expect(status).to_be_empty()
    words.fill("15")
    words.press("Escape")
    assert len(shown(page)) == 24
    # A link to what is hidden shows it.
    words.fill("xyzzy")
    page.evaluate("location.hash = 'sheet-3'")
    expect(page.locator("#sheet-3")).to_be_in_viewport()
    assert either_tab.watched.errors == []


def test_it_is_accessible_and_fits(tab: Tab) -> None:
    page = tab.visit("")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for words in ("", "resume", "xyzzy"):
            page.get_by_label("Find a worksheet").fill(words)
            assert axe(page) == [], (width, words)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, words


def test_without_scripts_it_is_the_plain_list(origin: str) -> None:
    with chromium().new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(origin)
        assert len(shown(page)) == 24
        expect(page.get_by_label("Find a worksheet")).to_be_hidden()


def test_the_html_checker_has_nothing_to_say(folder: Path, tmp_path: Path) -> None:
    few = write(tmp_path, many(3))
    assert (
        vnu.messages([one / name for one in (folder, few) for name in ("index.html", "404.html")])
        == []
    )


def test_nobody_looks_for_what_is_seen_at_a_glance() -> None:
    assert not is_searchable(many(MOST_AT_A_GLANCE))
    assert is_searchable(many(MOST_AT_A_GLANCE + 1))
    page = sites.layouts().index(few := many(MOST_AT_A_GLANCE), targets(few))
    assert "start.js" not in page
    assert "Find a worksheet" not in page
