"""A paragraph with Arabic or Hebrew letters in it -> its clusters: glyphs with their levels.

A form has a second face, with the letters of scripts that are written from right to left. It has a
glyph for each form of each letter, and says where marks stand on them: to set text takes no more
than to choose. What it takes travels with the PDF, as JSON: a stream beside the face, and a part of
the fill plan for `layouts/scripts/pdf/shaping.js`, which sets text in the same way.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from partnertools.pdf import bidi

# How many glyphs a letter has, by the way it joins its neighbours: alone, joined to the letter
# before, to the one behind, to both. A lam has two more for an alef behind it, an alef two for a
# lam before it: where the lam joins nothing before, and where it does. A heh that stands alone has
# another look behind a letter that doesn't join it.
FORMS = {"none": 1, "before": 2, "both": 4, "lam": 6, "alef": 4, "heh": 5}
JOIN_BEFORE = ("before", "both", "lam", "alef", "heh", "joiner")
JOIN_BEHIND = ("both", "lam", "heh", "joiner")
# What has no glyph, and tells how others are set. Isolates and the non-joiner keep letters apart.
JOINER = "\u200d"
APART = "\u200c\u2066\u2067\u2068\u2069"
# Accents, as a run: what has no glyph comes between a letter and its accent in vain.
ACCENTS = ((0x0300, 0x036F),)
SILENT = JOINER + APART + "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
# Classes that are set from right to left, or turn others.
TURNING = ("R", "AL", "AN", "RLE", "RLO", "RLI")
# No place on a glyph is farther than this, in thousandths of the font size.
LONGEST = 32_767
NO_MARKS: tuple[tuple[int, int, int], ...] = ()


class Cluster(NamedTuple):
    """A character with its marks, as it is drawn. Lengths are in thousandths of the font size.

    - `bidi_class`, `level`: of the character; its level is odd where it runs to the left.
    - `glyph`: -1 where nothing is drawn.
    - `is_shaped`: whether the glyph is of the second face.
    - `marks`: glyphs of the second face, with their places from the cluster's left edge.
    """

    bidi_class: str
    level: int
    glyph: int
    is_shaped: bool
    advance: int
    marks: tuple[tuple[int, int, int], ...] = NO_MARKS


@dataclass(frozen=True, slots=True)
class Shaping:
    """What it takes to set text in the second face.

    `data` is what the JSON says:

    - `widths`: by the number of a glyph, in thousandths of the font size.
    - `letters`: runs of characters that join in the same way: the way, a name of `FORMS`; the first
      glyph; the characters. Each has its forms one after the other.
    - `marks`: each as its characters, its glyph, the number of its row of `anchors`, and its place
      from the anchor, to the right and up.
    - `anchors`: rows of places on glyphs where marks stand: the first glyph, how far a second mark
      is above the first, and the places of this glyph and the next ones, to the right and up by
      turns.
    - `classes`: bidirectional classes: a character's code, and the class of all from there on.
    - `brackets`, `mirrored`: pairs of characters.

    The rest is made from it.
    """

    data: Mapping[str, Any]
    letters: Mapping[str, tuple[str, int]] = field(init=False)
    marks: Mapping[str, tuple[int, int, int, int]] = field(init=False)
    rows: Mapping[int, int] = field(init=False)
    brackets: Mapping[str, str] = field(init=False)
    mirrored: Mapping[str, str] = field(init=False)
    starts: Sequence[int] = field(init=False)
    special: re.Pattern[str] = field(init=False)
    least_widths: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Make what is looked up."""
        letters = {}
        for joining, first, chars in self.data["letters"]:
            for count, char in enumerate(chars):
                letters[char] = (joining, first + count * FORMS[joining])
        marks = {chars: (glyph, row, x, y) for chars, glyph, row, x, y in self.data["marks"]}
        brackets, mirrored = self.data["brackets"], self.data["mirrored"]
        pairs = dict(zip(mirrored[::2], mirrored[1::2], strict=True))
        starts = [start for start, _ in self.data["classes"]]
        if not letters or starts != sorted({0, *starts}):
            raise ValueError("the second face has no letters, or no order")
        turning = [
            f"{re.escape(chr(start))}-{re.escape(chr(end - 1))}"
            for (start, bidi_class), end in zip(self.data["classes"], starts[1:], strict=False)
            if bidi_class in TURNING
        ]
        own = map(re.escape, sorted({*letters, *"".join(marks)}))
        values = {
            "letters": letters,
            "marks": marks,
            "rows": {glyph: row for glyph, row, _, _ in marks.values()},
            "brackets": dict(zip(brackets[::2], brackets[1::2], strict=True)),
            "mirrored": pairs | {right: left for left, right in pairs.items()},
            "starts": starts,
            "least_widths": {
                **dict.fromkeys([*SILENT, *"".join(marks)], 0),
                **{
                    char: min(self.data["widths"][first : first + FORMS[joining]], default=0)
                    for char, (joining, first) in letters.items()
                },
            },
            "special": re.compile(f"[{''.join((*turning, *own))}]"),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def is_sound(self) -> bool:
        """Tell whether all numbers are such as a face has."""
        widths, anchors = self.data["widths"], self.data["anchors"]
        glyphs = [glyph for glyph, _, _, _ in self.marks.values()]
        glyphs += (first + FORMS[joining] - 1 for joining, first in self.letters.values())
        rows = [row for _, row, _, _ in self.marks.values()]
        lengths = [number for _, _, x, y in self.marks.values() for number in (x, y)]
        lengths += (number for first, step, places in anchors for number in (first, step, *places))
        return (
            all(type(number) is int for number in (*widths, *glyphs, *rows, *lengths))
            and all(abs(length) <= LONGEST for length in (*widths, *lengths))
            and all(0 <= glyph < len(widths) for glyph in glyphs)
            and all(0 <= row < len(anchors) for row in rows)
            and all(len(places) % 2 == 0 for _, _, places in anchors)
            and all(bidi_class in bidi.CLASSES for _, bidi_class in self.data["classes"])
        )

    def has(self, char: str) -> bool:
        """Tell whether a letter or a mark is in the second face."""
        return char in self.letters or char in self.marks

    def is_needed(self, text: str) -> bool:
        """Tell whether text is other than a row of glyphs from left to right."""
        return not text.isascii() and self.special.search(text) is not None

    def bidi_class(self, char: str) -> str:
        """Return the bidirectional class of a character; an unknown one is taken for a letter."""
        bidi_class: str = self.data["classes"][bisect_right(self.starts, ord(char)) - 1][1]
        return bidi_class

    def clusters(
        self, text: str, glyphs: Mapping[str, int], widths: Sequence[int], is_rtl: bool
    ) -> tuple[int, list[Cluster]]:
        """Return the level of a paragraph, and its clusters in the order in which it is read.

        `glyphs` and `widths` are those of the first face. With `is_rtl`, a paragraph without
        letters runs from right to left.
        """
        classes = [self.bidi_class(char) for char in text]
        base = bidi.first_strong(classes)
        base = int(is_rtl) if base is None else base
        levels = bidi.levels(text, classes, self.brackets, base)
        forms = self._forms(text)
        found: list[Cluster] = []
        place = 0
        while place < len(text):
            char, bidi_class, level = text[place], classes[place], levels[place]
            place += 1
            if place - 1 in forms:
                glyph = forms[place - 1]
                width = self.data["widths"][glyph]
                found.append(Cluster(bidi_class, level, glyph, True, width))
            elif char in self.marks:
                if text[place - 1 : place + 1] in self.marks:
                    char = text[place - 1 : place + 1]
                    place += 1
                glyph, row, x, y = self.marks[char]
                if found and (anchor := self._anchor(found[-1], row)):
                    marks = (*found[-1].marks, (glyph, anchor[0] + x, anchor[1] + y))
                    found[-1] = found[-1]._replace(marks=marks)
                else:
                    # Without a letter, it stands for itself.
                    space = widths[glyphs[" "]]
                    marks = ((glyph, space, 0),)
                    found.append(Cluster(bidi_class, level, -1, True, 2 * space, marks))
            elif char not in SILENT:
                shown = self.mirrored.get(char, char) if level % 2 else char
                glyph = glyphs.get(shown, glyphs["?"])
                found.append(Cluster(bidi_class, level, glyph, False, widths[glyph]))
        return base, found

    def _anchor(self, cluster: Cluster, row: int) -> tuple[int, int] | None:
        """Return where the next mark of a row stands; None where it can't stand on the glyph."""
        first, step, places = self.data["anchors"][row]
        at = 2 * (cluster.glyph - first)
        if not cluster.is_shaped or not 0 <= at < len(places):
            return None
        below = sum(self.rows[glyph] == row for glyph, _, _ in cluster.marks)
        return places[at], places[at + 1] + step * below

    def _forms(self, text: str) -> dict[int, int]:
        """Return the glyphs of letters, by their places."""
        found: dict[int, int] = {}
        # Of the letter before: its place, its first glyph, how it joins, and whether it is joined
        # to the one before it.
        last = (-1, -1, "none", False)
        for place, char in enumerate(text):
            if char in self.letters:
                own, first = self.letters[char]
            elif char in self.marks or (char in SILENT and char not in JOINER + APART):
                continue
            else:
                own, first = "joiner" if char == JOINER else "none", -1
            before, before_first, joining, is_joined = last
            joins = joining in JOIN_BEHIND and own in JOIN_BEFORE
            is_pair = joins and joining == "lam" and own == "alef"
            if joins and before in found and FORMS[joining] > 2:
                found[before] = before_first + 2 + is_joined + 2 * is_pair
            if first >= 0:
                form = int(joins and FORMS[own] > 1)
                if is_pair:
                    form = 2 + is_joined
                elif own == "heh" and not joins and joining in ("before", "alef"):
                    form = 4
                found[place] = first + form
            last = (place, first, own, joins)
        return found
