"""Compare: returned copies of worksheets -> where a group differs, read in the page alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

import sites
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import Filler
from partnertools.render import comparison
from tools import node
from tools.browser import axe, serve, watch

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts" / "compare"
VECTORS = json.loads(
    (sites.REPOSITORY / "formats" / "vectors" / "comparing.json").read_text("utf-8")
)
TOOLKIT = sites.toolkit(sites.TINY)
TEA = next(tool for tool in TOOLKIT.tools if tool.slug == "tea")
TASTES = ["bitter", "drinkable", "heavenly"]


# Figures


@pytest.mark.parametrize("case", VECTORS["tallies"], ids=lambda case: case["case"])
def test_answers_are_counted_as_the_vectors_say(case: dict[str, Any]) -> None:
    found = node.call(SCRIPTS / "statistics.js", "tally", VECTORS["options"], case["picked"])
    assert round(found.pop("consensus"), 3) == case["consensus"]
    del found["levels"], found["beside"]
    assert found == {key: case[key] for key in found}
    assert len(found) == 7


# Copies, as people send them back


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sends back."""

    name: str
    data: bytes

    def payload(self) -> Any:
        return {"name": self.name, "mimeType": "application/octet-stream", "buffer": self.data}


@cache
def blank(path: Path) -> tuple[bytes, Filler]:
    data = path.read_bytes()
    return data, Filler(plan.of_pdf(data, path))


def full(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {f"tea.{name}": value for name, value in answers.items()}


def pdf(dist: Path, name: str, answers: Mapping[str, Any]) -> Sent:
    data, filler = blank(dist / "tools" / "tea" / "tea.pdf")
    return Sent(name, data + filler.update(len(data), full(answers)))


def answer_file(name: str, answers: Mapping[str, Any], **about: Any) -> Sent:
    said = {"tool": "tea", "version": TEA.version, "language": "en", **about}
    return Sent(name, json.dumps({"format": 1, **said, "answers": full(answers)}).encode())


def person(who: str, taste: str, skill: str = "", notes: str = "", **more: Any) -> dict[str, Any]:
    return {"about.name": who, "pick.taste": taste, "pick.skill": skill, "pick.notes": notes} | more


@pytest.fixture(scope="module")
def tiny_origin(tiny: Path) -> Iterator[str]:
    with serve(tiny / "dist") as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, tiny_origin: str) -> Iterator[Page]:
    page = context.new_page()
    watched = watch(page, tiny_origin)
    page.goto(f"{tiny_origin}/compare/index.html")
    yield page
    assert str(watched) == "nothing"


def add(page: Page, *files: Sent) -> str:
    """Add files, and return what the page says of them."""
    page.locator("[data-note=read]").evaluate_all("all => all.forEach(note => note.remove())")
    page.locator("[data-part=files]").set_input_files([file.payload() for file in files])
    said = page.locator("[data-note=read]")
    said.wait_for()
    return said.inner_text()


def question(page: Page, title: str) -> Locator:
    return page.locator(
        ".report .question", has=page.get_by_role("heading", name=title, exact=True)
    )


def marks(part: Locator) -> dict[str, list[str]]:
    """Return the names on the levels of a strip."""
    return dict(
        part.locator(".strip").first.evaluate(
            "strip => [...strip.children].map(level => ["
            "level.querySelector('.strip-level').firstChild.textContent,"
            "[...level.querySelectorAll('.marks li')].map(mark => mark.textContent)])"
        )
    )


def rows(table: Locator) -> list[list[str]]:
    found: list[list[str]] = table.locator("tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def problems(page: Page) -> dict[str, str]:
    found = rows(page.locator("table", has_text="What was not read, and why"))
    return {file: what for file, what, _ in found[1:]}


def saved(page: Page, action: str) -> str:
    with page.expect_download() as download:
        page.locator(f'[data-action="{action}"]').click()
    return download.value.path().read_text("utf-8")


def table_named(page: Page, label: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return download.value.path().read_bytes().decode("utf-8-sig")


def levels(title: str, tool: str = "tea") -> list[str]:
    described = comparison.describe(TOOLKIT)["worksheets"]
    [worksheet] = [one for one in described if one["id"] == tool]
    [found] = [one for one in worksheet["questions"] if one["title"] == title]
    return [option["label"] for option in found["options"] if not option.get("offScale")]


# The report


def test_a_group_sees_where_it_differs_the_widest_gap_first(page: Page, tiny: Path) -> None:
    dist = tiny / "dist"
    said = add(
        page,
        pdf(dist, "a.pdf", person("Ana", "bitter", "drinkable", "It is too hot.")),
        pdf(dist, "b.pdf", person("Ben", "heavenly", "heavenly")),
        answer_file(
            "c.json", person("Chen", "heavenly", "heavenly", **{"pick.sweetener": "honey"})
        ),
    )
    assert said == "3 copies read from 3 files."
    low, middle, high = levels("Taste")
    differ = page.locator(
        ".report section", has=page.get_by_role("heading", name="Where we differ")
    )
    assert differ.locator("h4").all_inner_texts() == ["Taste", "Skill"]
    taste = question(page, "Taste")
    assert marks(taste) == {low: ["Ana"], middle: [], high: ["Ben", "Chen"]}
    assert taste.locator(".gap").inner_text() == (
        f"3 answers, 2 levels apart. In the middle: {high}."
    )
    assert (
        question(page, "Skill").locator(".gap").inner_text().startswith("3 answers, 1 level apart.")
    )
    found = rows(taste.locator("table"))
    assert [row[:2] for row in found[1:]] == [["Ana", low], ["Ben", high], ["Chen", high]]
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert axe(page) == []
