"""The typeface of paper: its files, and which letters can be set with it. No WeasyPrint here."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from struct import iter_unpack, unpack_from
from unicodedata import normalize

from partnertools.typography import strip_invisible

PACKAGE = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
FACES = {
    ("normal", 400): "SourceSansPro-Regular.ttf",
    ("italic", 400): "SourceSansPro-It.ttf",
    ("normal", 600): "SourceSansPro-Semibold.ttf",
    ("normal", 700): "SourceSansPro-Bold.ttf",
}
# Latin with all European accents, Greek, Cyrillic, punctuation, currency, arrows, marks.
TYPED = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x2E0),
    *range(0x370, 0x400),
    *range(0x400, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028),
    *range(0x202F, 0x205F),
    *range(0x2070, 0x20C0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2270),
    *range(0x25A0, 0x2670),
    0x2713,
)
STAR = "★"
# Hyphens that word processors insert, and the sign that they are drawn with.
HYPHENS = {0x2010: "-", 0x2011: "-"}


def file(style: str, weight: int) -> Path:
    """Return the file of a face."""
    package = find_spec(PACKAGE)
    assert package is not None, "it is a dependency"
    return Path(*package.submodule_search_locations or (), "files", FACES[style, weight])


def lacking(text: str, *, is_typed: bool = False) -> Iterator[str]:
    """Yield the characters that can't be set, in a form field where the text is typed.

    Spaces need no letter, nor does what has no look.
    """
    known = _letters(is_typed)
    for char in normalize("NFC", strip_invisible(text)):
        if char not in known and not char.isspace():
            yield char


@cache
def _letters(is_typed: bool) -> frozenset[str]:
    # The italic face has fewer: what it lacks is set upright.
    regular = set(map(chr, codes(file("normal", 400).read_bytes())))
    added = {STAR, *map(chr, HYPHENS)}
    return frozenset((regular & set(map(chr, TYPED)) if is_typed else regular) | added)


def codes(font: bytes) -> Iterator[int]:
    """Yield the codes of the characters that a TrueType font has a glyph for.

    They are read from its character map (OpenType, `cmap`, format 12), where every group is the
    first code, the last one, and the glyph of the first. To load a library for it would take longer
    than all else that `check` does.
    """
    (count,) = unpack_from(">H", font, 4)
    tables = {tag: start for tag, _, start, _ in iter_unpack(">4sLLL", font[12 : 12 + 16 * count])}
    start = tables[b"cmap"]
    (maps,) = unpack_from(">H", font, start + 2)
    for _, _, offset in iter_unpack(">HHL", font[start + 4 : start + 4 + 8 * maps]):
        if unpack_from(">H", font, start + offset) == (12,):
            (groups,) = unpack_from(">L", font, start + offset + 12)
            begin = start + offset + 16
            for first, last, _ in iter_unpack(">LLL", font[begin : begin + 12 * groups]):
                yield from range(first, last + 1)
            return
    raise AssertionError("the typeface has a character map of format 12")
