"""A text in another language than what stands around it."""

from html import escape
from typing import Self

# In HTML, until it is whole: where a text begins, where its language ends, and where it ends
# itself. They are of private use, and in no text that people write.
BEGIN, BEHIND_LANGUAGE, END = "\ue000", "\ue001", "\ue002"


class Foreign(str):
    """A text that is a text like all others, and knows its language.

    Whoever makes other text of it loses the language; what shows it as it is can say it.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Return a text of a language, a tag of BCP 47."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # as `__new__` takes it
        """Return what a copy is made of."""
        return str(self), self.language

    def __html__(self) -> str:
        """Return it for a template, with its language: `render.languages` makes a span of it."""
        return f"{BEGIN}{self.language}{BEHIND_LANGUAGE}{escape(self)}{END}"

    def __add__(self, other: str) -> str:
        """Return the text with more behind it, such as a unit, in its language."""
        return Foreign(str(self) + other, self.language)


def like(text: str, other: str) -> str:
    """Return a text in the language of another one, of which it is made."""
    return Foreign(text, other.language) if isinstance(other, Foreign) else text
