"""Words on a command line -> what is done and said, and an exit status."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sites
from partnertools import __version__, cli


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["biuld"], "invalid choice: 'biuld'"),
        (["check", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["check", "content"], "unrecognized arguments: content"),
        (["build", "--root"], "expected one argument"),
    ],
)
def test_words_that_mean_nothing_end_with_status_2(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("usage: partnertools")
    assert expected in output.err


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"partnertools {__version__}\n"


def notes(said: str) -> list[str]:
    """Return of what the notes on standard error are: nothing else is there."""
    found = [
        re.match(r"note: .*toolkit\.yaml:\d+: `(\w+)` is `", line) for line in said.splitlines()
    ]
    assert all(found)
    return [match[1] for match in found if match]


def test_check_counts_what_it_has_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--root", str(sites.TINY)]) == 0
    output = capsys.readouterr()
    assert output.out == "4 documents with 34 fields: no problems\n"
    assert notes(output.err) == ["contact", "base_url"]


def test_check_writes_nothing(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    assert cli.main(["check", "--root", str(root), "--quiet"]) == 0
    assert sorted(path.name for path in root.iterdir()) == ["content"]


def test_quiet_says_nothing_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--quiet", "--root", str(sites.TINY)]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_does_not_hide_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = sites.project(tmp_path / "project", overlays=(sites.BROKEN / "missing-id",))
    assert cli.main(["check", "--quiet", "--root", str(root)]) == 1
    told, line, mark, count = capsys.readouterr().err.splitlines()
    assert "missing-id.md:9: `id` is missing; add `:id: …`" in told
    assert line == "  9 | ```{short-answer} Name"
    assert mark == "      ^^^^^^^^^^^^^^^^^^^^^^"
    assert count == "1 problem"


def test_a_folder_that_is_no_project_is_a_problem_and_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["build", "--root", str(tmp_path)]) == 1
    output = capsys.readouterr()
    assert "content: there is no such folder; run this in the folder of a toolkit" in output.err
    assert not (tmp_path / "dist").exists()
    # What the remedy says, done.
    assert "`--root`; `partnertools new our-toolkit` begins one" in output.err
    assert cli.main(["new", str(tmp_path / "our-toolkit")]) == 0
    assert cli.main(["check", "--root", str(tmp_path / "our-toolkit")]) == 0


# What it makes has been made for the tiny site.
@pytest.mark.usefixtures("tiny")
def test_the_build_ends_with_one_line_about_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sites.project(tmp_path / "project")
    assert cli.main(["build", "--root", str(root)]) == 0
    output = capsys.readouterr()
    assert notes(output.err) == ["contact", "base_url"]
    match = re.fullmatch(
        r"2 tools, 1 guide, (\d+) PDFs with \d+ pages, (\d+) files in (.+) \(\d+\.\d s\)\n",
        output.out,
    )
    assert match is not None
    files = [path for path in (root / "dist").rglob("*") if path.is_file()]
    assert int(match[1]) == sum(path.suffix == ".pdf" for path in files)
    assert int(match[2]) == len(files)
    assert Path(match[3]) == root / "dist"


def test_python_runs_the_package_in_the_folder_where_it_stands() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "partnertools", "check"],
        cwd=sites.TINY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, notes(ran.stderr)) == (0, ["contact", "base_url"])
    assert ran.stdout == "4 documents with 34 fields: no problems\n"


def run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "partnertools", *map(str, words)]
    return subprocess.run(program, cwd=sites.REPOSITORY, capture_output=True, check=False)


@pytest.mark.slow
def test_a_packet_goes_through_a_pipe_and_what_is_said_of_it_does_not(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    packet = ("packet", "--tools", "picnic", "--root", str(root), "-o")
    for imposition in ((), ("--booklet",)):
        ran = run(*packet, "/dev/stdout", *imposition)
        assert ran.returncode == 0
        assert b" in /dev/stdout" in ran.stderr
        assert cli.main([*packet, str(tmp_path / "packet.pdf"), *imposition]) == 0
        assert ran.stdout == (tmp_path / "packet.pdf").read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_what_cannot_be_written_is_one_problem_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    (root / "dist").write_text("in the way")
    before = sorted(path.name for path in root.iterdir())
    for words in (["build"], ["packet", "--tools", "picnic", "-o", "/dev/full"]):
        assert cli.main([*words, "--root", str(root)]) == 1
        told, last = capsys.readouterr().err.splitlines()
        assert "it can't be written (" in told
        assert last == "1 problem; nothing was written"
    assert sorted(path.name for path in root.iterdir()) == before


@pytest.mark.slow
def test_progress_is_shown_on_a_terminal_and_gone_in_the_end(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    table = tmp_path / "partners.csv"
    table.write_text("basket\nBread\nCake\n")
    ours, theirs = os.openpty()
    words = ["packet", "--tools", "picnic", "--for", table, "-o", tmp_path / "out", "--root", root]
    program = [sys.executable, "-m", "partnertools", *map(str, words)]
    subprocess.run(
        program, cwd=sites.REPOSITORY, stderr=theirs, stdout=subprocess.DEVNULL, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "2 of 2 packets …" in shown
    assert shown.endswith("\r\x1b[K")


def test_fill_names_what_reads_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.pdf"
    assert cli.main(["fill", "tea", str(tmp_path / "partners.csv"), "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert "partners.csv: `fill` takes the answers of one person, and this is a table; run" in told
    assert "`partnertools packet` with `--for`" in told


@pytest.mark.parametrize("paper", ["A4", "a4", "Letter"])
def test_paper_may_have_capitals(paper: str) -> None:
    for words in (["packet", "tea"], ["fill", "tea", "answers.json"]):
        read = cli.parser().parse_args([*words, "--paper", paper, "-o", "out.pdf"])
        assert read.paper == paper.lower()
