"""A number."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from partnertools.model import numbers
from partnertools.model.numbers import read_number
from partnertools.model.prompt import (
    REQUIRED,
    WIDTH,
    Attributes,
    Cell,
    ColumnText,
    Directive,
    Field,
    Prompt,
    Width,
)
from partnertools.model.values import ValueType
from partnertools.model.words import MOST_DECIMALS, Words

Report = Callable[[str, str, str], None]
"""Reports a mistake: the key that it is about, what, and a remedy."""

# As some languages write whole numbers: with a point before each three digits.
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
# Which numbers there can be.
NUMBERS = {
    "decimals": f"How many decimals there may be, up to {MOST_DECIMALS}; none if not given.",
    "smallest": "The smallest number.",
    "largest": "The largest number.",
    "unit": "Stands behind the label, as in *Share (%)*.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Prompt, Cell):
    """A number, whole or decimal, between two others, of a unit."""

    numbers: numbers.Quantity
    width: Width = "full"

    kind: ClassVar[str] = "number"
    about: ClassVar[str] = "a number, whole or with decimals"
    options: ClassVar[Mapping[str, str]] = {**NUMBERS, **WIDTH}
    flags: ClassVar[Mapping[str, str]] = REQUIRED
    attributes: ClassVar[Mapping[str, str]] = NUMBERS

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read which numbers there can be, and their unit."""

        def report(key: str, what: str, remedy: str) -> None:
            directive.report(directive.attributes.line(key).line, what, remedy)

        return cls(
            **directive.asked(),
            numbers=_read(directive.attributes, report),
            width=directive.width(),
        )

    def say_in(self, words: Words) -> Self:
        """Return it with which numbers there can be, in a language."""
        return replace(self, numbers=self.numbers.say_in(words))

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield its number."""
        yield self.field(slug, self.numbers)

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return the numbers that there can be in a column."""
        return _read(column.attributes, lambda _, what, remedy: column.report(what, remedy))


def _read(attributes: Attributes, report: Report) -> numbers.Quantity:
    decimals = attributes.number("decimals", 0, least=0, most=MOST_DECIMALS)
    is_sure = attributes.text("decimals", "0").isdecimal()
    bounds: dict[str, float | None] = {}
    for key in ("smallest", "largest"):
        text = attributes.text(key, "")
        bounds[key] = read_number(text)
        if text and bounds[key] is None:
            report(key, f"`{key}` is `{text}`", "write a number, such as `10` or `2.5`")
            continue
        needed = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
        if not is_sure:
            continue
        if decimals < 3 and THOUSANDS.fullmatch(text):
            what = f"`{key}` is `{text}`, and decimals follow a point in every language"
            report(key, what, f"write `{text.replace('.', '')}`")
        elif needed > decimals:
            what = f"`{key}` is `{text}`, which has more decimals than the number can have"
            more = f"set `decimals` to {needed}, or " if needed <= MOST_DECIMALS else ""
            report(key, what, f"{more}write it with fewer")
    smallest, largest = bounds["smallest"], bounds["largest"]
    if smallest is not None and largest is not None and smallest > largest:
        what = "the smallest number is larger than the largest"
        report("smallest", what, "swap `smallest` and `largest`")
        smallest, largest = largest, smallest
    return numbers.Quantity(decimals, smallest, largest, attributes.text("unit", ""))
