"""A fenced directive -> the block that it stands for.

`KINDS` is the list of all directives; each is a function from what was written to a block.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from markdown_it.token import Token

from partnertools.content import markdown
from partnertools.content.keyed import Keyed, Value
from partnertools.content.prose import Reader
from partnertools.model import (
    Block,
    CellKind,
    Choice,
    Column,
    Date,
    Grid,
    LongAnswer,
    PickMany,
    PickOne,
    Prose,
    Rating,
    Row,
    Rubric,
    Scale,
    ScaleKey,
    ShortAnswer,
    ToolCard,
    TrueFalse,
    Width,
)
from partnertools.problems import Where, choose
from partnertools.typography import typeset

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CELL_KINDS: tuple[CellKind, ...] = ("short-answer", "long-answer", "date", "check", "pick-one")


@dataclass(frozen=True, slots=True)
class Directive:
    """What stands between the fences: label, options, and the tokens of the body."""

    kind: str
    label: str
    options: Keyed
    body: tuple[Token, ...]
    where: Where


def block(fence: Token, reader: Reader, scales: dict[str, Scale]) -> Block | None:
    """Return the block of a fence whose info string begins with `{`.

    Returns None where the kind is unknown or the label is missing; every mistake is reported.
    """
    line = markdown.line(fence)
    kind, brace, label = fence.info.strip().removeprefix("{").partition("}")
    label = typeset(" ".join(label.split()))
    if not brace or kind not in KINDS:
        reader.report(line, f"unknown directive `{kind}`", choose(kind, tuple(KINDS)))
        return None
    if not label and kind != "scale":
        reader.report(line, f"`{kind}` has no label", f"write it behind the brace: `{{{kind}}} …`")
        return None
    options, body, body_line = _options(fence, reader)
    tokens = tuple(markdown.parse(body, body_line))
    directive = Directive(kind, label, options, tokens, reader.where(line))
    made = KINDS[kind](directive, reader, scales)
    options.finish()
    if tokens and kind in BODILESS:
        reader.report(body_line, f"`{kind}` takes no text below its options", "remove it")
    return made


def _options(fence: Token, reader: Reader) -> tuple[Keyed, str, int]:
    first = markdown.line(fence)
    options = Keyed(reader.where(first), reader.problems)
    lines = fence.content.splitlines()
    count = 0
    for count, text in enumerate(lines):
        key, colon, value = text.strip().removeprefix(":").partition(":")
        if not text.startswith(":") or not colon:
            break
        where = reader.where(first + 1 + count)
        options.add(key, Value(where, scalar=typeset(value.strip())))
    else:
        count = len(lines)
    return options, "\n".join(lines[count:]) + "\n", first + 1 + count


class _Question(TypedDict):
    id: str
    label: str
    hint: str
    required: bool
    where: Where


def _question(d: Directive, reader: Reader) -> _Question:
    return {
        "id": _id(d, reader),
        "label": d.label,
        "hint": d.options.text("hint", ""),
        "required": d.options.flag("required"),
        "where": d.where,
    }


def _id(directive: Directive, reader: Reader) -> str:
    text = directive.options.text("id")
    if text and not all(ID.fullmatch(part) for part in text.split(".")):
        reader.report(
            directive.options.line("id").line,
            f"`{text}` can't be an id",
            "use lower-case letters, digits and hyphens, in parts divided by dots,"
            " each part beginning with a letter",
        )
    return text


def _part_id(term: markdown.Term, reader: Reader, what: str) -> str:
    text = term.attributes.get("id", "")
    if not ID.fullmatch(text):
        reader.report(
            term.line,
            f"{what} `{term.label}` has no id" if not text else f"`{text}` can't be an id",
            f"write `[{term.label}]{{#an-id}}`",
        )
    return text


def _scale(directive: Directive, reader: Reader, scales: dict[str, Scale]) -> Scale | None:
    name = directive.options.text("scale")
    if name and name not in scales:
        line = directive.options.line("scale").line
        reader.report(line, f"unknown scale `{name}`", choose(name, tuple(scales)))
    return scales.get(name)


def _short_answer(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return ShortAnswer(
        **_question(d, reader),
        width=_width(d),
        value=d.options.text("value", ""),
        read_only=d.options.flag("read-only"),
    )


def _long_answer(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return LongAnswer(
        **_question(d, reader),
        lines=d.options.number("lines", 3, most=12),
        width=_width(d),
        value=d.options.text("value", ""),
        read_only=d.options.flag("read-only"),
    )


def _date(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return Date(**_question(d, reader), width=_width(d))


def _width(d: Directive) -> Width:
    return "half" if d.options.word("width", ("full", "half"), "full") == "half" else "full"


def _pick(made: type[PickOne] | type[PickMany]) -> Callable[..., Block]:
    def pick(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
        choices = []
        for terms in _body_terms(d, reader, "dl_open"):
            for term in terms:
                key = _part_id(term, reader, "the choice")
                choices.append(Choice(key, term.label, reader.prose(term.rest)))
        if len(choices) < 2:
            reader.report(
                d.where.line, f"`{d.kind}` has fewer than two choices", "list them: see `Choices`"
            )
        _unique([c.id for c in choices], d, reader, "choice")
        return made(
            **_question(d, reader),
            choices=tuple(choices),
        )

    return pick


def _rating(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    scale = _scale(d, reader, scales)
    points = scale.points if scale else ()
    return Rating(
        **_question(d, reader),
        choices=tuple(Choice(p.id, p.word, Prose(()), p.symbol) for p in points),
    )


def _rubric(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    scale = _scale(d, reader, scales)
    terms = [term for terms in _body_terms(d, reader, "dl_open") for term in terms]
    points = {p.word: p for p in scale.points} if scale else {}
    choices: dict[str, Choice] = {}
    for term in terms:
        if scale and term.label not in points:
            what = f"the scale `{scale.id}` has no level `{term.label}`"
            reader.report(term.line, what, choose(term.label, tuple(points)))
        elif scale:
            point = points[term.label]
            if point.word in choices:
                reader.report(term.line, f"`{term.label}` is described twice", "remove one")
            choices[point.word] = Choice(
                point.id, point.word, reader.prose(term.rest), point.symbol
            )
    if scale and (missing := [word for word in points if word not in choices]):
        reader.report(
            d.where.line, f"no description of {', '.join(missing)}", "describe every level"
        )
    elif list(choices) != list(points):
        reader.report(d.where.line, "the levels are not in the scale's order", "reorder them")
    return Rubric(
        **_question(d, reader),
        choices=tuple(choices.values()),
    )


def _grid(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    columns: list[Column] = []
    rows: list[Row] = []
    for part in markdown.split(d.body):
        if part[0].type == "dl_open":
            columns += [_column(term, reader) for term in markdown.definitions(part)]
        elif part[0].type == "bullet_list_open":
            for term in markdown.items(part):
                key = _part_id(term, reader, "the row")
                rows.append(Row(key, term.label, reader.prose(term.rest)))
        else:
            _misplaced(part[0], d, reader)
    name = d.options.text("row")
    if "rows" in d.options.values or not rows:
        count = d.options.number("rows", most=60)
        if rows:
            reader.report(
                d.options.line("rows").line,
                "the grid has both fixed and repeated rows",
                "keep the list or `:rows:`",
            )
        rows += [Row(f"row-{n}", f"{name} {n}", Prose(())) for n in range(1, count + 1)]
    if not columns:
        reader.report(d.where.line, "the grid has no columns", "list them: see `Grids`")
    _unique([c.id for c in columns], d, reader, "column")
    _unique([r.id for r in rows], d, reader, "row")
    return Grid(
        **_question(d, reader),
        columns=tuple(columns),
        rows=tuple(rows),
        row_label=name,
    )


def _column(term: markdown.Term, reader: Reader) -> Column:
    where = reader.where(term.line)
    keyed = Keyed(where, reader.problems)
    for key, text in term.attributes.items():
        keyed.add(key, Value(where, scalar=text))
    kind = next(k for k in CELL_KINDS if k == keyed.word("kind", CELL_KINDS, "short-answer"))
    choices: list[Choice] = []
    hint = ""
    for part in markdown.split(term.rest):
        if part[0].type == "bullet_list_open" and kind == "pick-one":
            for item in markdown.items(part):
                key = _part_id(item, reader, "the choice")
                choices.append(Choice(key, item.label, reader.prose(item.rest)))
        elif part[0].type == "paragraph_open":
            reader.prose(part)
            hint = markdown.plain(part[1])
        else:
            reader.report(term.line, "a column holds a hint or its choices only", "simplify it")
    if kind == "pick-one" and len(choices) < 2:
        reader.report(term.line, "the column has fewer than two choices", "list them with `- `")
    column = Column(
        id=_part_id(term, reader, "the column"),
        label=term.label,
        hint=hint,
        kind=kind,
        choices=tuple(choices),
        width=keyed.number("width", 1, most=20),
        lines=keyed.number("lines", 2 if kind == "long-answer" else 1, most=20),
    )
    keyed.text("id", "")
    keyed.finish()
    return column


def _true_false(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    see = d.options.text("see", "")
    reason = reader.prose(d.body)
    if not reason.tokens:
        reader.report(d.where.line, "the answer has no reason", "write it below the options")
    return TrueFalse(
        **_question(d, reader),
        answer=d.options.word("answer", ("true", "false")) == "true",
        see=reader.prose(markdown.parse(see, d.options.line("see").line)[1:-1]),
        reason=reason,
    )


def _scale_key(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block | None:
    scale = _scale(d, reader, scales)
    return ScaleKey(scale) if scale else None


def _tool_card(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return ToolCard(d.label, reader.prose(d.body), d.where)


def _body_terms(d: Directive, reader: Reader, opening: str) -> list[list[markdown.Term]]:
    found = []
    for part in markdown.split(d.body):
        if part[0].type == opening:
            found.append(markdown.definitions(part))
        else:
            _misplaced(part[0], d, reader)
    return found


def _misplaced(token: Token, d: Directive, reader: Reader) -> None:
    if token.type == "html_block" and markdown.COMMENT.fullmatch(token.content):
        return
    reader.report(
        markdown.line(token),
        f"`{d.kind}` can't hold this",
        "write a definition list: a term on its line, then `: ` and its text",
    )


def _unique(ids: list[str], d: Directive, reader: Reader, what: str) -> None:
    for key in sorted({key for key in ids if key and ids.count(key) > 1}):
        reader.report(d.where.line, f"the {what} `{key}` stands twice", "give each its own id")


KINDS: dict[str, Callable[[Directive, Reader, dict[str, Scale]], Block | None]] = {
    "short-answer": _short_answer,
    "long-answer": _long_answer,
    "date": _date,
    "pick-one": _pick(PickOne),
    "pick-many": _pick(PickMany),
    "rating": _rating,
    "rubric": _rubric,
    "grid": _grid,
    "true-false": _true_false,
    "scale": _scale_key,
    "tool": _tool_card,
}
BODILESS = ("short-answer", "long-answer", "date", "rating", "scale")
