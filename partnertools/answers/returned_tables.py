"""A table that came back -> the copies in it: one in each row, in columns named after fields.

The page that compares answers does the same (`layouts/scripts/compare/table.js`); the vectors of
`formats/vectors/comparing.json` hold for both.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from partnertools.answers import table as tables
from partnertools.answers.columns import ABOUT, FieldNames, assign
from partnertools.answers.copies import (
    Copy,
    Worksheet,
    answers_of,
    fields_of,
    from_cell,
    read_cell,
)
from partnertools.answers.table import Row, Table
from partnertools.model.values import Flag, Mistake, brief, key
from partnertools.model.words import Words, gettext, ngettext
from partnertools.problems import Problem, UserError, Where
from partnertools.typography import strip_invisible

# So many unknown columns are named, so many rows, and so many cells that can't be read.
TOLD = 5
# As on pages: `formats/vectors/limits.json`.
MOST_ROWS = 20_000


def read_table(
    path: Path, name: str, worksheets: Mapping[str, Worksheet], words: Words
) -> tuple[list[Copy], list[Problem]]:
    """Return the copies in a table, and what is wrong with it; `name` is what the report calls it.

    Raises `UserError` where it is refused as a whole.
    """
    table = tables.load(path)
    reader = TableReader(table, worksheets)
    if not reader.is_ours:
        what = gettext(
            "it is neither a filled-in PDF, nor an answer file, nor a table with this"
            " toolkit’s fields."
        )
        remedy = gettext("In a table, name each column after a field.")
        raise UserError([Problem(Where(path), what, remedy)])
    if table.count > MOST_ROWS:
        what = gettext("it has more than %(most)s rows.", most=MOST_ROWS)
        raise UserError([Problem(Where(path), what, gettext("Split it."))])
    copies = list(reader.copies(name, words))
    problems = [*_stray(table), *reader.problems]
    if not copies and not problems:
        remedy = gettext("Fill in a row for each copy.")
        problems.append(Problem(Where(path), gettext("it has no answers."), remedy))
    return copies, problems


def _stray(table: Table) -> Iterator[Problem]:
    """Yield the first rows that can't be used, and how many more there are."""
    yield from table.problems[:TOLD]
    if more := len(table.problems[TOLD:]):
        what = ngettext(
            "%(count)s more row has text where the header names no column.",
            "%(count)s more rows have text where the header names no column.",
            more,
        )
        yield Problem(Where(table.path), what, tables.STRAY_REMEDY)


