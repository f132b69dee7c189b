"""The published formats are as `formats/` says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sites
from partnertools import cli
from partnertools.answers import answer_file
from partnertools.model.values import ANSWERS_FORMAT
from partnertools.problems import UserError
from partnertools.source import published
from tools import node

FORMATS = sites.REPOSITORY / "formats"
SCHEMAS = sorted(FORMATS.glob("*.schema.json"))
ANSWERS = {"tool": "tea", "version": 2, "language": "en", "answers": {"tea.a": 1.5, "tea.b": ""}}


def mistakes(schema: str, value: Any) -> list[str]:
    found = json.loads((FORMATS / f"{schema}.schema.json").read_text("utf-8"))
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(found).iter_errors(value)]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_one(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
    assert len(SCHEMAS) == 5


def test_the_files_of_a_site_are_as_their_schemas_say(tiny: Path) -> None:
    toolkit = json.loads((tiny / "dist" / "toolkit.json").read_text("utf-8"))
    assert mistakes("toolkit", toolkit) == []
    plans = sorted((tiny / "dist").rglob("*.fill.json"))
    assert len(plans) > 3
    for path in plans:
        assert mistakes("fill-plan", json.loads(path.read_text("utf-8"))) == [], path.name


def test_what_is_published_is_as_its_schema_says(tmp_path: Path) -> None:
    own = json.loads((sites.REPOSITORY / "content" / "published.json").read_text("utf-8"))
    assert mistakes("published", own) == []
    root = sites.project(tmp_path)
    assert cli.main(["release", "--quiet", "--root", str(root)]) == 0
    tiny = json.loads((root / "content" / "published.json").read_text("utf-8"))
    assert mistakes("published", tiny) == []
    assert own["format"] == tiny["format"] == published.FORMAT


def test_the_plan_of_the_vectors_is_a_fill_plan() -> None:
    vectors = json.loads((FORMATS / "vectors" / "filling.json").read_text("utf-8"))
    assert mistakes("fill-plan", vectors["plan"]) == []
    assert mistakes("fill-plan", {**vectors["plan"], "format": 1}) == ["$.format: 3 was expected"]


@pytest.mark.parametrize("about", [{}, {"format": ANSWERS_FORMAT}], ids=str)
def test_an_answer_file_is_read_as_its_schema_says(about: dict[str, int], tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**about, **ANSWERS}), "utf-8")
    assert mistakes("answers", {**about, **ANSWERS}) == []
    assert answer_file.load(path).values == ANSWERS["answers"]


@pytest.mark.parametrize("about", [{}, {"round": "Spring 2027", "for": "Ana Ruiz"}], ids=str)
def test_a_file_says_for_which_round_and_for_whom_or_not(
    about: dict[str, str], tmp_path: Path
) -> None:
    script = sites.REPOSITORY / "layouts" / "scripts" / "file.js"
    text = node.call(script, "writeAnswers", {**ANSWERS, **about})
    assert json.loads(text) == {"format": ANSWERS_FORMAT, **ANSWERS, **about}
    assert mistakes("answers", json.loads(text)) == []
    path = tmp_path / "answers.json"
    path.write_text(text, "utf-8")
    answers = answer_file.load(path)
    assert (answers.round, answers.asked_by) == (about.get("round", ""), about.get("for", ""))
    assert node.call(script, "parseAnswers", text) == {**ANSWERS, **about}


def test_a_label_that_is_none_is_left_out_and_the_answers_are_read(tmp_path: Path) -> None:
    text = json.dumps({**ANSWERS, "round": "Spring\u202e", "for": 7})
    path = tmp_path / "answers.json"
    path.write_text(text, "utf-8")
    answers = answer_file.load(path)
    assert (answers.round, answers.asked_by, answers.values) == ("", "", ANSWERS["answers"])
    script = sites.REPOSITORY / "layouts" / "scripts" / "file.js"
    assert node.call(script, "parseAnswers", text) == ANSWERS


def test_answers_of_another_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"format": 7, **ANSWERS}), "utf-8")
    assert mistakes("answers", {"format": 7, **ANSWERS}) == ["$.format: 1 was expected"]
    with pytest.raises(UserError, match="it has the format 7, and 1 is the one known here; take a"):
        answer_file.load(path)
