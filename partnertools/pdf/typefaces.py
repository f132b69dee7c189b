"""The variable typeface of a script -> a static face of one weight, with the script's letters.

The name of each glyph says what is read of it, as that of `uni0628.init` does (Adobe Glyph List).
"""

import io
import re
from functools import cache
from typing import Any, NamedTuple
from unicodedata import category

import uharfbuzz
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from partnertools import typeface
from partnertools.typeface import Script

# What letters of several scripts are joined with, parted by, or shown without their neighbours.
WITH_ALL = (0x20, 0x200C, 0x200D, 0x25CC)
UNITS = 1000
# A day in 2020, in seconds since 1904: a file is the same whenever it is made.
MADE = 3_660_000_000
JOINER, DAL, LAM, SHADDA = "\u200d\u062f\u0644\u0651"
ALEFS = "\u0627\u0622\u0623\u0625\u0671"
# Marks that stand on a letter as one with a shadda.
WITH_SHADDA = "\u064b\u064c\u064d\u064e\u064f\u0650\u0670"
# By where other marks stand, where one stands above a letter, and one below it.
REFERENCES = {"TOP": "\u064e", "BOTTOM": "\u0650"}
MIDDLE = 300
# As high as the letters of the other scripts.
ASCENT, DESCENT = 1069, -293
# What stands before and behind a letter in each of its forms, by the feature of the layout.
FORMS = {"": ("", ""), "fina": (JOINER, ""), "init": ("", JOINER), "medi": (JOINER, JOINER)}
# From here on, a code is a form of a letter that has a code of its own.
PRESENTATION = 0xFB50
# Of the names of a font (OpenType, `name`): its makers and its licence.
KEPT_NAMES = (0, 13, 14)
READ = re.compile(r"uni([0-9A-F]{4})|u([0-9A-F]{5,6})")


@cache
def make_static(script: Script, weight: int) -> bytes:
    """Return a TrueType font with all that it takes to set the script; the same bytes each time.

    It takes a second or two: what has a cache keeps it there.
    """
    return _join(script, weight) if script.is_joined else _fix(script, weight)


def read_names(font: bytes) -> dict[int, str]:
    """Return what is read of each glyph of such a font, by its number."""
    names = enumerate(TTFont(io.BytesIO(font), lazy=True).getGlyphOrder())
    found = {number: READ.findall(name.partition(".")[0]) for number, name in names}
    return {
        number: "".join(chr(int(short or long, 16)) for short, long in codes)
        for number, codes in found.items()
        if codes
    }


def _fix(script: Script, weight: int) -> bytes:
    """Return the face at a weight, with the layout that it has."""
    font = TTFont(typeface.script_file(script), recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True, glyph_names=True
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*script.codes, *WITH_ALL])
    subsetter.subset(font)
    axes = {"wght": weight, "wdth": 100}
    static = instancer.instantiateVariableFont(font, axes, inplace=True)
    static["OS/2"].usWeightClass = weight
    out = io.BytesIO()
    static.save(out)
    return out.getvalue()


