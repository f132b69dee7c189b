"""Copies under the same name on Compare: one person's versions, or several people's."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from test_formats import mistakes
from tools.browser import Tab, axe
from tools.comparing import Sent, add, answer_file, levels, marks, person, question, rows, saved


@pytest.fixture
def page(tiny_tab: Tab) -> Iterator[Page]:
    yield tiny_tab.visit("compare/index.html")
    assert str(tiny_tab.watched) == "nothing"


def test_of_the_same_person_twice_one_copy_counts_and_another_can_be_chosen(page: Page) -> None:
    add(
        page,
        answer_file("a-1.json", person("Ana", "bitter")),
        answer_file("a-2.json", person("ana ", "heavenly")),
        answer_file("b.json", person("Ben", "heavenly")),
    )
    low, _, high = levels("Taste")
    assert page.get_by_role("heading", name="Which copy counts?").count() == 1
    assert marks(question(page, "Taste"))[high] == ["Ana", "Ben"]
    page.locator("label", has_text="a-1.json").click()
    assert marks(question(page, "Taste"))[low] == ["Ana"]
    # Given another round, it is no longer the same thing said twice.
    page.get_by_label("Round of Ana").first.fill("Spring 2026")
    page.get_by_label("Round of Ana").first.press("Tab")
    assert page.get_by_role("heading", name="Which copy counts?").count() == 0


def test_people_of_the_same_name_count_as_two_once_somebody_says_so(page: Page) -> None:
    add(
        page,
        answer_file("a-1.json", person("Ana", "bitter")),
        answer_file("a-2.json", person("Ana", "heavenly")),
    )
    low, _, high = levels("Taste")
    assert "the one that was added last" in page.locator("[data-part=copies]").inner_text()
    assert marks(question(page, "Taste")) == {low: [], levels("Taste")[1]: [], high: ["Ana"]}
    page.get_by_role("button", name="Count as 2 people").press("Enter")
    assert page.get_by_role("heading", name="Which copy counts?").count() == 0
    taste = marks(question(page, "Taste"))
    assert (taste[low], taste[high]) == (["Ana"], ["Ana 2"])
    together = page.get_by_role("button", name="Count as 1 person")
    assert together.evaluate("button => button === document.activeElement")
    group = page.locator("fieldset", has=together)
    assert group.locator("li").all_inner_texts() == ["Ana (a-1.json)", "Ana 2 (a-2.json)"]
    assert axe(page) == []
    session = saved(page, "save-session")
    assert mistakes("comparison", json.loads(session)) == []
    page.locator("[data-action=clear]").click()
    add(page, Sent("comparison.json", session.encode()))
    assert marks(question(page, "Taste")) == taste
    together.click()
    assert marks(question(page, "Taste"))[high] == ["Ana"]


def _tastes(page: Page) -> dict[str, list[str]]:
    """Return what each person has picked as *Taste*, round by round."""
    [_, *found] = rows(question(page, "Taste").locator("table", has_text="What moved"))
    return {who: picked for who, *picked in found}


def test_copies_of_other_rounds_are_the_first_ones_until_somebody_says_whose_they_are(
    page: Page,
) -> None:
    low, middle, high = levels("Taste")
    add(
        page,
        answer_file("fall.json", person("Ana", "bitter"), round="Fall 2026"),
        answer_file("spring-1.json", person("Ana", "heavenly"), round="Spring 2027"),
        answer_file("spring-2.json", person("Ana", "drinkable"), round="Spring 2027"),
    )
    page.get_by_role("button", name="Count as 2 people").press("Enter")
    copies = page.locator("[data-part=copies]")
    people = copies.locator("fieldset", has=page.get_by_role("button", name="Count as 1 person"))
    assert people.locator("li").all_inner_texts() == [
        "Ana (spring-1.json)",
        "Ana 2 (spring-2.json)",
    ]
    assert _tastes(page) == {"Ana": [low, high, "2 levels"], "Ana 2": ["–", middle, "–"]}
    assert "Spring 2027" not in copies.locator("h3:has-text('Nothing received') + ul").inner_text()
    whose = people.get_by_label("fall.json")
    assert whose.locator("option").all_inner_texts() == ["Ana", "Ana 2"]
    assert axe(page) == []
    whose.focus()
    whose.select_option("Ana 2")
    assert whose.evaluate("list => list === document.activeElement")
    moved = {"Ana 2": [low, middle, "1 level"], "Ana": ["–", high, "–"]}
    assert _tastes(page) == moved
    session = saved(page, "save-session")
    assert mistakes("comparison", json.loads(session)) == []
    page.locator("[data-action=clear]").click()
    add(page, Sent("comparison.json", session.encode()))
    assert _tastes(page) == moved
    # What comes later is the first one's, too.
    add(page, answer_file("winter.json", person("Ana", "heavenly"), round="Winter 2027"))
    assert people.get_by_label("winter.json").locator("option:checked").inner_text() == "Ana"


def test_two_people_of_one_name_are_the_same_two_in_each_round(page: Page) -> None:
    low, _, high = levels("Taste")
    for term, tastes in (("Fall 2026", ("bitter", "heavenly")), ("Spring 2027", ("heavenly",) * 2)):
        files = [
            answer_file(f"{number}-{term}.json", person("Ana", taste), round=term)
            for number, taste in enumerate(tastes, 1)
        ]
        add(page, *files)
    split = page.get_by_role("button", name="Count as 2 people")
    split.first.press("Enter")
    split.press("Enter")
    assert split.count() == 0
    assert _tastes(page) == {"Ana": [low, high, "2 levels"], "Ana 2": [high, high, "The same"]}
    # Those of one round change places.
    page.get_by_label("1-Spring 2027.json").select_option("Ana 2")
    assert page.get_by_label("2-Spring 2027.json").locator("option:checked").inner_text() == "Ana"
    assert split.count() == 0
    page.get_by_role("button", name="Count as 1 person").click()
    assert page.get_by_role("button", name="Count as 2 people").count() == 2


def test_what_a_file_has_of_several_worksheets_is_by_one_person(page: Page) -> None:
    heads = "tea.about.name,tea.pick.taste,picnic.about.name,picnic.basket.content"
    lines = (heads, "Ana,bitter,Ana,Bread", "Ana,heavenly,,", "Ana,drinkable,Ana,Cheese")
    add(page, Sent("t.csv", "\n".join(lines).encode()))
    page.get_by_role("button", name="Count as 3 people").click()
    low, middle, high = levels("Taste")
    assert marks(question(page, "Taste")) == {low: ["Ana"], middle: ["Ana 3"], high: ["Ana 2"]}
    tables = page.locator("[data-part=copies] table")
    picnic = next(found for found in map(rows, tables.all()) if len(found) == 3)
    assert [row[0] for row in picnic[1:]] == ["Ana", "Ana 3"]
    assert page.get_by_label("t.csv (row 4)").locator("option:checked").inner_text() == "Ana 3"


def test_work_that_was_saved_with_other_numbers_has_people_from_one_on(page: Page) -> None:
    copies = [
        {"file": f"{person}.json", "worksheet": "tea", "round": "", "person": person}
        | {"answers": {"tea.about.name": "Ana", "tea.pick.taste": taste}}
        for person, taste in ((7, "heavenly"), (4, "bitter"))
    ]
    add(page, Sent("comparison.json", json.dumps({"comparison": 1, "copies": copies}).encode()))
    low, _, high = levels("Taste")
    taste = marks(question(page, "Taste"))
    assert (taste[low], taste[high]) == (["Ana"], ["Ana 2"])
