"""A fenced directive -> the block that it stands for.

What a kind of prompt may say is written in its module of `partnertools.model.prompts`; how the
forms of writing are read, options, lists, terms and tables, is written here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from markdown_it.token import Token

from partnertools.foreign import Foreign
from partnertools.model.prompt import Asked, Cell, Width
from partnertools.model.prompts import CELLS, KINDS
from partnertools.model.prose import NOTHING, Prose
from partnertools.model.scale import Scale
from partnertools.model.toolkit import Additions, Block, ScaleKey, ToolCard
from partnertools.model.values import Option
from partnertools.problems import Where, choose
from partnertools.source import fences, markdown
from partnertools.source.keyed import LocatedMapping, Value
from partnertools.source.prose import Reader
from partnertools.source.terms import ID, Term, definitions, items, read_ids, suggest_id

# The bare name of a file.
FILE = r"[^\s()\[\]]+\.md(#\S+)?"


def block(
    fence: Token, reader: Reader, scales: dict[str, Scale], about: Sequence[str]
) -> Block | None:
    """Return the block of a fence that is written as a control.

    `about` tells translators where it stands.
    Returns None where the kind is unknown or the label is missing; every mistake is reported.
    """
    line = markdown.line(fence)
    written = fences.read(fence)
    kind = written.kind
    if kind not in fences.KINDS:
        reader.report(line, f"unknown directive `{kind}`", choose(kind, fences.KINDS))
        return None
    for mistake in written.mistakes:
        reader.report(*mistake)
    typed = " ".join(written.label.split())
    label = reader.text(typed, line)
    if not label and kind not in ("scale", "additions"):
        reader.report(line, f"`{kind}` has no label", f"write it after the brace: `{{{kind}}} …`")
        if kind == "tool":
            return None
        label = f"{kind} on line {line}"
    ident = next((value for _, key, value in written.options if key == "id"), "")
    other = reader.say("labels", ident) if ident else None
    options = LocatedMapping(reader.where(line), reader.problems, "option", ":{}: …")
    for place, key, value in written.options:
        options.add(key, Value(reader.where(place), scalar=value))
    # A scale, a card or a list has no id.
    if ident and (hint := reader.say("hints", ident)):
        options.values["hint"] = replace(hint, where=options.line("hint"))
    if other:
        typed = other.scalar or ""
        label = markdown.plain(markdown.inline(typed, language=reader.source.language))
    if ident and kind in KINDS:
        told = [f"Asks for {KINDS[kind].about}", *about]
        if "hint" in options:
            told.append(f"Hint: {options.values['hint'].scalar}")
        _translate(options, reader, ident, label)
        label = reader.said(typed, label, f"/{ident}/label", told, line)
    tokens = tuple(reader.parse(written.body, written.body_line)) if written.body.strip() else ()
    directive = Directive(kind, label, options, tokens, reader.where(line), reader, scales)
    made = BLOCKS[kind](directive) if kind in BLOCKS else KINDS[kind].read(directive)
    options.finish()
    if tokens and kind in fences.BODILESS and not _is_comment(tokens[0]):
        what = f"`{kind}` takes no text below its options"
        reader.report(written.body_line, what, "move it out of the control, or remove it")
    return made


@dataclass(frozen=True, slots=True)
class Directive:
    """What stands between the fences: label, options, and the tokens of the body.

    It is the `Directive` that the kinds of prompts read, see `partnertools.model.prompt`.
    """

    kind: str
    label: str
    attributes: LocatedMapping
    body: tuple[Token, ...]
    where: Where
    reader: Reader
    scales: dict[str, Scale]

    def asked(self, *, can_be_required: bool = True) -> Asked:
        """Return what every directive says."""
        return {
            "id": self._id(),
            "label": self.label,
            "hint": self.text("hint"),
            "required": can_be_required and self.attributes.flag("required"),
            "where": self.where,
        }

    def _id(self) -> str:
        text = self.attributes.text("id")
        if text and not all(ID.fullmatch(part) for part in text.split(".")):
            self.reader.report(
                self.attributes.line("id").line,
                f"`{text}` can't be an id",
                "use lower-case letters, digits and hyphens, in parts divided by dots,"
                " each part beginning with a letter",
            )
        return text

    @property
    def _ident(self) -> str:
        value = self.attributes.values.get("id")
        return (value and value.scalar) or ""

    def text(self, key: str) -> str:
        """Return an option as a typesetter would set it."""
        text = self.reader.text(self.attributes.text(key, ""), self.attributes.line(key).line)
        return self.attributes.in_language(key, text)

    def width(self) -> Width:
        """Return how much of a row it takes."""
        is_half = self.attributes.word("width", ("full", "half"), "full") == "half"
        return "half" if is_half else "full"

    def inline(self, key: str) -> Prose:
        """Return an option that is Markdown of one line."""
        text = self.attributes.text(key, "")
        if not text:
            return NOTHING
        if re.fullmatch(FILE, text):
            # The bare name of a file is a link, too; its words are the title that it leads to.
            text = f"[]({text})"
        tokens = self.reader.parse(text, self.attributes.line(key).line)[1:-1]
        if (language := self.attributes.values[key].language) and tokens:
            tokens[0].meta["language"] = language
        return self.reader.prose(tokens)

    def scale(self) -> Scale | None:
        """Return the scale that the option `scale` names."""
        name = self.attributes.text("scale")
        if name and name not in self.scales:
            line = self.attributes.line("scale").line
            self.reader.report(line, f"unknown scale `{name}`", choose(name, tuple(self.scales)))
        return self.scales.get(name)

    def prose(self) -> Prose:
        """Return the body as text."""
        part = f"/{self._ident}/text" if self._ident else f"/{self.kind}.{self.label}/text"
        return self.reader.prose(self.body, part, [f"Below: {self.label}"])

    def choices(self) -> tuple[Option, ...]:
        """Return the body as options, at least two, each with its id."""
        before = len(self.reader.problems)
        found: list[Term] = []
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                found += definitions(part)
            elif part[0].type == "bullet_list_open":
                # Items of a list are terms without a definition.
                found += items(part)
            elif not _is_comment(part[0]):
                self._misplaced(part, is_of_choices=True)
                break
        is_understood = len(self.reader.problems) == before
        choices = _options(found, self.reader, self._ident, self.label)
        if len(choices) < 2 and is_understood and not any(term.stray for term in found):
            remedy = "write each as `- [Label]{#an-id}`, on a line of its own"
            self.report(0, f"`{self.kind}` has fewer than two choices", remedy)
        return choices

    def terms(self) -> tuple[Sequence["TermText"], bool]:
        """Return the body as terms with descriptions, and whether it is nothing else."""
        before = len(self.reader.problems)
        found: list[Term] = []
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                found += definitions(part)
            elif not _is_comment(part[0]):
                self._misplaced(part)
                break
        is_understood = len(self.reader.problems) == before
        for term in found:
            self.reader.label(term.head)
        named = self.attributes.values.get("scale")
        scale = self.scales.get((named and named.scalar) or "")
        points = {p.written: p.id for p in (*scale.points, *scale.off_scale)} if scale else {}
        ids = [points.get(term.label) or suggest_id(term.label) for term in found]
        return [
            TermText(term, "", self.reader, f"{self._ident}.{key}", (term.label, self.label))
            for term, key in zip(found, ids, strict=True)
        ], is_understood

    def table(self) -> "TableText":
        """Return the body as the columns and rows of a table."""
        named: list[Term] = []
        fixed: list[Term] = []
        for part in markdown.split(self.body):
            if part[0].type == "dl_open":
                named += definitions(part)
            elif part[0].type == "bullet_list_open":
                fixed += items(part)
            elif not _is_comment(part[0]):
                self._misplaced(part)
                break
        named = _reworded(named, self.reader, self._ident, "column", self.label)
        fixed = _reworded(fixed, self.reader, self._ident, "row", self.label)
        columns = zip(named, read_ids(named, self.reader, "column"), strict=True)
        rows = zip(fixed, read_ids(fixed, self.reader, "row"), strict=True)
        return TableText(
            [_column(term, key, self.reader, f"{self._ident}.{key}") for term, key in columns],
            [
                TermText(term, key, self.reader, f"{self._ident}.{key}", (term.label, self.label))
                for term, key in rows
            ],
        )

    def report(self, line: int, what: str, remedy: str) -> None:
        """Report a mistake on a line; 0 is the directive's first one."""
        self.reader.report(line or self.where.line, what, remedy)

    def _misplaced(self, part: Sequence[Token], *, is_of_choices: bool = False) -> None:
        remedy = "write a definition list: a term on its line, then `: ` and its text"
        if part[0].type == "ordered_list_open" and is_of_choices:
            remedy = "begin each choice with `- ` in place of its number"
        if part[0].type == "paragraph_open" and is_of_choices:
            written = markdown.plain(part[1]).split("\n")[0]
            remedy = "write each choice as `- [Label]{#an-id}`, or with `: ` and its text below it"
            if part[1].children and part[1].children[0].type == "span_open":
                ident = part[1].children[0].attrs.get("id", "an-id")
                remedy = f"put `- ` before each choice, as in `- [{written}]{{#{ident}}}`"
        what = f"`{self.kind}` can't hold this"
        self.reader.report(markdown.line(part[0]), what, remedy)


