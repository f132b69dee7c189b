"""Toolkit -> print sheets: which PDFs there are, and what is in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from partnertools.model.editions import STANDARD, Edition
from partnertools.model.toolkit import Document, Packet, Paper, Tool, Toolkit
from partnertools.problems import Where

LARGE = Edition(is_large=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF to be rendered: one document, or the documents of a packet.

    `name` is its path within the site, `target` what it is of. A card has one page.
    """

    name: str
    target: str
    paper: Paper
    edition: Edition
    documents: tuple[Document, ...]
    where: Where
    packet: Packet | None = None
    is_card: bool = False


def plan_path(pdf: str) -> str:
    """Return the path of the fill plan of a PDF."""
    return f"{pdf.removesuffix('.pdf')}.fill.json"


def of_toolkit(toolkit: Toolkit) -> Iterator[Sheet]:
    """Yield the sheets of a site: all on both papers.

    Worksheets come in large print as well, and the packets of which their authors say so.
    """
    for paper in toolkit.papers:
        for tool in toolkit.tools:
            yield of_tool(toolkit, tool, paper)
        for guide in toolkit.guides:
            if guide.card:
                yield Sheet(
                    name=f"{guide.target}/summary-card{toolkit.suffix(paper)}.pdf",
                    target=guide.target,
                    paper=paper,
                    edition=STANDARD,
                    documents=(guide.card,),
                    where=guide.card.where,
                    is_card=True,
                )
        for packet in toolkit.packets:
            yield of_packet(toolkit, packet, paper)
    for paper in toolkit.papers:
        for tool in toolkit.tools:
            yield of_tool(toolkit, tool, paper, LARGE)
        for packet in toolkit.packets:
            if packet.has_large_print:
                yield of_packet(toolkit, packet, paper, LARGE)


def of_tool(toolkit: Toolkit, tool: Tool, paper: Paper, edition: Edition = STANDARD) -> Sheet:
    """Return the sheet of one worksheet."""
    return Sheet(
        name=f"{tool.target}/{tool.slug}{_suffix(toolkit, paper, edition)}.pdf",
        target=tool.target,
        paper=paper,
        edition=edition,
        documents=(tool,),
        where=tool.where,
    )


def of_packet(toolkit: Toolkit, packet: Packet, paper: Paper, edition: Edition = STANDARD) -> Sheet:
    """Return the sheet of a packet: one PDF, so that tags, names and numbers are one."""
    return Sheet(
        name=f"packets/{packet.slug}{_suffix(toolkit, paper, edition)}.pdf",
        target=f"packets/{packet.slug}",
        paper=paper,
        edition=edition,
        documents=tuple(toolkit.find(target) for target in packet.contents),
        where=packet.where,
        packet=packet,
    )


def _suffix(toolkit: Toolkit, paper: Paper, edition: Edition) -> str:
    return ("-large" if edition.is_large else "") + toolkit.suffix(paper)
