"""A finished PDF -> sheets to print: a booklet to fold and staple, or two pages side by side.

The pages become form XObjects (ISO 32000-1, 8.10), so text, fonts and pictures stay as they are.
What is left behind speaks of single pages: fields, links, tags, outlines, and with the tags every
claim to PDF/UA and PDF/A. Whoever reads on a screen takes the PDF that the sheets were made from.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pydyf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from partnertools.model.words import ENGLISH, Words
from partnertools.pdf.metrics import TYPED_NAME
from partnertools.pdf.write import fonts
from partnertools.pdf.write.fonts import Face
from partnertools.problems import Problem, UserError, Where

Edge = Literal["short edge", "long edge"]

PRODUCER = "partnertools"
NOTE_FONT = "Note"
NOTE_SIZE = 6.5
NOTE_COLOUR = "0.35 g"
# Office printers leave up to 6 mm at the edge of the paper blank.
NOTE_FROM_EDGE = 20.0
NOTE_FROM_PAGE = 6.0


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


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to draw: its form XObject, the box of it that is seen, how far it's turned."""

    form: Any
    box: tuple[float, float, float, float]
    turn: int
    """Degrees, clockwise, from the form's own space to how it stands in a booklet."""

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (height, width) if self.turn % 180 else (width, height)


_Side = tuple[_Page | None, _Page | None]


def booklet(data: bytes, path: Path, words: Words = ENGLISH) -> Imposed:
    """Return a PDF as a booklet for saddle stitch; `path` is its name in errors.

    The first sheet says how to print it, in the words of its language.

    Blank pages at the end fill the last sheet. The sheets come outermost first, each one front
    then back; the paper's thickness (creep) is not made up for. What is read from right to left
    is bound on the right. Raises `UserError` where the PDF is broken, encrypted or empty.
    """
    with _opened(data, path) as source:
        is_mirrored = _is_right_to_left(source)
        pages: list[_Page | None] = [*_pages(source, is_mirrored)]
        blanks = -len(pages) % 4
        pages += [None] * blanks
        sides: list[_Side] = []
        for n in range(len(pages) // 2):
            outer, inner = pages[-1 - n], pages[n]
            sides.append((inner, outer) if n % 2 != is_mirrored else (outer, inner))
        advice = _advice(words, "short edge", is_folded=True)
        return _imposed(source, sides, blanks, "short edge", advice)


def two_up(data: bytes, path: Path, words: Words = ENGLISH) -> Imposed:
    """Return a PDF with two pages on each side of a sheet; `path` is its name in errors.

    The first sheet says how to print it, in the words of its language.

    Portrait pages stand side by side on landscape sheets, the first on the left, or on the right
    where the PDF is read from right to left. A reader turns them over like a leaf of a book: around
    their short edge. A file that is mostly landscape is the same turned by 90°: its
    pages stand one above the other on portrait sheets, turned around the long edge. Raises
    `UserError` where the PDF is broken, encrypted or empty.
    """
    with _opened(data, path) as source:
        pages: list[_Page | None] = [*_pages(source)]
        is_mirrored = _is_right_to_left(source)
        lying = sum(_is_landscape(page) for page in source.pages)
        is_stacked = lying * 2 > len(pages)
        blanks = len(pages) % 2
        pages += [None] * blanks
        sides: list[_Side] = list(zip(pages[::2], pages[1::2], strict=True))
        if is_mirrored and not is_stacked:
            sides = [(second, first) for first, second in sides]
        flip: Edge = "long edge" if is_stacked else "short edge"
        given = flip if len(sides) > 1 else None
        return _imposed(source, sides, blanks, flip, _advice(words, given), is_stacked)


def _advice(words: Words, flip: Edge | None, *, is_folded: bool = False) -> tuple[str, str]:
    """Return how to print sheets, in English and in other words; on one side without an edge."""
    english, other = (_how(each, flip, is_folded=is_folded) for each in (ENGLISH, words))
    return english, other


def _how(words: Words, flip: Edge | None, *, is_folded: bool) -> str:
    if is_folded:
        # translators: printed small on paper; printers call it “flip on short edge”
        return words.gettext("Print on both sides, flip on the short edge; fold in the middle.")
    if flip == "short edge":
        return words.gettext("Print on both sides, flip on the short edge.")
    if flip == "long edge":
        return words.gettext("Print on both sides, flip on the long edge.")
    return words.gettext("Print on one side.")


@contextmanager
def _opened(data: bytes, path: Path) -> Iterator[pikepdf.Pdf]:
    try:
        # Without recovery, which would make what it can of half a file. What is said of a file
        # that opens all the same are the slips of other programs: people print those files too.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            pdf.get_warnings()
            if pdf.is_encrypted:
                raise _encrypted(path)
            if not len(pdf.pages):
                raise _error(path, "it has no pages", "choose another PDF")
            yield pdf
            # Pages are read as they are written: what is broken inside them shows only now.
            if pdf.get_warnings():
                raise _broken(path)
    except pikepdf.PasswordError:
        raise _encrypted(path) from None
    except pikepdf.PdfError:
        raise _broken(path) from None


def _encrypted(path: Path) -> UserError:
    return _error(path, "it is encrypted", "save a copy without a password")


def _broken(path: Path) -> UserError:
    return _error(path, "it is not a PDF, or broken", "download or save it again")


def _error(path: Path, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path), what, remedy)])


