"""Sheets to print: folded in code, read by other programs, and compared with the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary
from PIL import Image
from pypdf import PdfReader

from partnertools.answers import filling
from partnertools.pdf import impose
from partnertools.pdf.impose import Imposed
from tools import viewers, worksheets
from tools.imposed import (
    BLANK,
    LETTER,
    LYING,
    PAPERS,
    PATH,
    READERS,
    Half,
    cut,
    difference,
    halves,
    ink,
    mupdf_open,
    numbered,
    picture,
    poppler_picture,
    printed,
    root,
    saved,
)


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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
