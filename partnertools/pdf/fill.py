"""A fill plan and values -> a filled PDF, by an incremental update (ISO 32000-1, 7.5.6).

The original bytes stay as they are, and with them tags, fonts and conformance; what is added are
the fields with their values, and the appearance streams that every viewer draws.
"""

from collections.abc import Mapping
from hashlib import md5
from unicodedata import normalize

from partnertools.pdf import appearances
from partnertools.pdf.plan import Blank, Entries, Plan, Widget

Value = str | bool
READ_ONLY = 1


class DoesNotFitError(ValueError):
    """A text has no room in its field, not even in the smallest size."""


def filled(pdf: bytes, plan: Plan, values: Mapping[str, Value], is_locked: bool = False) -> bytes:
    """Return the PDF with values: text, the id of a choice, or whether a box is ticked.

    An empty text clears a text field or a choice. With `is_locked`, no field can be changed any
    more. Raises `DoesNotFitError` with the field's id where a text is too long for its box, and
    `KeyError` for a field or a choice that the form doesn't have.
    """
    update = _Update(plan)
    for name, value in values.items():
        update.fill(plan.blanks[name], value)
    if is_locked:
        for blank in plan.blanks.values():
            update.lock(blank)
    return pdf + update.section(len(pdf))


class _Update:
    """The objects of one incremental update, by their numbers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.changed: dict[int, Entries] = {}
        self.streams: dict[int, bytes] = {}

    def fill(self, blank: Blank, value: Value) -> None:
        match blank.kind:
            case "text" | "long-text":
                self._text(blank, str(value).replace("\r\n", "\n").replace("\r", "\n"))
            case "check":
                self._button(blank, blank.widgets[0].state if value else "Off")
            case "choice":
                if value and value not in blank.states:
                    raise KeyError(value)
                self._button(blank, str(value) or "Off")

    def lock(self, blank: Blank) -> None:
        entries = self._entries(blank)
        entries["/Ff"] = str(int(entries.get("/Ff", "0")) | READ_ONLY)

    def _text(self, blank: Blank, text: str) -> None:
        metrics = self.plan.metrics
        is_long = blank.kind == "long-text"
        # A letter and its accent in two parts, as some keyboards send them, are drawn as one.
        drawn = normalize("NFC", text)
        for widget in blank.widgets:
            box = (widget.width, widget.height)
            size = appearances.fitting_size(metrics, *box, drawn, is_long)
            if size is None:
                raise DoesNotFitError(blank.id)
            number = self.plan.size + len(self.streams)
            content = appearances.text(metrics, *box, drawn, is_long, size)
            self.streams[number] = self._appearance(widget, content)
            entries = self._entries(widget)
            entries["/DA"] = f"({appearances.default_appearance(size)})"
            entries["/AP"] = f"<< /N {number} 0 R >>"
        self._entries(blank)["/V"] = _string(text)

    def _button(self, blank: Blank, state: str) -> None:
        for widget in blank.widgets:
            self._entries(widget)["/AS"] = f"/{state if state == widget.state else 'Off'}"
        self._entries(blank)["/V"] = f"/{state}"

    def _entries(self, holder: Blank | Widget) -> Entries:
        return self.changed.setdefault(holder.number, dict(holder.entries))

    def _appearance(self, widget: Widget, content: bytes) -> bytes:
        font = f"<< /Font << /{appearances.FONT} {self.plan.font} 0 R >> >>"
        head = (
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 {widget.width:.3f} {widget.height:.3f}]"
            f" /Resources {font} /Length {len(content)} >>\nstream\n"
        )
        return head.encode("ascii") + content + b"\nendstream"

    def section(self, offset: int) -> bytes:
        """Return the update as it is appended to a file of `offset` bytes."""
        bodies = {n: _dictionary(entries) for n, entries in self.changed.items()} | self.streams
        parts = [b"\n"]
        at = offset + 1
        offsets: dict[int, int] = {}
        for number in sorted(bodies):
            offsets[number] = at
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, bodies[number]))
            at += len(parts[-1])
        parts.append(self._xref(offsets, at, md5(b"".join(parts), usedforsecurity=False).digest()))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)

    def _xref(self, offsets: dict[int, int], at: int, digest: bytes) -> bytes:
        """Return the cross-reference section, in the form that the file has already."""
        plan = self.plan
        size = plan.size + len(self.streams)
        if not plan.has_xref_table:
            offsets = {**offsets, size: at}
            size += 1
        runs: list[list[int]] = []
        for number in sorted(offsets):
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        trailer = f"/Size {size} /Root {plan.root} 0 R /Prev {plan.last_xref}"
        if plan.info:
            trailer += f" /Info {plan.info} 0 R"
        if plan.identifier:
            # The second part of the identifier changes with the file (ISO 32000-1, 14.4).
            trailer += f" /ID [<{plan.identifier.hex()}> <{digest.hex()}>]"
        if plan.has_xref_table:
            lines = ["xref"]
            for run in runs:
                lines.append(f"{run[0]} {len(run)}")
                lines += [f"{offsets[number]:010} 00000 n " for number in run]
            return "\n".join([*lines, f"trailer\n<< {trailer} >>\n"]).encode("ascii")
        rows = b"".join(
            b"\x01" + offsets[number].to_bytes(4, "big") + b"\0" for run in runs for number in run
        )
        index = " ".join(f"{run[0]} {len(run)}" for run in runs)
        head = (
            f"{size - 1} 0 obj\n<< /Type /XRef /W [1 4 1] /Index [{index}] {trailer}"
            f" /Length {len(rows)} >>\nstream\n"
        )
        return head.encode("ascii") + rows + b"\nendstream\nendobj\n"


def _dictionary(entries: Entries) -> bytes:
    inner = " ".join(f"{key} {value}" for key, value in entries.items())
    return f"<< {inner} >>".encode("latin-1")


def _string(text: str) -> str:
    """Return a text string in PDF syntax (ISO 32000-1, 7.9.2.2)."""
    return f"<feff{text.encode('utf-16-be').hex()}>"
