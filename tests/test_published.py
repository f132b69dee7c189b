"""What is published is written down beside the content, and an id that goes is noticed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sites
from partnertools import cli, source
from partnertools.source import published
from partnertools.source.sources import PUBLISHED

TEA = "tools/tea.md"
Edit = Callable[[str, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose content is published."""
    sites.project(tmp_path)
    assert cli.main(["release", "--quiet", "--root", str(tmp_path)]) == 0
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
    return (root / "content" / PUBLISHED).read_text("utf-8")


def written(root: Path) -> Any:
    return json.loads(file(root))["published"]


def release(root: Path, *words: str) -> int:
    return cli.main(["release", "--quiet", "--root", str(root), *words])


def follow(root: Path, message: str) -> int:
    """Run the command that a remedy names."""
    found = re.search(r"`release (--retire \S+)`$", message)
    assert found
    return release(root, *found[1].split())


def test_the_content_of_the_repository_is_written_down() -> None:
    folder = sites.REPOSITORY / "content"
    now = published.write(source.read(folder), published.read(folder))
    assert now == file(sites.REPOSITORY), "read what has changed, then run `build.py release`"


def test_who_mends_a_sentence_has_nothing_to_release(root: Path, edit: Edit) -> None:
    before = file(root)
    edit("It has its own cup.", "Coffee has a cup of its own.")
    assert release(root) == 0
    assert file(root) == before


def test_a_new_name_of_a_field_is_released_by_one_command(root: Path, edit: Edit) -> None:
    edit("Favorite tea", "The tea you like best")
    assert sites.mistakes(root) == []
    assert "The tea you like best" not in file(root)
    assert release(root) == 0
    assert "The tea you like best" in file(root)


def test_a_field_that_goes_is_noticed_until_the_version_is_raised(root: Path, edit: Edit) -> None:
    edit(":id: favorite.cups", ":id: favorite.cup")
    [message] = sites.mistakes(root)
    assert "the field `favorite.cups` was published, and is gone; did you mean `favorite.cup`?" in (
        message
    )
    assert release(root) == 1
    edit("version: 2", "version: 3")
    assert sites.mistakes(root) == []
    assert release(root) == 0
    assert written(root)["tools/tea"]["retired"] == ["favorite.cups"]


def test_the_id_of_a_field_that_is_no_longer_asked_stays_taken(root: Path, edit: Edit) -> None:
    edit(":id: favorite.cups", ":id: favorite.cup")
    edit("version: 2", "version: 3")
    assert release(root) == 0
    edit(":id: favorite.notes", ":id: favorite.cups")
    edit("version: 3", "version: 4")
    assert sites.mistakes(root) == [
        "tools/tea.md:38: the id `favorite.cups` was published for a field that is no longer"
        " asked; give the new field another one"
    ]


def test_a_choice_that_goes_is_noticed(root: Path, edit: Edit) -> None:
    edit("[Honey]{#honey}", "[Honey]{#hony}")
    [message] = sites.mistakes(root)
    assert "the choice `honey` of `pick.sweetener` was published, and is gone" in message


def test_a_field_that_takes_another_kind_of_answer_is_noticed(root: Path, edit: Edit) -> None:
    edit("```{short-answer} Cups a day", "```{date} Cups a day")
    edit(":id: favorite.cups\n:width: half", ":id: favorite.cups")
    [message] = sites.mistakes(root)
    assert message.startswith("tools/tea.md:33: the field `favorite.cups` was published as a text")
    edit("version: 2", "version: 3")
    assert sites.mistakes(root) == []
    assert release(root) == 0
    assert sites.mistakes(root) == []


def test_a_page_that_goes_is_noticed_until_it_is_retired(root: Path) -> None:
    (root / "content" / "packets" / "afternoon.yaml").unlink()
    [message] = sites.mistakes(root)
    assert message.startswith("published.json: `packets/afternoon` was published, and is gone;")
    assert release(root) == 1
    assert follow(root, message) == 0
    assert sites.mistakes(root) == []
    assert written(root)["packets/afternoon"] == {"is_gone": True}


