"""The repository’s own content holds what it is to hold, and keeps its published ids."""

from pathlib import Path

import pytest

import sites
from partnertools.model import fields
from partnertools.model.prompt import Prompt
from partnertools.model.prompts.date import Date
from partnertools.model.prompts.grid import Grid
from partnertools.model.prompts.long_answer import LongAnswer
from partnertools.model.prompts.pick_one import PickOne
from partnertools.model.prompts.rating import Rating
from partnertools.model.prompts.rubric import Rubric
from partnertools.model.prompts.short_answer import ShortAnswer
from partnertools.model.prompts.true_false import TrueFalse
from partnertools.model.toolkit import ScaleKey, Section, Tool, Toolkit, all_blocks

TITLES = {
    "self-reflection": "Partner Health Self-Reflection",
    "continuum-rubric": "Strengthening Partnerships Tool",
    "partner-questions": "Put the 'Partner' in Partnership",
    "smart-goals": "SMART goals",
    "partner-criteria": "Criteria for partner evaluation",
    "partner-mapping": "Partner Mapping",
    "partner-bank": "Partner Bank",
    "goal-setting": "Partnership Goal Setting",
    "role-mapping": "Stakeholder Role Mapping",
    "partnership-quiz": "Partnership Evaluation",
    "team-reflection": "Team Reflection on Family and Professional Partnerships",
}
PACKETS = {
    "whole-toolkit": (
        "The whole toolkit",
        {"guide/build-key-partnerships", *(f"tools/{slug}" for slug in TITLES)},
    ),
    "starting-a-partnership": (
        "Starting a partnership",
        {
            "guide/build-key-partnerships",
            "tools/partner-criteria",
            "tools/partner-mapping",
            "tools/partner-questions",
            "tools/smart-goals",
        },
    ),
    "partnership-health": (
        "Checking a partnership's health",
        {"tools/self-reflection", "tools/continuum-rubric", "tools/team-reflection"},
    ),
    "working-together": (
        "Working together",
        {"tools/goal-setting", "tools/role-mapping", "tools/partner-bank"},
    ),
}
IDS = sites.TESTS / "ids"


@pytest.fixture(scope="module")
def toolkit() -> Toolkit:
    return sites.toolkit()


def tool(toolkit: Toolkit, slug: str) -> Tool:
    return next(tool for tool in toolkit.tools if tool.slug == slug)


def prompts(tool: Tool) -> list[Prompt]:
    """Return the prompts of a tool, without those of the opening."""
    return [b for b, _ in all_blocks(tool) if isinstance(b, Prompt) and b.id[:6] != "about."]


def parts(sections: tuple[Section, ...], title: str) -> list[str]:
    return next([part.title for part in s.parts] for s in sections if s.title == title)


def test_it_has_eleven_tools_with_their_titles(toolkit: Toolkit) -> None:
    assert {tool.slug: tool.title for tool in toolkit.tools} == TITLES


def test_it_has_one_guide_with_a_summary_card(toolkit: Toolkit) -> None:
    [guide] = toolkit.guides
    assert (guide.slug, guide.title) == ("build-key-partnerships", "Build Key Partnerships")
    assert guide.card is not None


def test_it_has_four_packets_with_their_contents(toolkit: Toolkit) -> None:
    assert {p.slug: (p.title, set(p.contents)) for p in toolkit.packets} == PACKETS
    assert all(len(p.contents) == len(set(p.contents)) for p in toolkit.packets)


def test_every_document_of_a_source_names_it_and_its_credit(toolkit: Toolkit) -> None:
    documents = (*toolkit.tools, *toolkit.guides)
    assert [d.slug for d in documents if not (d.source and d.credit)] == []


def test_every_worksheet_asks_who_fills_it_in(toolkit: Toolkit) -> None:
    for tool in toolkit.tools:
        kinds = [type(block) for block in tool.opening.blocks]
        assert kinds == [*[ShortAnswer] * 4, Date]


def test_the_self_reflection_has_eight_indicators_and_an_overall_assessment(
    toolkit: Toolkit,
) -> None:
    made = tool(toolkit, "self-reflection")
    ratings = [p for p in prompts(made) if isinstance(p, Rating)]
    assert len(ratings) == 8
    assert {tuple((c.symbol, c.id) for c in r.scale.points) for r in ratings if r.scale} == {
        (("★", "strong"), ("✓", "solid"), ("?", "unclear"))
    }
    notes = {p.id for p in prompts(made) if isinstance(p, LongAnswer)}
    assert {r.id.replace(".rating", ".notes") for r in ratings} <= notes
    [overall] = [p for p in prompts(made) if isinstance(p, PickOne)]
    assert len(overall.choices) == 4
    assert {name for name in notes if not name.endswith(".notes")} == {
        "reflection.implications",
        "reflection.changes",
        "reflection.ownership",
        "reflection.commitments",
    }
    assert [b.scale.id for b, _ in all_blocks(made) if isinstance(b, ScaleKey)] == [
        "partnership-health"
    ]


