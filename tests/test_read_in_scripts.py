"""A filled PDF, given back to the worksheet's page: the answers are those that were filled in.

Files come from every program that fills in or rewrites a PDF here, and from `document`, which
writes them by hand: good ones, broken ones and hostile ones.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Page

import sites
import viewer_matrix
from partnertools.pdf.acroform import FORM_KEY
from partnertools.pdf.forms import flatten, plan
from tools import browser, fillers, node, programs
from tools.fillers import FILLERS, Values

READ = sites.TESTS / "scripts" / "read.mjs"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page makes of a file; `reason` is that of its error, or empty."""

    forms: dict[str, dict[str, Any]]
    values: Values
    reason: str
    is_damaged: bool
    doubtful: list[str]
    labels: dict[str, str]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Return whether the page says nothing of the file but its answers."""
        return not (self.reason or self.is_damaged or self.doubtful)


@dataclass(frozen=True, slots=True)
class Long:
    """A file that says the same again and again."""

    unit: bytes
    times: int
    head: bytes = b"%PDF-1.7\n"
    tail: bytes = b""


class Reader:
    """The page's script, in Node."""

    def one(self, file: bytes | Long) -> Reading:
        """Read one file."""
        return self.all([file])[0]

    def all(self, files: Sequence[bytes | Long]) -> list[Reading]:
        """Read files one after the other."""
        readings: list[Reading] = []
        for start in range(0, len(files), 50):
            given = [parts(file) for file in files[start : start + 50]]
            for reading in self.run(given):
                reading["is_damaged"] = reading.pop("isDamaged")
                readings.append(Reading(**reading))
        return readings

    def run(self, files: Sequence[dict[str, bytes | int]]) -> list[dict[str, Any]]:
        readings: list[dict[str, Any]] = node.call(READ, "readAll", files)
        return readings


@dataclass
class ReaderInBrowser(Reader):
    """The page's script where it is at home: what takes streams apart is the browser's own."""

    page: Page

    def run(self, files: Sequence[dict[str, bytes | int]]) -> list[dict[str, Any]]:
        readings: list[dict[str, Any]] = self.page.evaluate(
            """async files => {
              const { readAll } = await import("/tests/scripts/read.mjs");
              const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
              return readAll(files.map(({ head, unit, times, tail }) => (
                { head: bytes(head), unit: bytes(unit), times, tail: bytes(tail) })));
            }""",
            [coded(file) for file in files],
        )
        return readings


def encoded(file: bytes | Long) -> dict[str, str | int]:
    """Return a file as a page takes it: its parts in base64."""
    return coded(parts(file))


def coded(file: dict[str, bytes | int]) -> dict[str, str | int]:
    return {
        k: b64encode(part).decode() if isinstance(part, bytes) else part for k, part in file.items()
    }


def parts(file: bytes | Long) -> dict[str, bytes | int]:
    long = file if isinstance(file, Long) else Long(b"", 0, head=file)
    return {"head": long.head, "unit": long.unit, "times": long.times, "tail": long.tail}


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


@pytest.mark.parametrize("program", FILLERS)
@pytest.mark.parametrize("name", ["tea", "afternoon", "health", "smart-goals"])
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


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def with_pikepdf(pdf: bytes, **options: Any) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return saved(document, **options)