class TableReader:
    """Reads one table; `is_ours` tells whether it has fields of the toolkit at all.

    A column with a whole id means that field. A short one means fields of the worksheets that a row
    is of: the one in its cell `worksheet`, or those that its other cells name in full.
    """

    def __init__(self, table: Table, worksheets: Mapping[str, Worksheet]) -> None:
        self.table = table
        self.worksheets = worksheets
        self.fields = {one["id"]: one for w in worksheets.values() for one in fields_of(w)}
        self.slugs = {one["id"]: slug for slug, w in worksheets.items() for one in fields_of(w)}
        ids = {key(name): name for name in self.fields}
        columns = {column: key(from_cell(column)) for column in table.columns}
        named = {ids[name] for name in columns.values() if name in ids}
        self.about = {name: column for column, name in columns.items() if name in ABOUT}
        self.is_ours = "worksheet" in self.about or bool(named)
        rows = self._rows_of_worksheets()
        of = {self.slugs[name] for name in named} | rows.keys()
        fields = FieldNames(name for name in self.fields if self.slugs[name] in of)
        rest = [column for column, name in columns.items() if name not in ABOUT]
        where = Where(table.path, table.header)
        self.columns, problems = assign(rest, fields, where, TOLD)
        # Where no worksheet is known, no column can name a field.
        self.problems = [*self._tell_strange(rows), *(problems if fields.ids else ())]

    def _rows_of_worksheets(self) -> dict[str, Row]:
        """Return the first row of each worksheet that cells name."""
        found: dict[str, Row] = {}
        for row in self.table.rows() if "worksheet" in self.about else ():
            found.setdefault(self._about(row.values, "worksheet"), row)
        return found

    def _tell_strange(self, rows: Mapping[str, Row]) -> Iterator[Problem]:
        strange = [
            (name, row) for name, row in rows.items() if name and name not in self.worksheets
        ]
        for name, row in strange[:TOLD]:
            what = gettext(
                "in row %(row)s, `worksheet` says `%(name)s`, which is the id of no worksheet.",
                row=row.number + 1,
                name=brief(name),
            )
            remedy = gettext(
                "Write the id of a worksheet, such as `%(name)s`.", name=next(iter(self.worksheets))
            )
            yield Problem(Where(self.table.path, row.line), what, remedy)

    def _about(self, cells: Mapping[str, str], name: str) -> str:
        return from_cell(cells.get(self.about.get(name, ""), "")).strip()

    def copies(self, name: str, words: Words) -> Iterator[Copy]:
        """Yield the copies of all rows, in the order of the worksheets; `name` is the table's.

        They are named in the words of the toolkit's language.
        Then `problems` also tells of cells that couldn't be read.
        """
        unread: list[tuple[Row, str]] = []
        for row in self.table.rows():
            given = self._given(row.values)
            unread += ((row, column) for column in self._unread(row.values, given))
            own = self._about(row.values, "file")
            of_row = words.gettext("%(file)s (row %(row)s)", file=name, row=row.number + 1)
            file = f"{own} ({name})" if own else of_row
            said = self._about(row.values, "version")
            version = int(said) if said.isdecimal() else None
            about = [self._about(row.values, one) for one in ("language", "round")]
            for slug, worksheet in self.worksheets.items():
                answers = answers_of(worksheet, given.get(slug, {}))
                if answers:
                    language, round_ = about
                    yield Copy(file, slug, version, language, round_, answers)
        self.problems += self._tell(unread)

    def _given(self, cells: Mapping[str, str]) -> dict[str, dict[str, object]]:
        """Return what a row says, by worksheet and field."""
        said = {c.name: from_cell(cells[c.name]) for c in self.columns}
        said = {name: cell for name, cell in said.items() if strip_invisible(cell).strip()}
        worksheet = self._about(cells, "worksheet")
        whole = {self.slugs[c.fields[0]] for c in self.columns if c.is_one and c.name in said}
        of = {worksheet} if worksheet else whole
        given: dict[str, dict[str, object]] = {}
        for column in self.columns:
            for name in column.fields if column.name in said else ():
                slug = self.slugs[name]
                if column.is_one or slug in of:
                    answer = read_cell(self.fields[name], said[column.name])
                    given.setdefault(slug, {})[name] = answer
        return given

    def _unread(
        self, cells: Mapping[str, str], given: Mapping[str, Mapping[str, object]]
    ) -> Iterator[str]:
        """Yield the columns whose cell says neither yes nor no of a box that the row is of."""
        for column in self.columns:
            cell = from_cell(cells[column.name])
            read = (name for name in column.fields if name in given.get(self.slugs[name], {}))
            is_box = any(self.fields[name]["type"] == "check" for name in read)
            is_said = bool(strip_invisible(cell).strip())
            if is_box and is_said and isinstance(Flag().read_cell(cell), Mistake):
                yield column.name

    def _tell(self, unread: Sequence[tuple[Row, str]]) -> Iterator[Problem]:
        remedy = gettext("Write yes or no, or leave the cell empty.")
        for row, column in unread[:TOLD]:
            what = gettext(
                "in row %(row)s, the box `%(column)s` counts as not ticked, because `%(cell)s` is"
                " neither yes nor no.",
                row=row.number + 1,
                column=column,
                cell=brief(from_cell(row.values[column])),
            )
            yield Problem(Where(self.table.path, row.line), what, remedy)
        if more := len(unread[TOLD:]):
            what = ngettext(
                "%(count)s more box has a word that is neither yes nor no.",
                "%(count)s more boxes have words that are neither yes nor no.",
                more,
            )
            yield Problem(Where(self.table.path), what, remedy)
