"""Filled copies as a comparison knows them, and the tables that it makes of them.

The page that compares answers does the same (`layouts/scripts/compare/`); the vectors of
`formats/vectors/comparing.json` hold for both. A worksheet is what `render.comparison` says of it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from partnertools.answers.columns import ABOUT
from partnertools.model import numbers
from partnertools.model.values import Choice, Flag, Option, Value
from partnertools.problems import Problem

# Of saved comparisons: `formats/comparison.schema.json`.
FORMAT = 1
# What makes a spreadsheet take a text for a formula; the wide ones are of East Asian keyboards.
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
Worksheet = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """One filled copy of one worksheet.

    `answers` has none that is empty. `version` is None where the file doesn't say it, `missing`
    are fields that should be in the file, and are not.
    """

    file: str
    worksheet: str
    version: int | None
    language: str
    round: str
    answers: dict[str, Value]
    missing: tuple[str, ...] = field(default=())


def fields_of(worksheet: Worksheet) -> list[Mapping[str, Any]]:
    """Return the fields of a worksheet in reading order."""
    asked = (question.get("cells", [question]) for question in worksheet["questions"])
    return [*worksheet["who"], *(field for cells in asked for field in cells)]


def answers_of(worksheet: Worksheet, given: Mapping[str, object]) -> dict[str, Value]:
    """Return the answers that are any, numbers as numbers."""
    by_id = {one["id"]: one for one in fields_of(worksheet)}
    answers = ((name, _answer(by_id.get(name, {}), value)) for name, value in given.items())
    return {name: answer for name, answer in answers if answer is not None}


def _answer(about: Mapping[str, Any], value: object) -> Value | None:
    if isinstance(value, bool):
        return value or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int | float):
        return value
    # What was there before, in a field that nobody can change, is no answer.
    if not isinstance(value, str) or not value.strip() or value == about.get("value"):
        return None
    if about.get("type") == "number":
        return _answer({}, numbers.of_description(about).read_text(value))
    return value


def read_cell(about: Mapping[str, Any], cell: str) -> Value:
    """Return what the cell of a table says of a field; what it doesn't take stays a text."""
    if about["type"] == "number":
        number = numbers.of_description(about).find_in_cell(cell)
        return cell if number is None else number
    if about["type"] == "check":
        return Flag().read_cell(cell) is True
    if "options" in about:
        options = (Option(option["id"], option["label"]) for option in about["options"])
        return Choice(tuple(options)).find_in_cell(cell) or cell
    return cell


def text_of(copy: Copy, name: str) -> str:
    """Return an answer as text, an empty one where there is none."""
    value = copy.answers.get(name, "")
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def rows_of_copies(copies: Iterable[Copy], worksheet: Worksheet) -> Iterator[list[str]]:
    """Yield a table with a row for each copy of one worksheet; columns are fields, by their ids."""
    own = list(copies)
    fields = {one["id"]: one for one in fields_of(worksheet)}
    ids = [*fields, *sorted({name for copy in own for name in copy.answers} - fields.keys())]
    yield [*ABOUT, *ids]
    for copy in own:
        yield [*_about(copy), *(_cell_of(copy, name, fields.get(name, {})) for name in ids)]


def _cell_of(copy: Copy, name: str, about: Mapping[str, Any]) -> str:
    """Return an answer as a cell that `read_cell` reads as the same.

    Where decimals follow a comma and there can be none, 1.125 is 1125 to it, and 1.1250 is not.
    """
    text = text_of(copy, name)
    value = copy.answers.get(name)
    if isinstance(value, float) and about.get("type") == "number":
        return text if read_cell(about, text) in (value, text) else f"{text}0"
    return text


def rows_of_answers(copies: Iterable[Copy], worksheets: Iterable[Worksheet]) -> Iterator[list[str]]:
    """Yield a table with a row for each answer."""
    by_slug = {
        worksheet["id"]: {one["id"]: one for one in fields_of(worksheet)}
        for worksheet in worksheets
    }
    yield [*ABOUT, "field", "question", "answer", "words"]
    for copy in copies:
        fields = by_slug[copy.worksheet]
        for name in [*fields, *sorted(copy.answers.keys() - fields.keys())]:
            answer = text_of(copy, name)
            if answer:
                about = fields.get(name, {})
                words = {option["id"]: option["label"] for option in about.get("options", ())}
                said = words.get(answer, answer)
                yield [*_about(copy), name, about.get("name", ""), answer, said]


def _about(copy: Copy) -> list[str]:
    version = "" if copy.version is None else str(copy.version)
    return [copy.file, copy.worksheet, version, copy.language, copy.round]


def write_table(rows: Iterable[list[str]]) -> str:
    """Return rows as CSV that spreadsheets open as text.

    A cell that they would take for a formula has an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _safe(cell: str) -> str:
    is_formula = FORMULA.match(cell) and not PLAIN_NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def from_cell(cell: str) -> str:
    """Return what a cell says that `write_table` has written."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def comparison(copies: Iterable[Copy], problems: Iterable[Problem]) -> str:
    """Return a comparison as a page saves it."""
    told = [{"file": str(p.where.path), "what": p.what, "remedy": p.remedy} for p in problems]
    return json.dumps(
        {
            "comparison": FORMAT,
            "copies": [
                {
                    "file": copy.file,
                    "worksheet": copy.worksheet,
                    "version": copy.version,
                    "language": copy.language,
                    "round": copy.round,
                    "answers": copy.answers,
                    "missing": copy.missing,
                }
                for copy in copies
            ],
            "agreed": {},
            "problems": told,
        },
        ensure_ascii=False,
    )