def with_program(pdf: bytes, command: Sequence[str]) -> bytes:
    """Run a program on a file; `in.pdf` and `out.pdf` stand for what it reads and writes."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in.pdf").write_bytes(pdf)
        places = [f"{folder}/{word}" if word.endswith(".pdf") else word for word in command[1:]]
        done = programs.run([programs.needs(command[0]), *places])
        assert done.returncode == 0, done.stderr.decode()
        return (Path(folder) / "out.pdf").read_bytes()


def with_pypdf(pdf: bytes, is_update: bool) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=is_update)
    writer.add_metadata({"/Title": "Again"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_pymupdf(pdf: bytes, **options: Any) -> bytes:
    opened: Any = pymupdf.open
    with opened(stream=pdf, filetype="pdf") as document:
        data: bytes = document.tobytes(**options)
    return data


def changed(pdf: bytes) -> bytes:
    """Add an update that changes an answer, and another that takes it back."""
    before = fillers.read_with_partnertools(pdf)["tea.pick.taste"]
    other = next(c for c in ("heavenly", "bitter") if c != before)
    update = fillers.fill_with_partnertools(pdf, {"tea.pick.taste": other})
    assert fillers.read_with_partnertools(update)["tea.pick.taste"] != before
    return fillers.fill_with_partnertools(update, {"tea.pick.taste": before})


MODES = pikepdf.ObjectStreamMode
REWRITES: dict[str, Callable[[bytes], bytes]] = {
    "qpdf, no object streams": partial(with_pikepdf, object_stream_mode=MODES.disable),
    "qpdf, the same object streams": partial(with_pikepdf, object_stream_mode=MODES.preserve),
    "qpdf, object streams": partial(with_pikepdf, object_stream_mode=MODES.generate),
    "qpdf, linearized": partial(with_pikepdf, linearize=True, object_stream_mode=MODES.disable),
    "qpdf, linearized, object streams": partial(
        with_pikepdf, linearize=True, object_stream_mode=MODES.generate
    ),
    "qpdf, to be edited": partial(with_pikepdf, qdf=True),
    "qpdf, uncompressed": partial(
        with_pikepdf,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=MODES.generate,
    ),
    "qpdf, normal content": partial(with_pikepdf, normalize_content=True, linearize=False),
    "mutool clean": partial(with_program, command=("mutool", "clean", "in.pdf", "out.pdf")),
    "mutool clean, small": partial(
        with_program, command=("mutool", "clean", "-ggggz", "in.pdf", "out.pdf")
    ),
    "mutool clean, to be read": partial(
        with_program, command=("mutool", "clean", "-da", "in.pdf", "out.pdf")
    ),
    "pypdf": partial(with_pypdf, is_update=False),
    "pypdf, as an update": partial(with_pypdf, is_update=True),
    "PyMuPDF": with_pymupdf,
    "PyMuPDF, object streams": partial(with_pymupdf, garbage=4, deflate=True, use_objstms=True),
    "PyMuPDF, linearized once": partial(with_pymupdf, garbage=3, pretty=True, ascii=True),
    "updates": changed,
}


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


# Files that are broken


def classic(pdf: bytes) -> bytes:
    return with_pikepdf(pdf, object_stream_mode=MODES.disable)


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
    reader: Reader, forms: dict[str, bytes], program: str
) -> None:
    before = forms["tea"]
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


# Files made by hand


def document(objects: Mapping[int, str], trailer: str = "") -> bytes:
    """Write a file with a table of cross-references; object 1 is the root."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, syntax in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{syntax}\nendobj\n".encode("latin-1")
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += f"trailer\n<</Size {size} /Root 1 0 R {trailer}>>\n".encode("latin-1")
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def objects(field: str, others: Mapping[int, str] | None = None) -> dict[int, str]:
    """Return the objects of a form with the one field `tea.pick.taste`, number 5."""
    return {
        1: "<</Type /Catalog /Pages 7 0 R /AcroForm 2 0 R>>",
        2: "<</Fields [3 0 R]>>",
        3: f"<</T (tea) /{FORM_KEY} (tea/12/cs) /Kids [4 0 R]>>",
        4: "<</T (pick) /Parent 3 0 R /Kids [5 0 R]>>",
        5: f"<</T (taste) /Parent 4 0 R {field}>>",
        7: "<</Type /Pages /Kids [] /Count 0>>",
        **(others or {}),
    }


def made(field: str, others: Mapping[int, str] | None = None) -> bytes:
    """Write a form with one field."""
    return document(objects(field, others))


def stream(data: bytes, entries: str = "/Filter /FlateDecode") -> str:
    return f"<<{entries} /Length {len(data)}>>\nstream\n{data.decode('latin-1')}\nendstream"


def utf16(text: str) -> str:
    return f"\xfe\xff{text.encode('utf-16-be').decode('latin-1')}"


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


