"""A table of answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from partnertools.model.prompt import (
    MOST_LINES,
    ColumnText,
    Directive,
    Field,
    Prompt,
    join_sentences,
    most_lines,
)
from partnertools.model.prose import NOTHING, Prose
from partnertools.model.values import ValueType
from partnertools.model.words import Words

MOST_ROWS = 60
MOST_WIDTH = 20


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of a grid; `width` is relative to the other columns, `own_hint` is the author's."""

    id: str
    label: str
    own_hint: str
    kind: str
    value_type: ValueType
    width: int
    lines: int
    most_lines: int

    @property
    def hint(self) -> str:
        """Return what helps to answer, with what a person has to know of the values."""
        return join_sentences(self.own_hint, self.value_type.hint)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid; `text` is shown with its label."""

    id: str
    label: str
    text: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid(Prompt):
    """A table of answers; `row_label` heads the column of row labels.

    `rows_from` is the slug of the worksheet whose ratings are the rows; empty where it has its own.
    """

    row_label: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    rows_from: str = ""

    kind: ClassVar[str] = "grid"
    about: ClassVar[str] = "a table of answers"
    options: ClassVar[Mapping[str, str]] = {
        "row": "What a row is; it heads the first column.",
        "rows": f"How many rows there are, up to {MOST_ROWS}, where they are repeated.",
        "rows-from": "The slug of a worksheet: a row for each of its ratings.",
    }
    has_rows: ClassVar[bool] = True
    body: ClassVar[str] = "columns, as a definition list; fixed rows, as a list"

    @classmethod
    def read(cls, directive: Directive) -> Self:
        """Read its columns, and its rows: listed, counted, or those of another worksheet."""
        table = directive.table()
        columns = tuple(_column(column) for column in table.columns)
        rows = [GridRow(row.id, row.label, row.prose) for row in table.rows]
        name = directive.text("row")
        count = directive.attributes.number("rows", 1, most=MOST_ROWS)
        is_counted = "rows" in directive.attributes
        rows_from = directive.attributes.text("rows-from", "")
        if rows_from and (rows or is_counted):
            what = "the grid has rows of its own, and takes others from a worksheet"
            line = directive.attributes.line("rows-from").line
            directive.report(line, what, "remove one of the two")
            rows_from = ""
        elif table.is_understood and not rows and not is_counted and not rows_from:
            remedy = "list them with `- `, or say with `:rows:` how many"
            directive.report(0, "the grid has no rows", remedy)
        elif is_counted:
            if rows:
                what = "the grid has both fixed and repeated rows"
                line = directive.attributes.line("rows").line
                directive.report(line, what, "keep the list or `:rows:`")
            rows += [GridRow(f"row-{n}", f"{name} {n}", NOTHING) for n in range(1, count + 1)]
        if table.is_understood and not columns:
            remedy = "write each as `[Label]{#an-id}`, and below it `: ` with its hint"
            directive.report(0, "the grid has no columns", remedy)
        asked = directive.asked()
        return cls(**asked, columns=columns, rows=tuple(rows), row_label=name, rows_from=rows_from)

    @property
    def borrows_from(self) -> str:
        """Return the slug of the tool whose ratings give it its rows."""
        return self.rows_from

    def say_in(self, words: Words) -> Self:
        """Return it with what its columns say of numbers, in a language."""
        columns = [replace(c, value_type=c.value_type.say_in(words)) for c in self.columns]
        return replace(self, columns=tuple(columns))

    def borrow(self, rows: Sequence[tuple[str, str]]) -> Prompt:
        """Return it with rows, each an id and a label."""
        return replace(self, rows=tuple(GridRow(row_id, label, NOTHING) for row_id, label in rows))

    def fields(self, slug: str) -> Iterator[Field]:
        """Yield the cells, row by row."""
        for row in self.rows:
            for column in self.columns:
                yield Field(
                    id=f"{slug}.{self.id}.{row.id}.{column.id}",
                    value_type=column.value_type,
                    prompt_kind=self.kind,
                    label=column.label,
                    name=f"{row.label}: {column.label}",
                    hint=column.hint,
                    required=False,
                    read_only=False,
                    value="",
                    where=self.where,
                )


def _column(column: ColumnText) -> GridColumn:
    value_type = column.cell.value_type(column)
    lines = column.attributes.number("lines", column.cell.lines_of_column, most=MOST_LINES)
    return GridColumn(
        id=column.id,
        label=column.label + value_type.label_end,
        own_hint=column.hint,
        kind=column.cell.kind,
        value_type=value_type,
        width=column.attributes.number("width", 1, most=MOST_WIDTH),
        lines=lines,
        most_lines=most_lines(column.attributes, lines),
    )
