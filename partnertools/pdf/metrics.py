"""The measures of the face for typed text, as a PDF form carries them."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from partnertools.pdf.shaping import ACCENTS, SILENT, Shaping
from partnertools.typography import strip_invisible

# The licence of the typeface reserves its name; what is changed goes by another one.
TYPED_NAME = "PartnertoolsText"
# The second face, with the letters of scripts that are written from right to left.
SHAPED_NAME = "PartnertoolsTextRtl"
IN_VAIN = re.compile(
    f"[{SILENT}]+(?=[{''.join(f'{chr(first)}-{chr(last)}' for first, last in ACCENTS)}])"
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """What it takes to set text in a face. Lengths are in thousandths of the font size.

    `shaping` is that of the second face; the forms of older versions have none.
    """

    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int
    shaping: Shaping | None = None

    def encode(self, text: str) -> bytes:
        """Return text as glyph numbers, two bytes each; unknown characters as a question mark."""
        unknown = self.glyphs["?"]
        return b"".join(self.glyphs.get(char, unknown).to_bytes(2, "big") for char in text)

    def find_unknown(self, text: str) -> list[str]:
        """Return the characters of text that the face lacks; some need no glyph, as spaces."""
        drawn = normalize("NFC", strip_invisible(text))
        lacking = {c for c in drawn if not c.isspace()} - self.glyphs.keys()
        return sorted(c for c in lacking if self.shaping is None or not self.shaping.has(c))

    @property
    def scripts(self) -> str:
        """Return the scripts that text can be in, as a remedy names them."""
        if self.shaping is None:
            return "Latin, Greek or Cyrillic"
        return "Latin, Greek, Cyrillic, Arabic or Hebrew"

    def clean(self, text: str) -> str:
        """Return text without what is never drawn, and tells nothing of how to draw the rest.

        A letter and its accent in two parts, as some keyboards send them, are one.
        """
        if self.shaping is None or not self.shaping.is_needed(text):
            return normalize("NFC", strip_invisible(text))
        kept = "".join(char if char in SILENT else strip_invisible(char) for char in text)
        return normalize("NFC", IN_VAIN.sub("", kept))

    def width(self, text: str) -> int:
        """Return how wide text is, in thousandths of the font size."""
        unknown = self.glyphs["?"]
        return sum(self.widths[self.glyphs.get(char, unknown)] for char in text)

    def least_width(self, text: str) -> int:
        """Return a width that text is no narrower than, whichever forms its letters take."""
        if self.shaping is None or not self.shaping.is_needed(text):
            return self.width(text)
        least = self.shaping.least_widths
        return sum(least[char] if char in least else self.width(char) for char in text)
