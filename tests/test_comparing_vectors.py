"""Counting, tables and days: the page does to copies what the vectors say, and Python the same."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

import sites
from partnertools.answers import (
    columns,
    namesakes,
    returned,
    returned_tables,
    strangers,
    table,
)
from partnertools.answers.copies import (
    Copy,
    answers_of,
    read_cell,
    rows_of_answers,
    rows_of_copies,
    write_table,
)
from partnertools.model.values import Choice, Flag, Mistake, Option
from partnertools.model.words import ENGLISH, say
from partnertools.problems import Problem, UserError, Where
from tools import node

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts" / "compare"
VECTORS = json.loads(
    (sites.REPOSITORY / "formats" / "vectors" / "comparing.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTORS["tallies"], ids=lambda case: case["case"])
def test_answers_are_counted_as_the_vectors_say(case: dict[str, Any]) -> None:
    found = node.call(SCRIPTS / "statistics.js", "tally", VECTORS["options"], case["picked"])
    assert round(found.pop("consensus"), 3) == case["consensus"]
    del found["levels"], found["beside"]
    assert found == {key: case[key] for key in found}
    assert len(found) == 7


@pytest.mark.parametrize("case", VECTORS["copies"], ids=lambda case: case["file"])
def test_answers_count_as_the_vectors_say(case: dict[str, Any]) -> None:
    worksheet = VECTORS["worksheet"]
    assert answers_of(worksheet, case["given"]) == case["answers"]
    about = {key: case[key] for key in ("version", "language", "round")}
    given = [worksheet, case["file"], about, case["given"]]
    assert node.call(SCRIPTS / "copies.js", "copyOf", *given)["answers"] == case["answers"]


def test_copies_are_under_the_same_name_as_the_vectors_say() -> None:
    people = VECTORS["people"]
    copies = [Copy(**one) for one in people["copies"]]
    files = [[copies[place].file for place in group] for group in people["same"]]
    found = namesakes.same_twice(copies, people["worksheets"])
    assert [[copy.file for copy in group] for group in found] == files
    toolkit = {"title": "", "worksheets": people["worksheets"]}
    of_page = node.call(SCRIPTS / "namesakes.js", "sameTwice", people["copies"], toolkit)
    assert [[copy["file"] for copy in group] for group in of_page] == files


@pytest.mark.parametrize("case", VECTORS["left"], ids=lambda case: ascii(case["path"]))
def test_what_systems_leave_is_passed_over_as_the_vectors_say(
    case: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / case["path"]
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    folder = tmp_path / Path(case["path"]).parts[0]
    found = [name for _, name in returned.find(folder, [])]
    assert found == ([] if case["isLeft"] else [case["path"]])
    script = SCRIPTS / "left-by-systems.js"
    assert node.call(script, "isLeftBySystem", case["path"]) == case["isLeft"]


@pytest.mark.parametrize("case", VECTORS["reports"], ids=lambda case: case["case"])
def test_reports_are_passed_over_as_the_vectors_say(case: dict[str, Any], tmp_path: Path) -> None:
    for path in case["paths"]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    found = [name for _, name in returned.find(tmp_path / "back", ["tea"])]
    assert sorted(found) == case["read"]
    script = SCRIPTS / "reports.js"
    assert node.call(script, "withoutReports", case["paths"], ["tea"]) == case["read"]


@pytest.mark.parametrize("case", VECTORS["ticks"], ids=lambda case: case["cell"])
def test_cells_say_of_a_box_to_tick_what_the_vectors_say(case: dict[str, Any]) -> None:
    found = Flag().read_cell(case["cell"])
    assert (None if isinstance(found, Mistake) else found) is case["isTicked"]
    assert node.call(SCRIPTS / "cells.js", "readTick", case["cell"]) is case["isTicked"]


@pytest.mark.parametrize("case", VECTORS["choices"], ids=lambda case: ascii(case["cell"]))
def test_cells_name_a_choice_as_the_vectors_say(case: dict[str, Any]) -> None:
    field = {"id": "tea.level", "type": "choice", "options": VECTORS["options"]}
    assert read_cell(field, case["cell"]) == case["answer"]
    assert node.call(SCRIPTS / "cells.js", "readCell", field, case["cell"]) == case["answer"]
    options = tuple(Option(one["id"], one["label"]) for one in VECTORS["options"])
    found = Choice(options).read_cell(case["cell"])
    assert found == case["answer"] or isinstance(found, Mistake)


def _said(problem: Problem) -> list[str]:
    return [str(say(text, ENGLISH)) for text in (problem.what, problem.remedy)]


@pytest.mark.parametrize("case", VECTORS["columns"]["cases"], ids=lambda case: case["names"][0])
def test_columns_mean_the_fields_that_the_vectors_say(case: dict[str, Any]) -> None:
    ids = VECTORS["columns"]["ids"]
    found, problems = columns.assign(
        case["names"], columns.FieldNames(ids), Where(Path("t.csv")), returned_tables.TOLD
    )
    meant = [{"name": c.name, "fields": [*c.fields], "isOne": c.is_one} for c in found]
    assert meant == case["columns"]
    page = node.call(SCRIPTS / "columns.js", "assign", case["names"], ids, returned_tables.TOLD)
    assert page["columns"] == case["columns"]
    told = [[one["what"], one["remedy"]] for one in page["mistakes"]]
    for said in ([_said(problem) for problem in problems], told):
        assert [what for what, _ in said] == [what for what, _ in case["wrong"]]
        for (_, remedy), (_, expected) in zip(said, case["wrong"], strict=True):
            assert remedy == expected or expected is None


@pytest.mark.parametrize("case", VECTORS["returned"], ids=lambda case: case["case"])
def test_tables_that_come_back_are_read_as_the_vectors_say(
    case: dict[str, Any], tmp_path: Path
) -> None:
    worksheet = VECTORS["worksheet"]
    path = tmp_path / "t.csv"
    path.write_bytes(case["table"].encode())
    try:
        found, problems = returned_tables.read_table(path, "t.csv", {"tea": worksheet}, ENGLISH)
    except UserError as error:
        found, problems = [], [*error.problems]
    copies = [dataclasses.asdict(copy) for copy in found]
    toolkit = {"title": "", "worksheets": [worksheet]}
    try:
        page = node.call(SCRIPTS / "table.js", "copiesOfTable", case["table"], "t.csv", toolkit)
    except node.ScriptError as error:
        [what, remedy] = error.told
        page = {"copies": [], "problems": [{"what": what, "remedy": remedy}]}
    expected = [{**one, "worksheet": "tea", "missing": []} for one in case["copies"]]
    assert [{**copy, "missing": [*copy["missing"]]} for copy in copies] == expected
    assert page["copies"] == expected
    assert [_said(problem) for problem in problems] == case["wrong"]
    assert [[one["what"], one["remedy"]] for one in page["problems"]] == case["wrong"]


@pytest.mark.parametrize("case", VECTORS["saved"], ids=lambda case: case["case"])
def test_tables_of_all_programs_are_taken_apart_as_the_vectors_say(
    case: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(case["table"].encode())
    read = table.load(path)
    rows = [[*read.columns], *([*row.values.values()] for row in read.rows())]
    assert rows == case["rows"]
    assert node.call(SCRIPTS / "csv.js", "parseTable", case["table"]) == case["rows"]


@pytest.mark.parametrize("case", VECTORS["numbers"], ids=lambda case: case["text"])
def test_numbers_are_read_as_the_vectors_say(case: dict[str, Any]) -> None:
    field, text = case["field"], case["text"]
    assert read_cell(field, text) == case["cell"]
    assert node.call(SCRIPTS / "cells.js", "readCell", field, text) == case["cell"]
    worksheet = {"id": "tea", "who": [], "questions": [field]}
    answers = {field["id"]: case["answer"]}
    given = {field["id"]: text}
    assert answers_of(worksheet, given) == answers
    about = {"version": 1, "language": "de", "round": ""}
    copy = node.call(SCRIPTS / "copies.js", "copyOf", worksheet, "a.json", about, given)
    assert copy["answers"] == answers


@pytest.mark.parametrize("case", VECTORS["cells"], ids=lambda case: case["cell"])
def test_numbers_are_written_as_the_vectors_say_and_read_as_the_same(case: dict[str, Any]) -> None:
    field, answer = case["field"], case["answer"]
    worksheet = {"id": "tea", "who": [], "questions": [field]}
    copy = Copy("a.json", "tea", 1, "de", "", {field["id"]: answer})
    [_, [*_, cell]] = rows_of_copies([copy], worksheet)
    [_, [*_, of_page]] = node.call(
        SCRIPTS / "table.js", "rowsOfCopies", [dataclasses.asdict(copy)], worksheet
    )
    assert cell == of_page == case["cell"]
    assert read_cell(field, cell) == answer
    assert node.call(SCRIPTS / "cells.js", "readCell", field, cell) == answer


@pytest.mark.parametrize("case", VECTORS["strangers"], ids=lambda case: case["file"])
def test_files_sent_by_mistake_are_known_as_the_vectors_say(case: dict[str, Any]) -> None:
    begins = case["begins"].encode("latin-1")
    told = strangers.find(begins)
    assert (told and [say(words, ENGLISH) for words in told]) == case["told"]
    assert node.call(SCRIPTS / "strangers.js", "strangerOf", begins) == case["told"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("nome;città", "cp1252"),
        ("jméno;příspěvek", "cp1250"),
        ("имя;город", "cp1251"),
        ("имя;город", "utf-16"),
        ("nome;città", "utf-16-le"),
        ("nome;città", "mac_roman"),
    ],
)
def test_a_table_in_another_encoding_is_no_damaged_file(
    text: str, encoding: str, tmp_path: Path
) -> None:
    data = f"{text}\r\nŠ;1\r\n".encode(encoding, "replace")
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(UserError) as refused:
        table.load(path)
    [problem] = refused.value.problems
    assert "CSV UTF-8" in problem.remedy
    with pytest.raises(node.ScriptError, match="its text is not in the encoding UTF-8"):
        node.call(SCRIPTS / "strangers.js", "decodeAny", data)


@pytest.mark.parametrize("data", [b"\0\0\0\1Bud1\xff", b"\x80\2\x95", '{"a": "é"'.encode("cp1252")])
def test_what_is_no_table_is_not_to_be_saved_as_one(data: bytes) -> None:
    with pytest.raises(node.ScriptError) as error:
        node.call(SCRIPTS / "strangers.js", "decodeAny", data)
    assert "CSV" not in str(error.value)


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
