"""Names of the files of a mail merge, and what becomes of those that cannot be written."""

from pathlib import Path

import pytest

from partnertools.answers import mail_merge
from partnertools.problems import UserError
from tools import disks
from tools.merging import read, saved, told, write, written


@pytest.fixture(scope="module")
def packet(tiny: Path) -> Path:
    """Return a packet of two tools, with fields of every kind."""
    return tiny / "dist" / "packets" / "afternoon.pdf"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("a/b\\c", "a-b-c"),
        ('<a>:"b"|c?*', "a---b--c"),
        ("../../etc/passwd", "etc-passwd"),
        ("/etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("Inc. ", "Inc"),
        ("a\nb\tc", "a b c"),
        ("a\x01b\u202ec\u200bd\xad\ufeff", "a-bcd"),
        ("Cafe\u0301", "Café"),
        ("Con Air", "Con Air"),
        ("Null", "Null"),
        ("x" * 300, "x" * 116),
        ("日" * 300, "日" * 78),
    ],
    ids=range(13),
)
def test_a_name_is_made_safe_for_every_system(
    packet: Path, tmp_path: Path, cell: str, name: str
) -> None:
    quoted = cell.replace('"', '""')
    summary = write(packet, tmp_path, f'file,name\n"{quoted}",Ann\n', pattern="{file}")
    assert summary.problems == ()
    assert written(tmp_path) == [f"{name}.pdf"]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("", "the name of its file is empty"),
        (" / ", "the name of its file is empty"),
        ("...", "the name of its file is empty"),
        ("con", "which Windows reserves for a device"),
        ("PRN.", "which Windows reserves for a device"),
        ("Aux.letter", "which Windows reserves for a device"),
        ("nul", "which Windows reserves for a device"),
        ("COM1", "which Windows reserves for a device"),
        ("lpt9 .txt", "which Windows reserves for a device"),
        ("COM²", "which Windows reserves for a device"),
        ("ANN", "its file would be named `ANN.pdf`, as that of the row on line 2"),
        ("A\u200bn\xadn\ufe0f", "its file would be named `Ann.pdf`, as that of the row on line 2"),
    ],
    ids=range(12),
)
def test_a_row_without_a_name_of_its_own_is_told_of_and_the_others_are_written(
    packet: Path, tmp_path: Path, cell: str, what: str
) -> None:
    summary = write(packet, tmp_path, f"file,name\nAnn,1\n{cell},2\nBob,3\n", pattern="{file}")
    assert told(summary)[0][0] == 3
    assert what in told(summary)[0][1]
    assert "{row}" in summary.problems[0].remedy
    assert written(tmp_path) == ["Ann.pdf", "Bob.pdf"]


def test_names_that_some_systems_take_for_one_are_doubled(packet: Path, tmp_path: Path) -> None:
    summary = write(packet, tmp_path, "name\nStraße\nSTRASSE\nCafé\nCafe\u0301\n", pattern="{name}")
    assert [line for line, _ in told(summary)] == [3, 5]
    assert summary.written == 2


def test_a_table_in_place_of_the_folder_stays(packet: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("name\nAnn\n", encoding="utf-8")
    with pytest.raises(UserError, match="could not be created"):
        mail_merge.write(packet.read_bytes(), table, table)
    assert table.read_text("utf-8") == "name\nAnn\n"


def test_the_number_of_a_row_has_as_many_digits_as_the_last(packet: Path, tmp_path: Path) -> None:
    write(packet, tmp_path, "name\n" + "Ann\n" * 10, pattern="{name} {row}")
    assert written(tmp_path)[::9] == ["Ann 01.pdf", "Ann 10.pdf"]


@pytest.mark.parametrize(
    ("pattern", "what", "remedy"),
    [
        ("{nam}", "asks for `{nam}`, which is no column", "did you mean `name`?"),
        ("{name", "has “{” (U+007B)", "{column}"),
        ("{}", "asks for `{}`", "`name`"),
        ("sub/{name}", "has “/” (U+002F)", "letters"),
        ("..\\{name}", "has “\\” (U+005C)", "letters"),
    ],
)
def test_a_pattern_that_names_no_file_is_refused_and_nothing_is_written(
    packet: Path, tmp_path: Path, pattern: str, what: str, remedy: str
) -> None:
    with pytest.raises(UserError) as caught:
        write(packet, tmp_path, "name\nAnn\n", pattern=pattern)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert remedy in problem.remedy
    assert not (tmp_path / "out").exists()


# Files


def test_files_that_are_there_are_replaced(packet: Path, tmp_path: Path) -> None:
    write(packet, tmp_path, "name\nAnn\n")
    before = (tmp_path / "out" / "1-Ann.pdf").read_bytes()
    write(packet, tmp_path, "name,date\nAnn,1 May\n")
    assert (tmp_path / "out" / "1-Ann.pdf").read_bytes() != before
    assert written(tmp_path) == ["1-Ann.pdf"]


def test_a_file_that_cannot_be_written_is_told_of_and_leaves_nothing(
    packet: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / "1-Ann.pdf").mkdir(parents=True)
    summary = write(packet, tmp_path, "name\nAnn\nBob\n")
    assert [line for line, _ in told(summary)] == [2]
    assert "can't be written" in summary.problems[0].what
    assert written(tmp_path) == ["1-Ann.pdf", "2-Bob.pdf"]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_ends_the_run_is_told_of_once_and_leaves_nothing_half_written(
    packet: Path, tmp_path: Path, jobs: int
) -> None:
    size = packet.stat().st_size
    table = saved(tmp_path, "name\n" + "Ann\n" * 500)
    out = tmp_path / "out"
    out.mkdir()
    with disks.full(out, room=3 * size, largest=size // 2) as is_disk:
        summary = mail_merge.write(packet.read_bytes(), table, out, jobs=jobs)
        assert summary.written in ((1, 2) if is_disk else (0,))
        (problem,) = summary.problems
        assert problem.where.path == table
        assert "and what comes after it can't be written (" in problem.what
        assert "make room on the disk" in problem.remedy
        assert len(written(tmp_path)) == summary.written
        assert all(read(path) for path in out.iterdir())


def test_a_folder_that_cannot_be_made_is_refused(packet: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UserError, match="the folder could not be created"):
        write(packet, tmp_path, "name\nAnn\n")


def test_a_table_or_pdf_that_cannot_be_read_writes_nothing(packet: Path, tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes("name\nJosé\n".encode("latin-1"))
    with pytest.raises(UserError, match=r"latin\.csv:2: byte E9 is not UTF-8"):
        mail_merge.write(packet.read_bytes(), latin, tmp_path / "out")
    with pytest.raises(UserError, match="it is not a PDF, or broken"):
        mail_merge.write(latin.read_bytes(), saved(tmp_path, "name\nAnn\n"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
