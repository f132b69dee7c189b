"""The published formats are as `formats/` says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sites
from partnertools.answers import answer_file
from partnertools.model.values import ANSWERS_FORMAT
from partnertools.problems import UserError

FORMATS = sites.REPOSITORY / "formats"
SCHEMAS = sorted(FORMATS.glob("*.schema.json"))
ANSWERS = {"tool": "tea", "version": 2, "language": "en", "answers": {"tea.a": 1.5, "tea.b": ""}}


def mistakes(schema: str, value: Any) -> list[str]:
    found = json.loads((FORMATS / f"{schema}.schema.json").read_text("utf-8"))
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(found).iter_errors(value)]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_one(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
    assert len(SCHEMAS) == 3


def test_the_files_of_a_site_are_as_their_schemas_say(tiny: Path) -> None:
    toolkit = json.loads((tiny / "dist" / "toolkit.json").read_text("utf-8"))
    assert mistakes("toolkit", toolkit) == []
    published = sorted((tiny / "dist").rglob("*.fill.json"))
    assert len(published) > 3
    for path in published:
        assert mistakes("fill-plan", json.loads(path.read_text("utf-8"))) == [], path.name


def test_the_plan_of_the_vectors_is_a_fill_plan() -> None:
    vectors = json.loads((FORMATS / "vectors" / "filling.json").read_text("utf-8"))
    assert mistakes("fill-plan", vectors["plan"]) == []
    assert mistakes("fill-plan", {**vectors["plan"], "format": 1}) == ["$.format: 2 was expected"]


@pytest.mark.parametrize("about", [{}, {"format": ANSWERS_FORMAT}], ids=str)
def test_an_answer_file_is_read_as_its_schema_says(about: dict[str, int], tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**about, **ANSWERS}), "utf-8")
    assert mistakes("answers", {**about, **ANSWERS}) == []
    assert answer_file.load(path).values == ANSWERS["answers"]


def test_answers_of_another_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"format": 7, **ANSWERS}), "utf-8")
    assert mistakes("answers", {"format": 7, **ANSWERS}) == ["$.format: 1 was expected"]
    with pytest.raises(UserError, match="it has the format 7, and 1 is the one known here; take a"):
        answer_file.load(path)
