"""In: a fill plan as JSON. Out: the `FillPlan` that it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from partnertools.model.numbers import Quantity
from partnertools.model.values import MULTILINE, RADIO, ValueType
from partnertools.pdf.forms import value_types
from partnertools.pdf.forms.plan import FillPlan, FormField, Widget
from partnertools.pdf.metrics import Metrics
from partnertools.pdf.shaping import Shaping

TYPES = {
    "text": ("Tx", 0),
    "long-text": ("Tx", MULTILINE),
    "choice": ("Btn", RADIO),
    "check": ("Btn", 0),
}


def of_json(plan: Mapping[str, Any]) -> FillPlan:
    metrics = plan["metrics"]
    glyphs = {
        char: first + count
        for first, chars in metrics["glyphs"]
        for count, char in enumerate(chars)
    }
    return FillPlan(
        forms=plan["forms"],
        fields={name: _field(name, field) for name, field in plan["fields"].items()},
        metrics=Metrics(
            glyphs=glyphs,
            widths=tuple(metrics["widths"]),
            ascent=metrics["ascent"],
            descent=metrics["descent"],
            cap_height=metrics["capHeight"],
            shaping=Shaping(metrics["shaping"]) if metrics["shaping"] else None,
        ),
        font=plan["font"],
        shaped_font=plan["shapedFont"],
        font_size=plan["fontSize"],
        root=plan["root"],
        info=plan["info"],
        info_entries=plan["infoEntries"],
        identifier=bytes.fromhex(plan["identifier"]),
        size=plan["size"],
        last_xref=plan["lastXref"],
        has_xref_table=plan["hasXrefTable"],
    )


def _field(name: str, field: Mapping[str, Any]) -> FormField:
    entries = field["entries"]
    widgets = tuple(Widget(**{"entries": entries, **widget}) for widget in field["widgets"])
    states = [widget.state for widget in widgets]
    value_type: ValueType = value_types.of_form(*TYPES[field["type"]], states)
    if "point" in field:
        value_type = Quantity(point=field["point"])
    return FormField(name, value_type, field["number"], entries, widgets)
