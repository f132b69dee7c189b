"""Parsed text -> marks in it that mean nothing here, and that readers would see as typed.

Whoever wants such a mark to be seen puts a backslash before it, as everywhere in Markdown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from partnertools.problems import code
from partnertools.source import fences

# What has been understood leaves no text behind, but a gap of its own kind.
ESCAPED, CODE, LINK = "\ue000", "\ue001", "\ue002"
# What the parser takes for no address.
SCHEMES = "(?:file|data|javascript|vbscript|FILE):"
UNESCAPE = "or put `\\` before it"


@dataclass(frozen=True, slots=True)
class Leftover:
    """A mark that was not understood; `line` counts from 0, the first line of the text.

    `opens` says that a control was meant to begin here, whose end stands further below.
    """

    line: int
    what: str
    remedy: str
    opens: bool = False


def literal(children: Sequence[Token]) -> str:
    """Return the text of inline tokens as far as it was taken literally."""
    text = ""
    automatic = False
    for child in children:
        if child.type == "link_open":
            automatic = child.markup == "autolink"
        elif child.type == "link_close":
            text += LINK if automatic else ""
            automatic = False
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "html_inline":
            text += "\n" * child.content.count("\n")
        elif child.type == "text_special":
            # A backslash before a letter is nothing but a backslash.
            text += child.content if child.content == child.markup else ESCAPED
        elif child.type in ("code_inline", "image"):
            text += CODE
        elif child.type == "text" and not automatic:
            text += child.meta.get("typed", child.content)
    return text


# Whoever serves a project has all of it read again at every change of one file.
@lru_cache(maxsize=5_000)
def find(text: str, codes: tuple[str, ...] = ()) -> tuple[Leftover, ...]:
    """Return what is left over in the literal text of a paragraph, heading, cell or label.

    Where a whole line is not what it looks like, what follows in its paragraph is only a
    consequence, and not told. `codes` are the texts of the code spans.
    """
    return tuple(_find(text, codes))


def _find(text: str, codes: Sequence[str]) -> Iterator[Leftover]:
    for span in codes:
        if fences.is_opening(span) and not span.rstrip().endswith("}"):
            yield Leftover(0, f"{code(span)} doesn't begin a control", fences.HOW, True)
            return
    if found := _line(text):
        yield found
        return
    for pattern, words, remedy in INLINE:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start())
            yield Leftover(line, _as_typed(match[0], words), f"{remedy(match)}, {UNESCAPE}")


def _line(text: str) -> Leftover | None:
    """Return the first line that looks like the beginning of a block, and isn't one."""
    lines = text.split("\n")
    if found := _DASHES.search(text):
        what = _as_typed(found["first"], "dashes begin no items of a list")
        return Leftover(text.count("\n", 0, found.start()), what, "begin each line with `- `")
    for number, line in enumerate(lines):
        if fences.is_opening(line):
            what = f"{code(_put_on_one_line(line))} doesn't begin a control"
            return Leftover(number, what, fences.HOW, True)
        if key := fences.option(line):
            what = f"the option `:{key[0]}:` stands outside of a control"
            remedy = "put it right below the first line of its control"
            return Leftover(number, what, remedy, True)
        for pattern, words, mend in LINES:
            if match := pattern.match(line):
                return Leftover(number, _as_typed(line, words), mend(match))
    return None


def _put_on_one_line(text: str) -> str:
    """Return a typed text for a message, which is one line long."""
    seen = re.sub(f"[{ESCAPED}{CODE}{LINK}]", "…", " ".join(text.split()))
    return seen if len(seen) <= 80 else f"{seen[:80]}…"


def _as_typed(text: str, reason: str) -> str:
    return f"{code(_put_on_one_line(text))} would be printed as it is typed: {reason}"


def _always(remedy: str) -> Callable[[re.Match[str]], str]:
    return lambda match: remedy


def _heading(match: re.Match[str]) -> str:
    written = f"{max(match['signs'], '##')} {_put_on_one_line(match['words'])}"
    return f"put a space after the `#`: {code(written)}"


