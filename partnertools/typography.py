"""Plain text -> the same text as a typesetter would set it; numbers with what they count."""

import re
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt

# Characters that are never drawn, as the first and last of each run: they join, part or turn what
# stands beside them (Unicode 17, Default_Ignorable_Code_Point in DerivedCoreProperties.txt).
INVISIBLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)

# What parts words, as runs: what `str.isspace` calls a space.
SPACES = (
    (0x0009, 0x000D),
    (0x001C, 0x0020),
    (0x0085, 0x0085),
    (0x00A0, 0x00A0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
)
# What ends a line, as runs, as `str.splitlines` has it; a return with a line feed is one end.
LINE_ENDS = ((0x000A, 0x000D), (0x001C, 0x001E), (0x0085, 0x0085), (0x2028, 0x2029))

Direction = Literal["ltr", "rtl"]
# Scripts that are written from right to left (Unicode 17, Bidi_Class; ISO 15924), and languages
# that are written in one of them where their tag names no script (CLDR 48, likelySubtags.xml).
RIGHT_TO_LEFT_SCRIPTS = "adlm arab aran hebr mand mend nkoo rohg samr syrc thaa yezi"
RIGHT_TO_LEFT_LANGUAGES = (
    "aeb apc ar arc arq ars ary arz azb bal bgn bqi brh ckb dv fa glk hbo he iw ji khw ks lrc luz"
    " mzn nqo ota ps rhg sd sdh shu skr syc syr tmr trw ug ur yi"
)

_invisible = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in INVISIBLE)}]+")

_quotes = MarkdownIt("zero", {"typographer": True}).enable("smartquotes")


def direction(language: str) -> Direction:
    """Return how a language is written; its tag may name the script (BCP 47: `az-Arab`)."""
    first, *others = language.lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    known = RIGHT_TO_LEFT_SCRIPTS if script else RIGHT_TO_LEFT_LANGUAGES
    return "rtl" if (script or first) in known.split() else "ltr"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it isn't one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# A worksheet's words stand on four pages and in several PDFs, those of a scale beside each rating.
@lru_cache(maxsize=10_000)
def typeset(text: str) -> str:
    """Return text with typographic quotes and apostrophes; all else stays as it is."""
    inline = _quotes.parseInline(text)[0]
    return "".join(child.content for child in inline.children or ())


def strip_invisible(text: str) -> str:
    """Return text without the characters that are never drawn."""
    return text if text.isascii() else _invisible.sub("", text)


def name_character(char: str) -> str:
    """Return a character so that nobody has to guess which one it is: `“ﬀ” (U+FB00)`."""
    code = f"U+{ord(char):04X}"
    is_seen = char.isprintable() and bool(strip_invisible(char))
    return f"“{char}” ({code})" if is_seen else code
