"""A tool's prompts -> its fields, with their ids, kinds and names."""

from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Tool
from sites import FRONT

NOTES = "```{long-answer} Notes\n:id: %s\n```\n\n"


@pytest.fixture(scope="module")
def tea() -> tuple[Field, ...]:
    toolkit = sites.toolkit(sites.TINY)
    return fields.of_tool(next(tool for tool in toolkit.tools if tool.slug == "tea"))


def of(body: str, root: Path) -> list[Field]:
    """Return the fields of a worksheet, without those of the opening."""
    sites.project(root)
    (root / "content" / "tools" / "case.md").write_text(FRONT + body, "utf-8")
    toolkit = source.read(root / "content")
    made: Tool = next(tool for tool in toolkit.tools if tool.slug == "case")
    return [f for f in fields.of_tool(made) if not f.id.startswith("case.about.")]


def test_every_answer_is_one_field_in_reading_order(tea: tuple[Field, ...]) -> None:
    assert [f"{f.id} {f.value_type.name} {f.prompt_kind}: {f.name}" for f in tea] == [
        "tea.about.name text short-answer: Your name",
        "tea.about.date date date: Date",
        "tea.favorite.tea text short-answer: Favorite tea",
        "tea.favorite.rule text short-answer: House rule",
        "tea.favorite.cups text short-answer: Cups a day",
        "tea.favorite.notes long-text long-answer: One line, or several: Notes",
        "tea.favorite.full-rule long-text long-answer: The rule in full",
        "tea.favorite.why long-text long-answer: Why",
        "tea.favorite.first date date: First cup",
        "tea.pick.taste choice rating: Taste",
        "tea.pick.skill choice rubric: Skill",
        "tea.pick.sweetener choice pick-one: Sweetener",
        "tea.pick.company.cat check pick-many: Company: A cat",
        "tea.pick.company.friend check pick-many: Company: A friend",
        "tea.pick.notes long-text long-answer: By hand: Notes",
        "tea.guests.row-1.name text grid: Guest 1: Name",
        "tea.guests.row-1.story long-text grid: Guest 1: Story",
        "tea.guests.row-1.born date grid: Guest 1: Born",
        "tea.guests.row-1.came check grid: Guest 1: Came",
        "tea.guests.row-1.cup choice grid: Guest 1: Cup",
        "tea.guests.row-2.name text grid: Guest 2: Name",
        "tea.guests.row-2.story long-text grid: Guest 2: Story",
        "tea.guests.row-2.born date grid: Guest 2: Born",
        "tea.guests.row-2.came check grid: Guest 2: Came",
        "tea.guests.row-2.cup choice grid: Guest 2: Cup",
        "tea.steps.boil.done check grid: Boil: Done",
        "tea.steps.boil.remark text grid: Boil: Remark",
        "tea.steps.pour.done check grid: Pour: Done",
        "tea.steps.pour.remark text grid: Pour: Remark",
        "tea.judge.accident choice true-false: Tea was found by accident.",
        "tea.judge.coffee choice true-false: Coffee is a tea.",
    ]


def test_a_choice_has_its_options_and_nothing_else_has(tea: tuple[Field, ...]) -> None:
    options = {f.id.removeprefix("tea."): [o.id for o in f.options] for f in tea if f.options}
    assert options == {
        "pick.taste": ["bitter", "drinkable", "heavenly"],
        "pick.skill": ["bitter", "drinkable", "heavenly"],
        "pick.sweetener": ["none", "honey"],
        "guests.row-1.cup": ["small", "large"],
        "guests.row-2.cup": ["small", "large"],
        "judge.accident": ["true", "false"],
        "judge.coffee": ["true", "false"],
    }
    assert {f.value_type.name for f in tea if f.options} == {"choice"}


def test_what_must_be_answered_and_what_cannot_be_changed_is_said(tea: tuple[Field, ...]) -> None:
    required = {f.id.removeprefix("tea.").partition(".row-")[0] for f in tea if f.required}
    assert required == {
        "about.name",
        "favorite.tea",
        "favorite.why",
        "favorite.first",
        "pick.taste",
        "pick.skill",
        "pick.sweetener",
        "judge.coffee",
    }
    assert {f.id: f.value for f in tea if f.read_only} == {
        "tea.favorite.rule": "Milk goes in last",
        "tea.favorite.full-rule": "Warm the pot, then the heart",
    }
    assert [f.id for f in tea if f.value and not f.read_only] == []


def test_a_field_has_the_hint_of_its_prompt_or_its_column(tea: tuple[Field, ...]) -> None:
    hints = {f.id: f.hint for f in tea}
    assert hints["tea.favorite.tea"] == "Any leaf counts, even “fruit”"
    assert hints["tea.guests.row-2.story"] == "In one line"
    assert hints["tea.pick.company.cat"] == "As many as you like"
    assert hints["tea.pick.notes"] == ""


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param(
            f"## A\n\n{NOTES % 'a'}",
            ["Notes"],
            id="a name that occurs once stays as it is",
        ),
        pytest.param(
            f"## A\n\n{NOTES % 'a'}## B\n\n{NOTES % 'b'}",
            ["A: Notes", "B: Notes"],
            id="a name that occurs twice gets its section's title",
        ),
        pytest.param(
            f"## A\n\n### One\n\n{NOTES % 'a'}### Two\n\n{NOTES % 'b'}",
            ["One: Notes", "Two: Notes"],
            id="the nearest title is enough where it tells them apart",
        ),
        pytest.param(
            f"## A\n\n### One\n\n{NOTES % 'a'}## B\n\n### One\n\n{NOTES % 'b'}",
            ["A: One: Notes", "B: One: Notes"],
            id="where it does not, the title around it comes in front",
        ),
        pytest.param(
            f"{NOTES % 'a'}## B\n\n{NOTES % 'b'}",
            ["Notes", "B: Notes"],
            id="what stands before all sections has no title to get",
        ),
        pytest.param(
            "## A\n\n```{long-answer} Date\n:id: a\n```\n",
            ["A: Date"],
            id="the opening counts",
        ),
    ],
)
def test_names_differ_by_the_titles_around_them(
    body: str, names: list[str], tmp_path: Path
) -> None:
    assert [f.name for f in of(body, tmp_path / "project")] == names


def test_the_context_is_what_stands_before_the_label(tmp_path: Path) -> None:
    body = f"## A\n\n{NOTES % 'a'}## B\n\n{NOTES % 'b'}```{{date}} Day\n:id: day\n```\n"
    assert [(f.context, f.label) for f in of(body, tmp_path / "project")] == [
        ("A: ", "Notes"),
        ("B: ", "Notes"),
        ("", "Day"),
    ]
