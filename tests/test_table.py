"""Tables of all kinds of programs are read, or refused with the line and what to do."""

from pathlib import Path

import pytest

from partnertools.answers import table
from partnertools.answers.table import Row
from partnertools.problems import Problem, UserError


def saved(folder: Path, data: bytes | str) -> Path:
    path = folder / "partners.csv"
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def rows(folder: Path, data: bytes | str) -> list[Row]:
    return list(table.load(saved(folder, data)).rows())


def refused(folder: Path, data: bytes | str) -> Problem:
    with pytest.raises(UserError) as caught:
        table.load(saved(folder, data))
    (problem,) = caught.value.problems
    return problem


ROW = {"organization": "Café", "date": "1 May"}


@pytest.mark.parametrize(
    "data",
    [
        "organization,date\nCafé,1 May\n",
        "organization,date\nCafé,1 May",
        "organization,date\r\nCafé,1 May\r\n",
        "organization,date\rCafé,1 May\r",
        "\ufefforganization,date\nCafé,1 May\n",
        "organization;date\nCafé;1 May\n",
        "organization\tdate\nCafé\t1 May\n",
        '"organization","date"\n"Café","1 May"\n',
        '\ufeff"organization";"date"\r\n"Café";"1 May"\r\n',
        "sep=;\r\norganization;date\r\nCafé;1 May\r\n",
        "\ufeffsep=\t\norganization\tdate\nCafé\t1 May\n",
        " organization , date \nCafé,1 May\n",
        "organization, date\n\nCafé,1 May\n\n,\n",
        "organization,date,,\nCafé,1 May,,\n",
        'organization, "date"\nCafé, "1 May"\n',
        '"sep=;"\r\norganization;date\r\nCafé;1 May\r\n',
        "sep=;\rorganization;date\rCafé;1 May\r",
        "\ufeff\ufeff\u200borganization,da\xadte\u200e\nCafé,1 May\n",
        '\ufeff\u200b"\ufefforganization","\u2060date"\nCafé,1 May\n',
        "\ufeff\ufeffsep=;\norganization;date\nCafé;1 May\n",
        'organization,date\n="Café","=""1 May"""\n',
        '="organization","=""date"""\nCafé,1 May\n',
        "organization,date,\u200b\n\u200b,\ufeff\nCafé,1 May,\u200b,\ufe0f\n",
    ],
    ids=range(23),
)
def test_tables_of_all_programs_are_read_alike(tmp_path: Path, data: str) -> None:
    (row,) = rows(tmp_path, data)
    assert {name: cell.strip() for name, cell in row.values.items() if cell} == ROW


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("a,b;c,d", ("a", "b;c", "d")),
        ("a;b,c;d", ("a", "b,c", "d")),
        ('"a,b,c,d";e', ("a,b,c,d", "e")),
        ('"a;\n;;;b",c', ("a; ;;;b", "c")),
        ("alone", ("alone",)),
    ],
)
def test_the_delimiter_is_what_the_header_has_most_of(
    tmp_path: Path, header: str, expected: tuple[str, ...]
) -> None:
    assert table.load(saved(tmp_path, f"{header}\nx\n")).columns == expected


def test_cells_may_have_quotes_delimiters_and_line_breaks(tmp_path: Path) -> None:
    data = 'a,b\n"one\r\ntwo","say ""hi"", please"\nlast,x "y" z\n'
    assert [row.values for row in rows(tmp_path, data)] == [
        {"a": "one\r\ntwo", "b": 'say "hi", please'},
        {"a": "last", "b": 'x "y" z'},
    ]


def test_a_row_knows_the_line_on_which_it_begins(tmp_path: Path) -> None:
    data = 'sep=,\n\n"a\n1",b\n"x\n\ny",1\n\nz,2\n'
    assert [(row.number, row.line) for row in rows(tmp_path, data)] == [(1, 5), (2, 9)]


def test_a_formula_stays_as_it_was_typed(tmp_path: Path) -> None:
    cells = ["=1+1", "+49 30", "-5", "@home", '="a"&"b"', '="1']
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    (row,) = rows(tmp_path, f"a,b,c,d,e,f\n{quoted}\n")
    assert list(row.values.values()) == cells