def _join(script: Script, weight: int) -> bytes:
    """Return a face whose letters are whole in each of their forms.

    The typeface makes them of pieces that several letters share, with dots apart. Of such pieces,
    no PDF can say which letter they are; so each form becomes one glyph. HarfBuzz tells how they
    look, and where marks stand on them.
    """
    face = _FaceBuilder(script, weight)
    known = {*typeface.codes(typeface.script_file(script).read_bytes())}
    chars = [chr(code) for code in sorted(known & {*script.codes, *WITH_ALL})]
    marks = [char for char in chars if category(char) == "Mn"]
    forms: dict[str, list[str]] = {form: [] for form in FORMS}
    # Some look another way where a letter is before them that they don't join.
    behind = []
    for char in chars:
        if char in marks:
            face.add_mark(_name(char), char)
            continue
        face.add(_name(char), char)
        is_letter = category(char) in ("Lo", "Lm") and ord(char) < PRESENTATION
        for form in list(FORMS)[1:] if is_letter else ():
            name = f"{_name(char)}.{form}"
            if face.add(name, char, FORMS[form], unlike=_name(char)):
                forms[form].append(f"sub {_name(char)} by {name};")
        name = f"{_name(char)}.behind"
        if is_letter and face.add(name, char, (DAL, ""), unlike=_name(char)):
            behind.append(f"sub @LETTERS {_name(char)}' by {name};")
    # A lam and an alef are drawn as one, and stay two glyphs: programs that turn the text of a PDF
    # round would turn what one glyph stands for as well.
    before, after = [], []
    alefs = " ".join(f"{_name(alef)}.fina" for alef in ALEFS)
    for form, (within, _) in {"init": FORMS["init"], "medi": FORMS["medi"]}.items():
        lam = f"{_name(LAM)}.{form}.alef"
        face.add(lam, LAM, (within, ALEFS[0]))
        before.append(f"sub {_name(LAM)}.{form}' [{alefs}] by {lam};")
        for alef in ALEFS:
            name = f"{_name(alef)}.fina.{form}"
            face.add(name, alef, (within + LAM, ""))
            after.append(f"sub {lam} {_name(alef)}.fina' by {name};")
    pairs = []
    for mark in WITH_SHADDA:
        name = f"{_name(SHADDA)}_{_name(mark)}"
        face.add_mark(name, SHADDA + mark)
        pairs += [
            f"sub {one} {other} by {name};"
            for one, other in ((_name(SHADDA), _name(mark)), (_name(mark), _name(SHADDA)))
        ]
    letters = [name for name in face.glyphs if category(chr(int(name[3:7], 16))) == "Lo"]
    layout = [
        "languagesystem DFLT dflt; languagesystem arab dflt;",
        f"@LETTERS = [{' '.join(letters)}];",
        *face.classes,
        _feature("ccmp", pairs),
        *(_feature(form, rules) for form, rules in forms.items() if form),
        *(_feature("rlig", ["lookupflag IgnoreMarks;", *rules]) for rules in (before, after)),
        _feature("calt", ["lookupflag IgnoreMarks;", *behind]),
        _feature("mark", face.places),
    ]
    return face.write({ord(char): _name(char) for char in chars}, "\n".join(layout))


def _feature(name: str, rules: list[str]) -> str:
    return "\n".join([f"feature {name} {{", *rules, f"}} {name};"])


def _name(char: str) -> str:
    return f"uni{ord(char):04X}" if ord(char) < 0x10000 else f"u{ord(char):X}"


class Drawn(NamedTuple):
    """A glyph of the typeface, and its place, in thousandths of the font size."""

    glyph: int
    x: int
    y: int


class LetterForm(NamedTuple):
    """Characters as they look between certain others: glyphs, width, the marks on them."""

    glyphs: tuple[Drawn, ...]
    advance: int
    marks: tuple[Drawn, ...]


class Shaper:
    """The typeface of a script at a weight, as HarfBuzz sets it."""

    def __init__(self, script: Script, weight: int) -> None:
        self.script = script
        blob = uharfbuzz.Blob.from_file_path(str(typeface.script_file(script)))
        self.font = uharfbuzz.Font(uharfbuzz.Face(blob))
        self.font.scale = (UNITS, UNITS)
        self.font.set_variations({"wght": weight, "wdth": 100})

    def form(self, chars: str, within: tuple[str, str] = ("", ""), marks: str = "") -> LetterForm:
        """Return how characters look with marks on them, within what stands before and behind."""
        before, behind = within
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.CHARACTERS
        buffer.add_str(f"{before}{chars}{marks}{behind}")
        buffer.direction = "rtl"
        buffer.script = self.script.name[:4]
        uharfbuzz.shape(self.font, buffer, {"kern": False})
        end = len(before + chars)
        own, on = [], []
        begin, advance, left = None, 0, 0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            drawn = Drawn(info.codepoint, left + position.x_offset, position.y_offset)
            if len(before) <= info.cluster < end:
                own.append(drawn)
                if begin is None or not advance:
                    begin = left
                advance += position.x_advance
            elif end <= info.cluster < end + len(marks):
                on.append(drawn)
            left += position.x_advance
        start = begin or 0
        moved = [tuple(one._replace(x=one.x - start) for one in all_) for all_ in (own, on)]
        return LetterForm(moved[0], advance, moved[1])


