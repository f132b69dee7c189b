"""Scales: what a rating or the levels of a rubric are points of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a scale; the symbol may be empty, the word never is."""

    id: str
    word: str
    meaning: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale, or the levels of a rubric."""

    id: str
    title: str
    points: tuple[Point, ...]
