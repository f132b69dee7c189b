"""A tool's prompts -> its fields: one for every single answer, the same in page, PDF and data."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from partnertools.model.toolkit import (
    Choice,
    Date,
    Grid,
    LongAnswer,
    PickMany,
    PickOne,
    Prompt,
    Prose,
    Question,
    Rating,
    Rubric,
    ScaleKey,
    ShortAnswer,
    Tool,
    ToolCard,
    TrueFalse,
    all_blocks,
)
from partnertools.problems import Where

FieldKind = Literal["text", "long-text", "date", "choice", "check"]
TRUE_FALSE = (Choice("true", "True", Prose(())), Choice("false", "False", Prose(())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One answer.

    `id` is the full name, with the tool's slug in front. `label` is what stands beside the
    control; `name` is the accessible name, unique in its tool. `control` is the prompt's kind.
    """

    id: str
    kind: FieldKind
    control: str
    label: str
    name: str
    hint: str
    options: tuple[Choice, ...]
    required: bool
    read_only: bool
    value: str
    where: Where

    @property
    def context(self) -> str:
        """What stands before the label in the name, with its colon; empty when nothing does."""
        return self.name.removesuffix(self.label)


def of_tool(tool: Tool) -> tuple[Field, ...]:
    """Return the tool's fields in reading order.

    A name that occurs twice gets its section's title in front, then that of the section around
    it. Names that are still equal after that stay equal; `partnertools.source.check` reports them.
    """
    drafts: list[tuple[Field, tuple[str, ...]]] = []
    for block, titles in all_blocks(tool):
        if not isinstance(block, Prose | ScaleKey | ToolCard):
            drafts += [(f, titles) for f in of_prompt(block, tool.slug)]
    for depth in (1, 2):
        count = Counter(f.name for f, _ in drafts)
        drafts = [
            (replace(f, name=f"{titles[-depth]}: {f.name}"), titles)
            if count[f.name] > 1 and len(titles) >= depth
            else (f, titles)
            for f, titles in drafts
        ]
    return tuple(f for f, _ in drafts)


def of_prompt(prompt: Prompt, slug: str) -> Iterator[Field]:
    """Yield the fields of one prompt, named by its own label only."""
    match prompt:
        case ShortAnswer():
            yield _field(prompt, slug, "text", "short-answer", value=prompt.value)
        case LongAnswer():
            yield _field(prompt, slug, "long-text", "long-answer", value=prompt.value)
        case Date():
            yield _field(prompt, slug, "date", "date")
        case PickOne():
            yield _field(prompt, slug, "choice", "pick-one", prompt.choices)
        case Rating():
            yield _field(prompt, slug, "choice", "rating", prompt.choices)
        case Rubric():
            yield _field(prompt, slug, "choice", "rubric", prompt.choices)
        case TrueFalse():
            yield _field(prompt, slug, "choice", "true-false", TRUE_FALSE)
        case PickMany():
            whole = _field(prompt, slug, "check", "pick-many")
            for choice in prompt.choices:
                yield replace(
                    whole,
                    id=f"{whole.id}.{choice.id}",
                    label=choice.label,
                    name=f"{prompt.label}: {choice.label}",
                )
        case Grid():
            yield from _cells(prompt, slug)
        case _:
            assert_never(prompt)


CELLS: dict[str, FieldKind] = {
    "short-answer": "text",
    "long-answer": "long-text",
    "date": "date",
    "check": "check",
    "pick-one": "choice",
}


def _cells(grid: Grid, slug: str) -> Iterator[Field]:
    for row in grid.rows:
        for column in grid.columns:
            yield Field(
                id=f"{slug}.{grid.id}.{row.id}.{column.id}",
                kind=CELLS[column.kind],
                control="grid",
                label=column.label,
                name=f"{row.label}: {column.label}",
                hint=column.hint,
                options=column.choices,
                required=False,
                read_only=False,
                value="",
                where=grid.where,
            )


def _field(
    prompt: Question,
    slug: str,
    kind: FieldKind,
    control: str,
    options: tuple[Choice, ...] = (),
    value: str = "",
) -> Field:
    return Field(
        id=f"{slug}.{prompt.id}",
        kind=kind,
        control=control,
        label=prompt.label,
        name=prompt.label,
        hint=prompt.hint,
        options=options,
        required=prompt.required,
        read_only=isinstance(prompt, ShortAnswer | LongAnswer) and prompt.read_only,
        value=value,
        where=prompt.where,
    )