def test_a_page_under_another_name_is_recognized(root: Path) -> None:
    packets = root / "content" / "packets"
    (packets / "afternoon.yaml").rename(packets / "afternoons.yaml")
    [message] = sites.mistakes(root)
    assert "did you mean `packets/afternoons`? Keep the old name, or" in message
    (packets / "afternoons.yaml").rename(packets / "afternoon.yaml")
    assert sites.mistakes(root) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("minutes: 15\n", "minutes: 15\nopenning: none\n"),
        ("minutes: 15\n", "minutes: 15\nopening: nobody\n"),
        (":id: favorite.notes\n", ":idd: favorite.notes\n"),
    ],
)
def test_of_what_a_mistake_may_have_cost_nothing_is_said_to_be_gone(
    root: Path, edit: Edit, before: str, now: str
) -> None:
    edit(before, now)
    [message] = sites.mistakes(root)
    assert f"{TEA}:" in message
    assert "published" not in message


def test_a_mistake_in_the_opening_is_not_told_of_each_worksheet(root: Path) -> None:
    opening = root / "content" / "opening.md"
    text = opening.read_text("utf-8")
    opening.write_text(text.replace(":id: ", ":idd: ", 1), "utf-8")
    [message] = sites.mistakes(root)
    assert message.startswith("opening.md:")


def test_a_heading_that_links_may_lead_to_is_noticed(root: Path, edit: Edit) -> None:
    edit("## One line, or several\n", "## Lines\n")
    [message] = sites.mistakes(root)
    assert "the heading `One line, or several` was published with the anchor" in message
    # Either remedy does.
    edit("## Lines\n", "{#one-line-or-several}\n## Lines\n")
    assert sites.mistakes(root) == []
    edit("{#one-line-or-several}\n", "")
    assert follow(root, message) == 0
    assert sites.mistakes(root) == []


def test_ids_of_a_worksheet_that_is_retired_stay_taken(root: Path) -> None:
    folder = root / "content" / "tools"
    (folder / "coffee.md").write_bytes((folder / "tea.md").read_bytes())
    assert release(root) == 0
    (folder / "coffee.md").unlink()
    [message] = sites.mistakes(root)
    assert follow(root, message) == 0
    assert "favorite.cups" in written(root)["tools/coffee"]["retired"]
    (folder / "coffee.md").write_bytes((folder / "tea.md").read_bytes())
    [message] = sites.mistakes(root)
    assert "`tools/coffee` was taken back, and answers to its field `about.name`" in message
    # Both remedies work: it is another one, or the same again.
    (folder / "coffee.md").rename(folder / "cocoa.md")
    assert sites.mistakes(root) == []
    (folder / "cocoa.md").rename(folder / "coffee.md")
    path = root / "content" / PUBLISHED
    kept = json.loads(path.read_text("utf-8"))
    del kept["published"]["tools/coffee"]
    path.write_text(json.dumps(kept), "utf-8")
    assert sites.mistakes(root) == []
    assert release(root) == 0
    assert "favorite.cups" in written(root)["tools/coffee"]["fields"]


def test_only_what_was_published_is_retired(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(root, "--retire", "tools/tae") == 1
    assert "`tools/tae` was not published; did you mean `tools/tea`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "place"),
    [("- tea\n", ":1"), ("{\n<<<<<<< HEAD\n", ":2"), ("[]", ""), ('{"published": 3}', "")],
    ids=str,
)
def test_a_damaged_file_is_named(text: str, place: str, root: Path) -> None:
    (root / "content" / PUBLISHED).write_text(text, "utf-8")
    [message] = sites.mistakes(root)
    what = (
        f"published.json{place}: it can't be read as a list of what is published; take it from an"
    )
    assert message.startswith(what)


