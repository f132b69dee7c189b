"""A worksheet's paper leads to its page: by a code to scan, and by an address to type or click."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from pypdf import PdfReader

import sites
from partnertools.model.editions import STANDARD, Edition
from partnertools.render import codes
from partnertools.verify.layout import find_misplaced
from test_addresses import read
from tools import sheets

ADDRESS = "https://tea.example.org/kit/tools/tea/"
TOOLKIT = sites.toolkit(sites.TINY)


def sheet(*, has_codes: bool) -> str:
    toolkit = replace(TOOLKIT, has_codes=has_codes)
    return sites.layouts().sheet(toolkit, toolkit.tools[0], "letter")


def test_the_first_page_links_to_the_page_of_the_worksheet(tiny: Path) -> None:
    for name in ("tea", "tea-letter", "tea-large"):
        pages = PdfReader(tiny / "dist" / "tools" / "tea" / f"{name}.pdf").pages
        links: list[tuple[int, Any]] = [
            (number, annotation.get_object())
            for number, page in enumerate(pages)
            for annotation in page.get("/Annots", ())
        ]
        ((number, link),) = (
            (number, a) for number, a in links if a.get("/A", {}).get("/URI") == ADDRESS
        )
        assert (number, link["/Contents"]) == (0, "tea.example.org/kit/tools/tea/")
        # Below the text, and not so near to the edge that printers leave it out.
        assert 20 < float(link["/Rect"][1]) < 75


def test_the_code_is_that_of_the_address_and_has_a_text() -> None:
    html = sheet(has_codes=True)
    assert codes.picture(ADDRESS) in html.replace("&#39;", "'")
    assert 'alt="QR code of the address of this worksheet’s page"' in html


def test_the_code_can_be_left_out(tmp_path: Path) -> None:
    assert TOOLKIT.has_codes
    assert not read(tmp_path, {"codes": "no"}).has_codes
    without = sheet(has_codes=False)
    assert "data:image" not in without
    assert ADDRESS not in without


# Two lines have room at the foot in all editions, two long ones only in small print, and no more.
LONG = ("short.example.org", "organization.example.org/publications", f"example.org/{'long-' * 22}")


@pytest.mark.slow
@pytest.mark.parametrize("has_logo", [False, True])
@pytest.mark.parametrize("host", LONG)
def test_an_address_of_any_length_is_shown_whole(host: str, has_logo: bool, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    settings = root / "content" / "toolkit.yaml"
    text = settings.read_text("utf-8").replace("tea.example.org/kit", host)
    if has_logo:
        shutil.copy(sites.TINY / "content" / "tools" / "picnic" / "cup.svg", root / "content")
        text += "logo: cup.svg\nlogo_text: A cup\n"
    settings.write_text(text, "utf-8")
    address = f"{host}/tools/picnic/"
    library: Any = pymupdf
    for edition in (STANDARD, Edition(True)):
        pdf = sheets.render(root, "picnic", edition=edition)
        with library.open("pdf", pdf.data) as document:
            shown = "".join(document[0].get_text().replace("\xad", "").split())
            assert f"onscreen:{address}" in shown
            assert [one for page in document for one in find_misplaced(page)] == []
            at_foot = [
                link["from"]
                for link in document[0].get_links()
                if address in link["uri"] and link["from"].y1 > document[0].rect.height - 80
            ]
            # Beside a logo, which takes 50 mm at most, within a margin of 18 mm.
            edge = document[0].rect.width - (193 if has_logo else 51)
            assert at_foot
            assert all(place.x1 <= edge for place in at_foot)
