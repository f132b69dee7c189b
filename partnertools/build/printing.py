"""Documents and packets -> print sheets -> painted PDFs, the longest first, on every core."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from partnertools.build.cache import Cache, digest
from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.model.toolkit import PAPERS, Packet, Paper, Tool, Toolkit
from partnertools.pdf.job import Form, Job, RenderedPdf
from partnertools.problems import Problem, Where
from partnertools.processes import Pool
from partnertools.render.pages import STANDARD, Edition, Layouts, find

LARGE = Edition(is_large=True)
# Cover and contents. Where the contents take more, the packet is set again with what they took.
FRONT = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A print sheet, ready to be painted.

    `name` is the PDF's path within the site, `target` what it is of. `first` is the id of the
    element on page 1, empty where all pages are numbered alike.
    """

    name: str
    target: str
    paper: Paper
    edition: Edition
    html: str
    fields: tuple[Field, ...]
    forms: tuple[Form, ...]
    where: Where
    first: str = ""
    packet: Packet | None = None
    is_one_page: bool = False

    @property
    def plan_name(self) -> str:
        """Return the path of the PDF's fill plan within the site."""
        return f"{self.name.removesuffix('.pdf')}.fill.json"


def sheets(toolkit: Toolkit, layouts: Layouts) -> Iterator[Sheet]:
    """Yield the sheets of a build: all on both papers, and worksheets in large print."""
    for paper in PAPERS:
        for one in toolkit.tools:
            yield tool(toolkit, layouts, one, paper)
        for guide in toolkit.guides:
            if guide.card:
                yield Sheet(
                    name=f"{guide.target}/summary-card{_suffix(paper)}.pdf",
                    target=guide.target,
                    paper=paper,
                    edition=STANDARD,
                    html=layouts.card(toolkit, guide.card, paper),
                    fields=(),
                    forms=(),
                    where=guide.card.where,
                    is_one_page=True,
                )
        for one_packet in toolkit.packets:
            yield packet(toolkit, layouts, one_packet, paper)
    for one in toolkit.tools:
        yield tool(toolkit, layouts, one, toolkit.paper, LARGE)


def tool(
    toolkit: Toolkit, layouts: Layouts, one: Tool, paper: Paper, edition: Edition = STANDARD
) -> Sheet:
    """Return the sheet of one worksheet."""
    suffix = "-large" if edition.is_large else _suffix(paper)
    return Sheet(
        name=f"{one.target}/{one.slug}{suffix}.pdf",
        target=one.target,
        paper=paper,
        edition=edition,
        html=layouts.sheet(toolkit, one, paper, edition),
        fields=fields.of_tool(one),
        forms=(_form(toolkit, one),),
        where=one.where,
    )


def packet(
    toolkit: Toolkit, layouts: Layouts, one: Packet, paper: Paper, edition: Edition = STANDARD
) -> Sheet:
    """Return the sheet of a packet: one document, so that tags, names and numbers are one."""
    documents = [find(toolkit, target) for target in one.contents]
    tools = [d for d in documents if isinstance(d, Tool)]
    return Sheet(
        name=f"packets/{one.slug}{_suffix(paper)}.pdf",
        target=f"packets/{one.slug}",
        paper=paper,
        edition=edition,
        html=layouts.packet_sheet(toolkit, one, paper, edition, FRONT),
        fields=tuple(f for t in tools for f in fields.of_tool(t)),
        forms=tuple(_form(toolkit, t) for t in tools),
        where=one.where,
        first=documents[0].slug,
        packet=one,
    )


def _form(toolkit: Toolkit, one: Tool) -> Form:
    return Form(one.slug, one.title, one.version, toolkit.language)


def _suffix(paper: Paper) -> str:
    return "" if paper == PAPERS[0] else f"-{paper}"


