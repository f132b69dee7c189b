"""The forms of a file that qpdf has joined of several copies -> one form for each copy.

qpdf has the whole form once more for each page that it takes, named `tea+1`, `tea+2`, and shows on
that page the fields that belong there. So a new copy begins where what an earlier form of the copy
shows is shown again, and an answer is that of the form which shows its field.
As `layouts/scripts/pdf/joined.js` does it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from partnertools.model.values import Value

NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\+[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the file: of which tool, version and language; its answers, by the ids of fields.

    `shown` are the places on pages that it has: a field's id, and which of its widgets.
    """

    slug: str
    version: int
    language: str
    answers: dict[str, Value]
    shown: dict[str, set[int]]


def numbers_on_pages(pdf: Any) -> set[int]:
    """Return the numbers of the objects that pages show."""
    return {widget.objgen[0] for page in pdf.pages for widget in page.get("/Annots", ())}


def shown_in(field: Any, name: str, on_pages: set[int], deepest: int) -> dict[str, set[int]]:
    """Return which widgets of a field, and of those below it, are on pages."""
    found: dict[str, set[int]] = {}
    for below, place, number in _widgets(field, name, deepest):
        if number in on_pages:
            found.setdefault(below, set()).add(place)
    return found


def _widgets(field: Any, name: str, deepest: int) -> Iterator[tuple[str, int, int]]:
    if deepest < 0:
        raise ValueError("fields within fields, far too deep")
    kids = list(field.get("/Kids", ()))
    for place, kid in enumerate(kids or [field]):
        if kids and "/T" in kid:
            yield from _widgets(kid, f"{name}.{kid.T}", deepest - 1)
        else:
            yield name, place, kid.objgen[0]


def copies(forms: list[Form]) -> list[Form]:
    """Return a form for each copy of one tool, in the order of the file."""
    found: list[Form] = []
    for form in forms:
        last = found[-1] if found else None
        if last is None or any(
            places & last.shown.get(name, set()) for name, places in form.shown.items()
        ):
            shown = {name: {*places} for name, places in form.shown.items()}
            found.append(Form(form.slug, form.version, form.language, {**form.answers}, shown))
            continue
        for name, places in form.shown.items():
            if name not in last.shown and name in form.answers:
                last.answers[name] = form.answers[name]
            last.shown.setdefault(name, set()).update(places)
    return found
