"""A `Toolkit` and its sources -> the letters that paper can't show, with their lines."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import bidirectional, category, east_asian_width, name

from partnertools import typeface
from partnertools.model.prompt import Prompt
from partnertools.model.prose import Prose
from partnertools.model.toolkit import (
    Document,
    Guide,
    ScaleKey,
    Section,
    Tool,
    ToolCard,
    Toolkit,
)
from partnertools.model.typefaces import Typeface
from partnertools.problems import Problem, Where
from partnertools.source import typefaces
from partnertools.source.sources import Source

# Names of letters in Unicode begin with their script; these are of no script, or of ours.
OURS = ("LATIN", "GREEK", "CYRILLIC", "COMBINING", "MODIFIER", "MATHEMATICAL", "FULLWIDTH")
SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "ARABIC-INDIC": "Arabic",
    "EXTENDED": "Arabic",
}
# A typeface that has the letters of a script; for others its name ends with that of the script.
TYPEFACES = {"Chinese": "SC", "Japanese": "JP", "Korean": "KR"}
# Attributes of the model's nouns that are not printed; what a scale says is looked at where it
# stands.
UNSEEN = ("id", "slug", "where", "value", "kind", "scale", "rows_from")
SHOWN = 3
# Until the document is known.
NOWHERE = Path()
# How a character that is not printed begins in how prose is held.
ESCAPED = "\\u"


class PrintedText(NamedTuple):
    """What is printed, with the place where it stands; of prose, the text is how it is held."""

    path: Path
    line: int
    text: str
    is_typed: bool = False
    is_heading: bool = False
    prose: Prose | None = None


def problems(toolkit: Toolkit, sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield what no typeface of the PDFs has, each where it stands in the content."""
    own = toolkit.typefaces.text

    def find_lacking(one: PrintedText) -> Iterator[str]:
        for char in typeface.find_lacking(one.text, is_typed=one.is_typed):
            # What people type is set in the usual typeface, whatever the toolkit has.
            if one.is_typed or not own or char in [*typefaces.find_lacking(own, char)]:
                yield char

    found = _find(toolkit, sources, find_lacking)
    for is_typed, path in sorted(found, key=lambda place: place[0]):
        yield from _explain_missing(path, found[is_typed, path], is_typed)


def of_translations(toolkit: Toolkit, texts: Iterable[tuple[Where, str]]) -> Iterator[Problem]:
    """Yield what no typeface of the PDFs has of texts that stand in catalogues."""
    own = toolkit.typefaces.text
    found: dict[Path, dict[str, int]] = {}
    for where, text in texts:
        for char in typeface.find_lacking(text):
            if not own or char in [*typefaces.find_lacking(own, char)]:
                found.setdefault(where.path, {}).setdefault(char, where.line)
    for path, chars in found.items():
        yield from _explain_missing(path, chars, is_typed=False)


