"""Markdown -> tokens, and what the parser of documents asks of tokens.

CommonMark with tables, definition lists, front matter, attributes and typographic quotes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

ATTRIBUTES = ("id", "class", "kind", "width", "lines")
COMMENT = re.compile(r"\s*(<!--.*?-->\s*)+", re.DOTALL)
_markdown = (
    MarkdownIt("commonmark", {"typographer": True})
    .enable(["table", "smartquotes"])
    .use(front_matter_plugin)
    .use(deflist_plugin)
    .use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
    .use(attrs_block_plugin, allowed=ATTRIBUTES)
)


def parse(text: str, first_line: int = 1) -> list[Token]:
    """Return the block tokens; the `map` of each counts from line 1 of the file."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.map:
            token.map = [token.map[0] + first_line, token.map[1] + first_line]
    return tokens


def line(token: Token) -> int:
    """Return the line on which a token begins, 0 where the parser doesn't say."""
    return token.map[0] if token.map else 0


def plain(token: Token) -> str:
    """Return the text of an inline token without its marks."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type != "html_inline"
    )


def slugify(text: str) -> str:
    """Make an anchor from a heading's words."""
    words = re.findall(r"[^\W_]+", text.replace("’", "").replace("'", "").lower())
    return "-".join(words) or "section"


def split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of one block after the other, from its opening to its closing."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


@dataclass(frozen=True, slots=True)
class Term:
    """A term or an item that carries attributes, with the tokens of its definition or rest.

    `stray` is the line where something stands that belongs to neither; 0 where nothing does.
    """

    label: str
    attributes: dict[str, str]
    rest: tuple[Token, ...]
    line: int
    stray: int = 0


def definitions(block: Sequence[Token]) -> list[Term]:
    """Return the terms of a definition list; several definitions of one term are joined."""
    terms: list[Term] = []
    for part in split(block[1:-1]):
        if part[0].type == "dt_open":
            label, attributes, behind = _spanned(part[1])
            start = line(part[0])
            terms.append(Term(label, attributes, (), start, start if behind else 0))
        elif terms:
            terms[-1] = replace(terms[-1], rest=(*terms[-1].rest, *part[1:-1]))
    return terms


def items(block: Sequence[Token]) -> list[Term]:
    """Return the items of a list; what stands behind the span in its first line is the rest."""
    found = []
    for item in split(block[1:-1]):
        blocks = list(split(item[1:-1]))
        first = blocks[0][1] if blocks and blocks[0][0].type == "paragraph_open" else None
        label, attributes, rest = _spanned(first) if first else ("", {}, ())
        stray = next((line(b[0]) for b in blocks[1 if first else 0 :]), 0)
        found.append(Term(label, attributes, rest, line(item[0]), stray))
    return found


def _spanned(inline: Token) -> tuple[str, dict[str, str], tuple[Token, ...]]:
    children = inline.children or []
    if not children or children[0].type != "span_open":
        return plain(inline), {}, ()
    end = next(i for i, child in enumerate(children) if child.type == "span_close")
    head = Token("inline", "", 0, children=children[1:end])
    written = children[0].attrs | children[0].meta.get("insecure_attrs", {})
    attributes = {key: str(value) for key, value in written.items()}
    rest = children[end + 1 :]
    if not rest:
        return plain(head), attributes, ()
    rest[0].content = rest[0].content.removeprefix(":").lstrip()
    tail = Token("inline", "", 0, map=inline.map, content=inline.content, children=rest)
    return plain(head), attributes, (tail,)