def predicted(data: bytes, width: int, kinds: Sequence[int]) -> bytes:
    """Undo nothing, do: rows of bytes as PNG has them, with the kinds of prediction in turn."""
    out = bytearray()
    above = bytes(width)
    for number, start in enumerate(range(0, len(data), width)):
        row = data[start : start + width]
        kind = kinds[number % len(kinds)]
        out.append(kind)
        for i, byte in enumerate(row):
            a, b, c = (row[i - 1] if i else 0), above[i], (above[i - 1] if i else 0)
            nearest = min((a, b, c), key=lambda value: abs(a + b - c - value))
            out.append((byte - (0, a, b, (a + b) // 2, nearest)[kind]) % 256)
        above = row
    return bytes(out)


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


def updated(pdf: bytes, objects: Mapping[int, str | None], trailer: str = "") -> bytes:
    """Add an update; None deletes an object."""
    out = bytearray(pdf)
    rows = b""
    for number, syntax in objects.items():
        used = syntax is not None
        rows += b"%d 1\n%010d %05d %c \n" % (number, len(out) * used, not used, b"fn"[used])
        if used:
            out += f"{number} 0 obj\n{syntax}\nendobj\n".encode("latin-1")
    last = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    start = len(out)
    out += b"xref\n%btrailer\n" % rows
    out += f"<</Size 99 /Root 1 0 R /Prev {last} {trailer}>>\n".encode("latin-1")
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def streamed(
    objects: Mapping[int, str],
    widths: tuple[int, int, int] = (1, 4, 2),
    compressed: Sequence[int] = (),
    is_predicted: bool = False,
    is_hybrid: bool = False,
) -> bytes:
    """Write a file with a stream of cross-references, and objects in a stream of objects (50)."""
    inner = {number: objects[number] for number in compressed}
    offset, heads, bodies = 0, "", ""
    for number, syntax in inner.items():
        heads += f"{number} {offset} "
        bodies += f"{syntax}\n"
        offset = len(bodies)
    alone = {number: syntax for number, syntax in objects.items() if number not in inner}
    entries = f"/Type /ObjStm /N {len(inner)} /First {len(heads)} /Filter /FlateDecode"
    alone[50] = stream(zlib.compress((heads + bodies).encode("latin-1")), entries)
    out = bytearray(b"%PDF-1.7\n")
    rows: dict[int, tuple[int, int, int]] = {}
    for number, syntax in alone.items():
        rows[number] = (1, len(out), 0)
        out += f"{number} 0 obj\n{syntax}\nendobj\n".encode("latin-1")
    rows |= {number: (2, 50, index) for index, number in enumerate(inner)}
    start = len(out)
    data = b"".join(
        b"".join(
            value.to_bytes(width, "big") for value, width in zip(row, widths, strict=True) if width
        )
        for row in rows.values()
    )
    parameters = ""
    if is_predicted:
        width = sum(widths)
        data = predicted(data, width, [2])
        parameters = f"/DecodeParms <</Predictor 12 /Columns {width}>>"
    index = " ".join(f"{number} 1" for number in rows)
    entries = (
        f"/Type /XRef /Root 1 0 R /Size 60 /W [{' '.join(map(str, widths))}] /Index [{index}]"
        f" /Filter /FlateDecode {parameters}"
    )
    out += f"51 0 obj\n{stream(zlib.compress(data), entries)}\nendobj\n".encode("latin-1")
    if is_hybrid:
        hybrid = start
        start = len(out)
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, row in rows.items():
            out += b"%d 1\n%010d 00000 %c \n" % (number, row[1] * (row[0] == 1), b"fn"[row[0] == 1])
        out += b"trailer\n<</Size 60 /Root 1 0 R /XRefStm %d>>\n" % hybrid
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


MINT = objects("/FT /Tx /V (Mint)")
SAGE = objects("/FT /Tx /V (Sage)")[5]
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


# Files that mean harm


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
        "/FT /Tx /V 8 0 R", {8: stream(FLATE, f"/Filter [{'/FlateDecode ' * 1000}]")}
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
