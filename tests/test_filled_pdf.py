"""A worksheet's page puts the answers into the PDF, and reads them from there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from partnertools.model import fields
from partnertools.typography import typeset
from tools import fillers, verapdf, viewers
from tools.browser import Tab, axe, watch
from tools.worksheets import (
    ARABIC,
    FIELDS,
    FIRST,
    GREEK,
    LATIN,
    LONG,
    QUIZ,
    SLUG,
    TOOLS,
    Value,
    a_few,
    act,
    answers,
    download,
    give_at_once,
    note,
    open_file,
    said,
    words,
)

every_tool = pytest.mark.parametrize("slug", TOOLS)
# Each script of answers with its paper. The first is written into every worksheet, the others into
# a few that have every kind of field.
PAPERS = {LATIN: "", GREEK: "-a4", ARABIC: "-large"}
FEW = sorted({SLUG, *a_few()})
MADE = [(slug, text) for slug in TOOLS for text in PAPERS if text == LATIN or slug in FEW]


@pytest.fixture
def page(tab: Tab) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return tab.visit(f"tools/{SLUG}/index.html")


def pdf_values(pdf: bytes) -> dict[str, Value]:
    """Return what QPDF reads in a form, without what says nothing."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return dict(_said(file.Root.AcroForm.Fields, ""))


def _said(fields: Any, above: str) -> Iterator[tuple[str, Value]]:
    for field in fields:
        # Widgets have no names of their own.
        if "/T" not in field:
            continue
        name, value = f"{above}{field.T}", str(field.get("/V", ""))
        if field.get("/FT") == "/Btn":
            value = value.removeprefix("/").removesuffix("Off")
            if value:
                yield name, True if value == "yes" else value
        elif value:
            yield name, value
        yield from _said(field.get("/Kids", ()), f"{name}.")


@pytest.fixture(scope="module")
def made(tab: Tab) -> dict[tuple[str, str], bytes]:
    """The filled PDFs of `MADE`, as pages make them."""
    found = {}
    for slug in TOOLS:
        page = tab.visit(f"tools/{slug}/index.html")
        for number, text in enumerate(PAPERS, 1):
            if (slug, text) not in MADE:
                continue
            give_at_once(page, answers(slug, text))
            page.locator(f"#paper_{number}").check(force=True)
            found[slug, text] = download(page, "download")[1]
        assert str(tab.watched) == "nothing"
    return found


@pytest.mark.parametrize(
    ("slug", "text"), MADE, ids=[f"{slug}{PAPERS[text]}" for slug, text in MADE]
)
def test_the_downloaded_pdf_says_what_was_typed(
    made: dict[tuple[str, str], bytes], slug: str, text: str
) -> None:
    read = pdf_values(made[slug, text])
    fixed = {f.id: f.value for f in fields.of_tool(TOOLS[slug]) if f.read_only}
    assert read == answers(slug, text) | fixed


def test_a_downloaded_pdf_conforms(made: dict[tuple[str, str], bytes], tmp_path: Path) -> None:
    # The command line writes the same bytes, and what it writes conforms in every worksheet.
    paths = []
    for number, text in enumerate(PAPERS):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(made[SLUG, text])
    reports = verapdf.validate(paths)
    assert len(reports) == 2 * 3
    failed = [f"{path.name} {flavour}: {r}" for (path, flavour), r in reports.items() if r.failures]
    assert not failed, "\n".join(failed)


@every_tool
def test_the_page_writes_the_same_bytes_as_the_command_line(
    made: dict[tuple[str, str], bytes], dist: Path, slug: str
) -> None:
    for text, suffix in PAPERS.items():
        if (slug, text) not in MADE:
            continue
        blank = (dist / "tools" / slug / f"{slug}{suffix}.pdf").read_bytes()
        filled = fillers.fill_with_partnertools(blank, answers(slug, text))
        assert made[slug, text] == filled


