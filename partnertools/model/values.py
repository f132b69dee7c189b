"""The types of values that a field takes.

Each says once, for all media: what it is called, how a cell of a table is read, what an answer
file may say, its JSON Schema, and which field of a PDF form it is (ISO 32000-1, 12.7.4).
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple, Self
from unicodedata import normalize

from partnertools.model.prose import NOTHING, Prose
from partnertools.model.words import Words
from partnertools.problems import choose
from partnertools.typography import name_character, strip_invisible

Value = str | bool | int | float
"""An answer: a text, a number, the id of an option (or an empty text), whether a box is ticked."""

# Of a file of answers, whose JSON Schema is `formats/answers.schema.json`.
ANSWERS_FORMAT = 1

FieldType = Literal["Tx", "Btn"]
FormType = Literal["text", "long-text", "choice", "check"]
"""How a field of a PDF form is filled, in a fill plan."""
# Flags of field types (ISO 32000-1, tables 226 and 228).
MULTILINE = 1 << 12
RADIO = 1 << 15

# What a cell says of a box to tick: signs, yes and no, and what spreadsheets in many languages call
# true and false. What may mean either isn't among it, such as ✗. Pages have the same words:
# `layouts/scripts/compare/cells.js`.
TICKED = re.compile(
    "1|x|✓|✔|☑|☒|✅|yes|y|true|on|ja|j|wahr|oui|vrai|sí|si|verdadero|sì|vero|sim|verdadeiro|waar"
    "|tak|prawda|ano|áno|pravda|da|да|истина|так|igen|igaz|evet|doğru|sand|sant|kyllä|tosi|ναι"
)
UNTICKED = re.compile(
    "0|☐|no|n|false|off|nein|falsch|non|faux|falso|não|nee|onwaar|nie|fałsz|ne|nepravda|нет|ложь"
    "|ні|nem|hamis|hayır|hayir|yanlış|yanliş|nej|falsk|usant|nei|ei|epätosi|όχι"
)


class Mistake(NamedTuple):
    """Why a value is refused.

    `what` goes on behind the name of the field or the column: “is a box to tick”.
    """

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that can be picked; the symbol is there for the eye alone.

    What `is_off_scale` stands beside the points of a scale, and counts as none of them.
    """

    id: str
    label: str
    text: Prose = NOTHING
    symbol: str = ""
    is_off_scale: bool = False


class ValueType(ABC):
    """What a field takes; `field_type` and `flags` say what it is in a PDF form."""

    __slots__ = ()
    field_type: ClassVar[FieldType]

    @property
    @abstractmethod
    def name(self) -> str:
        """Return its name in `toolkit.json`."""

    @property
    def flags(self) -> int:
        """Return the flags of its field in a PDF form, without those of any field."""
        return 0

    @property
    def form_type(self) -> FormType:
        """Return how its field in a PDF form is filled."""
        if self.field_type == "Tx":
            return "long-text" if self.flags & MULTILINE else "text"
        return "choice" if self.flags & RADIO else "check"

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states of its buttons in a PDF form that aren't `Off`."""
        return ()

    @property
    def label_end(self) -> str:
        """Return what goes on behind the label of its field, as a unit does."""
        return ""

    @property
    def hint(self) -> str:
        """Return what a person has to know to answer, where that isn't seen by itself."""
        return ""

    def say_in(self, words: Words) -> Self:
        """Return it with its hint in a language."""
        return self

    @property
    def form_value(self) -> str:
        """Return what a PDF field and a control of a page say of it, where their type doesn't."""
        return ""

    def text(self, value: Value) -> str:
        """Return what a text field shows of a value."""
        return str(value)

    def read_text(self, text: str) -> Value:
        """Return the value that a text field of a filled form says; the text where it says none."""
        return text

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of its values."""

    def describe(self) -> dict[str, Any]:
        """Return what `toolkit.json` says of it beside its name."""
        return {}

    @abstractmethod
    def check(self, value: object) -> Mistake | None:
        """Return what is wrong with a value of an answer file, if anything is."""

    @abstractmethod
    def read_cell(self, cell: str) -> Value | Mistake:
        """Read a cell of a table that isn't empty."""


@dataclass(frozen=True, slots=True)
class Text(ValueType):
    """Words: one line, or several."""

    is_long: bool = False
    field_type: ClassVar[FieldType] = "Tx"

    @property
    def name(self) -> str:
        """Return its name."""
        return "long-text" if self.is_long else "text"

    @property
    def flags(self) -> int:
        """Return whether it has several lines."""
        return MULTILINE if self.is_long else 0

    def json_schema(self) -> dict[str, Any]:
        """Describe a text."""
        return {"type": "string"}

    def check(self, value: object) -> Mistake | None:
        """Refuse what isn't text."""
        return None if isinstance(value, str) else not_text(value)

    def read_cell(self, cell: str) -> Value | Mistake:
        """Take a cell as it is; where there is one line alone, on one line."""
        return cell if self.is_long else " ".join(cell.split())


