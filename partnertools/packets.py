"""A packet on demand: rendered once, then written as it is, imposed, or filled for many."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from partnertools import content, files, personal, printing
from partnertools.cache import Cache
from partnertools.html.pages import Edition, Layouts
from partnertools.model import Packet, Paper, Toolkit
from partnertools.pdf import impose
from partnertools.pdf.job import Painted
from partnertools.personal import Summary
from partnertools.problems import ContentError, Problem, Where, choose

Imposition = Literal["", "booklet", "two-up"]


def render(
    root: Path,
    slug: str,
    tools: Sequence[str],
    title: str,
    paper: Paper | None,
    edition: Edition,
) -> Painted:
    """Render a packet of the project at `root`: the declared one `slug`, or one of `tools`.

    Raises `ContentError` where the content has mistakes, or the packet or a tool doesn't exist.
    """
    toolkit = content.read(root / "content")
    layouts = Layouts(root / "layouts")
    packet = _declared(toolkit, slug, root) if slug else _own(toolkit, tools, title, root)
    sheet = printing.packet(toolkit, layouts, packet, paper or toolkit.paper, edition)
    ((_, painted),) = printing.paint_all(toolkit, layouts, [sheet], root, Cache())
    problems = list(printing.problems(toolkit, sheet, painted))
    if problems:
        raise ContentError(problems)
    return painted


def _declared(toolkit: Toolkit, slug: str, root: Path) -> Packet:
    known = {packet.slug: packet for packet in toolkit.packets}
    if slug not in known:
        where = Where(root / "content" / "packets")
        what = f"there is no packet `{slug}`"
        raise ContentError([Problem(where, what, choose(slug, tuple(known)))])
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
        raise ContentError(problems)
    documents = [known[name] for name in names]
    return Packet(
        slug="packet",
        title=title or toolkit.title,
        summary=", ".join(document.title for document in documents),
        order=0,
        cover="",
        contents=tuple(document.target for document in documents),
        where=where,
    )


def save(packet: Painted, out: Path, imposition: Imposition) -> str:
    """Write a packet to a file, and return in words what to know for printing it.

    Raises `ContentError` where the file can't be written.
    """
    if imposition:
        imposed = (impose.booklet if imposition == "booklet" else impose.two_up)(packet.data, out)
        files.write(out, imposed.data)
        sheets = "1 sheet" if imposed.sheets == 1 else f"{imposed.sheets} sheets"
        return f"{sheets} in {out}. {imposed.words}"
    files.write(out, packet.data)
    return f"{packet.pages} pages in {out}"


def for_each(
    packet: Painted,
    table: Path,
    folder: Path,
    pattern: str,
    jobs: int,
    progress: Callable[[str], None],
) -> Summary:
    """Write one filled packet for each row of a table into a folder."""
    return personal.write(packet.data, table, folder, pattern, jobs, progress)
