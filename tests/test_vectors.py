"""The vectors of `formats/vectors/`: what Python and JavaScript make of the same, each by itself.

They are read here as they stand; nothing writes them anew. Who changes what a filled PDF looks like
changes them by hand, and says so.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import sites
from partnertools.model.labels import read_label
from partnertools.model.numbers import read_number
from partnertools.model.values import Value
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import DoesNotFitError, Filler
from partnertools.pdf.forms.plan import FillPlan
from partnertools.pdf.forms.read import read_answers
from partnertools.problems import UserError
from tools import node, plans

VECTORS = sites.REPOSITORY / "formats" / "vectors"
SCRIPTS = sites.REPOSITORY / "layouts" / "scripts"
NUMBER_SCRIPT = sites.REPOSITORY / "layouts" / "fields" / "number" / "values.js"
FILLING = json.loads((VECTORS / "filling.json").read_text("utf-8"))
NUMBERS = json.loads((VECTORS / "numbers.json").read_text("utf-8"))["cases"]
LABELS = json.loads((VECTORS / "labels.json").read_text("utf-8"))["cases"]
CASES: dict[str, dict[str, Any]] = {case["case"]: case for case in FILLING["cases"]}
PDF = FILLING["pdf"].encode("latin-1")


def plan_of(case: Mapping[str, Any]) -> dict[str, Any]:
    return {**FILLING["plan"], **case.get("plan", {})}


def with_python(
    form: FillPlan, values: Mapping[str, Value], labels: Mapping[str, str]
) -> dict[str, str]:
    try:
        return {"added": Filler(form).update(len(PDF), values, labels).decode("latin-1")}
    except DoesNotFitError:
        return {"refused": "does-not-fit"}
    except KeyError:
        return {"refused": "unknown"}


def with_script(
    told: Mapping[str, Any], values: Mapping[str, Value], labels: Mapping[str, str]
) -> dict[str, str]:
    try:
        copy = node.call(SCRIPTS / "pdf" / "fill.js", "fillPdf", PDF, told, values, False, labels)
    except node.ScriptError as error:
        said, _, _ = str(error).partition("\n")
        if said.startswith("RangeError: the f"):
            return {"refused": "unknown"}
        # The message is the id of the field.
        if said.removeprefix("Error: ") in values:
            return {"refused": "does-not-fit"}
        raise
    assert copy.startswith(PDF)
    return {"added": copy[len(PDF) :].decode("latin-1")}


def problems(form: FillPlan, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, value in values.items():
        field = form.fields.get(name)
        if field is None or field.value_type.field_type != "Tx":
            continue
        text = field.value_type.text(value)
        if characters := form.metrics.find_unknown(text):
            found.append({"id": name, "kind": "undrawable", "characters": characters})
        if not Filler(form).fits(name, text):
            found.append({"id": name, "kind": "too-long"})
    return found


def expected(case: Mapping[str, Any]) -> dict[str, str]:
    return {key: case[key] for key in ("added", "refused") if key in case}


def test_the_vectors_are_of_the_format_of_today_and_show_all_that_can_happen() -> None:
    assert FILLING["format"] == FILLING["plan"]["format"] == plan.FORMAT
    assert FILLING["plan"]["typesetting"] == json.loads(json.dumps(plan.TYPESETTING))
    assert {case.get("refused") for case in CASES.values()} == {None, "does-not-fit", "unknown"}
    assert {p["kind"] for case in CASES.values() for p in case["problems"]} == {
        "too-long",
        "undrawable",
    }


@pytest.mark.parametrize("name", CASES)
def test_python_fills_as_the_vectors_say(name: str) -> None:
    case = CASES[name]
    form = plans.of_json(plan_of(case))
    assert with_python(form, case["values"], case.get("labels", {})) == expected(case)
    assert problems(form, case["values"]) == case["problems"]


@pytest.mark.parametrize("name", CASES)
def test_a_page_fills_as_the_vectors_say(name: str) -> None:
    case = CASES[name]
    told = plan_of(case)
    assert with_script(told, case["values"], case.get("labels", {})) == expected(case)
    found = node.call(SCRIPTS / "pdf" / "fill.js", "problems", told, case["values"])
    assert found == case["problems"]


@pytest.mark.parametrize(("number", "digits"), FILLING["thousandths"])
def test_numbers_are_rounded_as_the_vectors_say(number: float, digits: str) -> None:
    assert f"{number:.3f}" == digits
    assert node.call(SCRIPTS / "pdf" / "appearances.js", "fixed", number) == digits


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: ascii(case["text"]))
def test_texts_are_read_as_the_numbers_that_the_vectors_say(case: dict[str, Any]) -> None:
    given = (case["text"], case["unit"], case.get("point", "."))
    assert read_number(*given) == case["number"]
    assert node.call(NUMBER_SCRIPT, "readNumber", *given) == case["number"]


@pytest.mark.parametrize("case", LABELS, ids=lambda case: ascii(case["given"])[:40])
def test_labels_are_read_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert read_label(case["given"]) == case["label"]
    assert node.call(SCRIPTS / "labels.js", "readLabel", case["given"]) == case["label"]


def test_the_runs_of_a_plan_are_the_classes_of_characters_that_python_knows() -> None:
    def of_runs(name: str) -> set[str]:
        runs: Any = plan.TYPESETTING[name]
        return {chr(code) for first, last in runs for code in range(first, last + 1)}

    everything = list(map(chr, range(0x110000)))
    assert of_runs("spaces") == {char for char in everything if char.isspace()}
    assert of_runs("lineEnds") == {c for c in everything if len(f"a{c}b".splitlines()) == 2}
    assert of_runs("wideSpaces") < of_runs("spaces")


READING = json.loads((VECTORS / "reading.json").read_text("utf-8"))["cases"]
each_file = pytest.mark.parametrize("case", READING, ids=lambda case: case["case"])


@each_file
def test_python_reads_filled_pdfs_as_the_vectors_say(case: dict[str, Any]) -> None:
    reading = read_answers(case["pdf"].encode("latin-1"), Path("filled.pdf"))
    copies = [case, *case.get("others", ())]
    for one, expected in zip((reading, *reading.others), copies, strict=True):
        forms = {s: {"version": v or None, "language": la} for s, (v, la) in one.forms.items()}
        assert forms == expected["forms"]
        assert one.answers == expected["answers"]
    labels = {"round": reading.round, "for": reading.asked_by}
    assert {name: label for name, label in labels.items() if label} == case.get("labels", {})


@each_file
def test_a_page_reads_filled_pdfs_as_the_vectors_say(case: dict[str, Any]) -> None:
    found = node.call(SCRIPTS / "pdf" / "read.js", "read", case["pdf"].encode("latin-1"))
    copies = [case, *case.get("others", ())]
    for one, expected in zip((found, *found["others"]), copies, strict=True):
        assert one["forms"] == expected["forms"]
        assert one["values"] == expected["answers"]
    assert not found["isDamaged"]
    assert found["labels"] == case.get("labels", {})


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n%%EOF\n", READING[0]["pdf"].replace("(tea)", "(Tee)").encode("latin-1")],
    ids=["nothing", "no PDF", "another form"],
)
def test_what_holds_no_answers_is_refused(data: bytes) -> None:
    with pytest.raises(UserError):
        read_answers(data, Path("other.pdf"))
