"""What was read before is not read again, and says the same; what it was read from may change."""

import pickle
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sites
from partnertools import source
from partnertools.build import pages
from partnertools.build.outputs import Outputs, digest
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.interface import po
from partnertools.model import packed
from partnertools.model.packed import Packed
from partnertools.model.toolkit import Toolkit
from partnertools.problems import Problem, UserError
from partnertools.render import comparison, data
from partnertools.source import parse
from partnertools.source.readings import Readings
from partnertools.source.sources import Source

BILINGUAL = sites.TESTS / "sites" / "bilingual"
READERS = ("tool", "guide", "page")
# What is changed in a project, by what it makes to be read again: files, and texts in them.
EDITS = {
    "a word": ("tools/tea.md", "strong", "strongest", {"tools/tea"}),
    "a line above": ("tools/tea.md", "---\n\n<!--", "---\n\n\n<!--", {"tools/tea"}),
    "a title that others name": ("tools/tea.md", "Tea & 'Company'", "Tea", {"tools/tea"}),
    "a card": ("guide/brewing/summary-card.md", "summary: ", "summary: A ", {"card/brewing"}),
    "a scale": (
        "scales/taste.yaml",
        "title: ",
        "title: The ",
        {"tools/tea", "pages/about", "card/brewing"},
    ),
    "the opening": (
        "opening.md",
        "title: ",
        "title: More ",
        {"tools/tea", "pages/about", "card/brewing"},
    ),
    "a packet": ("packets/afternoon.yaml", "title: ", "title: A ", set[str]()),
    "the toolkit's title": ("toolkit.yaml", "title: ", "title: A ", set[str]()),
}
# They show pictures, which only the disk knows.
WITH_PICTURES = {"tools/picnic", "guide/brewing"}