def test_the_rubric_has_thirteen_indicators_with_four_levels(toolkit: Toolkit) -> None:
    made = tool(toolkit, "continuum-rubric")
    rubrics = [p for p in prompts(made) if isinstance(p, Rubric)]
    assert len(rubrics) == 13
    for rubric in rubrics:
        assert [c.label for c in rubric.levels] == [
            "Emerging",
            "Developing",
            "Established",
            "Transformational",
        ]
        assert all(choice.text.tokens for choice in rubric.levels)
    assert parts(made.sections, "Foundations") == [
        "Mission and Belief",
        "Shared Goals",
        "Mutual Benefit",
        "Collaboration and Engagement",
    ]
    assert parts(made.sections, "Systems and Structures") == [
        "Roles and Responsibilities",
        "Decision Making",
        "Partnership Agreement",
    ]
    assert parts(made.sections, "Planning and Implementation") == [
        "Strategic Action Plan",
        "Progress Measures",
        "Resource Commitment",
    ]
    assert parts(made.sections, "Communication") == [
        "Procedures",
        "Information Dissemination",
        "Advocacy",
    ]
    assert len([p for p in prompts(made) if isinstance(p, LongAnswer)]) == 13


def test_the_questions_have_room_for_both_partners(toolkit: Toolkit) -> None:
    made = prompts(tool(toolkit, "partner-questions"))
    assert {type(prompt) for prompt in made} == {LongAnswer}
    questions = [prompt.id.rpartition(".") for prompt in made]
    assert len({question for question, _, _ in questions}) == 10
    assert len(questions) == 20
    assert len({partner for _, _, partner in questions}) == 2


def test_the_team_reflection_has_five_stages_with_their_evidence(toolkit: Toolkit) -> None:
    made = tool(toolkit, "team-reflection")
    stages = ["Coexistence", "Networking", "Cooperation", "Collaboration", "True Partnership"]
    [now] = [p for p in prompts(made) if isinstance(p, PickOne)]
    assert [choice.label for choice in now.choices] == stages
    assert parts(made.sections, "The partnership continuum") == stages
    assert len(parts(made.sections, "Guiding questions")) == 4


def test_the_quiz_has_six_statements_that_each_point_to_a_step(toolkit: Toolkit) -> None:
    made = prompts(tool(toolkit, "partnership-quiz"))
    assert [type(prompt) for prompt in made] == [TrueFalse] * 6
    steps = [link.anchor for link in tool(toolkit, "partnership-quiz").links]
    assert sorted(steps) == [f"step-{n}" for n in (1, 3, 4, 5, 6, 7)]
    answers = [prompt.answer for prompt in made if isinstance(prompt, TrueFalse)]
    assert set(answers) == {True, False}


@pytest.mark.parametrize(
    "slug", ["smart-goals", "partner-criteria", "partner-mapping", "partner-bank", "role-mapping"]
)
def test_a_template_has_tables_to_fill_in(slug: str, toolkit: Toolkit) -> None:
    assert [p for p in prompts(tool(toolkit, slug)) if isinstance(p, Grid)] != []


def test_the_guide_leads_from_its_seven_steps_to_the_worksheets(toolkit: Toolkit) -> None:
    [guide] = toolkit.guides
    assert {f"step-{n}" for n in range(1, 8)} <= guide.anchors


# Ids, once published, are in people's files: the first line is the version that they belong to.


def lines(made: Tool) -> list[str]:
    return [f"version {made.version}", *(field.id for field in fields.of_tool(made))]


def complaint(published: list[str], current: list[str]) -> str:
    """Return what is wrong with the ids of today beside those that are published."""
    if published[0] == current[0] and (gone := set(published) - set(current)):
        return f"an id, once published, never changes: raise the version ({min(gone)} is gone)"
    if published[0] != current[0] or set(current) - set(published):
        return "write today's version and ids down in tests/ids"
    return ""


@pytest.mark.parametrize("slug", sorted(TITLES))
def test_an_id_once_published_never_changes(slug: str, toolkit: Toolkit) -> None:
    published = (IDS / f"{slug}.txt").read_text("utf-8").splitlines()
    assert complaint(published, lines(tool(toolkit, slug))) == ""


def test_every_list_of_ids_belongs_to_a_worksheet() -> None:
    assert sorted(path.stem for path in Path(IDS).iterdir()) == sorted(TITLES)


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (["version 1", "a", "b"], ""),
        (["version 1", "b", "a"], ""),
        (["version 1", "a"], "an id, once published, never changes: raise the version (b is gone)"),
        (
            ["version 1", "a", "c"],
            "an id, once published, never changes: raise the version (b is gone)",
        ),
        (["version 1", "a", "b", "c"], "write today's version and ids down in tests/ids"),
        (["version 2", "a", "c"], "write today's version and ids down in tests/ids"),
    ],
)
def test_a_change_of_ids_is_noticed(current: list[str], expected: str) -> None:
    assert complaint(["version 1", "a", "b"], current) == expected
