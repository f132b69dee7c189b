"""JSON Schemas for editors: what can be built passes, and what they can judge is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import sites
from partnertools import cli
from partnertools.problems import Where
from partnertools.source import front_matter, keys, settings
from partnertools.source.keyed import LocatedMapping, WrittenValue
from partnertools.source.sources import CARD

# The kinds of files in a folder, or at the top.
KINDS = {
    "toolkit.yaml": "toolkit",
    "opening.md": "opening",
    "openings": "opening",
    "tools": "worksheet",
    "guide": "guide",
    "pages": "page",
    "scales": "scale",
    "packets": "packet",
    "words": "words",
}
CONTENTS = {
    "repository": sites.REPOSITORY / "content",
    "documentation": sites.REPOSITORY / "docs" / "content",
    "starter": sites.REPOSITORY / "partnertools" / "starter" / "content",
    "tiny": sites.TINY / "content",
    "long": sites.LONG / "content",
    **{p.parent.name: p for p in sites.REPOSITORY.glob("examples/*/content")},
}
# Of the mistakes in `broken/`, those that a schema of one file can know.
JUDGED = {
    "addition-without-text",
    "alias-that-is-no-slug",
    "empty-key",
    "front-matter-without-keys",
    "language-that-is-no-code",
    "malformed-point",
    "misspelt-word-of-a-level",
    "missing-key",
    "number-in-words",
    "packet-of-a-page",
    "packet-of-lists",
    "packet-with-dots",
    "packet-without-contents",
    "point-without-keys",
    "toolkit-without-a-key",
    "unknown-key",
}
VALIDATORS = {name: Draft7Validator(keys.schema(name)) for name in keys.FILES}


class Editor(yaml.SafeLoader):
    """YAML as editors read it: a day is a text."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, rule) for tag, rule in rules if not tag.endswith(":timestamp")]
    for sign, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def mistakes(path: Path, content: Path) -> list[str]:
    """Return what an editor marks in a file, which is none where it can't be read as YAML."""
    parts = path.relative_to(content).parts
    kind = "page" if path.name == CARD else KINDS.get(parts[0], "")
    text: str | None = path.read_text("utf-8", errors="replace")
    if path.suffix == ".md" and text:
        text = front_matter.cut(text).yaml
    if not kind or not text or path.suffix not in (".md", ".yaml"):
        return []
    try:
        data: Any = yaml.load(text, Loader=Editor)  # of the tests' own
    except yaml.YAMLError:
        return []
    return [error.message for error in VALIDATORS[kind].iter_errors(data)]


@pytest.mark.parametrize("name", CONTENTS)
def test_what_can_be_built_has_no_mistake(name: str) -> None:
    content = CONTENTS[name]
    files = [p for p in content.rglob("*") if p.suffix in (".yaml", ".md")]
    assert len(files) > 3
    assert {str(path): found for path in files if (found := mistakes(path, content))} == {}


def test_what_a_schema_can_judge_is_refused() -> None:
    refused = set()
    for case in sites.BROKEN.iterdir():
        files = [p for p in case.rglob("*") if p.is_file() and p.name != "expected.txt"]
        if any(mistakes(path, case) for path in files):
            refused.add(case.name)
    assert refused == JUDGED


def test_a_schema_is_one_and_explains_every_key() -> None:
    for name in keys.FILES:
        schema = keys.schema(name)
        Draft7Validator.check_schema(schema)
        assert all(about["description"] for about in schema["properties"].values())


def test_a_new_toolkit_tells_editors_where_its_schemas_are(tmp_path: Path) -> None:
    assert cli.main(["new", str(tmp_path / "kit"), "--quiet"]) == 0
    assert cli.main(["new", "packet", "all", "--root", str(tmp_path / "kit"), "--quiet"]) == 0
    files = list((tmp_path / "kit" / "content").rglob("*.yaml"))
    assert len(files) == 4
    for path in files:
        line = path.read_text("utf-8").splitlines()[0]
        schema = path.parent / line.removeprefix("# yaml-language-server: $schema=")
        kind = KINDS[path.relative_to(tmp_path / "kit" / "content").parts[0]]
        assert json.loads(schema.read_text("utf-8")) == keys.schema(kind)


def test_where_there_are_no_schemas_no_file_names_one(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    assert cli.main(["new", "packet", "all", "--root", str(root), "--quiet"]) == 0
    text = (root / "content" / "packets" / "all.yaml").read_text("utf-8")
    assert text.startswith("title: 'All'\n")
    assert cli.main(["schemas", "--root", str(root), "--quiet"]) == 0
    assert {p.stem for p in (root / ".schemas").iterdir()} == set(keys.FILES)


ADDRESSES = {
    "base_url": (settings.base_url, "https://example.org HTTPS://Example.org/a/ http://localhost"
        " http://localhost:8000/ http://[::1]:8000/ https://ü.example/",
        "http://example.org/ https:// https://example.org/?a ftp://example.org localhost"),
    "contact": (settings.contact, "a@b.org a+b@c-d.example.org https://example.org/help",
        "a@b mailto:a@b.org http://example.org a@b.org,c@d.org"),
    "answers_to": (settings.answers_to, "a@b.org", "a@b mailto:a@b.org https://example.org"),
    "language": (settings.language, "en pt-BR zh-Hant-TW de-1996 en-x-a", "e engl en_US EN"),
    "color": (settings.color, "#17506f #17506F 17506f", "red #12345 #0000000"),
}  # fmt: skip


@pytest.mark.parametrize("key", ADDRESSES)
def test_a_schema_takes_what_is_read_and_refuses_what_is_refused(key: str) -> None:
    read, taken, refused = ADDRESSES[key]
    schema = Draft7Validator(keys.schema("toolkit")["properties"][key])
    for value, is_taken in [(v, True) for v in taken.split()] + [
        (v, False) for v in refused.split()
    ]:
        where = Where(Path("toolkit.yaml"), 1)
        keyed = LocatedMapping(where, [])
        keyed.add(key, WrittenValue(where, scalar=value))
        read(keyed)
        assert (not keyed.problems) == is_taken, value
        assert schema.is_valid(value) == is_taken, value
