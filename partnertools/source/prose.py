"""Tokens -> `Prose`, or plain text: links and pictures are found, named and noted.

Nothing is dropped or left as it was typed without a word: what isn't known here is reported.
"""

import os
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote, urlsplit

from markdown_it.token import Token

from partnertools.foreign import Foreign
from partnertools.model.prose import Prose
from partnertools.model.toolkit import Link, Picture
from partnertools.problems import Problem, Where, code
from partnertools.source import addresses, attachments, disk, fences, markdown, pictures
from partnertools.source.keyed import WrittenValue
from partnertools.source.plain import find_leftovers, html_mistake, plain
from partnertools.source.sources import CARD, FILES, Source
from partnertools.source.texts import Texts, WrittenText

# How a quotation begins that names its source.
CITATION = "Source: "


@dataclass(slots=True)
class Reader:
    """Reads one source and gathers what it links to and shows.

    `say` gives other words for a label, a hint or a heading, by the name of the group and the id;
    `texts` those of another language.
    """

    source: Source
    problems: list[Problem]
    say: Callable[[str, str], WrittenValue | None] = lambda _group, _key: None
    texts: Texts = field(default_factory=Texts)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    references: dict[str, Any] = field(default_factory=dict)
    _unused: dict[str, int] = field(default_factory=dict)
    _awaits_end: bool = False

    def where(self, line: int = 0) -> Where:
        """Return a place in this source."""
        return Where(self.source.path, line)

    def report(self, line: int, what: str, remedy: str) -> None:
        """Note a mistake on a line of this source."""
        self.problems.append(Problem(self.where(line), what, remedy))

    def parse(self, text: str, first_line: int = 1) -> list[Token]:
        """Parse a part of this source, and report what the parser would drop."""
        parsed = markdown.parse(text, first_line, self.references, self.source.language)
        for line, what, remedy in parsed.lost:
            self.report(line, what, remedy)
        self._unused |= parsed.addresses
        for name in parsed.used:
            self._unused.pop(name, None)
        return parsed.tokens

    def finish(self) -> None:
        """Report the addresses that no link has used, for nobody would see them."""
        for name, line in self._unused.items():
            what = f"no link uses the address `[{name.lower()}]`, so nobody would see this line"
            remedy = "remove it, or put a `\\` before it to print it"
            self.report(line, what, remedy)

    def prose(self, tokens: Sequence[Token], part: str = "", about: Sequence[str] = ()) -> Prose:
        """Take block or inline tokens into the document.

        A `part` names them for translators; without one, they are in the right language already.
        """
        kept: list[Token] = []
        line = 0
        around: list[str] = []
        for token in tokens:
            line = markdown.line(token) or line
            if token.nesting:
                around = [*around, token.type] if token.nesting > 0 else around[:-1]
            if part and token.type == "inline" and _is_citation(token, around):
                token.meta["language"] = self.texts.language
            elif part and token.type == "inline":
                self.translate(token, part, (*_places(around), *about), line)
            self._refuse_attributes(token, line)
            if token.type == "html_block":
                self._refuse_html(token, line)
                continue
            if token.type == "heading_open" and token.tag in ("h1", "h2", "h3"):
                self.report(line, "a heading inside a list, quote or control", "move it out")
            if token.type == "fence" and not self.refuse_fence(token) and fences.is_control(token):
                self.report(
                    line,
                    f"`{token.info.strip()}` inside a list, quote or control",
                    "let it begin at the left margin, outside of other blocks",
                )
            if token.type == "inline":
                token.children = self._inline(token.children or [], line)
                if language := token.meta.get("language"):
                    token.children = in_language(token.children, language)
            kept.append(token)
        return Prose.of(kept)

    def refuse_fence(self, fence: Token) -> bool:
        """Report what is wrong with a fence as a whole; return whether anything is."""
        found = fences.mistake(fence)
        # The end of a control whose first line has been reported begins something only seemingly.
        is_end = self._awaits_end and not fence.info.strip()
        self._awaits_end = False
        if found and not is_end:
            self.report(*found)
        return found is not None or is_end

    def label(self, inline: Token, line: int = 0) -> str:
        """Take an inline token as plain text."""
        return plain(inline, self.where(line or markdown.line(inline)), self.problems)

    def text(self, text: str, line: int) -> str:
        """Take an author's words as plain text, with typographic quotes."""
        return self.label(markdown.inline(text, language=self.source.language), line)

    def translate(self, token: Token, part: str, about: Sequence[str], line: int = 0) -> str:
        """Put the words of a translation into an inline token, and return its plain text."""
        where = self.where(line or markdown.line(token))
        context = self.source.name + part
        text = WrittenText(context, markdown.written(token), where, tuple(about), is_markdown=True)
        if not text.has_words or not _has_words(token):
            return markdown.plain(token)
        words = self.texts.say(text)
        if words is not None:
            said = markdown.inline(words, False, self.references, self.texts.into)
            token.content, token.children = said.content, said.children
        elif self.texts.language:
            token.meta["language"] = self.texts.language
            return Foreign(markdown.plain(token), self.texts.language)
        return markdown.plain(token)

    def said(self, typed: str, plain: str, part: str, about: Sequence[str], line: int) -> str:
        """Return a plain text in the language of a translation; `typed` is how it is written."""
        text = WrittenText(self.source.name + part, typed, self.where(line), tuple(about))
        if not text.has_words:
            return plain
        words = self.texts.say(text)
        if words is not None:
            return self.label(markdown.inline(words, language=self.texts.into), line)
        return Foreign(plain, self.texts.language) if self.texts.language else plain

    def _inline(self, children: list[Token], line: int) -> list[Token]:
        self._report_leftovers(children, line)
        kept: list[Token] = []
        for child in children:
            self._refuse_attributes(child, line)
            if child.type == "html_inline":
                self._refuse_html(child, line)
                line += child.content.count("\n")
                continue
            kept.append(child)
            if child.type in ("link_open", "image") and "title" in child.attrs:
                what = f"{code(str(child.attrs['title']))} after an address would not be shown"
                self.report(line, what, "write it in the text, and remove it there")
            if child.type == "link_open":
                self._link(child, line)
            elif child.type == "image":
                for part in child.children or ():
                    part.type = "text" if part.type == "text_special" else part.type
                self._picture(child, line)
            elif child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "text_special":
                child.type = "text"
            elif child.type == "link_close" and kept[-2].type == "link_open":
                self._title(kept, line)
        return kept

    def _title(self, kept: list[Token], line: int) -> None:
        """Let a link without words have the title of what it leads to."""
        opening = kept[-2]
        href = str(opening.attrs["href"])
        if not href.startswith("content:") or href.startswith(f"content:{FILES}/"):
            self.report(line, "a link without words", "write them between `[` and `]`")
            return
        # Its words are found when all documents have been read.
        kept.insert(-1, Token("text", "", 0, content=""))
        self.links[-1] = replace(self.links[-1], has_words=False)

    def _report_leftovers(self, children: Sequence[Token], line: int) -> None:
        for found in find_leftovers(children):
            self.report(line + found.line, found.what, found.remedy)
            self._awaits_end = self._awaits_end or found.opens

    def _link(self, token: Token, line: int) -> None:
        href = str(token.attrs.get("href", ""))
        if href in ("", "#"):
            self.report(line, "a link that leads nowhere", "write its address between `(` and `)`")
            return
        try:
            parts = urlsplit(href)
        except ValueError:
            parts = None
        if addresses.scheme(href) in addresses.SCHEMES or not parts:
            if not parts or not addresses.is_whole(href):
                remedy = "write the address as a browser shows it, such as `https://example.org/`"
                self.report(line, f"the link `{href}` is no whole address", remedy)
            return
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            self.report(
                line,
                f"the link `{href}` can't work from every place",
                "name the file relative to this one, or give a whole https address",
            )
            return
        target = self.source.kind + "/" + self.source.slug
        if parts.path:
            path = posixpath.normpath(posixpath.join(self._folder(), unquote(parts.path)))
            target = path.removeprefix("content/").removesuffix(".md").removesuffix("/index")
            whole = addresses.find_whole(href)
            if whole and not os.path.lexists(self.source.path.parent / unquote(parts.path)):
                what = f"the link `{href}` is no whole address"
                self.report(line, what, f"write `{whole}`")
                return
            if path.startswith(f"content/{FILES}/"):
                name = path.removeprefix(f"content/{FILES}/")
                self.links.append(Link(f"{FILES}/{name}", "", self.where(line)))
                token.attrs["href"] = f"content:{FILES}/{attachments.published_name(name)}"
                return
            if not path.startswith("content/") or not parts.path.endswith(".md"):
                what = (
                    f"the link `{href}` doesn't lead to a worksheet, a part of the guide or a page"
                )
                remedy = "name its Markdown file, relative to this one"
                if posixpath.splitext(parts.path)[1] not in (".md", ".html", ".yaml", ""):
                    here = posixpath.relpath(f"content/{FILES}", self._folder())
                    name = posixpath.basename(parts.path)
                    remedy = f"put it into `content/{FILES}/`, and write `{here}/{name}`"
                self.report(line, what, remedy)
                return
        self.links.append(Link(target, unquote(parts.fragment), self.where(line)))
        token.attrs["href"] = f"content:{target}" + (f"#{parts.fragment}" if parts.fragment else "")

    def _folder(self) -> str:
        if self.source.kind == "opening":
            return "content"
        if self.source.kind == "card":
            return f"content/guide/{self.source.slug}"
        folder = f"content/{self.source.kind}"
        return f"{folder}/{self.source.slug}" if self.source.path.name == "index.md" else folder

    def _picture(self, token: Token, line: int) -> None:
        name, path = self._on_disk(unquote(str(token.attrs.get("src", ""))))
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        alone = re.split(r"[\\/]", name)[-1]
        is_stray = ":" in name or "\\" in name
        is_elsewhere = not inside or (is_stray and not os.path.lexists(path))
        if self.source.path.name not in ("index.md", CARD):
            remedy = f"make this file `{self.source.slug}/index.md` and put the picture beside it"
            if is_elsewhere and alone and not name.startswith("data:"):
                remedy = f"{remedy.replace(' and', ',')}, and write `{alone}`"
            self.report(line, f"the picture `{name}` needs a folder of its own", remedy)
        elif name.startswith("data:"):
            remedy = "save it as a file beside this one, and write the name of that"
            self.report(line, f"the picture `{name}` is written out here", remedy)
        elif alone and is_elsewhere:
            place = "on a website" if "//" in name else "in another folder"
            remedy = f"put a copy beside this file, and write `{alone}`"
            self.report(line, f"the picture `{name}` stands {place}", remedy)
        elif not name or not os.path.lexists(path):
            found = (n for folder in self._picture_folders() for n in _names_beside(folder, name))
            beside = {other.casefold(): other for other in found}
            near = [beside[one] for one in get_close_matches(name.casefold(), beside)]
            remedy = "put the file beside this one, or fix its name"
            remedy = f"did you mean `{near[0]}`?" if near else remedy
            self.report(line, f"the picture `{name}` is missing", remedy)
        elif not token.content.strip():
            self.report(
                line,
                f"the picture `{name}` has no alternative text",
                "say between the brackets what it shows",
            )
        elif token.content.strip().casefold() == alone.casefold():
            what = f"the alternative text of the picture `{name}` is only its name"
            self.report(line, what, "say between the brackets what it shows")
        elif refused := self._refuse_picture(name, path):
            self.report(line, f"the picture `{name}`: {refused.what}", refused.remedy)
        else:
            # In an address, `#` or `?` would end the name.
            token.attrs["src"] = quote(name)
            self.pictures.append(Picture(name, path, self.where(line)))

    def _picture_folders(self) -> tuple[Path, ...]:
        """Return the folders in which the pictures of this source may lie, the nearest first."""
        return self.source.folders or (self.source.path.parent,)

    def _on_disk(self, name: str) -> tuple[str, Path]:
        """Return a picture's name as the disk has it: Macs spell accents in two characters."""
        for folder in self._picture_folders():
            if os.path.lexists(folder / name):
                return name, folder / name
            for other in _names_beside(folder, name):
                if normalize("NFC", other) == normalize("NFC", name):
                    return other, folder / other
        return name, self._picture_folders()[0] / name

    def _refuse_picture(self, name: str, path: Path) -> disk.Refusal | None:
        content = next(f for f in self._picture_folders() if path.is_relative_to(f)).parents[1]
        data = disk.read(path, content, pictures.MOST_BYTES)
        return data if isinstance(data, disk.Refusal) else pictures.refuse(name, data)

    def _refuse_html(self, token: Token, line: int) -> None:
        if problem := html_mistake(token, self.where(line)):
            self.problems.append(problem)

    def _refuse_attributes(self, token: Token, line: int) -> None:
        """Report the attributes of a token that have no meaning here."""
        known = ("id",) if token.type == "heading_open" else ()
        written = [n for n in markdown.ATTRIBUTES if n in token.attrs and n not in known]
        written += token.meta.get("insecure_attrs", ())
        if token.type == "span_open" and "id" in token.attrs:
            self.report(
                line,
                f"`{{#{token.attrs['id']}}}` stands within a text, where it means nothing",
                "put an empty line before the line on which its `[` stands, or remove it",
            )
            return
        for name in written:
            self.report(line, f"unknown attribute `{name}`", "remove it")


