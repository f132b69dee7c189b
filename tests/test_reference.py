"""The reference is made from the code, and nothing that the code takes is missing in it."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import reference
import sites
from partnertools import source
from partnertools.model import prompts
from partnertools.model.prompt import ASKED
from partnertools.problems import UserError
from partnertools.source import fences, keys
from partnertools.source.keyed import LocatedMapping
from partnertools.source.sources import CARD
from sites import FRONT

PAGES = sorted(reference.GUIDES.glob("*.md"))
UNKNOWN = "qqqqqqqqqqqqqqqqq"
# What `keys` calls the files of a folder, or a file at the top.
KINDS = {
    "toolkit.yaml": "toolkit",
    "opening.md": "opening",
    "tools": "worksheet",
    "guide": "guide",
    "pages": "page",
    "scales": "scale",
    "packets": "packet",
    "words": "words",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_tables_of_the_reference_say_what_the_code_says(page: Path) -> None:
    text = page.read_text("utf-8")
    assert reference.written(text) == text, "run `.venv/bin/python tests/reference.py`"


def test_every_table_stands_in_the_documentation_once() -> None:
    found = [
        m["name"] for page in PAGES for m in reference.REGION.finditer(page.read_text("utf-8"))
    ]
    assert sorted(found) == sorted(reference.TABLES)


@pytest.mark.parametrize("kind", fences.KINDS)
def test_an_option_is_described_just_where_a_control_takes_it(kind: str, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    case = root / "content" / "tools" / "case.md"
    case.write_text(f"{FRONT}```{{{kind}}} Label\n:{UNKNOWN}: 1\n```\n", "utf-8")
    with pytest.raises(UserError) as error:
        source.read(root / "content")
    [problem] = [p for p in error.value.problems if "unknown option" in p.what]
    described = {*reference.options(kind), *(ASKED if kind in prompts.KINDS else ())}
    assert set(re.findall(r"`([\w-]+)`", problem.remedy)) == described


class Asked(NamedTuple):
    """How a key is read: whether it must be there, and which words or numbers it can be."""

    is_needed: bool = False
    words: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Asked]]:
    """Return what is asked of each file of a project, by its kind and its path."""
    root = sites.project(tmp_path_factory.mktemp("project") / "project")
    edition = root / "edition" / "content"
    (edition / "words").mkdir(parents=True)
    (edition / "toolkit.yaml").write_text("base: ..\ntitle: Mate\n", "utf-8")
    (edition / "words" / "tea.yaml").write_text("hints:\n  favorite.tea: Herbs\n", "utf-8")
    made: dict[tuple[str, str], dict[str, Asked]] = {}
    find, word, number = LocatedMapping._find, LocatedMapping.word, LocatedMapping.number

    def note(mapping: LocatedMapping, key: str, **said: Any) -> None:
        if mapping.noun == "key":
            content = next(f for f in mapping.where.path.parents if f.name == "content")
            path = mapping.where.path.relative_to(content)
            kind = "page" if path.name == CARD else KINDS[path.parts[0]]
            kind = "point" if kind == "scale" and "id" in mapping else kind
            keys_of_file = made.setdefault((kind, path.as_posix()), {})
            keys_of_file[key] = keys_of_file.get(key, Asked())._replace(**said)

    def noted_find(mapping: LocatedMapping, key: str, needed: bool) -> Any:
        note(mapping, key, is_needed=needed)
        return find(mapping, key, needed)

    def noted_word(
        mapping: LocatedMapping, key: str, known: Sequence[str], default: str | None = None
    ) -> str:
        found = word(mapping, key, known, default)
        # A key that isn't needed is asked for with a default.
        note(mapping, key, words=tuple(known), is_needed=default is None)
        return found

    def noted_number(
        mapping: LocatedMapping,
        key: str,
        default: int | None = None,
        least: int = 1,
        most: int = 999,
    ) -> int:
        found = number(mapping, key, default, least, most)
        note(mapping, key, bounds=(least, most), is_needed=default is None)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocatedMapping, "_find", noted_find)
        patch.setattr(LocatedMapping, "word", noted_word)
        patch.setattr(LocatedMapping, "number", noted_number)
        source.read(root / "content")
        source.read(edition)
    return made


DESCRIBED = {**{name: known for name, (_, known) in keys.FILES.items()}, "point": keys.POINT}


def test_a_key_is_described_just_where_it_is_read(
    asked: dict[tuple[str, str], dict[str, Asked]],
) -> None:
    assert {kind for kind, _ in asked} == set(DESCRIBED)
    for (kind, place), found in asked.items():
        missing, unread = (
            found.keys() - DESCRIBED[kind].keys(),
            DESCRIBED[kind].keys() - found.keys(),
        )
        assert not missing, f"describe {missing} in `partnertools/source/keys.py` ({place})"
        assert not unread, f"nobody reads {unread} of `partnertools/source/keys.py` ({place})"


def test_a_key_is_described_as_it_is_read(
    asked: dict[tuple[str, str], dict[str, Asked]],
) -> None:
    seen = set()
    for (kind, _), found in asked.items():
        for name, read in found.items():
            key = DESCRIBED[kind][name]
            assert key.is_needed == read.is_needed, (kind, name)
            if read.words and name != "opening":
                # `yes` and `true` are words here, and truth values to YAML.
                takes = (
                    {"enum": ["true", "false"]} if key.takes == {"type": "boolean"} else key.takes
                )
                assert {w for w in takes["enum"] if isinstance(w, str)} == set(read.words)
            if read.bounds:
                assert (key.takes["minimum"], key.takes["maximum"]) == read.bounds
            seen.add((bool(read.words), bool(read.bounds)))
    assert len(seen) == 3


def words(parser: argparse.ArgumentParser) -> set[str]:
    """Return all words of a command that begin with a hyphen, but those for help."""
    names = {name for action in parser._actions for name in action.option_strings}
    return names - {"-h", "--help"}


@pytest.mark.parametrize("command", sorted(reference.commands()))
def test_every_word_of_a_command_is_in_the_reference_and_says_what_it_does(command: str) -> None:
    text = (reference.GUIDES / "commands.md").read_text("utf-8")
    part = text.partition(f"## partnertools {command}\n")[2].partition("\n## ")[0]
    parser: Any = reference.commands()[command]
    assert words(parser) == set(re.findall(r"`(--?[a-z][\w-]*)", part))
    for action in parser._actions:
        assert action.help, f"{command}: {action.dest} says nothing of itself"