class _FaceBuilder:
    """A face while it is made: each glyph with its pieces and its advance, and rules of layout."""

    def __init__(self, script: Script, weight: int) -> None:
        self.script = script
        self.weight = weight
        self.shaper = Shaper(script, weight)
        self.glyphs: dict[str, tuple[tuple[Drawn, ...], int]] = {}
        self.classes: list[str] = []
        self.places: list[str] = []
        self.references = {
            side: self.shaper.form(DAL, marks=mark).marks[-1] for side, mark in REFERENCES.items()
        }

    def add(
        self, name: str, chars: str, within: tuple[str, str] = ("", ""), unlike: str = ""
    ) -> bool:
        """Add a glyph, unless it is as another one; return whether it was added."""
        pieces, advance, _ = self.shaper.form(chars, within)
        if unlike and self.glyphs[unlike] == (pieces, advance):
            return False
        self.glyphs[name] = (pieces, advance)
        anchors = []
        for side, mark in REFERENCES.items():
            on = self.shaper.form(chars, within, mark).marks
            if on:
                anchors.append(f"<anchor {on[-1].x} {on[-1].y}> mark @{side}")
        if anchors:
            self.places.append(f"pos base {name} {' '.join(anchors)};")
        return True

    def add_mark(self, name: str, chars: str) -> None:
        """Add a mark, or two that stand as one; its place is that of the reference."""
        on = self.shaper.form(DAL, marks=chars).marks
        extents = self.shaper.font.get_glyph_extents(on[-1].glyph)
        is_above = on[-1].y + extents.y_bearing + extents.height / 2 > MIDDLE
        side = "TOP" if is_above else "BOTTOM"
        place = self.references[side]
        pieces = tuple(p._replace(x=p.x - place.x, y=p.y - place.y) for p in on)
        self.glyphs[name] = (pieces, 0)
        self.classes.append(f"markClass {name} <anchor 0 0> @{side};")

    def write(self, characters: dict[int, str], layout: str) -> bytes:
        """Return the font file."""
        names = [".notdef", *self.glyphs]
        parts: dict[int, str] = {0: "piece0"}
        for pieces, _ in self.glyphs.values():
            for piece in pieces:
                parts.setdefault(piece.glyph, f"piece{piece.glyph}")
        drawings: dict[str, Any] = {}
        for glyph, part in parts.items():
            outline = TTGlyphPen(None)
            self.shaper.font.draw_glyph_with_pen(glyph, outline)
            drawings[part] = outline.glyph()
        missing = ((Drawn(0, 0, 0),), UNITS // 2)
        for name in names:
            pen = TTGlyphPen(drawings)
            for glyph, x, y in self.glyphs.get(name, missing)[0]:
                pen.addComponent(parts[glyph], (1, 0, 0, 1, x, y))
            drawings[name] = pen.glyph()
        order = [*names, *parts.values()]
        builder = FontBuilder(UNITS, isTTF=True)
        builder.font.recalcTimestamp = False
        builder.updateHead(created=MADE, modified=MADE)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(characters)
        builder.setupGlyf(drawings)
        lefts = builder.font["glyf"]
        builder.setupHorizontalMetrics(
            {
                name: (self.glyphs.get(name, missing)[1], getattr(lefts[name], "xMin", 0))
                for name in order
            }
        )
        builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
        builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWeightClass=self.weight)
        builder.setupNameTable({"familyName": self.script.family, "styleName": "Regular"})
        with TTFont(typeface.script_file(self.script)) as source:
            names_of_source, line = source["name"].names, source["post"]
        for record in names_of_source:
            if record.nameID in KEPT_NAMES:
                builder.font["name"].names.append(record)
        builder.setupPost(
            underlinePosition=line.underlinePosition, underlineThickness=line.underlineThickness
        )
        addOpenTypeFeaturesFromString(builder.font, layout)
        out = io.BytesIO()
        builder.save(out)
        return out.getvalue()
