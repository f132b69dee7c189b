"""Every PDF of the build, opened by other people's programs and judged by a second checker."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import sites
from tools import outloud, sheets, tags, viewers

EACH_PAGE_ONCE = sheets.without_repeats(sheets.of_project(sites.REPOSITORY))
# What outloud says of good files of ours, and why it doesn't hold for them. Each is said of one at
# least (the test below asserts it), or it would be taken off the list.
ACCEPTED = {
    "TBL-012": "a cell that is empty to it holds a field",
    "TBL-014": "it measures a table by its text, without its fields; or the lines are of a rubric, "
    "whose levels are the choices of one question",
    "PAG-001": "questions that are asked of every row stand at the top of several pages",
}


@pytest.fixture(scope="module")
def second_opinion(built: Path) -> dict[Path, tuple[outloud.Finding, ...]]:
    return outloud.check([built / "dist" / name for name in EACH_PAGE_ONCE])


@pytest.mark.parametrize("name", EACH_PAGE_ONCE)
def test_a_second_checker_finds_nothing(
    built: Path,
    second_opinion: dict[Path, tuple[outloud.Finding, ...]],
    name: str,
) -> None:
    found = [f for f in second_opinion[built / "dist" / name] if f.rule not in ACCEPTED]
    # Credits name an address as their source gives it.
    home = "www.learningforward.org"
    found = [f for f in found if (f.rule, f.evidence.strip(".”")) != ("LNK-010", home)]
    found = [f for f in found if not is_repeated_head(f, built / "dist" / name)]
    assert not found, "\n".join(map(str, found))


# What stands in a running head beside titles: “Title · Section”, “Page 2 of 5”.
IN_RUNNING_HEADS = re.compile(r"·|Page|of|\d+")


def is_repeated_head(finding: outloud.Finding, path: Path) -> bool:
    """Tell whether what isn't read was read before: a running head, the head of a table."""
    if finding.rule != "TAG-002":
        return False
    said = [word.rstrip(";") for word in finding.evidence.removesuffix("…").split()]
    said = [word for word in said if not IN_RUNNING_HEADS.fullmatch(word)]
    # What the checker quotes may be cut within its last word.
    return len(said) > 1 and {*said[:-1]} <= words_of_heads(path)


# A packet has hundreds of findings.
@cache
def words_of_heads(path: Path) -> set[str]:
    pdf = tags.Tagged(path)
    heads = [item for item in pdf.elements() if re.fullmatch("TH|H[1-4]", item.kind)]
    return {word for head in heads for word in pdf.text_of(head.node).split()}


def test_what_is_accepted_of_the_second_checker_is_said_by_it(
    second_opinion: dict[Path, tuple[outloud.Finding, ...]],
) -> None:
    assert {f.rule for found in second_opinion.values() for f in found} >= set(ACCEPTED)


@pytest.mark.parametrize("name", EACH_PAGE_ONCE)
def test_other_peoples_programs_open_it_without_a_complaint(built: Path, name: str) -> None:
    assert viewers.complaints(built / "dist" / name) == {}


def _read_backwards(pdf: pikepdf.Pdf) -> None:
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Sect":
            element.K = pikepdf.Array(reversed(list(element.K)))


def _without_any_tooltip(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/TU" in item:
            del item["/TU"]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [(_without_any_tooltip, "FRM-001"), (_read_backwards, "ORD-001")],
)
def test_the_second_checker_sees_what_was_spoilt(
    built: Path, tmp_path: Path, spoil: Any, rule: str
) -> None:
    path = tmp_path / "spoilt.pdf"
    with pikepdf.open(built / "dist" / "tools/self-reflection/self-reflection.pdf") as pdf:
        spoil(pdf)
        pdf.save(path)
    assert rule in {finding.rule for finding in outloud.check([path])[path]}
