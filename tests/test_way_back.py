"""Forty copies come back, in two rounds: Compare counts them as they are, and takes no harm."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from partnertools.pdf.forms import flatten
from tools.browser import axe, serve, watch
from tools.fillers import FILLERS
from tools.returns import EACH, LEVELS, ROUNDS, Returned, form, returned

# A round of a question: how many picked each of its options, as the page says it.
COUNTED = """part => [...part.querySelectorAll(".strip")].map(strip =>
  [...strip.children].map(level => [
    Number(level.querySelector(".strip-count").textContent),
    level.querySelectorAll(".marks li").length,
  ]))"""
REACHABLE = "main :is(a, button, input, textarea, summary, select)"
# What the keyboard has not reached; a group of radio buttons is one place.
MISSED = """reachable => [...document.querySelectorAll(reachable)].filter(one =>
  one.checkVisibility() && !one.seen && !one.disabled && (one.type !== "radio" || one.checked)
).map(one => one.outerHTML)"""
TITLES = {
    "tea.pick.taste": "Taste",
    "tea.pick.skill": "Skill",
    "tea.pick.sweetener": "Sweetener",
}


@pytest.fixture(scope="module")
def site(tiny: Path) -> Iterator[str]:
    with serve(tiny / "dist") as address:
        yield address


@pytest.fixture(scope="module")
def copies(tiny: Path) -> list[Returned]:
    return list(returned(tiny / "dist" / "tools"))


def add(page: Page, files: list[tuple[str, bytes]]) -> str:
    payloads: list[Any] = [{"name": n, "mimeType": "", "buffer": data} for n, data in files]
    page.locator("[data-part=files]").set_input_files(payloads)
    said = page.locator("[data-note=read]")
    said.wait_for()
    return said.inner_text()


def test_the_copies_are_from_every_program_on_both_papers_and_in_both_rounds(
    copies: list[Returned],
) -> None:
    assert len(copies) == 40
    programs = Counter(copy.program for copy in copies if copy.program)
    assert programs == dict.fromkeys(FILLERS, EACH)
    assert Counter(copy.round for copy in copies) == dict.fromkeys(ROUNDS, 20)
    assert len({copy.name.rpartition(".")[2] for copy in copies}) == 2


def test_the_report_counts_what_was_answered_and_the_widest_gap_stands_first(
    context: BrowserContext, site: str, copies: list[Returned]
) -> None:
    page = context.new_page()
    watched = watch(page, site)
    page.goto(f"{site}/compare/index.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert add(page, [(one.name, one.data) for one in copies]) == "40 copies read from 40 files."
    titles = page.locator(".report h4").all_inner_texts()
    assert titles[0] == "Taste"
    for field, title in TITLES.items():
        part = page.locator(".report .question").nth(titles.index(title))
        options = ("none", "honey") if field.endswith("sweetener") else LEVELS
        expected = []
        for turn in ROUNDS:
            counts = Counter(one.answers.get(field) for one in copies if one.round == turn)
            expected.append([[counts[option]] * 2 for option in options])
        assert part.evaluate(COUNTED) == expected
    taste = page.locator(".report .question").first
    given = [one.answers["tea.pick.taste"] for one in copies if one.round == ROUNDS[1]]
    levels = [LEVELS.index(str(one)) for one in given]
    gap = f"{len(given)} answers, {max(levels) - min(levels)} levels apart."
    expect(taste.locator(".gap").last).to_contain_text(gap)
    for one in copies:
        if notes := one.answers.get("tea.pick.notes"):
            expect(
                page.locator(".report").get_by_text(str(notes), exact=True).first
            ).to_be_attached()
    # What reads the files is the site's own; nothing else is asked of anybody.
    assert {url.removeprefix(site) for url in asked} <= {"/assets/reader.js"}
    assert str(watched) == "nothing"
    assert axe(page) == []
    page.locator("main").evaluate("main => { main.tabIndex = -1; main.focus(); }")
    page.evaluate("addEventListener('focusin', event => { event.target.seen = true; })")
    for _ in range(page.locator(REACHABLE).count()):
        page.keyboard.press("Tab")
    assert page.evaluate(MISSED, REACHABLE) == []


def test_nothing_that_comes_back_runs_or_is_lost_without_a_word(
    context: BrowserContext, site: str, tiny: Path
) -> None:
    def file(who: str, taste: str = "bitter", **about: Any) -> tuple[str, bytes]:
        answers = {"tea.about.name": who, "tea.pick.taste": taste, **about.pop("more", {})}
        said = {"format": 1, "tool": "tea", "version": 2, "language": "en", **about}
        files.append((f"{len(files)}.json", json.dumps({**said, "answers": answers}).encode()))
        return files[-1]

    files: list[tuple[str, bytes]] = []
    formula, markup, turned = '=HYPERLINK("//x")', "<img src=x onerror=alert(1)>", "\u202etrap"
    file(formula, more={"tea.pick.notes": "+1+1"})
    file(markup, "heavenly", more={"tea.pick.notes": f"</script>{markup}"})
    file(turned, "drinkable", more={"tea.pick.notes": "x" * 1_000_000})
    file("Ana", "bitter")
    file("Ana", "heavenly")
    file("Old", "bitter", version=1, more={"tea.pick.gone": "lost"})
    file("Other", tool="coffee")
    blank, filler = form(tiny / "dist" / "tools" / "tea" / "tea.pdf")
    copy = blank + filler.update(len(blank), {"tea.about.name": "Flat"})
    files.append(("flat.pdf", flatten.flatten_pdf(copy)))
    page = context.new_page()
    watched = watch(page, site)
    page.on("dialog", lambda dialog: watched.errors.append(dialog.message))
    page.goto(f"{site}/compare/index.html")
    add(page, files)
    main = page.locator("main")
    expect(main.get_by_text("Which copy counts?")).to_be_visible()
    expect(main.get_by_text("version 1 of Tea")).to_contain_text("tea.pick.gone")
    unread = page.locator("table", has_text="What was not read, and why")
    expect(unread).to_contain_text("a worksheet that is not on this site: coffee")
    expect(unread.locator("tr", has_text="flat.pdf")).to_contain_text("flattened")
    assert page.locator("main img").count() == 0
    expect(main.get_by_text(markup, exact=True).first).to_be_attached()
    # What turns the text beside it is shut in.
    shown = main.get_by_text(turned, exact=True)
    assert shown.count() > 0
    assert {one.evaluate("one => one.tagName") for one in shown.all()} <= {"BDI", "LI"}
    assert axe(page) == []
    with page.expect_download() as table:
        page.locator("[data-part=tables] button").first.click()
    cells = [c for row in csv.reader(io.StringIO(read(table.value))) for c in row]
    assert any(formula in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in {*"=+-@\t\r"}] == []
    with page.expect_download() as report:
        page.locator('[data-action="save-report"]').click()
    text = read(report.value)
    assert markup not in text
    assert "<script" not in text
    assert str(watched) == "nothing"


def read(download: Any) -> str:
    csv.field_size_limit(2_000_000)
    text: str = download.path().read_bytes().decode("utf-8-sig")
    return text
