"""A fillable PDF of ours -> a fill plan: every field's objects, boxes and choices, and the font.

With the plan, a filled copy is made by adding to the file; nothing of it is parsed or written
again. As JSON it is published beside the file, for `layouts/scripts/pdf/fill.js`.
"""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import pikepdf

from partnertools.model.values import ValueType
from partnertools.model.words import gettext
from partnertools.pdf import shaping
from partnertools.pdf.acroform import FORM_KEY, SHAPING_KEY, VALUE_KEY
from partnertools.pdf.forms import appearances, value_types
from partnertools.pdf.metrics import TYPED_NAME, Metrics
from partnertools.pdf.shaping import Shaping
from partnertools.problems import Problem, UserError, Where
from partnertools.typeface import HYPHENS
from partnertools.typography import INVISIBLE, LINE_ENDS, SPACES

# Of the plan as JSON; a program refuses a plan of another format.
FORMAT = 3
# How text is drawn, for programs that draw it as `appearances` does. Lengths are in points, runs of
# characters are their first and last code points.
TYPESETTING = {
    "font": appearances.FONT,
    "shapedFont": appearances.SHAPED_FONT,
    "colour": appearances.COLOUR,
    "padding": appearances.PADDING,
    "smallest": appearances.SMALLEST,
    "step": appearances.STEP,
    "leading": appearances.LEADING,
    "spaces": SPACES,
    "wideSpaces": appearances.WIDE_SPACES,
    "lineEnds": LINE_ENDS,
    "invisible": INVISIBLE,
    "forms": shaping.FORMS,
    "joinBefore": shaping.JOIN_BEFORE,
    "joinBehind": shaping.JOIN_BEHIND,
    "joiner": shaping.JOINER,
    "apart": shaping.APART,
    "silent": shaping.SILENT,
    "accents": shaping.ACCENTS,
}
AGAIN = gettext("Ask for another copy, or download the form again.")
ENCRYPTED = gettext("it is encrypted.")
UNLOCK = gettext("Save a copy without a password.")
MOST_MEGABYTES = 256
# ISO 32000-1, annex C; sizes of text and boxes are in points.
MOST_OBJECTS = 8_388_607
LARGEST_SIZE = 1_000
LARGEST_BOX = 14_400
# What becomes of reading a damaged PDF: what we look for isn't there, or is another thing, or the
# library gives up.
DAMAGES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    pikepdf.PdfError,
)

Entries = dict[str, str]
"""A dictionary of the file: keys with their slash, values in PDF syntax."""


@dataclass(frozen=True, slots=True)
class Widget:
    """A place where a field is shown.

    `number` is that of its object, which has these `entries`; `width` and `height` are in points.
    `state` is the name of a button's state when it is on; a text has none.
    """

    number: int
    entries: Entries
    width: float
    height: float
    state: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A field to fill.

    `number` is that of its object, which has these `entries`. It may be the same object as its only
    widget.
    """

    id: str
    value_type: ValueType
    number: int
    entries: Entries
    widgets: tuple[Widget, ...]


@dataclass(frozen=True, slots=True)
class FillPlan:
    """What it takes to fill a file.

    - `forms`: by the slug of each tool, what its answers belong to (`slug/version/language`).
    - `fields`: by id, in the order of the file.
    - `metrics`: the measures of the font for typed text.
    - `font`: the number of that font's object.
    - `shaped_font`: that of the second one, for letters from right to left; 0 where there is none.
    - `font_size`: the size of text that fits, in points.
    - `root`, `info`: the numbers of the objects of the catalog and of the document's information;
      `info` is 0 where there is none.
    - `info_entries`: the dictionary of the document's information.
    - `identifier`: the first part of the file's identifier, empty where it has none.
    - `size`: one more than the largest number of an object: new ones begin with it.
    - `last_xref`: where in the file its last cross-reference section begins, in bytes.
    - `has_xref_table`: whether that is a table; else it is a stream, and so are those added to it.
    """

    forms: dict[str, str]
    fields: dict[str, FormField]
    metrics: Metrics
    font: int
    shaped_font: int
    font_size: float
    root: int
    info: int
    info_entries: Entries
    identifier: bytes
    size: int
    last_xref: int
    has_xref_table: bool


def read(path: Path) -> bytes:
    """Return the bytes of a PDF; `UserError` where they can't be had, or are too many."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_MEGABYTES * 10**6 + 1)
    except OSError as error:
        raise _error(path, f"it can't be read ({error.strerror})", "check the name") from None
    if len(data) > MOST_MEGABYTES * 10**6:
        raise _error(path, f"it is larger than {MOST_MEGABYTES} MB", "take the toolkit's PDF")
    return data


