"""Numbers are written and read as in the language of a page or PDF: 3,5 in German is 3.5."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import sites
from partnertools import cli, source
from partnertools.answers import filling, mail_merge
from partnertools.build import site
from partnertools.cache import Cache
from partnertools.interface import catalogues
from partnertools.interface.words import Interface
from partnertools.model import fields, numbers
from partnertools.model.numbers import Quantity
from partnertools.model.toolkit import Toolkit
from partnertools.model.values import Mistake
from partnertools.model.words import Point
from partnertools.pdf.forms import plan, value_types
from partnertools.pdf.forms.read import read_answers
from partnertools.problems import UserError
from partnertools.render import comparison
from test_formats import mistakes
from test_numbers import fill
from tools import fillers, node
from tools.browser import serve, watch
from tools.worksheets import download, open_file

WORKSHEET = """---
title: Stunden
summary: Wer wann da ist.
when: Zeit fehlt
version: 1
minutes: 5
---

## Woche

```{number} Dauer
:id: hours
:smallest: 0.5
:largest: 20000
:decimals: 3
:unit: h
```

```{number} Besuche
:id: visits
```
"""
HOURS, VISITS = "week.hours", "week.visits"
GERMAN = Quantity(3, 0.5, 20_000, "h", point=",")
WHOLE = Quantity(point=",")
VALUES = sites.REPOSITORY / "layouts" / "fields" / "number" / "values.js"


def project(root: Path, language: str, *translations: str) -> Path:
    sites.project(root, sites.ONE_QUESTION)
    (root / "content" / "tools" / "picnic.md").rename(root / "content" / "tools" / "week.md")
    (root / "content" / "tools" / "week.md").write_text(WORKSHEET, "utf-8")
    about = root / "content" / "toolkit.yaml"
    text = about.read_text("utf-8").replace("language: en", f"language: {language}")
    about.write_text(text, "utf-8")
    for one in translations:
        assert cli.main(["translate", "extract", one, "--root", str(root), "--quiet"]) == 0
    listed = "".join(f"  - {one}\n" for one in translations)
    about.write_text(text + (f"languages:\n{listed}" if listed else ""), "utf-8")
    return root


def number_of(toolkit: Toolkit) -> Quantity:
    [tool] = (tool for tool in toolkit.tools if tool.slug == "week")
    [found] = (field.value_type for field in fields.of_tool(tool) if field.id == HOURS)
    assert isinstance(found, Quantity)
    return found


@pytest.mark.parametrize(
    ("language", "point"),
    [
        *[("en", "."), ("en-GB", "."), ("de", ","), ("de-AT", ","), ("de-CH", "."), ("es", ",")],
        *[("es-MX", "."), ("fr", ","), ("pl", ","), ("pt", ","), ("vi", ","), ("it", ",")],
        *[("ar", "."), ("he", "."), ("x-klingon", ".")],
    ],
)
def test_a_language_says_what_is_before_decimals(language: str, point: str) -> None:
    assert Interface(language).point == point


def test_a_toolkit_and_its_translations_ask_for_numbers_as_in_their_languages(
    tmp_path: Path,
) -> None:
    german, english = source.read_all(project(tmp_path / "de", "de", "en") / "content")
    assert number_of(german).hint == "Eine Zahl von 0,5 bis 20.000 mit höchstens 3 Nachkommastellen"
    assert number_of(german) == replace(GERMAN, said=number_of(german).hint)
    assert number_of(english) == Quantity(3, 0.5, 20_000, "h")
    in_english, spanish = source.read_all(project(tmp_path / "en", "en", "es") / "content")
    assert number_of(in_english) == Quantity(3, 0.5, 20_000, "h")
    assert "0,5" in number_of(spanish).hint
    # Without a catalogue, words are English.
    italian = number_of(source.read(project(tmp_path / "it", "it") / "content"))
    assert italian.hint == "A number from 0,5 to 20.000, with up to 3 decimals"
    assert italian.point == ","


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("en", "A whole number from -20,000 to 2026"),
        ("de", "A whole number from -20.000 to 2026"),
        ("fr", "A whole number from -20\u202f000 to 2026"),
        ("pl", "A whole number from -20\xa0000 to 2026"),
        ("sv", "A whole number from −20\xa0000 to 2026"),
        ("he", "A whole number from \u200e-20,000 to 2026"),
        ("ar", "A whole number from \u200e-20,000 to 2026"),
        ("de-CH", "A whole number from -20'000 to 2026"),
    ],
)
def test_a_hint_has_numbers_as_its_language_writes_them(language: str, hint: str) -> None:
    takes = Quantity(0, -20_000, 2026).say_in(Interface(language))
    assert takes.hint == hint
    # Files have them as programs write them.
    assert takes.remedy == "write a whole number from -20000 to 2026"


@pytest.mark.parametrize("number", [-20_000, 99_999_999, 0.000125, -12_345.5])
@pytest.mark.parametrize(
    "language", ["en", "hi", *catalogues.languages(sites.REPOSITORY / "layouts" / "interface")]
)
def test_a_bound_is_said_so_that_it_is_read_as_the_same(language: str, number: float) -> None:
    takes = Quantity(6, number).say_in(Interface(language))
    [written] = re.findall("A number, (.+) or more", takes.hint)
    assert takes.read_text(written) == number


@pytest.mark.parametrize("value", [3.5, 1.125, 1250, 1250.5, -0.125, 0, 0.000001, 1999.999])
def test_what_is_written_is_read_as_the_same_number(value: float) -> None:
    for one in (GERMAN, Quantity(3, unit="h")):
        written = one.text(value)
        assert one.read_text(written) == value
        assert node.call(VALUES, "writeNumber", value, one.point) == written
        assert node.call(VALUES, "readNumber", written, one.unit, one.point) == value
    assert GERMAN.text(1.125) == "1,125"


def test_forms_and_data_say_the_point_where_it_is_a_comma() -> None:
    assert json.loads(GERMAN.form_value) == {
        **{"type": "number", "minimum": 0.5, "maximum": 20_000, "decimals": 3, "unit": "h"},
        "point": ",",
    }
    assert value_types.of_form("Tx", 0, (), GERMAN.form_value) == GERMAN
    assert GERMAN.describe()["point"] == ","
    english = replace(GERMAN, point=".")
    assert numbers.of_form(english.form_value) == english
    assert "point" not in english.form_value
    assert "point" not in english.describe()


@pytest.mark.parametrize(
    ("takes", "cell", "number"),
    [
        *[(GERMAN, "1.125", 1.125), (GERMAN, "3,5", 3.5), (GERMAN, "1.250,5 h", 1250.5)],
        *[(GERMAN, "0,5", 0.5), (GERMAN, "1.2505", 1.2505), (WHOLE, "1.250", 1250)],
        *[(WHOLE, "1250", 1250), (WHOLE, "1 250", 1250), (Quantity(), "1,250", 1250)],
    ],
)
def test_a_cell_is_read_as_programs_write_it_and_else_as_people_do(
    takes: Quantity, cell: str, number: float
) -> None:
    takes = replace(takes, decimals=4) if number == 1.2505 else takes
    assert takes.read_cell(cell) == number


@pytest.mark.parametrize(
    ("takes", "cell", "what"),
    [
        (GERMAN, "halb", "takes a number, and `halb` is none"),
        (GERMAN, "30.000,5", "can't be `30.000,5`"),
        (WHOLE, "2,5", "can't be `2,5`"),
        (Quantity(0, 0, 100, point=","), "1.250", "can't be `1.250`"),
    ],
)
def test_a_cell_that_cannot_be_is_a_mistake(takes: Quantity, cell: str, what: str) -> None:
    found = takes.read_cell(cell)
    assert isinstance(found, Mistake)
    assert found.what == what


def test_an_answer_file_has_numbers_as_programs_write_them() -> None:
    assert GERMAN.check(3.5) is None
    assert GERMAN.check("3,5") == Mistake("takes a number", "write `3.5` without quotes")
    assert GERMAN.check(0.25) == Mistake(
        "can't be `0.25`", "write a number from 0.5 to 20000, with up to 3 decimals"
    )


def test_who_compares_knows_how_numbers_are_written(tmp_path: Path) -> None:
    german, english = source.read_all(project(tmp_path / "de", "de", "en") / "content")

    def told(toolkit: Toolkit) -> dict[str, object]:
        [one] = (w for w in comparison.worksheets(toolkit) if w["id"] == "week")
        [found] = (question for question in one["questions"] if question["id"] == HOURS)
        return found  # type: ignore[no-any-return]

    assert told(german).items() >= numbers.of_description(told(german)).describe().items()
    assert told(german)["point"] == ","
    assert told(english)["unit"] == "h"
    assert not told(english).keys() & {"point", "minimum", "maximum", "decimals"}


@pytest.mark.parametrize(("point", "shown"), [(",", "1250,5"), (".", "1250.5")])
def test_a_report_shows_numbers_as_in_its_language(point: str, shown: str) -> None:
    script = sites.REPOSITORY / "layouts" / "scripts" / "compare" / "copies.js"
    copy, field = {"answers": {HOURS: 1250.5}}, {"id": HOURS, "point": point}
    assert node.call(script, "shownText", copy, field) == shown
    assert node.call(script, "textOf", copy, HOURS) == "1250.5"


# Pages and PDFs


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    root = project(tmp_path_factory.mktemp("numbers") / "project", "de", "en")
    site.build(root, lambda step: None, Cache())
    return root


@pytest.fixture(scope="module")
def form(root: Path) -> Path:
    return root / "dist" / "tools" / "week" / "week.pdf"


@pytest.mark.slow
def test_the_files_of_a_site_say_the_point(root: Path, form: Path) -> None:
    english = form.parents[2] / "en" / "tools" / "week" / "week.pdf"
    points: tuple[tuple[Path, Point], ...] = ((form, ","), (english, "."))
    for path, point in points:
        field = plan.of_pdf(path.read_bytes(), path).fields[HOURS]
        assert field.value_type == replace(GERMAN, point=point)
        published = json.loads(path.with_suffix(".fill.json").read_text("utf-8"))
        assert published["fields"][HOURS].get("point", ".") == point
        assert mistakes("fill-plan", published) == []
        toolkit = json.loads((path.parents[2] / "toolkit.json").read_text("utf-8"))
        assert mistakes("toolkit", toolkit) == []
        [told] = (tool["fields"] for tool in toolkit["tools"] if tool["id"] == "week")
        assert told[0].get("point", ".") == point


@pytest.mark.slow
def test_numbers_are_filled_in_as_in_the_language_of_the_form(form: Path, tmp_path: Path) -> None:
    copy = fill(form, {HOURS: 1.125, VISITS: 1250}, tmp_path, "week", "de")
    assert fillers.read_with_pypdf(copy) == {HOURS: "1,125", VISITS: "1250"}
    assert read_answers(copy, form).answers == {HOURS: 1.125, VISITS: 1250}
    # From one language to the other.
    english = form.parents[2] / "en" / "tools" / "week" / "week.pdf"
    filling.fill(english, tmp_path / "filled.pdf", tmp_path / "english.pdf")
    found = fillers.read_with_pypdf((tmp_path / "english.pdf").read_bytes())
    assert found == {HOURS: "1.125", VISITS: "1250"}
    with pytest.raises(UserError, match=r"write a number from 0\.5 to 2000"):
        fill(form, {HOURS: 0.25}, tmp_path, "week", "de")


def test_what_people_type_into_a_form_is_read_as_in_its_language(
    form: Path, tmp_path: Path
) -> None:
    copy = fillers.fill_with_pypdf(form.read_bytes(), {HOURS: "1.125", VISITS: "1.250"})
    assert read_answers(copy, form).answers == {HOURS: 1125, VISITS: 1250}
    script = sites.REPOSITORY / "layouts" / "scripts" / "pdf" / "read.js"
    assert node.call(script, "read", copy)["values"] == {HOURS: 1125, VISITS: 1250}


def test_a_table_fills_them_in(form: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("hours;visits\n3,5 h;1.250\n1.125;7\n", "utf-8")
    summary = mail_merge.write(form.read_bytes(), table, tmp_path / "out")
    assert summary.problems == ()
    copies = [fillers.read_with_pypdf(p.read_bytes()) for p in sorted((tmp_path / "out").iterdir())]
    assert copies == [{HOURS: "3,5", VISITS: "1250"}, {HOURS: "1,125", VISITS: "7"}]


def test_collect_reads_each_copy_as_it_was_written_and_its_own_tables_again(
    root: Path, form: Path, tmp_path: Path
) -> None:
    returned = tmp_path / "returned"
    returned.mkdir()
    english = form.parents[2] / "en" / "tools" / "week" / "week.pdf"
    for path, text in ((form, "1,125"), (english, "1.125")):
        # There can be no decimals in visits.
        copy = fillers.fill_with_pypdf(path.read_bytes(), {HOURS: text, VISITS: text})
        (returned / f"{path.parents[2].name}.pdf").write_bytes(copy)

    def collected(path: Path, out: Path) -> list[tuple[float, float]]:
        words = ["collect", str(path), "-o", str(out), "--root", str(root), "--quiet"]
        assert cli.main(words) == 0
        with (out / "week.csv").open(encoding="utf-8-sig", newline="") as file:
            return [(float(row[HOURS]), float(row[VISITS])) for row in csv.DictReader(file)]

    expected = [(1.125, 1.125)] * 2
    assert collected(returned, tmp_path / "out") == expected
    assert collected(tmp_path / "out" / "week.csv", tmp_path / "again") == expected


@pytest.fixture(scope="module")
def origin(root: Path) -> Iterator[str]:
    with serve(root / "dist") as address:
        yield address


def opened(context: BrowserContext, origin: str, folder: str) -> Page:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(f"{origin}/{folder}tools/week/index.html")
    assert str(watched) == "nothing"
    return page


def test_a_page_takes_numbers_as_in_its_language_and_gives_them_on(
    context: BrowserContext, origin: str, form: Path
) -> None:
    page = opened(context, origin, "")
    hours = page.get_by_label("Dauer (h)")
    hours.fill("0,25")
    hours.blur()
    said = "Schreiben Sie eine Zahl von 0,5 bis 20.000 mit höchstens 3 Nachkommastellen."
    expect(page.locator(f'[id="{HOURS}_error"]')).to_contain_text(said)
    hours.fill("3,5")
    page.get_by_label("Besuche").fill("1.250")
    expect(hours).not_to_have_attribute("aria-invalid", "true")
    name, saved = download(page, "save")
    assert json.loads(saved)["answers"] == {HOURS: 3.5, VISITS: 1250}
    _, copy = download(page, "download")
    assert fillers.read_with_pypdf(copy) == {HOURS: "3,5", VISITS: "1250"}
    assert read_answers(copy, form).answers == {HOURS: 3.5, VISITS: 1250}
    other = context.browser
    assert other is not None
    for folder, shown in (("", "3,5"), ("en/", "3.5")):
        for file in ((name, saved), ("copy.pdf", copy)):
            with other.new_context() as fresh:
                again = opened(fresh, origin, folder)
                open_file(again, *file)
                expect(again.get_by_label("Dauer (h)")).to_have_value(shown)
                expect(again.locator("[aria-invalid]")).to_have_count(0)
                answers = json.loads(download(again, "save")[1])["answers"]
                assert answers == {HOURS: 3.5, VISITS: 1250}
