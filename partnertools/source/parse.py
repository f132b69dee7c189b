"""`Source`s -> `Toolkit`: front matter, sections and blocks, one file after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, TypeVar

from markdown_it.token import Token

from partnertools.model.prose import Prose
from partnertools.model.scale import Point, Scale
from partnertools.model.toolkit import (
    Block,
    Document,
    Guide,
    Link,
    Packet,
    Page,
    Picture,
    Section,
    Tool,
    Toolkit,
)
from partnertools.problems import Problem, Where, choose
from partnertools.source import directives, fences, front_matter, markdown, settings, terms
from partnertools.source.keyed import LocatedMapping, Value, from_yaml, nothing
from partnertools.source.prose import Reader, read_plain
from partnertools.source.sources import Source

LAST = 999
# What a heading may be: at the top of a page of paper, and an addition to the works adapted.
CLASSES = ("new-page", "ours")
WITHOUT_KEYS = "this scale point has no keys"
OPENING = "about-this-copy"
# The opening that asks nothing.
WITHOUT = "none"
# What the layouts call parts of a page.
RESERVED = (OPENING, "answer-key", "main", "on-this-page", "source-and-credit")
D = TypeVar("D", Document, Tool, Guide, Page, Packet)


def toolkit(sources: Sequence[Source], problems: list[Problem]) -> Toolkit:
    """Read all sources. What can't be read is reported and left empty."""
    of_kind = {kind: [s for s in sources if s.kind == kind] for kind in {s.kind for s in sources}}

    def heard(source: Source) -> list[Problem]:
        return problems if source.is_readable else []

    scales = [scale(s, heard(s)) for s in of_kind.get("scales", ())]
    by_id = {s.id: s for s in scales}
    openings = {WITHOUT: _Opening(Section(2, "", Prose(()), OPENING, False, (), ()), ())}
    for source in (*of_kind.get("opening", ()), *of_kind.get("openings", ())):
        if source.text.strip():
            openings[source.slug] = _opening(source, by_id, problems)
    cards = {s.slug: page(s, by_id, heard(s)) for s in of_kind.get("card", ())}
    tools = [tool(s, by_id, openings, heard(s)) for s in of_kind.get("tools", ())]
    guides = [guide(s, by_id, cards.get(s.slug), heard(s)) for s in of_kind.get("guide", ())]
    pages = [page(s, by_id, heard(s)) for s in of_kind.get("pages", ())]
    targets = [f"{s.kind}/{s.slug}" for s in sources if s.kind in ("tools", "guide")]
    packets = [packet(s, targets, heard(s)) for s in of_kind.get("packets", ())]
    keyed = nothing(Path())
    for source in of_kind.get("toolkit", ()):
        keyed = from_yaml(source.text, source.path, 1, heard(source))
    made = Toolkit(
        title=read_plain(keyed, "title", has_typed_quotes=True),
        summary=read_plain(keyed, "summary", has_typed_quotes=True),
        intro=read_plain(keyed, "intro", has_typed_quotes=True),
        publisher=read_plain(keyed, "publisher", has_typed_quotes=True),
        contact=settings.contact(keyed),
        answers_to=settings.answers_to(keyed),
        base_url=settings.base_url(keyed),
        licence=read_plain(keyed, "licence", has_typed_quotes=True),
        language=settings.language(keyed),
        paper="a4" if keyed.word("paper", ("letter", "a4")) == "a4" else "letter",
        has_codes=keyed.word("codes", ("yes", "no"), "yes") == "yes",
        scales=tuple(by_id.values()),
        tools=_in_order(tools),
        guides=_in_order(guides),
        pages=_in_order(pages),
        packets=_in_order(packets),
        notes=tuple(settings.notes(keyed)),
    )
    keyed.finish()
    return made


