"""A table and a packet -> a copy for each row."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from partnertools import typography
from partnertools.answers import mail_merge
from partnertools.pdf.forms import plan
from partnertools.problems import UserError
from tools import verapdf, viewers
from tools.merging import HEADER, ROWS, drawn, read, saved, told, write, written
from tools.tags import Tagged

BENCHMARK = Path(__file__).parent / "benchmarks" / "mail_merge.py"


@pytest.fixture(scope="module")
def packet(tiny: Path) -> Path:
    """Return a packet of two tools, with fields of every kind."""
    return tiny / "dist" / "packets" / "afternoon.pdf"


@pytest.fixture(scope="module")
def copies(packet: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("copies")
    summary = write(packet, folder, HEADER + ROWS)
    assert summary.problems == ()
    assert summary.written == 3
    paths = sorted((folder / "out").iterdir())
    assert summary.bytes == sum(path.stat().st_size for path in paths)
    return paths


def test_each_row_is_a_file_named_by_its_number_and_first_column(copies: list[Path]) -> None:
    assert [path.name for path in copies] == ["1-Žofie & -Co.pdf", "2-Ótta Ósk.pdf", "3.pdf"]


def test_pypdf_reads_in_every_copy_what_the_table_says(packet: Path, copies: list[Path]) -> None:
    blank = read(packet)
    assert [{n: v for n, v in read(path).items() if blank.get(n) != v} for path in copies] == [
        {
            "tea.about.name": 'Žofie & "Co."',
            "picnic.about.name": 'Žofie & "Co."',
            "tea.about.date": "2 May",
            "picnic.about.date": "1 May",
            "tea.favorite.notes": "=1+1\ntwo",
            "tea.pick.taste": "heavenly",
            "tea.pick.company.cat": "yes",
            "tea.pick.sweetener": "honey",
        },
        {
            "tea.about.name": "Ótta Ósk",
            "picnic.about.name": "Ótta Ósk",
            "tea.about.date": "3 May",
            "picnic.about.date": "3 May",
            "tea.favorite.notes": "+49 30",
            "tea.pick.taste": "bitter",
        },
        {
            "tea.about.name": "-",
            "picnic.about.name": "-",
            "tea.pick.company.cat": "yes",
            "tea.pick.sweetener": "none",
        },
    ]


def test_what_is_filled_in_is_drawn(copies: list[Path], tmp_path: Path) -> None:
    text = drawn(copies[0], tmp_path)
    assert text.count('Žofie & "Co."') == 2
    assert "=1+1" in text


def test_every_copy_conforms_as_the_packet_does(packet: Path, copies: list[Path]) -> None:
    reports = verapdf.validate([packet, *copies])
    for flavour in ("ua1", "2a"):
        of_packet = reports[packet, flavour].failures
        assert [reports[path, flavour].failures for path in copies] == [of_packet] * 3


def test_other_programs_open_every_copy_without_a_complaint(copies: list[Path]) -> None:
    assert [viewers.complaints(path) for path in copies] == [{}, {}, {}]


def test_a_copy_begins_with_the_bytes_of_the_packet(packet: Path, copies: list[Path]) -> None:
    data = packet.read_bytes()
    assert all(path.read_bytes().startswith(data) for path in copies)


def test_copies_have_identifiers_of_their_own(packet: Path, copies: list[Path]) -> None:
    found: list[Any] = [PdfReader(path).trailer["/ID"] for path in (packet, *copies)]
    assert len({str(parts[0]) for parts in found}) == 1
    assert len({str(parts[1]) for parts in found}) == 4


def test_fields_with_equal_text_and_box_share_what_is_drawn(packet: Path, tmp_path: Path) -> None:
    write(packet, tmp_path, "guests.row-1.name,guests.row-2.name\nOne,One\n")
    pdf = Tagged(tmp_path / "out" / "1-One.pdf")
    fields = pdf.fields()
    first, second = (fields[f"tea.guests.row-{n}.name"]["/AP"]["/N"].objgen for n in (1, 2))
    assert first == second


@pytest.mark.slow
def test_several_processes_write_what_one_writes(packet: Path, tmp_path: Path) -> None:
    rows = "".join(f"Partner {n},{'x' if n % 40 else 'maybe'}\n" for n in range(100))
    table = saved(tmp_path, f"name,company.cat\n{rows}")
    one = mail_merge.write(packet.read_bytes(), table, tmp_path / "one")
    two = mail_merge.write(packet.read_bytes(), table, tmp_path / "two", jobs=2)
    assert one == two
    assert [problem.where.line for problem in one.problems] == [2, 42, 82]
    assert one.written == 97
    assert {p.name: p.read_bytes() for p in (tmp_path / "one").iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "two").iterdir()
    }


def test_progress_is_told_as_it_is_made(packet: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    write(packet, tmp_path, "name\n" + "Ann\n" * 70, progress=steps.append)
    assert steps == ["32 of 70 packets", "64 of 70 packets", "70 of 70 packets"]


# Columns


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "filled"),
    [
        ("name", ["tea.about.name", "picnic.about.name"]),
        ("NAME ", ["tea.about.name", "picnic.about.name"]),
        ("about.name", ["tea.about.name", "picnic.about.name"]),
        ("picnic.about.name", ["picnic.about.name"]),
        ("guests.Row 1.name", ["tea.guests.row-1.name"]),
        ("row-2.name", ["tea.guests.row-2.name"]),
    ],
)
def test_a_column_is_named_by_a_whole_id_or_its_last_parts(
    packet: Path, tmp_path: Path, column: str, filled: list[str]
) -> None:
    assert write(packet, tmp_path, f"{column}\nAnn\n").problems == ()
    (path,) = (tmp_path / "out").iterdir()
    assert [name for name, value in read(path).items() if value == "Ann"] == filled


@pytest.mark.parametrize(
    ("header", "what", "remedy"),
    [
        ("name,cusp", "the column `cusp` names no field", "did you mean `cups`?"),
        ("name,xyz", "the column `xyz` names no field", "such as `name`, `date`"),
        ("name,remark", "the column `remark` may be one of 2 fields", "in full"),
        ("name,About.Name", "the columns `name` and `About.Name` fill the same field", "remove"),
    ],
)
def test_a_column_that_cannot_be_used_is_told_of_once_and_the_rest_is_written(
    packet: Path, tmp_path: Path, header: str, what: str, remedy: str
) -> None:
    summary = write(packet, tmp_path, f"{header}\nAnn,1\nBob,2\n")
    (problem,) = summary.problems
    assert problem.where.line == 1
    assert what in problem.what
    assert remedy in problem.remedy
    assert written(tmp_path) == ["1-Ann.pdf", "2-Bob.pdf"]


def test_a_column_may_serve_the_names_of_the_files_only(packet: Path, tmp_path: Path) -> None:
    summary = write(packet, tmp_path, "code,name\nA7,Ann\n", pattern="{Code}.pdf")
    assert summary.problems == ()
    assert summary.names_only == ("code",)
    assert written(tmp_path) == ["A7.pdf"]


def test_many_unknown_columns_are_told_of_in_short(packet: Path, tmp_path: Path) -> None:
    columns = ",".join(f"q{n}" for n in range(1_900))
    summary = write(packet, tmp_path, f"name,{columns}\nAnn\n")
    assert len(summary.problems) == mail_merge.TOLD + 1
    assert (1, "1,880 more columns name no field") in told(summary)
    assert summary.written == 1


def test_a_table_without_any_field_writes_nothing(packet: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write(packet, tmp_path, "colour\nred\n", pattern="{colour}")
    assert [p.what for p in caught.value.problems] == ["no column names a field of the packet"]
    assert not (tmp_path / "out").exists()


# Rows


@pytest.mark.parametrize(
    ("column", "cell", "what", "remedy"),
    [
        ("taste", "sweet", "`taste` has no choice `sweet`", "`heavenly`"),
        ("taste", "heavenley", "`taste` has no choice", "did you mean `heavenly`?"),
        ("company.cat", "maybe", "`company.cat` is a box to tick", "yes or no"),
        (
            "cups",
            "日本",
            "the typeface of the packet has no “日” (U+65E5), “本” (U+672C), in `cups`",
            "Latin",
        ),
        ("cups", "a\x07", "has no U+0007, in `cups`", "Latin"),
        ("cups", "many " * 100, "doesn't fit the box of `tea.favorite.cups`", "shorten"),
        ("favorite.notes", "many " * 400, "doesn't fit the box", "shorten"),
        ("favorite.notes", "x" * 100_000, "100,000 characters", "shorten"),
        ("favorite.notes", "x\n" * 60_000, "doesn't fit the box", "shorten"),
    ],
    ids=range(9),
)
def test_a_cell_that_cannot_be_filled_in_is_told_of_and_the_other_rows_are_written(
    packet: Path, tmp_path: Path, column: str, cell: str, what: str, remedy: str
) -> None:
    table = f'name,{column}\nAnn,\n"Bob",\n"Cy","{cell}"\nDee,\n'
    summary = write(packet, tmp_path, table)
    (problem,) = summary.problems
    assert problem.where.line == 4
    assert what in problem.what
    assert remedy in problem.remedy
    assert written(tmp_path) == ["1-Ann.pdf", "2-Bob.pdf", "4-Dee.pdf"]


# The first and the last character of every run that Unicode calls ignorable.
INVISIBLE = [chr(code) for run in typography.INVISIBLE for code in sorted({*run})]


def test_characters_without_a_look_are_filled_in_and_not_drawn(
    packet: Path, tmp_path: Path
) -> None:
    cells = [f"Ri{char}ver" for char in INVISIBLE]
    rows = "".join(f'{cell},"{cell}\nside"\n' for cell in cells)
    summary = write(packet, tmp_path, f"name,favorite.notes\n{rows}", pattern="{name} {row}")
    assert summary.problems == ()
    names = [f"River {n:02}.pdf" for n in range(1, len(cells) + 1)]
    assert written(tmp_path) == names
    plain, *others = names
    for name, cell in zip(names, cells, strict=True):
        assert read(tmp_path / "out" / name)["tea.about.name"] == cell
    for name in (plain, others[9], others[-1]):
        words = drawn(tmp_path / "out" / name, tmp_path).split()
        assert words.count("River") == 3
        assert "side" in words


def test_a_cell_with_nothing_to_see_leaves_its_field_as_it_is(packet: Path, tmp_path: Path) -> None:
    rows = "Ann,\u200b,\ufeff \n\u200b,\u200b\nBob,\xad\n"
    summary = write(packet, tmp_path, f"name,cat,taste\n{rows}")
    assert summary.problems == ()
    assert written(tmp_path) == ["1-Ann.pdf", "2-Bob.pdf"]
    values = read(tmp_path / "out" / "1-Ann.pdf")
    blank = read(packet)
    assert values.keys() - blank.keys() == {"tea.about.name", "picnic.about.name"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "is_ticked"),
    [
        *((cell, True) for cell in ("WAHR", "VRAI", "Oui", "✓", "✔\ufe0f", "X", "y", "Yes\u200b")),
        *((cell, True) for cell in ("sí", "SI\u0301", "Verdadero", "ja", "ИСТИНА", "☑", '="1"')),
        *((cell, False) for cell in ("FALSCH", "faux", "Não", "n", "NO", "☐", "0", "ЛОЖЬ")),
        *((cell, None) for cell in ("✗", "?", "maybe", "-", "yes and no")),
    ],
)
def test_a_box_is_ticked_by_words_and_signs_of_many_languages(
    packet: Path, tmp_path: Path, cell: str, is_ticked: bool | None
) -> None:
    quoted = cell.replace('"', '""')
    summary = write(packet, tmp_path, f'name,company.cat\nAnn,"{quoted}"\n')
    if is_ticked is None:
        (problem,) = summary.problems
        assert "`company.cat` is a box to tick" in problem.what
        return
    assert summary.problems == ()
    values = read(tmp_path / "out" / "1-Ann.pdf")
    assert values.get("tea.pick.company.cat", "") == ("yes" if is_ticked else "")


def test_all_mistakes_of_a_row_are_told_of(packet: Path, tmp_path: Path) -> None:
    long = "many " * 100
    table = f"name,taste,cat,cups\nAnn,sour,maybe,{long}\nBob\n,,,,5\n"
    summary = write(packet, tmp_path, table)
    assert [line for line, _ in told(summary)] == [2, 2, 2, 4]
    assert written(tmp_path) == ["2-Bob.pdf"]


def test_strange_spaces_are_drawn_as_spaces(packet: Path, tmp_path: Path) -> None:
    write(
        packet, tmp_path, "favorite.notes\nmilk\u2003first\u3000then\u200atea\n", pattern="x{row}"
    )
    assert "milk first then tea" in drawn(tmp_path / "out" / "x1.pdf", tmp_path)


# A form of another shape


def test_a_single_worksheet_is_filled_as_a_packet_is(built: Path, tmp_path: Path) -> None:
    form = built / "dist" / "tools" / "self-reflection" / "self-reflection.pdf"
    summary = write(form, tmp_path, "organization,partner,date,financial.rating\nA,B,C,Strong\n")
    assert summary.problems == ()
    (path,) = (tmp_path / "out").iterdir()
    assert read(path) == {
        "self-reflection.about.organization": "A",
        "self-reflection.about.partner": "B",
        "self-reflection.about.date": "C",
        "self-reflection.financial.rating": "strong",
    }
    assert viewers.complaints(path) == {}
    assert [str(r) for r in verapdf.validate([path]).values() if r.failures] == []


def test_a_row_of_many_values_is_read_back_whole(packet: Path, tmp_path: Path) -> None:
    blank = plan.of_pdf(packet.read_bytes(), packet)
    given = {}
    for field in blank.fields.values():
        match field.value_type.name:
            case "choice":
                given[field.id] = field.value_type.states[0]
            case "check":
                given[field.id] = "yes"
            case _:
                given[field.id] = "Žď"
    table = ",".join(given) + "\n" + ",".join(given.values()) + "\n"
    assert write(packet, tmp_path, table).problems == ()
    (path,) = (tmp_path / "out").iterdir()
    assert read(path) == given
    assert viewers.complaints(path) == {}


# The benchmark


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_mail_merge", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_benchmark_measures_three_rows(
    packet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark().main([str(packet), "--rows", "3", "--rounds", "1"]) == 0
    out = capsys.readouterr().out
    assert "| a row of `mail_merge.write`" in out
    assert "times the cost of copying" in out
    assert "times as fast as pypdf" in out