# One line that begins with a dash may name an author, or be what somebody says.
_DASHES = re.compile(r"^\s*(?P<first>[–—−] .*)\n\s*[–—−] ", re.MULTILINE)
Pattern = tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]]

# What begins a line: what it looks like, what it isn't, what to do.
LINES: tuple[Pattern, ...] = (
    (
        re.compile(r"\s*[`´‘’'\"“”~]{2,}\s*$"),
        "it doesn't close what stands above",
        _always("write three backticks, alone on the line"),
    ),
    (
        re.compile(r"\s*:{3,}"),
        "boxes with `:::` aren't known",
        _always("remove it, and write the text as a paragraph, or as a quote with `> `"),
    ),
    (
        re.compile(r"\s*(!{3}|\?{3})\+?\s*\w"),
        "boxes of this kind aren't known",
        _always("write the text as a paragraph, or as a quote with `> `"),
    ),
    (
        re.compile(r"\s*\[![A-Za-z]+\]"),
        "boxes of this kind aren't known",
        _always("remove it, and begin with a word in bold, as in `**Note:**`"),
    ),
    (
        re.compile(r"\s*\[\[?_?TOC_?\]?\]", re.IGNORECASE),
        "pages make their own lists of headings",
        _always("remove it"),
    ),
    (
        re.compile(r"(?P<signs>#{2,6})(?P<words>[^\s#].*|[^\S \t].*)"),
        "it isn't a heading without a space after the `#`",
        _heading,
    ),
    (
        re.compile(r"(?P<signs>#)(?P<words>[^\W\d].*)"),
        "it isn't a heading without a space after the `#`",
        lambda match: f"{_heading(match)}, or put `\\` before it",
    ),
    (
        re.compile(r"#{7,}\s"),
        "headings have six `#` at most",
        _always("begin it with `##`"),
    ),
    (
        re.compile(r"\s*\|(\s|.*\|)"),
        "a table needs a line such as `| --- | --- |` below its first, with as many columns",
        _always("add that line, or mend it"),
    ),
    (
        re.compile(r"(?=.*\|)\s*[-:|\s]*-[-:|\s]*$"),
        "a table's first line has as many columns as this one",
        _always("make them as many, with the first line right above"),
    ),
    (
        re.compile(r"\s*\[[ xX]?\](\s|$)"),
        "boxes to tick aren't made this way",
        _always("use a `pick-many`, or remove the brackets"),
    ),
    (
        re.compile(r"\s*\[\^[^\]]+\]:"),
        "footnotes aren't known",
        _always("put the note into the text, in parentheses"),
    ),
    (
        re.compile(r"\s*\[[^\[\]]+\]:(\s|$)"),
        "it isn't the address of a link, which has no spaces",
        _always("write `[name]: address`, or put `\\` before it"),
    ),
    (
        re.compile(r":(\s|\w)"),
        "it isn't the definition of a term",
        _always("begin it with `: `, and put its term on a line of its own right above"),
    ),
    (
        re.compile(r"\s*[•●▪◦‣]"),
        "it isn't an item of a list",
        _always("begin the line with `- `"),
    ),
    (
        re.compile(r"\s*(?P<sign>[-+]|\d{1,3}[.)])(?P<words>[^\W\d_].*)"),
        "it isn't an item of a list without a space",
        lambda match: (
            f"write {code(match['sign'] + ' ' + _put_on_one_line(match['words']))}, {UNESCAPE}"
        ),
    ),
)

