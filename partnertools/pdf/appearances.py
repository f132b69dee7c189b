"""A field's box and value -> the appearance stream that every viewer draws (ISO 32000-1, 12.5.5).

Outlines of fields are painted on the page; an appearance adds what was typed or picked. Lengths
are in points, with the origin in a widget's lower left corner.
"""

from collections.abc import Iterator

import pydyf

from partnertools.pdf.fonts import Face

FONT = "Text"
SIZE = 10.0
LEADING = 1.25
PADDING = 3.0
COLOUR = "0 0 0 rg"
# Four Bézier curves come nearest to a circle with this share of the radius.
CIRCLE = 0.5523


def default_appearance() -> pydyf.String:
    """Return the `/DA` of text fields: font, size and colour for what a viewer sets itself."""
    return pydyf.String(f"/{FONT} {SIZE:g} Tf {COLOUR}")


def text(
    face: Face, font: bytes, width: float, height: float, value: str, is_long: bool
) -> pydyf.Stream:
    """Return the appearance of a text field; text that has no room is cut off by the box.

    `font` is the reference of the embedded face.
    """
    lines = list(_wrap(face, value, width - 2 * PADDING)) if is_long else [" ".join(value.split())]
    if is_long:
        first = height - PADDING - SIZE * face.ascent / 1000
    else:
        first = (height - SIZE * face.cap_height / 1000) / 2
    parts = ["/Tx BMC"]
    if value:
        parts += [
            f"q {_numbers(1, 1, width - 2, height - 2)} re W n",
            f"BT {COLOUR} /{FONT} {SIZE:g} Tf {SIZE * LEADING:g} TL {_numbers(PADDING, first)} Td",
        ]
        for n, line in enumerate(lines):
            show = f"<{face.encode(line).hex()}> Tj"
            parts.append(show if n == 0 else f"T* {show}")
        parts.append("ET Q")
    parts.append("EMC")
    resources = pydyf.Dictionary({"Font": pydyf.Dictionary({FONT: font})})
    return _form(width, height, "\n".join(parts), resources)


def _wrap(face: Face, value: str, width: float) -> Iterator[str]:
    most = width * 1000 / SIZE
    for paragraph in value.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if face.width(longer) <= most:
                line = longer
                continue
            if line:
                yield line
            while word and face.width(word) > most:
                fits = next(
                    n for n in range(len(word), 0, -1) if n == 1 or face.width(word[:n]) <= most
                )
                yield word[:fits]
                word = word[fits:]
            line = word
        yield line


def dot(width: float, height: float) -> pydyf.Stream:
    """Return the mark of a picked radio button: a disc."""
    x, y, r = width / 2, height / 2, min(width, height) * 0.28
    c = r * CIRCLE
    path = [
        f"{_numbers(x + r, y)} m",
        f"{_numbers(x + r, y + c, x + c, y + r, x, y + r)} c",
        f"{_numbers(x - c, y + r, x - r, y + c, x - r, y)} c",
        f"{_numbers(x - r, y - c, x - c, y - r, x, y - r)} c",
        f"{_numbers(x + c, y - r, x + r, y - c, x + r, y)} c f",
    ]
    return _form(width, height, "\n".join([f"q {COLOUR}", *path, "Q"]))


def tick(width: float, height: float) -> pydyf.Stream:
    """Return the mark of a ticked box: a check mark."""
    size = min(width, height)
    x, y = (width - size) / 2, (height - size) / 2
    points = [(0.22, 0.52), (0.42, 0.28), (0.80, 0.76)]
    at = [_numbers(x + px * size, y + py * size) for px, py in points]
    path = f"q 0 0 0 RG {size * 0.13:.3f} w 1 J 1 j {at[0]} m {at[1]} l {at[2]} l S Q"
    return _form(width, height, path)


def nothing(width: float, height: float) -> pydyf.Stream:
    """Return the appearance of a button that is off: nothing is drawn, and that is said."""
    return _form(width, height, "")


def _form(
    width: float, height: float, content: str, resources: pydyf.Dictionary | None = None
) -> pydyf.Stream:
    extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, round(width, 3), round(height, 3)]),
            "Resources": resources or pydyf.Dictionary(),
        }
    )
    return pydyf.Stream([content.encode("ascii")], extra, compress=True)


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)
