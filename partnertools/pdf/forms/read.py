"""A filled PDF of ours, saved by whatever program -> the answers that it holds.

As `layouts/scripts/pdf/read.js` reads it; the vectors of `formats/vectors/reading.json` hold for
both. A page also reads files that are damaged: what is damaged here is refused.
"""

import io
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf

from partnertools.model.labels import read_label
from partnertools.model.values import RADIO, Value
from partnertools.model.words import gettext
from partnertools.pdf.acroform import FORM_KEY, LABEL_KEYS, PUSH_BUTTON, VALUE_KEY
from partnertools.pdf.forms import joined, value_types
from partnertools.pdf.forms.plan import telling_of_damage
from partnertools.problems import Problem, UserError, Where

# As on pages: `formats/vectors/limits.json`.
DEEPEST = 20
LONGEST_NAME = 1_000
MOST_FIELDS = 20_000
OFF = "/Off"
# Between two escapes stands a language (ISO 32000-1, 7.9.2.2).
LANGUAGE = re.compile("\x1b[a-z]{2}([A-Z]{2})?\x1b")
# Attributes of a field that hold for all below it (ISO 32000-1, table 220).
INHERITED = ("/FT", "/Ff", "/V", f"/{VALUE_KEY}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a filled PDF says.

    `forms` has, by the slug of each tool, the version and the language of its answers; 0 and an
    empty text where a program has dropped them. `answers` are by the ids of fields; what nobody has
    answered is there as an empty text, or as false. `round` is that of the answers, `asked_by` who
    has asked for them; empty where the file doesn't say it. `others` are
    further copies in the same file.
    """

    forms: dict[str, tuple[int, str]]
    answers: dict[str, Value]
    round: str
    asked_by: str
    others: tuple["Reading", ...] = ()


def read_answers(data: bytes, path: Path) -> Reading:
    """Read the answers out of a PDF's bytes; `path` is its name in errors.

    Raises `UserError` where it is broken, encrypted, or has no form of ours.
    """
    forms: dict[str, list[joined.Form]] = {}
    with telling_of_damage(path), pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
        info = pdf.trailer.get("/Info", pikepdf.Dictionary())
        labels = {n: read_label(_text(info.get(f"/{key}"))) for n, key in LABEL_KEYS.items()}
        tops = list(form.get("/Fields", ()))
        names = [joined.NAME.fullmatch(_text(top.get("/T"))) for top in tops]
        slugs = [name[1] for name in names if name]
        is_joined = len(slugs) > len({*slugs})
        on_pages = joined.numbers_on_pages(pdf) if is_joined else set[int]()
        count = itertools.count(1)
        for top, name in zip(tops, names, strict=True):
            if not name:
                continue
            slug = name[1]
            of, _, rest = _text(top.get(f"/{FORM_KEY}")).partition("/")
            version, _, language = rest.partition("/")
            found = dict(_answers(top, slug, {}, 0, count))
            shown = joined.shown_in(top, slug, on_pages, DEEPEST) if is_joined else {}
            if of == slug and version.isdecimal():
                one = joined.Form(slug, int(version), language, found, shown)
            elif found:
                one = joined.Form(slug, 0, "", found, shown)
            else:
                continue
            forms.setdefault(slug, []).append(one)
    if not forms:
        what = gettext("it has none of this toolkit’s fields.")
        remedy = gettext(
            "It may be another document, or a worksheet that was printed or flattened to a PDF,"
            " which turns answers into a picture. Ask for the file again: filled in, and saved"
            " with Save, not with Print."
        )
        raise UserError([Problem(Where(path), what, remedy)])
    [first, *others] = zip_longest(*map(joined.copies, forms.values()))
    return replace(
        _reading(first, labels), others=tuple(_reading(forms, labels) for forms in others)
    )


def _reading(forms: Iterable[joined.Form | None], labels: dict[str, str]) -> Reading:
    there = [form for form in forms if form]
    answers = {name: value for form in there for name, value in form.answers.items()}
    about = {form.slug: (form.version, form.language) for form in there}
    return Reading(about, answers, labels["round"], labels["for"])


def _answers(
    field: Any, name: str, above: dict[str, Any], depth: int, count: Iterator[int]
) -> Iterator[tuple[str, Value]]:
    if depth > DEEPEST or len(name) > LONGEST_NAME:
        raise ValueError("fields within fields, far too deep")
    entries = above | {key: field[key] for key in INHERITED if key in field}
    kids = list(field.get("/Kids", ()))
    if any(next(count) > MOST_FIELDS for _ in kids):
        raise ValueError("too many fields")
    named = [(kid, last) for kid in kids if (last := _text(kid.get("/T")))]
    for kid, last in named:
        yield from _answers(kid, f"{name}.{last}", entries, depth + 1, count)
    if named:
        return
    value = _value(entries, field, kids or [field])
    if value is not None:
        yield name, value


def _value(entries: dict[str, Any], field: Any, widgets: list[Any]) -> Value | None:
    """Return the answer of a field; None for what holds none."""
    said = _text(entries.get("/V"))
    flags = int(entries.get("/Ff", 0))
    if entries.get("/FT") == "/Tx":
        text = said.replace("\r\n", "\n").replace("\r", "\n")
        form_value = _text(entries.get(f"/{VALUE_KEY}"))
        return value_types.of_form("Tx", flags, (), form_value).read_text(text)
    if entries.get("/FT") != "/Btn" or flags & PUSH_BUTTON:
        return None
    picked = _find_choice(entries.get("/V"), field, widgets)
    return picked if flags & RADIO else picked != ""


def _find_choice(value: Any, field: Any, widgets: list[Any]) -> str:
    """Return the choice that is on; empty where none is."""
    if value == OFF:
        return ""
    said = _text(value)
    states = [_state(widget) for widget in widgets]
    # A program may call states by their numbers, and say here what they mean.
    options = [_text(item) for item in list(field.get("/Opt", ()))[: len(widgets)]]
    if said and said not in states and said in options:
        return said
    shown = [_text(widget.get("/AS")) for widget in widgets if widget.get("/AS", OFF) != OFF]
    state = said if said in states else next(iter(shown), said)
    meant = options[states.index(state)] if state in states[: len(options)] else ""
    return meant or state


def _state(widget: Any) -> str:
    looks = widget.get("/AP", pikepdf.Dictionary()).get("/N", pikepdf.Dictionary())
    if not isinstance(looks, pikepdf.Dictionary):
        return ""
    return next((str(key).removeprefix("/") for key in looks.keys() if key != OFF), "")  # noqa: SIM118


def _text(value: Any) -> str:
    """Return a text, whether it is a string, a name or a stream; else an empty one."""
    if isinstance(value, pikepdf.Name):
        return str(value).removeprefix("/")
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(value.read_bytes())
    return LANGUAGE.sub("", str(value)) if isinstance(value, pikepdf.String) else ""
