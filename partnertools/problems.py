"""Mistakes in what people write, as values: where, what, and what to do about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from unicodedata import category, normalize

# As many as somebody reads; there are less kinds of control, and less keys of a file.
MOST_LISTED = 30
# Letters that are no others with an accent.
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file.

    `line` counts from 1; 0 means the file as a whole.
    """

    path: Path
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, in words for the person who can mend it."""

    where: Where
    what: str
    remedy: str

    def __str__(self) -> str:
        return make_legible(f"{self.where}: {self.what}; {self.remedy}")


class UserError(Exception):
    """All mistakes that one run has found, in the order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def make_legible(text: str) -> str:
    """Return text on one line, with names for what can't be seen, and long quotations cut."""
    seen = "".join(
        f"U+{ord(char):04X}" if category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char
        for char in text
    )
    return re.sub(r"`([^`]{120})[^`]{80,}`", r"`\1…`", seen)


def code(text: str) -> str:
    """Return what is typed in a file so that it can be told from the words of a message."""
    return f'"{text}"' if "`" in text else f"`{text}`"


def choose(word: str, known: Sequence[str]) -> str:
    """Suggest the known word that `word` was probably meant to be, else list the known ones."""
    by_letters = {in_plain_letters(k): k for k in known}
    near = get_close_matches(in_plain_letters(word[:200]), by_letters, n=1)
    if near:
        return f"did you mean `{by_letters[near[0]]}`?"
    if not known:
        return "there is none yet"
    listed = ", ".join(f"`{k}`" for k in known[:MOST_LISTED])
    others = len(known) - MOST_LISTED
    return f"use one of {listed}" + (f", or of {others} others" if others > 0 else "")


def in_plain_letters(text: str) -> str:
    """Return text in small letters without accents, as ids and slugs have them."""
    if text.isascii():
        return text.lower()
    decomposed = normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(char for char in decomposed if category(char) != "Mn")
