"""The nouns: what a toolkit is made of, frozen, with no input or output of their own.

A `Toolkit` holds `Tool`s, `Guide`s and `Page`s (all of them `Document`s), `Scale`s and `Packet`s.
A document is an introduction and sections; both are made of blocks: prose, or a prompt that asks
for an answer. The kinds of prompts are in `prompts`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from partnertools.model.languages import LocalSite, Translation
from partnertools.model.packed import Packed
from partnertools.model.prompt import Prompt
from partnertools.model.prose import Prose
from partnertools.model.scale import Scale
from partnertools.model.typefaces import Typefaces
from partnertools.problems import Problem, Where
from partnertools.typography import Direction, direction

Orientation = Literal["portrait", "landscape"]
Paper = Literal["letter", "a4"]
PAPERS: tuple[Paper, ...] = ("letter", "a4")


@dataclass(frozen=True, slots=True)
class ScaleKey:
    """The points of a scale and their meanings, set out to be read."""

    scale: Scale


@dataclass(frozen=True, slots=True)
class ToolCard:
    """A card that leads to a tool."""

    slug: str
    text: Prose
    where: Where


@dataclass(frozen=True, slots=True)
class Addition:
    """What one document has, and the work that it adapts does not: sections, and `ours`."""

    target: str
    title: str
    sections: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Additions:
    """The list of what the toolkit adds to the works that it adapts, document by document."""

    documents: tuple[Addition, ...] = ()


Block = Prose | ScaleKey | ToolCard | Additions | Prompt


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; `parts` are the sections one level down.

    `is_ours` marks a section that the works adapted here do not have.
    """

    level: int
    title: str
    heading: Prose
    anchor: str
    starts_page: bool
    blocks: tuple[Block, ...]
    parts: tuple["Section", ...]
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to other content, with the place where it stands; the anchor may be empty.

    Without words of its author's, its text is the title of what it leads to.
    """

    target: str
    anchor: str
    where: Where
    has_words: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside a document; `name` is its path relative to the document's folder."""

    name: str
    path: Path
    where: Where


@dataclass(frozen=True, slots=True)
class Logo:
    """The publisher's sign: a picture beside `toolkit.yaml`, and what it says in words."""

    name: str
    text: str
    path: Path

    @property
    def published(self) -> str:
        """Return its path within the site."""
        return f"assets/logo{self.path.suffix.lower()}"


@dataclass(frozen=True, slots=True)
class Alias:
    """A slug that a document or a packet had before, and whose address leads to it."""

    slug: str
    where: Where


class Contents(NamedTuple):
    """What a document says: what stands before its first heading, and its sections."""

    introduction: tuple[Block, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one Markdown file holds. `folder` is the kind's: `tools`, `guide` or `pages`.

    `ours` says what the works adapted here do not have, beside the sections that are marked. A
    draft is not published yet.
    """

    folder: str
    slug: str
    title: str
    summary: str
    order: int
    contents: Packed[Contents]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    where: Where
    source: str = ""
    credit: str = ""
    citation: str = ""
    ours: tuple[str, ...] = ()
    is_draft: bool = False
    aliases: tuple[Alias, ...] = ()

    @property
    def target(self) -> str:
        """The name by which links and packets call this document: `tools/smart-goals`."""
        return f"{self.folder}/{self.slug}"

    @property
    def introduction(self) -> tuple[Block, ...]:
        """What stands before the first heading."""
        return self.contents.open().introduction

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the first level."""
        return self.contents.open().sections

    @property
    def rights(self) -> str:
        """What a file says of where it comes from: the credit line, and what it quotes."""
        return " ".join(filter(None, (self.credit, self.citation)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Document):
    """A worksheet. `opening` asks who answers; it may be empty. A `group` may be named in lists.

    `readers` are those for whom it is written, `who` fills it in, `then` is what comes next, and
    `facilitator` leads to notes for the person who leads a meeting with it.
    """

    version: int
    readers: str
    who: str
    when: str
    minutes: int
    then: Prose
    facilitator: Prose
    orientation: Orientation
    opening: Section
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Document):
    """Long reading; `card` is its summary for one printed page."""

    minutes: int
    card: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Document):
    """A page about the toolkit itself."""


