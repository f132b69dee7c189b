"""Every mistake in `broken/` is reported, with its place and a remedy, and nothing is written.

Following the remedy makes the message go, and no other comes.
"""

import re
import shutil
from pathlib import Path

import pytest

import sites
from partnertools import cli, source
from partnertools.cache import Cache
from partnertools.problems import UserError
from partnertools.source.readings import Readings

CASES = sorted(path.name for path in sites.BROKEN.iterdir())
# These show only when pages are counted.
OF_THE_BUILD = ["card-of-two-pages"]
OF_THE_CONTENT = [case for case in CASES if case not in OF_THE_BUILD]
# Each of these has `toolkit.yaml`, of which a project has one.
ALONE = [
    "language-of-the-toolkit-itself",
    "language-that-is-no-code",
    "language-without-translations",
    "translation-in-letters-that-paper-lacks",
    "translation-that-gives-two-choices-one-name",
    "translation-with-a-comment",
    "translation-with-another-address",
    "translation-with-braces",
    "translation-with-marks-in-a-label",
    "translation-without-its-quote",
]
TOGETHER = [case for case in OF_THE_CONTENT if case not in ALONE]
# Here it is the file itself that is wrong, not what stands on one of its lines.
OF_THE_FILE = [
    "attached-page",
    "capitals-in-a-slug",
    "card-of-two-pages",
    "catalogue-of-no-language",
    "dots-in-a-slug",
    "file-and-folder",
    "folder-named-like-a-file",
    "folder-of-a-scale",
    "folder-without-index",
    "index-without-folder",
    "picture-of-no-use",
    "suffix-twice",
    "unknown-folder",
    "wrong-suffix",
]


def expected(*cases: str) -> list[str]:
    return [
        message
        for case in cases
        for message in (sites.BROKEN / case / "expected.txt").read_text("utf-8").splitlines()
    ]


def broken(root: Path, *cases: str) -> Path:
    return sites.project(root, overlays=tuple(sites.BROKEN / case for case in cases))


def written(root: Path) -> dict[Path, tuple[bytes, int]]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize("case", OF_THE_CONTENT)
def test_a_mistake_is_reported_with_its_place_and_a_remedy_that_makes_it_go(
    case: str, tmp_path: Path
) -> None:
    root = broken(tmp_path / "project", case)
    # What is right is read once.
    readings = Readings(Cache(tmp_path / "cache"))
    with pytest.raises(UserError) as caught:
        source.read(root / "content", readings=readings)
    assert sites.messages(caught.value, root) == expected(case)
    written = {m: words for m in expected(case) if (words := recommended(m))}
    before = {words: times(words, root) for words in written.values()}
    sites.mend(sites.BROKEN / case, root)
    source.read(root / "content", readings=readings)
    for message, words in written.items():
        assert times(words, root) > before[words], message


def recommended(message: str) -> str:
    """Return what a remedy says word for word, or nothing where it leaves a choice."""
    remedy = message.rpartition("; ")[2]
    found = re.match(
        r"(?:did you mean|name it|rename it to|put (?:a copy|the whole value).* ) ?`([^`…]+)`",
        remedy,
    )
    return found[1] if found else ""


def times(words: str, root: Path) -> int:
    """Count what is written in all files, and their names."""
    paths = sorted(path for path in (root / "content").rglob("*") if path.is_file())
    texts = [path.relative_to(root / "content").as_posix() for path in paths]
    texts += [path.read_text("utf-8", "replace") for path in paths]
    pattern = re.compile(rf"(?<![\w-])(?<!\.\./){re.escape(words)}(?![\w-]|\.\w)")
    return sum(len(pattern.findall(text)) for text in texts)


def test_some_remedies_say_what_to_write() -> None:
    assert sum(map(bool, map(recommended, expected(*OF_THE_CONTENT)))) > 20


def test_all_mistakes_are_reported_in_one_run(tmp_path: Path) -> None:
    root = broken(tmp_path / "project", *TOGETHER)
    with pytest.raises(UserError) as caught:
        source.read(root / "content")
    # Remedies name what is near, or all there is: with more files there is more to name.
    found = [message.rpartition("; ")[0] for message in sites.messages(caught.value, root)]
    alone = [message.rpartition("; ")[0] for message in expected(*TOGETHER)]
    assert sorted(found) == sorted(alone)


@pytest.mark.parametrize("case", CASES)
def test_a_message_names_the_line_unless_the_file_itself_is_wrong(case: str) -> None:
    for message in expected(case):
        place, _, words = message.partition(": ")
        assert bool(re.search(r":[1-9]\d*$", place)) == (case not in OF_THE_FILE)
        what, semicolon, remedy = words.rpartition("; ")
        assert what
        assert semicolon
        assert remedy


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
def test_mistakes_go_to_standard_error_with_status_1_and_leave_dist_as_it_was(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = broken(tmp_path / "project", *TOGETHER)
    fails_and_writes_nothing(command, root)
    output = capsys.readouterr()
    assert output.out == ""
    count = len(expected(*TOGETHER))
    *lines, last = output.err.splitlines()
    # Below a message stands the line that it is about, and a mark below that.
    assert len([line for line in lines if not line.startswith("  ")]) == count
    assert last == f"{count} problems" + ("" if command == "check" else "; nothing was written")


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_what_only_the_build_finds_leaves_dist_as_it_was_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlays = tuple(sites.BROKEN / case for case in OF_THE_BUILD)
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION, overlays)
    fails_and_writes_nothing("build", root)
    output = capsys.readouterr()
    assert output.out == ""
    assert sites.relative(output.err, root).splitlines() == [
        *expected(*OF_THE_BUILD),
        "2 problems; nothing was written",
    ]
    for case in OF_THE_BUILD:
        sites.mend(sites.BROKEN / case, root)
    shutil.rmtree(root / "dist")
    assert cli.main(["build", "--quiet", "--root", str(root)]) == 0


def fails_and_writes_nothing(command: str, root: Path) -> None:
    (root / "dist" / "tools").mkdir(parents=True)
    (root / "dist" / "index.html").write_text("what the last build has written\n")
    (root / "dist" / "tools" / "tea.pdf").write_bytes(b"%PDF\xff\r\n")
    before = written(root)
    assert cli.main([command, "--root", str(root)]) == 1
    assert written(root) == before


def test_one_problem_is_counted_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = broken(tmp_path / "project", "missing-id")
    assert cli.main(["check", "--root", str(root)]) == 1
    assert capsys.readouterr().err.endswith("\n1 problem\n")
