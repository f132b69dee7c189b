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
from partnertools import cli
from partnertools.answers.copies import (
    Copy,
    answers_of,
    rows_of_answers,
    rows_of_copies,
    write_table,
)
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import Filler
from partnertools.pdf.forms.flatten import flatten_pdf
from partnertools.render import comparison
from partnertools.typography import typeset
from test_formats import mistakes
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
    said = {"about.name": who, "pick.taste": taste, "pick.skill": skill, "pick.notes": notes}
    return said | more


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
        Sent("sheet.xlsx", b"PK\x03\x04"),
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
        "latin.json": "Its text is not in the encoding UTF-8.",
        "list.csv": "It is neither a filled-in PDF, nor an answer file, nor a table with this "
        "toolkit’s fields.",
        "other.json": "It belongs to a worksheet that is not on this site: coffee.",
        "photo.jpg": "It is a picture.",
        "sheet.xlsx": "It is a spreadsheet, a text document, or a ZIP file.",
    }
    assert axe(page) == []


def test_of_the_same_person_twice_one_copy_counts_and_another_can_be_chosen(page: Page) -> None:
    add(
        page,
        answer_file("a-1.json", person("Ana", "bitter")),
        answer_file("a-2.json", person("ana ", "heavenly")),
        answer_file("b.json", person("Ben", "heavenly")),
    )
    low, _, high = levels("Taste")
    assert page.get_by_role("heading", name="Which copy counts?").count() == 1
    assert marks(question(page, "Taste"))[high] == ["Ana", "Ben"]
    page.locator("label", has_text="a-1.json").click()
    assert marks(question(page, "Taste"))[low] == ["Ana"]
    # Given another round, it is no longer the same thing said twice.
    page.get_by_label("Round of Ana").first.fill("Spring 2026")
    page.get_by_label("Round of Ana").first.press("Tab")
    assert page.get_by_role("heading", name="Which copy counts?").count() == 0


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


def test_what_somebody_writes_stays_text_everywhere(page: Page, context: BrowserContext) -> None:
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
    other = context.new_page()
    for html in (report, agenda):
        assert "<script" not in html
        other.set_content(html)
        assert other.locator("img, script, button, textarea").count() == 0
        assert axe(other) == []
    cells = table_named(page, "each copy")
    assert "\"'=HYPERLINK(" in cells
    assert ',"=' not in cells


@pytest.mark.parametrize("case", VECTORS["copies"], ids=lambda case: case["file"])
def test_answers_count_as_the_vectors_say(case: dict[str, Any]) -> None:
    worksheet = VECTORS["worksheet"]
    assert answers_of(worksheet, case["given"]) == case["answers"]
    about = {key: case[key] for key in ("version", "language", "round")}
    given = [worksheet, case["file"], about, case["given"]]
    assert node.call(SCRIPTS / "copies.js", "copyOf", *given)["answers"] == case["answers"]


def test_tables_are_written_as_the_vectors_say() -> None:
    worksheet = VECTORS["worksheet"]
    said = [
        {key: case[key] for key in ("file", "version", "language", "round", "answers")}
        for case in VECTORS["copies"]
    ]
    copies = [Copy(**one, worksheet="tea") for one in said]
    expected = VECTORS["tables"]
    assert write_table(rows_of_copies(copies, worksheet)) == expected["tea.csv"]
    assert write_table(rows_of_answers(copies, [worksheet])) == expected["answers.csv"]
    given = [{**one, "worksheet": "tea", "missing": []} for one in said]
    for name, arguments, file in (
        ("rowsOfCopies", (given, worksheet), "tea.csv"),
        ("rowsOfAnswers", (given, {"worksheets": [worksheet]}), "answers.csv"),
    ):
        rows = node.call(SCRIPTS / "table.js", name, *arguments)
        assert node.call(SCRIPTS / "table.js", "writeTable", rows) == expected[file]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-10-13", [2025, 10, 13]),
        ("10/13/2025", [2025, 10, 13]),
        ("3/4/26", [2026, 3, 4]),
        ("October 13, 2025", [2025, 10, 13]),
        ("13 Oct 2025", [2025, 10, 13]),
        ("March 2026", [2026, 3, 0]),
        ("next week", None),
        ("13/10/2025", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: list[int] | None) -> None:
    assert node.call(SCRIPTS / "rounds.js", "dayOf", text) == day


def test_rounds_are_in_the_order_of_time_and_copies_without_one_come_first() -> None:
    named = ["Spring 2026", "Fall 2025", "", "later"]
    copies = [{"round": name, "worksheet": "tea", "answers": {}} for name in named]
    found = node.call(SCRIPTS / "rounds.js", "roundsOf", copies, {"worksheets": []})
    assert found == ["", "Fall 2025", "Spring 2026", "later"]


