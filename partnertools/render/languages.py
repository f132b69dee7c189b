"""Texts of another language in HTML -> spans that say so; the names of languages."""

import re

from markupsafe import escape

from partnertools.foreign import BEGIN, BEHIND_LANGUAGE, END, Foreign, like
from partnertools.typography import direction, typeset

# Where no element can stand: tags with their attributes, and elements of text alone.
_OF_TEXT = r"<(?P<name>title|textarea|option|script|style)\b.*?</(?P=name)>|<[^>]*>"
_MARKED = f"{BEGIN}(?P<language>[^{BEHIND_LANGUAGE}]*){BEHIND_LANGUAGE}(?P<words>[^{END}]*){END}"
_PARTS = re.compile(f"{_OF_TEXT}|{_MARKED}", re.DOTALL)


def mark(html: str) -> str:
    """Return HTML in which a span says the language of each text that is in another one."""
    return _PARTS.sub(_part, html) if BEGIN in html else html


def attributes(language: str) -> str:
    """Return the attributes of an element whose words are in a language."""
    return f'lang="{escape(language)}" dir="{direction(language)}"'


def _part(found: re.Match[str]) -> str:
    if found["language"] is None:
        return re.sub(_MARKED, r"\g<words>", found[0])
    return f"<span {attributes(found['language'])}>{found['words']}</span>"


def own_name(language: str) -> str:
    """Return what a language calls itself, as CLDR has it; the tag where it has no name there."""
    # Loaded where a page leads to other languages.
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return language
    return f"{name[0].upper()}{name[1:]}" if name else language


def typeset_own(text: str, language: str) -> str:
    """Return a text with the marks of its language, which is another one where it says so."""
    if isinstance(text, Foreign):
        return like(typeset(text, language=text.language), text)
    return typeset(text, language=language)