@dataclass(frozen=True, slots=True)
class Packet:
    """Documents that are printed together, in their order; `contents` are their targets.

    With `has_large_print`, the site offers it in large print too.
    """

    slug: str
    title: str
    summary: str
    order: int
    cover: str
    has_large_print: bool
    contents: tuple[str, ...]
    where: Where
    aliases: tuple[Alias, ...] = ()

    @property
    def target(self) -> str:
        """The name by which addresses call this packet: `packets/starting`."""
        return f"packets/{self.slug}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the publisher's own; `published` is its path within the site."""

    published: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolkit:
    """Everything that `content/` says.

    `answers_to` is the mail address of who collects answers; it may be empty. With `has_codes`, a
    code on each worksheet's paper leads to its page. `notes` say what is probably not meant, and
    can be built all the same.
    `color` is that of links and lines; where it is empty, the layouts have one.

    `languages` are those in which it is published beside the one of its source. Of a toolkit in one
    of them, `source_language` is that of the source; else it is empty.
    """

    title: str
    summary: str
    intro: str
    publisher: str
    contact: str
    answers_to: str
    base_url: str
    licence: str
    language: str
    paper: Paper
    has_codes: bool
    scales: tuple[Scale, ...]
    tools: tuple[Tool, ...]
    guides: tuple[Guide, ...]
    pages: tuple[Page, ...]
    packets: tuple[Packet, ...] = field(default=())
    logo: Logo | None = None
    color: str = ""
    typefaces: Typefaces = field(default=Typefaces())
    notes: tuple[Problem, ...] = field(default=())
    attachments: tuple[Attachment, ...] = ()
    languages: tuple[str, ...] = ()
    source_language: str = ""
    translations: tuple[Translation, ...] = ()
    # Each document by its target, with its place among those of its kind.
    _by_target: Mapping[str, tuple[int, Document]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find all documents by their targets once."""
        found: dict[str, tuple[int, Document]] = {}
        for kind in (self.tools, self.guides, self.pages):
            for number, document in enumerate(kind, 1):
                found.setdefault(document.target, (number, document))
        object.__setattr__(self, "_by_target", found)

    def find(self, target: str) -> Document:
        """Return the document of a target, which the content's checks have found to exist."""
        return self._by_target[target][1]

    def number(self, target: str) -> int:
        """Return the place of a document among those of its kind, counted from 1."""
        return self._by_target[target][0]

    @property
    def folder(self) -> str:
        """Return the folder of this language within the whole site, with a slash at the end."""
        return f"{self.language}/" if self.source_language else ""

    @property
    def local_sites(self) -> tuple[LocalSite, ...]:
        """Return the site in each of its languages; empty where there is one alone."""
        if not self.languages:
            return ()
        up = "../" if self.source_language else ""
        first = self.source_language or self.language
        others = (LocalSite(language, f"{up}{language}/") for language in self.languages)
        found = (LocalSite(first, up), *others)
        return tuple(replace(e, path="") if e.language == self.language else e for e in found)

    @property
    def direction(self) -> Direction:
        """Return how its language is written."""
        return direction(self.language)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Return the papers that there are PDFs for, the usual one first."""
        return (self.paper, *(paper for paper in PAPERS if paper != self.paper))

    def suffix(self, paper: Paper) -> str:
        """Return how the names of files for a paper end; the usual one is not named."""
        return "" if paper == self.paper else f"-{paper}"

    @property
    def contact_address(self) -> str:
        """Return where a link to the contact leads."""
        is_page = self.contact.lower().startswith("https:")
        return self.contact if is_page else f"mailto:{self.contact}"

    def groups(self) -> tuple[tuple[str, tuple[Tool, ...]], ...]:
        """Return the worksheets by the name of their group, those without one at the end."""
        found: dict[str, list[Tool]] = {}
        for tool in self.tools:
            found.setdefault(tool.group, []).append(tool)
        found[""] = found.pop("", [])
        return tuple((name, tuple(tools)) for name, tools in found.items() if tools)

    def with_aliases(self) -> tuple[Document | Packet, ...]:
        """Return what has had another address before."""
        every: tuple[Document | Packet, ...] = (*self.documents(), *self.packets)
        return tuple(one for one in every if one.aliases)

    def documents(self) -> tuple[Document, ...]:
        """Return tools, guides and pages, each in their order."""
        return (*self.tools, *self.guides, *self.pages)


def all_sections(document: Document) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Yield every section in reading order, with the titles of the sections around it."""
    opening = (document.opening,) if isinstance(document, Tool) else ()
    for section in (*opening, *document.sections):
        yield section, ()
        for part in section.parts:
            yield part, (section.title,)


def own_sections(document: Document) -> tuple[str, ...]:
    """Return the titles of the sections that the works adapted here do not have."""
    return tuple(section.title for section, _ in all_sections(document) if section.is_ours)


def all_blocks(document: Document) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Yield every block in reading order, with the titles of its sections, outermost first."""
    for block in document.introduction:
        yield block, ()
    if isinstance(document, Tool):
        for block in document.opening.blocks:
            yield block, (document.opening.title,)
    for section in document.sections:
        for block in section.blocks:
            yield block, (section.title,)
        for part in section.parts:
            for block in part.blocks:
                yield block, (section.title, part.title)
