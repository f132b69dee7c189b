"""A table as spreadsheets save it (CSV) -> its columns and rows, each with its line in the file.

Commas, semicolons or tabs stand between cells. Cells are kept as they are: one that begins with
`=`, `+`, `-` or `@` is text like any other, since nothing here runs formulas. Only `="00123"`, as
Excel writes a number that is meant as text, stands for that text. Blank rows are skipped, and cells
that are missing at the end of a row are blank: spreadsheets save both.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from partnertools.answers import reasons
from partnertools.model.values import key
from partnertools.model.words import gettext, ngettext
from partnertools.problems import Problem, UserError, Where
from partnertools.typography import strip_invisible

# Where two are as frequent in the header, the one that is less likely to be part of a name wins.
DELIMITERS = "\t;,"
# As on pages: `formats/vectors/limits.json`.
MOST_COLUMNS = 2_000
MOST_CHARACTERS = 1_000_000
MOST_MEGABYTES = 64
# The delimiter is looked for in so many characters.
MOST_HEADER = 1_000_000
# What a spreadsheet program writes to tell itself the delimiter.
DIRECTIVE = re.compile(rb'("?)sep=([\t;,|])\1(?:\r\n?|\n)')
# How Excel keeps a number's zeros, or text that looks like a number: a formula that is a text.
TEXT_FORMULA = re.compile(r'\s*="((?:[^"]|"")*)"\s*')
# Of a cell: reports of `collect` have long answers in their tables.
csv.field_size_limit(MOST_CHARACTERS)
SAVE_AS = gettext("Save it as “CSV UTF-8”.")
STRAY_REMEDY = gettext(
    "Put cells with a comma or semicolon in quotation marks, or name the column."
)
# Formats by their first bytes.
OTHERS = {
    b"PK\x03\x04": gettext("it is a spreadsheet, not a CSV file."),
    b"\xd0\xcf\x11\xe0": gettext("it is a spreadsheet, not a CSV file."),
    b"\xff\xfe": gettext("it is text in UTF-16, not in UTF-8."),
    b"\xfe\xff": gettext("it is text in UTF-16, not in UTF-8."),
    b"%PDF": gettext("it is a PDF, not a CSV file."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number from 1, the line on which it begins, its cells by column."""

    number: int
    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read as they are asked for.

    `count` is the number of its rows; those that `problems` tells of are counted, not yielded.
    """

    path: Path
    columns: tuple[str, ...]
    header: int
    count: int
    problems: tuple[Problem, ...]
    _layout: "_Layout" = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield the sound rows in the order of the file."""
        names = self._layout.names
        records = self._layout.records()
        next(records)
        for number, record in enumerate(records, 1):
            if self._layout.find_stray(record.cells) is None:
                values = dict.fromkeys(self.columns, "")
                values.update((n, c) for n, c in zip(names, record.cells, strict=False) if n)
                yield Row(number, record.line, values)


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The bytes of a table, and how to take them apart; `names` has an empty one where none is."""

    data: bytes
    delimiter: str
    skipped: int
    names: tuple[str, ...] = ()

    def records(self) -> Iterator[_Record]:
        """Yield what is not blank: the header, then the rows; `_UnreadableError` at a bad one."""
        lines = io.TextIOWrapper(io.BytesIO(self.data), "utf-8", newline="")
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=True)
        row = 1
        while True:
            line = self.skipped + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _UnreadableError(line, row, reasons.of_csv(error)) from None
            if any(strip_invisible(cell).strip() for cell in cells):
                yield _Record(line, [_without_formula(cell) for cell in cells])
                row += 1

    def find_stray(self, cells: Sequence[str]) -> int | None:
        """Return the place of the first cell, from 1, that has text but no column's name."""
        if len(cells) <= len(self.names) and all(self.names):
            return None
        for place, cell in enumerate(cells, 1):
            is_named = place <= len(self.names) and self.names[place - 1]
            if not is_named and strip_invisible(cell).strip():
                return place
        return None


