"""Print sheets -> PDFs, on every core, or on other machines.

Each document is laid out once for all that it is in.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import sha256
from html import unescape
from itertools import islice
from urllib.parse import unquote

from partnertools import typeface
from partnertools.build import makers
from partnertools.build.executors import Executors
from partnertools.build.outputs import digest, key
from partnertools.build.printed import Printed, plan_key, read_facts, style_of
from partnertools.build.project import LocalProject
from partnertools.build.sheets import Sheet
from partnertools.cache import Cache
from partnertools.model import fields
from partnertools.model.editions import Edition
from partnertools.model.toolkit import Document, Paper, Tool
from partnertools.pdf.job import (
    Batch,
    DocumentJob,
    Form,
    PacketJob,
    PacketPart,
    RenderedPdf,
    ScriptFace,
)
from partnertools.problems import UserError
from partnertools.render import style_mistakes

# A picture that the HTML shows and does not hold itself.
PICTURE = re.compile(r'<img[^>]* src="(?!data:)([^"]*)"')

# What comes of a sheet in which something is missing or has no place.
UNFIT = (
    LookupError,
    AssertionError,
    AttributeError,
    TypeError,
    ValueError,
    ArithmeticError,
    StopIteration,
)

# How often it is asked whether sheets are outdated, in seconds.
OFTEN = 0.05


class Printer:
    """Renders the print sheets of a project, and remembers in the cache what it has rendered."""

    def __init__(self, project: LocalProject, cache: Cache, executors: Executors) -> None:
        self.project = project
        self.cache = cache
        self.executors = executors
        self._document_keys: dict[tuple[str, Paper, Edition], str] = {}
        self._lengths: dict[str, int] = {}
        self._keys: dict[str, str] = {}

    @cached_property
    def style(self) -> str:
        """Return the style sheet of paper."""
        return style_of(self.project)

    @cached_property
    def required(self) -> str:
        """Return what is said of a field whose answer is needed."""
        # translators: heard of a field of a form in a PDF whose answer is needed
        return self.project.layouts.interface.gettext("Required")

    def key(self, sheet: Sheet) -> str:
        """Return the hash of all that a PDF is made from."""
        if sheet.name not in self._keys:
            documents = [self._document_key(d, sheet) for d in sheet.documents]
            # A packet is its skeleton and the documents in it.
            packet: list[object] = []
            if sheet.packet:
                html = self.packet_html(sheet)
                packet = [html, self._pictures(html), self._parts(sheet)]
            self._keys[sheet.name] = key(makers.PDF, "pdf", documents, *packet)
        return self._keys[sheet.name]

    def recall(self, sheet: Sheet) -> Printed | None:
        """Return what is known of a PDF that the cache holds, or None where it has to be made."""
        return read_facts(self.cache, self.key(sheet))

    def render(
        self, sheets: Sequence[Sheet], is_outdated: Callable[[], bool] | None = None
    ) -> Iterator[tuple[Sheet, Printed]]:
        """Render sheets into the cache, the most work first; yield them as they are done.

        As soon as they are outdated, it ends, and leaves to the caller what is being done.
        """
        for _, sheet, printed in render_all([(self, sheets)], is_outdated):
            yield sheet, printed

    def render_alone(self, sheet: Sheet) -> RenderedPdf:
        """Render one sheet in this process."""
        with _telling_of_layouts(self.project):
            (pdf,) = _render(self._batch([sheet]), makers.digest(makers.PDF))
        return pdf

    def _keep(self, sheet: Sheet, pdf: RenderedPdf) -> Printed:
        printed = Printed(
            size=len(pdf.data),
            digest=sha256(pdf.data).hexdigest(),
            pages=pdf.pages,
            has_plan=bool(pdf.plan),
            foreign=pdf.foreign,
            undrawn=pdf.undrawn,
            refused=pdf.refused,
        )
        self.cache.write(self.key(sheet), pdf.data)
        if pdf.plan:
            self.cache.write(plan_key(self.key(sheet)), pdf.plan.encode())
        self.cache.write(f"{self.key(sheet)}-facts", json.dumps(asdict(printed)).encode())
        return printed

    def _batches(self, sheets: Sequence[Sheet]) -> list[list[Sheet]]:
        """Gather the sheets that share a document, for it is laid out once."""
        batches: dict[tuple[str, Paper, Edition], list[Sheet]] = {}
        for sheet in sheets:
            shared = {_identity(document, sheet) for document in sheet.documents}
            together = [sheet]
            for others in {id(batches[d]): batches[d] for d in shared if d in batches}.values():
                together += others
            for one in together:
                batches |= {_identity(d, one): together for d in one.documents}
        return list({id(batch): batch for batch in batches.values()}.values())

    def _batch(self, sheets: Sequence[Sheet]) -> Batch:
        numbers: dict[tuple[str, Paper, Edition], int] = {}
        documents: list[DocumentJob] = []
        in_order = _in_order(sheets)
        for sheet in in_order:
            for document in sheet.documents:
                if numbers.setdefault(_identity(document, sheet), len(documents)) == len(documents):
                    documents.append(self._job(document, sheet))
        shown = [self.style, *(job.html for job in documents)]
        shown += (self.packet_html(sheet) for sheet in in_order if sheet.packet)
        return Batch(
            style=self.style,
            published=_read_day(),
            documents=tuple(documents),
            wanted=tuple(numbers[_identity(s.documents[0], s)] for s in in_order if not s.packet),
            packets=tuple(
                PacketJob(
                    self.packet_html(sheet),
                    self._pictures(self.packet_html(sheet)),
                    tuple(
                        PacketPart(numbers[_identity(document, sheet)], slug, address)
                        for document, (slug, address) in zip(
                            sheet.documents, self._parts(sheet), strict=True
                        )
                    ),
                )
                for sheet in in_order
                if sheet.packet
            ),
            faces=tuple(self._faces(typeface.scripts_in("".join(shown)))),
            required=self.required,
        )

    def _faces(self, scripts: Iterable[typeface.Script]) -> Iterator[ScriptFace]:
        """Yield the faces of scripts; the cache keeps them."""
        for script in scripts:
            for weight in typeface.SCRIPT_WEIGHTS:
                face_key = key(makers.PDF, "typeface", script.name, weight)
                data = self.cache.keep(face_key, partial(_make_static, script, weight))
                yield ScriptFace(script.family, weight, data)

    def _document_key(self, document: Document, sheet: Sheet) -> str:
        identity = _identity(document, sheet)
        if identity not in self._document_keys:
            job = self._job(document, sheet)
            self._lengths[document.target] = len(job.html)
            self._document_keys[identity] = digest(job, self.style, self.required, _read_day())
        return self._document_keys[identity]

    def _job(self, document: Document, sheet: Sheet) -> DocumentJob:
        is_tool = isinstance(document, Tool)
        html = self.html(document, sheet)
        form = Form(
            document.slug,
            document.title,
            document.version if isinstance(document, Tool) else 0,
            self.project.toolkit.language,
        )
        return DocumentJob(
            html=html,
            fields=fields.of_tool(document) if isinstance(document, Tool) else (),
            forms=(form,) if is_tool else (),
            pictures=self._pictures(html),
        )

    def _pictures(self, html: str) -> tuple[tuple[str, bytes], ...]:
        """Return the files of the content that HTML shows, by their addresses."""
        names = dict.fromkeys(unquote(unescape(src)) for src in PICTURE.findall(html))
        known, folder = self.project.pictures, self.project.root / "content"
        return tuple((name, known.get(name, folder / name).read_bytes()) for name in names)

    def html(self, document: Document, sheet: Sheet) -> str:
        """Return a document's print sheet; it was rendered before unless something is new."""
        outline, layouts = self.project.outline, self.project.layouts
        about = (sheet.paper, sheet.edition, sheet.is_card)
        project = (self.project.outline_digest, self.project.templates_digest)
        sheet_key = key(makers.PAGES, "sheet", self.project.digest(document), about, *project)

        def render() -> bytes:
            if sheet.is_card:
                return layouts.card(outline, document, sheet.paper).encode()
            return layouts.sheet(outline, document, sheet.paper, sheet.edition).encode()

        return self.cache.keep(sheet_key, render).decode()

    def packet_html(self, sheet: Sheet) -> str:
        """Return what a packet has beside its documents."""
        assert sheet.packet is not None
        outline = self.project.outline
        return self.project.layouts.packet_sheet(outline, sheet.packet, sheet.paper, sheet.edition)

    def _parts(self, sheet: Sheet) -> list[tuple[str, str]]:
        """Return the slug of each document in a packet, and its address on the website."""
        site = self.project.toolkit.base_url
        return [(d.slug, f"{site}{d.target}/index.html") for d in sheet.documents]

    def _length(self, sheet: Sheet) -> int:
        return sum(self._lengths.get(document.target, 0) for document in sheet.documents)


