"""Each mistake of an author has its message, and following the remedy makes the message go."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import sites
from partnertools import source
from partnertools.problems import UserError, choose
from sites import FRONT

FOLDER = sites.TESTS / "mistakes"
# Where the cases of a file are written, but for worksheets.
PLACES = {"packets": "packets/case.yaml", "scales": "scales/case.yaml"}
WHOLE = ("front-matter", *PLACES)


class Case(NamedTuple):
    file: str
    title: str
    bad: str
    messages: list[str]
    mended: str


def cases(path: Path) -> Iterator[Case]:
    """Yield the cases of one file, of which some are whole files."""
    front = "" if path.stem in WHOLE else FRONT
    parts = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.MULTILINE)
    for title, bad, messages, mended in zip(*[iter(parts[:-1])] * 4, strict=True):
        name = title.strip().split("\n")[-1]
        yield Case(path.stem, name, front + bad, messages.splitlines(), front + mended)


CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in cases(path)]


def found(root: Path, file: str, text: str) -> list[str]:
    """Return the messages that a worksheet, or another file, leads to."""
    sites.project(root)
    place = PLACES.get(file, "tools/case.md")
    path = root / "content" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    try:
        source.read(root / "content")
    except UserError as error:
        return [m.removeprefix(f"{place}:") for m in sites.messages(error, root)]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.title}")
def test_a_mistake_has_its_message_and_its_remedy_makes_it_go(case: Case, tmp_path: Path) -> None:
    assert found(tmp_path / "bad", case.file, case.bad) == case.messages
    assert found(tmp_path / "mended", case.file, case.mended) == []
    for message in case.messages:
        for written in re.findall(
            r"write (`[^`]+`|\"[^\"]+\") ?(?!for)", message.rpartition("; ")[2]
        ):
            if "…" not in written:
                assert written[1:-1] in case.mended, message


def test_cases_are_of_every_kind() -> None:
    assert {case.file for case in CASES} == {"controls", "text", *WHOLE}
    assert len({case.bad for case in CASES}) == len(CASES) > 80


@pytest.mark.parametrize("word", ["token", "scalar", "block end", "mapping values", "YAML"])
def test_messages_are_in_the_words_of_authors(word: str) -> None:
    assert not [m for case in CASES for m in case.messages if word in m]


def test_of_many_words_some_are_named_and_the_others_are_counted() -> None:
    known = [f"worksheet-{number}" for number in range(100)]
    remedy = choose("nothing like it", known)
    assert remedy.startswith("use one of `worksheet-0`, `worksheet-1`, ")
    assert remedy.endswith("`worksheet-29`, or of 70 others")
    assert choose("nothing like it", known[:2]) == "use one of `worksheet-0`, `worksheet-1`"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dítě", "dite"),
        ("Příspěvek", "prispevek"),
        ("größe", "groesse"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("abilità", "abilita"),
    ],
)
def test_what_is_meant_is_found_though_ids_have_no_accents(typed: str, meant: str) -> None:
    known = ["date", "hours", "dite", "prispevek", "groesse", "lodz", "smorrebrod", "abilita"]
    assert choose(typed, known) == f"did you mean `{meant}`?"
