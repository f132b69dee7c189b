"""Compare: returned copies of worksheets -> where a group differs, read in the page alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from partnertools.pdf.forms.flatten import flatten_pdf
from partnertools.render import comparison
from partnertools.typography import typeset
from test_formats import mistakes
from tools.browser import Tab, axe, watch
from tools.comparing import (
    TASTES,
    TEA,
    TOOLKIT,
    Sent,
    add,
    answer_file,
    blank,
    levels,
    marks,
    pdf,
    person,
    problems,
    question,
    rows,
    saved,
    table_named,
)


@pytest.fixture
def page(tiny_tab: Tab) -> Iterator[Page]:
    yield tiny_tab.visit("compare/index.html")
    assert str(tiny_tab.watched) == "nothing"


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


def test_each_file_ends_as_read_or_as_a_named_problem(page: Page, tiny: Path) -> None:
    dist = tiny / "dist"
    data, _ = blank(dist / "tools" / "tea" / "tea.pdf")
    add(
        page,
        answer_file("fine.json", person("Ana", "bitter")),
        Sent("blank.pdf", data),
        Sent("cut.pdf", data[: len(data) // 4]),
        Sent("flat.pdf", flatten_pdf(pdf(dist, "", person("Ben", "bitter")).data)),
        Sent("photo.jpg", b"\xff\xd8\xff\xe0"),
        Sent("photo.png", b"\x89PNG\r\n\x1a\n"),
        Sent("sheet.xlsx", b"PK\x03\x04"),
        Sent("latin.csv", "tea.about.name\nAndré\n".encode("latin-1")),
        Sent("latin.json", '{"tool": "tea", "answers": {"a": "é"}}'.encode("latin-1")),
        Sent("cut.json", b'{"tool": "tea", "answers": {'),
        Sent("empty.json", b""),
        Sent("other.json", json.dumps({"tool": "coffee", "answers": {"coffee.a": "x"}}).encode()),
        Sent("list.csv", b"name,town\nAna,Bonn\n"),
        Sent(".DS_Store", b"\0\0\0\1Bud1"),
    )
    told = problems(page)
    assert list(told) == sorted(told)
    assert "fine.json" not in told
    assert told.pop("blank.pdf") == "It has no answers."
    assert told.pop("cut.pdf").startswith(("It is damaged", "It has none of this toolkit’s fields"))
    assert told == {
        "cut.json": "It is damaged, or not a file of answers.",
        "empty.json": "It is empty.",
        "flat.pdf": "It has none of this toolkit’s fields.",
        "latin.csv": "Its text is not in the encoding UTF-8.",
        "latin.json": "Its text is not in the encoding UTF-8.",
        "list.csv": "It is neither a filled-in PDF, nor an answer file, nor a table with this "
        "toolkit’s fields.",
        "other.json": "It belongs to a worksheet that is not on this site: coffee.",
        "photo.jpg": "It is a picture.",
        "photo.png": "It is a picture.",
        "sheet.xlsx": "It is a spreadsheet, a text document, or a ZIP file.",
    }
    assert axe(page) == []


def test_of_a_folder_the_report_in_it_is_passed_over(page: Page, tmp_path: Path) -> None:
    report = tmp_path / "back" / "compared"
    report.mkdir(parents=True)
    for name in ("answers.csv", "comparison.json", "index.html", "problems.csv", "tea.csv"):
        (report / name).write_text("tea.about.name\nAna\n")
    picker = page.locator("[data-part=folder]")
    picker.set_input_files(str(tmp_path / "back"))
    said = page.locator("[data-note=read]")
    said.filter(has_text="back has no copies, but a report of them.").wait_for()
    (tmp_path / "back" / "a.json").write_bytes(answer_file("", person("Ana", "bitter")).data)
    picker.set_input_files(str(tmp_path / "back"))
    said.filter(has_text="1 copy read from 1 file.").wait_for()


def test_rounds_stand_side_by_side_and_say_what_moved_for_whom(page: Page) -> None:
    add(
        page,
        answer_file("1.json", person("Ana", "heavenly", **{"about.date": "3/4/2026"})),
        answer_file("2.json", person("Ana", "bitter", **{"about.date": "12 October 2025"})),
        answer_file("3.json", person("Ben", "bitter", **{"about.date": "2025-10-13"})),
    )
    page.get_by_role("button", name="Make a round of each month").click()
    assert page.locator("h3:has-text('Nothing received from') + ul li").all_inner_texts() == [
        f"{typeset(TEA.title)} (March 2026): Ben"
    ]
    low, _, high = levels("Taste")
    part = question(page, "Taste")
    assert part.locator("h5").all_inner_texts() == ["October 2025", "March 2026"]
    part.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert rows(part.locator("table").first) == [
        ["Who", "October 2025", "March 2026", "From first to last"],
        ["Ana", low, high, "2 levels"],
        ["Ben", low, "–", "–"],
    ]


def test_a_date_stands_on_one_line_beside_long_names_of_files(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    name = "answers-of-an-organization-with-a-long-name-and-of-its-partners.json"
    dates = ["2026-10-13", "Wednesday, 30 September 2026", "Some day when the leaves had fallen"]
    files = [
        answer_file(f"{number}-{name}", person(f"Ana {number}", "bitter", **{"about.date": date}))
        for number, date in enumerate(dates)
    ]
    add(page, *files)
    lines = page.locator("[data-part=copies] td[data-head=Date] bdi").evaluate_all(
        "all => all.map(date => date.getClientRects().length)"
    )
    assert lines[:2] == [1, 1]
    assert lines[2] > 1


def test_other_versions_are_matched_by_id_and_differences_are_listed(page: Page) -> None:
    more = {"about.name": "Ana", "pick.taste": "bitter", "gone": "x", "pick.skill": "expert"}
    add(
        page,
        answer_file("old.json", more, version=1),
        answer_file("b.json", person("Ben", "bitter", "heavenly")),
    )
    said = page.locator("li", has_text="version 1 of").inner_text()
    assert f"this site has version {TEA.version}" in said
    assert "Gone since then, so not compared: tea.gone." in said
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["Ben", "Ana"]
    assert any("not offer: 1" in text for text in page.locator(".beside").all_inner_texts())


def test_what_nobody_can_change_is_no_question(page: Page, tiny: Path) -> None:
    add(page, pdf(tiny / "dist", "a.pdf", person("Ana", "bitter", "drinkable")))
    silent = page.locator("section", has=page.get_by_role("heading", name="Not answered"))
    listed = silent.last.locator("li").all_inner_texts()
    assert "Favorite tea" in listed
    assert {"House rule", "The rule in full"} & {*listed} == set()
    [_, [_, share, *_]] = rows(page.locator("[data-part=copies] table").first)
    asked = next(one for one in comparison.worksheets(TOOLKIT) if one["id"] == "tea")["questions"]
    answerable = [one for one in asked if not one.get("readOnly")]
    assert 0 < len(asked) - len(answerable) == 2
    assert share == f"2 of {len(answerable)}"


def test_with_letters_no_name_is_left_in_what_is_saved(page: Page) -> None:
    add(
        page,
        answer_file("ana-ruiz.json", person("Ana Ruiz", "bitter", notes="ANA RUIZ and Ben met.")),
        answer_file("ben.json", person("Ben Okoro", "heavenly", notes="Ruiz is right.")),
    )
    page.locator("label[for=show-letters]").click()
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["A"]
    things = [saved(page, f"save-{what}") for what in ("agenda", "report", "session")]
    things += [table_named(page, name) for name in ("each copy", "each answer", "as JSON")]
    for text in things:
        assert len(text) > 100
        assert not [name for name in ("ana", "ruiz", "ben", "okoro") if f" {name}" in text.lower()]
        assert "ana-ruiz" not in text.lower()
    assert "A is right" in things[1]


def test_work_is_saved_opened_again_and_goes_on(page: Page) -> None:
    add(
        page,
        answer_file("a.json", person("Ana", "bitter")),
        answer_file("b.json", person("Ben", "heavenly")),
    )
    page.get_by_label("What we agreed, or how we see it differently").first.fill("Sip again")
    session, tables = saved(page, "save-session"), table_named(page, "each copy")
    assert mistakes("comparison", json.loads(session)) == []
    page.locator("[data-action=clear]").click()
    assert page.locator(".report").count() == 0
    add(page, Sent("comparison.json", session.encode()))
    assert page.get_by_label("What we agreed").first.input_value() == "Sip again"
    assert table_named(page, "each copy") == tables
    # A table that the page has saved is read like any other file.
    page.locator("[data-action=clear]").click()
    assert add(page, Sent("tea.csv", tables.encode())) == "2 copies read from 1 file."
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["Ana"]


HOSTILE = {
    "markup": "<img src=x onerror=alert(1)><script>alert(1)</script></script>",
    "formula": '=HYPERLINK("https://example.org","x")',
    "right to left": "\u202eevil\u2066",
    "long": "x" * 1_000_000,
    "prototype": "__proto__",
}


def test_what_somebody_writes_stays_text_everywhere(page: Page) -> None:
    files = [
        answer_file(
            f"{n}.json", person(text[:60] + str(n), "bitter" if n else "heavenly", notes=text)
        )
        for n, text in enumerate(HOSTILE.values())
    ]
    files.append(Sent("p.json", b'{"tool":"tea","answers":{"__proto__":"x","tea.about.name":"P"}}'))
    add(page, *files)
    assert page.locator("main :is(img, iframe)").count() == 0
    report, agenda = saved(page, "save-report"), saved(page, "save-agenda")
    assert len(report) < 200_000
    other = page.context.new_page()
    for html in (report, agenda):
        assert "<script" not in html
        other.set_content(html)
        assert other.locator("img, script, button, textarea").count() == 0
        assert axe(other) == []
    cells = table_named(page, "each copy")
    assert "\"'=HYPERLINK(" in cells
    assert ',"=' not in cells


def test_many_copies_are_summarized_and_each_is_in_a_table_that_is_opened(page: Page) -> None:
    people = [answer_file(f"{n:02}.json", person(f"P{n}", TASTES[n % 3])) for n in range(60)]
    assert add(page, *people) == "60 copies read from 60 files."
    assert "this is a summary" in page.locator(".report > p").inner_text()
    taste = question(page, "Taste")
    assert taste.locator(".strip-count").all_inner_texts() == ["20", "20", "20"]
    assert taste.locator(".marks, table").count() == 0
    taste.locator("summary").click()
    # The page hears of it a moment later, and makes the table then.
    taste.locator("table").wait_for()
    assert len(rows(taste.locator("table"))) == 61


def test_ten_thousand_answers_from_one_table_are_summarized(page: Page) -> None:
    heads = ["about.name", "pick.taste", "pick.skill", "pick.notes"]
    lines = [",".join(f"tea.{name}" for name in heads)]
    lines += [f"P{n},{TASTES[n % 3]},,N{n}" for n in range(3334)]
    said = add(page, Sent("answers.csv", "\n".join(lines).encode()))
    assert said == "3,334 copies read from 1 file."
    assert "this is a summary" in page.locator(".report > p").inner_text()
    counts = question(page, "Taste").locator(".strip-count").all_inner_texts()
    assert counts == ["1,112", "1,111", "1,111"]


# Before there is anything to compare


def test_a_link_to_hand_out_is_made_and_asks(page: Page) -> None:
    page.locator("summary", has_text="Make a link").click()
    place = page.get_by_label("Link to hand out")
    assert (
        place.input_value() == f"{page.url.removesuffix('compare/index.html')}tools/tea/index.html"
    )
    page.get_by_label("Who is asking").fill(" Ana & Ruiz ")
    page.get_by_label("Round").fill("Spring 2027")
    address = page.get_by_label("Email address")
    address.fill("nobody")
    assert address.get_attribute("aria-invalid") is None, "somebody is still typing"
    address.press("Tab")
    assert address.get_attribute("aria-invalid") == "true"
    assert place.input_value().endswith("#round=Spring%202027&for=Ana%20%26%20Ruiz")
    address.fill("ana+kit@example.org")
    assert address.get_attribute("aria-invalid") is None
    link = place.input_value()
    assert link.endswith("&to=ana%2Bkit@example.org")
    assert axe(page) == []
    asked = page.context.new_page()
    asked.goto(link)
    said = asked.locator("[data-note=request]").inner_text()
    assert "Ana & Ruiz is collecting answers" in said
    assert "Round: Spring 2027" in said
    assert "ana+kit@example.org" in said


def test_a_wrong_address_is_said_when_its_field_is_left(
    either_tab: Tab,
) -> None:
    page = either_tab.visit("compare/index.html")
    page.locator("summary", has_text="Make a link").click()
    address = page.get_by_label("Email address")
    address.fill("nobody")
    address.press("Tab")
    assert address.get_attribute("aria-invalid") == "true"
    assert page.locator(".error-message").text_content() == (
        "Error: The link leaves this out. Write one address, such as ana@example.org."
    )


def test_files_that_are_dropped_anywhere_are_read(page: Page) -> None:
    dropped = answer_file("ana.json", person("Ana", "bitter"))
    page.evaluate(
        "text => { const dataTransfer = new DataTransfer();"
        "dataTransfer.items.add(new File([text], 'ana.json'));"
        "dispatchEvent(new DragEvent('drop', {dataTransfer, cancelable: true})); }",
        dropped.data.decode(),
    )
    page.locator("[data-note=read]").wait_for()
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["Ana"]


def test_the_page_reads_files_without_a_server(either: BrowserContext, tiny: Path) -> None:
    page = either.new_page()
    watched = watch(page, "")
    page.goto((tiny / "dist" / "compare" / "index.html").as_uri())
    assert add(page, pdf(tiny / "dist", "a.pdf", person("Ana", "bitter"))).startswith("1 copy")
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["Ana"]
    assert str(watched) == "nothing"