@contextmanager
def telling_of_damage(path: Path) -> Iterator[None]:
    """Work on a form that somebody hands in; raise `UserError` where it turns out damaged."""
    try:
        yield
    except pikepdf.PasswordError:
        raise _error(path, ENCRYPTED, UNLOCK) from None
    except DAMAGES as error:
        raise _error(path, gettext("it is not a PDF, or broken."), AGAIN) from error


def of_pdf(data: bytes, path: Path) -> FillPlan:
    """Read the plan of a PDF.

    Raises `UserError` where it is broken, encrypted, or not a form of ours; `path` is its name
    there.
    """
    with telling_of_damage(path), pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            raise _error(path, ENCRYPTED, UNLOCK)
        if pdf.get_warnings():
            raise _error(path, "it is broken", AGAIN)
        form = pdf.Root.get("/AcroForm")
        font = _font(form) if form is not None else None
        if form is None or font is None:
            raise _error(path, "it is not a form made by partnertools", "take the toolkit's PDF")
        shaped = form.DR.Font.get(f"/{appearances.SHAPED_FONT}")
        forms: dict[str, str] = {}
        fields: dict[str, FormField] = {}
        seen: set[int] = set()
        for top in form.Fields:
            forms[str(top.get("/T", ""))] = str(top.get(f"/{FORM_KEY}", ""))
            for field in _fields(top, "", seen):
                fields[field.id] = field
        last_xref = int(data[data.rindex(b"startxref") :].split()[1])
        info = pdf.trailer.get("/Info")
        plan = FillPlan(
            forms=forms,
            fields=fields,
            metrics=_metrics(font, shaped),
            font=font.objgen[0],
            shaped_font=shaped.objgen[0] if shaped is not None else 0,
            font_size=float(str(form.DA).split()[1]),
            root=pdf.Root.objgen[0],
            info=info.objgen[0] if info is not None else 0,
            info_entries=_entries(info) if info is not None else {},
            identifier=bytes(pdf.trailer.ID[0]) if "/ID" in pdf.trailer else b"",
            size=int(pdf.trailer.Size),
            last_xref=last_xref,
            has_xref_table=data[last_xref:].lstrip().startswith(b"xref"),
        )
        # Objects are read as they are asked for: what is broken in them shows only now.
        if pdf.get_warnings() or not _is_sound(plan):
            raise _error(path, "it is broken", AGAIN)
        return plan


def _is_sound(plan: FillPlan) -> bool:
    """Tell whether the numbers of a plan are such as a form of ours has."""
    glyphs = plan.metrics.glyphs
    widgets = [widget for field in plan.fields.values() for widget in field.widgets]
    numbers = [*(field.number for field in plan.fields.values()), *(w.number for w in widgets)]
    return (
        "?" in glyphs
        and max(glyphs.values()) < len(plan.metrics.widths)
        and 0 < plan.font_size <= LARGEST_SIZE
        and all(0 <= size <= LARGEST_BOX for w in widgets for size in (w.width, w.height))
        and all(0 < number < plan.size for number in (*numbers, plan.font, plan.root))
        and 0 <= plan.shaped_font < plan.size <= MOST_OBJECTS
        and (
            plan.metrics.shaping is None or (plan.metrics.shaping.is_sound and plan.shaped_font > 0)
        )
    )


def to_json(plan: FillPlan, pdf: bytes) -> str:
    """Return a plan as JSON, for `layouts/scripts/pdf/fill.js`.

    Its JSON Schema is `formats/fill-plan.schema.json`. It says what `FillPlan` says, under the same
    names in camelCase; of the PDF itself `bytes`, its length, and `md5`, by which a program notices
    that its PDF is another one; and in `typesetting` how text is drawn. What differs:

    - `identifier` is in hexadecimal.
    - `metrics.glyphs` are runs `[first, characters]`: the glyph of the first character, the next
      glyph for the next character, and so on.
    - `fields` are keyed by id and don't repeat it. A widget that is the same object as its field
      has no `entries` of its own.
    - A field of numbers says its `point`, where it isn't `.`; of other types there is `type` alone.
    - Characters of `entries` are bytes of the file (Latin-1).
    """
    told = {
        "format": FORMAT,
        "bytes": len(pdf),
        "md5": md5(pdf, usedforsecurity=False).hexdigest(),
        "root": plan.root,
        "info": plan.info,
        "infoEntries": plan.info_entries,
        "identifier": plan.identifier.hex(),
        "size": plan.size,
        "lastXref": plan.last_xref,
        "hasXrefTable": plan.has_xref_table,
        "font": plan.font,
        "shapedFont": plan.shaped_font,
        "fontSize": plan.font_size,
        "metrics": {
            "ascent": plan.metrics.ascent,
            "descent": plan.metrics.descent,
            "capHeight": plan.metrics.cap_height,
            "widths": plan.metrics.widths,
            "glyphs": _runs(plan.metrics.glyphs),
            "shaping": plan.metrics.shaping.data if plan.metrics.shaping else None,
        },
        "typesetting": TYPESETTING,
        "forms": plan.forms,
        "fields": {name: _field_json(field) for name, field in plan.fields.items()},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _field_json(field: FormField) -> dict[str, Any]:
    widgets: list[dict[str, Any]] = []
    for widget in field.widgets:
        told: dict[str, Any] = {"number": widget.number}
        if widget.number != field.number:
            told["entries"] = widget.entries
        told |= {"width": widget.width, "height": widget.height, "state": widget.state}
        widgets.append(told)
    told = {
        "type": field.value_type.form_type,
        "number": field.number,
        "entries": field.entries,
        "widgets": widgets,
    }
    if point := field.value_type.describe().get("point"):
        told["point"] = point
    return told


def _runs(glyphs: dict[str, int]) -> list[tuple[int, str]]:
    runs: list[tuple[int, str]] = []
    for char, glyph in sorted(glyphs.items(), key=lambda item: item[1]):
        first, chars = runs[-1] if runs else (0, "")
        if runs and glyph == first + len(chars):
            runs[-1] = (first, chars + char)
        else:
            runs.append((glyph, char))
    return runs


def _error(path: Path, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path), what, remedy)])