# What stands within lines.
INLINE: tuple[Pattern, ...] = (
    (
        re.compile(r"!?\[\[[^\[\]\n]+\]\]"),
        "links aren't written this way",
        _always("write `[words](file.md)`"),
    ),
    (
        re.compile(r"\[\^[^\]\s]*\]"),
        "footnotes aren't known",
        _always("put the note into the text, in parentheses"),
    ),
    (
        re.compile(r"!?\[[^\[\]\n]*\]\s+\(([^\s()]*(\.\w+|#|/|:)[^\s()]*|" + LINK + r")\)"),
        "a link has no space between `]` and `(`",
        _always("remove the space"),
    ),
    (
        re.compile(r"\([^()\n]*\)\[([^\s\[\]]*(\.\w+|#|/|:)[^\s\[\]]*|" + LINK + r")\]"),
        "a link has its words in `[…]` and its address in `(…)`",
        _always("write `[words](address)`"),
    ),
    (
        re.compile(r"!\[[^\[\]\n]*\]\(\s*" + SCHEMES + r"[^\s()]*\)?"),
        "no picture has such an address",
        _always("put the picture beside this file, in a folder of its own, and write its name"),
    ),
    (
        re.compile(r"(?<!!)\[[^\[\]\n]*\]\(\s*" + SCHEMES + r"[^\s()]*\)?"),
        "nobody else can follow such a link",
        _always("name a file relative to this one, or give a whole https address"),
    ),
    (
        re.compile(r"(!?\[[^\[\]\n]*)?\]\((?!\s*" + SCHEMES + r")[^()\n]*\)?"),
        "a bracket is missing, or its address holds a space",
        _always("write `[words](address)`, with `%20` for each space of the address"),
    ),
    (
        re.compile(r"!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]"),
        "this name of an address isn't known",
        _always("write the address itself, as in `[words](address)`"),
    ),
    (
        re.compile(r"\{\{.{0,99}?\}\}|\{%.{0,99}?%\}|\{<.{0,99}?>\}"),
        "nothing is filled in here",
        _always("write the words themselves"),
    ),
    (
        re.compile(r"\{[a-z][\w:.-]*\}" + CODE),
        "roles aren't known",
        _always("remove the braces"),
    ),
    (
        re.compile(r"\{:?\s*(?P<sign>[#.])\s+(?P<name>[\w-]+)\s*\}"),
        "a name stands right behind its sign",
        lambda match: f"write `{{{match['sign']}{match['name']}}}`",
    ),
    (
        re.compile(r"\{:?\s*([#.]+[\w-]|(id|class|kind|width|lines)\s*=)[^{}\n]*\}"),
        "braces belong on the line above a heading, or right behind the `]` of a choice, row"
        " or column",
        _always("move it there, or remove it"),
    ),
    (
        re.compile(
            r"\$\$.{1,199}?\$\$"
            r"|\$(?=[^\s$])([^\s$]|[^\n$]{0,99}[\\^_={+][^\n$]{0,99})(?<!\s)\$(?!\d)"
        ),
        "formulas aren't known",
        _always("write it in words and signs"),
    ),
    (
        re.compile(r"~~"),
        "words struck out stand close between `~~` and `~~`",
        _always("write it in pairs, without spaces inside"),
    ),
    (
        re.compile(r"(?<![~\w])~[^\s~" + ESCAPED + r"]+~(?!~)|(?<=\w)~\w+~"),
        "it makes nothing smaller or lower",
        _always("write the words alone, or `~~…~~` to strike them out"),
    ),
    (
        re.compile(r"\^[^\s^]+\^"),
        "it makes nothing higher",
        _always("write the words alone, or a sign such as `²`"),
    ),
    (
        re.compile(r"==[^=\s]([^=\n]*[^=\s])?=="),
        "marked words aren't known",
        _always("write `**…**` for bold words"),
    ),
    (
        re.compile(r"\*\*|(?<!_)__(?=[^\W_])|(?<=[^\W_])__(?!_)"),
        "bold words stand close between `**` and `**`",
        _always("write it in pairs, without spaces inside"),
    ),
    (
        re.compile(r"&#?\w+;"),
        "no sign has this name",
        _always("write the sign itself"),
    ),
    (
        re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])"),
        "signs aren't called by names",
        _always("write words"),
    ),
    (
        re.compile(r"<!--"),
        "the comment isn't closed",
        _always("write `-->` where it ends"),
    ),
    (
        re.compile(r"`+"),
        "it has no partner",
        _always("write `´` or a quote where you mean one"),
    ),
)