@dataclass(frozen=True)
class TermText:
    """A term of a body, with its id; see `Described` in `partnertools.model.prompt`.

    `place` and `below` name for translators what it stands in: by ids, and in words.
    """

    term: Term
    id: str
    reader: Reader
    place: str
    below: tuple[str, ...]

    @property
    def line(self) -> int:
        """The line where it begins."""
        return self.term.line

    @property
    def label(self) -> str:
        """Its words."""
        return self.term.label

    @cached_property
    def prose(self) -> Prose:
        """What stands behind the words, or below them."""
        told = [f"Below: {' – '.join(reversed(self.below))}"]
        return self.reader.prose(self.term.rest, f"/{self.place}/text", told)


@dataclass(frozen=True)
class ColumnText(TermText):
    """A column of a table; see `ColumnText` in `partnertools.model.prompt`."""

    attributes: LocatedMapping
    cell: type[Cell]
    hint: str
    options: tuple[Option, ...]

    def report(self, what: str, remedy: str) -> None:
        """Report a mistake in the column."""
        self.reader.report(self.line, what, remedy)


@dataclass(frozen=True, slots=True)
class TableText:
    """The body of a grid: its columns and its rows."""

    columns: Sequence[ColumnText]
    rows: Sequence[TermText]


def _column(term: Term, column_id: str, reader: Reader, ident: str) -> ColumnText:
    where = reader.where(term.line)
    attributes = LocatedMapping(where, reader.problems, "attribute", "{}=…")
    for key, text in term.attributes.items():
        attributes.add(key, Value(where, scalar=text))
    cell = CELLS[attributes.word("kind", tuple(CELLS), fences.CELL)]
    options: list[Option] = []
    typed = hint = ""
    for part in markdown.split(term.rest):
        if part[0].type == "bullet_list_open" and cell.has_options:
            options += _options(items(part), reader, ident, term.label)
        elif part[0].type == "paragraph_open" and not hint:
            hint = reader.label(part[1])
            typed = markdown.typed(part[1])
        else:
            reader.report(
                markdown.line(part[0]) or term.line,
                "a column can't hold this",
                f"write a hint, or for {_with_options()} a list of choices",
            )
    if other := reader.say("hints", ident):
        typed = other.scalar or ""
        hint = markdown.plain(markdown.inline(typed, language=reader.source.language))
    _translate(attributes, reader, ident, term.label)
    told = [f"Hint of: {term.label}"]
    hint = reader.said(typed, hint, f"/{ident}/hint", told, term.line)
    return ColumnText(
        term, column_id, reader, ident, (term.label,), attributes, cell, hint, tuple(options)
    )


