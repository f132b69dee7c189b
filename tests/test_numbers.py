"""Numbers: as authors ask for them, on a page, in a PDF, in data, in tables, and back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import sites
from partnertools import source
from partnertools.answers import filling, mail_merge
from partnertools.model import fields
from partnertools.model.numbers import Quantity, read_number
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Tool
from partnertools.model.values import Mistake, Value
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.read import read_answers
from partnertools.pdf.job import Batch, DocumentJob, Form, RenderedPdf
from partnertools.pdf.write import rendering
from partnertools.pdf.write.controls import description
from partnertools.problems import UserError
from partnertools.render import data
from tools import fillers
from tools.browser import axe, serve, watch
from tools.worksheets import act

WORKSHEET = """---
title: Costs
summary: Who pays what.
when: money is needed
version: 1
minutes: 5
---

## Ours

```{number} Share of the costs
:id: share
:hint: What we pay
:smallest: 0
:largest: 100
:unit: %
:required:
```

```{number} Balance
:id: balance
:decimals: 2
```

```{grid} Hours
:id: hours
:rows: 2
:row: Person

[Each week]{#week kind=number smallest=0 largest=80 decimals=1 unit=h}
: On average
```
"""
SHARE, BALANCE, WEEK = "costs.share", "costs.balance", "costs.hours.row-1.week"
ANSWERS: dict[str, Value] = {SHARE: 40, BALANCE: -1250.5, WEEK: 7.5}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sites.project(tmp_path_factory.mktemp("numbers") / "project")
    (root / "content" / "tools" / "costs.md").write_text(WORKSHEET, "utf-8")
    return root


@pytest.fixture(scope="module")
def costs(root: Path) -> Tool:
    return next(t for t in source.read(root / "content").tools if t.slug == "costs")


@pytest.fixture(scope="module")
def by_id(costs: Tool) -> dict[str, Field]:
    return {field.id: field for field in fields.of_tool(costs)}


@pytest.fixture(scope="module")
def rendered_pdf(root: Path, costs: Tool) -> RenderedPdf:
    toolkit = source.read(root / "content")
    layouts = sites.layouts()
    form = Form(costs.slug, costs.title, costs.version, toolkit.language)
    html = layouts.sheet(toolkit, costs, toolkit.paper)
    own = fields.of_tool(costs)
    job = DocumentJob(html, own, (form,))
    (rendered,) = rendering.render(Batch(layouts.style("sheet"), None, (job,), wanted=(0,)))
    return rendered


@pytest.fixture(scope="module")
def form(root: Path, rendered_pdf: RenderedPdf) -> Path:
    path = root / "costs.pdf"
    path.write_bytes(rendered_pdf.data)
    return path


def test_a_number_says_its_unit_and_its_bounds(by_id: dict[str, Field]) -> None:
    assert by_id[SHARE].name == "Share of the costs (%)"
    assert description(by_id[SHARE]) == (
        "Share of the costs (%). What we pay. A whole number from 0 to 100. Required"
    )
    assert by_id[BALANCE].hint == "A number, with up to 2 decimals"
    assert by_id[WEEK].name == "Person 1: Each week (h)"
    assert by_id[WEEK].hint == "On average. A number from 0 to 80, with up to 1 decimal"


@pytest.mark.parametrize("unit", ["€", '"€"', "'€'", "“€”", "«€»", "« € »"])
def test_a_unit_may_stand_in_quotes_as_in_the_braces_of_a_column(unit: str, tmp_path: Path) -> None:
    root = sites.project(tmp_path)
    case = WORKSHEET.replace(":unit: %", f":unit: {unit}")
    (root / "content" / "tools" / "costs.md").write_text(case, "utf-8")
    tool = next(t for t in source.read(root / "content").tools if t.slug == "costs")
    assert "Share of the costs (€)" in [field.name for field in fields.of_tool(tool)]


def test_its_schema_and_the_description_of_the_toolkit_say_what_it_takes(
    root: Path, costs: Tool
) -> None:
    toolkit = source.read(root / "content")
    schema = json.loads(data.schema(toolkit, costs))["properties"]["answers"]["properties"]
    assert schema[SHARE] == {
        "title": "Share of the costs (%)",
        "description": "What we pay. A whole number from 0 to 100",
        "type": "integer",
        "minimum": 0,
        "maximum": 100,
    }
    assert schema[BALANCE]["type"] == "number"
    number = Quantity(1, 0, 80, "h")
    assert number.describe() == {"minimum": 0, "maximum": 80, "decimals": 1, "unit": "h"}


def messages(root: Path, options: str) -> list[str]:
    case = WORKSHEET.partition("## Ours")[0] + f"```{{number}} N\n:id: n\n{options}\n```\n"
    (root / "content" / "tools" / "case.md").write_text(case, "utf-8")
    try:
        source.read(root / "content")
    except UserError as error:
        return sites.messages(error, root)
    return []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (":smallest: few", "`smallest` is `few`; write a number, such as `10` or `2.5`"),
        (
            ":largest: 10.000",
            "`largest` is `10.000`, and decimals follow a point in every language; write `10000`",
        ),
        (
            ":smallest: 0.250\n:decimals: 1",
            "`smallest` is `0.250`, which has more decimals than the number can have;"
            " set `decimals` to 2, or write it with fewer",
        ),
        (":largest: 99.5\n:decimals: one", "`decimals` is `one`; write a whole number from 0 to 6"),
        (":decimals: 7", "`decimals` is `7`; write a whole number from 0 to 6"),
        (
            ":smallest: 10\n:largest: 5",
            "the smallest number is larger than the largest; swap `smallest` and `largest`",
        ),
    ],
)
def test_a_number_that_cannot_be_asked_for_is_named(
    options: str, message: str, tmp_path: Path
) -> None:
    [found] = messages(sites.project(tmp_path / "project"), options)
    assert found.endswith(message)


@pytest.mark.slow
def test_a_form_says_which_numbers_it_takes(form: Path, by_id: dict[str, Field]) -> None:
    blank = plan.of_pdf(form.read_bytes(), form)
    for name in (SHARE, BALANCE, WEEK):
        assert blank.fields[name].value_type == by_id[name].value_type


@pytest.mark.slow
def test_the_answers_of_a_filled_copy_fill_another_one(form: Path, tmp_path: Path) -> None:
    # Zero is an answer.
    (tmp_path / "first.pdf").write_bytes(fill(form, {**ANSWERS, SHARE: 0}, tmp_path))
    assert filling.fill(form, tmp_path / "first.pdf", tmp_path / "second.pdf") == len(ANSWERS)
    assert (tmp_path / "second.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()


def fill(
    form: Path, answers: object, folder: Path, tool: str = "costs", language: str = "en"
) -> bytes:
    given = {"tool": tool, "version": 1, "language": language, "answers": answers}
    (folder / "answers.json").write_text(json.dumps(given), "utf-8")
    filling.fill(form, folder / "answers.json", folder / "filled.pdf")
    return (folder / "filled.pdf").read_bytes()


@pytest.mark.slow
def test_numbers_are_filled_in_as_people_write_them(form: Path, tmp_path: Path) -> None:
    copy = fill(form, ANSWERS, tmp_path)
    read = fillers.read_with_pypdf(copy)
    answers = read_answers(copy, tmp_path / "filled.pdf").answers
    assert {name: answers[name] for name in ANSWERS} == ANSWERS
    assert {name: read[name] for name in ANSWERS} == {SHARE: "40", BALANCE: "-1250.5", WEEK: "7.5"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (101, "`costs.share` can't be `101`; write a whole number from 0 to 100"),
        (2.5, "`costs.share` can't be `2.5`; write a whole number from 0 to 100"),
        (True, "`costs.share` takes a number; write a whole number from 0 to 100"),
        ("many", "`costs.share` takes a number; write a whole number from 0 to 100"),
        ("40 %", "`costs.share` takes a number; write `40` without quotes"),
        (float("nan"), "`costs.share` can't be `nan`; write a whole number from 0 to 100"),
        (1e300, "`costs.share` can't be"),
    ],
    ids=str,
)
def test_what_is_no_number_or_out_of_bounds_is_refused(
    value: object, message: str, form: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        fill(form, {SHARE: value}, tmp_path)
    assert message in str(caught.value)


def test_a_table_fills_numbers_in(form: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text('share,balance,row-1.week\n40%,"1,250.50",7.5 h\nhalf,1,1\n', "utf-8")
    summary = mail_merge.write(form.read_bytes(), table, tmp_path / "out")
    assert summary.written == 1
    assert [str(p).partition(": ")[2] for p in summary.problems] == [
        "`share` takes a number, and `half` is none; write a whole number from 0 to 100"
    ]
    [copy] = (tmp_path / "out").iterdir()
    read = fillers.read_with_pypdf(copy.read_bytes())
    assert [read[name] for name in (SHARE, BALANCE, WEEK)] == ["40", "1250.5", "7.5"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,250", 1250), ("−3.50", -3.5), (".5", 0.5), ("1,25", None), ("", None), ("1e5", None)],
)
def test_a_text_is_a_number_or_none(text: str, number: float | None) -> None:
    assert read_number(text) == number


def test_a_cell_with_a_number_out_of_bounds_is_a_mistake() -> None:
    assert isinstance(Quantity(0, 0, 10).read_cell("11"), Mistake)
    assert Quantity(0, 0, 10).read_cell(" 1 0 ") == Mistake(
        "takes a number, and `1 0` is none", "write a whole number from 0 to 10"
    )


@pytest.mark.parametrize("cell", ["1,250.50", "-3", "40 %", "11.0"])
def test_a_number_that_is_refused_is_quoted_as_it_was_typed(cell: str) -> None:
    assert Quantity(0, 0, 10, "%").read_cell(cell) == Mistake(
        f"can't be `{cell}`", "write a whole number from 0 to 10"
    )


# The page


@pytest.fixture(scope="module")
def origin(root: Path, costs: Tool, form: Path, rendered_pdf: RenderedPdf) -> Iterator[str]:
    toolkit = source.read(root / "content")
    layouts = sites.layouts()
    dist = root / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "assets" / "site.css").write_text(layouts.style("screen"), "utf-8")
    (dist / "assets" / "tool.js").write_text(layouts.script("tool"), "utf-8")
    (dist / "assets" / "reader.js").write_text(layouts.script("reader"), "utf-8")
    for name, asset in layouts.assets().items():
        (dist / "assets" / name).write_bytes(asset)
    folder = dist / costs.target
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(layouts.tool(toolkit, costs, {costs.target: []}), "utf-8")
    with serve(dist) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(f"{origin}/tools/costs/index.html")
    assert str(watched) == "nothing"
    return page


def saved(page: Page) -> dict[str, Value]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    answers: dict[str, Value] = json.loads(Path(download.value.path()).read_text("utf-8"))
    return answers["answers"]  # type: ignore[return-value]


def test_a_page_takes_numbers_as_people_write_them(page: Page) -> None:
    page.get_by_label("Share of the costs (%)").fill("40 %")
    page.get_by_label("Balance").fill("-1,250.50")
    page.get_by_role("textbox", name="Person 1: Each week (h)").fill("7.5")
    assert saved(page) == ANSWERS
    assert axe(page) == []
    page.reload()
    expect(page.get_by_label("Balance")).to_have_value("-1250.5")
    expect(page.locator("[data-part=count]")).to_have_text(
        "2 of 2 questions answered, 1 of 2 rows started"
    )


def test_what_is_no_number_is_named_at_its_field_and_stays(page: Page) -> None:
    share = page.get_by_label("Share of the costs (%)")
    share.press_sequentially("about 40")
    expect(share).not_to_have_attribute("aria-invalid", "true")
    share.blur()
    message = "Error: Write a whole number from 0 to 100."
    expect(share).to_have_attribute("aria-invalid", "true")
    expect(share).to_have_accessible_description(
        f"What we pay. A whole number from 0 to 100 {message}"
    )
    assert axe(page) == []
    assert saved(page) == {SHARE: "about 40"}
    share.fill("40")
    expect(share).not_to_have_attribute("aria-invalid", "true")
    assert saved(page) == {SHARE: 40}


def test_what_is_no_number_counts_as_little_as_nothing_but_is_printed(page: Page) -> None:
    share = page.get_by_label("Share of the costs (%)")
    week = page.get_by_role("textbox", name="Person 1: Each week (h)")
    counted = (
        page.locator(".progress"),
        page.locator("[data-part=progress] li.counted .facts"),
        page.locator("[data-part=count]"),
    )
    for typed, hours, said in (
        ("140", "a day", "0 of 2 questions answered, 0 of 2 rows started"),
        ("14", "24", "1 of 2 questions answered, 1 of 2 rows started"),
        ("", "240", "0 of 2 questions answered, 0 of 2 rows started"),
    ):
        share.fill(typed)
        week.fill(hours)
        for place in counted:
            expect(place).to_have_text(said)
    share.fill("140")
    # Here no dialog opens, which would send `afterprint` at its end.
    page.evaluate("window.print = () => {}")
    act(page, "print")
    numbers = page.locator(".field.number")
    expect(numbers.filter(has_text="Share")).not_to_contain_text("Not answered")
    expect(numbers.filter(has_text="Balance")).to_contain_text("Not answered")


def test_a_filled_pdf_is_opened_with_its_numbers(page: Page, form: Path, tmp_path: Path) -> None:
    copy = fillers.fill_with_pypdf(
        form.read_bytes(), {SHARE: "40%", BALANCE: "-1250.5", WEEK: "7.5 hours"}
    )
    (tmp_path / "mine.pdf").write_bytes(copy)
    page.set_input_files("[data-part=file]", tmp_path / "mine.pdf")
    expect(page.get_by_role("textbox", name="Person 1: Each week (h)")).to_have_value("7.5 hours")
    expect(page.locator(".error-message")).to_have_count(1)
    assert saved(page) == {**ANSWERS, WEEK: "7.5 hours"}


def test_a_page_is_printed_with_numbers_in_full(page: Page) -> None:
    page.get_by_label("Balance").fill("12")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".printed-answer").all_text_contents() == ["12"]
