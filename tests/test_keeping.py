"""A worksheet's page keeps the answers, hands them out as a file, and takes them back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from partnertools.typography import typeset
from tools.browser import Tab
from tools.worksheets import (
    FIRST,
    QUIZ,
    RATING,
    SECOND,
    SLUG,
    TEA,
    TOOLS,
    act,
    address,
    answer_file,
    answers,
    download,
    give_all,
    kept,
    key,
    named_after,
    note,
    open_chosen,
    open_file,
    said,
    visit,
)


@pytest.fixture
def page(tab: Tab) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return tab.visit(f"tools/{SLUG}/index.html")


# Kept


def test_answers_survive_the_crash_of_their_tab(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin)
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln Scho")
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    again = visit(context, origin)
    assert said(again) == {FIRST: "Lincoln Scho"}


def test_the_page_says_quietly_that_answers_are_kept(page: Page) -> None:
    state = page.locator("[data-part=state]")
    expect(state).to_have_text("Saved in this browser as you type.")
    expect(state).to_have_role("status")
    page.evaluate(
        "window.changes = 0; new MutationObserver(all => { changes += all.length; })"
        ".observe(document.querySelector('[data-part=state]'), {childList: true, subtree: true})"
    )
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln School")
    expect(state).to_have_text("Saved in this browser.")
    # A screen reader says it once, not at every letter.
    assert page.evaluate("changes") <= 2


def test_what_was_typed_before_the_script_came_is_newer_than_what_is_kept(
    page: Page, origin: str
) -> None:
    page.locator(f'[name="{FIRST}"]').fill("kept")
    page.locator(f'[name="{SECOND}"]').fill("kept too")
    slow = page.context.new_page()

    def wait(route: Any) -> None:
        slow.locator(f'[name="{FIRST}"]').fill("typed")
        route.continue_()

    slow.route("**/tool.js", wait)
    slow.goto(address(origin, SLUG))
    assert said(slow) == {FIRST: "typed", SECOND: "kept too"}
    assert kept(slow)["answers"] == {FIRST: "typed", SECOND: "kept too"}


def test_an_answer_taken_back_is_not_kept(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    assert kept(page)["answers"] == {FIRST: "Lincoln"}
    page.locator(f'[name="{FIRST}"]').fill("")
    assert kept(page) is None


# Taken away, brought back


# One has every kind of field, the other none that says who answers.
@pytest.mark.parametrize("slug", [TEA, QUIZ])
def test_answers_survive_a_reload_and_are_saved_as_the_schema_and_the_command_line_know_them(
    request: pytest.FixtureRequest, context: BrowserContext, slug: str
) -> None:
    site: Path = request.getfixturevalue("tiny" if slug == TEA else "built")
    page = visit(context, request.getfixturevalue("tiny_origin" if slug == TEA else "origin"), slug)
    given = answers(slug)
    give_all(page, slug, given)
    page.reload()
    assert said(page) == given
    assert kept(page, slug)["answers"] == given
    name, file = download(page, "save")
    assert name == f"{named_after(slug)}.json"
    saved = json.loads(file)
    schema = json.loads((site / "dist" / "data" / f"{slug}.schema.json").read_text("utf-8"))
    jsonschema.validate(saved, schema)
    assert saved["answers"] == given
    expect(note(page, "file")).to_contain_text(name)
    expect(note(page, "file")).to_be_focused()

    act(page, "clear")
    assert said(page) == {}
    open_file(page, name, file)
    expect(note(page, "aside")).to_contain_text(f"Opened {name}: {len(given)} answers.")
    assert said(page) == given
    page.reload()
    assert said(page) == given


def test_a_file_without_a_name_of_an_organization_is_named_after_the_worksheet(page: Page) -> None:
    assert download(page, "save")[0] == f"{SLUG}-answers.json"


def test_answers_that_make_room_for_a_file_are_put_aside_and_come_back(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, "theirs.json", answer_file(SLUG, {FIRST: "theirs"}))
    expect(note(page, "aside")).to_be_focused()
    assert said(page) == {FIRST: "theirs"}
    page.reload()
    expect(note(page, "aside")).to_contain_text("You had other answers on this page")
    page.get_by_role("button", name="Restore", exact=True).click()
    assert said(page) == {FIRST: "mine"}
    page.get_by_role("button", name="Restore", exact=True).click()
    assert said(page) == {FIRST: "theirs"}
    page.get_by_role("button", name="Delete").click()
    assert page.evaluate("Object.keys(localStorage)") == [key()]
    page.reload()
    assert said(page) == {FIRST: "theirs"}
    assert note(page, "aside").count() == 0


def test_however_many_files_are_opened_what_was_typed_has_a_way_back(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    for name in ("one", "two", "three"):
        open_file(page, f"{name}.json", answer_file(SLUG, {FIRST: name}))
        expect(note(page, "aside")).to_contain_text(f"Opened {name}.json")
    # What came from a file, and is as it was, is still in that file.
    page.locator(f'[name="{FIRST}"]').fill("three, changed")
    page.reload()
    open_file(page, "four.json", answer_file(SLUG, {FIRST: "four"}))
    expect(note(page, "aside")).to_contain_text("2 earlier sets of answers are set aside")
    seen = []
    for _ in range(3):
        page.get_by_role("button", name="Restore", exact=True).click()
        seen.append(said(page)[FIRST])
        assert kept(page)["answers"] == said(page)
    assert seen == ["three, changed", "mine", "four"]


def test_what_has_no_place_is_not_shown_with_the_answers_of_another_file(page: Page) -> None:
    open_file(page, "old.json", answer_file(SLUG, {f"{SLUG}.gone.notes": "old"}, version=0))
    expect(note(page, "version")).to_contain_text("gone.notes")
    open_file(page, "new.json", answer_file(SLUG, {FIRST: "new"}))
    expect(note(page, "aside")).to_contain_text("Opened new.json")
    assert note(page, "version").count() == 0
    assert "unmatched" not in kept(page)


def test_the_same_answers_opened_again_put_nothing_aside(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, "mine.json", answer_file(SLUG, {FIRST: "mine"}))
    expect(note(page, "aside")).to_have_text("Opened mine.json: 1 answer.")
    assert page.evaluate("Object.keys(localStorage)") == [key()]


OTHER = (
    "These do not match any question in this version. They stay listed here until you delete them:"
)


def test_answers_of_an_older_version_are_shown_and_what_has_no_place_stays(page: Page) -> None:
    old = {FIRST: "Lincoln", RATING.id: "splendid", f"{SLUG}.gone.notes": "Don’t lose\nme"}
    open_file(page, "old.json", answer_file(SLUG, old, version=0))
    assert said(page) == {FIRST: "Lincoln"}
    told = note(page, "version")
    expect(told).to_contain_text(
        f"version 0 of the worksheet; this is version {TOOLS[SLUG].version}"
    )
    expect(told).to_contain_text(OTHER)
    assert told.locator("dt").all_inner_texts() == [RATING.id.partition(".")[2], "gone.notes"]
    assert told.locator("dd").all_inner_texts() == ["splendid", "Don’t lose\nme"]
    page.locator(f'[name="{SECOND}"]').fill("typed since")
    page.reload()
    assert told.locator("dd").all_inner_texts() == ["splendid", "Don’t lose\nme"]
    told.get_by_role("button", name="Delete").click()
    page.reload()
    assert note(page, "version").count() == 0
    assert said(page) == {FIRST: "Lincoln", SECOND: "typed since"}


# As the page saves it, but for letters beyond ASCII, which only their own encoding reads.
OF_OURS = answer_file(SLUG, {FIRST: "Zoë"}).replace("\\u00eb", "ë")


REFUSED: list[tuple[str, bytes | str, str]] = [
    ("json", "{", "it is damaged, or not a file of answers."),
    ("json", "", "it is damaged, or not a file of answers."),
    ("json", "[1, 2]", "it is not a file of answers that a worksheet’s page has saved."),
    ("json", '{"tool": "x", "answers": []}', "it is not a file of answers"),
    ("json", answer_file("smart-goals", {}), "another worksheet, “SMART goals”."),
    ("json", answer_file("no-such-tool", {}), "another worksheet, “no-such-tool”."),
    ("json", answer_file("<img src=x onerror=alert(1)>", {}), "“<img src=x onerror"),
    ("json", OF_OURS.encode("latin-1"), "its text is not in the encoding UTF-8."),
    ("json", OF_OURS.encode("cp1252"), "its text is not in the encoding UTF-8."),
    ("json", OF_OURS.encode("utf-16"), "its text is not in the encoding UTF-8."),
    ("json", OF_OURS.encode("utf-16-le"), "its text is not in the encoding UTF-8."),
    ("json", OF_OURS.encode("utf-16-be"), "its text is not in the encoding UTF-8."),
    ("png", b"\x89PNG\r\n\x1a\n\0\0", "it is damaged, or not a file of answers."),
    ("pdf", b"%PDF-1.7\n%%EOF", "it is damaged."),
]


def test_a_file_that_is_none_of_ours_is_refused_and_nothing_changes(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    told = note(page, "file")
    for number, (ending, file, reason) in enumerate(REFUSED):
        name = f"file-{number}.{ending}"
        open_chosen(page, name, file)
        expect(told).to_contain_text(name)
        expect(told).to_contain_text(reason)
        expect(told).to_contain_text("Your answers have not changed.")
        expect(told.get_by_role("heading")).to_have_text("There is a problem")
        # Each says what to do now.
        expect(told).to_contain_text(re.compile("Choose|Save|Open|Follow"))
        expect(told).to_be_focused()
        assert page.locator("main img").count() == 0
        assert said(page) == {FIRST: "mine"}


@pytest.mark.parametrize("at", ["tools", "embed"])
def test_a_file_of_another_worksheet_is_named_by_its_title_and_leads_there(
    tab: Tab, origin: str, at: str
) -> None:
    page = tab.visit(f"{at}/{SLUG}/index.html")
    for slug, tool in TOOLS.items():
        if slug == SLUG:
            continue
        open_chosen(page, "other.json", answer_file(slug, {}))
        link = note(page, "file").get_by_role("link")
        expect(link).to_have_text(typeset(tool.title))
        assert link.evaluate("link => link.href") == address(origin, slug)


def test_a_page_from_a_folder_names_other_worksheets_too(
    context: BrowserContext, dist: Path
) -> None:
    page = context.new_page()
    page.goto((dist / "tools" / SLUG / "index.html").as_uri())
    open_file(page, "other.json", answer_file("smart-goals", {}))
    link = note(page, "file").get_by_role("link", name="SMART goals")
    assert link.evaluate("link => link.href").endswith("/tools/smart-goals/index.html")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_in_utf_8_opens_with_or_without_its_mark(page: Page, encoding: str) -> None:
    open_file(page, "mine.json", OF_OURS.encode(encoding))
    expect(note(page, "aside")).to_contain_text("Opened mine.json: 1 answer.")
    assert said(page) == {FIRST: "Zoë"}


def test_an_old_error_does_not_stay_beside_what_succeeds_later(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("日本")
    for name in ("save", "download", "open", "clear"):
        open_file(page, "a.json", "{")
        expect(note(page, "file")).to_contain_text("There is a problem")
        if name == "open":
            open_file(page, "good.json", answer_file(SLUG, {FIRST: "good"}))
            expect(note(page, "aside")).to_contain_text("Opened good.json")
        else:
            act(page, name)
        expect(page.locator(".note:focus")).not_to_contain_text("a.json")
        assert page.locator(".note.error", has_text="a.json").count() == 0


# In trouble


def test_damaged_answers_are_put_aside_and_can_be_saved(page: Page) -> None:
    damaged = '{"answers": {"self-reflection.about.person": "Ada'
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(), damaged])
    page.reload()
    expect(note(page, "damaged")).to_contain_text("are damaged and could not be read")
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.reload()
    assert said(page) == {FIRST: "Lincoln"}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save these to a file").click()
    assert waiting.value.path().read_text(encoding="utf-8") == damaged
    page.get_by_role("button", name="Delete").click()
    page.reload()
    assert note(page, "damaged").count() == 0


def test_two_tabs_show_the_same_and_neither_loses_an_answer(page: Page, origin: str) -> None:
    other = visit(page.context, origin)
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln")
    expect(other.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")
    expect(other.locator("[data-part=state]")).to_contain_text("also open in another tab")
    other.locator(f'[name="{SECOND}"]').press_sequentially("Riverside")
    expect(page.locator(f'[name="{SECOND}"]')).to_have_value("Riverside")
    assert said(page) == said(other) == {FIRST: "Lincoln", SECOND: "Riverside"}
    act(page, "clear")
    expect(note(other, "cleared")).to_contain_text("cleared in another tab")
    assert said(other) == {}
    other.get_by_role("button", name="Restore my answers").click()
    expect(page.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")


def test_a_tab_that_slept_adds_to_what_another_has_kept(page: Page, origin: str) -> None:
    other = visit(page.context, origin)
    # It hears nothing of what happens elsewhere.
    other.evaluate("addEventListener('storage', event => event.stopImmediatePropagation(), true)")
    page.evaluate(
        "([key, id]) => localStorage.setItem(key, JSON.stringify("
        "{tool: 'self-reflection', version: 2, language: 'en', answers: {[id]: 'Lincoln'}}))",
        [key(), FIRST],
    )
    other.locator(f'[name="{SECOND}"]').fill("Riverside")
    assert kept(other)["answers"] == {FIRST: "Lincoln", SECOND: "Riverside"}
