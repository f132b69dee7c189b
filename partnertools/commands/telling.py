"""What commands say: problems with the lines that they are on, notes, and how it went."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from partnertools import excerpts
from partnertools.problems import Problem
from partnertools.typography import counted

if TYPE_CHECKING:
    from partnertools.model.languages import Translation


def say_problems(problems: Sequence[Problem], end: str = "") -> None:
    """Print problems to standard error, each with its line, and how many they are."""
    for problem in problems:
        print(problem, file=sys.stderr)
        if found := excerpts.of(problem):
            print(found, file=sys.stderr)
    print(f"{counted(len(problems), 'problem')}{end}", file=sys.stderr)


def say_notes(notes: Sequence[Problem]) -> None:
    """Print what is probably not meant."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


def shares(translations: Sequence["Translation"]) -> list[str]:
    """Return how much is translated into each language, one line for each."""
    return [f"{one.language}: {one}" for one in translations]