@pytest.mark.parametrize(
    "said",
    [
        3,
        {"title": 3},
        {"sections": {"pot": 3}},
        {"version": "2"},
        {"fields": ["favorite.tea"]},
        {"fields": {"favorite.tea": "text"}},
        {"fields": {"favorite.tea": {"name": "Tea"}}},
        {"fields": {"favorite.tea": {"kind": "text", "choices": "green"}}},
        {"aliases": "tools/leaf"},
        {"retired": [3]},
        {"contents": {}},
        {"is_gone": "no"},
    ],
    ids=str,
)
def test_a_damaged_entry_is_named(said: object, root: Path) -> None:
    damaged = {"published": {**written(root), "tools/tea": said}}
    (root / "content" / PUBLISHED).write_text(json.dumps(damaged), "utf-8")
    [message] = sites.mistakes(root)
    assert message.startswith("published.json: what it says of `tools/tea` can't be read; take it")


def test_what_a_newer_partnertools_has_written_is_refused(root: Path) -> None:
    newer = {"format": published.FORMAT + 1, "published": written(root)}
    (root / "content" / PUBLISHED).write_text(json.dumps(newer), "utf-8")
    assert sites.mistakes(root) == [
        "published.json: it has the format 2, and 1 is the one known here;"
        " take a newer version of partnertools"
    ]


def test_what_was_written_before_there_were_formats_is_read(root: Path) -> None:
    (root / "content" / PUBLISHED).write_text(json.dumps({"published": written(root)}), "utf-8")
    assert sites.mistakes(root) == []


def rename(root: Path, old: str, new: str) -> None:
    """Give a file of the content another name, and its address of today as an alias."""
    path, slug = root / "content" / old, Path(old).stem
    text = path.read_text("utf-8")
    alias = f"aliases:\n  - {slug}\ntitle:"
    path.write_text(text.replace("title:", alias, 1), "utf-8")
    path.rename(root / "content" / new)
    # Links, cards and packets name it by its name.
    for other in (*root.glob("content/**/*.md"), *root.glob("content/packets/*.yaml")):
        text = other.read_text("utf-8")
        for before, after in (
            (Path(old).name, Path(new).name),
            (f"- tools/{slug}", f"- tools/{Path(new).stem}"),
            (f"{{tool}} {slug}", f"{{tool}} {Path(new).stem}"),
        ):
            text = text.replace(before, after)
        other.write_text(text, "utf-8")


def test_a_page_may_have_another_address_if_the_old_one_leads_there(root: Path) -> None:
    rename(root, "pages/about.md", "pages/us.md")
    rename(root, "packets/afternoon.yaml", "packets/day.yaml")
    assert sites.mistakes(root) == []
    assert release(root) == 0
    assert written(root)["pages/us"]["aliases"] == ["pages/about"]
    # Later, too, the old address must lead somewhere.
    us = root / "content" / "pages" / "us.md"
    us.write_text(us.read_text("utf-8").replace("aliases:\n  - about\n", ""), "utf-8")
    assert sites.mistakes(root) == [
        "published.json: the address `pages/about` was published, and leads nowhere;"
        " put `about` back into `aliases`, or run `release --retire pages/about`"
    ]
    assert release(root, "--retire", "pages/about") == 0
    assert sites.mistakes(root) == []


def test_the_ids_of_a_worksheet_are_not_renamed_unnoticed(root: Path) -> None:
    rename(root, TEA, "tools/brew.md")
    assert sites.mistakes(root) == [
        "tools/brew.md: `tools/tea` was published, and the ids of its answers begin with its name;"
        " keep that name, and change the title; or run `release --retire tools/tea`,"
        " and answers given so far belong to no worksheet any more"
    ]
    assert release(root, "--retire", "tools/tea") == 0
    assert sites.mistakes(root) == []
