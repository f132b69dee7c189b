"""Toolkit -> print sheets: which PDFs there are, and what is in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from partnertools.model.toolkit import PAPERS, Document, Packet, Paper, Tool, Toolkit
from partnertools.problems import Where
from partnertools.render.pages import STANDARD, Edition, find

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

    @property
    def plan_name(self) -> str:
        """Return the path of the PDF's fill plan within the site."""
        return f"{self.name.removesuffix('.pdf')}.fill.json"


def of_toolkit(toolkit: Toolkit) -> Iterator[Sheet]:
    """Yield the sheets of a site: all on both papers, and worksheets in large print as well."""
    for paper in PAPERS:
        for tool in toolkit.tools:
            yield of_tool(tool, paper)
        for guide in toolkit.guides:
            if guide.card:
                yield Sheet(
                    name=f"{guide.target}/summary-card{_suffix(paper)}.pdf",
                    target=guide.target,
                    paper=paper,
                    edition=STANDARD,
                    documents=(guide.card,),
                    where=guide.card.where,
                    is_card=True,
                )
        for packet in toolkit.packets:
            yield of_packet(toolkit, packet, paper)
    for paper in PAPERS:
        for tool in toolkit.tools:
            yield of_tool(tool, paper, LARGE, toolkit.paper)


def of_tool(
    tool: Tool, paper: Paper, edition: Edition = STANDARD, usual: Paper | None = None
) -> Sheet:
    """Return the sheet of one worksheet; large print on the usual paper doesn't name it."""
    suffix = _suffix(paper)
    if edition.is_large:
        suffix = "-large" if paper == (usual or paper) else f"-large-{paper}"
    return Sheet(
        name=f"{tool.target}/{tool.slug}{suffix}.pdf",
        target=tool.target,
        paper=paper,
        edition=edition,
        documents=(tool,),
        where=tool.where,
    )


def of_packet(toolkit: Toolkit, packet: Packet, paper: Paper, edition: Edition = STANDARD) -> Sheet:
    """Return the sheet of a packet: one PDF, so that tags, names and numbers are one."""
    return Sheet(
        name=f"packets/{packet.slug}{_suffix(paper)}.pdf",
        target=f"packets/{packet.slug}",
        paper=paper,
        edition=edition,
        documents=tuple(find(toolkit, target) for target in packet.contents),
        where=packet.where,
        packet=packet,
    )


def _suffix(paper: Paper) -> str:
    return "" if paper == PAPERS[0] else f"-{paper}"
