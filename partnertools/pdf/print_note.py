"""How sheets are to be printed -> words for a person, and the same at the foot of the first sheet.

Lengths are in points.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pikepdf
import pydyf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name

from partnertools.model.words import ENGLISH, Words
from partnertools.pdf.forms import appearances, bidirectional
from partnertools.pdf.metrics import SHAPED_NAME, TYPED_NAME
from partnertools.pdf.page_forms import PageForm, number
from partnertools.pdf.write import fonts
from partnertools.pdf.write.fonts import EmbeddedFace

Edge = Literal["short edge", "long edge"]

SIZE = 6.5
COLOUR = "0.35 g"
# Office printers leave up to 6 mm at the edge of the paper blank.
FROM_EDGE = 20.0
FROM_PAGE = 6.0


@dataclass(frozen=True, slots=True)
class Note:
    """Words as they are drawn: how wide, in thousandths of their size, and the operators for it.

    `fonts` are the names of the faces that they are in, each with what is read of its glyphs.
    """

    width: int
    shown: str
    fonts: Mapping[str, Mapping[int, str]]


def advise(words: Words, flip: Edge | None, *, is_folded: bool = False) -> tuple[str, str]:
    """Return how to print sheets, in English and in other words; on one side without an edge."""
    english, other = (_how(each, flip, is_folded=is_folded) for each in (ENGLISH, words))
    return english, other


def _how(words: Words, flip: Edge | None, *, is_folded: bool) -> str:
    if is_folded:
        # translators: printed small on paper; printers call it “flip on short edge”
        return words.gettext("Print on both sides, flip on the short edge; fold in the middle.")
    if flip == "short edge":
        return words.gettext("Print on both sides, flip on the short edge.")
    if flip == "long edge":
        return words.gettext("Print on both sides, flip on the long edge.")
    return words.gettext("Print on one side.")


def find_place(
    side: Sequence[PageForm | None], width: float, height: float, thousandths: int
) -> tuple[float, float] | None:
    """Return where words begin on one side of a sheet; None where there is no room.

    They are so many `thousandths` of their size wide, and stand at the sheet's lower edge, below a
    page or on a half without one. A4 folds into two A5 that the pages fill; what their margins hold
    isn't known, so nothing is printed over them.
    """
    long = thousandths * SIZE / 1000
    needed = FROM_EDGE + SIZE + FROM_PAGE
    for half, page in enumerate(side):
        free = height
        if page is not None:
            free = (height - page.size[1] * page.scale(width / 2, height)) / 2
        if free >= needed and long <= width / 2 - 2 * FROM_EDGE:
            return width / 4 + width / 2 * half - long / 2, FROM_EDGE
    return None


def typeset(words: str) -> Note | None:
    """Return words as they are drawn (ISO 32000-1, 9.4); None where the faces lack a letter."""
    metrics = fonts.typed_face().metrics
    if not metrics.find_unknown(words):
        texts = {metrics.glyphs[char]: char for char in sorted(set(words), reverse=True)}
        shown = f"<{metrics.encode(words).hex()}> Tj"
        return Note(metrics.width(words), shown, {appearances.FONT: texts})
    face = fonts.with_shaping()
    metrics = face.metrics
    if metrics.shaping is None or metrics.find_unknown(words):
        return None
    lines = bidirectional.paragraphs(metrics, metrics.shaping, [words], True)
    width = bidirectional.width(lines[0].clusters)
    # As wide as they are, they begin at the left of their box, on whichever side they do.
    box = width * SIZE / 1000 + 2 * appearances.PADDING
    shown = "\n".join(appearances.show_lines(metrics, lines, box, 0, SIZE))
    _, second = fonts.second_face(face)
    first = {glyph: char for char, glyph in sorted(metrics.glyphs.items(), reverse=True)}
    shows = [*bidirectional.shows(lines[0])]
    used = {
        appearances.FONT: {one.glyph: first[one.glyph] for one in shows if not one.is_shaped},
        appearances.SHAPED_FONT: {one.glyph: second[one.glyph] for one in shows if one.is_shaped},
    }
    return Note(width, shown, used)


def draw(note: Note, x: float, y: float) -> str:
    """Return the operators that show a note at a place."""
    if appearances.SHAPED_FONT in note.fonts:
        x -= appearances.PADDING
    place = f"1 0 0 1 {number(x)} {number(y)} cm"
    return f"q {place} BT {COLOUR} /{appearances.FONT} {SIZE:g} Tf\n{note.shown}\nET Q"


def embed_fonts(pdf: pikepdf.Pdf, note: Note) -> Any:
    """Embed the glyphs of a note, under the numbers that they have in the whole faces."""
    resources = Dictionary()
    for font, texts in note.fonts.items():
        is_first = font == appearances.FONT
        face = fonts.typed_face() if is_first else fonts.second_face(fonts.typed_face())[0]
        name = TYPED_NAME if is_first else SHAPED_NAME
        # A subset's name begins with six letters (ISO 32000-1, 9.6.4).
        resources[f"/{font}"] = _embed(pdf, face, texts, Name(f"/IMPOSE+{name}"))
    return resources


def _embed(pdf: pikepdf.Pdf, face: EmbeddedFace, texts: Mapping[int, str], name: Name) -> Any:
    font = TTFont(io.BytesIO(face.data), recalcTimestamp=False)
    options = subset.Options(hinting=False, retain_gids=True, layout_features=[])
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=list(texts))
    subsetter.subset(font)
    program = io.BytesIO()
    font.save(program)
    metrics = replace(face.metrics, widths=face.metrics.widths[: max(texts) + 1])
    other = pydyf.PDF()
    reference = fonts.embed(other, EmbeddedFace(program.getvalue(), metrics, face.box), texts)
    written = io.BytesIO()
    other.write(written)
    with pikepdf.open(written) as made:
        embedded = pdf.copy_foreign(made.get_object(int(reference.split()[0]), 0))
        descendant = embedded.DescendantFonts[0]
        embedded.BaseFont = descendant.BaseFont = descendant.FontDescriptor.FontName = name
        # Streams are copied when the file is saved, unless they are read before.
        for stream in (embedded.ToUnicode, descendant.FontDescriptor.FontFile2):
            stream.write(stream.read_bytes())
    return embedded
