"""One line of text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from partnertools.model.prompt import (
    READ_ONLY,
    REQUIRED,
    VALUE,
    WIDTH,
    Cell,
    ColumnText,
    Directive,
    Field,
    Prompt,
    Width,
)
from partnertools.model.values import Text, ValueType

# Who somebody is and how to reach them (HTML, 4.10.18.7.1); other tokens have no place here.
AUTOCOMPLETE = (
    "off",
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "organization",
    "organization-title",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "country-name",
    "postal-code",
    "email",
    "tel",
    "url",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(Prompt, Cell):
    """One line of text; `autocomplete` is what a browser may fill in by itself."""

    width: Width = "full"
    value: str = ""
    read_only: bool = False
    autocomplete: str = "off"

    kind: ClassVar[str] = "short-answer"
    about: ClassVar[str] = "one line of text"
    options: ClassVar[Mapping[str, str]] = {
        **WIDTH,
        **VALUE,
        "autocomplete": "What the browser may fill in about the reader: `name`, `organization`,"
        " `email` and other words of HTML.",
    }
    flags: ClassVar[Mapping[str, str]] = {**REQUIRED, **READ_ONLY}

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its room, its text and who may fill it in."""
        return cls(
            **directive.asked(),
            width=directive.width(),
            value=directive.text("value"),
            read_only=directive.attributes.flag("read-only"),
            autocomplete=directive.attributes.word("autocomplete", AUTOCOMPLETE, "off"),
        )

    @property
    def names(self) -> str:
        """Return whom the answer names, as browsers are told."""
        return {"name": "person", "organization": "organization"}.get(self.autocomplete, "")

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield its text."""
        yield self.field(slug, Text(), value=self.value, read_only=self.read_only)

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return a line of text."""
        return Text()