@dataclass(frozen=True, slots=True)
class Day(Text):
    """A day, as a person writes it."""

    @property
    def name(self) -> str:
        """Return its name."""
        return "date"


@dataclass(frozen=True, slots=True)
class Choice(ValueType):
    """One of several options, or none; `scale` is the id of the scale whose points they are."""

    options: tuple[Option, ...]
    scale: str = ""
    field_type: ClassVar[FieldType] = "Btn"

    @property
    def name(self) -> str:
        """Return its name."""
        return "choice"

    @property
    def flags(self) -> int:
        """Return that only one of its buttons is on."""
        return RADIO

    @property
    def states(self) -> tuple[str, ...]:
        """Return the ids of the options."""
        return tuple(option.id for option in self.options)

    def json_schema(self) -> dict[str, Any]:
        """List the options."""
        options = [{"const": o.id, "title": o.label, **_off_scale(o)} for o in self.options]
        return {"oneOf": options, **self._scale()}

    def describe(self) -> dict[str, Any]:
        """List the options."""
        options = [{"id": o.id, "label": o.label, **_off_scale(o)} for o in self.options]
        return {**({"options": options} if options else {}), **self._scale()}

    def _scale(self) -> dict[str, Any]:
        return {"scale": self.scale} if self.scale else {}

    def check(self, value: object) -> Mistake | None:
        """Refuse what is none of the options."""
        if not isinstance(value, str):
            return not_text(value)
        if not value or value in self.states:
            return None
        return Mistake(f"has no choice `{value}`", choose(value, self.states))

    def read_cell(self, cell: str) -> Value | Mistake:
        """Find the option that a cell names, by its id or by its label."""
        found = self.find_in_cell(cell)
        if found is not None:
            return found
        return Mistake(f"has no choice `{brief(cell)}`", choose(key(cell), self.states))

    def find_in_cell(self, cell: str) -> str | None:
        """Return the id of the option that a cell names; None for none.

        Pages do the same: `layouts/scripts/compare/cells.js`.
        """
        meant = _label_key(cell)
        by_id = (option.id for option in self.options if _label_key(option.id) == meant)
        by_label = (option.id for option in self.options if _label_key(option.label) == meant)
        return next(by_id, None) or next(by_label, None)


def _label_key(label: str) -> str:
    # People type the apostrophe that is on their keyboard.
    return key(normalize("NFC", label)).replace("’", "'")


def _off_scale(option: Option) -> dict[str, bool]:
    return {"offScale": True} if option.is_off_scale else {}


@dataclass(frozen=True, slots=True)
class Flag(ValueType):
    """A box to tick."""

    state: str = "yes"
    field_type: ClassVar[FieldType] = "Btn"

    @property
    def name(self) -> str:
        """Return its name."""
        return "check"

    @property
    def states(self) -> tuple[str, ...]:
        """Return the state of a box that is ticked."""
        return (self.state,)

    def json_schema(self) -> dict[str, Any]:
        """Describe a truth value."""
        return {"type": "boolean"}

    def check(self, value: object) -> Mistake | None:
        """Refuse what is neither true nor false."""
        if isinstance(value, bool):
            return None
        return Mistake("is a box to tick", "write true or false")

    def read_cell(self, cell: str) -> Value | Mistake:
        """Read a sign or a word for yes or no."""
        word = key(normalize("NFC", cell))
        if TICKED.fullmatch(word):
            return True
        if UNTICKED.fullmatch(word):
            return False
        return Mistake(f"is a box to tick, and `{brief(cell)}` is no answer", "write yes or no")


def not_text(value: object) -> Mistake:
    """Return what is wrong with a value that should be a text."""
    if isinstance(value, bool):
        return Mistake("is not a box to tick", "write text in quotes")
    return Mistake("takes no number", "write text in quotes")


def key(name: str) -> str:
    """Return what names are compared by: no capitals, hyphens for spaces, nothing invisible."""
    return "-".join(strip_invisible(name).casefold().split())


def brief(cell: str) -> str:
    """Return what a message quotes of a cell."""
    line = " ".join(cell.split())
    line = "".join(c if c.isprintable() else name_character(c) for c in line)
    return line if len(line) <= 40 else line[:39] + "…"
