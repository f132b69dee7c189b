"""A field's box and value -> the content of its appearance stream (ISO 32000-1, 12.5.5).

Outlines of fields are painted on the page; an appearance adds what was typed or picked. Lengths
are in points, with the origin in a widget's lower left corner.
"""

from collections.abc import Iterable, Iterator

from partnertools.pdf.forms import bidirectional
from partnertools.pdf.metrics import Metrics

# The names of the fonts among a form's resources, the second for letters that run from right to
# left; and the size of text that fits.
FONT = "Text"
SHAPED_FONT = "TextRtl"
SIZE = 10.0
# Text that doesn't fit is set smaller by steps, down to the smallest size.
SMALLEST = 6.0
STEP = 0.5
# From line to line, as a share of the size.
LEADING = 1.25
# Between the edge of a box and its text.
PADDING = 3.0
COLOUR = "0 0 0 rg"
# Spaces of all widths, as runs; the typeface has no glyphs for most of them, and they are drawn as
# the usual one.
WIDE_SPACES = (
    (0x001F, 0x001F),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
)
# Four Bézier curves come nearest to a circle with this share of the radius.
CIRCLE = 0.5523


def default_appearance(size: float = SIZE) -> str:
    """Return the `/DA` of text fields: font, size and colour for what a viewer sets itself."""
    return f"/{FONT} {size:g} Tf {COLOUR}"


def fitting_size(
    metrics: Metrics,
    width: float,
    height: float,
    value: str,
    is_long: bool,
    largest: float = SIZE,
    is_rtl: bool = False,
) -> float | None:
    """Return the size at which text fits its box, as near to `largest` as can be.

    Returns None where it doesn't fit at `SMALLEST` either. For `is_rtl`, see `text`.
    """
    turning = _find_paragraphs(metrics, value, is_long, is_rtl)
    room = width - 2 * PADDING
    size = largest
    while size >= SMALLEST:
        if is_long:
            lines: Iterable[object] = (
                _wrap(metrics, value, room, size)
                if turning is None
                else bidirectional.wrap(metrics, turning, room * 1000 / size)
            )
            deep = metrics.ascent - metrics.descent + (len(list(lines)) - 1) * LEADING * 1000
            if deep * size / 1000 <= height - 2 * PADDING:
                return size
        else:
            wide = (
                metrics.width(_one_line(value))
                if turning is None
                else bidirectional.width(turning[0].clusters)
            )
            if wide * size / 1000 <= room:
                return size
        size -= STEP
    return None


def text(
    metrics: Metrics,
    width: float,
    height: float,
    value: str,
    is_long: bool,
    size: float = SIZE,
    is_rtl: bool = False,
) -> bytes:
    """Return the appearance of a text field; text that has no room is cut off by the box.

    A paragraph runs from right to left where its first letter does; with `is_rtl`, one without a
    letter does too.
    """
    if not value:
        return b"/Tx BMC EMC"
    turning = _find_paragraphs(metrics, value, is_long, is_rtl)
    room = width - 2 * PADDING
    if is_long:
        first = height - PADDING - size * metrics.ascent / 1000
    else:
        first = (height - size * metrics.cap_height / 1000) / 2
    if turning is None:
        lines = list(_wrap(metrics, value, room, size)) if is_long else [_one_line(value)]
        shown = [
            f"{_numbers(PADDING, first)} Td",
            *(f"<{metrics.encode(line).hex()}> Tj T*" for line in lines),
        ]
    else:
        if is_long:
            turning = list(bidirectional.wrap(metrics, turning, room * 1000 / size))
        shown = list(show_lines(metrics, turning, width, first, size))
    parts = [
        "/Tx BMC",
        f"q {_numbers(1, 1, width - 2, height - 2)} re W n",
        f"BT {default_appearance(size)} {_numbers(size * LEADING)} TL",
        *shown,
        "ET Q",
        "EMC",
    ]
    return "\n".join(parts).encode("ascii")


