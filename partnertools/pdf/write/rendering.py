"""A batch of documents -> finished PDFs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pydyf

from partnertools import typeface
from partnertools.model.typefaces import HEADINGS, TEXT
from partnertools.pdf.forms import plan
from partnertools.pdf.job import Batch, DocumentJob, RenderedPdf, documents_of
from partnertools.pdf.metrics import TYPED_NAME
from partnertools.pdf.write import controls, links, metadata, packets, room, structure
from partnertools.pdf.write.fonts import SCRIPT_FAMILIES, ReadableFonts
from partnertools.pdf.write.layout import Layout, Layouter, hear_complaints, hear_refusals
from partnertools.problems import UserError
from partnertools.typography import strip_invisible

# What all toolkits are set in, and a toolkit's own.
OURS = (
    typeface.FAMILY,
    TYPED_NAME,
    TEXT,
    HEADINGS,
    *SCRIPT_FAMILIES,
)


def render(batch: Batch) -> list[RenderedPdf]:
    """Return the PDFs of the documents that are wanted, then those of the packets."""
    layouter = Layouter(batch.style, batch.faces)
    with hear_refusals() as refused:
        rendered = _render(batch, layouter)
    # Most values are looked at as they are used, for they have names.
    all_refused = tuple(dict.fromkeys([*layouter.refused, *refused]))
    return [replace(pdf, refused=all_refused) for pdf in rendered]


def _render(batch: Batch, layouter: Layouter) -> list[RenderedPdf]:
    layouts = [layouter.lay_out(job.html, job.pictures) for job in batch.documents]
    rendered = [_write(batch, layouts[n], [batch.documents[n]]) for n in batch.wanted]
    for packet in batch.packets:
        layout = packets.put_together(packet, layouts, layouter)
        front = packets.front(layout, packet)
        rendered.append(_write(batch, layout, list(documents_of(batch, packet)), front))
    return rendered


def _write(batch: Batch, layout: Layout, jobs: list[DocumentJob], front: int = 0) -> RenderedPdf:
    """Draw laid-out pages, and finish the file; the first `front` of them have roman numbers."""
    document = layout.document
    fields = [field for job in jobs for field in job.fields]
    forms = [form for job in jobs for form in job.forms]

    def finish(document: Any, pdf: Any) -> None:
        widgets = controls.add(document, pdf, fields, forms, batch.required)
        structure.tag(document, pdf, widgets)
        metadata.describe(document, pdf, batch.published, front)
        for page, reference in zip(document.pages, pdf.page_references, strict=True):
            # What stands between the running head and the foot (ISO 32000-1, 14.11.2).
            box = room.body(page)
            pdf.objects[int(reference.split()[0])]["ArtBox"] = pydyf.Array(box)
        for image in pdf.objects:
            # ISO 19005-2, 6.2.8; those within an SVG hear no style sheet.
            if isinstance(image, pydyf.Stream) and "Interpolate" in image.extra:
                image.extra["Interpolate"] = "false"
        pdf.objects[:] = [one if one.free == "f" else _Written(one) for one in pdf.objects]

    links.forget(document)
    document.fonts = ReadableFonts()
    with hear_complaints() as undrawn:
        data = document.write_pdf(
            finisher=finish,
            pdf_tags=True,
            pdf_version="1.7",
            pdf_identifier=True,
            output_intent="srgb",
        )
    fill_plan = _plan(data) if fields else ""
    missing = tuple(dict.fromkeys([*layout.undrawn, *undrawn]))
    return RenderedPdf(data, fill_plan, len(document.pages), _foreign(document), missing)


def _plan(data: bytes) -> str:
    """Return the fill plan of what was written here: if it is broken, that is our own mistake."""
    try:
        return plan.to_json(plan.of_pdf(data, Path("rendered.pdf")), data)
    except UserError as error:
        raise AssertionError(f"what was rendered can't be filled in: {error}") from error


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object with its bytes: for the file and for its identifier they would be made anew."""

    def __init__(self, finished: Any) -> None:
        super().__init__()
        self.number = finished.number
        self.bytes: bytes = finished.data
        self.is_compressible: bool = finished.compressible

    @property
    def data(self) -> bytes:
        """Return the bytes."""
        return self.bytes

    @property
    def compressible(self) -> bool:
        """Return whether the object may stand in a stream of objects."""
        return self.is_compressible


def _foreign(document: Any) -> str:
    """Return what was drawn with another face of this machine, or couldn't be drawn at all."""
    found: set[str] = set()
    for font in document.fonts.values():
        if font.family not in OURS:
            found.update(*font.to_unicode.values())
        found.update(map(chr, font.missing))
    shown = {char for char in found if not char.isspace()}
    return strip_invisible("".join(sorted(shown)))
