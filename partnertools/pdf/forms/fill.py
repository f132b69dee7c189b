"""A fill plan and values -> a filled PDF, by an incremental update (ISO 32000-1, 7.5.6).

The original bytes stay as they are, and with them tags, fonts and conformance; what is added are
the fields with their values, and the appearance streams that every viewer draws.

A thousand copies take one `Filler`, which keeps what all copies have in common.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from itertools import accumulate, islice
from struct import Struct
from types import MappingProxyType

from partnertools.model.values import MULTILINE, Flag, Value
from partnertools.pdf.acroform import LABEL_KEYS, READ_ONLY, RIGHT, SIDE_KEY
from partnertools.pdf.forms import appearances
from partnertools.pdf.forms.plan import Entries, FillPlan, FormField
from partnertools.pdf.metrics import Metrics

# So many appearances are kept from copy to copy: dates, places and names that come again.
KEPT = 1024
# A row of a cross-reference stream: kind, offset, generation (ISO 32000-1, table 18).
XREF_ROW = Struct(">BIB")
WIDE_SPACES = re.compile(
    "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in appearances.WIDE_SPACES) + "]"
)
END = b">>\nendobj\n"
NO_LABELS: Mapping[str, str] = MappingProxyType({})


class DoesNotFitError(ValueError):
    """A text has no room in its field, not even in the smallest size."""


_Look = tuple[str, float, float, bool, bool]
"""What an appearance depends on: text, width, height, whether it has several lines, and whether its
field is one to write in from right to left."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A field made ready.

    `boxes` are the objects and sizes of a text field's widgets, `empty_entries` what a value
    replaces in the field's own object.
    """

    field: FormField
    number: int
    is_long: bool
    is_rtl: bool
    boxes: tuple[tuple[int, float, float], ...]
    empty_entries: bytes


class Filler:
    """A plan made ready for many copies.

    With `is_locked`, no field of a copy can be changed any more. What stays the same of a field is
    put into bytes once; within a copy, widgets with equal text and equal boxes share one appearance
    stream, and from copy to copy appearances are remembered.
    """

    def __init__(self, plan: FillPlan, is_locked: bool = False) -> None:
        self.plan = plan
        self.is_locked = is_locked
        self._ready: dict[str, _Ready] = {}
        # The beginnings of objects, up to the entries that change.
        self._heads: dict[int, bytes] = {}
        self._look = lru_cache(KEPT)(self._draw)
        self._string = lru_cache(KEPT)(_string)
        self._runs = lru_cache(KEPT)(_runs)

    def fits(self, name: str, text: str) -> bool:
        """Tell whether a text has room in its field; `KeyError` for an unknown field."""
        field = self.plan.fields[name]
        is_long = bool(field.value_type.flags & MULTILINE)
        try:
            for widget in field.widgets:
                self._look(_lines(text), widget.width, widget.height, is_long, _is_rtl(field))
        except DoesNotFitError:
            return False
        return True

    def update(
        self, offset: int, values: Mapping[str, Value], labels: Mapping[str, str] = NO_LABELS
    ) -> bytes:
        """Return what is to be added to the file, which has `offset` bytes, to fill it.

        A value is a text, the id of a choice, or whether a box is ticked; an empty text clears a
        text field or a choice. `labels` are the `round` of the answers and, under `for`, who has
        asked for them; they go into the document's information. Raises `DoesNotFitError` with the
        field's id where a text is too long for its box, and `KeyError` for a field or a choice that
        the form doesn't have.
        """
        changed: dict[int, bytes] = {}
        streams: list[bytes] = []
        shown: dict[_Look, bytes] = {}
        for name, value in values.items():
            ready = self._ready.get(name) or self._prepare(self.plan.fields[name])
            if ready.boxes:
                text = value if type(value) is str else ready.field.value_type.text(value)
                text = _lines(text) if "\r" in text else text
                for number, width, height in ready.boxes:
                    look = (text, width, height, ready.is_long, ready.is_rtl)
                    entries = shown.get(look)
                    if entries is None:
                        stream = self.plan.size + len(streams)
                        try:
                            drawn = self._look(*look)
                        except DoesNotFitError:
                            raise DoesNotFitError(name) from None
                        streams.append(b"%d%b" % (stream, drawn))
                        entries = b"/AP << /N %d 0 R >> " % stream
                        shown[look] = entries
                    changed[number] = entries
                own = self._string(text)
            else:
                own = self._buttons(ready.field, value, changed)
            # A field may be the same object as its only widget.
            changed[ready.number] = changed.get(ready.number, b"") + own
        if self.is_locked:
            for field in self.plan.fields.values():
                if field.id not in values:
                    ready = self._ready.get(field.id) or self._prepare(field)
                    changed[ready.number] = ready.empty_entries
        told = {key: labels[name] for name, key in LABEL_KEYS.items() if labels.get(name)}
        if told and self.plan.info:
            changed[self.plan.info] = self._labels(told)
        return self._section(offset, changed, streams)

    def _labels(self, told: Mapping[str, str]) -> bytes:
        """Make the document's information ready, and return the entries that change."""
        keys = [f"/{key}" for key in LABEL_KEYS.values()]
        kept = {key: value for key, value in self.plan.info_entries.items() if key not in keys}
        self._heads[self.plan.info] = b"%d 0 obj\n<< %b" % (self.plan.info, _inner(kept))
        return b"".join([b"/%b %b " % (key.encode(), _hex(told[key])) for key in told])

    def _prepare(self, field: FormField) -> "_Ready":
        """Split the objects of a field into what stays the same and what a value changes."""
        is_text = field.value_type.field_type == "Tx"
        objects = {widget.number: dict(widget.entries) for widget in field.widgets}
        own = objects.setdefault(field.number, dict(field.entries))
        if self.is_locked:
            own["/Ff"] = str(int(own.get("/Ff", "0")) | READ_ONLY)
        kept: Entries = {"/V": own.pop("/V")} if "/V" in own else {}
        for widget in field.widgets:
            entries = objects[widget.number]
            key = "/AP" if is_text else "/AS"
            if key in entries:
                value = entries.pop(key)
                if entries is own:
                    kept[key] = value
        for number, entries in objects.items():
            self._heads[number] = b"%d 0 obj\n<< %b" % (number, _inner(entries))
        ready = _Ready(
            field,
            field.number,
            bool(field.value_type.flags & MULTILINE),
            _is_rtl(field),
            tuple((w.number, w.width, w.height) for w in field.widgets) if is_text else (),
            _inner(kept),
        )
        self._ready[field.id] = ready
        return ready

    def _buttons(self, field: FormField, value: Value, changed: dict[int, bytes]) -> bytes:
        """Set the state of a field's buttons, and return the field's own entry."""
        if isinstance(field.value_type, Flag):
            state = field.value_type.state if value else "Off"
        elif value and value not in field.value_type.states:
            raise KeyError(value)
        else:
            state = str(value) or "Off"
        for widget in field.widgets:
            shown = state if state == widget.state else "Off"
            changed[widget.number] = b"/AS /%b " % shown.encode("latin-1")
        return b"/V /%b " % state.encode("latin-1")

    def _draw(self, text: str, width: float, height: float, is_long: bool, is_rtl: bool) -> bytes:
        """Return the appearance stream of a text in a box, without its number."""
        metrics = self.plan.metrics
        drawn = WIDE_SPACES.sub(" ", metrics.clean(text))
        size = None
        if not is_long or _may_fit(metrics, drawn, width, height):
            size = appearances.fitting_size(
                metrics, width, height, drawn, is_long, self.plan.font_size, is_rtl
            )
        if size is None:
            raise DoesNotFitError
        content = appearances.text(metrics, width, height, drawn, is_long, size, is_rtl)
        fonts = f"/{appearances.FONT} {self.plan.font} 0 R"
        if f"/{appearances.SHAPED_FONT} ".encode() in content:
            fonts += f" /{appearances.SHAPED_FONT} {self.plan.shaped_font} 0 R"
        stream = (
            f" 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 {width:.3f} {height:.3f}]"
            f" /Resources << /Font << {fonts} >> >>"
            f" /Length {len(content)} >>\nstream\n"
        ).encode("ascii")
        return stream + content + b"\nendstream\nendobj\n"

    def _section(self, offset: int, changed: Mapping[int, bytes], streams: list[bytes]) -> bytes:
        """Return the update: objects, cross-references, and where these begin."""
        heads = self._heads
        numbers = sorted(changed)
        parts = [b"\n", *[heads[number] + changed[number] + END for number in numbers], *streams]
        places = list(accumulate(map(len, parts), initial=offset))
        numbers += range(self.plan.size, self.plan.size + len(streams))
        # What differs from copy to copy makes their identifiers differ.
        told = b"".join((b"locked" if self.is_locked else b"", *changed.values(), *streams))
        digest = md5(told, usedforsecurity=False).hexdigest()
        xref = self._xref(tuple(numbers), places[1:-1], places[-1], digest)
        return b"".join((*parts, xref, b"startxref\n%d\n%%%%EOF\n" % places[-1]))

    def _xref(self, numbers: tuple[int, ...], places: list[int], at: int, digest: str) -> bytes:
        """Return the cross-reference section, in the form that the file has already.

        `numbers` are rising, `places` are where their objects are, `at` is where the section is.
        """
        plan = self.plan
        size = max(plan.size, numbers[-1] + 1) if numbers else plan.size
        if not plan.has_xref_table:
            # The section is an object itself.
            numbers = (*numbers, size)
            places = [*places, at]
            size += 1
        trailer = f"/Size {size} /Root {plan.root} 0 R /Prev {plan.last_xref}"
        if plan.info:
            trailer += f" /Info {plan.info} 0 R"
        if plan.identifier:
            # The second part of the identifier changes with the file (ISO 32000-1, 14.4).
            trailer += f" /ID [<{plan.identifier.hex()}> <{digest}>]"
        runs = self._runs(numbers)
        if plan.has_xref_table:
            lines = ["xref"]
            rest = iter(places)
            for first, count in runs:
                lines.append(f"{first} {count}")
                lines += [f"{place:010} 00000 n " for place in islice(rest, count)]
            return "\n".join([*lines, f"trailer\n<< {trailer} >>\n"]).encode("ascii")
        pack = XREF_ROW.pack
        rows = b"".join([pack(1, place, 0) for place in places])
        index = " ".join([f"{first} {count}" for first, count in runs])
        head = (
            f"{size - 1} 0 obj\n<< /Type /XRef /W [1 4 1] /Index [{index}] {trailer}"
            f" /Length {len(rows)} >>\nstream\n"
        )
        return head.encode("ascii") + rows + b"\nendstream\nendobj\n"


def _is_rtl(field: FormField) -> bool:
    return field.entries.get(f"/{SIDE_KEY}") == str(RIGHT)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _may_fit(metrics: Metrics, text: str, width: float, height: float) -> bool:
    """Tell at once of a text that it is far too long; to wrap it first would take long."""
    # As `appearances.fitting_size` has it, solved for the number of lines.
    room = (height - 2 * appearances.PADDING) * 1000 / appearances.SMALLEST
    most = 1 + (room - metrics.ascent + metrics.descent) / (appearances.LEADING * 1000)
    line = (width - 2 * appearances.PADDING) * 1000 / appearances.SMALLEST
    return text.count("\n") < most and metrics.least_width("".join(text.split())) <= most * line


def _inner(entries: Entries) -> bytes:
    return "".join([f"{key} {value} " for key, value in entries.items()]).encode("latin-1")


def _string(text: str) -> bytes:
    """Return the value of a text field in PDF syntax (ISO 32000-1, 7.9.2.2)."""
    return b"/V %b " % _hex(text)


def _hex(text: str) -> bytes:
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode("ascii")


def _runs(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return rising numbers as runs without a gap: the first number of each, and its length."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    return tuple((first, count) for first, count in runs)