def _find_paragraphs(
    metrics: Metrics, value: str, is_long: bool, is_rtl: bool
) -> list[bidirectional.Paragraph] | None:
    """Return the paragraphs of a text; None where all of it runs from left to right."""
    if metrics.shaping is None or not (is_rtl or metrics.shaping.is_needed(value)):
        return None
    texts = (value.splitlines() or [""]) if is_long else [_one_line(value)]
    return bidirectional.paragraphs(metrics, metrics.shaping, texts, is_rtl)


def show_lines(
    metrics: Metrics,
    lines: Iterable[bidirectional.Paragraph],
    width: float,
    first: float,
    size: float,
) -> Iterator[str]:
    """Yield what shows lines in a box of a width, each at the side where it begins."""
    font, rise = FONT, 0
    for row, line in enumerate(lines):
        wide = bidirectional.width(line.clusters)
        left = width - PADDING - wide * size / 1000 if line.level % 2 else PADDING
        yield f"1 0 0 1 {_numbers(left, first - row * size * LEADING)} Tm"
        shown = ""
        at = 0
        for show in bidirectional.shows(line):
            own = SHAPED_FONT if show.is_shaped else FONT
            if (own, show.y) != (font, rise):
                if shown:
                    yield f"[{shown}>] TJ"
                if own != font:
                    yield f"/{own} {size:g} Tf"
                if show.y != rise:
                    yield f"{_numbers(show.y * size / 1000)} Ts"
                font, rise, shown = own, show.y, ""
            if show.x != at:
                shown += f"{'>' if shown else ''}{at - show.x}<"
            elif not shown:
                shown = "<"
            shown += f"{show.glyph:04x}"
            at = show.x + show.width
        if shown:
            yield f"[{shown}>] TJ"


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _wrap(metrics: Metrics, value: str, width: float, size: float) -> Iterator[str]:
    most = width * 1000 / size
    space = metrics.width(" ")
    for paragraph in value.splitlines() or [""]:
        line, taken = "", 0
        for word in paragraph.replace("\t", " ").split(" "):
            more = metrics.width(word) + (space if line else 0)
            if taken + more <= most:
                line, taken = f"{line} {word}" if line else word, taken + more
                continue
            if line:
                yield line
            line = word
            while (fits := _count_fitting(metrics, line, most)) < len(line):
                yield line[:fits]
                line = line[fits:]
            taken = metrics.width(line)
        yield line


def _count_fitting(metrics: Metrics, word: str, most: float) -> int:
    """Return how many letters of a word fit into a line; one always does."""
    width = 0
    for count, char in enumerate(word):
        width += metrics.width(char)
        if width > most and count:
            return count
    return len(word)


def dot(width: float, height: float) -> bytes:
    """Return the mark of a picked radio button: a disc."""
    x, y, r = width / 2, height / 2, min(width, height) * 0.28
    c = r * CIRCLE
    path = [
        f"q {COLOUR}",
        f"{_numbers(x + r, y)} m",
        f"{_numbers(x + r, y + c, x + c, y + r, x, y + r)} c",
        f"{_numbers(x - c, y + r, x - r, y + c, x - r, y)} c",
        f"{_numbers(x - r, y - c, x - c, y - r, x, y - r)} c",
        f"{_numbers(x + c, y - r, x + r, y - c, x + r, y)} c f",
        "Q",
    ]
    return "\n".join(path).encode("ascii")


def tick(width: float, height: float) -> bytes:
    """Return the mark of a ticked box: a check mark."""
    size = min(width, height)
    x, y = (width - size) / 2, (height - size) / 2
    points = [(0.22, 0.52), (0.42, 0.28), (0.80, 0.76)]
    at = [_numbers(x + px * size, y + py * size) for px, py in points]
    path = f"q 0 0 0 RG {_numbers(size * 0.13)} w 1 J 1 j {at[0]} m {at[1]} l {at[2]} l S Q"
    return path.encode("ascii")


def nothing(width: float, height: float) -> bytes:
    """Return the appearance of a button that is off: nothing is drawn, and that is said."""
    return b""


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)
