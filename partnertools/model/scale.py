"""Scales: what a rating or the levels of a rubric are points of."""

from dataclasses import dataclass

from partnertools.model.values import Option


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a scale; the symbol may be empty, the word never is.

    `untranslated` is the word in the language of the source, where this is another one.
    """

    id: str
    word: str
    meaning: str
    symbol: str
    untranslated: str = ""

    @property
    def written(self) -> str:
        """Return the word by which rubrics name it: that of the source."""
        return self.untranslated or self.word


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale, or the levels of a rubric.

    `off_scale` are answers beside its points: that a question does not apply, say.
    """

    id: str
    title: str
    points: tuple[Point, ...]
    off_scale: tuple[Point, ...] = ()

    def off_scale_options(self) -> tuple[Option, ...]:
        """Return what can be picked beside the points."""
        return tuple(
            Option(p.id, p.word, symbol=p.symbol, is_off_scale=True) for p in self.off_scale
        )
