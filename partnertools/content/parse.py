"""`Source`s -> `Toolkit`: front matter, sections and blocks, one file after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar

from markdown_it.token import Token

from partnertools.content import directives, markdown
from partnertools.content.keyed import Keyed, Value, from_yaml
from partnertools.content.prose import Reader
from partnertools.content.sources import Source
from partnertools.model import (
    Block,
    Document,
    Guide,
    Link,
    Packet,
    Page,
    Picture,
    Point,
    Prose,
    Scale,
    Section,
    Tool,
    Toolkit,
)
from partnertools.problems import Problem, Where
from partnertools.typography import typeset

LAST = 999
D = TypeVar("D", bound=Document)


def toolkit(sources: Sequence[Source], problems: list[Problem]) -> Toolkit | None:
    """Read all sources; None where `toolkit.yaml` or `opening.md` can't be read."""
    of_kind = {kind: [s for s in sources if s.kind == kind] for kind in {s.kind for s in sources}}
    scales = [scale(s, problems) for s in of_kind.get("scales", ())]
    by_id = {s.id: s for s in scales if s}
    opening = None
    for source in of_kind.get("opening", ()):
        opening = _opening(source, by_id, problems)
    cards = {s.slug: page(s, by_id, problems) for s in of_kind.get("card", ())}
    tools = [tool(s, by_id, opening, problems) for s in of_kind.get("tools", ())]
    guides = [guide(s, by_id, cards.get(s.slug), problems) for s in of_kind.get("guide", ())]
    pages = [page(s, by_id, problems) for s in of_kind.get("pages", ())]
    packets = [packet(s, problems) for s in of_kind.get("packets", ())]
    for source in of_kind.get("toolkit", ()):
        keyed = from_yaml(source.text, source.path, 1, problems)
        if keyed and opening:
            made = Toolkit(
                title=keyed.text("title"),
                summary=keyed.text("summary"),
                intro=keyed.text("intro"),
                publisher=keyed.text("publisher"),
                contact=keyed.text("contact"),
                base_url=keyed.text("base_url").rstrip("/") + "/",
                licence=keyed.text("licence"),
                language=keyed.text("language"),
                paper="a4" if keyed.word("paper", ("letter", "a4")) == "a4" else "letter",
                scales=tuple(by_id.values()),
                tools=_in_order(tools),
                guides=_in_order(guides),
                pages=_in_order(pages),
                packets=tuple(p for p in packets if p),
            )
            keyed.finish()
            return made
    return None


def scale(source: Source, problems: list[Problem]) -> Scale | None:
    """Read a scale's YAML."""

    def point(value: Value) -> Point | None:
        if value.keys is None:
            problems.append(
                Problem(value.where, "a point without keys", "give it `id`, `word`, `meaning`")
            )
            return None
        made = Point(
            id=value.keys.text("id"),
            word=typeset(value.keys.text("word")),
            meaning=typeset(value.keys.text("meaning")),
            symbol=value.keys.text("symbol", ""),
        )
        value.keys.finish()
        return made

    keyed = from_yaml(source.text, source.path, 1, problems)
    if keyed is None:
        return None
    made = Scale(source.slug, keyed.text("title"), keyed.list("points", point))
    for key in {p.id for p in made.points if [q.id for q in made.points].count(p.id) > 1}:
        problems.append(
            Problem(keyed.line("points"), f"the point `{key}` stands twice", "give it its own id")
        )
    for p in made.points:
        if not directives.ID.fullmatch(p.id):
            problems.append(
                Problem(keyed.line("points"), f"`{p.id}` can't be an id", "use lower-case letters")
            )
    keyed.finish()
    return made


def packet(source: Source, problems: list[Problem]) -> Packet | None:
    """Read a packet's YAML."""

    def target(value: Value) -> str | None:
        if not value.scalar:
            problems.append(
                Problem(value.where, "not the name of a file", "write, say, `tools/smart-goals`")
            )
        return value.scalar or None

    keyed = from_yaml(source.text, source.path, 1, problems)
    if keyed is None:
        return None
    made = Packet(
        slug=source.slug,
        title=keyed.text("title"),
        summary=keyed.text("summary"),
        cover=keyed.text("cover", ""),
        contents=keyed.list("contents", target),
        where=keyed.line("contents"),
    )
    keyed.finish()
    return made


