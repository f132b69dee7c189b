"""A packet on demand: rendered once, then written as it is, imposed, or filled for many."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from partnertools import files, source
from partnertools.answers import mail_merge
from partnertools.answers.mail_merge import Summary
from partnertools.build import printing
from partnertools.build.cache import Cache
from partnertools.model.toolkit import Packet, Paper, Toolkit
from partnertools.pdf import impose
from partnertools.pdf.job import RenderedPdf
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.render.pages import Edition, Layouts

Imposition = Literal["", "booklet", "two-up"]


def render(
    root: Path,
    slug: str,
    tools: Sequence[str],
    title: str,
    paper: Paper | None,
    edition: Edition,
) -> RenderedPdf:
    """Render a packet of the project at `root`: the declared one `slug`, or one of `tools`.

    Raises `UserError` where the content has mistakes, or the packet or a tool doesn't exist.
    """
    toolkit = source.read(root / "content")
    layouts = Layouts(root / "layouts")
    packet = _declared(toolkit, slug, root) if slug else _own(toolkit, tools, title, root)
    sheet = printing.packet(toolkit, layouts, packet, paper or toolkit.paper, edition)
    ((_, painted),) = printing.render_all(toolkit, layouts, [sheet], root, Cache())
    problems = list(printing.problems(toolkit, sheet, painted))
    if problems:
        raise UserError(problems)
    return painted


def _declared(toolkit: Toolkit, slug: str, root: Path) -> Packet:
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
        contents=tuple(document.target for document in documents),
        where=where,
    )


def save(packet: RenderedPdf, out: Path, imposition: Imposition) -> str:
    """Write a packet to a file, and return in words what to know for printing it.

    Raises `UserError` where the file can't be written.
    """
    if imposition:
        imposed = (impose.booklet if imposition == "booklet" else impose.two_up)(packet.data, out)
        files.write(out, imposed.data)
        sheets = "1 sheet" if imposed.sheets == 1 else f"{imposed.sheets} sheets"
        return f"{sheets} in {out}. {imposed.words}"
    files.write(out, packet.data)
    return f"{packet.pages} pages in {out}"


def for_each(
    packet: RenderedPdf,
    table: Path,
    folder: Path,
    pattern: str,
    jobs: int,
    progress: Callable[[str], None],
) -> Summary:
    """Write one filled packet for each row of a table into a folder."""
    return mail_merge.write(packet.data, table, folder, pattern, jobs, progress)
