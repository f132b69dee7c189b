"""The build, from content to `dist/`: this file is the table of contents.

1. read      `content/` -> `Toolkit`                      partnertools.content
2. sheets    tools and cards -> print sheets              partnertools.html
3. paint     print sheets -> PDFs                         partnertools.pdf
4. pages     documents -> pages of the site               partnertools.html
5. describe  fields and files -> JSON and JSON Schemas    partnertools.data
6. write     all of it at once -> `dist/`

Everything is made before anything is written: a mistake leaves the last `dist/` as it was.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from partnertools import content, data, fields
from partnertools.html.pages import Download, Layouts
from partnertools.model import PAPERS, Document, Guide, Page, Paper, Tool, Toolkit
from partnertools.pdf import paint
from partnertools.pdf.fields import Form
from partnertools.problems import ContentError, Problem, Where

Progress = Callable[[str], None]
S = TypeVar("S")
Job = tuple[str, str, tuple[fields.Field, ...], tuple[Form, ...], str, datetime | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A print sheet, ready to be painted; `name` is the PDF's path within the site."""

    name: str
    document: Document
    paper: Paper
    html: str
    fields: tuple[fields.Field, ...]
    forms: tuple[Form, ...]
    where: Where
    is_card: bool


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has written."""

    tools: int
    guides: int
    pdfs: int
    pages: int
    files: int


class Outputs:
    """Files by their path within the site; two for one path are a problem."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._origins: dict[str, Where] = {}
        self.problems: list[Problem] = []

    def add(self, name: str, file: bytes | str, where: Where) -> None:
        """Add a file made from what stands at `where`."""
        # Some file systems don't tell capitals from small letters.
        key = name.casefold()
        if key in self._origins:
            what = f"`{name}` is also made from {self._origins[key]}"
            self.problems.append(Problem(where, what, "rename one of the two"))
        self._origins[key] = where
        self.files[name] = file.encode() if isinstance(file, str) else file


def build(root: Path, progress: Progress) -> Built:
    """Build the whole site of the project at `root` into its `dist/`.

    Raises `ContentError` with every mistake; nothing is written then.
    """
    progress("reading the content")
    toolkit = content.read(root / "content")
    layouts = Layouts(root / "layouts")
    outputs = Outputs()

    sheets = sorted(_sheets(toolkit, layouts), key=lambda s: -len(s.html))
    painted: dict[str, paint.Painted] = {}
    for sheet, pdf in _paint(sheets, layouts.style("sheet"), root):
        painted[sheet.name] = pdf
        progress(f"painted {sheet.name}")
        if pdf.foreign:
            what = f"the typeface of the PDFs has no {', '.join(f'`{c}`' for c in pdf.foreign)}"
            outputs.problems.append(Problem(sheet.where, what, "use another sign"))
        if sheet.is_card and pdf.pages > 1:
            what = f"the card takes {pdf.pages} pages on {sheet.paper} paper"
            outputs.problems.append(Problem(sheet.where, what, "shorten it to one page"))
    in_order = sorted(sheets, key=lambda s: (s.document.target, PAPERS.index(s.paper)))
    for sheet in in_order:
        outputs.add(sheet.name, painted[sheet.name].data, sheet.where)

    progress("rendering the pages")
    downloads = _by_target(toolkit, in_order, lambda s: _download(s, painted[s.name]))
    _pages(toolkit, layouts, downloads, outputs)
    files = _by_target(toolkit, in_order, lambda s: _file(s, painted[s.name]))
    toolkit_where = Where(root / "content" / "toolkit.yaml")
    outputs.add("toolkit.json", data.toolkit_json(toolkit, files), toolkit_where)
    for tool in toolkit.tools:
        outputs.add(f"data/{tool.slug}.schema.json", data.schema(toolkit, tool), tool.where)

    if outputs.problems:
        raise ContentError(outputs.problems)
    progress("writing dist")
    write(root / "dist", outputs.files)
    return Built(
        tools=len(toolkit.tools),
        guides=len(toolkit.guides),
        pdfs=len(painted),
        pages=sum(p.pages for p in painted.values()),
        files=len(outputs.files),
    )


