"""What programs read: `toolkit.json`, and a JSON Schema for the answers to each worksheet."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from jsonschema import Draft202012Validator

import sites
from partnertools import source
from partnertools.model.toolkit import Toolkit
from partnertools.render import data

ANSWERS = {
    "tool": "tea",
    "version": 2,
    "language": "en",
    "answers": {
        "tea.favorite.tea": "Peppermint",
        "tea.favorite.notes": "Two lines\nof “text”",
        "tea.favorite.first": "1 May 2024",
        "tea.pick.taste": "heavenly",
        "tea.pick.company.cat": True,
        "tea.guests.row-1.cup": "large",
        "tea.judge.accident": "false",
    },
}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_toolkit_json_describes_the_toolkit(tiny: Path) -> None:
    described = read(tiny / "dist" / "toolkit.json")
    assert {key: described[key] for key in ("title", "publisher", "language", "url")} == {
        "title": "The Tea Toolkit",
        "publisher": "The tea party",
        "language": "en",
        "url": "https://tea.example.org/kit/",
    }
    assert [tool["id"] for tool in described["tools"]] == ["tea", "picnic"]
    assert [guide["id"] for guide in described["guides"]] == ["brewing"]
    [packet] = described["packets"]
    assert {key: value for key, value in packet.items() if key != "files"} == {
        "id": "afternoon",
        "title": "An afternoon",
        "summary": "Everything for one pot.",
        "contents": ["guide/brewing", "tools/tea", "tools/picnic"],
        "page": "packets/afternoon/index.html",
    }


def test_toolkit_json_describes_every_field(tiny: Path) -> None:
    [tea, picnic] = read(tiny / "dist" / "toolkit.json")["tools"]
    by_id = {field["id"]: field for field in tea["fields"]}
    assert len(by_id) == len(tea["fields"]) == 31
    assert by_id["tea.favorite.tea"] == {
        "id": "tea.favorite.tea",
        "kind": "text",
        "control": "short-answer",
        "label": "Favorite tea",
        "hint": "Any leaf counts, even “fruit”",
        "required": True,
    }
    assert by_id["tea.favorite.rule"]["readOnly"] is True
    assert by_id["tea.guests.row-2.cup"] == {
        "id": "tea.guests.row-2.cup",
        "kind": "choice",
        "control": "grid",
        "label": "Guest 2: Cup",
        "options": [{"id": "small", "label": "Small"}, {"id": "large", "label": "Large"}],
    }
    assert [field["label"] for field in picnic["fields"]] == ["Your name", "Date", "What is in it"]


def test_toolkit_json_names_pages_and_files_as_they_are(tiny: Path) -> None:
    dist = tiny / "dist"
    described = read(dist / "toolkit.json")
    documents = described["tools"] + described["guides"] + described["packets"]
    names = []
    for document in documents:
        assert (dist / document["page"]).is_file()
        for file in document["files"]:
            names.append(file["name"])
            data = (dist / file["name"]).read_bytes()
            assert (file["size"], file["sha256"]) == (len(data), sha256(data).hexdigest())
            assert file["pages"] >= 1
            is_large = "-large" in file["name"]
            assert file["edition"] == ("large print" if is_large else "standard")
            # The publisher's paper, which is A4 here, is not named.
            is_letter = file["name"].endswith("-letter.pdf")
            assert file["paper"] == ("letter" if is_letter else "a4")
            with pikepdf.open(dist / file["name"]) as pdf:
                width, height = map(round, pdf.pages[0].mediabox[2:])
            assert {width, height} == ({612, 792} if is_letter else {595, 842})
    assert {
        "packets/afternoon.pdf",
        "packets/afternoon-letter.pdf",
        "tools/tea/tea-large.pdf",
        "tools/tea/tea-large-letter.pdf",
        "tools/tea/tea.pdf",
        "tools/tea/tea-letter.pdf",
        "tools/picnic/picnic.pdf",
        "tools/picnic/picnic-letter.pdf",
        "guide/brewing/summary-card.pdf",
        "guide/brewing/summary-card-letter.pdf",
    } <= set(names)


def test_every_schema_is_a_schema(tiny: Path) -> None:
    described = read(tiny / "dist" / "toolkit.json")
    for tool in described["tools"]:
        schema = read(tiny / "dist" / tool["schema"])
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"{described['url']}{tool['schema']}"
        assert set(schema["properties"]["answers"]["properties"]) == {
            field["id"] for field in tool["fields"]
        }


def test_the_schemas_of_the_repository_are_schemas_of_their_own_fields() -> None:
    toolkit = sites.toolkit()
    for tool in toolkit.tools:
        Draft202012Validator.check_schema(json.loads(data.schema(toolkit, tool)))


def mistakes(tiny: Path, answers: dict[str, Any]) -> list[str]:
    """Return which rules an answer file breaks, and where."""
    schema = read(tiny / "dist" / "data" / "tea.schema.json")
    errors = Draft202012Validator(schema).iter_errors(answers)
    return [f"{error.json_path}: {error.validator}" for error in errors]


def test_an_answer_file_may_answer_everything_or_nothing(tiny: Path) -> None:
    assert mistakes(tiny, ANSWERS) == []
    assert mistakes(tiny, ANSWERS | {"answers": {}}) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"tool": "picnic"}, "$.tool: const"),
        ({"version": 1}, "$.version: const"),
        ({"version": "2"}, "$.version: const"),
        ({"language": "de"}, "$.language: const"),
        ({"extra": 1}, "$: additionalProperties"),
        ({"answers": []}, "$.answers: type"),
        ({"answers": {"tea.favorite.coffee": "x"}}, "$.answers: additionalProperties"),
        ({"answers": {"favorite.tea": "x"}}, "$.answers: additionalProperties"),
        ({"answers": {"tea.favorite.tea": 1}}, "$.answers['tea.favorite.tea']: type"),
        ({"answers": {"tea.pick.company.cat": "yes"}}, "$.answers['tea.pick.company.cat']: type"),
        ({"answers": {"tea.pick.taste": "sweet"}}, "$.answers['tea.pick.taste']: oneOf"),
        ({"answers": {"tea.judge.accident": True}}, "$.answers['tea.judge.accident']: oneOf"),
    ],
)
def test_an_answer_file_with_a_mistake_is_refused(
    change: dict[str, Any], expected: str, tiny: Path
) -> None:
    assert mistakes(tiny, ANSWERS | change) == [expected]


@pytest.mark.parametrize("key", ["tool", "version", "language", "answers"])
def test_an_answer_file_lacks_nothing(key: str, tiny: Path) -> None:
    rest = {name: value for name, value in ANSWERS.items() if name != key}
    assert mistakes(tiny, rest) == ["$: required"]


def test_toolkit_json_says_where_the_site_in_each_language_is(tmp_path: Path) -> None:
    root = sites.project(tmp_path, sites.TESTS / "sites" / "bilingual")
    site = "https://visit.example.org/kit/"
    expected = [{"language": "en", "url": site}, {"language": "es", "url": f"{site}es/"}]
    for toolkit in source.read_all(root / "content"):
        assert told(toolkit)["languages"] == expected
    assert "languages" not in told(sites.toolkit(sites.TINY))


def told(toolkit: Toolkit) -> Any:
    """Return what `toolkit.json` says of a toolkit without files."""
    targets = [d.target for d in toolkit.documents()] + [p.target for p in toolkit.packets]
    return json.loads("".join(data.toolkit_json(toolkit, dict.fromkeys(targets, ()))))