def scale(source: Source, problems: list[Problem]) -> Scale:
    """Read a scale's YAML."""
    seen: set[str] = set()

    def point(value: Value) -> Point | None:
        if value.keys is None:
            if not any(p.what == WITHOUT_KEYS and p.where.path == source.path for p in problems):
                remedy = "write each as `- id: …`, with `word: …` and `meaning: …` below the `id`"
                problems.append(Problem(value.where, WITHOUT_KEYS, remedy))
            return None
        made = Point(
            id=value.keys.text("id"),
            word=read_plain(value.keys, "word"),
            meaning=read_plain(value.keys, "meaning"),
            symbol=value.keys.text("symbol", ""),
        )
        value.keys.finish()
        if made.id and not terms.ID.fullmatch(made.id):
            what = f"`{made.id}` can't be an id"
            problems.append(Problem(value.keys.line("id"), what, terms.ID_REMEDY))
        if made.id in seen:
            what = f"the point `{made.id}` is used twice"
            problems.append(Problem(value.keys.line("id"), what, "give each its own id"))
        if made.word in seen:
            what = f"two points are called `{made.word}`"
            problems.append(Problem(value.keys.line("word"), what, "give each its own word"))
        seen.update(filter(None, (made.id, made.word)))
        return made

    keyed = from_yaml(source.text, source.path, 1, problems)
    made = Scale(
        source.slug,
        read_plain(keyed, "title", has_typed_quotes=True),
        keyed.list("points", point),
        keyed.list("off-scale", point, needed=False),
    )
    keyed.finish()
    return made


def packet(source: Source, targets: Sequence[str], problems: list[Problem]) -> Packet:
    """Read a packet's YAML; `targets` are the documents that a packet can hold."""

    def target(value: Value) -> str | None:
        if not value.scalar:
            problems.append(
                Problem(
                    value.where, "this item does not name a document", "write, say, `tools/tea`"
                )
            )
        elif " - " in value.scalar:
            what = "an item is indented further than the one above it"
            problems.append(Problem(value.where, what, "begin both in the same column"))
        elif value.scalar not in targets:
            what = f"the packet names `{value.scalar}`, which does not exist"
            problems.append(Problem(value.where, what, choose(value.scalar, targets)))
        return value.scalar or None

    keyed = from_yaml(source.text, source.path, 1, problems)
    made = Packet(
        slug=source.slug,
        title=read_plain(keyed, "title", has_typed_quotes=True),
        summary=read_plain(keyed, "summary", has_typed_quotes=True),
        order=keyed.number("order", LAST),
        cover=read_plain(keyed, "cover", "", has_typed_quotes=True),
        contents=keyed.list("contents", target),
        where=keyed.line("contents"),
    )
    keyed.finish()
    return made


def tool(
    source: Source,
    scales: dict[str, Scale],
    openings: dict[str, "_Opening"],
    problems: list[Problem],
) -> Tool:
    """Read a worksheet, which opens with one of the `openings`."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    then = body.inline(keyed, "next")
    facilitator = body.inline(keyed, "facilitator")
    document = body.document(keyed)
    usual = "opening" if "opening" in openings else WITHOUT
    opening = openings[keyed.word("opening", tuple(openings), usual)]
    document["links"] += opening.links
    landscape = keyed.word("orientation", ("portrait", "landscape"), "portrait") == "landscape"
    made = Tool(
        **document,
        version=keyed.number("version"),
        readers=read_plain(keyed, "readers", ""),
        who=read_plain(keyed, "who", ""),
        when=read_plain(keyed, "when"),
        minutes=keyed.number("minutes"),
        then=then,
        facilitator=facilitator,
        orientation="landscape" if landscape else "portrait",
        opening=opening.section,
    )
    keyed.finish()
    return made


def guide(
    source: Source, scales: dict[str, Scale], card: Document | None, problems: list[Problem]
) -> Guide:
    """Read a guide."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    made = Guide(**body.document(keyed), minutes=keyed.number("minutes"), card=card)
    keyed.finish()
    return made