def test_other_programs_open_the_downloaded_pdf_without_a_complaint(
    made: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "made.pdf"
    for text in PAPERS:
        path.write_bytes(made[SLUG, text])
        assert viewers.complaints(path) == {}


@pytest.mark.parametrize("program", fillers.READERS)
def test_every_reader_finds_the_answers_in_the_downloaded_pdf(
    made: dict[tuple[str, str], bytes], program: str
) -> None:
    read = fillers.READERS[program](made[SLUG, LATIN])
    assert {name: v for name, v in read.items() if v} == answers(SLUG, LATIN)


@pytest.mark.parametrize("slug", FEW)
def test_the_page_takes_its_own_pdf_back(
    made: dict[tuple[str, str], bytes], tab: Tab, slug: str
) -> None:
    page = tab.visit(f"tools/{slug}/index.html")
    open_file(page, "filled.pdf", made[slug, GREEK])
    expect(note(page, "aside")).to_contain_text("Opened filled.pdf")
    assert said(page) == answers(slug, GREEK)
    assert note(page, "version").count() == 0


def test_a_blank_pdf_opens_as_no_answers_and_another_worksheets_pdf_is_refused(
    page: Page, dist: Path
) -> None:
    blank = (dist / "tools" / SLUG / f"{SLUG}.pdf").read_bytes()
    open_file(page, "blank.pdf", blank)
    expect(note(page, "aside")).to_contain_text("Opened blank.pdf: 0 answers.")
    open_file(page, "quiz.pdf", (dist / "tools" / QUIZ / f"{QUIZ}.pdf").read_bytes())
    title = typeset(TOOLS[QUIZ].title)
    expect(note(page, "file")).to_contain_text(f"it belongs to another worksheet, “{title}”.")
    expect(note(page, "file").get_by_role("link", name=title)).to_be_visible()


def test_a_worksheet_takes_its_part_of_a_packets_pdf(page: Page, dist: Path) -> None:
    blank = (dist / "packets" / "whole-toolkit.pdf").read_bytes()
    given = {FIRST: "Lincoln", "smart-goals.about.organization": "Riverside"}
    open_file(page, "packet.pdf", fillers.fill_with_partnertools(blank, given))
    expect(note(page, "aside")).to_contain_text("1 answer")
    assert said(page) == {FIRST: "Lincoln"}


def test_characters_without_a_look_go_into_the_pdf_without_a_complaint(page: Page) -> None:
    text = "\ufeffNorth\u200bside \u200eSchool\u202c, part\xadner\xadship \u2713\ufe0f"
    page.locator(f'[name="{FIRST}"]').fill(text)
    assert pdf_values(download(page, "download")[1]) == {FIRST: text}


def test_an_answer_too_long_for_its_box_is_named_and_the_pdf_can_be_had_all_the_same(
    page: Page,
) -> None:
    text = "A long story. " * 400
    page.locator(f'[name="{LONG.id}"]').fill(text)
    undrawable = "日\u200b\ufe0f\uf0b7"
    page.locator(f'[name="{FIRST}"]').fill(undrawable)
    act(page, "download")
    summary = note(page, "pdf")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    assert words(summary.locator("li").nth(0).inner_text()).endswith(
        "The PDF’s font does not have “日” (U+65E5), U+F0B7. Please write this another way."
    )
    links = summary.get_by_role("link")
    assert links.all_inner_texts() == [FIELDS[SLUG][0].name, LONG.name]
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))
    links.nth(1).click()
    control = page.locator(f'[name="{LONG.id}"]')
    expect(control).to_be_focused()
    # Not the bare box: its question comes into view with it.
    expect(page.locator(f'label[for="{LONG.id}"]')).to_be_in_viewport()
    expect(page.locator(f'[id="{LONG.id}_error"]')).to_be_in_viewport()
    expect(control).to_have_accessible_description(
        re.compile(r"Error: This answer is about [\d,]+ characters too long")
    )
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download anyway").click()
    read = pdf_values(waiting.value.path().read_bytes())
    assert read == {FIRST: undrawable, LONG.id: text}
    control.fill("Short.")
    page.locator(f'[name="{FIRST}"]').fill("Nihon")
    assert pdf_values(download(page, "download")[1]) == {FIRST: "Nihon", LONG.id: "Short."}
    assert page.locator("[aria-invalid]").count() == page.locator(".error-message").count() == 0


def too_long(page: Page) -> int:
    """Return by how much the long answer is said to be too long, in both places alike."""
    found = [
        re.search(r"about ([\d,]+) characters too long", text)
        for text in (
            page.locator(f'[id="{LONG.id}_error"]').inner_text(),
            note(page, "pdf").locator(f'[data-error="{LONG.id}"]').inner_text(),
        )
    ]
    assert found[0]
    assert found[1]
    assert found[0][1] == found[1][1]
    return int(found[0][1].replace(",", ""))


