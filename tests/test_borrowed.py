"""Rows that a grid takes from another worksheet's ratings: each has its own id and its own name."""

from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.problems import UserError

FRONT = """---
title: {title}
summary: A worksheet.
when: you like tea
version: 1
minutes: 1
opening: none
---
"""
GRID = """
```{grid} Side by side
:id: sums
:row: Tea
:rows-from: ratings

[Ours]{#ours}
: Rating, scale=taste
```
"""


def rating(label: str, ident: str) -> str:
    return f"\n```{{rating}} {label}\n:id: {ident}\n:scale: taste\n```\n"


def cells(root: Path, text: str) -> list[Field]:
    """Return the cells of a grid whose rows are ratings, for which a text stands."""
    sites.project(root)
    tools = root / "content" / "tools"
    (tools / "ratings.md").write_text(FRONT.format(title="Ratings") + text, "utf-8")
    (tools / "sums.md").write_text(FRONT.format(title="Sums") + GRID, "utf-8")
    toolkit = source.read(root / "content")
    return list(fields.of_tool(next(tool for tool in toolkit.tools if tool.slug == "sums")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "\n## Green\n" + rating("How good", "green.good") + "\n## Black\n"
            "" + rating("How strong", "black.strong"),
            [("green", "Green"), ("black", "Black")],
        ),
        (
            "\n## Green\n" + rating("One", "green.one") + rating("Two", "green.two")
            + "\n## Black\n" + rating("Three", "three") + rating("Four", "four")
            + "\n## White\n" + rating("Five", "white.five"),
            [
                ("green-one", "One"),
                ("green-two", "Two"),
                ("three", "Three"),
                ("four", "Four"),
                ("white", "White"),
            ],
        ),
        (rating("One", "one") + rating("Two", "two"), [("one", "One"), ("two", "Two")]),
        (
            "\n## Green\n" + rating("Leaf", "green.leaf") + rating("Cup", "green.cup")
            + "\n## Black\n" + rating("Leaf", "black.leaf") + rating("Water", "black.water"),
            [
                ("green-leaf", "Green: Leaf"),
                ("green-cup", "Cup"),
                ("black-leaf", "Black: Leaf"),
                ("black-water", "Water"),
            ],
        ),
    ],
)  # fmt: skip
def test_each_rating_is_a_row_of_its_own(
    text: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = cells(tmp_path, text)
    assert [(field.id, field.context) for field in found] == [
        (f"sums.sums.{row}.ours", f"{label}: ") for row, label in expected
    ]


def test_rows_that_would_have_one_id_are_a_mistake(tmp_path: Path) -> None:
    text = rating("One", "green.one") + rating("Two", "green.two") + rating("Three", "green-two")
    with pytest.raises(UserError) as caught:
        cells(tmp_path, text)
    assert sites.messages(caught.value, tmp_path) == [
        "tools/sums.md:10: 2 ratings of `ratings` would be rows with the id `green-two`;"
        " give them ids that differ by more"
    ]
