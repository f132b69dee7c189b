"""How sheets are to be printed -> words for a person, and the same at the foot of the first sheet.

Lengths are in points.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import pikepdf
import pydyf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Name

from partnertools.model.words import ENGLISH, Words
from partnertools.pdf.metrics import TYPED_NAME
from partnertools.pdf.page_forms import PageForm, number
from partnertools.pdf.write import fonts
from partnertools.pdf.write.fonts import EmbeddedFace

Edge = Literal["short edge", "long edge"]

FONT = "Note"
SIZE = 6.5
COLOUR = "0.35 g"
# Office printers leave up to 6 mm at the edge of the paper blank.
FROM_EDGE = 20.0
FROM_PAGE = 6.0


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


def draw(words: str, x: float, y: float) -> str:
    """Return the operators that show words at a place (ISO 32000-1, 9.4)."""
    glyphs = fonts.typed_face().metrics.encode(words).hex()
    return f"BT {COLOUR} /{FONT} {SIZE:g} Tf {number(x)} {number(y)} Td <{glyphs}> Tj ET"


def embed_font(pdf: pikepdf.Pdf, words: str) -> Any:
    """Embed the glyphs of the words, under the numbers that they have in the whole face."""
    face = fonts.typed_face()
    glyphs = {char: face.metrics.glyphs[char] for char in sorted(set(words))}
    font = TTFont(io.BytesIO(face.data), recalcTimestamp=False)
    options = subset.Options(hinting=False, retain_gids=True, layout_features=[])
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=list(glyphs.values()))
    subsetter.subset(font)
    program = io.BytesIO()
    font.save(program)
    last = max(glyphs.values())
    metrics = replace(face.metrics, glyphs=glyphs, widths=face.metrics.widths[: last + 1])
    other = pydyf.PDF()
    reference = fonts.embed(other, EmbeddedFace(program.getvalue(), metrics, face.box))
    written = io.BytesIO()
    other.write(written)
    with pikepdf.open(written) as made:
        embedded = pdf.copy_foreign(made.get_object(int(reference.split()[0]), 0))
        descendant = embedded.DescendantFonts[0]
        # A subset's name begins with six letters (ISO 32000-1, 9.6.4).
        name = Name(f"/IMPOSE+{TYPED_NAME}")
        embedded.BaseFont = descendant.BaseFont = descendant.FontDescriptor.FontName = name
        # Streams are copied when the file is saved, unless they are read before.
        for stream in (embedded.ToUnicode, descendant.FontDescriptor.FontFile2):
            stream.write(stream.read_bytes())
    return embedded