def _font(form: Any) -> Any:
    fonts = form.get("/DR", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    font = fonts.get(f"/{appearances.FONT}")
    if font is None or str(font.get("/BaseFont", "")).lstrip("/") != TYPED_NAME:
        return None
    return font


def _fields(node: Any, above: str, seen: set[int]) -> Iterator[FormField]:
    number = node.objgen[0]
    if number in seen:
        raise ValueError(f"object {number} is a field in two places")
    seen.add(number)
    name = f"{above}.{node.T}" if above else str(node.T)
    kids = list(node.get("/Kids", ()))
    if any("/T" in kid for kid in kids):
        for kid in kids:
            yield from _fields(kid, name, seen)
        return
    flags = int(node.get("/Ff", 0))
    field_type = str(node.FT).lstrip("/")
    widgets = tuple(_widget(widget, field_type) for widget in kids or [node])
    states = [widget.state for widget in widgets]
    form_value = str(node.get(f"/{VALUE_KEY}", ""))
    value_type = value_types.of_form(field_type, flags, states, form_value)
    yield FormField(name, value_type, number, _entries(node), widgets)


def _widget(widget: Any, field_type: str) -> Widget:
    x1, y1, x2, y2 = (float(v) for v in widget.Rect)
    state = ""
    if field_type != "Tx":
        state = next(str(s).lstrip("/") for s in widget.AP.N.keys() if s != "/Off")  # noqa: SIM118
    # As exact as the file; boxes that are the same for the eye are equal.
    width, height = round(abs(x2 - x1), 3), round(abs(y2 - y1), 3)
    return Widget(widget.objgen[0], _entries(widget), width, height, state)


def _entries(node: Any) -> Entries:
    # A key may hold any bytes; those that are no UTF-8 come as surrogates.
    keys = {key: key.encode(errors="surrogateescape").decode("latin-1") for key in node}
    return {keys[key]: _syntax(value) for key, value in node.items()}


def _syntax(value: Any) -> str:
    """Return a value as the file has it; references stay references."""
    if isinstance(value, pikepdf.Object):
        return value.unparse().decode("latin-1").strip()
    # Booleans and numbers come as Python's own. An array takes and writes every kind of value.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return pikepdf.Array([value]).unparse().decode("latin-1")[1:-1].strip()


def _metrics(font: Any, shaped: Any) -> Metrics:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    glyphs = {}
    for glyph, char in re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>", font.ToUnicode.read_bytes()):
        # Glyph 0 stands for every character that the typeface lacks.
        if glyph != b"0000":
            glyphs[bytes.fromhex(char.decode()).decode("utf-16-be")] = int(glyph, 16)
    # A glyph has one character there, the hyphen's stands for others too.
    for code, char in HYPHENS.items():
        if char in glyphs:
            glyphs.setdefault(chr(code), glyphs[char])
    return Metrics(
        glyphs=glyphs,
        widths=tuple(int(w) for w in descendant.W[1]),
        ascent=int(descriptor.Ascent),
        descent=int(descriptor.Descent),
        cap_height=int(descriptor.CapHeight),
        shaping=_shaping(shaped) if shaped is not None else None,
    )


def _shaping(font: Any) -> Shaping:
    return Shaping(json.loads(font[f"/{SHAPING_KEY}"].read_bytes()))
