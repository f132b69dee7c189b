"""A packet on demand: rendered once, then written as it is, imposed, or filled for many."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from partnertools import files
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.printed import find_mistakes
from partnertools.build.printing import Printer
from partnertools.build.project import LocalProject, Project
from partnertools.cache import Cache
from partnertools.model import fields
from partnertools.model.editions import Edition
from partnertools.model.toolkit import Packet, Paper, Tool, Toolkit
from partnertools.model.values import Choice, Option
from partnertools.model.words import Words
from partnertools.problems import Problem, UserError, Where, choose

if TYPE_CHECKING:
    from partnertools.answers.mail_merge import Summary

Imposition = Literal["", "booklet", "two-up"]


@dataclass(frozen=True, slots=True)
class RenderedPacket:
    """A packet as a PDF, how many pages it has, and the words of its language.

    `choices` are what its fields offer, by their ids: with labels, which the PDF doesn't name.
    """

    data: bytes
    pages: int
    words: Words
    choices: Mapping[str, Choice]


def render(
    root: Path,
    slug: str,
    tools: Sequence[str],
    title: str,
    paper: Paper | None,
    edition: Edition,
    cache: Cache | None = None,
    base: Path | None = None,
    language: str = "",
) -> RenderedPacket:
    """Render a packet of the project at `root`: the declared one `slug`, or one of `tools`.

    It is in the toolkit's own language, or in another one that it is published in. Raises
    `UserError` where the content has mistakes, or the packet, a tool or the language isn't there.
    """
    cache = cache or Cache()
    project = _in_language(Project(root, base=base, cache=cache), language)
    toolkit = project.toolkit
    packet = _find_packet(toolkit, slug, root) if slug else _own(toolkit, tools, title, root)
    sheet = sheets.of_packet(toolkit, packet, paper or toolkit.paper, edition)
    printer = Printer(project, cache, Executors())
    printed = printer.recall(sheet) or next(facts for _, facts in printer.render([sheet]))
    problems = list(find_mistakes(project, sheet, printed))
    if problems:
        raise UserError(problems)
    data = cache.read(printer.key(sheet)) or printer.render_alone(sheet).data
    choices = dict(_choices(tool for tool in toolkit.tools if tool.target in packet.contents))
    return RenderedPacket(data, printed.pages, project.layouts.interface, choices)


def _choices(tools: Iterable[Tool]) -> Iterator[tuple[str, Choice]]:
    for field in (field for tool in tools for field in fields.of_tool(tool)):
        if isinstance(field.value_type, Choice):
            options = (Option(option.id, option.label) for option in field.value_type.options)
            yield field.id, Choice(tuple(options))


def _in_language(project: Project, language: str) -> LocalProject:
    known = {one.toolkit.language: one for one in project.in_all_languages}
    if language and language not in known:
        where = Where(project.root / "content" / "toolkit.yaml")
        what = f"the toolkit is not published in `{language}`"
        raise UserError([Problem(where, what, choose(language, tuple(known)))])
    return known[language] if language else project


def _find_packet(toolkit: Toolkit, slug: str, root: Path) -> Packet:
    known = {packet.slug: packet for packet in toolkit.packets}
    if slug not in known:
        where = Where(root / "content" / "packets")
        what = f"there is no packet `{slug}`"
        raise UserError([Problem(where, what, choose(slug, tuple(known)))])
    return known[slug]


def _own(toolkit: Toolkit, tools: Sequence[str], title: str, root: Path) -> Packet:
    known = {d.slug: d for d in (*toolkit.guides, *toolkit.tools)}
    where = Where(root / "content" / "tools")
    names = [name.strip() for name in tools]
    problems = [
        Problem(where, f"there is no worksheet `{name}`", choose(name, tuple(known)))
        for name in names
        if name not in known
    ]
    problems += [
        Problem(where, f"the packet names `{name}` twice", "name it once")
        for name in {name for name in names if names.count(name) > 1}
    ]
    if problems:
        raise UserError(problems)
    documents = [known[name] for name in names]
    return Packet(
        slug="packet",
        title=title or toolkit.title,
        summary=", ".join(document.title for document in documents),
        order=0,
        cover="",
        has_large_print=False,
        contents=tuple(document.target for document in documents),
        where=where,
    )


def save(packet: RenderedPacket, out: Path, imposition: Imposition) -> str:
    """Write a packet to a file, and return in words what to know for printing it.

    Raises `UserError` where the file can't be written.
    """
    if imposition:
        from partnertools.pdf import impose

        make = impose.booklet if imposition == "booklet" else impose.two_up
        imposed = make(packet.data, out, packet.words)
        files.write(out, imposed.data)
        sheets = "1 sheet" if imposed.sheets == 1 else f"{imposed.sheets} sheets"
        return f"{sheets} in {out}. {imposed.words}"
    files.write(out, packet.data)
    return f"{packet.pages} pages in {out}"


def for_each(
    packet: RenderedPacket,
    table: Path,
    folder: Path,
    pattern: str,
    jobs: int,
    progress: Callable[[str], None],
) -> "Summary":
    """Write one filled packet for each row of a table into a folder."""
    from partnertools.answers import mail_merge

    return mail_merge.write(packet.data, table, folder, pattern, jobs, progress, packet.choices)
