"""Several lines of text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from partnertools.model.prompt import (
    LINES,
    MOST,
    MOST_LINES,
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
    most_lines,
)
from partnertools.model.values import Text, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class LongAnswer(Prompt, Cell):
    """Several lines of text; `lines` is the room to write on paper, and `most_lines` the most."""

    lines: int = 3
    most_lines: int = 12
    width: Width = "full"
    value: str = ""
    read_only: bool = False

    kind: ClassVar[str] = "long-answer"
    about: ClassVar[str] = "several lines of text"
    options: ClassVar[Mapping[str, str]] = {**LINES, **MOST, **WIDTH, **VALUE}
    flags: ClassVar[Mapping[str, str]] = {**REQUIRED, **READ_ONLY}
    attributes: ClassVar[Mapping[str, str]] = MOST
    lines_of_column: ClassVar[int] = 2

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its room and its text."""
        lines = directive.attributes.number("lines", 3, most=MOST_LINES)
        return cls(
            **directive.asked(),
            lines=lines,
            most_lines=most_lines(directive.attributes, lines),
            width=directive.width(),
            value=directive.text("value"),
            read_only=directive.attributes.flag("read-only"),
        )

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield its text."""
        yield self.field(slug, Text(is_long=True), value=self.value, read_only=self.read_only)

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return a text of several lines."""
        return Text(is_long=True)