def test_how_much_is_too_long_is_true_and_an_error_goes_as_soon_as_it_is_mended(
    page: Page,
) -> None:
    text = "A long story. " * 400
    control = page.locator(f'[name="{LONG.id}"]')
    control.fill(text)
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("There is a problem")
    much = too_long(page)
    assert 0 < much < len(text)
    # Half mended, it says how much is left.
    control.fill(text[: -much // 2])
    assert too_long(page) == pytest.approx(much / 2, abs=30)
    expect(control).to_have_attribute("aria-invalid", "true")
    control.fill(text[: -much + 40])
    assert too_long(page) <= 60
    control.fill(text[:-much])
    expect(control).not_to_have_attribute("aria-invalid", "true")
    assert page.locator(".error-message").count() == note(page, "pdf").count() == 0
    assert pdf_values(download(page, "download")[1]) == {LONG.id: text[:-much]}


def test_of_two_errors_the_one_that_is_mended_goes(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("日本 " * 200)
    page.locator(f'[name="{LONG.id}"]').fill("日本")
    act(page, "download")
    summary = note(page, "pdf")
    expect(summary.locator("li")).to_have_count(2)
    # Two things are wrong with one answer; it has one message.
    first = page.locator(f'[name="{FIRST}"]')
    described = re.compile("does not have .*too long|too long.*does not have")
    expect(first).to_have_accessible_description(described)
    assert page.evaluate(
        "[...document.querySelectorAll('[id]')].length"
        " === new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size"
    )
    page.locator(f'[name="{LONG.id}"]').fill("short")
    expect(summary.locator("li")).to_have_count(1)
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    first.fill("short")
    assert summary.count() == page.locator("[aria-invalid]").count() == 0


def test_a_pdf_that_cannot_be_had_is_explained(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.route("**/*.fill.json", lambda route: route.fulfill(status=404, body=""))
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text(
        "The PDF could not be created: the blank form was not found"
    )
    page.unroute("**/*.fill.json")
    page.route("**/*.pdf", lambda route: route.abort())
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("the website cannot be reached")
    page.unroute("**/*.pdf")
    page.route("**/*.pdf", lambda route: route.fulfill(body=b"%PDF-1.7 of another day"))
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("it belongs to another version of this page")
    assert said(page) == {FIRST: "Lincoln"}


def test_opened_from_a_folder_answers_are_kept_and_the_pdf_is_made_from_chosen_files(
    context: BrowserContext, dist: Path
) -> None:
    page = context.new_page()
    folder = dist / "tools" / SLUG
    page.goto((folder / "index.html").as_uri())
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.reload()
    assert said(page) == {FIRST: "Lincoln"}
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text(f"{SLUG}.pdf and {SLUG}.fill.json")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Select the two files").click()
    with page.expect_download() as waiting:
        chooser.value.set_files([folder / f"{SLUG}.pdf", folder / f"{SLUG}.fill.json"])
    assert pdf_values(waiting.value.path().read_bytes()) == {FIRST: "Lincoln"}


WRONG = [
    ([f"{SLUG}/{SLUG}.pdf"], "both files are needed"),
    (
        [f"{QUIZ}/{QUIZ}.pdf", f"{QUIZ}/{QUIZ}.fill.json"],
        "the files belong to a different worksheet",
    ),
    (
        [f"{SLUG}/{SLUG}-a4.pdf", f"{SLUG}/{SLUG}.fill.json"],
        "it belongs to another version of this page",
    ),
    (["damaged.fill.json", f"{SLUG}/{SLUG}.pdf"], "damaged.fill.json is damaged"),
]


def test_wrong_files_from_the_folder_are_named_and_nothing_is_lost(
    context: BrowserContext, dist: Path, tmp_path: Path
) -> None:
    (tmp_path / "damaged.fill.json").write_text('{"blanks": []}', encoding="utf-8")
    page = context.new_page()
    watched = watch(page, "")
    page.goto((dist / "tools" / SLUG / "index.html").as_uri())
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    for names, reason in WRONG:
        act(page, "download")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Select the two files").click()
        found = [tmp_path / n if "/" not in n else dist / "tools" / n for n in names]
        chooser.value.set_files(found)
        expect(note(page, "pdf")).to_contain_text(f"The PDF could not be created: {reason}")
        assert said(page) == {FIRST: "Lincoln"}
    assert watched.errors == []


def test_a_pdf_of_another_day_is_noticed_when_it_is_wanted_all_the_same(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("日本")
    page.route("**/*.pdf", lambda route: route.fulfill(body=b"%PDF-1.7 of another day"))
    watched = watch(page, page.url.partition("/tools")[0])
    act(page, "download")
    page.get_by_role("button", name="Download anyway").click()
    expect(note(page, "pdf")).to_contain_text("it belongs to another version of this page")
    assert watched.errors == []
