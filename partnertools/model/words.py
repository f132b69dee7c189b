"""What the nouns ask of a language: what its words are for the few that they have themselves."""

import re
from collections.abc import Mapping
from typing import Literal, Protocol

# Where a value stands in a message.
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# The placeholder of a number, which decides the form of a message.
COUNT = "count"

Point = Literal[".", ","]
"""What stands before the decimals of a number."""


class Words(Protocol):
    """The words of the interface in a language."""

    @property
    def point(self) -> Point:
        """Return what people who write the language put before the decimals of a number."""

    def gettext(self, text: str, /, **values: object) -> str:
        """Return an English message in the language, with values in place of `%(name)s`."""

    def ngettext(self, one: str, other: str, number: int, /, **values: object) -> str:
        """Return a message in the form that the language has for a number, its `%(count)s`."""


class English:
    """The words as they are written."""

    @property
    def point(self) -> Point:
        """Return the point of numbers in English."""
        return "."

    def gettext(self, text: str, /, **values: object) -> str:
        """Return a message with values in place of `%(name)s`."""
        return fill(text, {name: str(value) for name, value in values.items()})

    def ngettext(self, one: str, other: str, number: int, /, **values: object) -> str:
        """Return a message in the singular or in the plural."""
        return self.gettext(one if number == 1 else other, **{COUNT: number, **values})


ENGLISH = English()


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a message with values in place of its placeholders."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)
