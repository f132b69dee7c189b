"""A print sheet -> a finished PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from partnertools.fields import Field
from partnertools.pdf import fields, fonts, metadata, structure


@dataclass(frozen=True, slots=True)
class Painted:
    """A PDF, and how many pages it has."""

    data: bytes
    pages: int


@cache
def _fonts() -> tuple[FontConfiguration, CSS]:
    # One configuration for all sheets: a new one would load the faces again for each of them.
    configuration = FontConfiguration()
    rules = CSS(string=fonts.face_rules(), font_config=configuration, url_fetcher=_fetcher())
    return configuration, rules


def _fetcher() -> URLFetcher:
    return URLFetcher(allowed_protocols=("file", "data"))


def pdf(
    html: str, style: str, sheet_fields: Sequence[Field], base_url: str, made: datetime | None
) -> Painted:
    """Lay a sheet out, paint it, and finish the file.

    `base_url` is the folder that pictures are named from; nothing is fetched from the network.
    """
    configuration, faces = _fonts()
    fetcher = _fetcher()
    source = HTML(string=html, base_url=base_url, url_fetcher=fetcher)
    css = CSS(string=style, font_config=configuration, url_fetcher=fetcher)
    document = source.render(stylesheets=[faces, css], font_config=configuration)

    def finish(document: Any, pdf: Any) -> None:
        widgets = fields.add(document, pdf, sheet_fields)
        structure.tag(document, pdf, widgets)
        metadata.describe(document, pdf, made)

    data = document.write_pdf(
        finisher=finish,
        pdf_tags=True,
        pdf_version="1.7",
        pdf_identifier=True,
        output_intent="srgb",
    )
    return Painted(data, len(document.pages))