def problems(toolkit: Toolkit, sheet: Sheet, painted: RenderedPdf) -> Iterator[Problem]:
    """Yield what only the painted sheet shows to be wrong with the content."""
    if painted.foreign:
        # Those of the content were named before: these come from the layouts or a picture.
        some = ", ".join(f"`{char}`" for char in painted.foreign[:5])
        what = f"the typeface of the PDFs has no {some}, which the layouts write"
        yield Problem(sheet.where, what, "use other signs in `layouts/`")
    for path in painted.undrawn:
        # Wherever it is printed, it is one picture.
        where = _shown(toolkit).get(path, sheet.where)
        what = f"the picture `{path.rpartition('/')[2]}` can't be drawn on paper"
        yield Problem(where, what, "save it as PNG, or export it again")
    if sheet.is_one_page and painted.pages > 1:
        what = f"the card takes {painted.pages} pages on {sheet.paper} paper"
        yield Problem(sheet.where, what, "shorten it to one page")


def _shown(toolkit: Toolkit) -> dict[str, Where]:
    """Return where each picture is first shown, by its path within the content."""
    documents = list(toolkit.documents())
    documents += [g.card for g in toolkit.guides if g.card]
    shown: dict[str, Where] = {}
    for document in documents:
        folder = "guide" if document.folder == "card" else document.folder
        for picture in document.pictures:
            shown.setdefault(f"{folder}/{document.slug}/{picture.name}", picture.where)
    return shown


def render_all(
    toolkit: Toolkit,
    layouts: Layouts,
    to_paint: Sequence[Sheet],
    root: Path,
    cache: Cache | None = None,
) -> Iterator[tuple[Sheet, RenderedPdf]]:
    """Paint sheets, the longest first; yield them as they are done.

    `root` is the project's folder; pictures are named from its `content/`. What the cache holds is
    not painted again.
    """
    in_turn = sorted(to_paint, key=lambda s: -len(s.html))
    style = layouts.style("sheet")
    jobs = [job(sheet, style, root) for sheet in in_turn]
    keys = [cache_key(one) if cache else "" for one in jobs]
    known = [_read(cache.read(key)) if cache else None for key in keys]
    fresh = _on_every_core([j for j, painted in zip(jobs, known, strict=True) if not painted])
    for sheet, one, key, kept in zip(in_turn, jobs, keys, known, strict=True):
        if kept:
            yield sheet, kept
            continue
        painted = next(fresh)
        if sheet.packet and painted.front != FRONT:
            html = layouts.packet_sheet(
                toolkit, sheet.packet, sheet.paper, sheet.edition, painted.front
            )
            painted = _render_pdf(replace(one, html=html))
        if cache:
            cache.write(key, _written(painted))
        yield sheet, painted


def job(sheet: Sheet, style: str, root: Path) -> Job:
    """Return what it takes to paint a sheet of the project at `root`."""
    folder = str(root / "content")
    return Job(sheet.html, style, sheet.fields, sheet.forms, folder, _published(), sheet.first)


def cache_key(one: Job) -> str:
    """Return the hash of all that a PDF is made from: the sheet, its pictures, code, libraries."""
    sources = dict.fromkeys(re.findall(r'<img[^>]* src="([^"]*)"', one.html))
    pictures = [Path(one.folder, unquote(unescape(source))).read_bytes() for source in sources]
    # Where the project lies makes no difference.
    return digest(replace(one, folder=""), pictures)


def _written(painted: RenderedPdf) -> bytes:
    names = ("plan", "pages", "foreign", "front", "undrawn")
    about = {name: getattr(painted, name) for name in names}
    return json.dumps(about).encode() + b"\n" + painted.data


def _read(entry: bytes | None) -> RenderedPdf | None:
    if entry is None:
        return None
    line, _, data = entry.partition(b"\n")
    about = json.loads(line)
    return RenderedPdf(**{**about, "undrawn": tuple(about["undrawn"])}, data=data)


def _on_every_core(jobs: list[Job]) -> Iterator[RenderedPdf]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    workers = min(cores, len(jobs))
    if workers < 2:
        yield from map(_render_pdf, jobs)
        return
    with Pool(workers) as pool:
        yield from pool.work(_render_pdf, jobs)


def _render_pdf(job: Job) -> RenderedPdf:
    # Imported where something is painted: it takes longer than all else of a build that has
    # nothing to paint.
    from partnertools.pdf.write import rendering

    return rendering.render_pdf(job)


def _published() -> datetime | None:
    """Return the day of publication, where the builder has said it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None
