"""A PDF made by hand, given back to the worksheet's page: it is read however it is written."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pytest

import sites
from tools import browser
from tools.handmade import (
    MINT,
    SAGE,
    document,
    made,
    objects,
    predicted,
    stream,
    streamed,
    updated,
    utf16,
)
from tools.readers import Reader, ReaderInBrowser


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def reader_in_browser() -> Iterator[Reader]:
    with browser.serve(sites.REPOSITORY) as origin:
        page = browser.chromium().new_page()
        page.goto(f"{origin}/tests/package.json")
        yield ReaderInBrowser(page)
        page.close()


TEXTS: dict[str, tuple[str, str]] = {
    "letters": ("(Mint)", "Mint"),
    "nothing": ("()", ""),
    "signs with a meaning": (r"(a\(b\)c\\d\/e)", "a(b)c\\d/e"),
    "signs for spaces": (r"(a\tb\nc\rd\be\ff)", "a\tb\nc\nd\be\ff"),
    "numbers for letters": (r"(\101\60\0601\7x\551)", "A001\x07xi"),
    "parentheses in parentheses": ("(a (b (c) () d) e)", "a (b (c) () d) e"),
    "a line that goes on": ("(a\\\nb\\\r\nc\\\rd)", "abcd"),
    "line ends": ("(a\nb\r\nc\rd)", "a\nb\nc\nd"),
    "a comment that is none": ("(100 % so)", "100 % so"),
    "old letters": ("(\x80\x85\x8d\x9e\xa0\xe9\x18\x92\x9c)", "•–“ž€é˘™œ"),
    "digits": ("<4D696E74>", "Mint"),
    "digits with spaces": ("<4d 69\n6E\t7>", "Minp"),
    "no digits": ("<>", ""),
    "Unicode in digits": ("<FEFF017D006F0066007A>", "Žofz"),
    "Unicode in bytes": (f"({utf16('Žofia ★')})".replace("\\", "\\\\"), "Žofia ★"),
    "Unicode beyond its first plane": ("<feffd83cdf75>", "🍵"),
    "Unicode the other way round": ("<FFFE7D016F00>", "Žo"),
    "Unicode in one byte or more": ("<EFBBBFC5BD6F>", "Žo"),
    "a language": ("<feff 001b 0063 0073 001b 017d 001b 0065 006e 0055 0053 001b 006f>", "Žo"),
    "lines in Unicode": ("<feff 0061 000d 000a 0062 000d 0063 000a 0064>", "a\nb\nc\nd"),
    "a name": ("/Mint", "Mint"),
    "a name with signs": ("/M#69nt#20#28so#29", "Mint (so)"),
    "nothing at all": ("null", ""),
    "a number": ("12", ""),
    "an array": ("[(Mint) (Sage)]", ""),
    "an object": ("8 0 R", "Mint"),
    "an object that is missing": ("99 0 R", ""),
    "text in an object stream's place": ("9 0 R", "Sage & Mint"),
    "a stream without a filter": ("10 0 R", "Plain"),
}
STREAMS = {
    8: "(Mint)",
    9: stream(zlib.compress(b"Sage & Mint")),
    10: stream(b"Plain", ""),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_read_however_it_is_written(reader: Reader, case: str) -> None:
    syntax, expected = TEXTS[case]
    for file in (made(f"/FT /Tx /V {syntax}", STREAMS), made(f"/V {syntax}/FT/Tx", STREAMS)):
        reading = reader.one(file)
        assert reading.values == {"tea.pick.taste": expected}
        assert reading.forms == {"tea": {"version": 12, "language": "cs"}}


def button(state: str, shown: str = "Off") -> str:
    return f"<</AS /{shown} /AP <</N <</Off null /{state} null>>>>>>"


# Radio buttons: what the group says, its two buttons, and what is picked.
GROUPS: dict[str, tuple[str, tuple[str, str], str]] = {
    "a name": ("/V /mint", (button("mint", "mint"), button("sage")), "mint"),
    "a name with signs": ("/V /m#69nt", (button("mi#6et", "mint"), button("sage")), "mint"),
    "nothing": ("", (button("mint"), button("sage")), ""),
    "off": ("/V /Off", (button("mint"), button("sage")), ""),
    "null": ("/V null", (button("mint"), button("sage", "sage")), "sage"),
    "a string": ("/V (sage)", (button("mint"), button("sage", "sage")), "sage"),
    "an empty string": ("/V ()", (button("mint"), button("sage")), ""),
    "Unicode": ("/V <feff0073006100670065>", (button("mint"), button("sage")), "sage"),
    "no value, but a button that is on": ("", (button("mint"), button("sage", "sage")), "sage"),
    "a value that no button has": ("/V /x", (button("mint"), button("sage", "sage")), "sage"),
    "names in a list of their own": (
        "/V /1 /Opt [(mint) (sage)]",
        (button("0"), button("1", "1")),
        "sage",
    ),
    "numbers that stand for other numbers": (
        "/V /1 /Opt [(1) (2)]",
        (button("0"), button("1", "1")),
        "2",
    ),
    "an empty list": ("/Opt [() ()]", (button("mint"), button("sage", "sage")), "sage"),
    "the list alone": ("/Opt [(mint) (sage)]", (button("0", "0"), button("1")), "mint"),
    "a value from the list": (
        "/V (sage) /Opt [(mint) <FEFF0073006100670065>]",
        (button("0", "0"), button("1")),
        "sage",
    ),
    "a list and names": (
        "/V /sage /Opt [(mint) (sage)]",
        (button("mint"), button("sage", "sage")),
        "sage",
    ),
    "buttons without pictures": ("/V /mint", ("<</AS /mint>>", "<<>>"), "mint"),
    "pictures in objects": (
        "/V 10 0 R",
        ("<</AS 10 0 R /AP 11 0 R>>", button("sage")),
        "mint",
    ),
}


@pytest.mark.parametrize("case", GROUPS)
def test_a_choice_is_read_however_it_is_written(reader: Reader, case: str) -> None:
    says, buttons, expected = GROUPS[case]
    others = {8: buttons[0], 9: buttons[1], 10: "/mint", 11: "<</N 12 0 R>>"}
    others |= {12: "<</mint null /Off null>>"}
    for flags in (1 << 15, 1 << 15 | 1 << 14 | 1):
        kids = f"/FT /Btn /Ff {flags} /Kids [8 0 R 9 0 R]"
        for field in (f"{says} {kids}", f"{kids} {says}"):
            reading = reader.one(made(field, others))
            assert reading.values == {"tea.pick.taste": expected}


BOXES: dict[str, tuple[str, bool]] = {
    "ticked": ("/V /yes /AS /yes", True),
    "not ticked": ("/V /Off /AS /Off", False),
    "nothing": ("", False),
    "no value, but a picture": ("/AS /yes", True),
    "no value, and no picture": ("/AS /Off", False),
    "a string": ("/V (yes) /AS /yes", True),
    "a value without a picture": ("/V /yes", True),
    "by a number": ("/V /yes /Opt [(Yes, please)]", True),
    "by its meaning": ("/V (Yes, please) /Opt [(Yes, please)]", True),
    "off, with a list": ("/V /Off /Opt [(Yes, please)]", False),
}


@pytest.mark.parametrize("case", BOXES)
def test_a_box_is_read_however_it_is_written(reader: Reader, case: str) -> None:
    says, expected = BOXES[case]
    look = "/AP <</N <</yes null /Off null>>>>"
    assert reader.one(made(f"/FT /Btn {look} {says}")).values == {"tea.pick.taste": expected}


def test_what_a_field_does_not_say_its_parents_say(reader: Reader) -> None:
    form = objects("/Kids [8 0 R]", {8: "<</Parent 5 0 R /Subtype /Widget>>"})
    form[4] = "<</T (pick) /Kids [5 0 R 9 0 R 10 0 R] /FT /Tx /V (from above)>>"
    form[9] = "<</T (own) /V (its own)>>"
    form[10] = "<</T (push) /FT /Btn /Ff 65536>>"
    reading = reader.one(document(form))
    assert reading.values == {"tea.pick.taste": "from above", "tea.pick.own": "its own"}


def test_other_forms_in_the_file_are_let_be(reader: Reader) -> None:
    form = objects("/FT /Tx /V (Mint)")
    form[2] = "<</Fields [8 0 R 3 0 R 9 0 R null 99 0 R]>>"
    form[8] = "<</T (Somebody Else) /Kids [10 0 R]>>"
    form[9] = "<</T (alone) /FT /Tx /V (x)>>"
    form[10] = "<</T (x) /FT /Tx /V (y)>>"
    reading = reader.one(document(form))
    assert reading.values == {"tea.pick.taste": "Mint"}
    assert list(reading.forms) == ["tea"]


def test_two_fields_of_one_name_are_one(reader: Reader) -> None:
    form = objects("/FT /Tx /V ()", {8: "<</T (taste) /FT /Tx /V (Mint)>>"})
    form[4] = "<</T (pick) /Kids [5 0 R 8 0 R]>>"
    assert reader.one(document(form)).values == {"tea.pick.taste": "Mint"}


def test_a_word_that_was_cut_off_is_no_answer(reader: Reader) -> None:
    file = made("/FT /Tx /V 8 0 R", {8: "/strong"})
    readings = reader.all([file[:cut] for cut in range(len(file) + 1)])
    values = [reading.values for reading in readings if not reading.reason]
    assert values
    assert all(value == {"tea.pick.taste": "strong"} for value in values)


def test_comments_say_nothing(reader: Reader) -> None:
    form = objects("%\n/FT%(\n/Tx % /V (Sage)\r/V%>>\n(Mint)%)\n")
    assert reader.one(document(form)).values == {"tea.pick.taste": "Mint"}


# Streams


def differences(data: bytes, width: int) -> bytes:
    """Write rows as TIFF has them: each byte less the one before it."""
    rows = [data[start : start + width] for start in range(0, len(data), width)]
    return b"".join(
        bytes((byte - (row[i - 1] if i else 0)) % 256 for i, byte in enumerate(row)) for row in rows
    )


TEXT = "Γλώσσα, ά έ ή ί ό ύ ώ – Žofia’s tea, every day and every night ★✓ " * 90
RAW = b"\xfe\xff" + TEXT.encode("utf-16-be")
RAW += b"\x00 " * (-(len(RAW) // 2) % 4)
WHOLE = RAW[2:].decode("utf-16-be")
FLATE = zlib.compress(RAW)
PNG = "/Filter [/FlateDecode] /DecodeParms [<</Predictor {} /Columns 8>>]"
CODED: dict[str, str] = {
    "whole": stream(FLATE),
    "an end of line behind": stream(FLATE + b"\r\n"),
    "junk behind": stream(FLATE + b"junk" * 2000),
    "no checksum": stream(FLATE[:-4]),
    "half a checksum": stream(FLATE[:-2]),
    "twice": stream(zlib.compress(FLATE), "/Filter [/FlateDecode /FlateDecode]"),
    "not compressed at all": stream(zlib.compress(RAW, 0)),
    "null parameters": stream(FLATE, "/Filter [/FlateDecode] /DecodeParms [null]"),
    "no prediction": stream(FLATE, "/Filter /FlateDecode /DecodeParms <</Predictor 1>>"),
    **{
        f"PNG, kind {kind}": stream(zlib.compress(predicted(RAW, 8, [kind])), PNG.format(10 + kind))
        for kind in range(5)
    },
    "PNG, all kinds": stream(zlib.compress(predicted(RAW, 8, range(5))), PNG.format(15)),
    "TIFF": stream(zlib.compress(differences(RAW, 8)), PNG.format(2)),
    "a length elsewhere": stream(FLATE, "/Filter /FlateDecode /X 0").replace(
        f"/Length {len(FLATE)}", "/Length 9 0 R"
    ),
    "a wrong length": stream(FLATE).replace(f"/Length {len(FLATE)}", "/Length 10"),
    "no length": stream(FLATE).replace(f"/Length {len(FLATE)}", ""),
    "a length that is the stream": stream(FLATE).replace(f"/Length {len(FLATE)}", "/Length 8 0 R"),
}
BROKEN_STREAMS = {
    "a wrong checksum": stream(FLATE[:-4] + b"abcd"),
    "a byte that has changed": stream(FLATE[:90] + bytes([FLATE[90] ^ 16]) + FLATE[91:]),
    "no data": stream(b"junk"),
    "a filter that nobody has": stream(FLATE, "/Filter /Nobody"),
    "no columns": stream(FLATE, PNG.format(12).replace("8", "-8")),
    "no end": stream(FLATE).replace("endstream", ""),
}


@pytest.mark.parametrize("case", CODED)
def test_a_stream_is_read_however_it_is_coded(reader_in_browser: Reader, case: str) -> None:
    file = made("/FT /Tx /V 8 0 R", {8: CODED[case], 9: str(len(FLATE))})
    reading = reader_in_browser.one(file)
    assert (reading.reason, reading.values) == ("", {"tea.pick.taste": WHOLE})


@pytest.mark.parametrize("case", BROKEN_STREAMS)
def test_a_broken_stream_gives_no_answer(reader_in_browser: Reader, case: str) -> None:
    assert (
        reader_in_browser.one(made("/FT /Tx /V 8 0 R", {8: BROKEN_STREAMS[case]})).reason
        == "damaged"
    )


# Cross-references


REFERENCED: dict[str, bytes] = {
    "a table": document(MINT),
    "an update": updated(document(objects("/FT /Tx /V (Sage)")), {5: MINT[5]}),
    "an update that deletes": updated(
        document({**MINT, 4: "<</T (pick) /Kids [8 0 R 5 0 R]>>", 8: "<</T (x) /V (y) /FT /Tx>>"}),
        {8: None},
    ),
    "deleted and made again": updated(updated(document(MINT), {5: None}), {5: MINT[5]}),
    "a stream": streamed(MINT),
    "a stream of objects": streamed(MINT, compressed=[1, 2, 3, 4, 5]),
    "some in a stream": streamed(MINT, compressed=[5, 3]),
    "rows with a prediction": streamed(MINT, compressed=[2, 4, 5], is_predicted=True),
    "narrow rows": streamed(MINT, (0, 2, 0)),
    "wide rows": streamed(MINT, (2, 7, 7), compressed=[5]),
    "a table and a stream": streamed(MINT, compressed=[2, 3, 5], is_hybrid=True),
    "an update of a stream of objects": updated(
        streamed({**MINT, 5: SAGE}, compressed=[5]), {5: MINT[5]}
    ),
    "a chain in a circle": updated(document(MINT), {}, trailer="/Prev 0").replace(
        b"/Prev 0", b"/Prev %d" % len(document(MINT))
    ),
}


@pytest.mark.parametrize("case", REFERENCED)
def test_objects_are_found_however_they_are_referenced(reader: Reader, case: str) -> None:
    reading = reader.one(REFERENCED[case])
    assert (reading.reason, reading.values) == ("", {"tea.pick.taste": "Mint"})
    # A chain that leads back to itself leads to no object.
    assert reading.is_sound == (case != "a chain in a circle")


def test_references_that_lead_to_an_older_answer_are_not_believed(reader: Reader) -> None:
    new = updated(document(objects("/FT /Tx /V ()")), {5: MINT[5]})
    row = re.search(rb"xref\n5 1\n(\d{10})", new)
    assert row is not None
    # The update is there; its row is now that of an object that nobody asks for.
    reading = reader.one(new[: row.start()] + b"xref\n9 1\n" + new[row.start(1) :])
    assert reading.values == {"tea.pick.taste": "Mint"}
    assert reading.doubtful == ["tea.pick.taste"]
    assert reading.is_damaged


SEARCHED = [case for case in REFERENCED if "delete" not in case]


@pytest.mark.parametrize("case", SEARCHED)
def test_objects_are_found_without_references(reader: Reader, case: str) -> None:
    reading = reader.one(REFERENCED[case].replace(b"startxref", b"startxxxx"))
    assert (reading.reason, reading.values) == ("", {"tea.pick.taste": "Mint"})
