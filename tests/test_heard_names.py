"""What screen readers go by: in Firefox's tree and in Chromium's each control has its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path

import pytest

import sites
from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Tool
from tools import covering, screen_reader
from tools.accessible_names import ANSWERS, answers, answers_in_pdf, in_frame, nameless
from tools.browser import serve
from tools.screen_reader import Desktop, Maker, Node

TOOLS = {tool.slug: tool for tool in sites.toolkit(sites.HEARD).tools}
MAKERS: tuple[Maker, ...] = ("firefox", "chromium")
SPOILT = "spoilt.html"

every_maker = pytest.mark.parametrize("maker", MAKERS)


def expected(tool: Tool) -> list[str]:
    """Return the names of a worksheet's places for an answer, in the order of reading."""
    return [name for one in fields.of_tool(tool) for name in _names(one)]


def _names(one: Field) -> list[str]:
    if one.value_type.name == "choice":
        return [f"{one.name}: {option.label}" for option in one.options]
    return [f"{one.name} (required)" if one.required else one.name]


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    """Start a screen on which trees are looked at, and nothing is said."""
    with screen_reader.desktop(has_orca=False) as screen:
        yield screen


@pytest.fixture(scope="module")
def trees(
    desktop: Desktop, dist: Path, heard: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Maker], list[Node]]:
    """Return what opens pages in frames of one page, each named after its address, once.

    Those are pages of the repository's site (`pages_of`), the worksheets of the other site
    (`heard`), and one of them that has lost a label (`spoilt`).
    """
    place = tmp_path_factory.mktemp("trees")
    (place / "dist").symlink_to(dist, target_is_directory=True)
    (place / "heard").symlink_to(heard, target_is_directory=True)
    page = (heard / "tools" / "pace" / "index.html").read_text(encoding="utf-8")
    spoilt = page.replace('<label for="pace.about.name"', "<label")
    assert spoilt != page
    (place / SPOILT).write_text(spoilt.replace("../../assets/", "heard/assets/"), encoding="utf-8")
    names = [*pages_of(dist), *(f"heard/tools/{slug}/index.html" for slug in TOOLS), SPOILT]
    frames = [f'<iframe src="{escape(name)}" title="{escape(name)}"></iframe>' for name in names]
    whole = f'<!DOCTYPE html><html lang="en"><title>All pages</title>{"".join(frames)}'
    (place / "all.html").write_text(whole, encoding="utf-8")

    @cache
    def open_once(maker: Maker) -> list[Node]:
        with serve(place) as origin:
            return screen_reader.tree(desktop, maker, f"{origin}/all.html")

    return open_once


def pages_of(dist: Path) -> list[str]:
    """Return few of the repository's pages that have all kinds of controls and of pages.

    How a control is named to screen readers depends on its kind: axe asks for the names of all.
    """
    return sorted(covering.a_few(kinds(dist)))


def kinds(dist: Path) -> dict[str, set[tuple[str, ...]]]:
    """Return each page's kinds of controls, and its own kind: where it is, and what it is named."""
    pages = {path.relative_to(dist): path for path in sorted(dist.rglob("*.html"))}
    return {
        f"dist/{name}": {*covering.controls(path), (name.parts[0], name.name)}
        for name, path in pages.items()
    }


@every_maker
def test_every_control_of_every_kind_of_page_has_a_name(
    trees: Callable[[Maker], list[Node]], dist: Path, maker: Maker
) -> None:
    names, every = pages_of(dist), kinds(dist)
    assert len(every) > 40
    assert set().union(*(every[name] for name in names)) == set().union(*every.values())
    pages = {name: in_frame(trees(maker), name) for name in names}
    assert [name for name, nodes in pages.items() if not any(n.role == "link" for n in nodes)] == []
    roles = {node.role for nodes in pages.values() for node in nodes}
    assert roles >= ANSWERS | {"link", "push button"}
    assert {name: found for name, nodes in pages.items() if (found := nameless(nodes))} == {}


@every_maker
def test_every_answer_of_a_page_has_the_name_of_its_field(
    trees: Callable[[Maker], list[Node]], maker: Maker
) -> None:
    for slug, tool in TOOLS.items():
        nodes = in_frame(trees(maker), f"heard/tools/{slug}/index.html")
        # After those of the worksheet comes the choice of paper for the filled PDF.
        assert answers(nodes)[: len(expected(tool))] == expected(tool)


@pytest.mark.parametrize("slug", TOOLS)
def test_every_answer_of_a_pdf_has_the_name_of_its_field_in_firefox(
    desktop: Desktop, heard: Path, slug: str
) -> None:
    # Small enough for all pages to be shown: the viewer makes no fields for the others.
    with serve(heard) as origin:
        pdf = f"{origin}/tools/{slug}/{slug}.pdf#zoom=25"
        nodes = screen_reader.tree(desktop, "firefox", pdf)
    pages = [i for i, node in enumerate(nodes) if node.role == "landmark" and node.name == "Page 1"]
    assert answers_in_pdf(nodes[pages[0] :]) == expected_in_pdf(TOOLS[slug])
    assert all(node.name for node in nodes if node.role == "link")


def expected_in_pdf(tool: Tool) -> list[str]:
    """Return the names of a worksheet's places for an answer, with what explains them."""
    return [name for one in fields.of_tool(tool) for name in _descriptions(one)]


def _descriptions(one: Field) -> list[str]:
    if one.value_type.name == "choice":
        return [f"{one.name}: {option.label}" for option in one.options]
    duty = "Required" if one.required else ""
    return [". ".join(filter(None, (one.name, one.hint, duty)))]


# The judge is judged


@every_maker
def test_a_field_that_has_lost_its_label_is_noticed(
    trees: Callable[[Maker], list[Node]], maker: Maker
) -> None:
    nodes = in_frame(trees(maker), SPOILT)
    assert [found.partition(" ")[0] for found in nameless(nodes)] == ["entry"]
    assert answers(nodes)[0] != expected(TOOLS["pace"])[0]
