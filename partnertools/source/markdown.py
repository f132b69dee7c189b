"""Markdown -> tokens, and what the parser of documents asks of tokens.

CommonMark with tables, definition lists, words struck out, addresses that are links by themselves,
attributes and typographic quotes; without code by indentation, which is hardly ever meant.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from partnertools.typography import quotes, space

ATTRIBUTES = ("id", "class", "kind", "width", "lines")
# Where a heading's attributes stand, in its token's `meta`.
ATTRIBUTES_AT = "attributes_at"
# How many texts are remembered with their tokens: where a toolkit is read again, few are new.
REMEMBERED = 8192
COMMENT = re.compile(r"\s*(<!--.*?-->\s*)+", re.DOTALL)


@dataclass(slots=True)
class ParsedText:
    """Parsed text: its blocks, and each line on which the parser dropped something.

    `addresses` are the lines of `[name]: address` by name, and `used` the names that links use.
    """

    tokens: list[Token]
    lost: list[tuple[int, str, str]]
    addresses: dict[str, int]
    used: set[str]


def parse(
    text: str,
    first_line: int = 1,
    references: dict[str, Any] | None = None,
    language: str = "en",
) -> ParsedText:
    """Parse text of a language; the `map` of each token counts from line 1 of the file.

    `references` are the addresses by name that are known already; those of the text are added.
    """
    known = references if references is not None else {}
    before = tuple((name, to["href"], to["title"]) for name, to in known.items())
    found = _parse(text if text.endswith("\n") else f"{text}\n", before, language)
    for name, to in found.addresses.items():
        known[name] = {**to, "map": [number + first_line for number in to["map"]]}
    tokens = [_copy(token) for token in found.tokens]
    for token in tokens:
        if token.map:
            token.map = [token.map[0] + first_line, token.map[1] + first_line]
        if ATTRIBUTES_AT in token.meta:
            token.meta[ATTRIBUTES_AT] += first_line
    children = [child for token in tokens for child in token.children or ()]
    return ParsedText(
        tokens,
        [(line + first_line, what, remedy) for line, what, remedy in found.lost],
        {name: known[name]["map"][0] for name in found.addresses},
        {str(child.meta["label"]) for child in children if "label" in child.meta},
    )


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What the parser makes of a text, with lines that count from 0."""

    tokens: list[Token]
    lost: list[tuple[int, str, str]]
    addresses: dict[str, Any]