def in_language(children: list[Token], language: str) -> list[Token]:
    """Return inline tokens as words of a language."""
    opening = Token("span_open", "span", 1, attrs={"lang": language})
    return [opening, *children, Token("span_close", "span", -1)]


def _is_citation(token: Token, around: Sequence[str]) -> bool:
    """Return whether a quotation names its source: it is said in no language otherwise."""
    return "blockquote_open" in around and token.content.startswith(CITATION)


def _has_words(token: Token) -> bool:
    """Return whether there is more than code and addresses."""
    is_address = False
    for child in token.children or ():
        if child.markup in ("autolink", "linkify"):
            is_address = child.nesting > 0
        words = child.content if child.type in ("text", "text_special", "image") else ""
        if not is_address and any(char.isalpha() for char in words):
            return True
    return False


def _places(around: Sequence[str]) -> Iterator[str]:
    """Yield what a text is, by what it stands in."""
    kinds = [kind for kind in reversed(around) if kind in PLACES]
    if kinds:
        yield PLACES[next((kind for kind in kinds if kind != "paragraph_open"), kinds[0])]


def _names_beside(folder: Path, name: str) -> list[str]:
    """Return the names of all that lies where a picture should, relative to a folder."""
    try:
        beside = sorted((folder / name).parent.iterdir())
    except (OSError, ValueError):
        return []
    return [path.relative_to(folder).as_posix() for path in beside]


# What translators are told of a text.
PLACES = {
    "heading_open": "A heading",
    "th_open": "The head of a column",
    "td_open": "A cell of a table",
    "dt_open": "A term",
    "dd_open": "What a term means",
    "list_item_open": "An item of a list",
    "blockquote_open": "A quotation",
    "paragraph_open": "A paragraph",
}
