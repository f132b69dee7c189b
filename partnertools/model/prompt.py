"""What every kind of prompt has, and what a kind says of itself.

A kind is one module of `prompts` and one folder of `layouts/fields/`; nothing else knows it. Its
module says how its directive is written, which fields it has and what they take; its folder, how it
looks on screen and on paper, and what a page's script does with it.

`Directive` and `ColumnText` are how a kind reads what an author has written. They know Markdown;
the kinds need not.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, Self, TypedDict

from partnertools.model.prose import Prose
from partnertools.model.scale import Scale
from partnertools.model.values import Choice, Option, ValueType
from partnertools.model.words import Words
from partnertools.problems import Where

Width = Literal["full", "half"]
# As many as fill a page of paper.
MOST_LINES = 40
# How many times its lines a box grows to at most, where that isn't said.
GROWTH = 4

# What authors may write, each with what it does. The reference is made from these.
ASKED = {
    "id": "Names the answer in the page, the PDF and the data; once published, it never changes.",
    "hint": "What helps to answer; it stands below the label.",
}
REQUIRED = {"required": "Marks the answer as needed; it takes no value."}
READ_ONLY = {"read-only": "What stands there can't be changed; it takes no value."}
WIDTH = {"width": "`full`, as a rule, or `half`: two stand side by side."}
VALUE = {"value": "What stands there before anybody has answered."}
SCALE = {"scale": "The scale: the name of its file in `scales/`."}
LINES = {"lines": f"Room to write on paper, in lines, up to {MOST_LINES}, which fill a page."}
MOST = {
    "most-lines": "Room to write where the page leaves more; four times as much if not given.",
}
CHOICES = "the choices, as a list or a definition list"
# What each column of a grid may say.
COLUMN = {
    "id": "The part of each field's id that is the column's.",
    "kind": "What a cell takes; `short-answer` if not given.",
    "width": "How wide it is beside the other columns: a whole number, 1 if not given.",
    "lines": f"Room to write in a cell, in lines, up to {MOST_LINES}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One answer.

    `id` is the full name, with the tool's slug in front. `label` is what stands beside the
    control; `name` is the accessible name, unique in its tool. `prompt_kind` is the prompt's kind,
    `value` what it says before anyone has answered.
    """

    id: str
    value_type: ValueType
    prompt_kind: str
    label: str
    name: str
    hint: str
    required: bool
    read_only: bool
    value: str
    where: Where

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be picked, of a choice."""
        return self.value_type.options if isinstance(self.value_type, Choice) else ()

    @property
    def context(self) -> str:
        """What stands before the label in the name, with its colon; empty when nothing does."""
        return self.name.removesuffix(self.label)


class Asked(TypedDict):
    """What every directive says."""

    id: str
    label: str
    hint: str
    required: bool
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(ABC):
    """What asks for an answer. `id` is the author's: unique in its document, without the slug.

    Of a kind: `kind` is its directive and its folder, `about` says what it is, `options` and
    `flags` are what its directive may say beside `id` and `hint`, each with what it does, and
    `body` says what stands below them; where it is empty, nothing may. An answer to a kind that
    `has_key` can be right or wrong; the answer key of the page says which it is. The fields of one
    that `has_rows` are the cells of a table.
    """

    id: str
    label: str
    where: Where
    hint: str = ""
    required: bool = False

    kind: ClassVar[str]
    about: ClassVar[str]
    options: ClassVar[Mapping[str, str]] = {}
    flags: ClassVar[Mapping[str, str]] = {}
    body: ClassVar[str] = ""
    has_key: ClassVar[bool] = False
    has_rows: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def read(cls, directive: "Directive") -> Self:
        """Read a directive of this kind; every mistake in it is reported."""

    @abstractmethod
    def fields(self, slug: str) -> Iterator[Field]:
        """Yield the fields of the tool with this slug, named by the prompt's own label only."""

    @property
    def borrows_from(self) -> str:
        """Return the slug of the tool whose ratings give it its rows, of a kind that has some."""
        return ""

    @property
    def names(self) -> str:
        """Return whom an answer names: a `person`, an `organization`, or nobody (an empty text)."""
        return ""

    @property
    def right_answer(self) -> str:
        """Return the id of the choice that is right, of a kind that has a key; else nothing."""
        return ""

    def say_in(self, words: Words) -> Self:
        """Return it with the words that a kind has of itself, of a language."""
        return self

    def borrow(self, rows: Sequence[tuple[str, str]]) -> "Prompt":
        """Return it with rows, each an id and a label."""
        return self

    def field(
        self, slug: str, value_type: ValueType, *, value: str = "", read_only: bool = False
    ) -> Field:
        """Return the one field of a prompt."""
        return Field(
            id=f"{slug}.{self.id}",
            value_type=value_type,
            prompt_kind=self.kind,
            label=self.label + value_type.label_end,
            name=self.label + value_type.label_end,
            hint=join_sentences(self.hint, value_type.hint),
            required=self.required,
            read_only=read_only,
            value=value,
            where=self.where,
        )


