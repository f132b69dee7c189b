"""`Source`s -> `Toolkit`: front matter, sections and blocks, one file after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from markdown_it.token import Token

from partnertools.foreign import Foreign, like
from partnertools.model.prompt import Prompt
from partnertools.model.prose import NOTHING, Prose
from partnertools.model.scale import Point, Scale
from partnertools.model.toolkit import (
    Document,
    Guide,
    Link,
    Packet,
    Page,
    Section,
    Tool,
    Toolkit,
)
from partnertools.problems import Problem, choose
from partnertools.source import aliases, keys, settings, terms, typefaces
from partnertools.source.body import LAST, OPENING, Body
from partnertools.source.keyed import WrittenValue, from_yaml, nothing
from partnertools.source.overlay import BASE, LEAVE_OUT, OWN_KEYS, LeftOut
from partnertools.source.plain import read_plain
from partnertools.source.prose import Reader, in_language
from partnertools.source.readings import Readings
from partnertools.source.sources import Source
from partnertools.source.texts import Texts
from partnertools.source.words import OtherWords, find_misplaced

WITHOUT_KEYS = "this scale point has no keys"
# The opening that asks nothing.
WITHOUT = "none"
D = TypeVar("D", Document, Tool, Guide, Page, Packet)
R = TypeVar("R", Tool, Guide, Page)


def toolkit(
    sources: Sequence[Source],
    problems: list[Problem],
    texts: Texts,
    readings: Readings,
    base_url: str = "",
    left_out: Sequence[LeftOut] = (),
) -> Toolkit:
    """Read all sources. What can't be read is reported and left empty.

    All that people read goes through `texts`. What the `readings` have is not read again. A
    `base_url` takes the place of that of the toolkit. Packets of a base do without what an edition
    leaves out.
    """
    language = settings.language_of(s for s in sources if s.kind == "toolkit")
    sources = [replace(source, language=language) for source in sources]
    of_kind = {kind: [s for s in sources if s.kind == kind] for kind in {s.kind for s in sources}}

    def heard(source: Source) -> list[Problem]:
        return problems if source.is_readable else []

    scales = [scale(s, heard(s), texts) for s in of_kind.get("scales", ())]
    by_id = {s.id: s for s in scales}
    openings = {WITHOUT: _Opening(Section(2, "", NOTHING, OPENING, False, (), ()), ())}
    for source in (*of_kind.get("opening", ()), *of_kind.get("openings", ())):
        if source.text.strip():
            openings[source.slug] = _opening(source, by_id, problems, texts)
    words = of_kind.get("words", [])
    # All that documents may name beside what is laid over their words.
    around = [s for kind in ("scales", "opening", "openings") for s in of_kind.get(kind, ())]

    def document(read: Callable[[Source, list[Problem]], R], s: Source, *more: Source) -> R:
        if not s.is_readable:
            return read(s, [])
        inputs = (s, *around, *more)
        return readings.read_document(lambda: read(s, problems), problems, texts, *inputs)

    def of_page(s: Source, told: list[Problem]) -> Page:
        return page(s, by_id, told, texts)

    def of_tool(s: Source, told: list[Problem]) -> Tool:
        return tool(s, by_id, openings, told, words_for(s), texts)

    def of_guide(s: Source, told: list[Problem]) -> Guide:
        return guide(s, by_id, told, texts)

    def words_for(source: Source) -> OtherWords:
        said = OtherWords()
        for one in words:
            if one.slug == source.slug and one.level < source.level:
                said.add(one, heard(one))
        return said

    cards = {s.slug: document(of_page, s) for s in of_kind.get("card", ())}
    gone = [one.target for one in left_out]
    problems += find_misplaced(words, of_kind.get("tools", ()), gone)
    of_slug = {s.slug: [one for one in words if one.slug == s.slug] for s in words}
    tools = [document(of_tool, s, *of_slug.get(s.slug, ())) for s in of_kind.get("tools", ())]
    # What was read before has brought openings along, which are the same ones.
    sections = [opening.section for opening in openings.values()]
    tools = [replace(t, opening=next(s for s in sections if s == t.opening)) for t in tools]
    guides = [
        replace(document(of_guide, s), card=cards.get(s.slug)) for s in of_kind.get("guide", ())
    ]
    pages = [document(of_page, s) for s in of_kind.get("pages", ())]
    targets = [f"{s.kind}/{s.slug}" for s in sources if s.kind in ("tools", "guide")]
    packets = [
        packet(s, targets, heard(s), {one.target: one for one in left_out}, texts)
        for s in of_kind.get("packets", ())
    ]
    keyed = nothing(Path())
    for number, source in enumerate(of_kind.get("toolkit", ())):
        below = from_yaml(source.text, source.path, 1, heard(source), source.language)
        if number:
            keyed.lay_over(below, OWN_KEYS)
        else:
            keyed = below
    folders = [source.path.parent for source in of_kind.get("toolkit", ())]
    texts.say_keys(keyed, "toolkit", keys.said(keys.TOOLKIT))
    own_typefaces, typeface_notes = typefaces.read(keyed, folders)
    keyed.text(BASE, "")
    keyed.list(LEAVE_OUT, lambda value: value.scalar, needed=False)
    made = Toolkit(
        title=read_plain(keyed, "title"),
        summary=read_plain(keyed, "summary"),
        intro=read_plain(keyed, "intro"),
        publisher=read_plain(keyed, "publisher"),
        contact=settings.contact(keyed),
        answers_to=settings.answers_to(keyed),
        base_url=settings.base_url(keyed, base_url),
        licence=read_plain(keyed, "licence"),
        language=settings.language(keyed),
        languages=settings.languages(keyed, folders),
        paper="a4" if keyed.word("paper", ("letter", "a4")) == "a4" else "letter",
        has_codes=keyed.word("codes", ("yes", "no"), "yes") == "yes",
        scales=tuple(by_id.values()),
        tools=_in_order(tools),
        guides=_in_order(guides),
        pages=_in_order(pages),
        # One of which everything is left out is none.
        packets=_in_order([p for p in packets if p.contents or not left_out]),
        logo=settings.logo(keyed),
        color=settings.color(keyed),
        typefaces=own_typefaces,
        notes=(*settings.notes(keyed, base_url), *typeface_notes),
    )
    keyed.finish()
    return made


def scale(source: Source, problems: list[Problem], texts: Texts) -> Scale:
    """Read a scale's YAML."""
    seen: set[str] = set()

    def point(value: WrittenValue) -> Point | None:
        if value.keys is None:
            if not any(p.what == WITHOUT_KEYS and p.where.path == source.path for p in problems):
                remedy = "write each as `- id: …`, with `word: …` and `meaning: …` below the `id`"
                problems.append(Problem(value.where, WITHOUT_KEYS, remedy))
            return None
        ident = value.keys.text("id")
        written = read_plain(value.keys, "word")
        texts.say_keys(value.keys, f"{source.name}/{ident}", keys.said(keys.POINT))
        word = read_plain(value.keys, "word")
        made = Point(
            id=ident,
            word=word,
            meaning=read_plain(value.keys, "meaning"),
            symbol=value.keys.text("symbol", ""),
            untranslated="" if word == written else written,
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

    keyed = from_yaml(source.text, source.path, 1, problems, source.language)
    texts.say_keys(keyed, source.name, keys.said(keys.SCALE))
    made = Scale(
        source.slug,
        read_plain(keyed, "title", has_typed_quotes=True),
        keyed.list("points", point),
        keyed.list("off-scale", point, needed=False),
    )
    keyed.finish()
    if (
        len(made.points) == 1
        and keyed.values["points"].items
        and not keyed.values["points"].items[1:]
    ):
        what = "the scale has one point, which leaves nothing to choose"
        problems.append(Problem(keyed.line("points"), what, "list two points or more"))
    return made


def packet(
    source: Source,
    targets: Sequence[str],
    problems: list[Problem],
    left_out: Mapping[str, LeftOut],
    texts: Texts,
) -> Packet:
    """Read a packet's YAML; `targets` are the documents that a packet can hold.

    A packet of a base does without what an edition leaves out.
    """
    named: set[str] = set()

    def target(value: WrittenValue) -> str | None:
        if (gone := left_out.get(value.scalar or "")) and gone.level < source.level:
            return None
        if gone:
            what = f"the packet names `{gone.target}`, which is left out"
            remedy = f"remove this item, or the one in `{LEAVE_OUT}` on line {gone.where.line}"
            problems.append(Problem(value.where, what, remedy))
            return None
        if not value.scalar:
            problems.append(
                Problem(
                    value.where, "this item does not name a document", "write, say, `tools/tea`"
                )
            )
        elif value.scalar not in targets:
            what = f"the packet names `{value.scalar}`, which does not exist"
            if value.scalar.startswith("pages/"):
                what = f"a packet holds worksheets and parts of the guide, not `{value.scalar}`"
            problems.append(Problem(value.where, what, choose(value.scalar, targets)))
        elif value.scalar in named:
            what = f"the packet names `{value.scalar}` twice"
            problems.append(Problem(value.where, what, "remove one of the two"))
        named.add(value.scalar or "")
        return value.scalar or None

    keyed = from_yaml(source.text, source.path, 1, problems, source.language)
    texts.say_keys(keyed, source.name, keys.said(keys.PACKET))
    made = Packet(
        slug=source.slug,
        title=read_plain(keyed, "title", has_typed_quotes=True),
        summary=read_plain(keyed, "summary", has_typed_quotes=True),
        order=keyed.number("order", LAST),
        cover=read_plain(keyed, "cover", "", has_typed_quotes=True),
        has_large_print=keyed.word("large", ("yes", "no"), "no") == "yes",
        contents=keyed.list("contents", target),
        where=keyed.line("contents"),
        aliases=aliases.read(keyed),
    )
    keyed.finish()
    return made


def tool(
    source: Source,
    scales: dict[str, Scale],
    openings: dict[str, "_Opening"],
    problems: list[Problem],
    words: OtherWords,
    texts: Texts,
) -> Tool:
    """Read a worksheet, which opens with one of the `openings`; an edition may have other words."""
    body = Body(Reader(source, problems, words.say, texts), scales)
    keyed = body.read()
    named = keyed.values.get("opening")
    # Where nobody knows which opening is meant, its ids can't be compared.
    strange = (choose(one, (*keys.WORKSHEET,)) for one in keyed.values if one not in keys.WORKSHEET)
    is_sure = (
        bool(keyed.values)
        and (named is None or (named.scalar or "").lower() in openings)
        and "did you mean `opening`?" not in strange
    )
    keyed.values |= words.front_matter
    texts.say_keys(keyed, source.name, keys.said(keys.WORKSHEET))
    then = body.inline(keyed, "next")
    facilitator = body.inline(keyed, "facilitator")
    document = body.document(keyed)
    usual = "opening" if "opening" in openings else WITHOUT
    name = keyed.word("opening", tuple(openings), usual)
    opening = openings[name if is_sure else WITHOUT]
    asked = [block.id for block in opening.section.blocks if isinstance(block, Prompt)]
    words.finish(source.path, problems, asked)
    document["links"] += opening.links
    landscape = keyed.word("orientation", ("portrait", "landscape"), "portrait") == "landscape"
    made = Tool(
        **document,
        version=keyed.number("version"),
        readers=read_plain(keyed, "readers", ""),
        who=read_plain(keyed, "who", ""),
        when=_without_period(read_plain(keyed, "when")),
        minutes=keyed.number("minutes"),
        then=then,
        facilitator=facilitator,
        orientation="landscape" if landscape else "portrait",
        opening=opening.section,
        group=read_plain(keyed, "group", "", has_typed_quotes=True),
    )
    keyed.finish()
    return made


def _without_period(text: str) -> str:
    """Return a part of a sentence without the period that the sentence has itself."""
    is_ended = text.endswith(".") and not text.endswith("..")
    return like(text[:-1], text) if is_ended else text


def guide(source: Source, scales: dict[str, Scale], problems: list[Problem], texts: Texts) -> Guide:
    """Read a guide without its card."""
    body = Body(Reader(source, problems, texts=texts), scales)
    keyed = body.read()
    texts.say_keys(keyed, source.name, keys.said(keys.GUIDE))
    made = Guide(**body.document(keyed), minutes=keyed.number("minutes"), card=None)
    keyed.finish()
    return made


def page(source: Source, scales: dict[str, Scale], problems: list[Problem], texts: Texts) -> Page:
    """Read a page, or a guide's summary card."""
    body = Body(Reader(source, problems, texts=texts), scales)
    keyed = body.read()
    texts.say_keys(keyed, source.name, keys.said(keys.PAGE))
    made = Page(**body.document(keyed))
    keyed.finish()
    return made


@dataclass(frozen=True, slots=True)
class _Opening:
    """What `opening.md` says; its links are those of every worksheet."""

    section: Section
    links: tuple[Link, ...]


def _opening(
    source: Source, scales: dict[str, Scale], problems: list[Problem], texts: Texts
) -> _Opening:
    body = Body(Reader(source, problems, texts=texts), scales)
    keyed = body.read()
    texts.say_keys(keyed, source.name, keys.said(keys.OPENING))
    title = read_plain(keyed, "title")
    keyed.finish()
    for line in body.headings:
        body.reader.report(line, "the opening has a heading", "remove it: the title is the heading")
    text = Token("text", "", 0, content=title)
    words = in_language([text], title.language) if isinstance(title, Foreign) else [text]
    heading = Prose.of([Token("inline", "", 0, content=title, children=words)])
    section = Section(2, title, heading, OPENING, False, tuple(body.introduction), ())
    return _Opening(section, tuple(body.reader.links))


def _in_order(documents: Sequence[D]) -> tuple[D, ...]:
    return tuple(sorted(documents, key=lambda d: (d.order, d.slug)))
