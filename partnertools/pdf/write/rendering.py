"""A print sheet -> a finished PDF."""

import logging
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pydyf
from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from partnertools import typeface
from partnertools.pdf.forms import plan
from partnertools.pdf.job import Job, RenderedPdf
from partnertools.pdf.metrics import TYPED_NAME
from partnertools.pdf.write import breaks, controls, fonts, metadata, pictures, structure
from partnertools.typography import strip_invisible

BESIDE = "file:///beside/"


@cache
def _fonts() -> tuple[FontConfiguration, CSS]:
    # One configuration for all sheets: a new one would load the faces again for each of them.
    configuration = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("data",))
    rules = CSS(string=fonts.face_rules(), font_config=configuration, url_fetcher=fetcher)
    return configuration, rules


class _Beside(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Fetches pictures from one folder, and nothing from the network.

    They are named by an address that is the same on every machine: WeasyPrint makes the names of
    pictures inside the PDF from it.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)
        self.folder = folder

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return what the address stands for, pictures as paper takes them."""
        found = url
        if url.startswith(BESIDE):
            found = f"{Path(self.folder).resolve().as_uri()}/{url.removeprefix(BESIDE)}"
        response = super().fetch(found, headers)
        if not response.content_type.startswith("image/"):
            return response
        with closing(response):
            data = pictures.for_paper(response.read())
        return URLFetcherResponse(url, data, response.headers)


class _Complaints(logging.Handler):
    """Hears which pictures WeasyPrint leaves out; it goes on without them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.pictures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the path of a picture."""
        address = next((a for a in record.args or () if str(a).startswith(BESIDE)), None)
        if address:
            self.pictures.append(unquote(str(address).removeprefix(BESIDE)))


def render_pdf(job: Job) -> RenderedPdf:
    """Lay a sheet out, paint it, and finish the file."""
    configuration, faces = _fonts()
    fetcher = _Beside(job.folder)
    source = HTML(string=job.html, base_url=BESIDE, url_fetcher=fetcher)
    css = CSS(string=job.style, font_config=configuration, url_fetcher=fetcher)
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    document = source.render(stylesheets=[faces, css], font_config=configuration)
    while breaks.release(document):
        document = source.render(stylesheets=[faces, css], font_config=configuration)

    front = next((n for n, page in enumerate(document.pages) if job.first in page.anchors), 0)

    def finish(document: Any, pdf: Any) -> None:
        widgets = controls.add(document, pdf, job.fields, job.forms)
        structure.tag(document, pdf, widgets)
        metadata.describe(document, pdf, job.made, front)
        for image in pdf.objects:
            # ISO 19005-2, 6.2.8; those within an SVG hear no style sheet.
            if isinstance(image, pydyf.Stream) and "Interpolate" in image.extra:
                image.extra["Interpolate"] = "false"

    data = document.write_pdf(
        finisher=finish,
        pdf_tags=True,
        pdf_version="1.7",
        pdf_identifier=True,
        output_intent="srgb",
    )
    LOGGER.removeHandler(complaints)
    told = plan.to_json(plan.of_pdf(data, Path("painted.pdf")), data) if job.fields else ""
    undrawn = tuple(dict.fromkeys(complaints.pictures))
    return RenderedPdf(data, told, len(document.pages), _foreign(document), front, undrawn)


def _foreign(document: Any) -> str:
    """Return what was drawn with another face of this machine, or couldn't be drawn at all."""
    found: set[str] = set()
    for font in document.fonts.values():
        if font.family not in (typeface.FAMILY, TYPED_NAME):
            found.update(*font.to_unicode.values())
        found.update(map(chr, font.missing))
    shown = {char for char in found if not char.isspace()}
    return strip_invisible("".join(sorted(shown)))
