"""`collect`: returned copies -> the tables of the page, and a report that opens from a folder."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

import sites
from partnertools import cli, source
from partnertools.answers import collecting
from partnertools.build.project import read_layouts
from partnertools.pdf.forms.flatten import flatten_pdf
from partnertools.problems import UserError
from test_formats import mistakes
from test_typefaces import font
from tools.browser import watch
from tools.comparing import (
    TASTES,
    Sent,
    add,
    answer_file,
    blank,
    join,
    levels,
    marks,
    pdf,
    person,
    problems,
    question,
    rows,
    table_named,
)


@pytest.fixture
def page(context: BrowserContext, tiny_origin: str) -> Iterator[Page]:
    page = context.new_page()
    watched = watch(page, tiny_origin)
    page.goto(f"{tiny_origin}/compare/index.html")
    yield page
    assert str(watched) == "nothing"


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


def test_of_copies_that_qpdf_has_joined_each_is_read(
    page: Page, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = [
        pdf(tiny / "dist", f"{who}.pdf", person(who, taste))
        for who, taste in zip(("Ana", "Ben", "Chen"), TASTES, strict=True)
    ]
    joined = join(sent, tmp_path)
    file = tmp_path / joined.name
    out = tmp_path / "out"
    assert cli.main(["collect", str(file), "-o", str(out), "--root", str(tiny)]) == 0
    assert capsys.readouterr().out.startswith("3 copies in 1 file: ")
    assert add(page, joined) == "3 copies read from 1 file."
    assert (out / "tea.csv").read_bytes().decode("utf-8-sig") == table_named(page, "each copy")
    low, middle, high = levels("Taste")
    assert marks(question(page, "Taste")) == {low: ["Ana"], middle: ["Ben"], high: ["Chen"]}
    # What fills in one form takes one copy.
    words = ["fill", "tea", str(file), "-o", str(tmp_path / "one.pdf"), "--root", str(tiny)]
    assert cli.main(words) == 1
    assert "it holds 3 filled copies" in capsys.readouterr().err


def test_collect_reads_what_came_back_and_never_its_own_report_of_it(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    for who in ("Ana", "Ben"):
        one = answer_file(f"{who}.json", person(who, "bitter"))
        (folder / one.name).write_bytes(one.data)
    out = folder / "compared"
    for _ in range(2):
        assert cli.main(["collect", str(folder), "-o", str(out), "--root", str(tiny)]) == 0
        assert capsys.readouterr().out.startswith("2 copies in 2 files: ")
    words = ["collect", str(out), "-o", str(tmp_path / "other"), "--root", str(tiny)]
    assert cli.main(words) == 1
    assert "it has nothing but a report of `collect`" in capsys.readouterr().err


def test_collect_says_which_files_are_under_the_same_name(
    page: Page, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    for name, who in (("a", "Ana Ruiz"), ("b", "ana  ruiz"), ("c", "Chen")):
        (folder / f"{name}.json").write_bytes(answer_file("", person(who, "bitter")).data)
    out = tmp_path / "out"
    assert cli.main(["collect", str(folder), "-o", str(out), "--root", str(tiny)]) == 0
    [note] = capsys.readouterr().err.splitlines()
    assert note == (
        f"note: {out / 'index.html'}: `ana  ruiz` is on 2 copies of `tea`, which are taken for one"
        " person's: returned/a.json, returned/b.json; the last of them counts; if they are from"
        " different people, press “Count as 2 people” in the report"
    )
    report = page.context.new_page()
    report.goto((out / "index.html").as_uri())
    report.get_by_role("button", name="Count as 2 people").click()
    assert marks(question(report, "Taste"))[levels("Taste")[0]] == [
        "Ana Ruiz",
        "ana ruiz 2",
        "Chen",
    ]


def test_of_files_that_answer_nothing_the_page_and_the_command_say_the_same(
    page: Page, tiny: Path, tmp_path: Path
) -> None:
    data, _ = blank(tiny / "dist" / "tools" / "tea" / "tea.pdf")
    answered = pdf(tiny / "dist", "", person("Ana", "bitter")).data
    files = {
        "blank.pdf": data,
        "flat.pdf": flatten_pdf(answered),
        "photo.heic": b"\0\0\0$ftypheic\0\0\0\0mif1heic",
        "photo.png": b"\x89PNG\r\n\x1a\n",
        "sheet.xlsx": b"PK\x03\x04",
        "list.csv": b"name,town\nAna,Bonn\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    add(page, *(Sent(name, content) for name, content in files.items()))
    table = page.locator("table", has_text="What was not read, and why")
    told = {file: (what, remedy) for file, what, remedy in rows(table)[1:]}
    assert told.keys() == files.keys()
    out = tmp_path / "out"
    paths = [tmp_path / name for name in files]
    collecting.collect(paths, out, source.read(tiny / "content"), read_layouts(tiny))
    with (out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        said = {Path(name).name: (what, remedy) for name, what, remedy in csv.reader(file)}
    del said["file"]
    in_sentence = {
        name: (what[0].lower() + what[1:], remedy) for name, (what, remedy) in told.items()
    }
    assert said == in_sentence


BAD = {
    "photo.jpg": b"\xff\xd8\xff\xe0",
    "sheet.xlsx": b"PK\x03\x04",
    "latin.json": '{"tool": "tea", "answers": {"a": "é"}}'.encode("latin-1"),
    "cut.json": b'{"tool": "tea", "answers": {',
    "list.json": b"[1]",
    "empty.json": b"",
    "blank.json": answer_file("", {}).data,
    "other.json": json.dumps(
        {"tool": "coffee", "version": 1, "language": "en", "answers": {}}
    ).encode(),
    "list.csv": b"name,town\nAna,Bonn\n",
    "more.csv": b"tea.about.name,a,b,c,d,e,f\nAna\n",
    "stray.csv": b"tea.about.name\nAna,Bonn\n",
    "box.csv": b"tea.about.name,tea.pick.company.cat\nBo,perhaps\n",
    "boxes.csv": b"tea.about.name,tea.pick.company.cat\n" + b",perhaps\n" * 6,
    "twice.csv": b"tea.about.name,tea.about.name\nAna,Ana\n",
    "wide.csv": ",".join(f"a{number}" for number in range(2001)).encode(),
    "quote.csv": b'tea.about.name\n"Ana\n',
    "cut.pdf": b"%PDF-1.7 cut",
}


def test_a_report_tells_of_problems_in_the_language_of_the_toolkit_and_the_command_in_english(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    for name, data in BAD.items():
        (folder / name).write_bytes(data)
    told: dict[str, list[dict[str, str]]] = {}
    said: dict[str, str] = {}
    for language in ("en", "de"):
        content = tmp_path / language / "content"
        shutil.copytree(sites.TINY / "content", content)
        settings = content / "toolkit.yaml"
        text = settings.read_text("utf-8")
        assert "language: en\n" in text
        settings.write_text(text.replace("language: en\n", f"language: {language}\n"), "utf-8")
        out = tmp_path / f"out-{language}"
        words = ["collect", str(folder), "-o", str(out), "--root", str(content.parent)]
        assert cli.main([*words, "--quiet"]) == 1
        said[language] = capsys.readouterr().err
        told[language] = json.loads((out / "comparison.json").read_text("utf-8"))["problems"]
    assert said["en"] == said["de"]
    assert {Path(one["file"]).name for one in told["en"]} == BAD.keys()
    assert (
        f"{folder / 'box.csv'}:2: in row 2, the box `tea.pick.company.cat` counts as not ticked,"
        " because `perhaps` is neither yes nor no; write yes or no, or leave the cell empty"
    ) in said["en"]
    for english, german in zip(told["en"], told["de"], strict=True):
        assert english["file"] == german["file"]
        assert english["what"] != german["what"], english
        assert english["remedy"] != german["remedy"], english
    assert (
        "cut.json:1: it is not JSON: a name in straight double quotes is missing; save"
        in said["en"]
    )
    for why in ("quotes is missing", "quotation mark is never closed"):
        assert why in said["en"]
        assert not [one for one in told["de"] if why in one["what"]]
    [wide] = [one for one in told["de"] if one["file"].endswith("wide.csv")]
    assert "2.001 " in wide["what"]
    [photo] = [one for one in told["de"] if one["file"].endswith("photo.jpg")]
    assert photo["what"] == "Die Datei ist ein Bild."
    assert photo["remedy"].startswith("Ein Foto oder Scan ")


@pytest.mark.slow
def test_copies_in_tables_are_named_in_the_language_of_the_toolkit(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(sites.TINY / "content", root / "content")
    settings = root / "content" / "toolkit.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("language: en\n", "language: de\n"), "utf-8")
    table = tmp_path / "table.csv"
    table.write_text("tea.about.name\n" + "\n".join(map(str, range(2, 1002))), "utf-8")
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        words = ["collect", str(table), "-o", str(out), "--root", str(root), "--jobs", jobs]
        assert cli.main(words) == 0
        copies = json.loads((out / "comparison.json").read_text("utf-8"))["copies"]
        assert copies[0]["file"] == "table.csv (Zeile 2)"
        assert copies[-1]["file"] == "table.csv (Zeile 1.001)"


@pytest.mark.parametrize("place", ["dist", "dist/compare"])
def test_collect_writes_into_no_folder_that_has_something_else(
    place: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = answer_file("a.json", person("Ana", "bitter"))
    (tmp_path / one.name).write_bytes(one.data)
    out = tiny / place
    before = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}
    words = ["collect", str(tmp_path / one.name), "-o", str(out), "--root", str(tiny)]
    assert cli.main(words) == 1
    assert "name a folder that is new or empty" in capsys.readouterr().err
    assert before
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def with_logo_and_typeface(tmp_path: Path) -> Path:
    """Make a project with a logo and a typeface of its own, and return its content."""
    content = tmp_path / "project" / "content"
    shutil.copytree(sites.TINY / "content", content)
    shutil.copy(content / "tools" / "picnic" / "leaf.png", content / "logo.png")
    faces = content / "typefaces" / "round"
    faces.mkdir(parents=True)
    for style, weight in (("normal", 400), ("italic", 400), ("normal", 700)):
        (faces / f"{style}-{weight}.ttf").write_bytes(font(style, weight))
    with (content / "toolkit.yaml").open("a", encoding="utf-8") as settings:
        settings.write("logo: logo.png\ntypefaces:\n  text: round\n")
    return content


def test_a_report_has_all_files_that_it_shows(tmp_path: Path) -> None:
    content = with_logo_and_typeface(tmp_path)
    one = answer_file("a.json", person("Ana", "bitter"))
    (tmp_path / one.name).write_bytes(one.data)
    out = tmp_path / "out"
    words = ["collect", str(tmp_path / one.name), "-o", str(out)]
    assert cli.main([*words, "--root", str(content.parent)]) == 0
    page = (out / "index.html").read_text("utf-8")
    style = (out / "assets" / "site.css").read_text("utf-8")
    shown = {*re.findall(r'(?:src|href)="(assets/[^"#?]+)', page)}
    shown |= {f"assets/{name}" for name in re.findall(r'url\("?([^"():]+)"?\)', style)}
    assert "assets/logo.png" in shown
    assert len([name for name in shown if name.endswith(".ttf")]) == 3
    assert [name for name in sorted(shown) if not (out / name).is_file()] == []


def test_files_of_a_report_that_are_gone_meanwhile_are_named_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    content = with_logo_and_typeface(tmp_path)
    toolkit = source.read(content)
    layouts = read_layouts(content.parent, None, toolkit.language)
    gone = [content / "logo.png", content / "typefaces" / "round" / "italic-400.ttf"]
    one = answer_file("a.json", person("Ana", "bitter"))
    (tmp_path / one.name).write_bytes(one.data)
    out = tmp_path / "out"

    def lose(_: str) -> None:
        for path in gone:
            path.unlink()

    with pytest.raises(UserError) as refused:
        collecting.collect([tmp_path / one.name], out, toolkit, layouts, progress=lose)
    assert [*map(str, refused.value.problems)] == [
        f"{path}: it can't be read (No such file or directory); see to it that you can open it"
        for path in gone
    ]
    assert not out.exists()


def test_the_folders_of_a_folder_are_rounds_of_copies_that_do_not_say_theirs(
    page: Page, tiny: Path, tmp_path: Path
) -> None:
    rounds = {
        "Fall 2026/ana.json": "Fall 2026",
        "Spring 2027/ana.json": "Spring 2027",
        "Spring 2027/by mail/ben.json": "Spring 2027",
        "Spring 2027/late.json": "Summer 2027",
        "chen.json": "",
    }
    folder = tmp_path / "here" / "returned"
    for path in rounds:
        about = {"round": "Summer 2027"} if "late" in path else {}
        one = answer_file("", person(path, "bitter"), **about)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(one.data)
    out = tmp_path / "out"
    words = ["collect", str(folder), "-o", str(out), "--root", str(tiny), "--quiet"]
    assert cli.main(words) == 0
    copies = json.loads((out / "comparison.json").read_text("utf-8"))["copies"]
    expected = {f"returned/{path}": name for path, name in rounds.items()}
    assert {copy["file"]: copy["round"] for copy in copies} == expected
    page.locator("[data-part=folder]").set_input_files(str(folder))
    page.locator("[data-note=read]").wait_for()
    found = json.loads(table_named(page, "as JSON"))
    assert {copy["file"]: copy["round"] for copy in found} == expected
    # Where there is one alone, it is how somebody keeps files.
    words[1] = str(folder / "Fall 2026")
    assert cli.main(words) == 0
    [copy] = json.loads((out / "comparison.json").read_text("utf-8"))["copies"]
    assert copy["round"] == ""


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
