"""Sheets to print: folded in code, read by other programs, and compared with the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from weasyprint import HTML

from partnertools.answers import filling
from partnertools.pdf import impose
from partnertools.pdf.impose import Imposed
from partnertools.problems import UserError
from tools import programs, viewers, worksheets

PAPERS = {"letter": (612.0, 792.0), "a4": (595.276, 841.89)}
LETTER, LYING = "letter", "letter landscape"
BLANK = 0
WORDS = "Print on both sides"
PATH = Path("source.pdf")

# PyMuPDF ships types for less than half of its names.
mupdf_open: Any = pymupdf.open
Rect: Any = pymupdf.Rect

Half = tuple[float, float, float, float]
"""Left, top, width, height in points, from the upper left corner of the page as it is shown."""


@cache
def numbered(*sizes: str) -> bytes:
    """A PDF that says on each page which one it is, in the middle and at its outermost edges."""
    rules = "".join(f"@page s{n} {{ size: {size}; margin: 3mm }}" for n, size in enumerate(sizes))
    pages = "".join(
        f'<section style="page: s{n}"><p class="top">first{n + 1:02}</p>'
        f'<p class="number">page{n + 1:02}</p>'
        f'<p class="side"></p><p class="bottom">last{n + 1:02}</p></section>'
        for n in range(len(sizes))
    )
    style = (
        "section { position: relative } section + section { break-before: page }"
        " p { position: absolute; margin: 0 } .top { top: 0; left: 0 }"
        " .number { top: 35%; left: 20%; font-size: 40pt } .bottom { bottom: 0; right: 0 }"
        " .side { top: 60%; left: 0; width: 30%; height: 20%; background: #933 }"
    )
    for n, size in enumerate(sizes):
        paper = PAPERS[size.split()[0]]
        height = paper[0] if "landscape" in size else paper[1]
        style += f" section:nth-child({n + 1}) {{ height: {height - 18:.0f}pt }}"
    html = f'<html lang="fr"><title>Numbers</title><style>{rules}{style}</style>{pages}</html>'
    data = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(data, bytes)
    return data


def saved(folder: Path, data: bytes, name: str = "sheets.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def poppler(path: Path) -> list[tuple[str, str]]:
    """What Poppler reads in the two halves of every side."""
    found: list[tuple[str, str]] = []
    for page, both in enumerate(halves(path), 1):
        texts: list[str] = []
        for half in both:
            x, y, width, height = (str(round(v)) for v in half)
            words = ["-r", "72", "-f", str(page), "-l", str(page)]
            words += ["-x", x, "-y", y, "-W", width, "-H", height, str(path), "-"]
            done = programs.run([programs.needs("pdftotext"), *words])
            assert done.stderr == b""
            texts.append(done.stdout.decode())
        found.append((texts[0], texts[1]))
    return found


def mupdf(path: Path) -> list[tuple[str, str]]:
    """What MuPDF reads in the two halves of every side."""
    found: list[tuple[str, str]] = []
    with mupdf_open(path) as document:
        for page, both in zip(document, halves(path), strict=True):
            areas = [
                Rect(x, y, x + width, y + height) * page.derotation_matrix
                for x, y, width, height in both
            ]
            found.append((page.get_text(clip=areas[0]), page.get_text(clip=areas[1])))
    return found


READERS = (poppler, mupdf)


def halves(path: Path) -> list[tuple[Half, Half]]:
    """The two halves of every side, across its longer edge, in reading order."""
    found: list[tuple[Half, Half]] = []
    for page in PdfReader(path).pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        if page.rotation % 180:
            width, height = height, width
        if width > height:
            middle = width / 2
            found.append(((0, 0, middle, height), (middle, 0, middle, height)))
        else:
            middle = height / 2
            found.append(((0, 0, width, middle), (0, middle, width, middle)))
    return found


def number_in(text: str) -> int:
    """The page that stands in a half, with all of its words, or BLANK."""
    numbers = {int(n) for n in re.findall(r"(?:page|first|last)(\d\d)", text)}
    if not numbers:
        assert "page" not in text
        return BLANK
    (number,) = numbers
    for word in ("first", "page", "last"):
        assert f"{word}{number:02}" in text
    return number


def printed(path: Path, read: Callable[[Path], list[tuple[str, str]]]) -> list[tuple[int, int]]:
    """The pages in the halves of every side, as one program reads them."""
    return [(number_in(first), number_in(second)) for first, second in read(path)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, printed on both sides: what is left and right on the front, on the back.

    It is flipped around its short edge: what was on the left comes to the right, and upright stays
    upright. So the right half of the back lies behind the left half of the front.
    """

    front: tuple[int, int]
    back: tuple[int, int]

    def leaf(self, side: str) -> tuple[int, int]:
        """A half of the paper: what is on its front, and behind that."""
        if side == "left":
            return self.front[0], self.back[1]
        return self.front[1], self.back[0]


