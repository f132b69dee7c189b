"""What the nouns ask of a language: what its words are for the few that they have themselves."""

import re
from collections.abc import Mapping
from typing import Literal, Protocol, Self

# Where a value stands in a message.
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# The placeholder of a number, which decides the form of a message.
COUNT = "count"

# No number that people read has more.
MOST_DECIMALS = 6

Point = Literal[".", ","]
"""What stands before the decimals of a number."""


class Words(Protocol):
    """The words of the interface in a language."""

    @property
    def point(self) -> Point:
        """Return what people who write the language put before the decimals of a number."""

    def number(self, number: float, /, *, has_groups: bool = True) -> str:
        """Return a number as people who write the language write it."""

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

    def number(self, number: float, /, *, has_groups: bool = True) -> str:
        """Return a number, with commas between thousands."""
        comma = "," if has_groups else ""
        if isinstance(number, int):
            return f"{number:{comma}}"
        return f"{number:{comma}.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")

    def gettext(self, text: str, /, **values: object) -> str:
        """Return a message with values in place of `%(name)s`."""
        said = {
            name: self.number(value) if isinstance(value, int | float) else str(value)
            for name, value in values.items()
        }
        return fill(text, said)

    def ngettext(self, one: str, other: str, number: int, /, **values: object) -> str:
        """Return a message in the singular or in the plural."""
        return self.gettext(one if number == 1 else other, **{COUNT: number, **values})


ENGLISH = English()


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a message with values in place of its placeholders."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


class Message(str):
    """What is wrong, or what to do: English as it goes on in a line, and a sentence to say.

    `text` is the sentence with its placeholders, as catalogues have it, `other` that of a plural.
    """

    text: str
    other: str
    values: dict[str, object]

    def __new__(cls, text: str, other: str = "", /, **values: object) -> Self:
        """Fill in the values."""
        said = _say(ENGLISH, text, other, values).removesuffix(".")
        made = super().__new__(cls, said[:1].lower() + said[1:])
        made.text, made.other, made.values = text, other, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, object]]:
        """Return what another process makes it of."""
        return (self.text, self.other), self.values

    def say_in(self, words: Words) -> str:
        """Return the sentence in a language."""
        return _say(words, self.text, self.other, self.values)


def _say(words: Words, text: str, other: str, values: Mapping[str, object]) -> str:
    said = {name: say(value, words) for name, value in values.items()}
    if not other:
        return words.gettext(text, **said)
    number = int(str(said.pop(COUNT)))
    return words.ngettext(text, other, number, **said)


def say(value: object, words: Words) -> object:
    """Return a message in a language, and what is none as it is."""
    return value.say_in(words) if isinstance(value, Message) else value


def gettext(text: str, /, **values: object) -> Message:
    """Return a message that can be said in another language, too."""
    return Message(text, **values)


def ngettext(one: str, other: str, number: int, /, **values: object) -> Message:
    """Return a message in the form for a number, its `%(count)s`."""
    return Message(one, other, **values, count=number)
