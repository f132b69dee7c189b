"""Levels described side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar, Self

from partnertools.foreign import like
from partnertools.model.prompt import (
    REQUIRED,
    SCALE,
    Directive,
    Field,
    Prompt,
)
from partnertools.model.scale import Scale
from partnertools.model.values import Choice, Option
from partnertools.problems import choose


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric(Prompt):
    """Levels described side by side, of which one is picked.

    `levels` are the points of the scale, each with its description.
    """

    scale: Scale | None
    levels: tuple[Option, ...]

    kind: ClassVar[str] = "rubric"
    about: ClassVar[str] = "levels side by side, of which one is picked"
    options: ClassVar[Mapping[str, str]] = SCALE
    flags: ClassVar[Mapping[str, str]] = REQUIRED
    body: ClassVar[str] = "a definition list: each point of the scale, and its description"

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its scale, and the description of each of its points."""
        scale = directive.scale()
        levels = _levels(directive, scale)
        return cls(**directive.asked(), scale=scale, levels=levels)

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield the level that is picked."""
        beside = self.scale.off_scale_options() if self.scale else ()
        options = (*self.levels, *beside)
        yield self.field(slug, Choice(options, self.scale.id if self.scale else ""))


def _levels(directive: Directive, scale: Scale | None) -> tuple[Option, ...]:
    terms, is_understood = directive.terms()
    # A scale without points, or with one without a word, can't be read: that is said there.
    points = {point.written: point for point in scale.points} if scale else {}
    if "" in points:
        points = {}
    levels: dict[str, Option] = {}
    written = {term.label for term in terms}
    for term in terms:
        words = term.label
        if scale and points and words not in points:
            what = f"the scale `{scale.id}` has no level `{words}`"
            left = [word for word in points if word not in written]
            directive.report(term.line, what, choose(words, left) if left else "remove it")
            # What was meant is described, if under a misspelt word.
            near = get_close_matches(words.casefold(), [word.casefold() for word in left], n=1)
            words = next((word for word in left if near == [word.casefold()]), "")
            written.add(words)
        if point := points.get(words):
            if words in levels:
                what = f"`{words}` is described twice"
                directive.report(term.line, what, "remove one of them")
            # A word that isn't translated stands as it is written here.
            is_same = point.word == point.written
            label = like(term.label, point.word) if is_same else point.word
            levels[words] = Option(point.id, label, term.prose, point.symbol)
    if not is_understood:
        pass
    elif missing := [word for word in points if word not in levels]:
        what = f"no description of `{'`, `'.join(missing)}`"
        directive.report(0, what, "describe every level of the scale")
    elif list(levels) != list(points):
        remedy = f"put them in this order: {', '.join(points)}"
        directive.report(0, "the levels are not in the scale's order", remedy)
    return tuple(levels.values())