def _is_right_to_left(source: pikepdf.Pdf) -> bool:
    """Return whether pages follow each other from right to left (ISO 32000-1, 12.2)."""
    preferences = source.Root.get("/ViewerPreferences")
    return isinstance(preferences, Dictionary) and preferences.get("/Direction") == "/R2L"


def _pages(source: pikepdf.Pdf, is_mirrored: bool = False) -> Iterator[_Page]:
    _draw_annotations(source)
    for page in source.pages:
        box = _box(page)
        form = page.as_form_xobject(handle_transformations=False)
        # qpdf takes the trim box; a reader sees the crop box.
        form.BBox = Array(box)
        # Landscape pages are turned so that they are as large as their half of the sheet allows,
        # all of them anticlockwise: a reader turns the booklet once, clockwise, and then reads a
        # spread of two such pages from top to bottom. From right to left, it is the other way.
        turn = _rotation(page) + ((90 if is_mirrored else 270) if _is_landscape(page) else 0)
        yield _Page(form, box, turn % 360)


def _draw_annotations(source: pikepdf.Pdf) -> None:
    """Make what annotations and fields show part of the page, as far as it is to be printed."""
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        # What a viewer has drawn stays. Where one left the drawing to others, an answer would be
        # lost.
        found = [
            (page.obj, [_shared(source, a) for a in page.obj.Annots if isinstance(a, Dictionary)])
            for page in source.pages
            if "/Annots" in page.obj
        ]
        for page, annotations in found:
            page.Annots = Array([a for a in annotations if _is_undrawn(a)])
        form.NeedAppearances = True
        source.generate_appearance_streams()
        for page, annotations in found:
            page.Annots = Array(annotations)
        form.NeedAppearances = False
    source.flatten_annotations("print")


def _shared(source: pikepdf.Pdf, annotation: Any) -> Any:
    """Return an annotation as an object of its own, which qpdf needs to draw it."""
    return annotation if annotation.is_indirect else source.make_indirect(annotation)


def _is_undrawn(annotation: Any) -> bool:
    return annotation.get("/Subtype") == "/Widget" and "/AP" not in annotation


def _rotation(page: pikepdf.Page) -> int:
    """Return how far a page is turned clockwise: 0, 90, 180 or 270."""
    return page.rotation // 90 * 90 % 360


