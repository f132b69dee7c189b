"""A toolkit -> what the page that compares answers knows of its worksheets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markdown_it.token import Token

from partnertools.model import fields
from partnertools.model.prompt import Field, Prompt
from partnertools.model.prose import Prose
from partnertools.model.toolkit import Tool, Toolkit, all_blocks
from partnertools.model.values import Choice, Flag
from partnertools.typography import typeset

LISTS = ("bullet_list", "ordered_list")
# What tells how a number is read. With a comma before decimals, it is also which there can be.
OF_NUMBERS = {".": ("unit",), ",": ("minimum", "maximum", "decimals", "unit", "point")}


def worksheets(toolkit: Toolkit) -> Iterator[dict[str, Any]]:
    """Yield the worksheets that ask something, each with its questions in reading order.

    A question is a prompt. Its `kind` says how answers to it are compared: `levels` of a scale,
    a `choice` without an order, `boxes` to tick, a `table` of answers, or a `text`. `notes` are
    the texts that explain a rating, and `talk` is the list that the worksheet has in front of it.
    What is `readOnly` is there to be read, never shown or counted as a question.
    """
    for tool in toolkit.tools:
        described = _worksheet(tool, toolkit.language)
        if described["questions"]:
            yield described


def tell(toolkit: Toolkit, tool: Tool) -> str:
    """Return a worksheet as JSON for a script of a page; empty where it asks nothing."""
    return "".join(map(_json, worksheets(replace(toolkit, tools=(tool,)))))


def join(toolkit: Toolkit, told: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of the JSON of a toolkit, whose worksheets are `told` one by one."""
    yield f'{{"title": {_json(toolkit.title)}, "worksheets": ['
    comma = ""
    for one in told:
        yield comma + one
        comma = ", "
    yield "]}"


def _json(value: object) -> str:
    return str(htmlsafe_json_dumps(value, sort_keys=True))


def _worksheet(tool: Tool, language: str) -> dict[str, Any]:
    by_id = {field.id: field for field in fields.of_tool(tool)}
    opening = {id(block) for block in tool.opening.blocks}
    who: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    place: tuple[str, ...] = ()
    lead = ""
    talk: dict[str, Any] | None = None
    explained: dict[str, Any] | None = None
    for block, titles in all_blocks(tool):
        if titles != place:
            place, lead, talk, explained = titles, "", None, None
        if isinstance(block, Prose):
            found, lead = _last_list(block, lead)
            talk = found or talk
        if not isinstance(block, Prompt):
            continue
        own = [by_id[field.id] for field in block.fields(tool.slug)]
        if id(block) in opening:
            who += [{**_field(field), "names": block.names} for field in own]
            continue
        question = _question(tool, block, own, titles)
        if all(field.read_only for field in own):
            # It stays: what is in it tells which texts are answers. Nobody is asked for one.
            questions.append(question)
            continue
        if question["kind"] in ("levels", "choice"):
            explained = question
            if talk and not block.has_key:
                question["talk"] = talk
            talk = None
        elif question["kind"] != "text":
            explained = None
        elif explained and not explained.get("right"):
            explained.setdefault("notes", []).append(question["id"])
        questions.append(question)
    texts = [field for field in who if field["type"] == "text"]
    if texts and not any(field["names"] for field in who):
        # As in the names of saved files, the first box says who answers.
        texts[0]["names"] = "person"
    return {
        "id": tool.slug,
        "title": typeset(tool.title, language),
        "version": tool.version,
        "who": who,
        "questions": questions,
    }


def _question(
    tool: Tool, block: Prompt, own: list[Field], titles: tuple[str, ...]
) -> dict[str, Any]:
    kind = _kind(block, own)
    is_one = kind in ("levels", "choice", "text")
    title = typeset(block.label)
    if is_one:
        [field] = own
        # What several questions are called, such as “Level”, says less than where each stands.
        title = typeset(field.context.removesuffix(": ") or field.label)
    question: dict[str, Any] = {
        "id": f"{tool.slug}.{block.id}",
        "title": title,
        "label": typeset(block.label),
        "section": typeset(titles[-1]) if titles else "",
        "kind": kind,
    }
    if is_one:
        question |= _field(own[0])
    else:
        named = {field.id: field for field in block.fields(tool.slug)}
        question["cells"] = [
            {**_field(field), "row": typeset(named[field.id].context.removesuffix(": "))}
            for field in own
        ]
    if block.right_answer:
        question["right"] = block.right_answer
    return question


def _kind(block: Prompt, own: list[Field]) -> str:
    match [field.value_type for field in own]:
        case [Choice(scale=scale)]:
            return "levels" if scale else "choice"
        case [_]:
            return "table" if block.has_rows else "text"
        case types if not block.has_rows and all(isinstance(t, Flag) for t in types):
            return "boxes"
    return "table"


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": field.id,
        "label": typeset(field.label),
        "name": typeset(field.name),
        "type": field.value_type.name,
    }
    said = field.value_type.describe()
    if "options" in said:
        options = said["options"]
        described["options"] = [{**option, "label": typeset(option["label"])} for option in options]
    of_numbers = OF_NUMBERS[said.get("point", ".")]
    described |= {name: said[name] for name in of_numbers if name in said}
    if field.value:
        described["value"] = field.value
    if field.read_only:
        described["readOnly"] = True
    return described


def _last_list(prose: Prose, lead: str) -> tuple[dict[str, Any] | None, str]:
    """Return the last list of a text, None where there is none, and the last words outside of one.

    `lead` are the words before the text: what leads to a list, its heading perhaps.
    """
    found: dict[str, Any] | None = None
    depth = 0
    for token in prose.tokens:
        if token.type.removesuffix("_open") in LISTS and token.nesting == 1:
            depth += 1
            if depth == 1:
                found = {"lead": lead.removesuffix(":"), "items": []}
        elif token.type.removesuffix("_close") in LISTS and token.nesting == -1:
            depth -= 1
        elif token.type == "inline":
            words = "".join(_words(token.children or ()))
            if depth and found is not None:
                found["items"].append(words)
            else:
                lead = words
    return found, lead


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield " " if token.type in ("softbreak", "hardbreak") else token.content
