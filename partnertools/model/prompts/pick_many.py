"""Any of several choices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from partnertools.model.prompt import (
    CHOICES,
    Directive,
    Field,
    Prompt,
)
from partnertools.model.values import Flag, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class PickMany(Prompt):
    """Any of several choices."""

    choices: tuple[Option, ...]

    kind: ClassVar[str] = "pick-many"
    about: ClassVar[str] = "any of several choices"
    # Of several boxes, no single one can be required: it has no such flag.
    body: ClassVar[str] = CHOICES

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its choices."""
        choices = directive.choices()
        return cls(**directive.asked(), choices=choices)

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield a box to tick for each choice."""
        whole = self.field(slug, Flag())
        for choice in self.choices:
            yield replace(
                whole,
                id=f"{whole.id}.{choice.id}",
                label=choice.label,
                name=f"{self.label}: {choice.label}",
            )
