"""The controls of a laid-out sheet -> an interactive form (ISO 32000-1, 12.7).

Names are a true hierarchy: `tool.financial.rating` is the field `rating` in `financial` in
`tool`. A group of radio buttons is one field with one widget per choice, even across pages; its
states are named after the choices.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from partnertools.model.prompt import Field, join_sentences
from partnertools.model.values import MULTILINE, Choice, Flag
from partnertools.pdf import job
from partnertools.pdf.acroform import FORM_KEY, READ_ONLY, REQUIRED, RIGHT, SIDE_KEY, VALUE_KEY
from partnertools.pdf.forms import appearances
from partnertools.pdf.job import Form, MismatchError
from partnertools.pdf.write import fonts
from partnertools.typography import space

PRINT = 4
# Draws the state of a button of a width and a height.
Mark = Callable[[float, float], bytes]
# Up to this size, text of several lines may be set smaller by a viewer to make it fit.
SHRINKS_UP_TO = 12


@dataclass(frozen=True, slots=True)
class Control:
    """A control as it was laid out; the rectangle is in points, from the page's lower left.

    `is_rtl` says that one writes in it from right to left.
    """

    element: Element
    page: int
    rectangle: tuple[float, float, float, float]
    font_size: float
    is_rtl: bool

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.rectangle[2] - self.rectangle[0]

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.rectangle[3] - self.rectangle[1]


def description(field: Field, required: str = job.REQUIRED) -> str:
    """Return what a screen reader says of a field (`/TU`): its name, its hint, its duty."""
    return join_sentences(field.name, field.hint, required if field.required else "")


def add(
    document: Any,
    pdf: Any,
    sheet_fields: Sequence[Field],
    forms: Sequence[Form],
    required: str = job.REQUIRED,
) -> dict[Element, Any]:
    """Write the form and return the widget annotation of each control's element.

    Raises `MismatchError` where the sheet and its fields don't match: a control without a field, or
    a field without a control.
    """
    form = _Form(pdf, {form.slug: form for form in forms}, required)
    by_id = {field.id: field for field in sheet_fields}
    controls = list(_controls(document))
    names = {control.element.get("name", "") for control in controls}
    if names != set(by_id):
        raise MismatchError(sorted(set(by_id) - names), sorted(names - set(by_id)))
    for control in controls:
        form.add(by_id[control.element.get("name", "")], control)
    if controls:
        form.finish()
    return form.widgets


def _controls(document: Any) -> Iterator[Control]:
    for number, page in enumerate(document.pages):
        for box, cell in _boxes(page._page_box):
            is_text = box.element.get("type", "text") == "text"
            # In a table the whole cell is the field: that is where people click and write.
            area = cell if cell is not None and is_text else box
            # CSS counts pixels from the top; 96 of them are 72 points.
            # The size is rounded by itself: wherever they stand, fields of one size stay so.
            bottom = page.height - area.border_box_y() - area.border_height()
            x1, y1, width, height = (
                round(v * 0.75, 3)
                for v in (area.border_box_x(), bottom, area.border_width(), area.border_height())
            )
            x2, y2 = round(x1 + width, 3), round(y1 + height, 3)
            size = round(box.style["font_size"] * 0.75, 1)
            is_rtl = box.style["direction"] == "rtl"
            yield Control(box.element, number, (x1, y1, x2, y2), size, is_rtl)


def _boxes(box: Any, cell: Any = None) -> Iterator[tuple[Any, Any]]:
    """Yield the boxes of controls, each with the table cell that it stands in."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if box.element is not None and box.element.tag in ("input", "textarea"):
        yield box, cell
        return
    if isinstance(box, boxes.TableCellBox):
        cell = box
    for child in getattr(box, "children", ()):
        yield from _boxes(child, cell)


