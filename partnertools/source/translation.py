"""A catalogue of translations -> what `parse` says in place of the texts of the source.

A translation is read by the parser that reads the source. What would be shown otherwise than meant
is a problem on its line, and is not shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markdown_it.token import Token

from partnertools.interface.messages import Entry, Messages
from partnertools.model.languages import Translation
from partnertools.problems import Problem, Where, code
from partnertools.source import leftovers, markdown
from partnertools.source.plain import MARKDOWN, MARKS, PLAIN
from partnertools.source.texts import Texts, WrittenText

SHOWN = 5
# What every link, picture and bare address has in it.
ADDRESS = re.compile(r"[\[<@:]|www\.")


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    path: Path


class Translated(Texts):
    """Texts said `into` another language, by catalogues of which the first that has one counts.

    What is translated in none stays in the `language` of the source.
    """

    def __init__(
        self, catalogues: Sequence[Messages], language: str, into: str, problems: list[Problem]
    ) -> None:
        super().__init__()
        self.language = language
        self.into = into
        self.catalogues = catalogues
        self.problems = problems
        self.version = sha256(repr((language, into, *catalogues)).encode()).hexdigest()
        self._found: dict[tuple[str, str], _Found] = {}
        for catalogue in reversed(catalogues):
            for entry in catalogue.entries:
                self._found[entry.context, entry.id] = _Found(entry, catalogue.path)
        # What each text says, and those of which there is no translation.
        self._said: dict[tuple[str, str], str | None] = {}
        self.shown: list[tuple[Where, str]] = []
        self.untranslated: list[WrittenText] = []
        self.fuzzy: list[_Found] = []

    def say(self, text: WrittenText) -> str | None:
        """Return the translation of a text, if there is one that can be shown."""
        self.heard.append(text)
        return self._say(text)

    def hear_again(self, texts: Iterable[WrittenText]) -> None:
        """Count texts as said, whose translations were looked at before."""
        for text in texts:
            self._say(text, is_right=True)

    def _say(self, text: WrittenText, *, is_right: bool = False) -> str | None:
        key = text.context, text.text
        if key not in self._said:
            self._said[key] = self._translation(text, is_right=is_right)
        return self._said[key]

    def _translation(self, text: WrittenText, *, is_right: bool) -> str | None:
        found = self._found.get((text.context, text.text))
        if found and found.entry.is_translated:
            where = Where(found.path, found.entry.lines[0])
            words = found.entry.strings[0]
            mistakes = [] if is_right else [*find_mistakes(text, words, where, self.into)]
            self.problems += mistakes
            self.shown.append((where, words))
            return None if mistakes else words
        if found and found.entry.is_fuzzy:
            self.fuzzy.append(found)
        self.untranslated.append(text)
        return None

    def share(self) -> Translation:
        """Return how much is translated."""
        missing = len(self.untranslated)
        return Translation(self.into, len(self._said), len(self._said) - missing, len(self.fuzzy))

    def notes(self, content: Path) -> Iterator[Problem]:
        """Yield notes with lines: on all that has no translation, and on what is there no more.

        Of bases, an edition may leave out what their catalogues have; so the latter is told of the
        catalogue in the folder `content` alone.
        """
        yield from self._explain_missing()
        for catalogue in self.catalogues:
            stale = [
                entry.line
                for entry in catalogue.entries
                if any(entry.strings) and (entry.context, entry.id) not in self._said
            ]
            if stale and catalogue.path.is_relative_to(content):
                what = f"{self.into}: the content has no longer what is on line {_some(stale)}"
                remedy = f"run `partnertools translate extract {self.into}`, which keeps it apart"
                yield Problem(Where(catalogue.path, stale[0]), what, remedy)

    def _explain_missing(self) -> Iterator[Problem]:
        if not self.untranslated:
            return
        known = [self._found.get((text.context, text.text)) for text in self.untranslated]
        there = [one for one in known if one]
        new = len(known) - len(there)
        what = f"{self.into}: {self.share()}"
        remedies = []
        if there:
            what += f"; missing on line {_some(sorted(one.entry.line for one in there))}"
            remedies.append("write what is missing, and look at what is `fuzzy`")
        if new:
            what += f"; {new:,} new or changed"
            remedies.append(f"run `partnertools translate extract {self.into}` for new texts")
        path = there[0].path if there else self.catalogues[0].path
        line = min((one.entry.line for one in there), default=0)
        yield Problem(Where(path, line), what, ", and ".join(remedies))


def _some(lines: Sequence[int]) -> str:
    """Return the first of some lines, and how many more there are."""
    more = f", and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
    return ", ".join(map(str, lines[:SHOWN])) + more


def find_mistakes(text: WrittenText, words: str, where: Where, language: str) -> Iterator[Problem]:
    """Yield what is wrong with the translation of a text, at the place of the translation."""
    said = markdown.inline(words, language=language)
    children = said.children or []
    line = where
    for found in leftovers.find(leftovers.literal(children), tuple(_codes(children))):
        yield Problem(line, found.what, found.remedy)
    for child in children:
        if child.type == "html_inline":
            remedy = MARKDOWN if text.is_markdown else PLAIN
            yield Problem(line, f"raw HTML: {code(child.content)}", remedy)
        elif child.type == "span_open":
            what = "braces behind brackets, which mean something else here"
            yield Problem(line, what, "put a `\\` before the first brace, or remove them")
        elif not text.is_markdown and child.type in MARKS and child.markup != "autolink":
            what = f"{MARKS[child.type]} where only plain text can stand"
            yield Problem(line, what, "remove the signs around the words")
    if text.is_markdown:
        # Few texts have an address, and parsing takes longer than all else here.
        has_any = ADDRESS.search(text.text)
        wanted = Counter(_addresses(markdown.inline(text.text)) if has_any else ())
        there = Counter(_addresses(said))
        for address in wanted - there:
            remedy = "write it in parentheses behind the words that lead there, as in the source"
            yield Problem(line, f"the address {code(address)} is missing", remedy)
        for address in there - wanted:
            remedy = "keep the addresses as they are in the source"
            yield Problem(line, f"the source has no address {code(address)} here", remedy)


def _addresses(inline: Token) -> Iterator[str]:
    for child in inline.children or ():
        if child.type == "link_open":
            yield str(child.attrs.get("href", ""))
        elif child.type == "image":
            yield str(child.attrs.get("src", ""))


def _codes(children: Sequence[Token]) -> Iterator[str]:
    yield from (child.content for child in children if child.type == "code_inline")