def _with_options() -> str:
    return " or ".join(f"`kind={kind}`" for kind, cell in CELLS.items() if cell.has_options)


# Options with words for people, and what translators are told of them; one is Markdown.
OPTIONS_SAID = {
    "hint": "Hint of: {}",
    "value": "What stands there before anybody has answered: {}",
    "row": "What a row is, of: {}",
    "unit": "The unit of: {}",
    "see": "Where more is said of: {}",
}


def _translate(options: LocatedMapping, reader: Reader, ident: str, label: str) -> None:
    """Put the words of a translation into the options of a control, or a column."""
    for key, about in OPTIONS_SAID.items():
        value = options.values.get(key)
        if value and not re.fullmatch(FILE, value.scalar or ""):
            context, told = f"{reader.source.name}/{ident}/{key}", [about.format(label)]
            options.values[key] = reader.texts.said(value, context, told, is_markdown=key == "see")


def _reworded(
    terms: Sequence[Term], reader: Reader, ident: str, what: str, label: str
) -> list[Term]:
    """Return the terms of a control with other words, where there are any."""
    found = []
    for term in terms:
        own = term.attributes.get("id")
        if not own:
            found.append(term)
            continue
        other = reader.say("labels", f"{ident}.{own}")
        head = term.head
        if other:
            head = markdown.reworded(head, other.scalar or "", reader.source.language)
        typed, plain = markdown.typed(head), markdown.plain(head)
        told = [f"A {what} of: {label}"]
        said = reader.said(typed, plain, f"/{ident}.{own}/{what}", told, term.line)
        if isinstance(said, Foreign):
            found.append(replace(term, head=head, language=said.language))
        else:
            head = head if said == plain else markdown.as_text(head, said)
            found.append(replace(term, head=head))
    return found


def _options(terms: Sequence[Term], reader: Reader, ident: str, label: str) -> tuple[Option, ...]:
    terms = _reworded(terms, reader, ident, "choice", label)
    made = []
    for term, key in zip(terms, read_ids(terms, reader, "choice"), strict=True):
        told = [f"Below: {label} – {term.label}"]
        text = reader.prose(term.rest, f"/{ident}.{key}/text", told)
        made.append(Option(key, term.label, text))
    return tuple(made)


def _scale_key(directive: Directive) -> Block | None:
    scale = directive.scale()
    return ScaleKey(scale) if scale else None


def _tool_card(directive: Directive) -> Block:
    return ToolCard(directive.label, directive.prose(), directive.where)


def _additions(directive: Directive) -> Block:
    return Additions()


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and bool(markdown.COMMENT.fullmatch(token.content))


# What a directive may stand for beside a prompt.
BLOCKS: dict[str, Callable[[Directive], Block | None]] = {
    "scale": _scale_key,
    "tool": _tool_card,
    "additions": _additions,
}
