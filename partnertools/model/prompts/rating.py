"""A point on a scale."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from partnertools.model.prompt import (
    REQUIRED,
    SCALE,
    Directive,
    Field,
    Prompt,
)
from partnertools.model.scale import Scale
from partnertools.model.values import Choice, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Prompt):
    """A point on a scale, in short: the scale's meanings are explained elsewhere.

    `scale` is None where the author names none that there is.
    """

    scale: Scale | None

    kind: ClassVar[str] = "rating"
    about: ClassVar[str] = "a point on a scale"
    options: ClassVar[Mapping[str, str]] = SCALE
    flags: ClassVar[Mapping[str, str]] = REQUIRED

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its scale."""
        scale = directive.scale()
        return cls(**directive.asked(), scale=scale)

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield the point that is picked."""
        options: tuple[Option, ...] = ()
        if self.scale:
            points = (Option(p.id, p.word, symbol=p.symbol) for p in self.scale.points)
            options = (*points, *self.scale.off_scale_options())
        yield self.field(slug, Choice(options, self.scale.id if self.scale else ""))