def folded(sides: list[tuple[int, int]]) -> list[int]:
    """Stack the sheets as they come, fold them in the middle, and read leaf by leaf.

    The first sheet lies outside. Its right half is the front cover; with the fold at the left, the
    right halves follow each other from the outermost sheet to the innermost, each leaf read from
    its front to what is behind it. Past the middle come the left halves, from the innermost sheet
    out; the paper has turned round the fold, so they show their back before their front.
    """
    assert len(sides) % 2 == 0
    sheets = [Sheet(*pair) for pair in zip(sides[::2], sides[1::2], strict=True)]
    read: list[int] = []
    for sheet in sheets:
        read += sheet.leaf("right")
    for sheet in reversed(sheets):
        read += reversed(sheet.leaf("left"))
    return read


@pytest.mark.parametrize("count", range(1, 18))
def test_a_folded_booklet_reads_from_the_first_page_to_the_last(tmp_path: Path, count: int) -> None:
    paper = ("letter", "a4")[count % 2]
    made = impose.booklet(numbered(*[paper] * count), PATH)
    path = saved(tmp_path, made.data)
    blanks = -count % 4
    assert (made.sheets, made.blanks, made.flip) == ((count + 3) // 4, blanks, "short edge")
    assert len(PdfReader(path).pages) == 2 * made.sheets
    for read in READERS:
        assert folded(printed(path, read)) == [*range(1, count + 1), *[BLANK] * blanks]


def test_a_booklet_that_is_flipped_on_the_other_edge_reads_wrong() -> None:
    # So that the folding above is known to tell right from wrong.
    right = [(4, 1), (2, 3)]
    assert folded(right) == [1, 2, 3, 4]
    assert folded([(4, 1), (3, 2)]) != [1, 2, 3, 4]
    assert folded([(1, 4), (2, 3)]) != [1, 2, 3, 4]


@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("size", [LETTER, "a4", LYING, "a4 landscape"])
def test_two_pages_follow_each_other_on_every_side(tmp_path: Path, count: int, size: str) -> None:
    made = impose.two_up(numbered(*[size] * count), PATH)
    path = saved(tmp_path, made.data)
    assert made.flip == ("long edge" if "landscape" in size else "short edge")
    assert (made.sheets, made.blanks) == ((count + 3) // 4, count % 2)
    for read in READERS:
        in_order = [number for side in printed(path, read) for number in side]
        assert in_order == [*range(1, count + 1), *[BLANK] * (count % 2)]


def directions(path: Path) -> set[tuple[int, int]]:
    """The directions in which lines run on the sheets, the words at their edge apart."""
    with mupdf_open(path) as document:
        return {
            (round(line["dir"][0]), round(line["dir"][1]))
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            if re.match(r"page\d", line["spans"][0]["text"])
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "direction"),
    # Up the paper: a reader turns the booklet clockwise, once.
    [(LETTER, (1, 0)), ("a4", (1, 0)), (LYING, (0, -1)), ("a4 landscape", (0, -1))],
)
def test_every_page_of_a_booklet_reads_in_the_same_direction(
    tmp_path: Path, size: str, direction: tuple[int, int]
) -> None:
    path = saved(tmp_path, impose.booklet(numbered(*[size] * 7), PATH).data)
    assert directions(path) == {direction}


def test_landscape_pages_among_portrait_ones_are_turned(tmp_path: Path) -> None:
    sizes = (LETTER, LYING, LYING, LETTER, LYING, LETTER)
    made = impose.booklet(numbered(*sizes), PATH)
    path = saved(tmp_path, made.data)
    for read in READERS:
        assert folded(printed(path, read)) == [1, 2, 3, 4, 5, 6, BLANK, BLANK]
    assert directions(path) == {(1, 0), (0, -1)}
    two = impose.two_up(numbered(*sizes), PATH)
    assert two.flip == "short edge"
    assert "/Rotate" not in PdfReader(saved(tmp_path, two.data)).pages[0]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("size", [LETTER, "a4", LYING, "a4 landscape"])
@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
def test_sheets_are_of_the_pages_own_paper(
    make: Callable[[bytes, Path], Imposed], size: str, count: int
) -> None:
    with pikepdf.open(BytesIO(make(numbered(*[size] * count), PATH).data)) as pdf:
        short, long = PAPERS[size.split()[0]]
        for page in pdf.pages:
            box = [float(v) for v in page.mediabox]
            assert box == pytest.approx([0, 0, long, short], abs=0.01)


def placed(page: tuple[float, float], half: Half) -> Half:
    """Where a page of this size belongs in a half: as large as it fits, in the middle."""
    x, y, width, height = half
    scale = min(width / page[0], height / page[1])
    wide, high = page[0] * scale, page[1] * scale
    return x + (width - wide) / 2, y + (height - high) / 2, wide, high


def picture(path: Path, page: int, dpi: int = 144) -> Image.Image:
    with mupdf_open(path) as document:
        drawn = document[page - 1].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def poppler_picture(path: Path, page: int, dpi: int = 144) -> Image.Image:
    drawn = viewers.poppler_picture(path, page, dpi)
    assert drawn.complaints == ""
    assert drawn.image is not None
    return drawn.image.convert("L")


def cut(image: Image.Image, area: Half, dpi: int = 144) -> Image.Image:
    x, y, width, height = (v * dpi / 72 for v in area)
    return image.crop((round(x), round(y), round(x + width), round(y + height)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart on average, from 0 to 255, drawn coarsely."""
    size = (one.width // 8, one.height // 8)
    coarse = [image.resize(size, Image.Resampling.BOX) for image in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*coarse)).mean[0])


def ink(image: Image.Image) -> float:
    return 255 - float(ImageStat.Stat(image).mean[0])


def _as_it_is(page: Any) -> None:
    pass


def _turned(page: Any) -> None:
    page.obj.Rotate = 90


def _turned_back(page: Any) -> None:
    page.obj.Rotate = -90


def _upside_down(page: Any) -> None:
    page.obj.Rotate = 180


def _cropped(page: Any) -> None:
    page.obj.CropBox = Array([20, 40, 420, 700])


def _cropped_and_turned(page: Any) -> None:
    page.obj.CropBox = Array([20, 40, 420, 700])
    page.obj.Rotate = 270


def _moved(page: Any) -> None:
    # Bleed gives a media box that begins left of and below zero.
    page.obj.MediaBox = Array([-30, -20, 582, 772])


def _corners_swapped(page: Any) -> None:
    page.obj.MediaBox = Array([612, 792, 0, 0])


def _crop_beyond_the_paper(page: Any) -> None:
    page.obj.CropBox = Array([-100, -100, 900, 900])


def _trimmed(page: Any) -> None:
    page.obj.TrimBox = Array([100, 100, 400, 400])


def _enlarged(page: Any) -> None:
    page.obj.UserUnit = 2


@pytest.mark.slow
@pytest.mark.parametrize("size", [LETTER, "a4", LYING])
@pytest.mark.parametrize(
    "change",
    [
        _as_it_is,
        _turned,
        _turned_back,
        _upside_down,
        _cropped,
        _cropped_and_turned,
        _moved,
        _corners_swapped,
        _crop_beyond_the_paper,
        _trimmed,
        _enlarged,
    ],
)
def test_an_imposed_page_is_the_page_scaled(
    tmp_path: Path, change: Callable[[Any], None], size: str
) -> None:
    with pikepdf.open(BytesIO(numbered(*[size] * 4))) as pdf:
        for page in pdf.pages:
            change(page)
        pdf.save(tmp_path / "source.pdf")
    source = tmp_path / "source.pdf"
    sheets = saved(tmp_path, impose.booklet(source.read_bytes(), source).data)
    for side, numbers in enumerate([(4, 1), (2, 3)], 1):
        drawn = picture(sheets, side)
        for half, number in zip(halves(sheets)[side - 1], numbers, strict=True):
            shown = picture(source, number)
            if shown.width > shown.height:
                shown = shown.transpose(Image.Transpose.ROTATE_90)
            assert ink(shown) > 3
            area = placed(shown.size, half)
            imposed = cut(drawn, area)
            same = shown.resize(imposed.size, Image.Resampling.BOX)
            assert difference(imposed, same) < 1
            assert difference(imposed, same.transpose(Image.Transpose.ROTATE_180)) > 3
            # Nothing of it is anywhere else, the words at the sheet's edge apart.
            x, y, width, height = (round(v * 2) for v in area)
            drawn.paste(255, (x - 2, y - 2, x + width + 2, y + height + 2))
        drawn.paste(255, (0, drawn.height - 60, drawn.width, drawn.height))
        assert ink(drawn) == pytest.approx(0, abs=0.01)


def test_a_rotation_that_pages_inherit_is_kept(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(numbered(*[LYING] * 4))) as pdf:
        pdf.Root.Pages.Rotate = 90
        pdf.Root.Pages.MediaBox = pdf.pages[0].obj.MediaBox
        for page in pdf.pages:
            del page.obj["/MediaBox"]
        pdf.save(tmp_path / "source.pdf")
    made = impose.booklet((tmp_path / "source.pdf").read_bytes(), PATH)
    # Shown as portrait pages whose text runs down; that is how they were made to look.
    assert directions(saved(tmp_path, made.data)) == {(0, 1)}


def filled_with_ink(pdf: pikepdf.Pdf, size: tuple[float, float]) -> None:
    page = pdf.add_blank_page(page_size=size)
    page.obj.Contents = pdf.make_stream(b"0 g -50 -50 5000 5000 re f")


@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
@pytest.mark.parametrize(
    ("paper", "count", "is_noted"),
    [
        ("letter", 4, True),
        ("letter", 5, True),
        # The pages fill their halves: only a blank half has room.
        ("a4", 4, False),
        ("a4", 3, None),
    ],
)
@pytest.mark.parametrize("is_landscape", [False, True])
def test_the_words_are_on_the_first_sheet_where_no_page_is(
    tmp_path: Path,
    make: Callable[[bytes, Path], Imposed],
    paper: str,
    count: int,
    is_noted: bool | None,
    is_landscape: bool,
) -> None:
    short, long = PAPERS[paper]
    with pikepdf.new() as pdf:
        for _ in range(count):
            filled_with_ink(pdf, (long, short) if is_landscape else (short, long))
        pdf.save(tmp_path / "source.pdf")
    made = make((tmp_path / "source.pdf").read_bytes(), PATH)
    path = saved(tmp_path, made.data)
    if is_noted is None:
        is_noted = make is impose.booklet
    assert made.is_noted == is_noted
    assert made.words.startswith(WORDS)
    with mupdf_open(path) as document:
        lines = [" ".join(page.get_text().split()) for page in document]
        assert lines == [made.words if is_noted else "", *[""] * (len(document) - 1)]
        if not is_noted:
            return
        (block,) = document[0].get_text("blocks")
        box = Rect(block[:4]) * document[0].rotation_matrix
    x0, y0, x1, y1 = box.normalize()
    around = cut(picture(path, 1), (x0 - 4, y0 - 4, x1 - x0 + 8, y1 - y0 + 8))
    assert 0 < ink(around) < 60
    edges = around.copy()
    edges.paste(255, (6, 6, around.width - 6, around.height - 6))
    assert ink(edges) == 0
    # Far enough from the edge of the paper for an office printer.
    width, height = picture(path, 1, 72).size
    assert min(x0, y0, width - x1, height - y1) > 15
    assert made.words in " ".join(viewers.poppler_text(path).output.split())


def test_one_page_on_one_side_needs_no_flipping(tmp_path: Path) -> None:
    made = impose.two_up(numbered(LETTER), PATH)
    assert (made.sheets, made.words) == (1, "Print on one side.")
    assert "/Duplex" not in root(made.data)["/ViewerPreferences"]


def root(data: bytes) -> Any:
    return PdfReader(BytesIO(data)).root_object


@pytest.mark.parametrize(
    ("make", "size", "duplex"),
    [
        (impose.booklet, LETTER, "/DuplexFlipShortEdge"),
        (impose.booklet, LYING, "/DuplexFlipShortEdge"),
        (impose.two_up, LETTER, "/DuplexFlipShortEdge"),
        (impose.two_up, LYING, "/DuplexFlipLongEdge"),
    ],
)
def test_print_dialogs_are_told_the_edge(
    make: Callable[[bytes, Path], Imposed], size: str, duplex: str
) -> None:
    made = make(numbered(*[size] * 5), PATH)
    preferences = root(made.data)["/ViewerPreferences"]
    assert preferences["/Duplex"] == duplex
    assert preferences["/PrintScaling"] == "/None"
    assert f"flip on the {made.flip}" in made.words


@pytest.fixture(scope="module")
def worksheet(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worksheet of the toolkit, filled in."""
    folder = tmp_path_factory.mktemp("worksheet")
    given = {
        "self-reflection.financial.notes": "Žďár pays “half” – Ω, Київ",
        "self-reflection.financial.rating": "strong",
    }
    answers = {
        "tool": "self-reflection",
        "version": worksheets.TOOLS["self-reflection"].version,
        "language": "en",
        "answers": given,
    }
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    out = folder / "filled.pdf"
    filling.fill(
        filling.form_path("self-reflection", built, "letter"), folder / "answers.json", out
    )
    return out


@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
def test_a_filled_worksheet_shows_its_answers(
    worksheet: Path, tmp_path: Path, make: Callable[[bytes, Path], Imposed]
) -> None:
    path = saved(tmp_path, make(worksheet.read_bytes(), worksheet).data)
    for text in (viewers.poppler_text(path), viewers.mupdf_text(path)):
        assert text.complaints == ""
        assert "Žďár pays “half” – Ω, Київ" in text.output
    pages = PdfReader(worksheet).pages
    at = halves(path)
    # Page 2 is left on the booklet's second side, right on the first of the other.
    side, half = (2, 0) if make is impose.booklet else (1, 1)
    # Fine enough for thin lines, which are never drawn thinner than a dot.
    imposed = cut(poppler_picture(path, side, 288), placed((612, 792), at[side - 1][half]), 288)
    shown = poppler_picture(worksheet, 2, 288).resize(imposed.size, Image.Resampling.BOX)
    assert difference(imposed, shown) < 1
    blank = impose.booklet(worksheet.read_bytes(), worksheet).blanks
    assert len(pages) + blank == 8


@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
def test_sheets_open_everywhere_embed_every_font_and_claim_no_standard(
    worksheet: Path, tmp_path: Path, make: Callable[[bytes, Path], Imposed]
) -> None:
    path = saved(tmp_path, make(worksheet.read_bytes(), worksheet).data)
    assert viewers.complaints(path) == {}
    reader = PdfReader(path)
    catalog: Any = reader.root_object
    for key in ("/StructTreeRoot", "/MarkInfo", "/AcroForm", "/Names", "/Outlines"):
        assert key not in catalog
    xmp = catalog["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid" not in xmp
    assert "pdfaid" not in xmp
    assert "Partner Health Self-Reflection" in xmp
    assert reader.metadata is not None
    assert reader.metadata.title == "Partner Health Self-Reflection"
    assert catalog["/Lang"] == "en"
    with pikepdf.open(path) as pdf:
        found = [thing for thing in pdf.objects if isinstance(thing, Dictionary | pikepdf.Stream)]
        for thing in found:
            assert "/StructParents" not in thing
            assert "/StructParent" not in thing
            assert thing.get("/Subtype") != "/Widget"
        fonts = [thing for thing in found if thing.get("/Type") == "/FontDescriptor"]
        assert len(fonts) >= 4
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        described = [
            thing
            for thing in found
            if thing.get("/Type") == "/Font" and thing.get("/Subtype") != "/Type0"
        ]
        assert all("/FontDescriptor" in font for font in described)


@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
def test_the_same_pages_give_the_same_sheets(make: Callable[[bytes, Path], Imposed]) -> None:
    data = numbered(*[LETTER] * 5)
    assert make(data, PATH).data == make(data, PATH).data


def test_a_title_without_xmp_is_kept() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = "Plain & simple"
        out = BytesIO()
        pdf.save(out)
    made = impose.booklet(out.getvalue(), PATH)
    with pikepdf.open(BytesIO(made.data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Plain & simple"
        assert pdf.open_metadata()["dc:title"] == "Plain & simple"


def foreign(folder: Path) -> Path:
    """A form of another program: a field that is drawn, one that isn't, notes and a layer."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        fonts = Dictionary(Helv=font)

        def look(words: str) -> Any:
            content = f"BT /Helv 12 Tf 2 5 Td ({words}) Tj ET".encode("ascii")
            return pdf.make_stream(
                content,
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 200, 20]),
                Resources=Dictionary(Font=fonts),
            )

        def annotation(height: int, flags: int, **entries: Any) -> Any:
            return pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Rect=Array([100, height, 300, height + 20]), F=flags, **entries
                )
            )

        text = {"Subtype": Name.Widget, "FT": Name.Tx, "DA": String("/Helv 12 Tf 0 g")}
        drawn = annotation(
            700, 4, T=String("a"), V=String("value"), AP=Dictionary(N=look("asdrawn")), **text
        )
        bare = annotation(600, 4, T=String("b"), V=String("undrawn"), **text)
        stamp = annotation(500, 4, Subtype=Name.Stamp, AP=Dictionary(N=look("stamped")))
        screen = annotation(400, 0, Subtype=Name.Stamp, AP=Dictionary(N=look("screen")))
        hidden = annotation(300, 6, Subtype=Name.Stamp, AP=Dictionary(N=look("hidden")))
        page.obj.Annots = Array([drawn, bare, stamp, screen, hidden])
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Answers")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        page.obj.Resources = Dictionary(Font=fonts, Properties=Dictionary(L=layer))
        page.obj.Contents = pdf.make_stream(
            b"BT /Helv 12 Tf 100 100 Td (shown) Tj ET"
            b" /OC /L BDC BT /Helv 12 Tf 100 200 Td (secret) Tj ET EMC"
        )
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([drawn, bare]),
            DR=Dictionary(Font=fonts),
            DA=String("/Helv 12 Tf 0 g"),
            NeedAppearances=True,
        )
        path = folder / "foreign.pdf"
        pdf.save(path)
    return path


def test_what_another_program_would_print_is_printed(tmp_path: Path) -> None:
    source = foreign(tmp_path)
    path = saved(tmp_path, impose.booklet(source.read_bytes(), source).data)
    with mupdf_open(path) as document:
        lines = document[0].get_text().splitlines()
    words = [word for line in lines if not line.startswith(WORDS) for word in line.split()]
    assert sorted(words) == ["asdrawn", "shown", "stamped", "undrawn"]


def test_a_page_without_content_is_a_page() -> None:
    with pikepdf.new() as pdf:
        for _ in range(3):
            del pdf.add_blank_page(page_size=(612, 792)).obj["/Contents"]
        out = BytesIO()
        pdf.save(out)
    assert impose.booklet(out.getvalue(), PATH).blanks == 1


def test_a_slip_of_the_program_that_saved_it_is_no_hindrance() -> None:
    # It counts more objects than there are: every viewer reads on.
    data = numbered(LETTER)
    with pikepdf.open(BytesIO(data)) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = re.sub(rb"/Size (\d+)", lambda m: b"/Size %d" % (int(m[1]) + 2), out.getvalue())
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.get_warnings()
    assert impose.booklet(data, PATH).blanks == 3


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _noise(data: bytes) -> bytes:
    return b"not a PDF at all"


def _nothing(data: bytes) -> bytes:
    return b""


def _encrypted(data: bytes, user: str = "u") -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
    return out.getvalue()


def _encrypted_by_owner(data: bytes) -> bytes:
    return _encrypted(data, "")


def _empty(data: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(out)
    return out.getvalue()


def _flat(data: bytes) -> bytes:
    """A page has no area."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.pages[1].obj.MediaBox = Array([0, 0, 612, 0])
        pdf.save(out)
    return out.getvalue()


def _torn(data: bytes) -> bytes:
    """The content of a page ends in the middle of its compressed stream."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        stream = pdf.pages[0].obj.Contents
        stream.write(b"\x78\x9c" + b"\xff" * 40, filter=Name.FlateDecode)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("make", [impose.booklet, impose.two_up])
@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_half, "broken"),
        (_noise, "broken"),
        (_nothing, "broken"),
        (_torn, "broken"),
        (_encrypted, "it is encrypted"),
        (_encrypted_by_owner, "it is encrypted"),
        (_empty, "it has no pages"),
        (_flat, "broken"),
    ],
)
def test_a_pdf_that_cannot_be_printed_is_refused(
    make: Callable[[bytes, Path], Imposed], spoil: Callable[[bytes], bytes], what: str
) -> None:
    with pytest.raises(UserError, match=rf"source\.pdf: .*{what}"):
        make(spoil(numbered(LETTER, LETTER)), PATH)
