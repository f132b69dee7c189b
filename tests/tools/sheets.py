"""A project -> what its PDFs are made from: HTML, fields, and PDFs rendered on the spot."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import sites
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.build.sheets import Sheet
from partnertools.cache import Cache
from partnertools.model import fields
from partnertools.model.editions import STANDARD, Edition
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Packet, Paper, Tool
from partnertools.pdf.job import RenderedPdf


@dataclass(frozen=True)
class Printed:
    """A sheet with the HTML of all that is on it, in its order, and with its fields."""

    sheet: Sheet
    root: Path

    @cached_property
    def html(self) -> str:
        """Render the HTML, at the first call: whoever only lists the sheets needs none."""
        return _html(_printer(self.root), self.sheet)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        tools = (document for document in self.sheet.documents if isinstance(document, Tool))
        return tuple(field for tool in tools for field in fields.of_tool(tool))

    @property
    def packet(self) -> Packet | None:
        return self.sheet.packet

    @property
    def edition(self) -> Edition:
        return self.sheet.edition

    @property
    def is_form(self) -> bool:
        return any(isinstance(document, Tool) for document in self.sheet.documents)


def printer(root: Path) -> Printer:
    """Return the printer of a project; it remembers nothing longer than this program runs."""
    return Printer(Project(root), Cache(Path(os.devnull, "cache")), Executors())


_printer = cache(printer)


@cache
def of_project(root: Path) -> dict[str, Printed]:
    """Return the sheets of a project that doesn't change by their PDFs' paths within the site."""
    return {sheet.name: Printed(sheet, root) for sheet in sheets.of_toolkit(sites.toolkit(root))}


def in_all_languages(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield for each language of a project its style sheet, and the HTML of all of its sheets."""
    for project in Project(root).in_all_languages:
        one = Printer(project, Cache(Path(os.devnull, "cache")), Executors())
        yield one.style, [_html(one, sheet) for sheet in sheets.of_toolkit(project.toolkit)]


def without_repeats(found: Mapping[str, Printed]) -> list[str]:
    """Leave out the packets whose pages are also in a larger one, and as worksheets."""
    most = max((len(one.packet.contents) for one in found.values() if one.packet), default=0)
    return [
        name
        for name, one in found.items()
        if one.packet is None or len(one.packet.contents) == most
    ]


def render(
    root: Path, slug: str, paper: Paper = "letter", edition: Edition = STANDARD
) -> RenderedPdf:
    """Render one worksheet, or one packet."""
    of_root = printer(root)
    toolkit = of_root.project.toolkit
    for tool in toolkit.tools:
        if tool.slug == slug:
            return of_root.render_alone(sheets.of_tool(toolkit, tool, paper, edition))
    packet = next(packet for packet in toolkit.packets if packet.slug == slug)
    return of_root.render_alone(sheets.of_packet(toolkit, packet, paper, edition))


def _html(of_root: Printer, sheet: Sheet) -> str:
    html = of_root.packet_html(sheet) if sheet.packet else ""
    for document in sheet.documents:
        own = of_root.html(document, sheet)
        if not sheet.packet:
            html = own
            continue
        inner = own.partition("<main>")[2].partition("</main>")[0]
        article = re.compile(rf'(<article id="{document.slug}"[^>]*>).*?(</article>)', re.DOTALL)
        found = article.search(html)
        assert found is not None
        html = html[: found.end(1)] + inner + html[found.start(2) :]
    return html