def render_all(
    wanted: Sequence[tuple[Printer, Sequence[Sheet]]],
    is_outdated: Callable[[], bool] | None = None,
) -> Iterator[tuple[Printer, Sheet, Printed]]:
    """Render the sheets of printers that share their executors, as `Printer.render` does.

    What takes longest begins first, whichever printer's it is: no core waits for another language.
    """
    batches = [(printer, batch) for printer, sheets in wanted for batch in printer._batches(sheets)]
    batches.sort(key=lambda one: -sum(one[0]._length(sheet) for sheet in one[1]))
    if not batches:
        return
    executors = wanted[0][0].executors
    expected = makers.digest(makers.PDF)
    with executors.open(len(batches)) as executor:
        running: dict[Future[list[RenderedPdf]], tuple[Printer, list[Sheet]]] = {}
        waiting = iter(batches)
        while True:
            # Few at a time: what is to be rendered would else be held all at once.
            for printer, batch in islice(waiting, 2 * executors.count - len(running)):
                future = executor.submit(_render, printer._batch(batch), expected)
                running[future] = printer, batch
            if not running:
                return
            seconds = OFTEN if is_outdated else None
            done, _ = wait(running, seconds, return_when=FIRST_COMPLETED)
            if is_outdated and is_outdated():
                return
            for future in done:
                printer, batch = running.pop(future)
                with _telling_of_layouts(printer.project):
                    rendered = future.result()
                for sheet, pdf in zip(_in_order(batch), rendered, strict=True):
                    yield printer, sheet, printer._keep(sheet, pdf)


