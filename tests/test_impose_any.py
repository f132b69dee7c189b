"""PDFs of any program as sheets to print: what can be printed is, and what cannot is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from partnertools.pdf import impose
from partnertools.pdf.impose import Imposed
from partnertools.problems import UserError
from tools.imposed import LETTER, PATH, WORDS, mupdf_open, numbered, saved


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
