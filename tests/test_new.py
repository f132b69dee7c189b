"""`partnertools new`: a toolkit to begin with is complete, and nothing is overwritten."""

import re
from pathlib import Path

import pytest

from partnertools import cli, source
from partnertools.model.prompt import Prompt
from partnertools.model.prompts import CELLS, KINDS
from partnertools.model.toolkit import all_blocks
from partnertools.problems import UserError
from partnertools.source import keys


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    assert cli.main(["new", str(tmp_path / "kit"), "--quiet"]) == 0
    return tmp_path / "kit"


def written(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_toolkit_has_every_kind_of_control_and_nothing_to_complain_of(kit: Path) -> None:
    toolkit = source.read(kit / "content")
    assert toolkit.notes == ()
    [tool] = toolkit.tools
    prompts = [block for block, _ in all_blocks(tool) if isinstance(block, Prompt)]
    assert {prompt.kind for prompt in prompts} == set(KINDS)
    text = tool.where.path.read_text("utf-8")
    # A column whose kind is not named takes a short answer.
    assert {*re.findall(r"kind=([\w-]+)", text), "short-answer"} == set(CELLS)
    assert len(toolkit.guides) == len(toolkit.packets) == len(toolkit.scales) == 1


def test_every_key_of_a_toolkit_is_in_the_new_one_with_what_it_is(kit: Path) -> None:
    path = kit / "content" / "toolkit.yaml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}qqqqqqqqqqqqqqqq: 1\n", "utf-8")
    with pytest.raises(UserError) as error:
        source.read(kit / "content")
    [problem] = error.value.problems
    known = re.findall(r"`([\w-]+)`", problem.remedy)
    assert len(known) > 10
    explained = re.findall(r"^# [A-Z].*\n(?:# [^\n]*\n)*?(?:# )?([\w-]+): ", text, re.M)
    assert sorted(explained) == sorted(known)
    said = {}
    for part in text.split("\n\n")[1:]:
        *comment, line = (line.removeprefix("# ") for line in part.strip().splitlines())
        said[line.partition(":")[0]] = " ".join(comment)
    assert said.keys() == keys.TOOLKIT.keys()
    for name, key in keys.TOOLKIT.items():
        # The starter may say more.
        assert said[name].startswith(key.about), name


def test_a_worksheet_and_a_packet_are_added_without_a_complaint(
    kit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(kit)
    for words in (["worksheet", "second-day"], ["worksheet", "2024"], ["packet", "all"]):
        assert cli.main(["new", *words, "--root", str(kit)]) == 0
    toolkit = source.read(kit / "content")
    assert toolkit.notes == ()
    assert {tool.title for tool in toolkit.tools} == {"First day", "Second day", "2024"}
    [everything] = [packet for packet in toolkit.packets if packet.slug == "all"]
    assert everything.contents == ("tools/2024", "tools/first-day", "tools/second-day")
    assert before.items() <= written(kit).items()
    assert f"{kit}/content/tools/second-day.md: edit it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["new", "kit"], "kit: there is something already; name a folder that is new or empty"),
        (["new", "worksheet", "first-day", "--root", "kit"],
         "kit/content/tools/first-day.md: there is one already; take another slug"),
        (["new", "packet", "welcome", "--root", "kit"],
         "kit/content/packets/welcome.yaml: there is one already; take another slug"),
        (["new", "worksheet", "Zweiter Tag", "--root", "kit"],
         "kit/content/tools/Zweiter Tag.md: `Zweiter Tag` can't be a slug; "
         "use lower-case letters, digits and single hyphens, such as `zweiter-tag`"),
        (["new", "worksheet", "Łódź: größer", "--root", "kit"],
         "kit/content/tools/Łódź: größer.md: `Łódź: größer` can't be a slug; "
         "use lower-case letters, digits and single hyphens, such as `lodz-grosser`"),
        (["new", "worksheet", "tea"],
         ".: there is no toolkit in this folder; go to one, name it with `--root`, "
         "or begin one with `partnertools new FOLDER`"),
    ],
)  # fmt: skip
def test_what_is_there_stays_and_what_is_refused_is_said(
    words: list[str],
    message: str,
    kit: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(kit.parent)
    before = written(kit)
    assert cli.main(words) == 1
    assert capsys.readouterr().err.splitlines()[0] == message
    assert written(kit.parent) == before


def test_a_packet_wants_a_worksheet_first(kit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kit / "content" / "tools" / "first-day.md").unlink()
    assert cli.main(["new", "packet", "all", "--root", str(kit)]) == 1
    assert "there is no worksheet to put into it" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["worksheet"], ["packet"], ["kit", "more"]])
def test_other_words_are_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        cli.main(["new", *words])
    assert error.value.code == 2


def test_the_command_that_comes_next_can_be_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "my été kit"]) == 0
    assert capsys.readouterr().out.endswith("Next: partnertools serve --root 'my été kit'\n")
