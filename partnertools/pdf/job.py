"""What is to be painted, and what comes of it. Nothing here needs WeasyPrint."""

from dataclasses import dataclass
from datetime import datetime

from partnertools.model.prompt import Field


@dataclass(frozen=True, slots=True)
class Form:
    """A tool whose fields are on the sheet; its slug is the first part of their names."""

    slug: str
    title: str
    version: int
    language: str

    @property
    def key(self) -> str:
        """Return what the answers of this form belong to, for programs."""
        return f"{self.slug}/{self.version}/{self.language}"


@dataclass(frozen=True, slots=True)
class Job:
    """A sheet to paint.

    Pictures are named relative to `folder`; nothing is fetched from the network. `made` is when
    the PDF says that it was made. `first` is the id of the element on the page that is numbered 1;
    those before it are i, ii, ….
    """

    html: str
    style: str
    fields: tuple[Field, ...]
    forms: tuple[Form, ...]
    folder: str
    made: datetime | None
    first: str = ""


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A PDF, how many pages it has, and the characters that our typeface lacks.

    `plan` is its fill plan as JSON, empty where there is nothing to fill in. `front` is the number
    of pages before the element with the id that was asked for. `undrawn` has the paths of pictures
    that could not be drawn.
    """

    data: bytes
    plan: str
    pages: int
    foreign: str
    front: int
    undrawn: tuple[str, ...] = ()
