"""A damaged PDF, given back to the worksheet's page: no answer is lost without a word."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import viewer_matrix
from tools import fillers
from tools.fillers import FILLERS, Values
from tools.handmade import made
from tools.readers import Reader
from tools.rewriters import MODES, REWRITES, classic, with_pikepdf


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def tea(tiny: Path) -> bytes:
    """Return a blank form with every kind of field."""
    return (tiny / "dist" / viewer_matrix.TEA).read_bytes()


@pytest.fixture(scope="module")
def answered(tea: bytes) -> Values:
    """Return all answers of `filled`."""
    return {**fillers.read_with_partnertools(tea), **viewer_matrix.answers(tea)}


@pytest.fixture(scope="module")
def filled(tea: bytes) -> bytes:
    return fillers.fill_with_partnertools(tea, viewer_matrix.answers(tea))


# Files that are broken


MENDED: dict[str, Callable[[bytes], bytes]] = {
    "junk in front": lambda pdf: b"HTTP/1.1 200 OK\r\n\r\n" + pdf,
    "junk that has moved everything": lambda pdf: (
        b"%PDF-1.7\n" + b"junk\n" * 100 + classic(pdf).removeprefix(b"%PDF-1.7\n")
    ),
    "junk behind": lambda pdf: pdf + b"\r\n\0\0\0<html>12 people</html>\n" * 100,
    "junk around a classic file": lambda pdf: b"\n\n" + classic(pdf) + b"\0" * 5000,
    "no way in": lambda pdf: classic(pdf).replace(b"startxref", b"startxxxx"),
    "no way into streams": lambda pdf: with_pikepdf(pdf, object_stream_mode=MODES.generate).replace(
        b"startxref", b"startxxxx"
    ),
    "a wrong way in": lambda pdf: re.sub(rb"startxref\n\d+", b"startxref\n7", classic(pdf)),
    "a way out of the file": lambda pdf: re.sub(
        rb"startxref\n\d+", b"startxref\n999999999", classic(pdf)
    ),
    "no end": lambda pdf: classic(pdf).removesuffix(b"%%EOF\n"),
    "no trailer": lambda pdf: re.sub(rb"xref\n0 .*", b"", classic(pdf), flags=re.DOTALL),
    "references that are off": lambda pdf: re.sub(
        rb"(\d{9})(\d) 00000 n", rb"\g<1>0 00000 n", classic(pdf)
    ),
    "line ends of another system": lambda pdf: with_pikepdf(
        classic(pdf), compress_streams=False
    ).replace(b"\n", b"\r\n"),
    "no lengths": lambda pdf: re.sub(rb"/Length \d+", b"/Length 0", classic(pdf)),
    "lengths without end": lambda pdf: re.sub(rb"/Length \d+", b"/Length 9999999", classic(pdf)),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_broken_file_is_read_all_the_same(
    reader: Reader, filled: bytes, answered: Values, case: str
) -> None:
    reading = reader.one(MENDED[case](filled))
    assert (reading.reason, reading.values) == ("", answered)


@pytest.mark.parametrize(
    "rewrite",
    [
        "qpdf, no object streams",
        "qpdf, object streams",
        "qpdf, linearized",
        "qpdf, to be edited",
        "PyMuPDF, object streams",
    ],
)
def test_a_file_that_was_cut_off_is_read_right_or_not_at_all(
    reader: Reader, filled: bytes, answered: Values, rewrite: str
) -> None:
    pdf = REWRITES[rewrite](filled)
    cuts = sorted({*range(0, len(pdf), len(pdf) // 80), *range(len(pdf) - 60, len(pdf))})
    readings = reader.all([pdf[:cut] for cut in cuts])
    reasons = {reading.reason for reading in readings}
    assert reasons == {"not-a-pdf", "damaged", ""}
    for cut, reading in zip(cuts, readings, strict=True):
        assert reading.reason or reading.values == answered, cut


@pytest.mark.parametrize("program", ["partnertools", "pdf.js"])
def test_an_update_that_was_cut_off_does_not_pass_for_the_file_before(
    reader: Reader, tea: bytes, program: str
) -> None:
    before = tea
    pdf = FILLERS[program](before, viewer_matrix.answers(before))
    assert pdf.startswith(before)
    at = len(before)
    cuts = sorted({*range(at, at + 60), *range(at, len(pdf), len(pdf) // 100)})
    cuts += range(len(pdf) - 60, len(pdf))
    whole = fillers.read_with_partnertools(pdf)
    blank = fillers.read_with_partnertools(before)
    for cut, reading in zip(cuts, reader.all([pdf[:cut] for cut in cuts]), strict=True):
        # Up to here, nothing of the update is left.
        expected = blank if not pdf[at:cut].strip() else whole
        assert reading.reason == "damaged" or reading.values == expected, cut - at


@pytest.mark.parametrize(
    "rewrite", ["updates", "qpdf, no object streams", "qpdf, object streams", "qpdf, to be edited"]
)
def test_bytes_that_have_changed_do_no_more_harm_than_they_must(
    reader: Reader, filled: bytes, answered: Values, rewrite: str
) -> None:
    pdf = REWRITES[rewrite](filled)
    chance = random.Random(1700000000)
    copies = []
    for number in range(100):
        copy = bytearray(pdf)
        for _ in range(1 + number % 3):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        copies.append(bytes(copy))
    readings = reader.all(copies)
    assert max(reading.seconds for reading in readings) < 10
    # Most of a file is typefaces and pictures of pages.
    assert sum(reading.values == answered for reading in readings) > 60
    assert {r.reason for r in readings} <= {"", "damaged", "not-ours", "not-a-pdf", "encrypted"}


CHANGES = ("flip", "cut", "move", "copy")
# Where answers, their names and their places are said.
AIMS = (b"/V", b"/T", b"/Kids", b"/FT", b"/AS", b" obj", b"xref", b"/Fields", b"trailer", b"stream")


def mutated(pdf: bytes, chance: random.Random) -> bytes:
    """Return a file in which bytes are changed, cut out, moved or copied over others."""

    def spot() -> int:
        at = -1
        if chance.random() < 0.6:
            at = pdf.find(chance.choice(AIMS), chance.randrange(len(pdf)))
        return max(0, at + chance.randrange(24) - 8) if at >= 0 else chance.randrange(len(pdf))

    at, size = spot(), 1 + chance.randrange(chance.choice((8, 2000)))
    match chance.choice(CHANGES):
        case "flip":
            copy = bytearray(pdf)
            for _ in range(1 + chance.randrange(3)):
                copy[min(spot(), len(pdf) - 1)] = chance.randrange(256)
            return bytes(copy)
        case "cut":
            return pdf[:at] + pdf[at + size :]
        case "move":
            rest = pdf[:at] + pdf[at + size :]
            to = chance.randrange(len(rest))
            return rest[:to] + pdf[at : at + size] + rest[to:]
        case _:
            to = spot()
            return pdf[:to] + pdf[at : at + size] + pdf[to + size :]


@pytest.mark.parametrize(
    "rewrite",
    [
        "updates",
        "qpdf, no object streams",
        "qpdf, object streams",
        "qpdf, linearized, object streams",
        "qpdf, to be edited",
        "PyMuPDF",
    ],
)
def test_no_answer_of_a_damaged_file_is_lost_without_a_word(
    reader: Reader, filled: bytes, answered: Values, rewrite: str
) -> None:
    pdf = REWRITES[rewrite](filled)
    chance = random.Random(1700000000)
    readings = reader.all([mutated(pdf, chance) for _ in range(250)])
    lost = 0
    for number, reading in enumerate(readings):
        if reading.reason:
            continue
        for id_, answer in answered.items():
            if answer and not reading.values.get(id_):
                is_told = reading.is_damaged or id_ in reading.doubtful or id_ not in reading.values
                assert is_told, (number, id_)
                lost += 1
    # Where all objects are in one stream, either it can be read or it can't.
    assert lost or "object streams" in rewrite
    assert lost < len(readings) * len(answered) / 2
    assert {reading.is_sound for reading in readings} == {True, False}
    assert sum(reading.values == answered for reading in readings) > 125


# What a file contradicts itself in

SEEN = "q BT (Mint) Tj ET Q"


def looking(text: str) -> dict[int, str]:
    return {8: f"<</Length {len(text)}>>\nstream\n{text}\nendstream"}


@pytest.mark.parametrize(
    ("field", "others", "is_doubtful"),
    [
        ("/FT /Tx /V (Mint) /AP <</N 8 0 R>>", looking(SEEN), False),
        ("/FT /Tx /V () /AP <</N 8 0 R>>", looking(SEEN), False),
        ("/FT /Tx /AP <</N 8 0 R>>", looking(SEEN), True),
        ("/FT /Tx /V 12 /AP <</N 8 0 R>>", looking(SEEN), True),
        ("/FT /Tx /V [] /AP <</N 8 0 R>>", looking("[<4d>] TJ"), True),
        ("/FT /Tx /AP <</N 8 0 R>>", looking("/Tx BMC EMC"), False),
        ("/FT /Tx", {}, False),
        ("/FT /Tx /V (M\\000int)", {}, True),
        ("/FT /Tx /V <FEFFD800>", {}, True),
        ("/FT /Tx /V (a\\nb\\tc)", {}, False),
        ("/FT /Btn /V /Off /AS /yes", {}, True),
        ("/FT /Btn /V /yes /AS /Off", {}, False),
        ("/FT /Btn /Ff 32768 /V /Off /Kids [8 0 R]", {8: "<</AS /mint>>"}, True),
    ],
)
def test_a_field_is_doubtful_whose_value_and_look_differ(
    reader: Reader, field: str, others: dict[int, str], is_doubtful: bool
) -> None:
    reading = reader.one(made(field, others))
    assert reading.doubtful == (["tea.pick.taste"] if is_doubtful else [])