def test_a_formula_that_is_nothing_but_a_text_is_that_text(tmp_path: Path) -> None:
    data = 'a,b,c,d\n="00123","=""00123"""," =""say """"hi"""""" ","=HYPERLINK(""x"")"\n'
    (row,) = rows(tmp_path, data)
    assert list(row.values.values()) == ["00123", "00123", 'say "hi"', '=HYPERLINK("x")']


def test_cells_that_are_missing_at_the_end_are_blank(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, "a,b,c\n1\n")
    assert row.values == {"a": "1", "b": "", "c": ""}


@pytest.mark.parametrize("data", ["a,b\n1,2\n3,4,5\n6,7\n", "a,b,,\n1,2\n3,4,5\n6,7\n"])
def test_text_beyond_the_columns_is_told_of_and_the_other_rows_are_read(
    tmp_path: Path, data: str
) -> None:
    found = table.load(saved(tmp_path, data))
    assert [(row.number, row.line) for row in found.rows()] == [(1, 2), (3, 4)]
    assert found.count == 3
    (problem,) = found.problems
    assert problem.where.line == 3
    assert "cell 3 has text" in problem.what


def test_text_below_no_name_is_told_of(tmp_path: Path) -> None:
    (problem,) = table.load(saved(tmp_path, "a,,c\n1,2,3\n4,,6\n")).problems
    assert problem.where.line == 2
    assert "cell 2 has text" in problem.what


WIDE = ",".join(f"c{n}" for n in range(10_000))


@pytest.mark.parametrize(
    ("data", "line", "what", "remedy"),
    [
        ("", 0, "is empty", "name the columns"),
        ("\ufeff\n\n", 0, "is empty", "name the columns"),
        ("a,b\n", 1, "no rows", "add a row"),
        ("\na,b\n,\n", 2, "no rows", "add a row"),
        ("a,b,A \n1,2,3\n", 1, "2 columns are named `a`", "rename"),
        ("Our date,our   date\n1,2\n", 1, "2 columns are named `our-date`", "rename"),
        (f"{WIDE}\n1\n", 1, "10,000 columns", "keep those that name a field"),
        (b"a,b\r\n1,2\r\nCaf\xe9,3\r\n", 3, "byte E9 is not UTF-8 (an `é`", "CSV UTF-8"),
        (b"a\r1\rCaf\xe9\r", 3, "byte E9 is not UTF-8", "CSV UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), 0, "UTF-16", "CSV UTF-8"),
        (b"a,b\n1,\0\n", 2, "NUL", "CSV UTF-8"),
        (b"PK\x03\x04rest", 0, "a spreadsheet", "CSV UTF-8"),
        (b"%PDF-1.7", 0, "a PDF", "CSV UTF-8"),
        (
            'a,b\n1,2\n"3,4\n5,6\n',
            3,
            "CSV (a quotation mark is never",
            "close every quotation mark",
        ),
        (
            'a,b\n"1" one,2\n',
            2,
            "CSV (a cell goes on behind",
            "write one inside a quoted cell twice",
        ),
        ('a;b\n"1" one;2\n', 2, "row 2 on it can't be read as CSV (a cell goes on", "twice"),
        ("a\n" + "x" * (table.MOST_CHARACTERS + 1), 2, "a cell is too long", "quotation mark"),
    ],
    ids=range(17),
)
def test_a_table_that_cannot_be_trusted_is_refused(
    tmp_path: Path, data: bytes | str, line: int, what: str, remedy: str
) -> None:
    problem = refused(tmp_path, data)
    assert problem.where.line == line
    assert what in problem.what
    assert remedy in problem.remedy


def test_a_table_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "partners.csv"
    with path.open("wb") as file:
        file.truncate(table.MOST_MEGABYTES * 10**6 + 1)
    with pytest.raises(UserError, match=r"larger than 64 MB; split it"):
        table.load(path)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        table.load(tmp_path / "none.csv")
    with pytest.raises(UserError, match="can't be read"):
        table.load(tmp_path)
