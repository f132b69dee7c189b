"""Numbers as values: with a unit, between bounds, and as people write them."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from partnertools.model.values import FieldType, Mistake, Value, ValueType, brief
from partnertools.model.words import ENGLISH, Words
from partnertools.typography import strip_invisible

MOST_DECIMALS = 6
# As many as every program keeps exactly.
MOST_DIGITS = 15
# As people write it in English: 1,250 or 1 250, with a point before the decimals.
NUMBER = re.compile(
    r"(?P<sign>[-+−]?) ?(?P<whole>[0-9]{1,3}(?:[, '’][0-9]{3})+|[0-9]*)(?:\.(?P<decimals>[0-9]*))?"
)


@dataclass(frozen=True, slots=True)
class Number(ValueType):
    """A number with so many decimals at most, between two others, each of which may be missing.

    `said` says which numbers there can be in another language than English.
    """

    decimals: int = 0
    smallest: float | None = None
    largest: float | None = None
    unit: str = ""
    said: str = ""
    field_type: ClassVar[FieldType] = "Tx"

    @property
    def name(self) -> str:
        """Return its name."""
        return "number"

    @property
    def label_end(self) -> str:
        """Return the unit."""
        return f" ({self.unit})" if self.unit else ""

    @property
    def hint(self) -> str:
        """Return which numbers there can be."""
        return self.said or self._describe_bounds(ENGLISH)

    def say_in(self, words: Words) -> Self:
        """Return them with which numbers there can be, in a language."""
        return replace(self, said=self._describe_bounds(words))

    def _describe_bounds(self, words: Words) -> str:
        smallest = None if self.smallest is None else self.text(self.smallest)
        largest = None if self.largest is None else self.text(self.largest)
        if self.decimals:
            return self._with_decimals(words, smallest, largest)
        if smallest is not None and largest is not None:
            text = words.gettext(
                "A whole number from %(smallest)s to %(largest)s",
                smallest=smallest,
                largest=largest,
            )
        elif smallest is not None:
            text = words.gettext("A whole number, %(smallest)s or more", smallest=smallest)
        elif largest is not None:
            text = words.gettext("A whole number, %(largest)s or less", largest=largest)
        else:
            text = words.gettext("A whole number")
        return text

    def _with_decimals(self, words: Words, smallest: str | None, largest: str | None) -> str:
        if smallest is not None and largest is not None:
            return words.ngettext(
                "A number from %(smallest)s to %(largest)s, with up to %(count)s decimal",
                "A number from %(smallest)s to %(largest)s, with up to %(count)s decimals",
                self.decimals,
                smallest=smallest,
                largest=largest,
            )
        if smallest is not None:
            return words.ngettext(
                "A number, %(smallest)s or more, with up to %(count)s decimal",
                "A number, %(smallest)s or more, with up to %(count)s decimals",
                self.decimals,
                smallest=smallest,
            )
        if largest is not None:
            return words.ngettext(
                "A number, %(largest)s or less, with up to %(count)s decimal",
                "A number, %(largest)s or less, with up to %(count)s decimals",
                self.decimals,
                largest=largest,
            )
        return words.ngettext(
            "A number, with up to %(count)s decimal",
            "A number, with up to %(count)s decimals",
            self.decimals,
        )

    @property
    def remedy(self) -> str:
        """Return what to write where something else is written."""
        hint = self._describe_bounds(ENGLISH)
        return f"write {hint[0].lower()}{hint[1:]}"

    @property
    def form_value(self) -> str:
        """Return its JSON Schema, with its decimals and its unit."""
        said = {"decimals": self.decimals, "unit": self.unit}
        return json.dumps({**self.json_schema(), **{k: v for k, v in said.items() if v}})

    def text(self, value: Value) -> str:
        """Return a number as it is written; what isn't one, as it is."""
        if isinstance(value, float):
            return f"{value:.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
        return str(value)

    def read_text(self, text: str) -> Value:
        """Return the number that a text stands for; the text where it stands for none."""
        number = read_number(text, self.unit)
        return text if number is None else number

    def json_schema(self) -> dict[str, Any]:
        """Describe the numbers that there can be."""
        return {"type": "number" if self.decimals else "integer", **self._bounds()}

    def describe(self) -> dict[str, Any]:
        """Return its bounds, its decimals and its unit."""
        said = {"decimals": self.decimals, "unit": self.unit}
        return self._bounds() | {key: value for key, value in said.items() if value}

    def _bounds(self) -> dict[str, Any]:
        bounds = {"minimum": self.smallest, "maximum": self.largest}
        return {key: value for key, value in bounds.items() if value is not None}

    def check(self, value: object) -> Mistake | None:
        """Refuse what is no number, and numbers that can't be."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            number = read_number(value, self.unit) if isinstance(value, str) else None
            if number is None:
                return Mistake("takes a number", self.remedy)
            return Mistake("takes a number", f"write `{self.text(number)}` without quotes")
        is_right = (
            abs(value) < 10**MOST_DIGITS
            and round(value, self.decimals) == value
            and (self.smallest is None or value >= self.smallest)
            and (self.largest is None or value <= self.largest)
        )
        return None if is_right else Mistake(f"can't be `{brief(self.text(value))}`", self.remedy)

    def read_cell(self, cell: str) -> Value | Mistake:
        """Read a number as people and spreadsheets write it."""
        number = read_number(cell, self.unit)
        if number is None:
            return Mistake(f"takes a number, and `{brief(cell)}` is none", self.remedy)
        return self.check(number) or number


def read_number(text: str, unit: str = "") -> int | float | None:
    """Read a number as people write it, with or without its unit; None where it is none.

    A page reads it the same way: `layouts/fields/number/page.js`.
    """
    words = " ".join(strip_invisible(text).split())
    if unit and words.lower().endswith(unit.lower()):
        words = words[: -len(unit)].rstrip()
    elif unit and words.lower().startswith(unit.lower()):
        words = words[len(unit) :].lstrip()
    match = NUMBER.fullmatch(words)
    if match is None:
        return None
    whole = re.sub("[^0-9]", "", match["whole"])
    decimals = (match["decimals"] or "").rstrip("0")
    is_short = len(whole.lstrip("0") + decimals) <= MOST_DIGITS and len(decimals) <= MOST_DECIMALS
    if not is_short or not whole + (match["decimals"] or ""):
        return None
    number = float(f"{whole or 0}.{decimals}") if decimals else int(whole or 0)
    return -number if match["sign"] in ("-", "−") and number else number


def of_form(form_value: str) -> Number:
    """Return the numbers that a field of a PDF form takes, as its `form_value` says them.

    Raises `ValueError` where it says something else.
    """
    said = json.loads(form_value)
    smallest, largest = (said.get(key) for key in ("minimum", "maximum"))
    if any(not isinstance(bound, int | float | None) for bound in (smallest, largest)):
        raise ValueError(form_value)
    return Number(int(said.get("decimals", 0)), smallest, largest, str(said.get("unit", "")))
