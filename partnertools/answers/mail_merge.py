"""A packet and a table of partners -> one filled copy for each row.

1. table    the rows                                      partnertools.answers.table
2. plan     what the packet has                           partnertools.pdf.forms.plan
3. columns  which fields each column fills               partnertools.answers.columns
4. names    what each row's file is called                partnertools.answers.names
5. fill     each copy, by adding to the packet's bytes    partnertools.pdf.forms.fill

The packet is rendered once and read once; a row costs what it takes to write its file.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from partnertools import files
from partnertools.answers import table as tables
from partnertools.answers.columns import ABOUT, Column, FieldNames, assign
from partnertools.answers.copies import from_cell
from partnertools.answers.names import Names
from partnertools.answers.table import Row, Table
from partnertools.model.values import Choice, Mistake, Value, ValueType, key
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import DoesNotFitError, Filler
from partnertools.pdf.forms.plan import FillPlan
from partnertools.problems import Problem, UserError, Where
from partnertools.processes import Pool
from partnertools.typography import name_character, strip_invisible

# Rows that a process takes at a time.
CHUNK = 32
# Beyond so many unknown columns, a table is of something else.
TOLD = 20


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run has written.

    `problems` are in the order of the table. `names_only` are the columns that fill no field but
    are part of the files' names.
    """

    written: int
    bytes: int
    problems: tuple[Problem, ...]
    names_only: tuple[str, ...]


def write(
    packet: bytes,
    table: Path,
    folder: Path,
    pattern: str = "",
    jobs: int = 1,
    progress: Callable[[str], None] = lambda step: None,
    choices: Mapping[str, Choice] = MappingProxyType({}),
) -> Summary:
    """Write a filled copy of a packet, a PDF, into `folder` for each row of `table`.

    A column is named after a field: by its id, by its id without the tool, which fills it in all
    tools, or by the last parts of its id. An empty cell leaves the field as it is. `pattern` names
    the files: words, and columns and `{row}` in braces; as it is, it is the row's number and the
    first column. `choices` say by the ids of fields what options are called, which a PDF doesn't.
    Files of these names that are there already are replaced.

    Rows and columns that can't be used are told of in the summary, and the other rows are written;
    a full disk ends the run. Raises `UserError` where nothing can be: the table can't be read,
    no column names a field, the pattern is wrong, or there can't be such a folder. Nothing is
    written then.
    """
    found = tables.load(table)
    form_plan = _with_labels(plan.of_pdf(packet, Path("packet.pdf")), choices)
    names = Names(found, pattern)
    fields = FieldNames(form_plan.fields)
    where = Where(table, found.header)
    # A table that came back also says what its copies are.
    known = names.columns | {name for name in found.columns if key(name) in ABOUT}
    columns, problems = assign(found.columns, fields, where, TOLD, known)
    if not columns:
        what = "no column names a field of the packet"
        raise UserError([*problems, Problem(where, what, fields.examples())])
    _make(folder)
    problems += found.problems
    writer = (packet, form_plan, tuple(columns), folder, table)
    written = size = 0
    ended: list[Problem] = []
    for done in _each(writer, _chunks(found, names, problems), jobs):
        written += done.written
        size += done.bytes
        problems += done.problems
        if done.end:
            ended.append(done.end)
        progress(f"{written} of {found.count} packets")
    # Several processes come to the same end, each with a row of its own.
    problems += sorted(ended)[:1]
    used = {column.name for column in columns}
    return Summary(
        written,
        size,
        tuple(sorted(problems)),
        tuple(name for name in found.columns if name in names.columns - used),
    )


def _with_labels(form_plan: FillPlan, choices: Mapping[str, Choice]) -> FillPlan:
    fields = {
        name: replace(field, value_type=choices.get(name, field.value_type))
        for name, field in form_plan.fields.items()
    }
    return replace(form_plan, fields=fields)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder could not be created ({error.strerror})"
        raise UserError([Problem(Where(folder), what, "choose another place")]) from None


# Rows


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a chunk; `end` says why no other row can be written either."""

    written: int
    bytes: int
    problems: tuple[Problem, ...]
    end: Problem | None


_Chunk = Sequence[tuple[Row, str]]
_Setting = tuple[bytes, FillPlan, tuple[Column, ...], Path, Path]


def _chunks(table: Table, names: Names, problems: list[Problem]) -> Iterator[_Chunk]:
    """Yield rows with the names of their files, and note the rows that can't have one."""
    chunk: list[tuple[Row, str]] = []
    for row in table.rows():
        name = names.of_row(row)
        if isinstance(name, Problem):
            problems.append(name)
            continue
        chunk.append((row, name))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _each(setting: _Setting, chunks: Iterable[_Chunk], jobs: int) -> Iterator[_Done]:
    """Write chunks in one process or several, and yield what was done in their order."""
    if jobs <= 1:
        writer = _Writer(*setting)
        for chunk in chunks:
            done = writer.write(chunk)
            yield done
            if done.end:
                return
        return
    waiting: deque[Future[_Done]] = deque()
    with Pool(jobs, _start, setting) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_run, chunk))
                # No more rows are read than keep every process busy.
                if len(waiting) > 2 * jobs:
                    done = waiting.popleft().result()
                    yield done
                    if done.end:
                        break
            for future in waiting:
                yield future.result()
        finally:
            # Whatever breaks this off, what is being written is finished.
            pool.shutdown(cancel_futures=True)


