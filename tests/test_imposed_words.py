"""Words on how to print, on sheets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

import sites
from partnertools.interface import catalogues
from partnertools.pdf import impose
from partnertools.pdf.impose import Imposed
from tools import viewers
from tools.imposed import (
    LETTER,
    PAPERS,
    PATH,
    WORDS,
    Rect,
    cut,
    ink,
    mupdf_open,
    numbered,
    picture,
    root,
    saved,
)


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


SAID = "Print on both sides, flip on the short edge; fold in the middle."


@pytest.mark.parametrize(
    "language", catalogues.languages(sites.REPOSITORY / "layouts" / "interface")
)
def test_the_words_are_in_the_middle_of_the_half_in_every_language(
    tmp_path: Path, language: str
) -> None:
    words = catalogues.read(language, [sites.REPOSITORY / "layouts"], [])
    said = words.gettext(SAID)
    assert said != SAID
    made = impose.booklet(numbered(LETTER), PATH, words)
    assert made.is_noted
    path = saved(tmp_path, made.data)
    # What stands between words is before or behind a space to Poppler, where they run to the left.
    read = re.findall(r"\w+", viewers.poppler_text(path).output)
    expected = re.findall(r"\w+", said)
    assert read[-len(expected) :] == expected
    # The left half of the first sheet has no page.
    short, long = PAPERS["letter"]
    foot = cut(picture(path, 1), (0, short - 40, long / 2, 40))
    dark = foot.point(lambda grey: 255 if grey < 200 else 0).getbbox()
    assert dark is not None
    left, _, right, _ = dark
    assert 200 < right - left < foot.width - 80
    assert abs(left + right - foot.width) < 8


def test_one_page_on_one_side_needs_no_flipping(tmp_path: Path) -> None:
    made = impose.two_up(numbered(LETTER), PATH)
    assert (made.sheets, made.words) == (1, "Print on one side.")
    assert "/Duplex" not in root(made.data)["/ViewerPreferences"]