def test_many_copies_are_summarized_and_each_is_in_a_table_that_is_opened(page: Page) -> None:
    people = [answer_file(f"{n:02}.json", person(f"P{n}", TASTES[n % 3])) for n in range(60)]
    assert add(page, *people) == "60 copies read from 60 files."
    assert "this is a summary" in page.locator(".report > p").inner_text()
    taste = question(page, "Taste")
    assert taste.locator(".strip-count").all_inner_texts() == ["20", "20", "20"]
    assert taste.locator(".marks, table").count() == 0
    taste.locator("summary").click()
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


def test_a_link_to_hand_out_is_made_and_asks(page: Page, context: BrowserContext) -> None:
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
    asked = context.new_page()
    asked.goto(link)
    said = asked.locator("[data-note=request]").inner_text()
    assert "Ana & Ruiz is collecting answers" in said
    assert "Round: Spring 2027" in said
    assert "ana+kit@example.org" in said


def test_a_wrong_address_is_said_when_its_field_is_left(
    either: BrowserContext, tiny_origin: str
) -> None:
    page = either.new_page()
    page.goto(f"{tiny_origin}/compare/index.html")
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


# On the command line


def test_collect_writes_the_tables_of_the_page_and_a_report_that_opens_from_a_folder(
    page: Page, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dist = tiny / "dist"
    sent = [
        pdf(dist, "a.pdf", person("Ana", "bitter", "drinkable", "=too hot")),
        pdf(dist, "b.pdf", person("Ben", "heavenly") | {"pick.company.cat": True}),
        answer_file("c.json", person("Chen", "heavenly"), round="Spring"),
        Sent(
            "other.json",
            json.dumps({"tool": "coffee", "version": 1, "language": "en", "answers": {}}).encode(),
        ),
    ]
    folder = tmp_path / "returned"
    folder.mkdir()
    for one in sent:
        (folder / one.name).write_bytes(one.data)
    out = tmp_path / "out"
    words = ["collect", *map(str, sorted(folder.iterdir())), "-o", str(out), "--root", str(tiny)]
    assert cli.main(words) == 1
    said = capsys.readouterr()
    assert said.out == f"3 copies in 4 files: see {out / 'index.html'}\n"
    assert (
        "other.json: it belongs to a worksheet that this toolkit doesn't have: coffee" in said.err
    )
    add(page, *sent)
    for name, label in (("tea.csv", "each copy"), ("answers.csv", "each answer")):
        assert (out / name).read_bytes().decode("utf-8-sig") == table_named(page, label)
    report = page.context.new_page()
    watched = watch(report, "")
    report.goto((out / "index.html").as_uri())
    assert str(watched) == "nothing"
    assert marks(question(report, "Taste")) == marks(question(page, "Taste"))
    assert "coffee" in problems(report)[str(folder / "other.json")]


@pytest.mark.slow
def test_collect_reads_in_several_processes_what_it_reads_in_one(
    tiny: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "returned"
    (folder / "fall").mkdir(parents=True)
    (folder / "spring").mkdir()
    for number in range(40):
        one = answer_file("x.json", person(f"P{number}", TASTES[number % 3]))
        (folder / ("fall", "spring")[number % 2] / f"{number}.json").write_bytes(one.data)
    for jobs in ("1", "2"):
        words = ["collect", str(folder), "-o", str(tmp_path / jobs), "--root", str(tiny)]
        assert cli.main([*words, "--jobs", jobs, "--quiet"]) == 0
    made = {path.name for path in (tmp_path / "1").iterdir()}
    assert {"tea.csv", "answers.csv", "comparison.json", "index.html"} < made
    for name in made - {"assets"}:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    written = json.loads((tmp_path / "1" / "comparison.json").read_text("utf-8"))
    assert mistakes("comparison", written) == []
    found = written["copies"]
    assert {copy["round"] for copy in found} == {"fall", "spring"}
    assert len(found) == 40


def test_the_page_reads_files_without_a_server(either: BrowserContext, tiny: Path) -> None:
    page = either.new_page()
    watched = watch(page, "")
    page.goto((tiny / "dist" / "compare" / "index.html").as_uri())
    assert add(page, pdf(tiny / "dist", "a.pdf", person("Ana", "bitter"))).startswith("1 copy")
    assert marks(question(page, "Taste"))[levels("Taste")[0]] == ["Ana"]
    assert str(watched) == "nothing"
