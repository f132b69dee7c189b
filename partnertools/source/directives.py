"""A fenced directive -> the block that it stands for.

`KINDS` is the list of all directives; each is a function from what was written to a block.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from markdown_it.token import Token

from partnertools.model.toolkit import (
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
from partnertools.source import fences, markdown
from partnertools.source.keyed import LocatedMapping, Value
from partnertools.source.prose import Reader
from partnertools.source.terms import ID, Term, definitions, items, read_ids

# As many as fill a page of paper.
LINES = 40
# Who somebody is and how to reach them (HTML, 4.10.18.7.1); other tokens have no place here.
AUTOCOMPLETE = (
    "off",
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "organization",
    "organization-title",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "country-name",
    "postal-code",
    "email",
    "tel",
    "url",
)
CELL_KINDS: tuple[CellKind, ...] = ("short-answer", "long-answer", "date", "check", "pick-one")


@dataclass(frozen=True, slots=True)
class Directive:
    """What stands between the fences: label, options, and the tokens of the body."""

    kind: str
    label: str
    options: LocatedMapping
    body: tuple[Token, ...]
    where: Where


def block(fence: Token, reader: Reader, scales: dict[str, Scale]) -> Block | None:
    """Return the block of a fence that is written as a control.

    Returns None where the kind is unknown or the label is missing; every mistake is reported.
    """
    line = markdown.line(fence)
    written = fences.read(fence)
    kind = written.kind
    if kind not in KINDS:
        reader.report(line, f"unknown directive `{kind}`", choose(kind, tuple(KINDS)))
        return None
    for mistake in written.mistakes:
        reader.report(*mistake)
    label = reader.text(" ".join(written.label.split()), line)
    if not label and kind != "scale":
        reader.report(line, f"`{kind}` has no label", f"write it behind the brace: `{{{kind}}} …`")
        if kind == "tool":
            return None
        label = f"{kind} on line {line}"
    options = LocatedMapping(reader.where(line), reader.problems, "option", ":{}: …")
    for place, key, value in written.options:
        options.add(key, Value(reader.where(place), scalar=value))
    tokens = tuple(reader.parse(written.body, written.body_line)) if written.body.strip() else ()
    directive = Directive(kind, label, options, tokens, reader.where(line))
    made = KINDS[kind](directive, reader, scales)
    options.finish()
    if tokens and kind in fences.BODILESS and not _is_comment(tokens[0]):
        what = f"`{kind}` takes no text below its options"
        reader.report(written.body_line, what, "move it out of the control, or remove it")
    return made


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
        "hint": _text(d, reader, "hint"),
        # Of several boxes or cells, no single one can be what must be answered.
        "required": d.kind not in ("pick-many", "grid") and d.options.flag("required"),
        "where": d.where,
    }


def _text(d: Directive, reader: Reader, key: str) -> str:
    return reader.text(d.options.text(key, ""), d.options.line(key).line)


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
        value=_text(d, reader, "value"),
        read_only=d.options.flag("read-only"),
        autocomplete=d.options.word("autocomplete", AUTOCOMPLETE, "off"),
    )


def _long_answer(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return LongAnswer(
        **_question(d, reader),
        lines=d.options.number("lines", 3, most=LINES),
        width=_width(d),
        value=_text(d, reader, "value"),
        read_only=d.options.flag("read-only"),
    )


def _date(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return Date(**_question(d, reader), width=_width(d))


def _width(d: Directive) -> Width:
    return "half" if d.options.word("width", ("full", "half"), "full") == "half" else "full"


def _pick(made: type[PickOne] | type[PickMany]) -> Callable[..., Block]:
    def pick(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
        before = len(reader.problems)
        terms = _body_terms(d, reader)
        is_understood = len(reader.problems) == before
        choices = [
            Choice(key, term.label, reader.prose(term.rest))
            for term, key in zip(terms, read_ids(terms, reader, "choice"), strict=True)
        ]
        if len(choices) < 2 and is_understood and not any(term.stray for term in terms):
            remedy = "write each as `- [Label]{#an-id}`, on a line of its own"
            reader.report(d.where.line, f"`{d.kind}` has fewer than two choices", remedy)
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
    before = len(reader.problems)
    terms = _body_terms(d, reader)
    is_understood = len(reader.problems) == before
    # A scale without points can't be read, and that is said where it stands.
    points = {p.word: p for p in scale.points} if scale else {}
    choices: dict[str, Choice] = {}
    for term in terms:
        reader.label(term.head)
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
    if not is_understood:
        pass
    elif missing := [word for word in points if word not in choices]:
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
    named: list[Term] = []
    fixed: list[Term] = []
    for part in markdown.split(d.body):
        if part[0].type == "dl_open":
            named += definitions(part)
        elif part[0].type == "bullet_list_open":
            fixed += items(part)
        elif not _is_comment(part[0]):
            _misplaced(part, d, reader)
            break
    keys = read_ids(named, reader, "column")
    columns = [_column(term, key, reader) for term, key in zip(named, keys, strict=True)]
    keys = read_ids(fixed, reader, "row")
    rows = [
        Row(key, term.label, reader.prose(term.rest)) for term, key in zip(fixed, keys, strict=True)
    ]
    name = reader.text(d.options.text("row"), d.options.line("row").line)
    count_of_rows = d.options.number("rows", 1, most=60)
    if not rows and "rows" not in d.options.values:
        remedy = "list them with `- `, or say with `:rows:` how many"
        reader.report(d.where.line, "the grid has no rows", remedy)
    elif "rows" in d.options.values:
        if rows:
            reader.report(
                d.options.line("rows").line,
                "the grid has both fixed and repeated rows",
                "keep the list or `:rows:`",
            )
        rows += [Row(f"row-{n}", f"{name} {n}", Prose(())) for n in range(1, count_of_rows + 1)]
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


def _column(term: Term, column_id: str, reader: Reader) -> Column:
    where = reader.where(term.line)
    keyed = LocatedMapping(where, reader.problems, "attribute", "{}=…")
    for key, text in term.attributes.items():
        keyed.add(key, Value(where, scalar=text))
    kind = next(k for k in CELL_KINDS if k == keyed.word("kind", CELL_KINDS, "short-answer"))
    choices: list[Choice] = []
    hint = ""
    for part in markdown.split(term.rest):
        if part[0].type == "bullet_list_open" and kind == "pick-one":
            listed = items(part)
            choices += [
                Choice(key, item.label, reader.prose(item.rest))
                for item, key in zip(listed, read_ids(listed, reader, "choice"), strict=True)
            ]
        elif part[0].type == "paragraph_open" and not hint:
            hint = reader.label(part[1])
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
        lines=keyed.number("lines", 2 if kind == "long-answer" else 1, most=LINES),
    )


def _true_false(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    see = d.options.text("see", "")
    if re.fullmatch(r"[^\s()\[\]]+\.md(#\S+)?", see):
        # The bare name of a file is a link, too; its words are the title that it leads to.
        see = f"[]({see})"
    reason = reader.prose(d.body)
    if not reason.tokens:
        reader.report(d.where.line, "the answer has no reason", "write it below the options")
    return TrueFalse(
        **_question(d, reader),
        answer=d.options.word("answer", ("true", "false")) == "true",
        see=reader.prose(reader.parse(see, d.options.line("see").line)[1:-1]) if see else Prose(()),
        reason=reason,
    )


def _scale_key(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block | None:
    scale = _scale(d, reader, scales)
    return ScaleKey(scale) if scale else None


def _tool_card(d: Directive, reader: Reader, scales: dict[str, Scale]) -> Block:
    return ToolCard(d.label, reader.prose(d.body), d.where)


def _body_terms(d: Directive, reader: Reader) -> list[Term]:
    """Return the terms of the body; items of a list are terms without a definition."""
    found: list[Term] = []
    for part in markdown.split(d.body):
        if part[0].type == "dl_open":
            found += definitions(part)
        elif part[0].type == "bullet_list_open" and d.kind != "rubric":
            found += items(part)
        elif not _is_comment(part[0]):
            _misplaced(part, d, reader)
            break
    return found


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and bool(markdown.COMMENT.fullmatch(token.content))


def _misplaced(part: Sequence[Token], d: Directive, reader: Reader) -> None:
    remedy = "write a definition list: a term on its line, then `: ` and its text"
    if part[0].type == "paragraph_open" and d.kind.startswith("pick-"):
        written = markdown.plain(part[1]).split("\n")[0]
        remedy = "write each choice as `- [Label]{#an-id}`, or with `: ` and its text below it"
        if part[1].children and part[1].children[0].type == "span_open":
            ident = part[1].children[0].attrs.get("id", "an-id")
            remedy = f"put `- ` before each choice, as in `- [{written}]{{#{ident}}}`"
    what = f"`{d.kind}` can't hold what stands here"
    reader.report(markdown.line(part[0]), what, remedy)


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
