"""What is cleared can be restored, all of it, until the page is left; and then by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.browser import Tab, axe, firefox
from tools.worksheets import (
    FIRST,
    SECOND,
    SLUG,
    act,
    answer_file,
    download,
    give_at_once,
    kept,
    key,
    note,
    open_file,
    said,
    visit,
)

DAMAGED = '{"answers": {"self-reflection.about.person": "Ada'


@pytest.fixture
def page(tab: Tab) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return tab.visit(f"tools/{SLUG}/index.html")


def stored(page: Page) -> dict[str, str]:
    """Return everything that the browser keeps for the site."""
    found: dict[str, str] = page.evaluate("({...localStorage})")
    return found


def opened(page: Page, name: str) -> None:
    """Open a file of one answer that says its own name."""
    open_file(page, f"{name}.json", answer_file(SLUG, {FIRST: name}))
    expect(note(page, "aside")).to_contain_text(f"Opened {name}.json")


def restore(page: Page) -> None:
    page.get_by_role("button", name="Restore my answers").click()
    expect(note(page, "cleared")).to_have_text("Your answers are back.")
    expect(note(page, "cleared")).to_be_focused()


def all_sets(page: Page) -> list[str]:
    """Return the first answer of every set that there is: the page's own, then all put aside."""
    found = [said(page).get(FIRST, "")]
    while True:
        page.get_by_role("button", name="Restore", exact=True).click()
        now = said(page).get(FIRST, "")
        if now == found[0]:
            return [str(one) for one in found]
        found.append(now)


def test_restoring_brings_back_what_was_put_aside_and_what_was_damaged(page: Page) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(), DAMAGED])
    page.reload()
    page.locator(f'[name="{FIRST}"]').fill("typed")
    opened(page, "one")
    before = stored(page)
    assert set(before) == {key(), f"{key()}:aside", f"{key()}:damaged"}
    act(page, "clear")
    assert stored(page) == {}
    assert page.locator(".note").count() == 1
    restore(page)
    assert stored(page) == before
    assert said(page) == {FIRST: "one"}
    assert all_sets(page) == ["one", "typed"]
    with page.expect_download() as waiting:
        note(page, "damaged").get_by_role("button", name="Save these to a file").click()
    assert waiting.value.path().read_text(encoding="utf-8") == DAMAGED


def test_cleared_answers_leave_the_browser_and_have_a_way_back(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    act(page, "clear")
    assert said(page) == stored(page) == {}
    expect(note(page, "cleared")).to_be_focused()
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))
    restore(page)
    assert said(page) == kept(page)["answers"] == {FIRST: "mine"}
    act(page, "clear")
    page.reload()
    assert said(page) == {}
    assert page.get_by_role("button", name="Restore my answers").count() == 0