def page(source: Source, scales: dict[str, Scale], problems: list[Problem]) -> Page:
    """Read a page, or a guide's summary card."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    made = Page(**body.document(keyed))
    keyed.finish()
    return made


@dataclass(frozen=True, slots=True)
class _Opening:
    """What `opening.md` says; its links are those of every worksheet."""

    section: Section
    links: tuple[Link, ...]


def _opening(source: Source, scales: dict[str, Scale], problems: list[Problem]) -> _Opening:
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    title = read_plain(keyed, "title")
    keyed.finish()
    for line in body.headings:
        body.reader.report(line, "the opening has a heading", "remove it: the title is the heading")
    text = Token("text", "", 0, content=title)
    heading = Prose((Token("inline", "", 0, content=title, children=[text]),))
    section = Section(2, title, heading, OPENING, False, tuple(body.introduction), ())
    return _Opening(section, tuple(body.reader.links))


def _in_order(documents: Sequence[D]) -> tuple[D, ...]:
    return tuple(sorted(documents, key=lambda d: (d.order, d.slug)))


class _DocumentKeys(TypedDict):
    folder: str
    slug: str
    title: str
    summary: str
    order: int
    introduction: tuple[Block, ...]
    sections: tuple[Section, ...]
    anchors: frozenset[str]
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    where: Where
    source: str
    credit: str
    ours: tuple[str, ...]


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


class _Body:
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
        return from_yaml(parts.yaml, source.path, parts.yaml_line, self.reader.problems)

    def document(self, keyed: LocatedMapping) -> _DocumentKeys:
        """Return what every kind of document has."""
        return {
            "folder": self.reader.source.kind,
            "slug": self.reader.source.slug,
            "title": read_plain(keyed, "title", has_typed_quotes=True),
            "summary": read_plain(keyed, "summary"),
            "order": keyed.number("order", LAST),
            "introduction": tuple(self.introduction),
            "sections": tuple(self.sections),
            "anchors": frozenset(self.anchors),
            "links": tuple(self.reader.links),
            "pictures": tuple(self.reader.pictures),
            "where": self.reader.where(),
            "source": read_plain(keyed, "source", has_typed_quotes=True, default=""),
            "credit": read_plain(keyed, "credit", has_typed_quotes=True, default=""),
            "ours": self._ours(keyed),
        }

    def inline(self, keyed: LocatedMapping, key: str) -> Prose:
        """Return a line of front matter as prose: it may link to other content."""
        text = keyed.text(key, "")
        if not text:
            return Prose(())
        return self.reader.prose(self.reader.parse(text, keyed.line(key).line)[1:-1])

    def _ours(self, keyed: LocatedMapping) -> tuple[str, ...]:
        def said(value: Value) -> str | None:
            if value.scalar:
                return self.reader.text(" ".join(value.scalar.split()), value.where.line)
            self.reader.report(value.where.line, "an item without text", "write it after the `- `")
            return None

        return keyed.list("ours", said, needed=False)

    def _cut(self, tokens: Sequence[Token]) -> None:
        chapter: _Open | None = None
        part: _Open | None = None
        level = 1
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
            into = inner.blocks if inner else self.introduction
            if first.type == "fence" and self.reader.refuse_fence(first):
                continue
            if first.type == "fence" and fences.is_control(first):
                made = directives.block(first, self.reader, self.scales)
                if made is not None:
                    into.append(made)
            elif (prose := self.reader.prose(block)).tokens:
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
        line = markdown.line(opening)
        self.headings.append(line)
        for name in (opening.attrs | opening.meta.get("insecure_attrs", {})).keys() - {
            "id",
            "class",
        }:
            self.reader.report(line, f"unknown attribute `{name}`", "remove it")
        for name in classes:
            if name not in CLASSES:
                remedy = choose(name, CLASSES)
                self.reader.report(line, f"unknown class `.{name}`", remedy)
        title = markdown.plain(inline)
        if not title.strip():
            self.reader.report(line, "a heading without words", "write them after it")
        return _Open(
            int(opening.tag[1]),
            title,
            self.reader.prose([inline]),
            self._anchor(opening, title),
            "new-page" in classes,
            "ours" in classes,
        )

    def _anchor(self, opening: Token, title: str) -> str:
        """Return a heading's anchor: the one that it names, else one made from its title."""
        line = markdown.line(opening)
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
