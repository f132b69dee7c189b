"""What the interface says in one language: its words, and how it writes numbers and sizes.

English is the source: a message is its own translation. What it takes to write as a language does
is CLDR's, which Babel has; in English nothing of it is loaded.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnertools.interface.messages import Messages
from partnertools.model.words import COUNT, MOST_DECIMALS, Point, fill
from partnertools.model.words import ENGLISH as ENGLISH_WORDS
from partnertools.typography import Direction, direction, tags

if TYPE_CHECKING:
    from babel import Locale

SOURCE = "en"
# Where a number of four digits has no groups (CLDR, `minimumGroupingDigits`): browsers know it, and
# Babel doesn't. Most of America writes Spanish otherwise.
GROUPED_LATE = re.compile("(be|bg|et|hu|hy|it|ka|lv|pl|sl|sq)(_.*)?|es(_ES)?|pt_PT")
LATE = 10_000


@dataclass(frozen=True, slots=True)
class Interface:
    """The words of the interface in a language, which a tag names (BCP 47).

    `catalogues` are asked one after the other; what none of them has is said in English. Values
    stand in messages in place of `%(name)s`.
    """

    language: str = SOURCE
    catalogues: tuple[Messages, ...] = ()

    @property
    def direction(self) -> Direction:
        """Return how the language is written."""
        return direction(self.language)

    @property
    def is_english(self) -> bool:
        """Tell whether it is in the language of the source."""
        return self.language.lower() in (SOURCE, "en-us")

    @property
    def point(self) -> Point:
        """Return what people who write the language put before the decimals of a number."""
        if self.is_english:
            return "."
        from babel.numbers import get_decimal_symbol

        return "," if get_decimal_symbol(self._locale()) == "," else "."

    def gettext(self, text: str, /, **values: object) -> str:
        """Return a message in the language."""
        return fill(self.translate(text), self.written(values))

    def ngettext(self, one: str, other: str, number: int, /, **values: object) -> str:
        """Return a message in the form that the language has for a number, its `%(count)s`."""
        text = self.translate_plural(one, other, number)
        return fill(text, self.written({COUNT: number, **values}))

    def translate(self, text: str, context: str = "") -> str:
        """Return a message with its placeholders as they are."""
        found = (each.translate(context, text) for each in self.catalogues)
        return next((translated for translated in found if translated), text)

    def translate_plural(self, one: str, other: str, number: int) -> str:
        """Return the form of a message for a number, with its placeholders as they are."""
        found = (each.translate_plural("", one, number) for each in self.catalogues)
        return next((text for text in found if text), one if number == 1 else other)

    def written(self, values: Mapping[str, object]) -> dict[str, str]:
        """Return the values of a message as texts."""
        return {
            name: self.number(value) if isinstance(value, int | float) else str(value)
            for name, value in values.items()
        }

    def number(self, number: float, /, *, has_groups: bool = True) -> str:
        """Return a number as the language writes it."""
        if self.is_english:
            return ENGLISH_WORDS.number(number, has_groups=has_groups)
        from babel.numbers import format_decimal, get_minus_sign_symbol

        locale = self._locale()
        size = round(abs(number), MOST_DECIMALS)
        has_groups = has_groups and not (size < LATE and GROUPED_LATE.fullmatch(str(locale)))
        written = format_decimal(
            size, locale=locale, decimal_quantization=False, group_separator=has_groups
        )
        # Babel has the sign of no language, nor the mark that keeps it in front from right to left.
        return f"{get_minus_sign_symbol(locale)}{written}" if number < 0 else written

    def size(self, kilobytes: int) -> str:
        """Return the size of a file."""
        if self.is_english:
            return f"{self.number(kilobytes)} kB"
        from babel.numbers import format_decimal
        from babel.units import format_unit

        locale = self._locale()
        written = format_unit(kilobytes, "digital-kilobyte", length="short", locale=locale)
        return written.replace(format_decimal(kilobytes, locale=locale), self.number(kilobytes))

    def _locale(self) -> "Locale":
        from babel import Locale, UnknownLocaleError

        for tag in tags(self.language):
            with suppress(UnknownLocaleError, ValueError):
                return Locale.parse(tag, sep="-")
        return Locale.parse(SOURCE)


ENGLISH = Interface()
