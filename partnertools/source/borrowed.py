"""A `Toolkit` whose blocks have what they take from elsewhere.

Grids take rows from another worksheet's ratings, a list of additions takes what is ours from every
document, and all prompts take the words of the interface.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from partnertools.model.packed import Packed
from partnertools.model.prompt import Field, Prompt
from partnertools.model.toolkit import (
    Addition,
    Additions,
    Block,
    Contents,
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
    rows: dict[str, tuple[tuple[str, str], ...]] = {}
    additions: list[Addition] = []
    taking: set[str] = set()
    # Each is looked into once.
    for document in toolkit.documents():
        if isinstance(document, Tool):
            rows[document.slug] = tuple(_rows(document))
        own = own_sections(document)
        if document.ours or own:
            additions.append(Addition(document.target, document.title, own, document.ours))
        if any(_takes(one) for one, _ in all_blocks(document)):
            taking.add(document.target)
    rated = sorted(slug for slug, found in rows.items() if found)
    # In what has a mistake, there may be ratings once that is mended.
    wrong = {problem.where.path for problem in problems}
    broken = {tool.slug for tool in toolkit.tools if tool.where.path in wrong}
    listed = Additions(tuple(additions))

    def block(one: Block) -> Block:
        if isinstance(one, Additions):
            return listed
        if not isinstance(one, Prompt) or not one.borrows_from:
            return one
        is_known = one.borrows_from in rated or one.borrows_from in broken
        if not is_known and f"tools/{one.borrows_from}" not in left_out:
            what = f"there is no worksheet `{one.borrows_from}` with ratings"
            problems.append(Problem(one.where, what, choose(one.borrows_from, rated)))
        found = rows.get(one.borrows_from, ())
        for row, count in Counter(row for row, _ in found).items():
            if count > 1:
                what = f"{count} ratings of `{one.borrows_from}` would be rows with the id `{row}`"
                problems.append(Problem(one.where, what, "give them ids that differ by more"))
        return one.borrow(found)

    return _with_blocks(toolkit, block, taking)


def say_in(toolkit: Toolkit, words: Words) -> Toolkit:
    """Return the toolkit with what prompts say of themselves in the words of its language."""
    every = {document.target for document in toolkit.documents()}
    return _with_blocks(
        toolkit, lambda one: one.say_in(words) if isinstance(one, Prompt) else one, every
    )


def _takes(block: Block) -> bool:
    """Tell whether a block has something from elsewhere."""
    return isinstance(block, Additions) or (isinstance(block, Prompt) and bool(block.borrows_from))


def _with_blocks(
    toolkit: Toolkit, block: Callable[[Block], Block], targets: Collection[str]
) -> Toolkit:
    """Return a toolkit with other blocks in some of its documents."""
    # Worksheets share it.
    openings: dict[int, Section] = {}

    def section(one: Section) -> Section:
        blocks, parts = tuple(map(block, one.blocks)), tuple(map(section, one.parts))
        return replace(one, blocks=blocks, parts=parts)

    def document(one: D) -> D:
        if one.target not in targets:
            return one
        introduction = tuple(map(block, one.introduction))
        contents = Contents(introduction, tuple(map(section, one.sections)))
        made = replace(one, contents=Packed(contents))
        if not isinstance(made, Tool):
            return made
        known = id(made.opening)
        if known not in openings:
            openings[known] = section(made.opening)
        return replace(made, opening=openings[known])

    return replace(
        toolkit,
        tools=tuple(map(document, toolkit.tools)),
        guides=tuple(map(document, toolkit.guides)),
        pages=tuple(map(document, toolkit.pages)),
    )


def _rows(tool: Tool) -> Iterator[tuple[str, str]]:
    """Yield the id and the label of a row for each rating of a worksheet.

    It is named by its heading, or by what tells it from the others below that.
    """
    # Of two with one id, which is reported where they stand, the first counts.
    found: dict[str, tuple[Prompt, tuple[str, ...]]] = {}
    for block, titles in all_blocks(tool):
        if isinstance(block, Prompt) and any(map(_is_rating, block.fields(tool.slug))):
            found.setdefault(block.id, (block, titles))
    ratings = [*found.values()]
    ids = Counter(_short_id(block) for block, _ in ratings)
    headings = Counter(titles[-1:] for _, titles in ratings)
    labels = Counter(block.label for block, _ in ratings)
    for block, titles in ratings:
        short = _short_id(block)
        label = block.label
        if titles and headings[titles[-1:]] == 1:
            label = titles[-1]
        elif labels[label] > 1:
            label = ": ".join((*titles, label))
        yield short if ids[short] == 1 else block.id.replace(".", "-"), label


def _short_id(block: Prompt) -> str:
    """Return what an id says beside the rating: mostly, that is the last part."""
    *above, own = block.id.split(".")
    return "-".join(above) or own


def _is_rating(field: Field) -> bool:
    return isinstance(field.value_type, Choice) and bool(field.value_type.scale)