@contextmanager
def _telling_of_layouts(project: LocalProject) -> Iterator[None]:
    """Raise `UserError` where a project's own styles and templates make no sheet.

    Where it has none, the mistake is ours.
    """
    try:
        yield
    except UNFIT as error:
        if problems := list(style_mistakes.unfit(project.layouts.own_files, error)):
            raise UserError(problems) from error
        raise


def _identity(document: Document, sheet: Sheet) -> tuple[str, Paper, Edition]:
    """Return what a layout is of: the same document looks another on another paper."""
    return document.target, sheet.paper, sheet.edition


def _in_order(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return sheets in the order of a batch: documents, then packets."""
    return sorted(sheets, key=lambda sheet: (sheet.packet is not None, sheet.name))


def _render(batch: Batch, expected: str) -> list[RenderedPdf]:
    """Render a batch, perhaps on another machine, which must have the same code and libraries."""
    if makers.digest(makers.PDF) != expected:
        raise OtherVersionsError
    # Imported where something is rendered: it takes longer than all else of a build that has
    # nothing to render.
    with makers.loaded_by_soname():
        from partnertools.pdf.write import rendering

    return rendering.render(batch)


def _make_static(script: typeface.Script, weight: int) -> bytes:
    # Imported where it is needed, for it takes long.
    from partnertools.pdf import typefaces

    return typefaces.make_static(script, weight)


class OtherVersionsError(Exception):
    """A worker has another version of the code or of a library: its bytes would be others."""


def _read_day() -> datetime | None:
    """Return the day of publication, where the builder has said it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None