def notes(toolkit: Toolkit, sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield what a typeface of the toolkit's own lacks, and the usual one has."""
    if not toolkit.typefaces.by_family:
        return
    used = {False: toolkit.typefaces.text, True: toolkit.typefaces.headings}
    for is_heading, own in used.items():
        if not own:
            continue

        def find_lacking(
            one: PrintedText, own: Typeface = own, is_heading: bool = is_heading
        ) -> Iterator[str]:
            other = one.is_heading and toolkit.typefaces.headings
            if not one.is_typed and (one.is_heading if is_heading else not other):
                missing = set(typeface.find_lacking(one.text))
                yield from (c for c in typefaces.find_lacking(own, one.text) if c not in missing)

        for (_, path), chars in _find(toolkit, sources, find_lacking).items():
            by_line: dict[int, list[str]] = {}
            for char, line in chars.items():
                by_line.setdefault(line, []).append(char)
            for line, some in by_line.items():
                what = f"the typeface `{own.name}` has no {_quote(some)}: the usual one is used"
                yield Problem(Where(path, line), what, "use another sign, or leave it so")


def _find(
    toolkit: Toolkit,
    sources: Sequence[Source],
    find_lacking: Callable[[PrintedText], Iterator[str]],
) -> dict[tuple[bool, Path], dict[str, int]]:
    """Return the characters that are lacking, with the first line of each.

    They come by whether they are typed into a field, and by their files.
    """
    of_path = {s.path: s for s in sources}

    def text_of(path: Path) -> str:
        return of_path[path].text if path in of_path else ""

    # Those of one file after the other are asked for.
    lines = lru_cache(8)(lambda path: text_of(path).splitlines())
    # What stands for bytes that can't be read was named with them.
    damaged = {s.path for s in sources if not s.is_utf_8}
    words: dict[Path, list[Path]] = {}
    tools = {s.slug: s.path for s in sources if s.kind == "tools"}
    for s in sources:
        if s.kind == "words" and s.slug in tools:
            words.setdefault(tools[s.slug], []).append(s.path)
    found: dict[tuple[bool, Path], dict[str, int]] = {}

    for one, char in _find_chars(_all(toolkit, sources, lines), find_lacking):
        path, line = one.path, one.line
        if char == "\ufffd" and path in damaged:
            continue
        # An edition's own words stand in a file of their own.
        if char not in text_of(path):
            said = (one for one in words.get(path, ()) if char in text_of(one))
            if other := next(said, None):
                path, line = other, 1
        known = found.setdefault((one.is_typed, path), {})
        known.setdefault(char, _line(lines(path), line, char))

    return found


def _find_chars(
    printed: Iterable[PrintedText], find_lacking: Callable[[PrintedText], Iterator[str]]
) -> Iterator[tuple[PrintedText, str]]:
    """Yield each character that is lacking, with the text that it is in."""
    for one in printed:
        if one.prose is None:
            yield from ((one, char) for char in find_lacking(one))
        # Nearly always, how it is held shows that nothing is lacking.
        elif ESCAPED in one.text or any(find_lacking(one)):
            for line, text in _words(one.prose, one.line):
                part = one._replace(line=line, text=text)
                yield from ((part, char) for char in find_lacking(part))


def _words(prose: Prose, line: int) -> Iterator[tuple[int, str]]:
    """Yield what is printed of prose, with the lines on which it begins."""
    for token in prose.tokens:
        line = token.map[0] if token.map else line
        if not token.children:
            yield line, token.content
        for child in token.children or ():
            # An image's content is its alternative text, which is not drawn.
            if child.type != "image":
                yield line, child.content


def _all(
    toolkit: Toolkit, sources: Sequence[Source], lines: Callable[[Path], list[str]]
) -> Iterator[PrintedText]:
    """Yield all that is printed; `lines` returns those of a file."""
    paths = {(s.kind, s.slug): s.path for s in sources}
    for document in _find_printed(toolkit):
        path = document.where.path
        for key, text in _front_matter(document):
            yield PrintedText(path, _key(lines(path), key), text, is_heading=key == "title")
        for said in _texts(document.introduction, document.sections):
            yield said._replace(path=path)
    for tool in toolkit.tools:
        asked = [block for block in tool.opening.blocks if isinstance(block, Prompt)]
        if asked:
            for said in _texts((), (tool.opening,)):
                yield said._replace(path=asked[0].where.path)
    for scale in toolkit.scales:
        path = paths["scales", scale.id]
        for point in scale.points:
            yield PrintedText(path, 1, f"{point.symbol} {point.word} {point.meaning}")
    for packet in toolkit.packets:
        path = packet.where.path
        for key in ("title", "summary", "cover"):
            yield PrintedText(path, _key(lines(path), key), getattr(packet, key))
    if toolkit.packets and ("toolkit", "toolkit") in paths:
        path = paths["toolkit", "toolkit"]
        for key in ("title", "publisher", "contact"):
            yield PrintedText(path, _key(lines(path), key), getattr(toolkit, key))


def _find_printed(toolkit: Toolkit) -> Iterator[Document]:
    inside = {target for packet in toolkit.packets for target in packet.contents}
    for document in toolkit.documents():
        if isinstance(document, Tool) or document.target in inside:
            yield document
        if isinstance(document, Guide) and document.card:
            # Of the card, only the text is printed.
            yield dataclasses.replace(
                document.card, summary="", source="", credit="", citation="", ours=()
            )


def _front_matter(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what is printed of a document's front matter, with its keys."""
    for key in ("title", "summary", "source", "credit", "citation"):
        yield key, getattr(document, key)
    yield "ours", " ".join(document.ours)
    if isinstance(document, Tool):
        for key in ("readers", "who", "when"):
            yield key, getattr(document, key)
        for key, prose in (("next", document.then), ("facilitator", document.facilitator)):
            yield from ((key, text) for _, text in _words(prose, 1))


def _texts(blocks: Sequence[object], sections: Sequence[Section]) -> Iterator[PrintedText]:
    """Yield what is printed of blocks and sections, with the lines from which on it stands."""
    for block in blocks:
        line = block.where.line if isinstance(block, Prompt | ToolCard) else 1
        if not isinstance(block, ScaleKey):
            yield from _find_texts(block, line)
        if isinstance(block, Prompt):
            for one in block.fields(""):
                yield PrintedText(NOWHERE, line, one.value, is_typed=True)
    for section in sections:
        yield from (said._replace(is_heading=True) for said in _find_texts(section.heading, 1))
        yield from _texts(section.blocks, section.parts)


def _find_texts(value: object, line: int) -> Iterator[PrintedText]:
    if isinstance(value, str):
        yield PrintedText(NOWHERE, line, value)
    elif isinstance(value, tuple):
        for one in value:
            yield from _find_texts(one, line)
    elif isinstance(value, Prose):
        yield PrintedText(NOWHERE, line, value.written, prose=value)
    else:
        kind: Any = type(value)
        for name in _list_printed(kind):
            yield from _find_texts(getattr(value, name), line)


@cache
def _list_printed(kind: Any) -> tuple[str, ...]:
    """Return the fields of a noun that are printed; there are none of anything else."""
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in UNSEEN)


def _key(lines: Sequence[str], key: str) -> int:
    """Return the line of a key in YAML."""
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _line(lines: Sequence[str], first: int, char: str) -> int:
    """Return the line on which a character stands; the first one where it is written otherwise."""
    for number, line in enumerate(lines[first - 1 :], first):
        if char in line:
            return number
    return first


def _explain_missing(path: Path, chars: dict[str, int], is_typed: bool) -> Iterator[Problem]:
    which = "for typed text " if is_typed else ""
    scripts: dict[str, list[str]] = {}
    signs: dict[int, list[str]] = {}
    is_japanese = any(_script(char) == "Japanese" for char in chars)
    for char, line in sorted(chars.items(), key=lambda item: item[1]):
        if script := _script(char):
            # Japanese is written with Chinese letters too.
            script = "Japanese" if is_japanese and script == "Chinese" else script
            scripts.setdefault(script, []).append(char)
        else:
            signs.setdefault(line, []).append(char)
    for script, letters in scripts.items():
        what = f"the typeface {which}of the PDFs has no {script} letters ({_quote(letters)})"
        remedy = "leave the field empty, or write it in other letters"
        if not is_typed:
            # Their names are in the typeface's: Noto Sans Thai, Noto Sans JP.
            other = f"Noto Sans {TYPEFACES.get(script, script)}"
            remedy = f"give the toolkit a typeface that has them, such as {other} (`typefaces`)"
        yield Problem(Where(path, min(chars[c] for c in letters)), what, remedy)
    for line, some in signs.items():
        what = f"the typeface of the PDFs has no {_quote(some)}"
        yield Problem(Where(path, line), what, "use another sign")


def _script(char: str) -> str:
    """Return the script of a letter or its punctuation; empty for ours, and for other signs."""
    is_asian = category(char)[0] == "P" and east_asian_width(char) in "WF"
    is_letter = category(char)[0] in "LM" or category(char) == "Nd"
    if is_asian or 0x2100 <= ord(char) < 0x2150:
        return "Chinese" if is_asian else ""
    if not is_letter and bidirectional(char) not in ("R", "AL", "AN"):
        return ""
    word = name(char, "LATIN").split()[0]
    return "" if word in OURS else SCRIPTS.get(word, word.title())


def _quote(chars: Sequence[str]) -> str:
    shown = ", ".join(f"`{char}`" for char in chars[:SHOWN])
    return f"{shown} …" if len(chars) > SHOWN else shown