def join_sentences(*sentences: str) -> str:
    """Return sentences that aren't empty as one text; the last one keeps its end."""
    text, *more = [sentence for sentence in sentences if sentence] or [""]
    for sentence in more:
        text += f" {sentence}" if text.endswith((".", "?", "!", ":")) else f". {sentence}"
    return text


class Cell(ABC):
    """What a column of a grid can be of.

    `about` says what a cell is, `attributes` are those that its columns alone have, each with what
    it does, `has_options` says whether they list what can be picked, `lines_of_column` how many
    lines one has that doesn't say it.
    """

    __slots__ = ()
    kind: ClassVar[str]
    about: ClassVar[str]
    attributes: ClassVar[Mapping[str, str]] = {}
    has_options: ClassVar[bool] = False
    lines_of_column: ClassVar[int] = 1

    @classmethod
    @abstractmethod
    def value_type(cls, column: "ColumnText") -> ValueType:
        """Return what a column takes; every mistake in it is reported."""


def most_lines(attributes: "Attributes", lines: int) -> int:
    """Return how many lines a box of some may grow to where its page leaves room."""
    most = min(GROWTH * lines, MOST_LINES)
    return attributes.number("most-lines", most, least=lines, most=MOST_LINES)


class Attributes(Protocol):
    """Options of a directive, or attributes of a column, asked for by type."""

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text as it is typed; without a default, it must be there."""

    def number(self, key: str, default: int | None = None, least: int = 1, most: int = 999) -> int:
        """Return a whole number within bounds."""

    def word(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """Return one of the known words."""

    def flag(self, key: str) -> bool:
        """Return whether the key is there."""

    def line(self, key: str) -> Where:
        """Return where a key stands."""

    def __contains__(self, key: str) -> bool:
        """Tell whether a key is there."""


class Described(Protocol):
    """A term with its description, or an item of a list, with its attributes."""

    @property
    def line(self) -> int:
        """The line where it begins."""

    @property
    def id(self) -> str:
        """Its id, empty where it needs none."""

    @property
    def label(self) -> str:
        """Its words."""

    @property
    def prose(self) -> Prose:
        """What stands behind the words, or below them."""


class ColumnText(Described, Protocol):
    """A column as it is written."""

    @property
    def attributes(self) -> Attributes:
        """Its attributes without the id."""

    @property
    def hint(self) -> str:
        """What is said of it below its label."""

    @property
    def cell(self) -> type[Cell]:
        """The kind of its cells."""

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be picked in it; may be empty."""

    def report(self, what: str, remedy: str) -> None:
        """Report a mistake in the column."""


class WrittenTable(Protocol):
    """The body of a grid as it is written; without rows, it says how many there are."""

    @property
    def columns(self) -> Sequence[ColumnText]:
        """The columns."""

    @property
    def rows(self) -> Sequence[Described]:
        """The rows."""

    @property
    def is_understood(self) -> bool:
        """Whether it is nothing else."""


class Directive(Protocol):
    """A directive as it is written: what an author has typed, asked for by type."""

    @property
    def attributes(self) -> Attributes:
        """Its options."""

    @property
    def where(self) -> Where:
        """Where it begins."""

    def asked(self) -> Asked:
        """Return what every directive says; it is required only where the kind has such a flag."""

    def text(self, key: str) -> str:
        """Return an option as a typesetter would set it; an empty text where it isn't there."""

    def width(self) -> Width:
        """Return how much of a row it takes."""

    def inline(self, key: str) -> Prose:
        """Return an option that is Markdown of one line; nothing where it isn't there."""

    def scale(self) -> Scale | None:
        """Return the scale that the option `scale` names, None where there is no such scale."""

    def prose(self) -> Prose:
        """Return the body as text."""

    def choices(self) -> tuple[Option, ...]:
        """Return the body as options, at least two, each with its id."""

    def terms(self) -> tuple[Sequence[Described], bool]:
        """Return the body as terms with descriptions, and whether it is nothing else."""

    def table(self) -> WrittenTable:
        """Return the body as the columns and rows of a table."""

    def report(self, line: int, what: str, remedy: str) -> None:
        """Report a mistake on a line; 0 is the directive's first one."""
