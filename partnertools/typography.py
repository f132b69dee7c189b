"""Plain text -> the same text as a typesetter of its language would set it; numbers with nouns."""

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

# The signs before and behind a quotation, and those of one within another, by language; those of
# English are the usual ones (CLDR 48, `delimiters`).
QUOTES = {
    "en": "“”‘’",
    "ar": "”“’‘",
    "be": "«»“”",
    "bg": "„“„“",
    "bs": "„”‘’",
    "ca": "«»“”",
    "cs": "„“‚‘",
    "de": "„“‚‘",
    "de-CH": "«»‹›",
    "de-LI": "«»‹›",
    "el": "«»“”",
    "es": "«»“”",
    "es-419": "“”‘’",
    "es-MX": "“”‘’",
    "es-US": "“”‘’",
    "et": "„“‚‘",
    "fa": "«»‹›",
    "fi": "””’’",
    "fr": "«»«»",
    "he": "””’’",
    "hr": "„“‚‘",
    "hu": "„”»«",
    "hy": "«»«»",
    "is": "„“‚‘",
    "it": "«»“”",
    "ja": "「」『』",
    "lt": "„“„“",
    "mk": "„“’‘",
    "nb": "«»‘’",
    "nl": "‘’“”",
    "nn": "«»‘’",
    "no": "«»‘’",
    "pl": "„”«»",
    "pt-PT": "«»“”",
    "ro": "„”«»",
    "ru": "«»„“",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "sr": "„”’’",
    "sv": "””’’",
    "uk": "«»„“",
    "ur": "”“’‘",
    "zh-Hant": "「」『』",
    "zh-HK": "「」『』",
    "zh-TW": "「」『』",
}
# Stands in French where there must be room and no line may end.
NARROW_SPACE = "\u202f"
# Where a mark of two parts ends a word; whoever writes it may have left room for it, or not.
_FRENCH = re.compile(r"(?<=[^\W_]|[»”’)\]%])[ \u00a0\u202f]?([;:!?]+)(?=[\s»”)]|$)")
_GUILLEMETS = re.compile(r"(?<=«)[ \u00a0]|[ \u00a0](?=»)")


def direction(language: str) -> Direction:
    """Return how a language is written; its tag may name the script (BCP 47: `az-Arab`)."""
    first, *others = language.lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    known = RIGHT_TO_LEFT_SCRIPTS if script else RIGHT_TO_LEFT_LANGUAGES
    return "rtl" if (script or first) in known.split() else "ltr"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it isn't one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tags(language: str) -> list[str]:
    """Return a tag and those that it is a narrower one of: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = language.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def quotes(language: str) -> list[str]:
    """Return what stands before and behind a quotation, and around one within another."""
    signs = next((QUOTES[tag] for tag in tags(language) if tag in QUOTES), QUOTES["en"])
    room = NARROW_SPACE if _is_french(language) else ""
    return [signs[0] + room, room + signs[1], signs[2] + room, room + signs[3]]


def space(text: str, language: str) -> str:
    """Return text with the spaces that a language has before or behind marks."""
    if not _is_french(language):
        return text
    return _GUILLEMETS.sub(NARROW_SPACE, _FRENCH.sub(rf"{NARROW_SPACE}\1", text))


def _is_french(language: str) -> bool:
    return language.lower().partition("-")[0] == "fr"


# A worksheet's words stand on four pages and in several PDFs, those of a scale beside each rating.
@lru_cache(maxsize=10_000)
def typeset(text: str, language: str = "en") -> str:
    """Return text with the quotes, apostrophes and spaces of its language; all else stays."""
    inline = _typesetter(language).parseInline(text)[0]
    return space("".join(child.content for child in inline.children or ()), language)


@lru_cache
def _typesetter(language: str) -> MarkdownIt:
    options = {"typographer": True, "quotes": quotes(language)}
    return MarkdownIt("zero", options).enable("smartquotes")


def strip_invisible(text: str) -> str:
    """Return text without the characters that are never drawn."""
    return text if text.isascii() else _invisible.sub("", text)


def name_character(char: str) -> str:
    """Return a character so that nobody has to guess which one it is: `“ﬀ” (U+FB00)`."""
    code = f"U+{ord(char):04X}"
    is_seen = char.isprintable() and bool(strip_invisible(char))
    return f"“{char}” ({code})" if is_seen else code


def whole_hours(minutes: int) -> int:
    """Return in how many hours one says how long something takes; 0 where one says minutes."""
    hours, rest = divmod(minutes, 60)
    return hours if hours >= 2 and not rest else 0
