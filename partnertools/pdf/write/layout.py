"""HTML and styles -> pages, laid out by WeasyPrint and not yet drawn."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from mimetypes import guess_type
from typing import Any
from urllib.parse import unquote

from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from partnertools.pdf.job import ScriptFace
from partnertools.pdf.write import breaks, fonts, pictures, room

BESIDE = "file:///beside/"
# As many as there are languages in which one process is likely to lay out sheets.
STYLES = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """A document of WeasyPrint, and the pictures that it had to leave out, by their addresses."""

    document: Any
    undrawn: tuple[str, ...]


class _Beside(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Knows some files by their names, and fetches nothing from disk or network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return what the address stands for."""
        if not url.startswith(BESIDE):
            return super().fetch(url, headers)
        name = unquote(url.removeprefix(BESIDE))
        kind = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self._read(name), {"Content-Type": kind})

    def _read(self, name: str) -> bytes:
        return self.files[name]


class _Pictures(_Beside):
    """Knows the pictures of one document, as paper takes them.

    They are named by an address that is the same on every machine: WeasyPrint makes the names of
    pictures inside the PDF from it.
    """

    def _read(self, name: str) -> bytes:
        return pictures.for_paper(super()._read(name))


@cache
def load_faces(faces: tuple[ScriptFace, ...] = ()) -> tuple[FontConfiguration, CSS]:
    """Return what knows our faces, and the rules that name them."""
    # One configuration for all sheets: a new one would load the faces again for each of them.
    configuration = FontConfiguration()
    rules, files = fonts.face_rules(faces)
    fetcher = _Beside(files)
    return configuration, CSS(
        string=rules, base_url=BESIDE, font_config=configuration, url_fetcher=fetcher
    )


@lru_cache(STYLES)
def _style(style: str, faces: tuple[ScriptFace, ...]) -> tuple[CSS, tuple[str, ...]]:
    """Return a style sheet, and what of it is refused as it is read."""
    configuration, _ = load_faces(faces)
    with hear_refusals() as refused:
        css = CSS(string=style, font_config=configuration, url_fetcher=_Beside({}))
    return css, tuple(refused)


class _Complaints(logging.Handler):
    """Hears which pictures WeasyPrint leaves out; it goes on without them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.pictures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the address of a picture."""
        address = next((a for a in record.args or () if str(a).startswith(BESIDE)), None)
        if address:
            self.pictures.append(unquote(str(address).removeprefix(BESIDE)))


class _Refusals(logging.Handler):
    """Hears what WeasyPrint says of styles that it leaves out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is said of styles: of pictures and the like, it is an error."""
        if record.levelno == logging.WARNING:
            self.said.append(record.getMessage())


@contextmanager
def hear_refusals() -> Iterator[list[str]]:
    """Collect what WeasyPrint says meanwhile of styles that it leaves out."""
    refusals = _Refusals()
    LOGGER.addHandler(refusals)
    try:
        yield refusals.said
    finally:
        LOGGER.removeHandler(refusals)


@contextmanager
def hear_complaints() -> Iterator[list[str]]:
    """Collect the addresses of the pictures that WeasyPrint leaves out meanwhile."""
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield complaints.pictures
    finally:
        LOGGER.removeHandler(complaints)


def read(html: str, files: Iterable[tuple[str, bytes]]) -> HTML:
    """Return a document that shows no other pictures than these, by their addresses."""
    return HTML(string=html, base_url=BESIDE, url_fetcher=_Pictures(dict(files)))


class Layouter:
    """Lays out documents in one style."""

    def __init__(self, style: str, faces: tuple[ScriptFace, ...] = ()) -> None:
        self.style = style
        self.faces = faces
        self.css, self.refused = _style(style, faces)

    def lay_out(self, html: str, files: Iterable[tuple[str, bytes]]) -> Layout:
        """Lay out a document, again and again until its pages are full."""
        source = read(html, files)
        with hear_complaints() as undrawn:
            document = self.render(source)
            while breaks.release(document):
                document = self.render(source)
        room.fill(document)
        return Layout(document, tuple(dict.fromkeys(undrawn)))

    def render(self, source: HTML, rules: str = "") -> Any:
        """Lay out a document as it is, with more rules than those of the style."""
        configuration, faces = load_faces(self.faces)
        styles = [faces, self.css]
        if rules:
            styles.append(CSS(string=rules, font_config=configuration, url_fetcher=_Beside({})))
        return source.render(stylesheets=styles, font_config=configuration)
