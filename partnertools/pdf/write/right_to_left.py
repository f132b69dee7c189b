"""The typefaces of Arabic and Hebrew -> one face for what people type in these letters.

To set such letters takes more than a glyph for each: they join, marks stand on them, and dots are
glyphs of their own. HarfBuzz knows all that, and is asked for all of it beforehand: how each letter
looks alone and joined, and where each mark stands on it. The face has a glyph for each answer.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from unicodedata import bidirectional, category, lookup, mirrored, name

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from partnertools import typeface
from partnertools.pdf.metrics import SHAPED_NAME
from partnertools.pdf.shaping import JOINER, SILENT, Shaping
from partnertools.pdf.typefaces import MADE, UNITS, Drawn, Shaper
from partnertools.typeface import Script
from partnertools.typography import INVISIBLE, SPACES

# Of the face; lines are as far apart as those of the first face.
ASCENT, DESCENT = 1069, -293
ALEF, DAL, LAM = "\u0627\u062f\u0644"
# Marks that stand on a letter as one, in the order of Unicode's normal form.
TOGETHER = {
    "Arabic": (
        *(f"{mark}\u0651" for mark in "\u064b\u064c\u064d\u064e\u064f\u0650"),
        "\u0651\u0670",
        "\u064e\u0670",
    ),
    "Hebrew": (),
}
# What stands before and behind a letter in each of its forms, by the way it joins.
WITHIN = {
    "none": (("", ""),),
    "before": (("", ""), (JOINER, "")),
    "both": (("", ""), (JOINER, ""), ("", JOINER), (JOINER, JOINER)),
}
WITHIN |= {
    "lam": (*WITHIN["both"], ("", ALEF), (JOINER, ALEF)),
    "alef": (*WITHIN["before"], (LAM, ""), (JOINER + LAM, "")),
    "heh": (*WITHIN["both"], (DAL, "")),
}
# Places that differ by no more are the same: a variable typeface rounds each for itself.
TOLERANCE = 2
# How far a second mark stands from the first, on the same side of a letter.
STEP = 200
# Marks that stand in equal places on so many letters do on all.
SAMPLE = 64
MIDDLE = 300
# From here on, what is not in a face is taken for letters that run to the right.
OTHERS = (0x0900, 0x2C00, 0x10000)


Place = tuple[int, int]
"""To the right and up, in thousandths of the font size."""


@dataclass(frozen=True, slots=True)
class ShapedFace:
    """The face: the font file, the box of all glyphs, what each means, how text is set in it."""

    data: bytes
    box: tuple[int, ...]
    texts: Mapping[int, str]
    shaping: Shaping


class _Typeface(Shaper):
    """The typeface of a script, whose letters are asked how they join."""

    def __init__(self, script: Script) -> None:
        super().__init__(script, 400)

    def joining(self, char: str) -> str:
        """Return the way a letter joins its neighbours, a name of `FORMS`."""
        alone, before, behind, _ = (self.form(char, within) for within in WITHIN["both"])
        if behind != alone:
            if self.form(char, ("", ALEF)) != behind:
                return "lam"
            return "heh" if self.form(char, (DAL, "")) != alone else "both"
        if before != alone:
            return "alef" if self.form(char, (JOINER + LAM, "")) != before else "before"
        return "none"

    def is_above(self, drawn: Sequence[Drawn], places: Sequence[Place | None]) -> bool:
        """Tell whether a mark stands above its letters."""
        extents = self.font.get_glyph_extents(drawn[-1].glyph)
        _, y = next(place for place in places if place)
        middle: float = extents.y_bearing + extents.height / 2 + y
        return middle > MIDDLE


class _Glyphs:
    """The glyphs of the face while it is made; those of the typefaces are parts of them."""

    def __init__(self) -> None:
        self.glyphs: list[tuple[_Typeface | None, tuple[Drawn, ...], int]] = [(None, (), 500)]
        self.texts: dict[int, str] = {}

    def add(self, source: _Typeface, drawn: Sequence[Drawn], advance: int, text: str) -> int:
        """Add a glyph and return its number."""
        self.texts[len(self.glyphs)] = text
        self.glyphs.append((source, tuple(drawn), advance))
        return len(self.glyphs) - 1

    def write(self) -> tuple[bytes, tuple[int, ...]]:
        """Return the font file, and the box of all glyphs."""
        parts: dict[tuple[_Typeface | None, int], str] = {}
        drawings: dict[str, Any] = {}
        for source, drawn, _ in self.glyphs:
            for glyph, _, _ in drawn:
                if source is not None and (source, glyph) not in parts:
                    outline = TTGlyphPen(None)
                    source.font.draw_glyph_with_pen(glyph, outline)
                    part = parts[source, glyph] = f"p{len(parts)}"
                    drawings[part] = outline.glyph(dropImpliedOnCurves=True)
        names = [".notdef", *(f"g{number}" for number in range(1, len(self.glyphs)))]
        for own, (source, drawn, _) in zip(names, self.glyphs, strict=True):
            pen = TTGlyphPen(drawings)
            for glyph, x, y in drawn:
                pen.addComponent(parts[source, glyph], (1, 0, 0, 1, x, y))
            drawings[own] = pen.glyph()
        order = [*names, *parts.values()]
        builder = FontBuilder(UNITS, isTTF=True)
        builder.font.recalcTimestamp = False
        builder.updateHead(created=MADE, modified=MADE)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap({})
        builder.setupGlyf(drawings)
        box = builder.font["glyf"]
        widths = dict(zip(names, (advance for _, _, advance in self.glyphs), strict=True))
        builder.setupHorizontalMetrics(
            {one: (widths.get(one, 0), getattr(box[one], "xMin", 0)) for one in order}
        )
        builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
        builder.setupNameTable(
            {"familyName": SHAPED_NAME, "styleName": "Regular", "psName": SHAPED_NAME}
        )
        builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT)
        builder.setupPost(keepGlyphNames=False)
        out = io.BytesIO()
        builder.save(out)
        head = builder.font["head"]
        return out.getvalue(), (head.xMin, head.yMin, head.xMax, head.yMax)


@cache
def shaped_face(others: frozenset[str]) -> ShapedFace:
    """Return the face; `others` are the characters that are set in the first face."""
    glyphs = _Glyphs()
    letters: list[tuple[str, int, str]] = []
    marks: list[tuple[str, int, int, int, int]] = []
    anchors: list[tuple[int, int, list[int]]] = []
    for script in typeface.SCRIPTS:
        source = _Typeface(script)
        chars = sorted(typeface.typed_letters(script))
        signs = [char for char in chars if category(char) == "Mn"]
        joining = {char: source.joining(char) for char in chars if char not in signs}
        # Letters come before numbers and punctuation, on which no mark stands.
        ways = sorted((category(c)[0] != "L", way, c) for c, way in joining.items())
        first = len(glyphs.glyphs)
        for (_, way), run in groupby(ways, lambda one: one[:2]):
            text = "".join(char for _, _, char in run)
            letters.append((way, len(glyphs.glyphs), text))
            for char in text:
                for within in WITHIN[way]:
                    form = source.form(char, within)
                    glyphs.add(source, form.glyphs, form.advance, char)
        carriers = [
            (c, w) for is_no_letter, way, c in ways if not is_no_letter for w in WITHIN[way]
        ]
        rows: list[tuple[int, list[Place | None]]] = []
        every = len(carriers) // SAMPLE + 1
        for mark in (*signs, *TOGETHER[script.name]):
            some, drawn = _places(source, carriers[::every], mark)
            row, x, y = _row([places[::every] for _, places in rows], some)
            if row == len(rows):
                step = STEP if source.is_above(drawn, some) else -STEP
                rows.append((step, _places(source, carriers, mark)[0]))
            number = glyphs.add(source, drawn, 0, mark)
            marks.append((mark, number, len(anchors) + row, x, y))
        widths = [advance for _, _, advance in glyphs.glyphs[first:]]
        anchors += ((first, step, list(_fill_gaps(places, widths))) for step, places in rows)
    data, box = glyphs.write()
    known = {*others, *"".join(chars for _, _, chars in letters), *"".join(m[0] for m in marks)}
    pairs = list(_pair_mirrors(others))
    shaping = Shaping(
        {
            "widths": [advance for _, _, advance in glyphs.glyphs],
            "letters": letters,
            "marks": marks,
            "anchors": anchors,
            "classes": list(_classes(known)),
            "brackets": "".join(pair for pair in pairs if category(pair[0]) == "Ps"),
            "mirrored": "".join(pairs),
        }
    )
    return ShapedFace(data, box, glyphs.texts, shaping)


def _places(
    source: _Typeface, carriers: Sequence[tuple[str, tuple[str, str]]], mark: str
) -> tuple[list[Place | None], tuple[Drawn, ...]]:
    """Return where a mark stands on each letter, and its glyphs, from the place of the last one."""
    places: list[Place | None] = []
    drawn: tuple[Drawn, ...] = ()
    for char, within in carriers:
        form = source.form(char, within, mark)
        # A letter may have a form of its own with the mark in it, or no place for it.
        if not form.marks or form.marks[-1][1:] == (0, 0):
            places.append(None)
            continue
        _, x, y = form.marks[-1]
        drawn = tuple(Drawn(glyph, own_x - x, own_y - y) for glyph, own_x, own_y in form.marks)
        places.append((x, y))
    return places, drawn


def _row(
    rows: Sequence[Sequence[Place | None]], places: Sequence[Place | None]
) -> tuple[int, int, int]:
    """Return which row has marks in the same places, and how far from these; else a new row."""
    for number, row in enumerate(rows):
        both = [(a, b) for a, b in zip(row, places, strict=True) if a and b]
        moves = [(b[0] - a[0], b[1] - a[1]) for a, b in both]
        # That of one letter alone says nothing.
        if len(moves) < 2:
            continue
        x, y = (sorted(move[axis] for move in moves)[len(moves) // 2] for axis in (0, 1))
        if all(abs(a - x) <= TOLERANCE and abs(b - y) <= TOLERANCE for a, b in moves):
            return number, x, y
    return len(rows), 0, 0


def _fill_gaps(places: Sequence[Place | None], widths: Sequence[int]) -> Iterator[int]:
    """Yield places to the right and up by turns; where there is none, that of the glyph before."""
    last, wide = next((p, w) for p, w in zip(places, widths, strict=False) if p)
    for place, width in zip(places, widths, strict=False):
        if place:
            last, wide = place, width
        yield last[0] + (width - wide) // 2
        yield last[1]


def _pair_mirrors(chars: Iterable[str]) -> Iterator[str]:
    """Yield pairs of characters that are each other's mirror."""
    for char in sorted(chars):
        other = name(char, "").replace("LEFT", "RIGHT").replace("LESS", "GREATER")
        if mirrored(char) and other != name(char):
            yield char + lookup(other)


def _classes(chars: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield where the bidirectional class changes, among the characters that can be set."""
    runs = (*SPACES, *INVISIBLE, *(run for script in typeface.SCRIPTS for run in script.runs))
    codes = {code for first, last in runs for code in range(first, last + 1)}
    codes |= {*map(ord, chars), *map(ord, SILENT), *OTHERS, 0}
    before = ""
    for code in sorted(codes):
        own = "L" if code in OTHERS else bidirectional(chr(code)) or before
        if own != before:
            yield code, own
        before = own
