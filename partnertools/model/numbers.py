"""Numbers as values: with a unit, between bounds, and as people write them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from partnertools.model.values import FieldType, Mistake, Value, ValueType, brief
from partnertools.model.words import ENGLISH, MOST_DECIMALS, Point, Words
from partnertools.typography import strip_invisible

# As many as every program keeps exactly.
MOST_DIGITS = 15
# Years have no thousands, and nobody misses them in other numbers of four digits.
SMALLEST_IN_GROUPS = 10_000
# As people write it, by what they put before the decimals: 1,250.5 or 1 250.5; 1.250,5 or 1 250,5.
# With a comma, 0.125 is no number of thousands.
NUMBERS: Mapping[Point, re.Pattern[str]] = {
    ".": re.compile(
        r"(?P<sign>[-+−]?) ?"
        r"(?P<whole>[0-9]{1,3}(?:[, '’][0-9]{3})+|[0-9]*)(?:\.(?P<decimals>[0-9]*))?"
    ),
    ",": re.compile(
        r"(?P<sign>[-+−]?) ?(?!0\.)"
        r"(?P<whole>[0-9]{1,3}(?:[. '’][0-9]{3})+|[0-9]*)(?:,(?P<decimals>[0-9]*))?"
    ),
}
# What is none there, and has one point: no thousands, and decimals behind it.
WITH_POINT = re.compile(r"(?P<sign>[-+−]?) ?(?P<whole>[0-9]*)\.(?P<decimals>[0-9]*)")
# As programs write it.
PLAIN = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Quantity(ValueType):
    """A number with so many decimals at most, between two others, each of which may be missing.

    `point` is what people put before the decimals, `said` says which numbers there can be, both in
    another language than English.
    """

    decimals: int = 0
    smallest: float | None = None
    largest: float | None = None
    unit: str = ""
    said: str = ""
    point: Point = "."
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
        return self.said or self._describe_bounds(ENGLISH, _say_number)

    def say_in(self, words: Words) -> Self:
        """Return them as they are written in a language, with which of them there can be."""
        said = self._describe_bounds(words, _say_number)
        return replace(self, said=said, point=words.point)

    def _describe_bounds(self, words: Words, write: Callable[[float, Words], str]) -> str:
        smallest = None if self.smallest is None else write(self.smallest, words)
        largest = None if self.largest is None else write(self.largest, words)
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
        """Return what to write in a file where something else is written."""
        hint = self._describe_bounds(ENGLISH, lambda number, words: write_number(number))
        return f"write {hint[0].lower()}{hint[1:]}"

    @property
    def form_value(self) -> str:
        """Return its JSON Schema, with its decimals, its unit, and its point where it isn't `.`."""
        return json.dumps({**self.json_schema(), **self.describe()})

    def text(self, value: Value) -> str:
        """Return a number as it is written; what isn't one, as it is."""
        return write_number(value, self.point) if isinstance(value, float) else str(value)

    def read_text(self, text: str) -> Value:
        """Return the number that a text stands for; the text where it stands for none."""
        number = read_number(text, self.unit, self.point)
        return text if number is None else number

    def json_schema(self) -> dict[str, Any]:
        """Describe the numbers that there can be."""
        return {"type": "number" if self.decimals else "integer", **self._bounds()}

    def describe(self) -> dict[str, Any]:
        """Return its bounds, its decimals, its unit, and its point where it isn't `.`."""
        point = "" if self.point == "." else self.point
        said = {"decimals": self.decimals, "unit": self.unit, "point": point}
        return self._bounds() | {key: value for key, value in said.items() if value}

    def _bounds(self) -> dict[str, Any]:
        bounds = {"minimum": self.smallest, "maximum": self.largest}
        return {key: value for key, value in bounds.items() if value is not None}

    def check(self, value: object) -> Mistake | None:
        """Refuse what is no number, and numbers that can't be."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            number = self.read_text(value) if isinstance(value, str) else None
            if number is None or isinstance(number, str):
                return Mistake("takes a number", self.remedy)
            return Mistake("takes a number", f"write `{write_number(number)}` without quotes")
        is_right = (
            abs(value) < 10**MOST_DIGITS
            and round(value, self.decimals) == value
            and (self.smallest is None or value >= self.smallest)
            and (self.largest is None or value <= self.largest)
        )
        if is_right:
            return None
        # As in answer files, which have numbers as programs write them.
        return Mistake(f"can't be `{brief(write_number(value))}`", self.remedy)

    def read_cell(self, cell: str) -> Value | Mistake:
        """Read a number as people and spreadsheets write it."""
        number = self.find_in_cell(cell)
        if number is None:
            return Mistake(f"takes a number, and `{brief(cell)}` is none", self.remedy)
        if self.check(number):
            return Mistake(f"can't be `{brief(cell)}`", self.remedy)
        return number

    def find_in_cell(self, cell: str) -> int | float | None:
        """Return the number that a cell stands for, whether or not there can be such a one.

        It is read as programs write it, or else as people do: the first of both that can be counts.
        """
        told = cell.strip()
        plain = read_number(told) if PLAIN.fullmatch(told) else None
        usual = read_number(cell, self.unit, self.point)
        for number in (plain, usual):
            if number is not None and self.check(number) is None:
                return number
        return usual if plain is None else plain


def write_number(number: float, point: Point = ".") -> str:
    """Return a number as it is written, so that it is read as the same one."""
    if isinstance(number, int):
        return str(number)
    return f"{number:.{MOST_DECIMALS}f}".rstrip("0").rstrip(".").replace(".", point)


def _say_number(number: float, words: Words) -> str:
    """Return a number as a language writes it, where it is read as the same one."""
    said = words.number(number, has_groups=abs(number) >= SMALLEST_IN_GROUPS)
    # In languages of India, two digits may stand between commas.
    return (
        said if read_number(said, "", words.point) == number else write_number(number, words.point)
    )


def read_number(text: str, unit: str = "", point: Point = ".") -> int | float | None:
    """Read a number as people write it, with or without its unit; None where it is none.

    What is none with a comma before its decimals may be one with a point, as in 3.5. Three digits
    behind a point are thousands then, but in 0.125.

    Pages read it the same way: `layouts/fields/number/values.js`.
    """
    words = " ".join(strip_invisible(text).split())
    if unit and words.lower().endswith(unit.lower()):
        words = words[: -len(unit)].rstrip()
    elif unit and words.lower().startswith(unit.lower()):
        words = words[len(unit) :].lstrip()
    match = NUMBERS[point].fullmatch(words) or WITH_POINT.fullmatch(words)
    if match is None:
        return None
    whole = re.sub("[^0-9]", "", match["whole"])
    decimals = (match["decimals"] or "").rstrip("0")
    is_short = len(whole.lstrip("0") + decimals) <= MOST_DIGITS and len(decimals) <= MOST_DECIMALS
    if not is_short or not whole + (match["decimals"] or ""):
        return None
    number = float(f"{whole or 0}.{decimals}") if decimals else int(whole or 0)
    return -number if match["sign"] in ("-", "−") and number else number


def of_form(form_value: str) -> Quantity:
    """Return the numbers that a field of a PDF form takes, as its `form_value` says them.

    Raises `ValueError` where it says something else.
    """
    return of_description(json.loads(form_value))


def of_description(said: Mapping[str, Any]) -> Quantity:
    """Return the numbers that `describe` says.

    Raises `ValueError` where it says something else.
    """
    smallest, largest = (said.get(key) for key in ("minimum", "maximum"))
    if any(not isinstance(bound, int | float | None) for bound in (smallest, largest)):
        raise ValueError(said)
    unit = str(said.get("unit", ""))
    point: Point = "," if said.get("point") == "," else "."
    return Quantity(int(said.get("decimals", 0)), smallest, largest, unit, point=point)
