"""The guides for authors: what they give to copy can be copied, what they call known is known."""

import re
from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.model.prompt import Prompt
from partnertools.model.toolkit import all_blocks
from partnertools.problems import UserError
from sites import FRONT

GUIDES = sites.REPOSITORY / "docs" / "content" / "guide"
GUIDE = (GUIDES / "write-a-worksheet.md").read_text("utf-8")
TEXT = (GUIDES / "text.md").read_text("utf-8")


def table(head: str) -> list[list[str]]:
    """Return the cells of a table's rows, by the first words of its first row."""
    rows = TEXT.partition(f"| {head} |")[2].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|(?![^`]*` \|)", r)[1:-1]] for r in rows]


def codes(cell: str) -> list[str]:
    """Return what stands as code in a cell."""
    return [code.strip() for _, code in re.findall(r"(`+)(.+?)\1(?!`)", cell)]


def problems(root: Path, text: str) -> list[str]:
    """Return what is wrong with a worksheet."""
    (root / "content" / "tools" / "case.md").write_text(FRONT + text + "\n", "utf-8")
    try:
        source.read(root / "content")
    except UserError as error:
        return sites.messages(error, root)
    return []


def test_the_worksheet_to_copy_has_no_mistake(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    part = GUIDE.partition("## A worksheet to copy")[2]
    blocks = re.findall(r"^(~~~|```)\w+\n(.*?)^\1$", part, re.MULTILINE | re.DOTALL)
    (root / "content" / "tools" / "first-day.md").write_text(blocks[0][1])
    (root / "content" / "scales" / "sureness.yaml").write_text(blocks[1][1])
    tool = next(t for t in source.read(root / "content").tools if t.slug == "first-day")
    assert sum(isinstance(block, Prompt) for block, _ in all_blocks(tool)) > 5


def test_what_the_guide_calls_known_is_read_and_what_it_calls_unknown_is_named(
    tmp_path: Path,
) -> None:
    root = sites.project(tmp_path / "project")
    unknown = [code for row in table("not known here") for code in codes(row[0])]
    assert len(unknown) > 10
    for code in unknown:
        box = f"{code}\nText\n" if code in (":::", "!!!") else f"Text {code} text"
        written = f"{code} Text" if code.startswith(("-", ">")) else box
        written = "!!! note\n" if code == "!!!" else written
        assert problems(root, written), code
    known = [code for row in table("known here") for code in codes(row[1])]
    assert len(known) > 10
    for code in known:
        if not code.startswith((":", "|")):
            assert problems(root, f"Text.\n\n{code}") == [], code


@pytest.mark.parametrize("sign", ["*", "[", "#", "<"])
def test_a_backslash_prints_the_sign(sign: str, tmp_path: Path) -> None:
    assert problems(sites.project(tmp_path / "project"), f"Text \\{sign}a{sign} text.") == []