@pytest.fixture
def was_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the targets of all documents that are read."""
    found: list[str] = []

    def watch(name: str) -> Callable[..., object]:
        read = getattr(parse, name)

        def reads(one: Source, *more: object) -> object:
            found.append(one.target)
            return read(one, *more)

        return reads

    for name in READERS:
        monkeypatch.setattr(parse, name, watch(name))
    return found


def readings(root: Path, version: str = "1") -> Readings:
    return Readings(Cache(root / "cache"), version)


def said(toolkits: tuple[Toolkit, ...]) -> list[object]:
    """Return all that toolkits say, with the lines on which it stands."""
    return [
        (digest(one), [repr(d.contents) for d in one.documents()], one.notes, one.translations)
        for one in toolkits
    ]


def both(root: Path, version: str = "1") -> tuple[Toolkit, ...]:
    """Read a project with what was read before, which says what is read without it."""
    content = root / "content"
    found = source.read_all(content, readings=readings(root, version))
    assert said(found) == said(source.read_all(content))
    return found


@pytest.mark.parametrize("edit", EDITS)
def test_only_what_another_text_comes_into_is_read_again(
    edit: str, tmp_path: Path, was_read: list[str]
) -> None:
    root = sites.project(tmp_path)
    name, before, after, expected = EDITS[edit]
    source.read_all(root / "content", readings=readings(root))
    assert {*was_read} == {"tools/tea", "pages/about", "card/brewing", *WITH_PICTURES}
    was_read.clear()
    source.read_all(root / "content", readings=readings(root))
    assert {*was_read} == WITH_PICTURES
    path = root / "content" / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    was_read.clear()
    source.read_all(root / "content", readings=readings(root))
    assert {*was_read} == WITH_PICTURES | expected
    both(root)


@pytest.mark.parametrize("origin", [sites.TINY, BILINGUAL, sites.LONG, sites.HEARD])
def test_what_was_read_before_says_the_same(origin: Path, tmp_path: Path) -> None:
    root = sites.project(tmp_path, origin)
    for _ in range(3):
        both(root)


def test_other_code_reads_all_again(tmp_path: Path, was_read: list[str]) -> None:
    root = sites.project(tmp_path)
    source.read(root / "content", readings=readings(root))
    first = [*was_read]
    source.read(root / "content", readings=readings(root, "2"))
    assert was_read == first * 2


def test_a_mistake_is_named_as_often_as_it_is_read(tmp_path: Path) -> None:
    root = sites.project(tmp_path)
    tea = root / "content" / "tools" / "tea.md"
    right = tea.read_text("utf-8")
    wrong = right.replace(":required:", ":requird:", 1)
    for text in (right, wrong, wrong, right, wrong):
        tea.write_text(text, "utf-8")
        try:
            source.read(root / "content", readings=readings(root))
            found = 0
        except UserError as error:
            found = len(error.problems)
        assert found == (text == wrong)


def test_a_picture_that_is_gone_is_missed(tmp_path: Path) -> None:
    root = sites.project(tmp_path)
    both(root)
    (root / "content" / "tools" / "picnic" / "cup.svg").unlink()
    with pytest.raises(UserError, match=r"cup\.svg"):
        source.read(root / "content", readings=readings(root))


@pytest.mark.slow
def test_a_translation_comes_from_the_catalogue_as_it_is(
    tmp_path: Path, was_read: list[str]
) -> None:
    root = sites.project(tmp_path, BILINGUAL)
    catalogue = root / "content" / "locales" / "es.po"
    text = catalogue.read_text("utf-8")
    _, spanish = both(root)
    was_read.clear()
    source.read_all(root / "content", readings=readings(root))
    assert was_read == []
    # Half of it is gone, and has to be looked for again.
    entries = text.split("\n\n")
    catalogue.write_text("\n\n".join(entries[: len(entries) // 2]) + "\n", "utf-8")
    _, less = both(root)
    assert less.translations[0].translated < spanish.translations[0].translated
    source.read_all(root / "content", readings=readings(root))
    _, again = both(root)
    assert again.translations == less.translations
    assert again.notes == less.notes
    catalogue.write_text(text.replace('msgstr "', 'msgstr "{.x} ', 9), "utf-8")
    for _ in range(2):
        problems: list[object] = []
        for known in (readings(root), None):
            with pytest.raises(UserError) as caught:
                source.read_all(root / "content", readings=known)
            problems.append(caught.value.problems)
        assert problems[0] == problems[1]


def test_an_edition_reads_its_words_and_files_over_those_of_the_base(
    tmp_path: Path, was_read: list[str]
) -> None:
    sites.project(tmp_path / "base")
    root = tmp_path / "edition"
    (root / "content" / "words").mkdir(parents=True)
    values = {"base": "../base", "title": "Mate", "base_url": "https://mate.example.org/"}
    lines = "".join(f"{key}: {value}\n" for key, value in values.items())
    (root / "content" / "toolkit.yaml").write_text(lines, "utf-8")
    words = root / "content" / "words" / "tea.yaml"
    for label in ("Favorite mate", "Best mate"):
        words.write_text(f"labels:\n  favorite.tea: {label}\n", "utf-8")
        [edition] = both(root)
        assert label in repr(edition.tools[-1].contents) + repr(edition.tools[0].contents)
        was_read.clear()
        source.read_all(root / "content", readings=readings(root))
        assert {*was_read} == WITH_PICTURES
    shutil.copytree(tmp_path / "base" / "content" / "pages", root / "content" / "pages")
    both(root)


def test_a_catalogue_with_a_mistake_is_read_each_time(tmp_path: Path) -> None:
    path = tmp_path / "es.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', "utf-8")
    known = readings(tmp_path)
    assert known.read_catalogue(path, []) == po.read(path, [])
    path.write_text(path.read_text("utf-8") + '\nmsgid "tea\n', "utf-8")
    for _ in range(2):
        problems: list[Problem] = []
        known.read_catalogue(path, problems)
        assert problems


class _Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("open('/dev/null')",)


@pytest.mark.parametrize("value", [_Runs(), Path.home, ValueError("no")])
def test_an_entry_that_would_do_something_is_none(value: object, tmp_path: Path) -> None:
    data = zlib.compress(pickle.dumps(value))
    with pytest.raises(pickle.UnpicklingError):
        packed.unpack(data)
    root = sites.project(tmp_path)
    source.read(root / "content", readings=readings(root))
    cache = Cache(root / "cache")
    paths = [*cache.folder.iterdir()]
    assert len(paths) == 3
    for path in paths:
        cache.write(path.name, data)
    both(root)


def test_what_is_behind_a_dot_is_not_reached() -> None:
    def ask(module: str, name: str) -> bytes:
        texts = b"".join(b"\x8c" + bytes([len(t)]) + t.encode() for t in (module, name))
        return zlib.compress(b"\x80\x04" + texts + b"\x93.")

    assert packed.unpack(ask("partnertools.model.packed", "Packed")) is Packed
    for name in ("pickle.loads", "Packed.open", "pack", "zlib", "PurePath"):
        with pytest.raises(pickle.UnpicklingError):
            packed.unpack(ask("partnertools.model.packed", name))


def test_what_is_made_of_each_worksheet_is_made_again_where_that_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    for module, name in ((comparison, "tell"), (data, "tell_document")):
        tell: Callable[..., str] = getattr(module, name)

        def count(*about: Any, tell: Callable[..., str] = tell, name: str = name) -> str:
            told.append((name, about[1].target))
            return tell(*about)

        monkeypatch.setattr(module, name, count)
    root = sites.project(tmp_path)
    every = [("tell", "tools/tea"), ("tell", "tools/picnic")]
    every += [
        ("tell_document", target) for target in ("tools/tea", "tools/picnic", "guide/brewing")
    ]
    first = make_pages(root)
    assert sorted(told) == sorted(every)
    told.clear()
    assert make_pages(root) == first
    assert told == []
    tea = root / "content" / "tools" / "tea.md"
    tea.write_text(tea.read_text("utf-8").replace("Favorite tea", "Best tea"), "utf-8")
    changed = make_pages(root)
    assert sorted(told) == [("tell", "tools/tea"), ("tell_document", "tools/tea")]
    shutil.rmtree(root / "cache")
    assert make_pages(root) == changed
    for name in ("compare/index.html", "toolkit.json"):
        assert b"Favorite tea" in first[name]
        assert changed[name] == first[name].replace(b"Favorite tea", b"Best tea")


def make_pages(root: Path) -> dict[str, bytes]:
    """Return all but the PDFs of a project, made with its cache."""
    cache = Cache(root / "cache")
    project = Project(root, cache=cache)
    outputs = Outputs(cache)
    for output in pages.of_project(project, (), {}, cache):
        outputs.add(output)
    return dict(outputs)