def _box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return what is seen of a page (ISO 32000-1, 14.11.2: the crop box, within the media box)."""
    (l1, b1, r1, t1), (l2, b2, r2, t2) = _ordered(page.mediabox), _ordered(page.cropbox)
    box = (max(l1, l2), max(b1, b2), min(r1, r2), min(t1, t2))
    if box[0] < box[2] and box[1] < box[3]:
        return box
    if l1 < r1 and b1 < t1:
        return l1, b1, r1, t1
    raise pikepdf.PdfError("a page has no area")


def _ordered(box: Any) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(v) for v in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _is_landscape(page: pikepdf.Page) -> bool:
    left, bottom, right, top = _box(page)
    is_turned = _rotation(page) % 180 != 0
    return (top - bottom > right - left) if is_turned else (right - left > top - bottom)


def _paper(source: pikepdf.Pdf) -> tuple[float, float]:
    """Return the long and the short side of the paper that most pages are made for."""
    papers: dict[tuple[int, int], tuple[float, float]] = {}
    counted: Counter[tuple[int, int]] = Counter()
    for page in source.pages:
        left, bottom, right, top = _box(page)
        unit = float(page.obj.get("/UserUnit", 1))
        sides = sorted(((right - left) * unit, (top - bottom) * unit), reverse=True)
        key = (round(sides[0]), round(sides[1]))
        papers.setdefault(key, (sides[0], sides[1]))
        counted[key] += 1
    return papers[counted.most_common(1)[0][0]]


def _imposed(
    source: pikepdf.Pdf,
    sides: Sequence[_Side],
    blanks: int,
    flip: Edge,
    advice: tuple[str, str],
    is_stacked: bool = False,
) -> Imposed:
    """Put pages on sheets; `advice` is in English and, for the sheet, in other words."""
    words, note = advice
    width, height = _paper(source)
    metrics = fonts.typed().metrics
    # Letters that the face lacks, or that join, aren't printed one by one.
    is_drawable = not metrics.unknown(note)
    place = None
    if is_drawable:
        place = _note_place(sides[0], width, height, metrics.width(note))
    with pikepdf.new() as pdf:
        for number, side in enumerate(sides):
            contents = []
            forms = Dictionary()
            for half, page in enumerate(side):
                if page is None:
                    continue
                name = "/Left" if half == 0 else "/Right"
                forms[name] = pdf.copy_foreign(page.form)
                matrix = _matrix(page, width / 2 * half, width / 2, height)
                contents.append(f"q {matrix} cm {name} Do Q")
            resources = Dictionary(XObject=forms)
            if number == 0 and place is not None:
                resources.Font = Dictionary({f"/{NOTE_FONT}": _note_font(pdf, note)})
                contents.append(_note(note, *place))
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


def _scale(page: _Page, width: float, height: float) -> float:
    return min(width / page.size[0], height / page.size[1])


def _matrix(page: _Page, left: float, width: float, height: float) -> str:
    """Return the matrix that centres a page in its half of the sheet, as large as it fits."""
    scale = _scale(page, width, height)
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[page.turn]
    a, b, c, d = scale * cos, -scale * sin, scale * sin, scale * cos
    x, y = (page.box[0] + page.box[2]) / 2, (page.box[1] + page.box[3]) / 2
    e = left + width / 2 - (a * x + c * y)
    f = height / 2 - (b * x + d * y)
    return " ".join(map(_number, (a, b, c, d, e, f)))


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _note_place(
    side: _Side, width: float, height: float, thousandths: int
) -> tuple[float, float] | None:
    """Return where the words begin: at the sheet's lower edge, below a page or on a blank half.

    A4 folds into two A5 that the pages fill; what their margins hold isn't known, so nothing is
    printed over them.
    """
    long = thousandths * NOTE_SIZE / 1000
    needed = NOTE_FROM_EDGE + NOTE_SIZE + NOTE_FROM_PAGE
    for half, page in enumerate(side):
        free = height
        if page is not None:
            free = (height - page.size[1] * _scale(page, width / 2, height)) / 2
        if free >= needed and long <= width / 2 - 2 * NOTE_FROM_EDGE:
            return width / 4 + width / 2 * half - long / 2, NOTE_FROM_EDGE
    return None


def _note(words: str, x: float, y: float) -> str:
    glyphs = fonts.typed().metrics.encode(words).hex()
    return (
        f"BT {NOTE_COLOUR} /{NOTE_FONT} {NOTE_SIZE:g} Tf"
        f" {_number(x)} {_number(y)} Td <{glyphs}> Tj ET"
    )


def _note_font(pdf: pikepdf.Pdf, words: str) -> Any:
    """Embed the glyphs of the words, under the numbers that they have in the whole face."""
    face = fonts.typed()
    glyphs = {char: face.metrics.glyphs[char] for char in sorted(set(words))}
    font = TTFont(io.BytesIO(face.data), recalcTimestamp=False)
    options = subset.Options(hinting=False, retain_gids=True, layout_features=[])
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=list(glyphs.values()))
    subsetter.subset(font)
    program = io.BytesIO()
    font.save(program)
    last = max(glyphs.values())
    metrics = replace(face.metrics, glyphs=glyphs, widths=face.metrics.widths[: last + 1])
    other = pydyf.PDF()
    reference = fonts.embed(other, Face(program.getvalue(), metrics, face.box))
    written = io.BytesIO()
    other.write(written)
    with pikepdf.open(written) as made:
        embedded = pdf.copy_foreign(made.get_object(int(reference.split()[0]), 0))
        descendant = embedded.DescendantFonts[0]
        # A subset's name begins with six letters (ISO 32000-1, 9.6.4).
        name = Name(f"/IMPOSE+{TYPED_NAME}")
        embedded.BaseFont = descendant.BaseFont = descendant.FontDescriptor.FontName = name
        # Streams are copied when the file is saved, unless they are read before.
        for stream in (embedded.ToUnicode, descendant.FontDescriptor.FontFile2):
            stream.write(stream.read_bytes())
    return embedded


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
