"""What was painted before is not painted again, and nothing else is taken for it."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.build import cache, printing, site
from partnertools.build.cache import Cache
from partnertools.render.pages import Layouts

SHEETS = {
    "tools/tea/tea.pdf",
    "tools/tea/tea-a4.pdf",
    "tools/tea/tea-large.pdf",
    "tools/picnic/picnic.pdf",
    "tools/picnic/picnic-a4.pdf",
    "tools/picnic/picnic-large.pdf",
    "guide/brewing/summary-card.pdf",
    "guide/brewing/summary-card-a4.pdf",
    "packets/afternoon.pdf",
    "packets/afternoon-a4.pdf",
}


def keys(root: Path) -> dict[str, str]:
    """Return the keys of all PDFs of a project, by their path within the site."""
    toolkit = source.read(root / "content")
    layouts = Layouts(root / "layouts")
    style = layouts.style("sheet")
    sheets = printing.sheets(toolkit, layouts)
    return {s.name: printing.cache_key(printing.job(s, style, root)) for s in sheets}


@pytest.fixture
def project(tmp_path: Path, publication_day: None) -> Path:
    return sites.project(tmp_path / "project")


# A file of the project, what is written in place of what, and which PDFs are another thing then:
# those whose path has one of the words in it.
EDITS = {
    "a word of a worksheet": ("content/tools/tea.md", "Sip twice", "Sip once", ("tea", "packets")),
    "a word of the guide": ("content/guide/brewing/index.md", "Step", "Stage", ("packets",)),
    "a word of a page": ("content/pages/about.md", "\n---\n", "\n---\n\nMore.\n", ()),
    "a picture": ("content/tools/picnic/cup.svg", "</svg>", " </svg>", ("picnic", "packets")),
    "a scale": ("content/scales/taste.yaml", "Bitter", "Sour", ("tea", "packets")),
    "the publisher": ("content/toolkit.yaml", "The tea party", "The tea club", (".pdf",)),
    "a version": ("content/tools/tea.md", "version: 2", "version: 3", ("tea", "packets")),
    "an id": ("content/tools/tea.md", ":id: pick.notes", ":id: pick.more", ("tea", "packets")),
    "a style of paper": ("layouts/sheet.css", "19mm", "20mm", (".pdf",)),
    "a style of the screen": ("layouts/screen.css", "40rem", "41rem", ()),
    "a color": ("layouts/tokens.css", "--ink", "--ink-of-old: #000;\n  --ink", (".pdf",)),
    "a template": ("layouts/sheet.html", "<body", "<body data-new", ("tools/",)),
}


@pytest.mark.parametrize("edited", EDITS)
def test_an_edit_makes_those_pdfs_anew_that_it_changes(edited: str, project: Path) -> None:
    name, old, new, words = EDITS[edited]
    before = keys(project)
    assert before.keys() == SHEETS
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    if edited == "a scale":
        tea = project / "content/tools/tea.md"
        tea.write_text(tea.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    after = keys(project)
    changed = {sheet for sheet in SHEETS if before[sheet] != after[sheet]}
    assert changed == {sheet for sheet in SHEETS if any(word in sheet for word in words)}


def test_the_day_of_publication_is_part_of_every_pdf(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    assert not before.items() & keys(project).items()


@pytest.mark.parametrize("library", cache.LIBRARIES)
def test_another_version_of_a_library_makes_every_pdf_anew(
    library: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(project)
    known = metadata.version
    newer = {library: f"{known(library)}.1"}
    monkeypatch.setattr(metadata, "version", lambda name: newer.get(name) or known(name))
    cache._makers.cache_clear()
    try:
        assert not before.items() & keys(project).items()
    finally:
        cache._makers.cache_clear()


def test_other_code_makes_every_pdf_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = shutil.copytree(sites.REPOSITORY / "partnertools", tmp_path / "partnertools")
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    digests = []
    for _ in range(2):
        cache._makers.cache_clear()
        digests.append(cache.digest("a sheet"))
        with (package / "pdf" / "structure.py").open("a") as module:
            module.write("# more\n")
    cache._makers.cache_clear()
    assert digests[0] != digests[1]


def test_where_a_project_lies_makes_no_difference(project: Path, tmp_path: Path) -> None:
    elsewhere = sites.project(tmp_path / "some" / "where" / "else")
    assert keys(project) == keys(elsewhere)


def build(root: Path, folder: Path) -> tuple[site.Built, dict[str, bytes]]:
    """Build with a cache; return what was built, and the site's files."""
    built = site.build(root, lambda step: None, Cache(folder))
    dist = root / "dist"
    files = {p.relative_to(dist).as_posix(): p for p in dist.rglob("*") if p.is_file()}
    return built, {name: path.read_bytes() for name, path in files.items()}


def test_a_build_paints_what_is_new_and_writes_what_a_build_without_a_cache_writes(
    project: Path, tiny: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    first, files = build(project, folder)
    assert first.painted == len(SHEETS)
    entries = {path.name for path in folder.iterdir()}
    assert len(entries) == len(SHEETS)
    assert files == {name: (tiny / "dist" / name).read_bytes() for name in files}

    second, again = build(project, folder)
    assert (second.painted, again) == (0, files)

    # Cut off and changed entries are no entries.
    cut, changed, *_ = sorted(folder.iterdir())
    cut.write_bytes(cut.read_bytes()[:-1])
    data = bytearray(changed.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    third, mended = build(project, folder)
    assert (third.painted, mended) == (2, files)

    shutil.rmtree(folder)
    path = project / "content" / "tools" / "picnic" / "index.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nMore to eat.\n", encoding="utf-8")
    fourth, _ = build(project, folder)
    assert fourth.painted == len(SHEETS)


def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"no folder")
    shelf = Cache(blocked / "cache")
    shelf.write("key", b"data")
    assert shelf.read("key") is None
    shelf.trim()
    assert shelf.made == 1


def test_what_a_killed_build_leaves_in_the_cache_is_no_entry(tmp_path: Path) -> None:
    (tmp_path / "key.1a2b3c4d").write_bytes(b"half")
    shelf = Cache(tmp_path)
    assert shelf.read("key") is None
    shelf.write("key", b"data")
    assert shelf.read("key") == b"data"


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    shelf = Cache(tmp_path, largest=3 * (32 + 100))
    for number in range(4):
        shelf.write(f"key-{number}", bytes(100))
        os.utime(tmp_path / f"key-{number}", (number, number))
    assert shelf.read("key-0") == bytes(100)
    shelf.trim()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-0", "key-2", "key-3"]


def test_many_builds_share_a_cache(tmp_path: Path) -> None:
    def use(number: int) -> bytes | None:
        shelf = Cache(tmp_path, largest=1000)
        shelf.write(f"key-{number % 3}", b"data" * 10)
        shelf.trim()
        return shelf.read(f"key-{(number + 1) % 3}")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(use, range(400)))
    assert set(found) <= {None, b"data" * 10}
    assert b"data" * 10 in found
