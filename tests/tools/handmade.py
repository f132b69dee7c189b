"""In: objects in the syntax of PDF. Out: a file made of them by hand, good or not."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from partnertools.pdf.acroform import FORM_KEY


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