def _sheets(toolkit: Toolkit, layouts: Layouts) -> Iterator[Sheet]:
    for paper in PAPERS:
        suffix = "" if paper == PAPERS[0] else f"-{paper}"
        for tool in toolkit.tools:
            yield Sheet(
                name=f"{tool.target}/{tool.slug}{suffix}.pdf",
                document=tool,
                paper=paper,
                html=layouts.sheet(toolkit, tool, paper),
                fields=fields.of_tool(tool),
                forms=(Form(tool.slug, tool.title, tool.version, toolkit.language),),
                where=tool.where,
                is_card=False,
            )
        for guide in toolkit.guides:
            if guide.card:
                yield Sheet(
                    name=f"{guide.target}/summary-card{suffix}.pdf",
                    document=guide,
                    paper=paper,
                    html=layouts.sheet(toolkit, guide.card, paper, is_card=True),
                    fields=(),
                    forms=(),
                    where=guide.card.where,
                    is_card=True,
                )


def _paint(sheets: list[Sheet], style: str, root: Path) -> Iterator[tuple[Sheet, paint.Painted]]:
    """Paint all sheets, the longest first, with one worker per processor core."""
    made = _published()
    jobs: list[Job] = [
        (s.html, style, s.fields, s.forms, str(s.where.path.parent), made) for s in sheets
    ]
    workers = min(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, len(jobs)
    )
    if workers < 2:
        yield from zip(sheets, (paint.pdf(*job) for job in jobs), strict=True)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(sheets, pool.map(_paint_one, jobs), strict=True)


def _paint_one(job: Job) -> paint.Painted:
    return paint.pdf(*job)


def _published() -> datetime | None:
    """Return the day of publication, where the builder has said it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None


def _by_target(
    toolkit: Toolkit, sheets: list[Sheet], make: Callable[[Sheet], S]
) -> dict[str, list[S]]:
    made: dict[str, list[S]] = {d.target: [] for d in toolkit.documents()}
    for sheet in sheets:
        made[sheet.document.target].append(make(sheet))
    return made


def _download(sheet: Sheet, pdf: paint.Painted) -> Download:
    return Download(sheet.name, sheet.paper, pdf.pages, len(pdf.data))


def _file(sheet: Sheet, pdf: paint.Painted) -> data.File:
    digest = sha256(pdf.data).hexdigest()
    return data.File(sheet.name, len(pdf.data), digest, pdf.pages, sheet.paper)


def _pages(
    toolkit: Toolkit,
    layouts: Layouts,
    downloads: dict[str, list[Download]],
    outputs: Outputs,
) -> None:
    layout = Where(layouts.folder)
    outputs.add("index.html", layouts.index(toolkit, downloads), layout)
    outputs.add("assets/site.css", layouts.style("screen"), layout)
    for path in sorted((layouts.folder / "assets").iterdir()):
        outputs.add(f"assets/{path.name}", path.read_bytes(), Where(path))
    for document in toolkit.documents():
        match document:
            case Tool():
                html = layouts.tool(toolkit, document, downloads)
            case Guide():
                html = layouts.guide(toolkit, document, downloads)
            case Page():
                html = layouts.page(toolkit, document, downloads)
            case _:
                raise AssertionError(document)
        outputs.add(f"{document.target}/index.html", html, document.where)
        for picture in dict.fromkeys(p.name for p in document.pictures):
            found = next(p for p in document.pictures if p.name == picture)
            outputs.add(f"{document.target}/{picture}", found.path.read_bytes(), found.where)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Replace a folder whole: a new one is written beside it and put in its place."""
    fresh = folder.with_name(f".{folder.name}.new")
    old = folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, file in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
