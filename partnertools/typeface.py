"""The typefaces of paper: their files, and which letters can be set with them.

One typeface has Latin, Greek and Cyrillic letters, and all other signs; those of other scripts have
their letters. No WeasyPrint here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Script:
    """A script with a typeface of its own; `runs` are the first and last codes of its letters.

    The file is variable (OpenType, `fvar`): it holds all weights. `typed` are the runs of what
    people can type into forms: the letters of languages of today, without signs of recitation.
    Letters that are joined have several forms.
    """

    name: str
    family: str
    file: str
    runs: tuple[tuple[int, int], ...]
    typed: tuple[tuple[int, int], ...]
    is_joined: bool = False

    @property
    def codes(self) -> frozenset[int]:
        """Return the codes of its letters, whether or not the typeface has them all."""
        return frozenset(code for first, last in self.runs for code in range(first, last + 1))


SCRIPTS_PACKAGE = "justmytype_intl_rtl"
# What living languages are written in, of what their typefaces have. Style sheets call them by
# names that no typeface of a machine has.
SCRIPTS = (
    Script(
        "Arabic",
        "PartnertoolsArabic",
        "notosansarabic/NotoSansArabic[wdth,wght].ttf",
        (
            (0x600, 0x6FF),
            (0x750, 0x77F),
            (0x204F, 0x204F),
            (0x2E41, 0x2E41),
            (0xFB50, 0xFBB1),
            (0xFDF2, 0xFDF2),
            (0xFDFA, 0xFDFD),
            (0xFE70, 0xFEFC),
        ),
        (
            (0x60C, 0x60D),
            (0x61B, 0x61B),
            (0x61E, 0x658),
            (0x660, 0x6D5),
            (0x6EE, 0x6FF),
            (0xFDFC, 0xFDFC),
        ),
        is_joined=True,
    ),
    Script(
        "Hebrew",
        "PartnertoolsHebrew",
        "notosanshebrew/NotoSansHebrew[wdth,wght].ttf",
        ((0x591, 0x5F4), (0x20AA, 0x20AA), (0xFB1D, 0xFB4F)),
        ((0x5B0, 0x5C3), (0x5C7, 0x5C7), (0x5D0, 0x5EA), (0x5F0, 0x5F4), (0x20AA, 0x20AA)),
    ),
)
SCRIPT_WEIGHTS = (400, 600, 700)
# Hyphens that word processors insert, and the sign that they are drawn with.
HYPHENS = {0x2010: "-", 0x2011: "-"}


def file(style: str, weight: int) -> Path:
    """Return the file of a face."""
    package = find_spec(PACKAGE)
    assert package is not None, "it is a dependency"
    return Path(*package.submodule_search_locations or (), "files", FACES[style, weight])


def script_file(script: Script) -> Path:
    """Return the file of the typeface of a script."""
    package = find_spec(SCRIPTS_PACKAGE)
    assert package is not None, "it is a dependency"
    return Path(*package.submodule_search_locations or (), "fonts", "ofl", script.file)


def scripts_in(text: str) -> tuple[Script, ...]:
    """Return the scripts whose letters are in a text, of those with a typeface of their own."""
    if text.isascii():
        return ()
    used = set(map(ord, set(text)))
    return tuple(script for script in SCRIPTS if used & script.codes)


def find_lacking(text: str, *, is_typed: bool = False) -> Iterator[str]:
    """Yield the characters that can't be set, in a form field where the text is typed.

    Spaces need no letter, nor does what has no look.
    """
    known = _letters(is_typed)
    # Nearly all texts have letters alone that are known.
    if known.issuperset(text):
        return
    for char in normalize("NFC", strip_invisible(text)):
        if char in known or char.isspace():
            continue
        if is_typed or char not in _letters_of_scripts():
            yield char


@cache
def _letters(is_typed: bool) -> frozenset[str]:
    # The italic face has fewer: what it lacks is set upright.
    regular = set(map(chr, codes(file("normal", 400).read_bytes())))
    added = {STAR, *map(chr, HYPHENS)}
    if is_typed:
        regular &= set(map(chr, TYPED))
        added.update(*map(typed_letters, SCRIPTS))
    return frozenset(regular | added)


@cache
def typed_letters(script: Script) -> frozenset[str]:
    """Return the characters of a script that can be typed into a form."""
    known = {*codes(script_file(script).read_bytes())}
    return frozenset(
        chr(code)
        for first, last in script.typed
        for code in range(first, last + 1)
        if code in known
    )


@cache
def _letters_of_scripts() -> frozenset[str]:
    return frozenset(
        char
        for script in SCRIPTS
        for char in map(chr, script.codes & {*codes(script_file(script).read_bytes())})
    )


def codes(font: bytes) -> Iterator[int]:
    """Yield the codes of the characters that a TrueType font has a glyph for.

    They are read from its character map (OpenType, `cmap`). To load a library for it would take
    longer than all else that `check` does.
    """
    (count,) = unpack_from(">H", font, 4)
    tables = {tag: start for tag, _, start, _ in iter_unpack(">4sLLL", font[12 : 12 + 16 * count])}
    start = tables[b"cmap"]
    (maps,) = unpack_from(">H", font, start + 2)
    found = {
        unpack_from(">H", font, start + offset)[0]: start + offset
        for _, _, offset in iter_unpack(">HHL", font[start + 4 : start + 4 + 8 * maps])
    }
    if 12 in found:
        # Every group is the first code, the last one, and the glyph of the first.
        begin = found[12] + 16
        (groups,) = unpack_from(">L", font, begin - 4)
        for first, last, _ in iter_unpack(">LLL", font[begin : begin + 12 * groups]):
            yield from range(first, last + 1)
        return
    # Segments: the last codes of all, two bytes of padding, then the first codes of all. The last
    # segment is an end mark.
    begin = found[4] + 14
    (size,) = unpack_from(">H", font, found[4] + 6)
    lasts = iter_unpack(">H", font[begin : begin + size])
    firsts = iter_unpack(">H", font[begin + size + 2 : begin + 2 * size + 2])
    for (last,), (first,) in zip(lasts, firsts, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)
