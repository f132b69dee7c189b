"""What is to be rendered, and what comes of it. Nothing here needs WeasyPrint."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from partnertools.model.prompt import Field

REQUIRED = "Required"


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
class DocumentJob:
    """A document to lay out; `pictures` are the files that its HTML shows, by their addresses."""

    html: str
    fields: tuple[Field, ...]
    forms: tuple[Form, ...]
    pictures: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptFace:
    """A face with the letters of a script, by the family that style sheets call it."""

    family: str
    weight: int
    data: bytes


@dataclass(frozen=True, slots=True)
class PacketPart:
    """A document in a packet: `number` counts the documents of the batch, from 0.

    `address` is what links to the document lead to when it is on its own: in the packet they lead
    to the part.
    """

    number: int
    slug: str
    address: str


@dataclass(frozen=True, slots=True)
class PacketJob:
    """A packet to put together: the HTML has cover, contents, and for each part an `article`.

    Its id is the part's slug, and a heading in it is all that it holds. `pictures` are the files
    that the cover shows, by their addresses.
    """

    html: str
    pictures: tuple[tuple[str, bytes], ...]
    parts: tuple[PacketPart, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are laid out once, for PDFs of their own and for packets.

    `wanted` are the numbers of those that become a PDF. `required` says of a field that its answer
    is needed. `published` is the day that the PDFs name as that on which they were made. `faces`
    have the letters of other scripts than ours, as far as they are in a document.
    """

    style: str
    published: datetime | None
    documents: tuple[DocumentJob, ...]
    wanted: tuple[int, ...]
    packets: tuple[PacketJob, ...] = ()
    faces: tuple[ScriptFace, ...] = ()
    required: str = REQUIRED


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """A PDF, how many pages it has, and the characters that our typeface lacks.

    `plan` is its fill plan as JSON, empty where there is nothing to fill in. `undrawn` has the
    addresses of pictures that could not be drawn, `refused` what WeasyPrint says of the styles that
    it left out.
    """

    data: bytes
    plan: str
    pages: int
    foreign: str
    undrawn: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class MismatchError(LookupError):
    """A sheet doesn't show the fields that it is to have: `hidden` ones, but `unknown` ones."""

    def __init__(self, hidden: list[str], unknown: list[str]) -> None:
        # They are what it is made of again in another process.
        super().__init__(hidden, unknown)
        self.hidden = hidden
        self.unknown = unknown


def documents_of(batch: Batch, packet: PacketJob) -> Iterator[DocumentJob]:
    """Yield the documents of a packet, in their order."""
    for part in packet.parts:
        yield batch.documents[part.number]
