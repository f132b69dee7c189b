"""A filled PDF, given back to the worksheet's page: the answers are those that were filled in.

Files come from every program that fills in or rewrites a PDF here.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from PIL import Image

import viewer_matrix
from partnertools.pdf.acroform import FORM_KEY
from partnertools.pdf.forms import flatten, plan
from tools import fillers
from tools.fillers import FILLERS, Values
from tools.readers import Reader
from tools.rewriters import REWRITES, changed, classic, saved, with_pikepdf


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


# Forms, blank and filled


@pytest.fixture(scope="module")
def forms(tiny: Path, built: Path) -> dict[str, bytes]:
    """Blank forms: with every kind of field, of several tools, and the toolkit's own."""
    paths = {
        "tea": tiny / "dist" / viewer_matrix.TEA,
        "afternoon": tiny / "dist" / "packets" / "afternoon.pdf",
        "health": built / "dist" / "packets" / "partnership-health.pdf",
        "smart-goals": built / "dist" / "tools" / "smart-goals" / "smart-goals.pdf",
    }
    return {name: path.read_bytes() for name, path in paths.items()}


@pytest.fixture(scope="module")
def answered(forms: dict[str, bytes]) -> Values:
    """Return all answers of `filled`."""
    tea = forms["tea"]
    return {**fillers.read_with_partnertools(tea), **viewer_matrix.answers(tea)}


@pytest.fixture(scope="module")
def filled(forms: dict[str, bytes]) -> bytes:
    """Return a form with every kind of field, filled in."""
    tea = forms["tea"]
    return fillers.fill_with_partnertools(tea, viewer_matrix.answers(tea))


# Programs that fill in


# To fill in the largest form takes some programs longest; as a packet, `afternoon` is like it.
FILLED = [
    (name, program)
    for name in ("tea", "afternoon", "health", "smart-goals")
    for program in FILLERS
    if name != "health" or program not in ("pdf.js", "pypdf")
]


@pytest.mark.parametrize(("name", "program"), FILLED)
def test_what_a_program_has_filled_in_is_read(
    reader: Reader, forms: dict[str, bytes], name: str, program: str
) -> None:
    blank = forms[name]
    values = viewer_matrix.answers(blank)
    reading = reader.one(FILLERS[program](blank, values))
    assert reading.is_sound
    assert reading.values == {**fillers.read_with_partnertools(blank), **values}
    assert reading.forms == versions(blank)


def test_a_blank_form_is_read(reader: Reader, forms: dict[str, bytes]) -> None:
    for blank in forms.values():
        reading = reader.one(blank)
        assert reading.is_sound
        assert reading.values == fillers.read_with_partnertools(blank)
        assert reading.forms == versions(blank)


def versions(pdf: bytes) -> dict[str, dict[str, Any]]:
    """Return what the forms of a file say of themselves."""
    keys = [key.split("/") for key in plan.of_pdf(pdf, Path("form.pdf")).forms.values()]
    return {slug: {"version": int(version), "language": lang} for slug, version, lang in keys}


def test_without_our_key_a_form_is_of_no_version(reader: Reader, filled: bytes) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        for top in pdf.Root.AcroForm.Fields:
            del top[f"/{FORM_KEY}"]
        reading = reader.one(saved(pdf))
    assert reading.forms == {"tea": {"version": None, "language": ""}}
    assert reading.values == fillers.read_with_partnertools(filled)


# Programs that write a file anew


@pytest.fixture(scope="module")
def copies(forms: dict[str, bytes]) -> dict[str, bytes]:
    """Return a form as programs that save in three different ways have filled it in."""
    values = viewer_matrix.answers(forms["tea"])
    return {
        name: FILLERS[name](forms["tea"], values) for name in ("partnertools", "pdf.js", "MuPDF")
    }


@pytest.mark.parametrize("first", ["partnertools", "pdf.js", "MuPDF"])
@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_file_that_a_program_has_written_anew_is_read(
    reader: Reader, copies: dict[str, bytes], answered: Values, rewrite: str, first: str
) -> None:
    files = [REWRITES[rewrite](copies[first])]
    # What pypdf adds, qpdf has to mend first.
    if rewrite != "pypdf, as an update":
        files.append(changed(files[0]))
    for reading in reader.all(files):
        assert (reading.reason, reading.values) == ("", answered)
        assert reading.is_sound


# Files that cannot be read


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def without_form() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        return saved(pdf)


def of_somebody_else() -> bytes:
    # The library has no types.
    library: Any = pymupdf
    with library.open() as document:
        page = document.new_page()
        for name in ("Name", "address.Street"):
            widget = library.Widget()
            widget.field_name, widget.field_value = name, "Žofia"
            widget.field_type = library.PDF_WIDGET_TYPE_TEXT
            widget.rect = library.Rect(10, 10, 90, 30)
            page.add_widget(widget)
        data: bytes = document.tobytes()
    return data


def encrypted(pdf: bytes, user: str = "", **options: Any) -> bytes:
    return with_pikepdf(pdf, encryption=pikepdf.Encryption(owner="owner", user=user, **options))


UNREADABLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda pdf: b"", "not-a-pdf"),
    "a picture": (lambda pdf: picture(), "not-a-pdf"),
    "text": (lambda pdf: "Žofia’s answers".encode(), "not-a-pdf"),
    "answers": (lambda pdf: b'{"tool": "tea", "answers": {}}', "not-a-pdf"),
    "a header alone": (lambda pdf: b"%PDF-1.7\n", "damaged"),
    "a PDF without a form": (lambda pdf: without_form(), "not-ours"),
    "a flat copy": (flatten.flatten_pdf, "not-ours"),
    "somebody else's form": (lambda pdf: of_somebody_else(), "not-ours"),
    "with the owner's password": (encrypted, "encrypted"),
    "with a password": (partial(encrypted, user="user"), "encrypted"),
    "encrypted long ago": (partial(encrypted, R=3, aes=False, metadata=False), "encrypted"),
    "encrypted, without a way in": (
        lambda pdf: encrypted(classic(pdf)).replace(b"startxref", b"startxxxx"),
        "encrypted",
    ),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(reader: Reader, filled: bytes, case: str) -> None:
    made, reason = UNREADABLE[case]
    assert reader.one(made(filled)).reason == reason