class _Form:
    def __init__(self, pdf: Any, forms: dict[str, Form], required: str) -> None:
        self.pdf = pdf
        self.pages: tuple[bytes, ...] = pdf.page_references
        self.forms = forms
        self.required = required
        self.widgets: dict[Element, Any] = {}
        self.top = pydyf.Array()
        self.nodes: dict[str, Any] = {}
        self.face = fonts.with_shaping()
        self.font = b""
        self.shaped_font = b""
        self.size = appearances.SIZE
        self.states: dict[tuple[Mark, float, float], Any] = {}

    def add(self, field: Field, control: Control) -> None:
        """Add the widget of one control, and its field with the first of them."""
        if not self.font:
            self.font = fonts.embed(self.pdf, self.face)
            self.shaped_font = fonts.embed_shaped(self.pdf, self.face)
        page = self.pages[control.page]
        widget = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": pydyf.Array(control.rectangle),
                "P": page,
                "F": PRINT,
            }
        )
        self.pdf.add_object(widget)
        match field.value_type:
            case Choice():
                self._radio(field, control, widget)
            case Flag(state):
                self._terminal(field, widget)
                self._button(control, widget, state, appearances.tick)
                widget["V"] = "/Off"
            case _:
                is_long = bool(field.value_type.flags & MULTILINE)
                self._terminal(field, widget)
                shrinks = is_long and control.font_size <= SHRINKS_UP_TO
                size = 0 if shrinks else control.font_size
                widget["DA"] = pydyf.String(appearances.default_appearance(size))
                # MuPDF sets text anew by this style, and embeds the face; without it, it doesn't.
                widget["DS"] = pydyf.String(f"font: {control.font_size:g}pt sans-serif")
                widget["V"] = pydyf.String(field.value)
                if control.is_rtl:
                    widget[SIDE_KEY] = RIGHT
                self.size = control.font_size
                content = appearances.text(
                    self.face.metrics,
                    control.width,
                    control.height,
                    self.face.metrics.clean(field.value),
                    is_long,
                    control.font_size,
                    control.is_rtl,
                )
                used = self._fonts()
                if f"/{appearances.SHAPED_FONT} ".encode() not in content:
                    del used[appearances.SHAPED_FONT]
                resources = pydyf.Dictionary({"Font": used})
                look = self._stream(content, control.width, control.height, resources)
                widget["AP"] = pydyf.Dictionary({"N": look.reference})
        self.widgets[control.element] = widget
        page_object = self.pdf.objects[int(page.split()[0])]
        page_object.setdefault("Annots", pydyf.Array()).append(widget.reference)

    def finish(self) -> None:
        """Write the form's root. No `NeedAppearances`: every appearance is there."""
        self.pdf.catalog["AcroForm"] = pydyf.Dictionary(
            {
                "Fields": self.top,
                "DR": pydyf.Dictionary({"Font": self._fonts()}),
                "DA": pydyf.String(appearances.default_appearance(self.size)),
            }
        )

    def _terminal(self, field: Field, widget: Any) -> None:
        """Make a field and its only widget one dictionary (ISO 32000-1, 12.5.6.19)."""
        self._place(field, widget)
        widget.update(self._describe(field))

    def _radio(self, field: Field, control: Control, widget: Any) -> None:
        group = self.nodes.get(field.id)
        if group is None:
            # Without the flag NoToggleToOff: what was picked by mistake can be taken back.
            group = pydyf.Dictionary(self._describe(field))
            group["Kids"] = pydyf.Array()
            self.pdf.add_object(group)
            self._place(field, group)
            self.nodes[field.id] = group
        value = control.element.get("value", "")
        option = next(o for o in field.options if o.id == value)
        group["Kids"].append(widget.reference)
        widget["Parent"] = group.reference
        named = replace(field, hint="", name=f"{field.name}: {option.label}")
        words = self._say(named)
        widget["TU"] = pydyf.String(words)
        widget["Contents"] = pydyf.String(words)
        self._button(control, widget, value, appearances.dot)

    def _say(self, field: Field) -> str:
        """Return its description with the spaces that its language has before marks."""
        form = self.forms.get(field.id.partition(".")[0])
        words = description(field, self.required)
        return space(words, form.language) if form else words

    def _describe(self, field: Field) -> dict[str, Any]:
        flags = field.value_type.flags
        flags |= REQUIRED if field.required else 0
        flags |= READ_ONLY if field.read_only else 0
        described: dict[str, Any] = {
            "FT": f"/{field.value_type.field_type}",
            "TU": pydyf.String(self._say(field)),
        }
        if flags:
            described["Ff"] = flags
        if field.value_type.form_value:
            described[VALUE_KEY] = pydyf.String(field.value_type.form_value)
        return described

    def _button(self, control: Control, widget: Any, state: str, mark: Mark) -> None:
        on = self._state(mark, control.width, control.height)
        off = self._state(appearances.nothing, control.width, control.height)
        widget["AS"] = "/Off"
        widget["AP"] = pydyf.Dictionary({"N": pydyf.Dictionary({state: on, "Off": off})})

    def _state(self, mark: Mark, width: float, height: float) -> bytes:
        """Return the appearance of a state; buttons of one size share it."""
        key = (mark, round(width, 2), round(height, 2))
        if key not in self.states:
            self.states[key] = self._stream(mark(*key[1:]), *key[1:], pydyf.Dictionary())
        reference: bytes = self.states[key].reference
        return reference

    def _fonts(self) -> pydyf.Dictionary:
        return pydyf.Dictionary(
            {appearances.FONT: self.font, appearances.SHAPED_FONT: self.shaped_font}
        )

    def _stream(
        self, content: bytes, width: float, height: float, resources: pydyf.Dictionary
    ) -> pydyf.Stream:
        extra = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array([0, 0, round(width, 3), round(height, 3)]),
                "Resources": resources,
            }
        )
        stream = pydyf.Stream([content], extra, compress=True)
        self.pdf.add_object(stream)
        return stream

    def _place(self, field: Field, node: Any) -> None:
        """Hang a field into the hierarchy that its name spells."""
        *above, last = field.id.split(".")
        node["T"] = pydyf.String(last)
        siblings, parent, name = self.top, None, ""
        for part in above:
            name = f"{name}.{part}" if name else part
            if name not in self.nodes:
                made = pydyf.Dictionary({"T": pydyf.String(part), "Kids": pydyf.Array()})
                if parent is not None:
                    made["Parent"] = parent.reference
                elif form := self.forms.get(part):
                    made["TU"] = pydyf.String(form.title)
                    made[FORM_KEY] = pydyf.String(form.key)
                self.pdf.add_object(made)
                siblings.append(made.reference)
                self.nodes[name] = made
            parent = self.nodes[name]
            siblings = parent["Kids"]
        if parent is not None:
            node["Parent"] = parent.reference
        siblings.append(node.reference)