@lru_cache(REMEMBERED // 8)
def _parse(text: str, known: tuple[tuple[str, str, str], ...], language: str) -> _Parsed:
    references: dict[str, Any] = {
        name: {"href": href, "title": title, "map": [0, 0]} for name, href, title in known
    }
    env: dict[str, Any] = {"references": references, "lost": []}
    tokens = _parser(language).parse(text, env)
    lost = env["lost"]
    for again in env.get("duplicate_refs", ()):
        what = f"the address `[{again['label'].lower()}]` is used twice"
        lost.append((again["map"][0], what, "remove one of them"))
    for name, *_ in known:
        references.pop(name, None)
    return _Parsed(tokens, lost, references)


def inline(
    text: str,
    has_typed_quotes: bool = False,
    references: dict[str, Any] | None = None,
    language: str = "en",
) -> Token:
    """Parse the text of one paragraph, with the quotes of a language or as they are typed."""
    setting = "" if has_typed_quotes else language
    if references:
        return _parse_inline(text, setting, references)
    return _copy(_parse_once(text, setting))


def _parse_inline(text: str, language: str, references: dict[str, Any]) -> Token:
    return _parser(language).parseInline(text, {"lost": [], "references": references})[0]


@lru_cache(REMEMBERED)
def _parse_once(text: str, language: str) -> Token:
    return _parse_inline(text, language, {})


def _copy(token: Token) -> Token:
    """Return a token that may be changed, though the one that it is of is remembered."""
    return Token(
        token.type,
        token.tag,
        token.nesting,
        {**token.attrs},
        token.map,
        token.level,
        token.children and [_copy(child) for child in token.children],
        token.content,
        token.markup,
        token.info,
        {**token.meta},
        token.block,
        token.hidden,
    )


def written(token: Token) -> str:
    """Return an inline token as it is written, on one line but for breaks that are meant."""
    text = re.sub(r"<!--.*?-->", "", token.content, flags=re.DOTALL)
    broken = re.sub(r"(\\|[ \t]{2,})\n[ \t]*", "\\\n", text.strip())
    return "\\\n".join(re.sub(r"\s+", " ", line) for line in broken.split("\\\n"))


def typed(token: Token) -> str:
    """Return what an inline token of plain text was typed as."""
    return "".join(
        " "
        if child.type in ("softbreak", "hardbreak")
        else child.markup
        if child.type == "text_special"
        else str(child.meta.get("typed", child.content))
        for child in token.children or ()
        if child.type != "html_inline"
    )


def reword(token: Token, text: str, language: str) -> Token:
    """Return an inline token with other words, in the same place."""
    words = inline(text, language=language)
    words.map = token.map
    return words


def as_text(token: Token, text: str) -> Token:
    """Return an inline token that is a text without marks, in the place of another one."""
    words = Token("text", "", 0, content=text, meta={"typed": text})
    return Token("inline", "", 0, map=token.map, content=text, children=[words])


def _note_dropped_attributes(state: StateCore) -> None:
    """Note attributes that the parser would drop, or put where they mean nothing."""
    lines = state.src.split("\n")
    for number, token in enumerate(state.tokens):
        if token.type != "attrs_block" or token.map is None:
            continue
        after = state.tokens[number + 1] if number + 1 < len(state.tokens) else None
        written = lines[token.map[0]].strip()
        if not re.fullmatch(r"[>\s]*\{[^{}]*\}", written):
            what = f"`{written}` begins with braces"
            remedy = "put a `\\` before the first brace"
        elif after is None or after.type not in ("heading_open", "attrs_block"):
            what = f"`{written}` belongs to no heading"
            remedy = "put it on the line above a heading, or remove it"
        elif not token.attrs and not written.startswith("{%"):
            what = f"`{written}` names nothing"
            remedy = "write a name right behind the sign, such as `{#first-steps}`, or remove it"
        else:
            after.meta[ATTRIBUTES_AT] = token.map[0]
            continue
        state.env["lost"].append((token.map[0], what, remedy))


def _note_footnotes(state: StateCore) -> None:
    """Note footnotes, which the parser would take for addresses of links."""
    for name in [name for name in state.env["references"] if name.startswith("^")]:
        line = state.env["references"].pop(name)["map"][0]
        remedy = "put the note into the text, in parentheses"
        state.env["lost"].append((line, "footnotes aren't known", remedy))


def _note_dropped_cells(state: StateCore) -> None:
    """Note cells of tables beyond the last column, which the parser would drop."""
    lines = state.src.split("\n")
    columns = 0
    for token in state.tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            row = re.sub(r"^[>\s]+", "", lines[token.map[0]]).strip()
            cells = re.split(r"(?<!\\)\|", row.removeprefix("|"))
            if cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > columns:
                what = f"`{cells[columns].strip()}` stands beyond the last column of the table"
                remedy = "give the first line of the table and the one below it a column more"
                state.env["lost"].append((token.map[0], what, f"{remedy}, or mend this one"))


def _space(language: str, state: StateCore) -> None:
    """Put the spaces of a language before and behind marks."""
    for token in state.tokens:
        is_behind = False
        for child in token.children or ():
            if child.type == "text":
                # What is typed with a space behind words in bold stands behind a word.
                before = "x" if is_behind and child.content.startswith(" ") else ""
                child.content = space(before + child.content, language).removeprefix(before)
            is_behind = child.nesting < 0 or child.type == "code_inline"


def _keep_as_typed(state: StateCore) -> None:
    """Keep texts as they are typed, for messages: quotes will become typographic."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text":
                child.meta["typed"] = child.content


@lru_cache
def _parser(language: str) -> MarkdownIt:
    """Return a parser that sets marks as a language does; without one, it leaves them."""
    options = {"store_labels": True, "typographer": bool(language), "quotes": quotes(language)}
    made = (
        MarkdownIt("commonmark", options)
        .enable(["table", "strikethrough", "smartquotes"])
        .disable("code")
        .use(deflist_plugin)
        .use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
        .use(attrs_block_plugin, allowed=ATTRIBUTES)
        .use(gfm_autolink_plugin)
    )
    made.core.ruler.after("block", "dropped_attributes", _note_dropped_attributes)
    made.core.ruler.after("block", "footnotes", _note_footnotes)
    made.core.ruler.after("block", "dropped_cells", _note_dropped_cells)
    made.core.ruler.after("inline", "as_typed", _keep_as_typed)
    if language:
        made.core.ruler.after("smartquotes", "spaces", partial(_space, language))
    # What was escaped must be told from what is typed, until it has been looked at.
    made.core.ruler.disable("text_join")
    return made


def attributes_line(token: Token) -> int:
    """Return the line of the braces above a heading; the heading's own where there are none."""
    return int(token.meta.get(ATTRIBUTES_AT, line(token)))


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
    """Make an anchor from a heading's words, in any script."""
    # In lower case, İ would become two signs, the second of which is no letter.
    text = unicodedata.normalize("NFC", text).replace("İ", "i")
    text = re.sub("[’']", "", text).lower()
    signs = (s if unicodedata.category(s)[0] in "LMN" else " " for s in text)
    return "-".join("".join(signs).split()) or "section"


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
