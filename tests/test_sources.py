"""Files of all sorts in the content folder: what is read, passed over, refused."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.source import sources

FRONT = f"{sites.FRONT}Text.\n"
SECRET = "root:x:0:0"


def project(root: Path) -> Path:
    """Copy the content of the tiny project; reading it takes no layouts."""
    shutil.copytree(sites.TINY / "content", root / "content")
    return root


def put(path: Path, text: str = FRONT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["", "tools", "scales", "packets", "guide/brewing"])
@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "._tea.md",
        ".tea.md.swp",
        ".~lock.tea.md#",
        "tea.md~",
        "#tea.md#",
        "~$tea.md",
        "tea.md.bak",
        "tea.md.orig",
        "Thumbs.db",
        "Desktop.ini",
        "Icon\r",
        "__MACOSX/tea.md",
        ".git/config",
        ".obsidian/plugins.md",
    ],
)
def test_what_no_author_has_put_there_is_passed_over(
    name: str, folder: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / folder / name, "\0")
    assert sites.mistakes(root) == []


def test_the_lock_of_an_editor_is_passed_over_although_it_leads_nowhere(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    (root / "content" / "tools" / ".#tea.md").symlink_to("writer@desk.1234:1700000000")
    assert sites.mistakes(root) == []


ODD: dict[str, Callable[[Path, Path], object]] = {
    "it is a link that leads out of the content; put a copy in its place": (
        lambda path, outside: path.symlink_to(outside)
    ),
    "it is a link that leads nowhere; put a file in its place, or remove it": (
        lambda path, outside: path.symlink_to("nowhere")
    ),
    "it is no ordinary file; put a file in its place": lambda path, outside: os.mkfifo(path),
    "it has 0.6 MB, and 0.5 MB is the most; make it smaller": (
        lambda path, outside: path.write_bytes(b"x" * 600_000)
    ),
}


@pytest.mark.parametrize("message", ODD)
@pytest.mark.parametrize(
    "name",
    [
        "toolkit.yaml",
        "opening.md",
        "scales/odd.yaml",
        "tools/odd.md",
        "tools/odd/index.md",
        "guide/brewing/summary-card.md",
        "packets/odd.yaml",
        "pages/odd.md",
    ],
)
def test_what_cannot_be_read_is_named_once(name: str, message: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    path = root / "content" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    ODD[message](path, put(tmp_path / "passwords", SECRET))
    assert sites.mistakes(root) == [f"{name}: {message}"]


@pytest.mark.parametrize("name", ["tools", "tools/odd", "guide"])
def test_a_folder_that_is_a_link_out_of_the_content_is_named(name: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    path = root / "content" / name
    if path.exists():
        path.rename(tmp_path / "elsewhere")
    else:
        put(tmp_path / "elsewhere" / "index.md")
    path.symlink_to(tmp_path / "elsewhere")
    expected = f"{name}: it is a link that leads out of the content; put a copy in its place"
    assert expected in sites.mistakes(root)


def test_links_within_the_content_are_followed(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    tools = root / "content" / "tools"
    (tools / "linked.md").symlink_to("tea.md")
    tools.rename(root / "content" / ".tools")
    tools.symlink_to(".tools")
    (tmp_path / "link").symlink_to(root)
    toolkit = source.read(tmp_path / "link" / "content")
    assert [t.slug for t in toolkit.tools] == ["linked", "tea", "picnic"]


def test_a_slug_too_long_for_names_of_files_is_named(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / "tools" / f"{'a' * sources.LONGEST_SLUG}.md")
    assert sites.mistakes(root) == []
    put(root / "content" / "tools" / f"{'b' * 240}.md")
    assert [m.rpartition(": ")[2] for m in sites.mistakes(root)] == [
        "a name of 240 letters; give it one of 80 letters at most"
    ]


NUMBERS = {
    "version": FRONT.replace("version: 1", "version: {}"),
    "minutes": FRONT.replace("minutes: 1", "minutes: {}"),
    "order": FRONT.replace("minutes: 1", "minutes: 1\norder: {}"),
    "lines": FRONT + "\n```{{long-answer}} A\n:id: a\n:lines: {}\n```\n",
    "width": FRONT
    + '\n```{{grid}} A\n:id: a\n:row: B\n:rows: 2\n\n[C]{{#c width="{}"}}\n: D\n```\n',
    "rows": FRONT + "\n```{{grid}} A\n:id: a\n:row: B\n:rows: {}\n\n[C]{{#c}}\n: D\n```\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1" + "0" * 20, "²", "٣", "1e9"])
@pytest.mark.parametrize("key", NUMBERS)
def test_numbers_beyond_all_bounds_are_named(key: str, number: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / "tools" / "odd.md", NUMBERS[key].format(number))
    [message] = sites.mistakes(root)
    assert re.match(rf"tools/odd\.md:\d+: `{key}` is `", message)
    assert len(message) < 300
    assert "; write a whole number from 1 to " in message


def test_a_number_may_begin_with_zeros(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / "tools" / "odd.md", FRONT.replace("version: 1", f"version: {'0' * 99}7"))
    assert [t.version for t in source.read(root / "content").tools if t.slug == "odd"] == [7]


@pytest.mark.parametrize("text", [None, "", "\n\n"])
def test_a_toolkit_may_do_without_an_opening(text: str | None, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    layouts = sites.layouts()

    def made() -> tuple[str, str]:
        toolkit = source.read(root / "content")
        tea = next(t for t in toolkit.tools if t.slug == "tea")
        page = layouts.tool(toolkit, tea, {tea.target: []})
        return page, layouts.sheet(toolkit, tea, "letter")

    assert all("about-this-copy" in html for html in made())
    (root / "content" / "opening.md").unlink()
    if text is not None:
        put(root / "content" / "opening.md", text)
    assert not any("about-this-copy" in html or "opening" in html for html in made())


def test_without_an_opening_no_link_can_lead_to_it(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / "tools" / "odd.md", f"{FRONT}\n[Who](tea.md#about-this-copy)\n")
    assert sites.mistakes(root) == []
    (root / "content" / "opening.md").unlink()
    assert [
        "has no heading with the anchor `about-this-copy`" in m for m in sites.mistakes(root)
    ] == [True]


RENAMED = {
    "tools/second.markdown": "tools/second.md",
    "tools/second.MD": "tools/second.md",
    "tools/second.txt": "tools/second.md",
    "tools/Zweiter Tag.md": "tools/zweiter-tag.md",
    "tools/día_2.md": "tools/dia-2.md",
    "tools/Day Two.TXT": "tools/day-two.md",
    "scales/other.yml": "scales/other.yaml",
    "scales/Other.YAML": "scales/other.yaml",
    "tools/odd/Index.md": "tools/odd/index.md",
    "guide/brewing/Summary-Card.md": "guide/brewing/summary-card.md",
    "toolkit.yml": "toolkit.yaml",
    "Toolkit.yaml": "toolkit.yaml",
    "opening.txt": "opening.md",
}


@pytest.mark.parametrize("name", RENAMED)
def test_the_new_name_that_a_message_gives_is_one_that_works(name: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    content_folder = root / "content"
    wrong, right = content_folder / name, content_folder / RENAMED[name]
    if right.exists():
        text = right.read_text("utf-8")
        right.unlink()
    elif right.suffix == ".yaml":
        text = (content_folder / "scales" / "taste.yaml").read_text("utf-8")
    else:
        text = FRONT
    put(wrong, text)
    [message] = sites.mistakes(root)
    assert f"`{right.name}`" in message
    wrong.rename(right)
    assert sites.mistakes(root) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("second.md", "move it into `tools/`, `guide/` or `pages/`, or out of the content"),
        ("README.txt", "move it into `tools/`, `guide/` or `pages/`, or out of the content"),
        ("logo.png", "write `logo: logo.png` into `toolkit.yaml`, or move it out of the content"),
        ("toolkit.yml", "move it out of the content"),
        ("tools/picnic/notes.md", "move it up into `tools/`, or out of the content"),
        ("tools/picnic/summary-card.md", "move it up into `tools/`, or out of the content"),
    ],
)
def test_a_file_of_which_nothing_is_made_is_named(name: str, remedy: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / name)
    assert sites.mistakes(root) == [f"{name}: nothing is made of this file; {remedy}"]


SHAPES = {
    "stands for what is written elsewhere": [
        "title: &a [*a]",
        "title: &a b\nsummary: *a",
        "x: &a [b, b]\ny: &b [*a, *a]\nz: [*b, *b]",
    ],
    "brackets or lists within each other": [
        "x: " + "[" * 3000,
        "x: " + "{a: " * 3000,
        "x: " + "[{a: " * 1500,
    ],
    "characters of keys and values": ["x: |\n" + "  a\n\n" * 6_000],
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["toolkit.yaml", "scales/odd.yaml", "packets/odd.yaml", "tools/odd.md"]
)
@pytest.mark.parametrize("what", SHAPES)
def test_yaml_that_would_never_end_is_named_once(what: str, name: str, tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    for text in SHAPES[what]:
        is_markdown = name.endswith(".md")
        put(root / "content" / name, f"---\n{text}\n---\n\nText.\n" if is_markdown else text)
        [message] = sites.mistakes(root)
        assert message.startswith(f"{name}:")
        assert what in message


def test_a_paragraph_that_never_ends_is_named(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    path = root / "content" / "tools" / "odd.md"
    put(path, f"{FRONT}\n{'a: {b} ' * 5000}\n")
    assert sites.mistakes(root) == [
        "tools/odd.md:11: 35,001 characters without an empty line;"
        " put one after 20,000 at the latest"
    ]
    put(path, FRONT + "\n" + "A line of text.\n\n" * 5000)
    assert sites.mistakes(root) == []


def test_yaml_that_is_both_deep_and_broken_is_named(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    put(root / "content" / "tools" / "odd.md", f"---\na: {'[' * 3000}\nb: c: d\n---\n\nText.\n")
    assert [m.partition(":")[0] for m in sites.mistakes(root)] == ["tools/odd.md"]