def tool(
    source: Source, scales: dict[str, Scale], opening: Section | None, problems: list[Problem]
) -> Tool | None:
    """Read a worksheet."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    if keyed is None or opening is None:
        return None
    landscape = keyed.word("orientation", ("portrait", "landscape"), "portrait") == "landscape"
    made = Tool(
        **body.document(keyed),
        version=keyed.number("version"),
        when=typeset(keyed.text("when")),
        minutes=keyed.number("minutes"),
        orientation="landscape" if landscape else "portrait",
        opening=opening,
    )
    keyed.finish()
    return made


def guide(
    source: Source, scales: dict[str, Scale], card: Document | None, problems: list[Problem]
) -> Guide | None:
    """Read a guide."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    if keyed is None:
        return None
    made = Guide(**body.document(keyed), minutes=keyed.number("minutes"), card=card)
    keyed.finish()
    return made


def page(source: Source, scales: dict[str, Scale], problems: list[Problem]) -> Page | None:
    """Read a page, or a guide's summary card."""
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    if keyed is None:
        return None
    made = Page(**body.document(keyed))
    keyed.finish()
    return made


def _opening(source: Source, scales: dict[str, Scale], problems: list[Problem]) -> Section | None:
    body = _Body(Reader(source, problems), scales)
    keyed = body.read()
    if keyed is None:
        return None
    title = typeset(keyed.text("title"))
    keyed.finish()
    if body.sections:
        problems.append(Problem(Where(source.path), "the opening has headings", "remove them"))
    text = Token("text", "", 0, content=title)
    heading = Prose((Token("inline", "", 0, content=title, children=[text]),))
    return Section(2, title, heading, "about-this-copy", False, tuple(body.introduction), ())


def _in_order(documents: Sequence[D | None]) -> tuple[D, ...]:
    return tuple(sorted((d for d in documents if d), key=lambda d: (d.order, d.slug)))


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


@dataclass(slots=True)
class _Open:
    """A section whose end has not been seen yet."""

    level: int
    title: str
    heading: Prose
    anchor: str
    starts_page: bool
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
        )


class _Body:
    """The text of one Markdown file, cut into sections and blocks."""

    def __init__(self, reader: Reader, scales: dict[str, Scale]) -> None:
        self.reader = reader
        self.scales = scales
        self.introduction: list[Block] = []
        self.sections: list[Section] = []
        self.anchors: list[str] = []

    def read(self) -> Keyed | None:
        """Read the whole file and return its front matter, None where there is none to read."""
        source = self.reader.source
        tokens = markdown.parse(source.text)
        if not tokens or tokens[0].type != "front_matter":
            self.reader.report(
                1, "no front matter", "begin the file with `---`, keys like `title: …`, and `---`"
            )
            return None
        self._cut(tokens[1:])
        return from_yaml(tokens[0].content, source.path, 2, self.reader.problems)

    def document(self, keyed: Keyed) -> _DocumentKeys:
        """Return what every kind of document has."""
        return {
            "folder": self.reader.source.kind,
            "slug": self.reader.source.slug,
            "title": keyed.text("title"),
            "summary": typeset(keyed.text("summary")),
            "order": keyed.number("order", LAST),
            "introduction": tuple(self.introduction),
            "sections": tuple(self.sections),
            "anchors": frozenset(self.anchors),
            "links": tuple(self.reader.links),
            "pictures": tuple(self.reader.pictures),
            "where": self.reader.where(),
            "source": keyed.text("source", ""),
            "credit": keyed.text("credit", ""),
        }

    def _cut(self, tokens: Sequence[Token]) -> None:
        chapter: _Open | None = None
        part: _Open | None = None
        level = 1
        for block in markdown.split(tokens):
            first = block[0]
            if first.type == "heading_open":
                level = self._step(first, level)
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
            inner = part or chapter
            into = inner.blocks if inner else self.introduction
            if first.type == "fence" and first.info.startswith("{"):
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
                line, "a heading with one `#`", "begin with `##`: the title is above"
            )
        elif new > level + 1:
            wanted = "#" * (level + 1)
            self.reader.report(line, f"the heading skips a level after {level}", f"use `{wanted}`")
        return new

    def _heading(self, block: list[Token]) -> _Open:
        opening, inline = block[0], block[1]
        classes = str(opening.attrs.get("class", "")).split()
        line = markdown.line(opening)
        for name in classes:
            if name != "new-page":
                self.reader.report(line, f"unknown class `.{name}`", "only `.new-page` is known")
        title = markdown.plain(inline)
        anchor = str(opening.attrs.get("id", ""))
        if anchor in self.anchors:
            self.reader.report(line, f"the anchor `{anchor}` stands twice", "name one differently")
        base, count = markdown.slugify(title), 1
        while not anchor:
            made = base if count == 1 else f"{base}-{count}"
            anchor, count = made if made not in self.anchors else "", count + 1
        self.anchors.append(anchor)
        return _Open(
            int(opening.tag[1]), title, self.reader.prose([inline]), anchor, "new-page" in classes
        )
