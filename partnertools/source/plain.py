"""Inline tokens -> plain text; marks in it, and what a reader would see of it, are mistakes."""

from collections.abc import Sequence
from dataclasses import replace

from markdown_it.token import Token

from partnertools.problems import Problem, Where
from partnertools.source import leftovers, markdown
from partnertools.source.keyed import LocatedMapping

MARKDOWN = "write it in Markdown, or `\\<` for the sign itself; only comments may stand as HTML"
PLAIN = "remove it, or write `\\<` for the sign itself"
# What a label can't hold: in a script's name of it, in a tooltip and in data it is text alone.
MARKS = {
    "em_open": "words in italics",
    "strong_open": "words in bold",
    "s_open": "words struck out",
    "code_inline": "code",
    "link_open": "a link",
    "image": "a picture",
    "span_open": "an attribute",
}


def plain(inline: Token, where: Where, problems: list[Problem]) -> str:
    """Take an inline token as plain text, and report the marks in it."""
    children = inline.children or []
    for found in find_leftovers(children):
        place = replace(where, line=where.line + found.line)
        problems.append(Problem(place, found.what, found.remedy))
    problems += filter(
        None, (html_mistake(c, where, PLAIN) for c in children if c.type == "html_inline")
    )
    marks = [MARKS[c.type] for c in children if c.type in MARKS and c.markup != "autolink"]
    if marks:
        what = f"{' and '.join(dict.fromkeys(marks))} where only plain text can stand"
        problems.append(Problem(where, what, "remove the signs around the words"))
    return markdown.plain(inline)


def read_plain(
    keyed: LocatedMapping, key: str, default: str | None = None, has_typed_quotes: bool = False
) -> str:
    """Return a text of YAML, which is plain, with typographic quotes or as they are typed."""
    text = keyed.text(key, default)
    written = markdown.inline(text, has_typed_quotes, language=keyed.language)
    return keyed.in_language(key, plain(written, keyed.line(key), keyed.problems))


def find_leftovers(children: Sequence[Token]) -> tuple[leftovers.Leftover, ...]:
    """Return the signs of Markdown in a text that have become nothing."""
    codes = tuple(child.content for child in children if child.type == "code_inline")
    return leftovers.find(leftovers.literal(children), codes)


def html_mistake(token: Token, where: Where, remedy: str = MARKDOWN) -> Problem | None:
    """Return what is wrong with a token of HTML; None for a comment."""
    if markdown.COMMENT.fullmatch(token.content):
        return None
    first = token.content.strip().split("\n")[0]
    if first.startswith("<!--"):
        if "-->" in token.content:
            return Problem(where, "text after a comment", "let the text begin on a line of its own")
        return Problem(where, "a comment that isn't closed", "write `-->` where it ends")
    return Problem(where, f"raw HTML: `{first}`", remedy)
