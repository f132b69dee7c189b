"""A Markdown file -> front matter, sections and blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from markdown_it.token import Token

from partnertools.foreign import Foreign
from partnertools.model.packed import Packed
from partnertools.model.prose import NOTHING, Prose
from partnertools.model.scale import Scale
from partnertools.model.toolkit import Alias, Block, Contents, Link, Picture, Section
from partnertools.problems import Where, choose
from partnertools.source import aliases, directives, fences, front_matter, markdown
from partnertools.source.keyed import LocatedMapping, WrittenValue, from_yaml, nothing
from partnertools.source.plain import read_plain
from partnertools.source.prose import Reader

LAST = 999
OPENING = "about-this-copy"
# What a heading may be: at the top of a page of paper, and an addition to the works adapted.
CLASSES = ("new-page", "ours")
# What the layouts call parts of a page.
RESERVED = (OPENING, "answer-key", "main", "on-this-page", "source-and-credit")


class _DocumentKeys(TypedDict):
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
    source: str
    credit: str
    citation: str
    ours: tuple[str, ...]
    is_draft: bool
    aliases: tuple[Alias, ...]


@dataclass(slots=True)
class _Open:
    """A section whose end has not been seen yet."""

    level: int
    title: str
    heading: Prose
    anchor: str
    starts_page: bool
    is_ours: bool
    blocks: list[Block] = field(default_factory=list)
    parts: list[Section] = field(default_factory=list)

    def close(self) -> Section:
        return Section(
            self.level,
            self.title,
            self.heading,
            self.anchor,
            self.starts_page,
            tuple(self.blocks),
            tuple(self.parts),
            self.is_ours,
        )


class Body:
    """The text of one Markdown file, cut into sections and blocks."""

    def __init__(self, reader: Reader, scales: dict[str, Scale]) -> None:
        self.reader = reader
        self.scales = scales
        self.introduction: list[Block] = []
        self.sections: list[Section] = []
        self.anchors: list[str] = []
        self.headings: list[int] = []

    def read(self) -> LocatedMapping:
        """Read the whole file and return its front matter."""
        source = self.reader.source
        before = len(self.reader.problems)
        parts = front_matter.cut(source.text)
        if parts.mistake:
            self.reader.report(*parts.mistake)
        self._cut(self.reader.parse(parts.body, parts.body_line))
        self.reader.finish()
        if parts.yaml is None:
            return nothing(source.path)
        if not self.sections and not self.introduction and len(self.reader.problems) == before:
            remedy = "write the text below the second `---`"
            self.reader.report(parts.body_line - 1, "nothing stands below the front matter", remedy)
        return from_yaml(
            parts.yaml, source.path, parts.yaml_line, self.reader.problems, source.language
        )

    def document(self, keyed: LocatedMapping) -> _DocumentKeys:
        """Return what every kind of document has."""
        return {
            "folder": self.reader.source.kind,
            "slug": self.reader.source.slug,
            "title": read_plain(keyed, "title", has_typed_quotes=True),
            "summary": read_plain(keyed, "summary"),
            "order": keyed.number("order", LAST),
            "contents": Packed(Contents(tuple(self.introduction), tuple(self.sections))),
            "anchors": frozenset(self.anchors),
            "links": tuple(self.reader.links),
            "pictures": tuple(self.reader.pictures),
            "where": self.reader.where(),
            "source": read_plain(keyed, "source", default=""),
            "credit": read_plain(keyed, "credit", default=""),
            "citation": read_plain(keyed, "citation", has_typed_quotes=True, default=""),
            "ours": self._ours(keyed),
            "is_draft": keyed.word("draft", ("false", "true"), "false") == "true",
            "aliases": aliases.read(keyed),
        }

    def inline(self, keyed: LocatedMapping, key: str) -> Prose:
        """Return a line of front matter as prose: it may link to other content."""
        text = keyed.text(key, "")
        if not text:
            return NOTHING
        tokens = self.reader.parse(text, keyed.line(key).line)[1:-1]
        if (language := keyed.values[key].language) and tokens:
            tokens[0].meta["language"] = language
        return self.reader.prose(tokens)

    def _ours(self, keyed: LocatedMapping) -> tuple[str, ...]:
        def said(value: WrittenValue) -> str | None:
            if value.scalar:
                text = self.reader.text(" ".join(value.scalar.split()), value.where.line)
                return Foreign(text, value.language) if value.language else text
            self.reader.report(value.where.line, "an item without text", "write it after the `- `")
            return None

        return keyed.list("ours", said, needed=False)

    def _cut(self, tokens: Sequence[Token]) -> None:
        chapter: _Open | None = None
        part: _Open | None = None
        level = 1
        before = ""
        for block in markdown.split(tokens):
            first = block[0]
            if first.type == "heading_open":
                level = self._step(first, level)
                if first.tag == "h1":
                    continue
            if first.type == "heading_open" and first.tag in ("h2", "h3"):
                opened = self._heading(block)
                if chapter and part:
                    chapter.parts.append(part.close())
                part = None
                if first.tag == "h3" and chapter:
                    part = opened
                else:
                    if chapter:
                        self.sections.append(chapter.close())
                    chapter = opened
                continue
            if first.type == "heading_open" and "id" in first.attrs:
                self._anchor(first, "")
            inner = part or chapter
            place = f"#{inner.anchor}" if inner else "/introduction"
            about = [f"Section: {inner.title}"] if inner else []
            into = inner.blocks if inner else self.introduction
            if first.type == "fence" and self.reader.refuse_fence(first):
                continue
            if first.type == "fence" and fences.is_control(first):
                made = directives.block(first, self.reader, self.scales, about)
                before = ""
                if made is not None:
                    into.append(made)
            else:
                written = markdown.written(block[1]) if first.type == "paragraph_open" else ""
                if before.endswith(":"):
                    about.append(f"Below: {before}")
                before = written
                if (prose := self.reader.prose(block, place, about)).written:
                    into.append(prose)
        if chapter and part:
            chapter.parts.append(part.close())
        if chapter:
            self.sections.append(chapter.close())

    def _step(self, heading: Token, level: int) -> int:
        line = markdown.line(heading)
        new = int(heading.tag[1])
        if new == 1:
            self.reader.report(
                line,
                "headings with one `#` are reserved for the title",
                "keep the title in the front matter, and begin headings with `##`",
            )
        elif new > level + 1:
            what = f"a heading with `{'#' * new}` skips a level"
            self.reader.report(line, what, f"begin it with `{'#' * (level + 1)}`")
        return new

    def _heading(self, block: list[Token]) -> _Open:
        opening, inline = block[0], block[1]
        classes = str(opening.attrs.get("class", "")).split()
        line, written = markdown.line(opening), markdown.attributes_line(opening)
        self.headings.append(line)
        for name in (opening.attrs | opening.meta.get("insecure_attrs", {})).keys() - {
            "id",
            "class",
        }:
            self.reader.report(written, f"unknown attribute `{name}`", "remove it")
        for name in classes:
            if name not in CLASSES:
                remedy = choose(name, CLASSES)
                self.reader.report(written, f"unknown class `.{name}`", remedy)
        title = markdown.plain(inline)
        if not title.strip():
            self.reader.report(line, "a heading without words", "write them after it")
        anchor = self._anchor(opening, title)
        if other := self.reader.say("headings", anchor):
            inline = markdown.reword(inline, other.scalar or "", self.reader.source.language)
            inline.content = other.scalar or ""
        title = self.reader.translate(inline, f"#{anchor}/heading", ["A heading"], line)
        return _Open(
            int(opening.tag[1]),
            title,
            self.reader.prose([inline]),
            anchor,
            "new-page" in classes,
            "ours" in classes,
        )

    def _anchor(self, opening: Token, title: str) -> str:
        """Return a heading's anchor: the one that it names, else one made from its title."""
        line = markdown.attributes_line(opening)
        taken = (*RESERVED, *self.anchors)
        anchor = str(opening.attrs.get("id", ""))
        if anchor in self.anchors:
            self.reader.report(line, f"the anchor `{anchor}` is used twice", "name one differently")
        elif anchor in RESERVED:
            what = f"the anchor `{anchor}` is one that pages have already"
            self.reader.report(line, what, "choose another one")
        base, count = markdown.slugify(title), 1
        while not anchor:
            made = base if count == 1 else f"{base}-{count}"
            anchor, count = made if made not in taken else "", count + 1
        self.anchors.append(anchor)
        return anchor
