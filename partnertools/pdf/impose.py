"""A finished PDF -> sheets to print: a booklet to fold and staple, or two pages side by side.

The pages are drawn as form XObjects, so text, fonts and pictures stay as they are.
What is left behind speaks of single pages: fields, links, tags, outlines, and with the tags every
claim to PDF/UA and PDF/A. Whoever reads on a screen takes the PDF that the sheets were made from.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from partnertools.model.words import ENGLISH, Words
from partnertools.pdf import print_note
from partnertools.pdf.page_forms import (
    PageForm,
    is_landscape,
    is_right_to_left,
    open_pdf,
    paper_of,
    read_pages,
)
from partnertools.pdf.print_note import Edge

PRODUCER = "partnertools"

_Side = tuple[PageForm | None, PageForm | None]


@dataclass(frozen=True, slots=True)
class Imposed:
    """Sheets to print, and what a person must know to print them.

    `sheets` counts pieces of paper, `blanks` the places without a page. `words` say how to print;
    `is_noted` tells whether they stand on the first sheet too.
    """

    data: bytes
    sheets: int
    blanks: int
    flip: Edge
    words: str
    is_noted: bool


def booklet(data: bytes, path: Path, words: Words = ENGLISH) -> Imposed:
    """Return a PDF as a booklet for saddle stitch; `path` is its name in errors.

    The first sheet says how to print it, in the words of its language.

    Blank pages at the end fill the last sheet. The sheets come outermost first, each one front
    then back; the paper's thickness (creep) is not made up for. What is read from right to left
    is bound on the right. Raises `UserError` where the PDF is broken, encrypted or empty.
    """
    with open_pdf(data, path) as source:
        is_mirrored = is_right_to_left(source)
        pages: list[PageForm | None] = [*read_pages(source, is_mirrored)]
        blanks = -len(pages) % 4
        pages += [None] * blanks
        sides: list[_Side] = []
        for n in range(len(pages) // 2):
            outer, inner = pages[-1 - n], pages[n]
            sides.append((inner, outer) if n % 2 != is_mirrored else (outer, inner))
        advice = print_note.advise(words, "short edge", is_folded=True)
        return _impose(source, sides, blanks, "short edge", advice)


def two_up(data: bytes, path: Path, words: Words = ENGLISH) -> Imposed:
    """Return a PDF with two pages on each side of a sheet; `path` is its name in errors.

    The first sheet says how to print it, in the words of its language.

    Portrait pages stand side by side on landscape sheets, the first on the left, or on the right
    where the PDF is read from right to left. A reader turns them over like a leaf of a book: around
    their short edge. A file that is mostly landscape is the same turned by 90°: its
    pages stand one above the other on portrait sheets, turned around the long edge. Raises
    `UserError` where the PDF is broken, encrypted or empty.
    """
    with open_pdf(data, path) as source:
        pages: list[PageForm | None] = [*read_pages(source)]
        is_mirrored = is_right_to_left(source)
        lying = sum(is_landscape(page) for page in source.pages)
        is_stacked = lying * 2 > len(pages)
        blanks = len(pages) % 2
        pages += [None] * blanks
        sides: list[_Side] = list(zip(pages[::2], pages[1::2], strict=True))
        if is_mirrored and not is_stacked:
            sides = [(second, first) for first, second in sides]
        flip: Edge = "long edge" if is_stacked else "short edge"
        given = flip if len(sides) > 1 else None
        return _impose(source, sides, blanks, flip, print_note.advise(words, given), is_stacked)


def _impose(
    source: pikepdf.Pdf,
    sides: Sequence[_Side],
    blanks: int,
    flip: Edge,
    advice: tuple[str, str],
    is_stacked: bool = False,
) -> Imposed:
    """Put pages on sheets; `advice` is in English and, for the sheet, in other words."""
    words, said = advice
    width, height = paper_of(source)
    note = print_note.typeset(said)
    place = note and print_note.find_place(sides[0], width, height, note.width)
    with pikepdf.new() as pdf:
        for number, side in enumerate(sides):
            contents = []
            forms = Dictionary()
            for half, page in enumerate(side):
                if page is None:
                    continue
                name = "/Left" if half == 0 else "/Right"
                forms[name] = pdf.copy_foreign(page.form)
                matrix = page.matrix(width / 2 * half, width / 2, height)
                contents.append(f"q {matrix} cm {name} Do Q")
            resources = Dictionary(XObject=forms)
            if number == 0 and note and place:
                resources.Font = print_note.embed_fonts(pdf, note)
                contents.append(print_note.draw(note, *place))
            sheet = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
                Resources=resources,
                Contents=pdf.make_stream("\n".join(contents).encode("ascii")),
            )
            if is_stacked:
                sheet.Rotate = 90
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
        _describe(pdf, source, flip if len(sides) > 1 else None)
        _untag(pdf)
        out = io.BytesIO()
        pdf.save(
            out,
            min_version=max(source.pdf_version, "1.7"),
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return Imposed(
        data=out.getvalue(),
        sheets=(len(sides) + 1) // 2,
        blanks=blanks,
        flip=flip,
        words=words,
        is_noted=place is not None,
    )


def _describe(pdf: pikepdf.Pdf, source: pikepdf.Pdf, flip: Edge | None) -> None:
    """Say title, authors and language as before, and how to print; claim no standard."""
    root = source.Root
    if "/Lang" in root:
        pdf.Root.Lang = String(str(root.Lang))
    # Which layers are shown, and what the colours mean, belongs to the pages.
    for key in ("/OCProperties", "/OutputIntents"):
        if key in root:
            pdf.Root[key] = pdf.copy_foreign(source.make_indirect(root[key]))
    # Print dialogs begin with these settings (ISO 32000-1, 12.2). The pages are small already,
    # and not every printer keeps the fold in the middle of the paper when it scales them again.
    preferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name("/None"))
    if flip is not None:
        preferences.Duplex = Name(
            "/DuplexFlipShortEdge" if flip == "short edge" else "/DuplexFlipLongEdge"
        )
    pdf.Root.ViewerPreferences = preferences
    info = {key: str(value) for key, value in source.docinfo.items() if isinstance(value, String)}
    title = info.get("/Title") or source.open_metadata().get("dc:title")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as own:
        if title:
            own["dc:title"] = title
        if author := info.get("/Author"):
            own["dc:creator"] = [author]
        if "/Lang" in root:
            own["dc:language"] = {str(root.Lang)}
        own["pdf:Producer"] = PRODUCER


def _untag(pdf: pikepdf.Pdf) -> None:
    """Remove the keys that lead from content to tags; the tags stay behind."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | pikepdf.Stream):
            for key in ("/StructParents", "/StructParent"):
                if key in thing:
                    del thing[key]
