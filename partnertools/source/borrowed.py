"""A `Toolkit` whose blocks have what they take from elsewhere.

Grids take rows from another worksheet's ratings, a list of additions takes what is ours from every
document, and all prompts take the words of the interface.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from partnertools.model.prompt import Field, Prompt
from partnertools.model.toolkit import (
    Addition,
    Additions,
    Block,
    Document,
    Section,
    Tool,
    Toolkit,
    all_blocks,
    own_sections,
)
from partnertools.model.values import Choice
from partnertools.model.words import Words
from partnertools.problems import Problem, choose

D = TypeVar("D", bound=Document)


def give(toolkit: Toolkit, problems: list[Problem], left_out: Sequence[str] = ()) -> Toolkit:
    """Return the toolkit with all that is taken, and report the grids that find no rows.

    Those that lack the rows of a target that is left out were reported before.
    """
    rows = {tool.slug: tuple(_rows(tool)) for tool in toolkit.tools}
    rated = sorted(slug for slug, found in rows.items() if found)

    additions = Additions(tuple(_additions(toolkit)))

    def block(one: Block) -> Block:
        if isinstance(one, Additions):
            return additions
        if not isinstance(one, Prompt) or not one.borrows_from:
            return one
        if one.borrows_from not in rated and f"tools/{one.borrows_from}" not in left_out:
            what = f"there is no worksheet `{one.borrows_from}` with ratings"
            problems.append(Problem(one.where, what, choose(one.borrows_from, rated)))
        return one.borrow(rows.get(one.borrows_from, ()))

    return _with_blocks(toolkit, block)


def say_in(toolkit: Toolkit, words: Words) -> Toolkit:
    """Return the toolkit with what prompts say of themselves in the words of its language."""
    return _with_blocks(toolkit, lambda one: one.say_in(words) if isinstance(one, Prompt) else one)


def _with_blocks(toolkit: Toolkit, block: Callable[[Block], Block]) -> Toolkit:
    """Return a toolkit with other blocks."""

    def section(one: Section) -> Section:
        blocks, parts = tuple(map(block, one.blocks)), tuple(map(section, one.parts))
        return replace(one, blocks=blocks, parts=parts)

    def document(one: D) -> D:
        introduction = tuple(map(block, one.introduction))
        made = replace(one, introduction=introduction, sections=tuple(map(section, one.sections)))
        return replace(made, opening=section(made.opening)) if isinstance(made, Tool) else made

    return replace(
        toolkit,
        tools=tuple(map(document, toolkit.tools)),
        guides=tuple(map(document, toolkit.guides)),
        pages=tuple(map(document, toolkit.pages)),
    )


def _additions(toolkit: Toolkit) -> Iterator[Addition]:
    for one in toolkit.documents():
        if one.ours or own_sections(one):
            yield Addition(one.target, one.title, own_sections(one), one.ours)


def _rows(tool: Tool) -> Iterator[tuple[str, str]]:
    """Yield the id and the label of a row for each rating of a worksheet, named by its heading."""
    for block, titles in all_blocks(tool):
        if isinstance(block, Prompt) and any(map(_is_rating, block.fields(tool.slug))):
            *above, own = block.id.split(".")
            yield "-".join(above) or own, titles[-1] if titles else block.label


def _is_rating(field: Field) -> bool:
    return isinstance(field.value_type, Choice) and bool(field.value_type.scale)
