"""In: answers to the tiny worksheet. Out: files as people send them back, what Compare says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

import sites
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import Filler
from partnertools.render import comparison
from tools import programs

TOOLKIT = sites.toolkit(sites.TINY)
TEA = next(tool for tool in TOOLKIT.tools if tool.slug == "tea")
TASTES = ["bitter", "drinkable", "heavenly"]


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
    said = {"about.name": who, "pick.taste": taste, "pick.skill": skill, "pick.notes": notes}
    return said | more


def join(files: Sequence[Sent], folder: Path) -> Sent:
    """Return one PDF of several, as qpdf joins them."""
    for one in files:
        (folder / one.name).write_bytes(one.data)
    joined = folder / "all.pdf"
    names = [folder / one.name for one in files]
    qpdf = programs.needs("qpdf")
    assert programs.run([qpdf, "--empty", "--pages", *names, "--", joined]).returncode == 0
    return Sent(joined.name, joined.read_bytes())


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
    described = comparison.worksheets(TOOLKIT)
    [worksheet] = [one for one in described if one["id"] == tool]
    [found] = [one for one in worksheet["questions"] if one["title"] == title]
    return [option["label"] for option in found["options"] if not option.get("offScale")]
