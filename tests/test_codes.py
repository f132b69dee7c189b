"""A worksheet's paper leads to its page: by a code to scan, and by an address to type or click."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pypdf import PdfReader

import sites
from partnertools.render import codes
from test_addresses import read

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