class _UnreadableError(Exception):
    def __init__(self, line: int, row: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.row = row
        self.why = why


def _without_formula(cell: str) -> str:
    found = TEXT_FORMULA.fullmatch(cell) if '="' in cell else None
    return found[1].replace('""', '"') if found else cell


def load(path: Path) -> Table:
    """Read a table, and find the rows that can't be used.

    Raises `UserError` where no row can be trusted: the file can't be read, isn't UTF-8 or CSV,
    or its header is missing, has doubled names or too many.
    """
    data = _bytes(path)
    skipped = 0
    delimiter = ""
    if directive := DIRECTIVE.match(data):
        data = data[directive.end() :]
        delimiter = directive[2].decode("latin-1")
        skipped = 1
    layout = _Layout(data, delimiter or _delimiter(data), skipped)
    try:
        return _table(path, layout)
    except _UnreadableError as error:
        what = gettext(
            "from row %(row)s on it can't be read as CSV (%(why)s).", row=error.row, why=error.why
        )
        remedy = gettext("Close every quotation mark, and write one inside a quoted cell twice.")
        _refuse(path, error.line, what, remedy)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_MEGABYTES * 10**6 + 1)
    except OSError as error:
        what = gettext("it can't be read (%(why)s).", why=reasons.of_system(error))
        _refuse(path, 0, what, gettext("Check the name."))
    for start, words in OTHERS.items():
        if data.startswith(start):
            _refuse(path, 0, words, SAVE_AS)
    if len(data) > MOST_MEGABYTES * 10**6:
        what = gettext("it is larger than %(most)s MB.", most=MOST_MEGABYTES)
        _refuse(path, 0, what, gettext("Split it into several tables."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start : error.start + 1]
        likely = byte.decode("cp1252", "replace")
        what = gettext(
            "byte %(byte)s is not UTF-8 (an `%(letter)s` of another encoding?).",
            byte=byte.hex().upper(),
            letter=likely,
        )
        _refuse(path, _line(data, error.start), what, SAVE_AS)
    if b"\0" in data:
        what = gettext("it is not text: it has NUL bytes.")
        _refuse(path, _line(data, data.index(b"\0")), what, SAVE_AS)
    # A byte order mark, or several: each program that saved the file may have added one.
    begin = next((place for place, char in enumerate(text) if strip_invisible(char)), 0)
    return data[len(text[:begin].encode()) :]


def _table(path: Path, layout: _Layout) -> Table:
    records = layout.records()
    header = next(records, None)
    if header is None:
        remedy = gettext("Name the columns in the first line.")
        _refuse(path, 0, gettext("the table is empty."), remedy)
    names = [" ".join(strip_invisible(cell).split()) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        what = gettext(
            "the table has %(columns)s columns; at most %(most)s can be read.",
            columns=len(names),
            most=MOST_COLUMNS,
        )
        _refuse(path, header.line, what, gettext("Keep those that name a field."))
    counted = Counter(map(key, filter(None, names)))
    doubled = [
        Problem(
            Where(path, header.line),
            ngettext(
                "%(count)s column is named `%(name)s`.",
                "%(count)s columns are named `%(name)s`.",
                count,
                name=name,
            ),
            gettext("Rename or remove all but one."),
        )
        for name, count in counted.items()
        if count > 1
    ]
    if doubled:
        raise UserError(doubled)
    layout = _Layout(layout.data, layout.delimiter, layout.skipped, tuple(names))
    count = 0
    problems = []
    for record in records:
        count += 1
        place = layout.find_stray(record.cells)
        if place is not None:
            what = gettext(
                "in row %(row)s, cell %(place)s has text, but the header names no column"
                " %(place)s.",
                row=count + 1,
                place=place,
            )
            problems.append(Problem(Where(path, record.line), what, STRAY_REMEDY))
    if not count:
        what = gettext("the table has a header and no rows.")
        _refuse(path, header.line, what, gettext("Add a row per copy."))
    columns = tuple(filter(None, names))
    return Table(path, columns, header.line, count, tuple(problems), layout)


def _delimiter(data: bytes) -> str:
    """Return what stands between cells: what the header has most of, outside of quotes."""
    counted = dict.fromkeys(DELIMITERS, 0)
    is_quoted = False
    for char in io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="").read(MOST_HEADER).lstrip():
        if char == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif char in "\r\n":
            break
        elif char in counted:
            counted[char] += 1
    return max(DELIMITERS, key=lambda d: counted[d]) if any(counted.values()) else ","


def _line(data: bytes, place: int) -> int:
    """Return the number of the line that a byte is on."""
    before = data[:place].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def _refuse(path: Path, line: int, what: str, remedy: str) -> NoReturn:
    raise UserError([Problem(Where(path, line), what, remedy)])
