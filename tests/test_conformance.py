"""Every PDF of the build, judged by veraPDF; and veraPDF, judged by what was spoilt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest

import sites
from tools import sheets, verapdf

SHEETS = sheets.of_project(sites.REPOSITORY)


def test_every_pdf_conforms_to_pdf_ua_1_and_pdf_a_2a(built: Path) -> None:
    reports = verapdf.validate([built / "dist" / name for name in SHEETS])
    assert len(reports) == 2 * len(SHEETS)
    failed = [f"{path.name} {flavour}: {r}" for (path, flavour), r in reports.items() if r.failures]
    assert not failed, "\n".join(failed)


def _first_widget(pdf: pikepdf.Pdf) -> Any:
    return next(a for a in pdf.pages[0].Annots if a.Subtype == "/Widget")


def _without_tooltip(pdf: pikepdf.Pdf) -> None:
    del _first_widget(pdf)["/TU"]
    # To veraPDF, the text of a structure element is a name as well.
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Form":
            del element["/Alt"]


def _without_structure(pdf: pikepdf.Pdf) -> None:
    widget = _first_widget(pdf)
    form = pdf.make_indirect(pikepdf.Dictionary(dict(widget.items())))
    del form["/StructParent"]
    pdf.pages[0].Annots.append(form)


def _without_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            del item["/FontFile2"]


@pytest.mark.parametrize(
    ("spoil", "flavour", "clause"),
    [
        (_without_tooltip, "ua1", "7.18.1"),
        (_without_structure, "ua1", "7.18.4"),
        (_without_font, "2a", "6.2.11.4"),
    ],
)
def test_the_check_sees_what_was_spoilt(
    built: Path, tmp_path: Path, spoil: Any, flavour: str, clause: str
) -> None:
    path = tmp_path / "spoilt.pdf"
    with pikepdf.open(built / "dist" / "tools/self-reflection/self-reflection.pdf") as pdf:
        spoil(pdf)
        pdf.save(path)
    report = verapdf.validate([path], [flavour])[path, flavour]
    assert any(failure.clause.startswith(clause) for failure in report.failures), str(report)