def test_restoring_brings_back_the_sets_of_several_files(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("typed")
    opened(page, "one")
    page.locator(f'[name="{FIRST}"]').fill("one, changed")
    opened(page, "two")
    act(page, "clear")
    restore(page)
    assert sorted(all_sets(page)) == ["one, changed", "two", "typed"]


def test_clearing_again_loses_nothing_of_what_was_cleared_before(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("first")
    act(page, "clear")
    # Of a page without answers, there is nothing more to clear.
    act(page, "clear")
    restore(page)
    assert said(page) == kept(page)["answers"] == {FIRST: "first"}
    act(page, "clear")
    page.locator(f'[name="{FIRST}"]').fill("second")
    opened(page, "file")
    act(page, "clear")
    restore(page)
    assert sorted(all_sets(page)) == ["file", "first", "second"]


def test_what_is_typed_after_clearing_is_not_lost_by_restoring(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("before")
    act(page, "clear")
    page.locator(f'[name="{FIRST}"]').fill("since")
    restore(page)
    assert said(page) == {FIRST: "before"}
    assert all_sets(page) == ["before", "since"]
    page.reload()
    assert all_sets(page) == ["before", "since"]


def test_answers_that_are_put_aside_alone_are_restored_too(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("typed")
    opened(page, "one")
    page.locator(f'[name="{FIRST}"]').fill("")
    act(page, "clear")
    restore(page)
    assert said(page) == {}
    note(page, "aside").get_by_role("button", name="Restore", exact=True).click()
    assert said(page) == {FIRST: "typed"}


def test_what_another_tab_clears_is_restored_in_either_and_only_once(
    page: Page, origin: str
) -> None:
    page.locator(f'[name="{FIRST}"]').fill("typed")
    other = visit(page.context, origin)
    opened(page, "one")
    expect(other.locator(f'[name="{FIRST}"]')).to_have_value("one")
    before = stored(page)
    act(page, "clear")
    expect(note(other, "cleared")).to_contain_text("cleared in another tab")
    assert said(other) == stored(other) == {}
    restore(other)
    assert stored(other).keys() == before.keys()
    expect(page.locator(f'[name="{FIRST}"]')).to_have_value("one")
    assert page.get_by_role("button", name="Restore my answers").count() == 0
    assert all_sets(other) == ["one", "typed"]


def test_two_tabs_put_aside_side_by_side(page: Page, origin: str) -> None:
    page.locator(f'[name="{FIRST}"]').fill("typed")
    other = visit(page.context, origin)
    opened(page, "one")
    expect(other.locator(f'[name="{FIRST}"]')).to_have_value("one")
    other.locator(f'[name="{FIRST}"]').fill("typed in the other")
    opened(other, "two")
    assert sorted(all_sets(other)) == ["two", "typed", "typed in the other"]


def test_a_second_damaged_text_does_not_cover_the_first(page: Page) -> None:
    for text in (DAMAGED, "[1]"):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(), text])
        page.reload()
    assert stored(page) == {f"{key()}:damaged": f"{DAMAGED}\n[1]"}


# On a shared computer


def test_after_clearing_nothing_in_the_browser_or_on_the_page_tells_of_the_answers(
    page: Page,
) -> None:
    secret = "Lincoln School"
    damaged = f'{{"answers": {{"x": "{secret}'
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(), damaged])
    page.reload()
    page.locator(f'[name="{FIRST}"]').fill(secret)
    open_file(page, f"{secret}.json", answer_file(SLUG, {FIRST: "o", f"{SLUG}.gone": secret}, 0))
    page.locator(f'[name="{FIRST}"]').fill(secret)
    download(page, "save")
    download(page, "download")
    assert page.locator("main", has_text="lincoln-school").count()
    act(page, "clear")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""
    text = page.locator("body").inner_html().casefold()
    assert "lincoln" not in text
    assert said(page) == {}
    page.reload()
    assert said(page) == {}
    assert "lincoln" not in page.locator("body").inner_html().casefold()


def gone_and_back(page: Page, elsewhere: str) -> None:
    """Leave the page, and come back to it as it slept."""
    page.evaluate(
        "() => addEventListener('pageshow', event => { window.slept = event.persisted; })"
    )
    page.goto(elsewhere)
    page.evaluate("history.back()")
    page.wait_for_function("window.slept === true")


@pytest.fixture
def sleeper(dist: Path) -> Iterator[tuple[Page, str]]:
    """A worksheet from a folder in Firefox, which lets such pages sleep when they are left."""
    with firefox().new_context() as context:
        page = context.new_page()
        page.goto((dist / "tools" / SLUG / "index.html").as_uri())
        yield page, (dist / "tools" / "role-mapping" / "index.html").as_uri()


def test_whoever_presses_back_cannot_restore_what_was_cleared(sleeper: tuple[Page, str]) -> None:
    page, elsewhere = sleeper
    page.locator(f'[name="{FIRST}"]').fill("mine")
    act(page, "clear")
    expect(page.get_by_role("button", name="Restore my answers")).to_be_visible()
    gone_and_back(page, elsewhere)
    assert page.get_by_role("button", name="Restore my answers").count() == 0
    assert note(page, "cleared").count() == 0
    assert said(page) == {}


def test_a_page_that_slept_while_another_cleared_wakes_up_cleared(
    sleeper: tuple[Page, str],
) -> None:
    page, elsewhere = sleeper
    page.locator(f'[name="{FIRST}"]').fill("mine")
    page.evaluate("addEventListener('pagehide', () => localStorage.clear())")
    gone_and_back(page, elsewhere)
    assert said(page) == {}
    assert page.get_by_role("button", name="Restore my answers").count() == 0
    state = page.evaluate("document.querySelector('[data-part=state]').textContent")
    assert state == "Saved in this browser as you type."


def test_a_page_that_slept_wakes_up_with_what_was_typed_since(sleeper: tuple[Page, str]) -> None:
    page, elsewhere = sleeper
    give_at_once(page, {FIRST: "mine"})
    newer: Any = answer_file(SLUG, {SECOND: "newer"})
    page.evaluate(
        "([key, text]) => addEventListener('pagehide', () => localStorage.setItem("
        "Object.keys(localStorage)[0], text))",
        [key(), newer],
    )
    gone_and_back(page, elsewhere)
    assert said(page) == {SECOND: "newer"}
