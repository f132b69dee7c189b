"""A `Toolkit` whose grids have the rows that they take from another worksheet's ratings."""

from collections.abc import Iterator
from dataclasses import replace

from partnertools.model.prompt import Field, Prompt
from partnertools.model.prompts.grid import Grid, Row
from partnertools.model.prose import NOTHING
from partnertools.model.toolkit import Block, Section, Tool, Toolkit, all_blocks
from partnertools.model.values import Choice
from partnertools.problems import Problem, choose


def give(toolkit: Toolkit, problems: list[Problem]) -> Toolkit:
    """Return the toolkit with all rows, and report the grids that find none."""
    rows = {tool.slug: tuple(_rows(tool)) for tool in toolkit.tools}
    rated = sorted(slug for slug, found in rows.items() if found)

    def block(one: Block) -> Block:
        if not isinstance(one, Grid) or not one.rows_from:
            return one
        if one.rows_from not in rated:
            what = f"there is no worksheet `{one.rows_from}` with ratings"
            problems.append(Problem(one.where, what, choose(one.rows_from, rated)))
        return replace(one, rows=rows.get(one.rows_from, ()))

    def section(one: Section) -> Section:
        blocks, parts = tuple(map(block, one.blocks)), tuple(map(section, one.parts))
        return replace(one, blocks=blocks, parts=parts)

    tools = tuple(
        replace(
            tool,
            introduction=tuple(map(block, tool.introduction)),
            sections=tuple(map(section, tool.sections)),
        )
        for tool in toolkit.tools
    )
    return replace(toolkit, tools=tools)


def _rows(tool: Tool) -> Iterator[Row]:
    """Yield a row for each point of a scale that a worksheet asks for, named by its heading."""
    for block, titles in all_blocks(tool):
        if isinstance(block, Prompt) and any(map(_is_rating, block.fields(tool.slug))):
            *above, own = block.id.split(".")
            yield Row("-".join(above) or own, titles[-1] if titles else block.label, NOTHING)


def _is_rating(field: Field) -> bool:
    return isinstance(field.value_type, Choice) and bool(field.value_type.scale)
