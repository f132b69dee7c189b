"""The measures of the face for typed text, as a PDF form carries them."""

from dataclasses import dataclass
from unicodedata import normalize

from partnertools.typography import strip_invisible

# The licence of the typeface reserves its name; what is changed goes by another one.
TYPED_NAME = "PartnertoolsText"


@dataclass(frozen=True, slots=True)
class Metrics:
    """What it takes to set text in a face. Lengths are in thousandths of the font size."""

    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int

    def encode(self, text: str) -> bytes:
        """Return text as glyph numbers, two bytes each; unknown characters as a question mark."""
        unknown = self.glyphs["?"]
        return b"".join(self.glyphs.get(char, unknown).to_bytes(2, "big") for char in text)

    def unknown(self, text: str) -> list[str]:
        """Return the characters of text that the face lacks; some need no glyph, as spaces."""
        drawn = normalize("NFC", strip_invisible(text))
        return sorted({c for c in drawn if not c.isspace()} - self.glyphs.keys())

    def width(self, text: str) -> int:
        """Return how wide text is, in thousandths of the font size."""
        unknown = self.glyphs["?"]
        return sum(self.widths[self.glyphs.get(char, unknown)] for char in text)
