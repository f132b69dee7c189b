"""What was picked by mistake can be taken back: in every group, by hand and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tools.browser import Tab, axe, chromium
from tools.tags import values_in_pypdf
from tools.worksheets import (
    FIELDS,
    QUIZ,
    RATING,
    SLUG,
    TEA,
    address,
    download,
    give,
    kept,
    said,
    visit,
)

CHOICES = {slug: [f for f in FIELDS[slug] if f.value_type.name == "choice"] for slug in FIELDS}
# How far each control and each group of them is below the page's upper edge, and how high it is.
PLACES = """() => [
  ...document.querySelectorAll("#worksheet :is(fieldset, input, textarea)")
].map(one => {
  const {top, height} = one.getBoundingClientRect();
  return [one.id || one.name, Math.round(top + scrollY), Math.round(height)];
})"""
BUTTON = "fieldset:has([name='{}']) > button"


def test_every_kind_of_group_is_among_those_tried() -> None:
    controls = {f.prompt_kind for choices in CHOICES.values() for f in choices}
    assert controls == {"rating", "rubric", "pick-one", "true-false", "grid"}
    assert {f.prompt_kind for f in CHOICES[TEA]} == controls


def test_every_pick_can_be_taken_back(either_tab: Tab, tiny_origin: str) -> None:
    page = either_tab.visit(address(tiny_origin, TEA))
    counted = page.locator("[data-part=count]").inner_text()
    places = page.evaluate(PLACES)
    for field in CHOICES[TEA]:
        button = page.locator(BUTTON.format(field.id))
        expect(button).to_be_hidden()
        give(page, field, field.options[-1].id)
        expect(button).to_be_visible()
        expect(button).to_have_accessible_name(f"Clear this answer to {field.name}")
    # What comes and goes moves no question.
    assert page.evaluate(PLACES) == places
    assert said(page) == {f.id: f.options[-1].id for f in CHOICES[TEA]}
    for field in CHOICES[TEA]:
        button = page.locator(BUTTON.format(field.id))
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_be_hidden()
        assert page.evaluate("document.activeElement.name") == field.id
    assert said(page) == {}
    assert kept(page, TEA) is None
    assert page.locator("[data-part=count]").inner_text() == counted
    page.reload()
    assert said(page) == {}


@pytest.mark.parametrize("key", ["Delete", "Backspace"])
def test_the_keys_that_clear_a_text_clear_a_pick(either_tab: Tab, key: str) -> None:
    page = either_tab.visit(f"tools/{SLUG}/index.html")
    give(page, RATING, RATING.options[1].id)
    before = page.url
    page.keyboard.press(key)
    assert said(page) == {}
    assert kept(page) is None
    assert page.evaluate("document.activeElement.value") == RATING.options[1].id
    # Once more changes nothing, and leads nowhere.
    page.keyboard.press(key)
    assert page.url == before
    page.keyboard.press("Space")
    assert said(page) == {RATING.id: RATING.options[1].id}


def test_the_button_is_reached_by_the_keyboard_behind_its_group_and_axe_likes_it(
    tab: Tab,
) -> None:
    page = tab.visit(f"tools/{SLUG}/index.html")
    give(page, RATING, RATING.options[0].id)
    page.keyboard.press("Tab")
    expect(page.locator(BUTTON.format(RATING.id))).to_be_focused()
    assert not axe(page)


def test_a_pick_that_was_taken_back_is_off_in_the_filled_pdf(tab: Tab, tmp_path: Path) -> None:
    page = tab.visit(f"tools/{SLUG}/index.html")
    give(page, RATING, RATING.options[0].id)
    page.locator(BUTTON.format(RATING.id)).click()
    path = tmp_path / "filled.pdf"
    path.write_bytes(download(page, "download")[1])
    assert values_in_pypdf(path)[RATING.id] in ("Off", "")


def test_the_quiz_forgets_its_verdict_on_a_pick_that_was_taken_back(tab: Tab) -> None:
    page = tab.visit(f"tools/{QUIZ}/index.html")
    first = CHOICES[QUIZ][0]
    give(page, first, "true")
    page.get_by_role("button", name="Check my answers").click()
    expect(page.locator(".verdict:visible")).to_have_count(1)
    page.locator(BUTTON.format(first.id)).click()
    expect(page.locator(".verdict:visible")).to_have_count(0)
    page.get_by_role("button", name="Check my answers").click()
    expect(page.locator("[data-part=score]")).to_contain_text(
        f"{len(CHOICES[QUIZ])} not answered yet."
    )


def test_on_paper_and_without_javascript_there_is_no_such_button(tab: Tab, origin: str) -> None:
    with chromium().new_context(java_script_enabled=False) as context:
        page = visit(context, origin)
        assert page.locator("form button").count() == 0
    page = tab.visit(f"tools/{SLUG}/index.html")
    assert page.locator(".papers button").count() == 0
    give(page, RATING, RATING.options[0].id)
    page.emulate_media(media="print")
    expect(page.locator(BUTTON.format(RATING.id))).to_be_hidden()
