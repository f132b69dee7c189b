"""Whatever stands in the browser's storage or in a file of answers, the worksheet's page works."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import sites
from partnertools.model import fields
from tools.browser import Tab, chromium, firefox, serve, watch
from tools.worksheets import SAID, act, address, download, key, note, open_file, said, visit
from tools.worksheets import answer_file as answer_file_of

# A small worksheet, which loads soon.
SLUG = "pace"
PAGE = f"tools/{SLUG}/index.html"
[TOOL] = [tool for tool in sites.toolkit(sites.HEARD).tools if tool.slug == SLUG]
FIRST = fields.of_tool(TOOL)[0].id
RATING = next(field for field in fields.of_tool(TOOL) if field.value_type.name == "choice")
answer_file = partial(answer_file_of, SLUG, version=TOOL.version)

SLOTS = ("", ":aside", ":damaged", ":probe")
DEEP = "[" * 100_000 + "]" * 100_000
# Each stands once in each slot, before chance makes the others.
PICKED = [
    "",
    "null",
    "[]",
    "{}",
    "{",
    "0",
    '"text"',
    '{"answers": null}',
    '{"answers": []}',
    '{"answers": {"__proto__": {"polluted": true}, "constructor": 1, "toString": null}}',
    '{"__proto__": {"answers": {}}, "answers": {}}',
    f'{{"answers": {{"a": {DEEP}}}}}',
    f'[{{"answers": {{"a": {DEEP}}}}}]',
    '{"answers": {"a": 1}, "version": {"toString": 1}, "file": {"toString": 1}, "unmatched": 7}',
    '[{"answers": {"a": 1}, "version": {"toString": 1}, "file": [], "unmatched": {"": {}}}]',
    json.dumps({"answers": {f"unknown.{n}": "x" for n in range(60_000)}}),
    json.dumps({"answers": {}, "unmatched": {f"unknown.{n}": {} for n in range(60_000)}}),
    json.dumps([{"answers": {FIRST: str(n)}} for n in range(20_000)]),
    json.dumps({"answers": {FIRST: "x" * 2_000_000, "gone": "y" * 2_000_000}}),
    "\ud800",
    "\0",
]


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Return any value of JSON, often with names that mean something to the page."""
    names = ["answers", "unmatched", "version", "file", "tool", "language", "__proto__", "toString"]
    names += [FIRST, RATING.id, f"{SLUG}.gone", "", "length"]
    match chance.randrange(9 if depth < 4 else 6):
        case 0:
            return chance.choice([None, True, False])
        case 1:
            return chance.choice([0, -1, 1e308, 2**53, 0.5])
        case 2 | 3:
            return chance.choice(
                ["", "x", RATING.options[0].id, "<b>", "x" * 5000, "\u202e", "日本"]
            )
        case 4 | 5:
            return chance.choice([[], {}, "null"])
        case 6:
            return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
        case _:
            some = chance.sample(names, chance.randrange(len(names)))
            return {name: anything(chance, depth + 1) for name in some}


def kept_of_chance(chance: random.Random) -> str:
    """Return the text of something like what the page keeps."""
    record = {"answers": anything(chance) if chance.random() < 0.3 else {}}
    record |= {name: anything(chance) for name in ("version", "unmatched", "file")}
    record["answers"] = record["answers"] or {FIRST: anything(chance), "gone": anything(chance)}
    found = [record, anything(chance)] if chance.random() < 0.4 else record
    text = json.dumps(anything(chance) if chance.random() < 0.3 else found)
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.1 else text


# Types, clears and restores, all that a person needs; what the page says after each.
USE = f"""first => {{
  const said = {SAID};
  const field = document.getElementsByName(first)[0];
  field.value = "typed";
  field.dispatchEvent(new Event("input", {{bubbles: true}}));
  const typed = said();
  document.querySelector(".actions [data-action=clear]").click();
  const cleared = said();
  document.querySelector("[data-note=cleared] button").click();
  return [typed[first], cleared, said()[first], ({{}}).polluted === undefined];
}}"""


def works(page: Page) -> None:
    assert page.evaluate(USE, FIRST) == ["typed", {}, "typed", True]


SET = """([key, slots, text]) => {
  localStorage.clear();
  for (const slot of slots) localStorage.setItem(key + slot, text);
}"""


@pytest.fixture(scope="module")
def origin(heard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site without its looks, which nobody sees here: its pages are soon drawn."""
    site = tmp_path_factory.mktemp("storage") / "site"
    shutil.copytree(heard, site)
    (site / "assets" / "site.css").write_text("")
    with serve(site) as address:
        yield address


# A small window is soon drawn.
def small(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 320, "height": 256})


@pytest.fixture(scope="module")
def tab(origin: str) -> Iterator[Tab]:
    with small(chromium()) as context:
        yield Tab(context, origin)


@pytest.mark.parametrize("number", range(len(PICKED)))
def test_the_page_works_whatever_stands_in_every_slot(tab: Tab, number: int) -> None:
    page = tab.visit(PAGE)
    text = PICKED[number]
    # What is kept decides what becomes of the rest. One large text leaves no room for a second.
    for slots in [[slot] for slot in SLOTS] if len(text) > 500_000 else [SLOTS[:1], SLOTS[1:]]:
        page.evaluate(SET, [key(SLUG), slots, text])
        page.reload()
        works(page)
        # What the page has made of it does no harm at the next visit either.
        page.reload()
        works(page)
    assert tab.watched.errors == []


# The script that reads what it finds is the same in every browser: a few cases show that Firefox's
# storage hands it the same.
@pytest.mark.parametrize(
    ("browser", "seed", "times"), [*((chromium, seed, 30) for seed in range(4)), (firefox, 4, 8)]
)
def test_the_page_works_whatever_chance_puts_into_its_storage(
    browser: Callable[[], Browser], origin: str, seed: int, times: int
) -> None:
    with small(browser()) as context:
        works_by_chance(context, origin, seed, times)


def works_by_chance(context: BrowserContext, origin: str, seed: int, times: int) -> None:
    """Put into the storage what chance makes, so many times, and use the page each time."""
    chance = random.Random(seed)
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(address(origin, SLUG))
    for _ in range(times):
        slots = chance.sample(SLOTS, chance.randint(1, 3))
        text = kept_of_chance(chance)
        page.evaluate(SET, [key(SLUG), slots, text])
        page.reload()
        works(page)
        assert watched.errors == [], (slots, text)


def test_what_has_no_place_is_shown_in_part_and_handed_out_in_full(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin, SLUG)
    gone = {f"{SLUG}.gone.{n}": "x" * 2000 for n in range(300)}
    open_file(page, "old.json", answer_file(gone | {FIRST: "mine"}))
    told = note(page, "version")
    expect(told.locator("dt")).to_have_count(20)
    expect(told).to_contain_text("And 280 more.")
    assert len(told.inner_text()) < 20_000
    with page.expect_download() as waiting:
        told.get_by_role("button", name="Save these to a file").click()
    assert json.loads(waiting.value.path().read_bytes()) == gone


def test_a_file_with_more_answers_than_any_worksheet_has_is_refused(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin, SLUG)
    page.locator(f'[name="{FIRST}"]').fill("mine")
    many = {f"{SLUG}.unknown-{n}": "x" for n in range(60_000)}
    open_file(page, "many.json", answer_file(many))
    expect(note(page, "file")).to_contain_text("it has 60,000 answers, more than any worksheet")
    page.reload()
    assert said(page) == {FIRST: "mine"}
    act(page, "clear")
    assert download(page, "save")
