"""A PDF that means harm, or is only strange, given back to the worksheet's page."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable
from functools import cache

import pytest

from tools.fillers import Values
from tools.handmade import MINT, document, made, stream, streamed
from tools.readers import Long, Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


MB = 1_000_000


def again(unit: bytes, first: bytes = b"", last: bytes = b"") -> Long:
    """Return a file of 50 MB that says the same again and again."""
    return Long(unit * (MB // len(unit)), 50, b"%PDF-1.7\n" + first, last)


@cache
def bomb() -> bytes:
    """Return a little that swells to 100 MB."""
    return zlib.compress(bytes(100 * MB))


# Made when they are read: some take a while.
DAMAGED: dict[str, Callable[[], bytes | Long]] = {
    "a chain of filters": lambda: made(
        "/FT /Tx /V 8 0 R",
        {8: stream(zlib.compress(b"Mint"), f"/Filter [{'/FlateDecode ' * 1000}]")},
    ),
    "more fields than anybody has": lambda: made(
        f"/Kids [{' '.join(f'{n} 0 R' for n in range(9, 30_000))}]",
        {n: f"<</T (a{n}) /FT /Tx /V (x)>>" for n in range(9, 30_000)},
    ),
    "references in a circle": lambda: made("/FT /Tx /V 8 0 R", {8: "9 0 R", 9: "8 0 R"}),
    "arrays in arrays": lambda: made(f"/FT /Tx /V {'[' * 100_000}{']' * 100_000}"),
    "dictionaries in dictionaries": lambda: made(f"/X {'<</X ' * 9999}{'>>' * 9999} /FT /Tx"),
    "fields in fields": lambda: document(
        {**MINT, **{n: f"<</T (a) /Kids [{n + 1} 0 R]>>" for n in range(5, 10_000)}}
    ),
    "a very long name": lambda: document({**MINT, 4: f"<</T ({'a' * 5000}) /Kids [5 0 R]>>"}),
    "a stream that swells": lambda: made("/FT /Tx /V 8 0 R", {8: stream(bomb())}),
    "a stream that swells twice": lambda: made(
        "/FT /Tx /V 8 0 R",
        {8: stream(zlib.compress(bomb()), "/Filter [/FlateDecode /FlateDecode]")},
    ),
    "many streams that swell": lambda: made(
        f"/Kids [{' '.join(f'{n} 0 R' for n in range(8, 99))}]",
        {
            n: f"<</T (a{n}) /FT /Tx /V {n + 100} 0 R>>"
            if n < 100
            else stream(zlib.compress(bytes(MB)))
            for n in [*range(8, 99), *range(108, 199)]
        },
    ),
    "objects in a stream that swells": lambda: document(
        {**MINT, 8: stream(bomb(), "/Type /ObjStm /N 1 /First 9 /Filter /FlateDecode")}
    ).replace(b"startxref", b"startxxxx"),
    "one text for many fields": lambda: made(
        f"/Kids [{' '.join(f'{n} 0 R' for n in range(9, 9999))}]",
        {8: f"({'x' * MB})", **{n: f"<</T (a{n}) /FT /Tx /V 8 0 R>>" for n in range(9, 9999)}},
    ),
    "the same kids for many fields": lambda: made(
        f"/Kids [{' '.join(f'{n} 0 R' for n in range(9, 2999))}]",
        {8: f"[{'7 0 R ' * 9999}]", **{n: f"<</T (a{n}) /Kids 8 0 R>>" for n in range(9, 2999)}},
    ),
    "more objects than there can be": lambda: (
        b"%PDF-1.7\nxref\n0 99999999999\ntrailer\nstartxref\n9\n%%EOF"
    ),
    "rows of no width": lambda: re.sub(rb"/W \[[\d ]*\]", b"/W [0 0 0]", streamed(MINT)).replace(
        b" obj", b" xxx", 4
    ),
    "comments without end": lambda: again(b"1 0 obj%"),
    "texts without end": lambda: again(b"1 0 obj("),
    "parentheses": lambda: again(b"1 0 obj" + b"(" * 999),
    "arrays without end": lambda: again(b"1 0 obj["),
    "streams without end": lambda: again(b"1 0 obj<<>>stream\n"),
    "trailers": lambda: again(b"trailer<</Root 1 0 R>>"),
    "tiny objects": lambda: again(b"1 0 obj<<>>endobj "),
    "rows": lambda: again(b"0000000000 00000 n \n", b"xref\n0 99999999\n", b"startxref\n9\n"),
    "spaces": lambda: again(b" "),
    "digits": lambda: again(b"1"),
    "an array of dictionaries": lambda: again(b"<<>>", b"1 0 obj["),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", DAMAGED)
def test_a_file_that_means_harm_is_refused_in_time(reader: Reader, case: str) -> None:
    reading = reader.one(DAMAGED[case]())
    assert reading.reason == "damaged"
    assert reading.seconds < 30


HARMLESS: dict[str, tuple[bytes, Values]] = {
    "a field above itself": (
        document({**MINT, 4: "<</T (pick) /Kids [3 0 R 4 0 R 5 0 R]>>"}),
        {"tea.pick.taste": "Mint"},
    ),
    "a field twice": (
        document({**MINT, 2: "<</Fields [3 0 R 3 0 R]>>"}),
        {"tea.pick.taste": "Mint"},
    ),
    "names of the language itself": (
        document(
            {**MINT, 5: "<</T (__proto__) /FT /Tx /V (x)>>", 4: "<</T (pick) /Kids [5 0 R]>>"}
        ),
        {"tea.pick.__proto__": "x"},
    ),
    "a huge size": (
        re.sub(rb"/Size \d+", b"/Size 99999999999", document(MINT)),
        {"tea.pick.taste": "Mint"},
    ),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_a_file_that_is_only_strange_is_read(reader: Reader, case: str) -> None:
    file, expected = HARMLESS[case]
    assert reader.one(file).values == expected


@pytest.mark.slow
@pytest.mark.parametrize("way_in", [b"startxref", b"startxxxx"])
def test_a_large_file_is_read_at_once(reader: Reader, way_in: bytes) -> None:
    pdf = document(MINT)
    at = pdf.index(b"xref\n0 1\n")
    head = pdf[:at] + b"8 0 obj\n<</Length %d>>\nstream\n" % (49 * MB)
    tail = b"\nendstream\nendobj\n"
    start = len(head) + 49 * MB + len(tail)
    tail += re.sub(rb"startxref\n\d+", b"%b\n%d" % (way_in, start), pdf[at:])
    # What is inside of a stream is none of the file's own.
    unit = random.Random(1700000000).randbytes(MB - 80) + b"\n5 0 obj\n<</V (Sage)>>\nendobj\n"
    reading = reader.one(Long(unit.ljust(MB), 49, head, tail))
    assert (reading.reason, reading.values) == ("", {"tea.pick.taste": "Mint"})
    assert reading.seconds < 10