class _Writer:
    """Fills rows in one process."""

    def __init__(
        self,
        data: bytes,
        form_plan: FillPlan,
        columns: tuple[Column, ...],
        folder: Path,
        table: Path,
    ) -> None:
        self.data = data
        self.columns = [_sort_by_type(column, form_plan) for column in columns]
        self.filler = Filler(form_plan)
        self.folder = folder
        self.table = table
        self.known = frozenset(form_plan.metrics.glyphs)

    def write(self, chunk: _Chunk) -> _Done:
        written = size = 0
        problems: list[Problem] = []
        for row, name in chunk:
            where = Where(self.table, row.line)
            values, mistakes = self._values(row, where)
            if mistakes:
                problems += [*mistakes, *self._check_length(values, where)]
                continue
            try:
                copy = self.data + self.filler.update(len(self.data), values)
                files.replace(self.folder / name, copy)
            except DoesNotFitError:
                problems += self._check_length(values, where)
            except OSError as error:
                found = files.problem(self.folder / name, error)
                if not self._is_of_all(error):
                    problems.append(Problem(where, f"{found.where}: {found.what}", found.remedy))
                    continue
                what = f"{found.where} and what comes after it can't be written ({error.strerror})"
                end = Problem(where, what, found.remedy)
                return _Done(written, size, tuple(problems), end)
            else:
                written += 1
                size += len(copy)
        return _Done(written, size, tuple(problems), None)

    def _is_of_all(self, error: OSError) -> bool:
        """Tell whether what keeps one file from being written keeps all from it."""
        return error.errno in files.OF_THE_DISK or not os.access(self.folder, os.W_OK | os.X_OK)

    def _values(self, row: Row, where: Where) -> tuple[dict[str, Value], list[Problem]]:
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for column, by_type in self.columns:
            cell = from_cell(row.values[column]).strip()
            if not strip_invisible(cell).strip():
                continue
            for value_type, names in by_type.items():
                value = value_type.read_cell(cell)
                if isinstance(value, Mistake):
                    problems.append(Problem(where, f"`{column}` {value.what}", value.remedy))
                    break
                values |= dict.fromkeys(names, value)
            line = " ".join(cell.split())
            if any(map(_is_text, by_type)) and not self.known.issuperset(line):
                problems += self._check_letters(column, line, where)
        return values, problems

    def _check_letters(self, column: str, line: str, where: Where) -> Iterator[Problem]:
        unknown = self.filler.plan.metrics.find_unknown(line)
        if unknown:
            letters = ", ".join(map(name_character, unknown[:5]))
            letters += " and others" if len(unknown) > 5 else ""
            what = f"the typeface of the packet has no {letters}, in `{column}`"
            remedy = f"write it in another way, in {self.filler.plan.metrics.scripts} letters"
            yield Problem(where, what, remedy)

    def _check_length(self, values: Mapping[str, Value], where: Where) -> Iterator[Problem]:
        """Yield a problem for each column whose text doesn't fit one of its fields."""
        for column, by_type in self.columns:
            texts = [(kind, n) for kind, names in by_type.items() if _is_text(kind) for n in names]
            for value_type, name in texts:
                value = value_type.text(values.get(name, ""))
                if not self.filler.fits(name, value):
                    what = (
                        f"the text of `{column}` has {len(value):,} characters and doesn't fit"
                        f" the box of `{name}`"
                    )
                    yield Problem(where, what, "shorten it")
                    break


_ByType = tuple[str, dict[ValueType, list[str]]]
"""A column's name, and its fields by what they take."""


def _sort_by_type(column: Column, form_plan: FillPlan) -> _ByType:
    by_type: dict[ValueType, list[str]] = {}
    for name in column.fields:
        by_type.setdefault(form_plan.fields[name].value_type, []).append(name)
    return column.name, by_type


def _is_text(value_type: ValueType) -> bool:
    return value_type.field_type == "Tx"


# In each process of a pool: what `_run` writes with.
_writers: list[_Writer] = []


def _start(*setting: *_Setting) -> None:
    _writers.append(_Writer(*setting))


def _run(chunk: _Chunk) -> _Done:
    return _writers[0].write(chunk)
