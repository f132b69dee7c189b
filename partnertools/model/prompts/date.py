"""A day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from partnertools.model import values
from partnertools.model.prompt import (
    REQUIRED,
    WIDTH,
    Cell,
    ColumnText,
    Directive,
    Field,
    Prompt,
    Width,
)
from partnertools.model.values import ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Prompt, Cell):
    """A day, as a person writes it."""

    width: Width = "full"

    kind: ClassVar[str] = "date"
    about: ClassVar[str] = "a day"
    options: ClassVar[Mapping[str, str]] = WIDTH
    flags: ClassVar[Mapping[str, str]] = REQUIRED

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its room."""
        return cls(**directive.asked(), width=directive.width())

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield its day."""
        yield self.field(slug, values.Day())

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return a day."""
        return values.Day()
