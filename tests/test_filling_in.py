"""A worksheet's page is filled in, and says how far one is."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from partnertools.model.prompt import Field
from partnertools.model.prompts.true_false import TrueFalse
from partnertools.model.toolkit import all_blocks
from partnertools.typography import typeset
from tools.browser import Tab, axe
from tools.worksheets import (
    FIELDS,
    QUIZ,
    RATING,
    SLUG,
    TEA,
    TOOLS,
    Value,
    address,
    answers,
    give,
    give_at_once,
    said,
    words,
)


@pytest.fixture
def page(tab: Tab) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return tab.visit(f"tools/{SLUG}/index.html")


# By hand


def test_with_the_keyboard_alone_a_worksheet_is_filled_in_and_taken_away(tiny_tab: Tab) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    given = answers(TEA)
    by_id = {f.id: f for f in FIELDS[TEA]}
    reached: list[str] = []
    focused = "() => [document.activeElement.name ?? '', document.activeElement.dataset?.action]"
    for _ in range(40 + 2 * len(by_id)):
        page.keyboard.press("Tab")
        name, action = page.evaluate(focused)
        if name in by_id:
            reached.append(name)
            by_keyboard(page, by_id[name], given[name])
        if action == "save":
            break
    assert reached == list(by_id)
    assert said(page) == given
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    saved = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert saved["answers"] == given
    assert str(tiny_tab.watched) == "nothing"


def by_keyboard(page: Page, field: Field, value: Value) -> None:
    match field.value_type.name:
        case "choice":
            page.keyboard.press("Space")
            for _ in range([option.id for option in field.options].index(str(value))):
                page.keyboard.press("ArrowDown")
        case "check":
            page.keyboard.press("Space")
        case _:
            page.keyboard.insert_text(str(value))


def test_progress_is_said_for_each_section_and_counts_what_is_answered(tab: Tab) -> None:
    page = tab.visit("tools/continuum-rubric/index.html")
    rated = [f for f in FIELDS["continuum-rubric"] if f.prompt_kind == "rubric"]
    section = page.locator("section.level-2", has=page.locator(f'[name="{rated[0].id}"]'))
    count = section.locator("fieldset.rubric").count()
    progress = section.locator(".progress")
    expect(progress).to_have_text(f"0 of {count} ratings given")
    give(page, rated[0], rated[0].options[1].id)
    expect(progress).to_have_text(f"1 of {count} ratings given")
    heading = section.locator("h2").inner_text()
    item = page.locator("[data-part=progress] li", has_text=heading)
    expect(item).to_contain_text(f"1 of {count} ratings given")
    whole = page.locator("[data-part=count]")
    expect(whole).to_contain_text(f"1 of {len(rated)} ratings given")
    # What does not apply is no rating.
    give(page, rated[1], "not-applicable")
    expect(progress).to_have_text(f"1 of {count} ratings given, 1 not rated")
    expect(whole).to_contain_text(f"1 of {len(rated)} ratings given, 1 not rated")


def test_beside_ratings_all_questions_count_but_those_for_notes(tiny_tab: Tab) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    texts = page.locator(".progress").all_inner_texts()
    # A rating, a rubric, one pick, several picks, and notes.
    assert "0 of 2 ratings given, 0 of 2 questions answered" in texts


def test_what_nobody_can_change_is_no_question(tiny_tab: Tab) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    section = page.locator("section.level-2", has=page.locator(f'[name="{TEA}.favorite.rule"]'))
    asked = section.locator("input:not([readonly]), textarea:not([readonly])").count()
    assert section.locator("[readonly]").count() == 2
    assert section.locator(".progress").inner_text() == f"0 of {asked} questions answered"


def test_every_kind_of_question_counts(tab: Tab) -> None:
    expected = {
        "continuum-rubric": "ratings given",
        QUIZ: "statements answered",
        "partner-questions": "questions? answered",
        "role-mapping": "rows? started",
    }
    for slug, unit in expected.items():
        page = tab.visit(f"tools/{slug}/index.html")
        # What opens every worksheet says who answers: nothing of how far they are.
        is_opened = bool(TOOLS[slug].opening.blocks)
        if is_opened:
            give(page, FIELDS[slug][0], "Lincoln")
        texts = page.locator(".progress").all_inner_texts()
        assert texts
        assert all(text.startswith("0 of ") for text in texts)
        assert any(re.fullmatch(rf"0 of \d+ {unit}", text) for text in texts), texts
        give_at_once(page, answers(slug))
        all_of = [
            re.fullmatch(r"(\d+) of (\d+) .+", t.split(",")[0])
            for t in page.locator(".progress").all_inner_texts()
        ]
        assert all(found and found[1] == found[2] for found in all_of)
        # All of them together are counted in the words of their sections.
        whole = page.locator("[data-part=count]").inner_text().split(", ")
        assert all(re.fullmatch(r"(\d+) of \1 .+", part) for part in whole), whole
        assert any(re.fullmatch(rf"\d+ of \d+ {unit}", part) for part in whole), whole


def test_the_way_to_save_print_or_clear_is_three_stops_away_at_most(tab: Tab) -> None:
    # A page of each kind: with the words of who answers in front, and without.
    for slug in (SLUG, QUIZ):
        page = tab.visit(f"tools/{slug}/index.html")
        reached = []
        for _ in range(3):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent"))
            if reached[-1] == "Skip to save, print, or clear":
                break
        assert reached[-1] == "Skip to save, print, or clear"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your answers")).to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[data-part=answers]') !== null"), (
            page.evaluate("document.activeElement.outerHTML")
        )


def test_save_print_and_clear_are_three_stops_away_from_any_field(either_tab: Tab) -> None:
    page = either_tab.visit(f"tools/{SLUG}/index.html")
    named = "document.activeElement.textContent"
    for field in (FIELDS[SLUG][0], RATING, FIELDS[SLUG][-1]):
        page.locator(f'[name="{field.id}"]').first.focus()
        reached = []
        for key in ("F6", "Tab", "Tab"):
            page.keyboard.press(key)
            reached.append(page.evaluate(named))
        assert reached == ["Save", "Print", "Clear"]
        page.keyboard.press("Shift+F6")
        assert page.evaluate("document.activeElement.name") == field.id


def test_on_a_phone_the_sections_open_from_the_bar_and_close_when_one_is_chosen(
    page: Page,
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    summary, panel = page.locator(".bar summary"), page.locator(".panel")
    expect(panel).to_be_hidden()
    summary.press("Enter")
    expect(panel).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    summary.press("Enter")
    panel.locator("li.counted a").last.click()
    expect(panel).to_be_hidden()
    expect(page.locator(":target")).to_be_in_viewport()
    # Nothing lies over a field that has the focus.
    summary.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_the_bar_stays_as_high_as_it_is_while_answers_come_in(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    height = "document.querySelector('.bar').offsetHeight"
    before = page.evaluate(height)
    for field in FIELDS[SLUG][:8]:
        give(page, field, answers(SLUG)[field.id])
    expect(page.locator("[data-part=state]")).to_have_text("Saved in this browser.")
    assert page.evaluate(height) == before


# What the text fields of a page offer, read without showing the page.
OFFERED = """async address => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  return [...page.querySelectorAll("form input[type=text]")]
    .filter(one => one.autocomplete !== "off")
    .map(one => [
      page.querySelector(`label[for="${one.id}"]`).textContent.trim(), one.autocomplete
    ]);
}"""


def test_a_browser_may_fill_in_who_answers_and_nothing_else(page: Page, origin: str) -> None:
    for slug in TOOLS:
        offered = page.evaluate(OFFERED, address(origin, slug))
        assert {tuple(one) for one in offered} <= {
            ("Our organization", "organization"),
            ("Filled in by", "name"),
            ("Your name", "name"),
            ("Your role", "organization-title"),
        }
        assert bool(offered) == bool(TOOLS[slug].opening.blocks)


# The quiz


def test_the_quiz_checks_itself_and_explains(tab: Tab) -> None:
    page = tab.visit(f"tools/{QUIZ}/index.html")
    statements = [b for b, _ in all_blocks(TOOLS[QUIZ]) if isinstance(b, TrueFalse)]
    expect(page.locator(".verdict:visible")).to_have_count(0)
    for number, statement in enumerate(statements[:-1]):
        right = "true" if statement.answer else "false"
        wrong = "false" if statement.answer else "true"
        picked = wrong if number == 0 else right
        page.locator(f'[name="{QUIZ}.{statement.id}"][value={picked}]').check(force=True)
    page.get_by_role("button", name="Check my answers").click()
    score = page.locator("[data-part=score]")
    expect(score).to_be_focused()
    expect(score).to_contain_text(f"{len(statements) - 2} of {len(statements)} correct.")
    expect(score).to_contain_text("1 not answered yet.")
    expect(score.get_by_role("link")).to_have_text([typeset(statements[0].label)])
    verdicts = page.locator(".verdict:visible")
    expect(verdicts).to_have_count(len(statements) - 1)
    said_of = verdicts.all_inner_texts()
    assert said_of[0].startswith("✗ Incorrect. This is true.")
    assert all(text.startswith("✓ Correct. This is") for text in said_of[1:])
    for statement, text in zip(statements, said_of, strict=False):
        assert words(typeset(statement.reason.tokens[1].content)) in words(text)
    assert not axe(page)
    page.locator(f'[name="{QUIZ}.{statements[0].id}"]').first.focus()
    page.keyboard.press("Space" if statements[0].answer else "ArrowDown")
    expect(verdicts).to_have_count(len(statements) - 2)
