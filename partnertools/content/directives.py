"""A fenced directive -> the block that it stands for.

`KINDS` is the list of all directives; each is a function from what was written to a block.
"""

import re
from collections.abc import Callable, Sequence
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
ID_REMEDY = "use lower-case letters, digits and hyphens, and begin with a letter"
COLUMN_KEYS = ("id", "kind", "width", "lines")
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
        if kind == "tool":
            return None
        label = f"{kind} on line {line}"
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
    options = Keyed(reader.where(first), reader.problems, "option", ":{}: …")
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
        # Of several boxes or cells, no single one can be what must be answered.
        "required": d.kind not in ("pick-many", "grid") and d.options.flag("required"),
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


def _part_ids(terms: Sequence[markdown.Term], reader: Reader, what: str) -> list[str]:
    """Return the ids of a directive's choices, columns or rows; each differs from the others."""
    ids: list[str] = []
    labels: list[str] = []
    for term in terms:
        text = term.attributes.get("id", "")
        if not term.label.strip():
            remedy = f"write it between the brackets: `[…]{{#{text or 'an-id'}}}`"
            reader.report(term.line, f"a {what} without a label", remedy)
        elif term.label in labels:
            remedy = "give each its own label"
            reader.report(term.line, f"two {what}s are called `{term.label}`", remedy)
        if not text:
            remedy = f"write `[{term.label}]{{#an-id}}`"
            reader.report(term.line, f"the {what} `{term.label}` has no id", remedy)
        elif not ID.fullmatch(text):
            reader.report(term.line, f"`{text}` can't be an id", ID_REMEDY)
        elif text in ids:
            reader.report(term.line, f"the {what} `{text}` stands twice", "give each its own id")
        if term.stray:
            remedy = "remove it, or move it behind `: `"
            what_else = f"the {what} `{term.label}` can't hold what stands here"
            reader.report(term.stray, what_else, remedy)
        known = COLUMN_KEYS if what == "column" else ("id",)
        for key in term.attributes.keys() - set(known):
            reader.report(term.line, f"unknown attribute `{key}`", choose(key, known))
        ids.append(text)
        labels.append(term.label)
    return ids


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
        terms = _body_terms(d, reader)
        choices = [
            Choice(key, term.label, reader.prose(term.rest))
            for term, key in zip(terms, _part_ids(terms, reader, "choice"), strict=True)
        ]
        if len(choices) < 2:
            reader.report(
                d.where.line,
                f"`{d.kind}` has fewer than two choices",
                "write each as `[Label]{#an-id}`, and below it `: ` with its text",
            )
        return made(**_question(d, reader), choices=tuple(choices))

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
    terms = _body_terms(d, reader)
    # A scale without points can't be read, and that is said where it stands.
    points = {p.word: p for p in scale.points} if scale else {}
    choices: dict[str, Choice] = {}
    for term in terms:
        if scale and points and term.label not in points:
            what = f"the scale `{scale.id}` has no level `{term.label}`"
            reader.report(term.line, what, choose(term.label, tuple(points)))
        elif points:
            point = points[term.label]
            if point.word in choices:
                reader.report(term.line, f"`{term.label}` is described twice", "remove one of them")
            choices[point.word] = Choice(
                point.id, point.word, reader.prose(term.rest), point.symbol
            )
    if missing := [word for word in points if word not in choices]:
        what = f"no description of `{'`, `'.join(missing)}`"
        reader.report(d.where.line, what, "describe every level of the scale")
    elif list(choices) != list(points):
        remedy = f"put them in this order: {', '.join(points)}"
        reader.report(d.where.line, "the levels are not in the scale's order", remedy)
    return Rubric(
        **_question(d, reader),
        choices=tuple(choices.values()),
    )


def _grid(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    named: list[markdown.Term] = []
    fixed: list[markdown.Term] = []
    for part in markdown.split(d.body):
        if part[0].type == "dl_open":
            named += markdown.definitions(part)
        elif part[0].type == "bullet_list_open":
            fixed += markdown.items(part)
        else:
            _misplaced(part[0], d, reader)
    keys = _part_ids(named, reader, "column")
    columns = [_column(term, key, reader) for term, key in zip(named, keys, strict=True)]
    keys = _part_ids(fixed, reader, "row")
    rows = [
        Row(key, term.label, reader.prose(term.rest)) for term, key in zip(fixed, keys, strict=True)
    ]
    name = d.options.text("row")
    if not rows and "rows" not in d.options.values:
        remedy = "list them with `- `, or say with `:rows:` how many"
        reader.report(d.where.line, "the grid has no rows", remedy)
    elif "rows" in d.options.values:
        count = d.options.number("rows", most=60)
        if rows:
            reader.report(
                d.options.line("rows").line,
                "the grid has both fixed and repeated rows",
                "keep the list or `:rows:`",
            )
        rows += [Row(f"row-{n}", f"{name} {n}", Prose(())) for n in range(1, count + 1)]
    if not columns:
        reader.report(
            d.where.line,
            "the grid has no columns",
            "write each as `[Label]{#an-id}`, and below it `: ` with its hint",
        )
    return Grid(
        **_question(d, reader),
        columns=tuple(columns),
        rows=tuple(rows),
        row_label=name,
    )


def _column(term: markdown.Term, column_id: str, reader: Reader) -> Column:
    where = reader.where(term.line)
    keyed = Keyed(where, reader.problems, "attribute", "{}=…")
    for key, text in term.attributes.items():
        keyed.add(key, Value(where, scalar=text))
    kind = next(k for k in CELL_KINDS if k == keyed.word("kind", CELL_KINDS, "short-answer"))
    choices: list[Choice] = []
    hint = ""
    for part in markdown.split(term.rest):
        if part[0].type == "bullet_list_open" and kind == "pick-one":
            listed = markdown.items(part)
            choices += [
                Choice(key, item.label, reader.prose(item.rest))
                for item, key in zip(listed, _part_ids(listed, reader, "choice"), strict=True)
            ]
        elif part[0].type == "paragraph_open" and not hint:
            reader.prose(part)
            hint = markdown.plain(part[1])
        else:
            reader.report(
                markdown.line(part[0]) or term.line,
                "a column can't hold what stands here",
                "write a hint, or for `kind=pick-one` a list of choices",
            )
    if kind == "pick-one" and len(choices) < 2:
        remedy = "list them behind `: `, each as `- [Label]{#an-id}`"
        reader.report(term.line, "the column has fewer than two choices", remedy)
    return Column(
        id=column_id,
        label=term.label,
        hint=hint,
        kind=kind,
        choices=tuple(choices),
        width=keyed.number("width", 1, most=20),
        lines=keyed.number("lines", 2 if kind == "long-answer" else 1, most=20),
    )


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


def _body_terms(d: Directive, reader: Reader) -> list[markdown.Term]:
    found: list[markdown.Term] = []
    for part in markdown.split(d.body):
        if part[0].type == "dl_open":
            found += markdown.definitions(part)
        else:
            _misplaced(part[0], d, reader)
    return found


def _misplaced(token: Token, d: Directive, reader: Reader) -> None:
    if token.type == "html_block" and markdown.COMMENT.fullmatch(token.content):
        return
    reader.report(
        markdown.line(token),
        f"`{d.kind}` can't hold what stands here",
        "write a definition list: a term on its line, then `: ` and its text",
    )


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
