"""Plain text -> the same text as a typesetter would set it."""

from markdown_it import MarkdownIt

_quotes = MarkdownIt("zero", {"typographer": True}).enable("smartquotes")


def typeset(text: str) -> str:
    """Return text with typographic quotes and apostrophes; all else stays as it is."""
    inline = _quotes.parseInline(text)[0]
    return "".join(child.content for child in inline.children or ())
