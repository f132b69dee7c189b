"""What is published is written down beside the content, and an id that goes is noticed."""

from collections.abc import Callable
from pathlib import Path

import pytest

import sites
from partnertools import cli, source
from partnertools.problems import UserError
from partnertools.source import accepted
from partnertools.source.sources import ACCEPTED

TEA = "tools/tea.md"
Edit = Callable[[str, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose content is accepted."""
    sites.project(tmp_path)
    assert cli.main(["accept", "--quiet", "--root", str(tmp_path)]) == 0
    return tmp_path


@pytest.fixture
def edit(root: Path) -> Edit:
    def change(old: str, new: str) -> None:
        path = root / "content" / TEA
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


def file(root: Path) -> str:
    return (root / "content" / ACCEPTED).read_text("utf-8")


def messages(root: Path) -> list[str]:
    try:
        source.read(root / "content")
    except UserError as error:
        return sites.messages(error, root)
    return []


def test_the_content_of_the_repository_is_accepted() -> None:
    folder = sites.REPOSITORY / "content"
    now = accepted.written(source.read(folder), accepted.read(folder))
    assert now == file(sites.REPOSITORY), "read what has changed, then run `build.py accept`"


def test_who_mends_a_sentence_has_nothing_to_accept(root: Path, edit: Edit) -> None:
    before = file(root)
    edit("It has its own cup.", "Coffee has a cup of its own.")
    assert cli.main(["accept", "--quiet", "--root", str(root)]) == 0
    assert file(root) == before


def test_a_new_name_of_a_field_is_accepted_by_one_command(root: Path, edit: Edit) -> None:
    edit("Favorite tea", "The tea you like best")
    assert messages(root) == []
    assert "The tea you like best" not in file(root)
    assert cli.main(["accept", "--quiet", "--root", str(root)]) == 0
    assert "The tea you like best" in file(root)


def test_a_field_that_goes_is_noticed_until_the_version_is_raised(root: Path, edit: Edit) -> None:
    edit(":id: favorite.cups", ":id: favorite.cup")
    [message] = messages(root)
    assert "the field `favorite.cups` was published, and is gone; did you mean `favorite.cup`?" in (
        message
    )
    assert cli.main(["accept", "--quiet", "--root", str(root)]) == 1
    edit("version: 2", "version: 3")
    assert messages(root) == []
    assert cli.main(["accept", "--quiet", "--root", str(root)]) == 0
    assert "retired:\n  - favorite.cups\n" in file(root)


def test_the_id_of_a_field_that_is_no_longer_asked_stays_taken(root: Path, edit: Edit) -> None:
    edit(":id: favorite.cups", ":id: favorite.cup")
    edit("version: 2", "version: 3")
    assert cli.main(["accept", "--quiet", "--root", str(root)]) == 0
    edit(":id: favorite.notes", ":id: favorite.cups")
    edit("version: 3", "version: 4")
    assert messages(root) == [
        "tools/tea.md:38: the id `favorite.cups` was published for a field that is no longer"
        " asked; give the new field another one"
    ]


def test_a_choice_that_goes_is_noticed(root: Path, edit: Edit) -> None:
    edit("[Honey]{#honey}", "[Honey]{#hony}")
    [message] = messages(root)
    assert "the choice `honey` of `pick.sweetener` was published, and is gone" in message


def test_a_damaged_file_is_named(root: Path) -> None:
    (root / "content" / ACCEPTED).write_text("- tea\n", "utf-8")
    [message] = messages(root)
    assert message.startswith("accepted.yaml: it can't be read as a list of what is published")
