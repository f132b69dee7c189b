"""One of several choices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from partnertools.model.prompt import (
    CHOICES,
    REQUIRED,
    Cell,
    ColumnText,
    Directive,
    Field,
    Prompt,
)
from partnertools.model.values import Choice, Option, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOne(Prompt, Cell):
    """One of several choices."""

    choices: tuple[Option, ...]

    kind: ClassVar[str] = "pick-one"
    about: ClassVar[str] = "one of several choices"
    flags: ClassVar[Mapping[str, str]] = REQUIRED
    body: ClassVar[str] = CHOICES
    has_options: ClassVar[bool] = True

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its choices."""
        choices = directive.choices()
        return cls(**directive.asked(), choices=choices)

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield what is picked."""
        yield self.field(slug, Choice(self.choices))

    @classmethod
    def value_type(cls, column: ColumnText) -> ValueType:
        """Return the choice among those that the column lists."""
        if len(column.options) < 2:
            remedy = "list them after `: `, each as `- [Label]{#an-id}`"
            column.report("the column has fewer than two choices", remedy)
        return Choice(column.options)
