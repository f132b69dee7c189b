"""A table that came back -> the copies in it: one in each row, in columns named after fields.

The page that compares answers does the same (`layouts/scripts/compare/table.js`); the vectors of
`formats/vectors/comparing.json` hold for both.
"""

from collections.abc import Iterator, Mapping

from partnertools.answers.columns import ABOUT, FieldNames, assign
from partnertools.answers.copies import (
    Copy,
    Worksheet,
    answers_of,
    fields_of,
    from_cell,
    read_cell,
)
from partnertools.answers.table import Table
from partnertools.model.values import key
from partnertools.problems import Where
from partnertools.typography import strip_invisible

# Of more unknown columns, the table is of something else.
TOLD = 5


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
        of = {self.slugs[name] for name in named} | self._slugs_in_cells()
        fields = FieldNames(name for name in self.fields if self.slugs[name] in of)
        rest = [column for column, name in columns.items() if name not in ABOUT]
        where = Where(table.path, table.header)
        self.columns, self.problems = assign(rest, fields, where, TOLD)

    def _slugs_in_cells(self) -> set[str]:
        if "worksheet" not in self.about:
            return set()
        return {self._about(row.values, "worksheet") for row in self.table.rows()}

    def _about(self, cells: Mapping[str, str], name: str) -> str:
        return from_cell(cells.get(self.about.get(name, ""), "")).strip()

    def copies(self, name: str) -> Iterator[Copy]:
        """Yield the copies of all rows, in the order of the worksheets; `name` is the table's."""
        for row in self.table.rows():
            given = self._given(row.values)
            own = self._about(row.values, "file")
            file = f"{own} ({name})" if own else f"{name} (row {row.number + 1})"
            said = self._about(row.values, "version")
            version = int(said) if said.isdecimal() else None
            about = [self._about(row.values, one) for one in ("language", "round")]
            for slug, worksheet in self.worksheets.items():
                answers = answers_of(worksheet, given.get(slug, {}))
                if answers:
                    language, round_ = about
                    yield Copy(file, slug, version, language, round_, answers)

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
