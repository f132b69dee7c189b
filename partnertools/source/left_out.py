"""A `Toolkit` of which an edition leaves something out -> one in which nothing leads there.

Where a base's document links to what is left out, the words stay without the link; a card that
leads there goes, and so does a line of front matter. What the edition itself links to must be
there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from markdown_it.token import Token

from partnertools.model.packed import Packed
from partnertools.model.prompt import Prompt
from partnertools.model.prose import NOTHING, Prose, change_prose
from partnertools.model.toolkit import (
    Block,
    Contents,
    Document,
    Guide,
    Link,
    Packet,
    Section,
    Tool,
    ToolCard,
    Toolkit,
    all_blocks,
)
from partnertools.problems import Problem, Where
from partnertools.source.overlay import LEAVE_OUT, Laid, LeftOut
from partnertools.typography import counted

D = TypeVar("D", bound=Document)


def do_without(toolkit: Toolkit, laid: Laid, problems: list[Problem]) -> Toolkit:
    """Return the toolkit without ways to what is left out; its notes say what they were.

    An edition's own ways there, and worksheets that take rows from there, are problems.
    """
    if not laid.left_out:
        return toolkit
    work = _Work(
        {one.target: one for one in laid.left_out},
        {source.path: source.level for source in laid.sources},
        problems,
        {},
    )
    made = replace(
        toolkit,
        tools=tuple(work.tool(tool) for tool in toolkit.tools),
        guides=tuple(work.guide(guide) for guide in toolkit.guides),
        pages=tuple(work.document(page) for page in toolkit.pages),
    )
    notes = [*work.notes(), *_packets(made.packets, laid)]
    return replace(made, notes=(*made.notes, *notes))


@dataclass(frozen=True, slots=True)
class _Work:
    """What is left out by target, the level of each file, and the ways that were taken away."""

    gone: Mapping[str, LeftOut]
    levels: Mapping[Path, int]
    problems: list[Problem]
    ways: dict[str, set[Where]]

    def tool(self, tool: Tool) -> Tool:
        for block, _ in all_blocks(tool):
            if isinstance(block, Prompt) and block.borrows_from:
                self._refuse_rows(tool, block)
        then = NOTHING if self._leads_away(tool.then) else tool.then
        facilitator = NOTHING if self._leads_away(tool.facilitator) else tool.facilitator
        opening = self._section(tool.opening)
        return replace(self.document(tool), then=then, facilitator=facilitator, opening=opening)

    def guide(self, guide: Guide) -> Guide:
        return replace(self.document(guide), card=guide.card and self.document(guide.card))

    def document(self, document: D) -> D:
        links = tuple(link for link in document.links if not self._take_away(link))
        sections = tuple(map(self._section, document.sections))
        contents = Contents(self._blocks(document.introduction), sections)
        return replace(document, links=links, contents=Packed(contents))

    def notes(self) -> Iterator[Problem]:
        for target, places in self.ways.items():
            first = min(places)
            what = f"`{target}` is left out, to which {first}"
            if len(places) > 1:
                what += f" and {counted(len(places) - 1, 'other place')}"
            what += " led: the words stay without the link"
            remedy = "where they read badly, lay a file of your own over that one"
            yield Problem(self.gone[target].where, what, remedy)

    def _section(self, section: Section) -> Section:
        heading = self._unlink(section.heading)
        blocks, parts = self._blocks(section.blocks), tuple(map(self._section, section.parts))
        return replace(section, heading=heading, blocks=blocks, parts=parts)

    def _blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        kept: list[Block] = []
        for block in blocks:
            if isinstance(block, ToolCard) and self._is_gone(f"tools/{block.slug}", block.where):
                self._note(f"tools/{block.slug}", block.where)
                continue
            kept.append(change_prose(block, self._unlink))
        return tuple(kept)

    def _is_gone(self, target: str, where: Where) -> bool:
        """Tell whether something is left out, seen from a file; report it in one's own."""
        one = self.gone.get(target)
        if one is None:
            return False
        if not self._is_below(one, where):
            what = f"`{target}` is left out"
            remedy = f"remove this, or the item in `{LEAVE_OUT}` on line {one.where.line}"
            self.problems.append(Problem(where, what, remedy))
        return True

    def _is_below(self, one: LeftOut, where: Where) -> bool:
        return self.levels.get(where.path, 0) > one.level

    def _note(self, target: str, where: Where) -> None:
        if self._is_below(self.gone[target], where):
            self.ways.setdefault(target, set()).add(where)

    def _take_away(self, link: Link) -> bool:
        if not self._is_gone(link.target, link.where):
            return False
        self._note(link.target, link.where)
        return True

    def _refuse_rows(self, tool: Tool, prompt: Prompt) -> None:
        one = self.gone.get(f"tools/{prompt.borrows_from}")
        if one and self._is_gone(one.target, prompt.where) and self._is_below(one, prompt.where):
            what = f"`{one.target}` is left out, and `{tool.target}` takes its rows from there"
            remedy = f"leave out `{tool.target}` too, or keep `{one.target}`"
            self.problems.append(Problem(one.where, what, remedy))

    def _leads_away(self, prose: Prose) -> bool:
        return prose.has_links and any(
            self._opens(child) for token in prose.tokens for child in token.children or ()
        )

    def _opens(self, token: Token) -> bool:
        href = str(token.attrs.get("href", ""))
        target = href.removeprefix("content:").partition("#")[0]
        return token.type == "link_open" and href.startswith("content:") and target in self.gone

    def _unlink(self, prose: Prose) -> Prose:
        """Take the links to what is left out of a text; their words stay."""
        if not self._leads_away(prose):
            return prose
        return Prose.of(map(self._unlink_line, prose.tokens))

    def _unlink_line(self, token: Token) -> Token:
        kept: list[Token] = []
        is_inside = False
        for child in token.children or ():
            if self._opens(child):
                is_inside = True
            elif child.type == "link_close" and is_inside:
                is_inside = False
            else:
                kept.append(child)
        return token.copy(children=kept) if token.children else token


def _packets(packets: Sequence[Packet], laid: Laid) -> Iterator[Problem]:
    """Say of each packet of a base that it has less in it."""
    gone = {one.target: one for one in laid.left_out}
    there = {packet.slug: packet for packet in packets}
    for source in laid.sources:
        if source.kind != "packets" or source.level == 0:
            continue
        missing = [t for t in gone if any(t in line.split() for line in source.text.splitlines())]
        if not missing:
            continue
        where = gone[missing[0]].where
        if packet := there.get(source.slug):
            what = f"the packet `{packet.title}` goes without {_list_targets(missing)}"
            remedy = f"leave out `{source.target}` too, or lay one of your own over it"
            yield Problem(where, what, remedy)
        else:
            what = f"the packet `{source.slug}` is left out: so is all that was in it"
            yield Problem(where, what, f"write `{source.target}` there as well, to say so")


def _list_targets(targets: Sequence[str]) -> str:
    *first, last = [f"`{target}`" for target in targets]
    return f"{', '.join(first)} and {last}" if first else last
