"""The build, from content to `dist/`: this file is the table of contents.

1. read      `content/` -> `Toolkit`                      partnertools.source
2. print     tools, cards, packets -> sheets -> PDFs      partnertools.build.printing
             (through partnertools.render and partnertools.pdf)
3. pages     documents -> pages of the site               partnertools.render
4. describe  fields and files -> JSON and JSON Schemas    partnertools.render.data
5. write     all of it at once -> `dist/`

Everything is made before anything is written: a mistake leaves the last `dist/` as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from partnertools import files, source
from partnertools.build import printing
from partnertools.build.cache import Cache
from partnertools.build.printing import Sheet
from partnertools.model.toolkit import Guide, Page, Tool, Toolkit
from partnertools.pdf.job import RenderedPdf
from partnertools.problems import Problem, UserError, Where
from partnertools.render import data, hosting
from partnertools.render.pages import HOST_SCRIPTS, PARTS, Download, Layouts, embed_name

Progress = Callable[[str], None]
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has written; `painted` counts the PDFs that were not there from before."""

    tools: int
    guides: int
    pdfs: int
    painted: int
    pages: int
    files: int
    notes: tuple[Problem, ...] = ()


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


def build(root: Path, progress: Progress, cache: Cache | None = None) -> Built:
    """Build the whole site of the project at `root` into its `dist/`.

    PDFs that the cache holds are taken from it. Raises `UserError` with every mistake; nothing
    is written then.
    """
    progress("reading the content")
    toolkit = source.read(root / "content")
    layouts = Layouts(root / "layouts")
    outputs = Outputs()

    sheets = tuple(printing.sheets(toolkit, layouts))
    painted: dict[str, RenderedPdf] = {}
    for sheet, pdf in printing.render_all(toolkit, layouts, sheets, root, cache):
        painted[sheet.name] = pdf
        progress(f"painted {sheet.name}")
        outputs.problems += printing.problems(toolkit, sheet, pdf)
    for sheet in sheets:
        outputs.add(sheet.name, painted[sheet.name].data, sheet.where)
        if painted[sheet.name].plan:
            outputs.add(sheet.plan_name, painted[sheet.name].plan, sheet.where)

    progress("rendering the pages")
    downloads = _by_target(toolkit, sheets, lambda s: _download(s, painted[s.name]))
    _pages(toolkit, layouts, downloads, outputs)
    listed = _by_target(toolkit, sheets, lambda s: _file(s, painted[s.name]))
    toolkit_where = Where(root / "content" / "toolkit.yaml")
    outputs.add("toolkit.json", data.toolkit_json(toolkit, listed), toolkit_where)
    for name, file in hosting.files(toolkit, HOST_SCRIPTS).items():
        outputs.add(name, file, toolkit_where)
    for tool in toolkit.tools:
        outputs.add(f"data/{tool.slug}.schema.json", data.schema(toolkit, tool), tool.where)

    if outputs.problems:
        raise UserError(outputs.problems)
    progress("writing dist")
    write(root / "dist", outputs.files)
    if cache:
        cache.trim()
    return Built(
        tools=len(toolkit.tools),
        guides=len(toolkit.guides),
        pdfs=len(painted),
        painted=cache.made if cache else len(painted),
        pages=sum(p.pages for p in painted.values()),
        files=len(outputs.files),
        notes=toolkit.notes,
    )


def _by_target(
    toolkit: Toolkit, sheets: Sequence[Sheet], make: Callable[[Sheet], S]
) -> dict[str, list[S]]:
    made: dict[str, list[S]] = {d.target: [] for d in toolkit.documents()}
    made |= {f"packets/{packet.slug}": [] for packet in toolkit.packets}
    for sheet in sheets:
        made[sheet.target].append(make(sheet))
    return made


def _download(sheet: Sheet, pdf: RenderedPdf) -> Download:
    return Download(sheet.name, sheet.paper, sheet.edition, pdf.pages, len(pdf.data))


def _file(sheet: Sheet, pdf: RenderedPdf) -> data.File:
    digest = sha256(pdf.data).hexdigest()
    edition = "large print" if sheet.edition.is_large else "standard"
    return data.File(sheet.name, len(pdf.data), digest, pdf.pages, sheet.paper, edition)


def _pages(
    toolkit: Toolkit,
    layouts: Layouts,
    downloads: dict[str, list[Download]],
    outputs: Outputs,
) -> None:
    layout = Where(layouts.folder)
    outputs.add("index.html", layouts.index(toolkit, downloads), layout)
    outputs.add("assets/site.css", layouts.style("screen"), layout)
    for script in ("tool", "embed", "reader"):
        outputs.add(f"assets/{script}.js", layouts.script(script), layout)
    for name in HOST_SCRIPTS:
        outputs.add(name, layouts.host_script(name), layout)
    outputs.add("embed/index.html", layouts.embed_index(toolkit), layout)
    for name, asset in layouts.assets().items():
        outputs.add(f"assets/{name}", asset, Where(layouts.folder / "assets" / name))
    for packet in toolkit.packets:
        html = layouts.packet(toolkit, packet, downloads)
        outputs.add(f"packets/{packet.slug}/index.html", html, packet.where)
    for document in toolkit.documents():
        match document:
            case Tool():
                html = layouts.tool(toolkit, document, downloads)
                for part in PARTS:
                    embedded = layouts.embed(toolkit, document, downloads, part)
                    outputs.add(embed_name(document, part), embedded, document.where)
                answer = data.oembed(toolkit, document, embed_name(document, "whole"))
                outputs.add(f"embed/{document.slug}/oembed.json", answer, document.where)
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


def write(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Replace what is in the site's folder; `UserError` where it can't be written."""
    files.write_folder(folder, outputs)
