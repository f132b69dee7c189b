"""What stands in a control -> its terms, choices and columns, each with its id.

Each is in the words of the edition, and of the translation, that is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from partnertools.foreign import Foreign
from partnertools.model.prompt import Cell
from partnertools.model.prompts import CELLS
from partnertools.model.prose import Prose
from partnertools.model.values import Option
from partnertools.source import fences, markdown
from partnertools.source.keyed import LocatedMapping, WrittenValue
from partnertools.source.prose import Reader
from partnertools.source.terms import COLUMN_KEYS, Term, items, read_ids

# The bare name of a file.
FILE_NAME = r"[^\s()\[\]]+\.md(#\S+)?"


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
    """The body of a grid: its columns and its rows, and whether it is nothing else."""

    columns: Sequence[ColumnText]
    rows: Sequence[TermText]
    is_understood: bool


def read_column(term: Term, column_id: str, reader: Reader, ident: str) -> ColumnText:
    """Return a column of a table; `ident` is its place, by ids."""
    where = reader.where(term.line)
    attributes = LocatedMapping(where, reader.problems, "attribute", "{}=…")
    for key, text in term.attributes.items():
        attributes.add(key, WrittenValue(where, scalar=text))
    kind = term.attributes.get("kind", fences.CELL)
    # Else a list below may well belong to what was meant.
    is_understood = kind.lower() in CELLS and term.attributes.keys() <= {*COLUMN_KEYS}
    cell = CELLS[attributes.word("kind", tuple(CELLS), fences.CELL)]
    options: list[Option] = []
    typed = hint = ""
    for part in markdown.split(term.rest):
        if part[0].type == "bullet_list_open" and cell.has_options:
            options += read_options(items(part), reader, ident, term.label)
        elif part[0].type == "paragraph_open" and not hint:
            hint = reader.label(part[1])
            typed = markdown.typed(part[1])
        elif is_understood or part[0].type != "bullet_list_open":
            reader.report(
                markdown.line(part[0]) or term.line,
                "a column can't hold this",
                f"write a hint, or for {_with_options()} a list of choices",
            )
    if other := reader.say("hints", ident):
        typed = other.scalar or ""
        hint = markdown.plain(markdown.inline(typed, language=reader.source.language))
    translate_options(attributes, reader, ident, term.label)
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


def translate_options(options: LocatedMapping, reader: Reader, ident: str, label: str) -> None:
    """Put the words of a translation into the options of a control, or a column."""
    for key, about in OPTIONS_SAID.items():
        value = options.values.get(key)
        if value and not re.fullmatch(FILE_NAME, value.scalar or ""):
            context, told = f"{reader.source.name}/{ident}/{key}", [about.format(label)]
            options.values[key] = reader.texts.said(value, context, told, is_markdown=key == "see")


def reword(terms: Sequence[Term], reader: Reader, ident: str, what: str, label: str) -> list[Term]:
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
            head = markdown.reword(head, other.scalar or "", reader.source.language)
        typed, plain = markdown.typed(head), markdown.plain(head)
        told = [f"A {what} of: {label}"]
        said = reader.said(typed, plain, f"/{ident}.{own}/{what}", told, term.line)
        if isinstance(said, Foreign):
            found.append(replace(term, head=head, language=said.language))
        else:
            head = head if said == plain else markdown.as_text(head, said)
            found.append(replace(term, head=head))
    return found


def read_options(
    terms: Sequence[Term], reader: Reader, ident: str, label: str
) -> tuple[Option, ...]:
    """Return the choices of a control or a column, of which `ident` is the place, by ids."""
    terms = reword(terms, reader, ident, "choice", label)
    made = []
    for term, key in zip(terms, read_ids(terms, reader, "choice"), strict=True):
        told = [f"Below: {label} – {term.label}"]
        text = reader.prose(term.rest, f"/{ident}.{key}/text", told)
        made.append(Option(key, term.label, text))
    return tuple(made)
