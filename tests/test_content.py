"""A folder of content -> the model, case by case."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from markdown_it.token import Token
from markdown_it.utils import read_fixture_file

import sites
from partnertools import source
from partnertools.build.project import Project
from partnertools.model.prompt import Prompt
from partnertools.model.prompts.grid import GridColumn, GridRow
from partnertools.model.prose import Prose
from partnertools.model.scale import Point, Scale
from partnertools.model.toolkit import (
    Additions,
    Guide,
    Picture,
    ScaleKey,
    Section,
    Tool,
    ToolCard,
    Toolkit,
)
from partnertools.model.values import Choice, Option
from partnertools.problems import UserError
from sites import FRONT

Node = (
    Additions
    | Option
    | GridColumn
    | Point
    | Prose
    | Prompt
    | GridRow
    | Scale
    | ScaleKey
    | Section
    | ToolCard
)
CASES = read_fixture_file(sites.TESTS / "parsed" / "worksheets.md")


def read(root: Path, files: Mapping[str, str | bytes] | None = None) -> Toolkit:
    """Read the tiny project, with files laid over its content."""
    sites.project(root)
    for name, text in (files or {}).items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return source.read(root / "content")


def tool(toolkit: Toolkit, slug: str) -> Tool:
    return next(tool for tool in toolkit.tools if tool.slug == slug)


def dump(node: Node, indent: str = "") -> Iterator[str]:
    """Yield lines that say what is not as it is without being said."""
    words = [type(node).__name__]
    below: list[Node] = []
    if isinstance(node, Prose):
        words.append(f'"{said(node)}"')
    else:
        for field in dataclasses.fields(node):
            value = getattr(node, field.name)
            if isinstance(value, Scale) and isinstance(node, Prompt):
                words.append(f'{field.name}="{value.id}"')
            elif isinstance(value, Scale):
                below.append(value)
            elif isinstance(value, Choice):
                below += value.options
            elif isinstance(value, tuple) and value != field.default:
                below += value
            elif isinstance(value, Prose) and value.tokens:
                words.append(f'{field.name}="{said(value)}"')
            elif field.name == "written" and value == getattr(node, "word", None):
                continue
            elif isinstance(value, str) and value not in ("", field.default):
                words.append(f'{field.name}="{value}"')
            elif isinstance(value, int) and value not in (False, field.default):
                words.append(f"{field.name}={value}")
    yield indent + " ".join(words)
    for inner in below:
        yield from dump(inner, indent + "  ")


def said(prose: Prose) -> str:
    return " | ".join(map(line, (t for t in prose.tokens if t.type == "inline")))


def line(inline: Token) -> str:
    text = ""
    address = ""
    for child in inline.children or ():
        if child.type == "link_open":
            address = str(child.attrs["href"])
        text += f"<{address}>" if child.type == "link_close" else child.content
        text += " " if child.type == "softbreak" else ""
    return text


@pytest.mark.parametrize(("number", "title", "body", "expected"), CASES)
def test_a_worksheet_is_read(
    number: int, title: str, body: str, expected: str, tmp_path: Path
) -> None:
    made = tool(read(tmp_path / "project", {"tools/case.md": FRONT + body}), "case")
    lines = [line for block in (*made.introduction, *made.sections) for line in dump(block)]
    assert lines == expected.splitlines(), f"{title}, on line {number}"


def test_every_section_and_field_of_the_tiny_project_is_there(tmp_path: Path) -> None:
    toolkit = read(tmp_path / "project")
    assert [d.target for d in toolkit.documents()] == [
        "tools/tea",
        "tools/picnic",
        "guide/brewing",
        "pages/about",
    ]
    assert [p.contents for p in toolkit.packets] == [("guide/brewing", "tools/tea", "tools/picnic")]
    assert (toolkit.paper, toolkit.base_url) == ("a4", "https://tea.example.org/kit/")
    made = tool(toolkit, "tea")
    assert (made.title, made.version, made.minutes) == ("Tea & 'Company'", 2, 15)
    assert made.orientation == "landscape"
    assert made.when == "you have “one of everything” to test"
    assert made.opening.title == "About this pot"
    assert tool(toolkit, "picnic").orientation == "portrait"


def test_documents_stand_in_their_order_and_then_by_name(tmp_path: Path) -> None:
    toolkit = read(
        tmp_path / "project",
        {
            "tools/b.md": FRONT + "Text.",
            "tools/a.md": FRONT + "Text.",
            "tools/z.md": FRONT.replace("version", "order: 15\nversion") + "Text.",
        },
    )
    assert [t.slug for t in toolkit.tools] == ["tea", "z", "picnic", "a", "b"]


def test_pictures_are_found_also_when_their_names_have_spaces(tmp_path: Path) -> None:
    toolkit = read(tmp_path / "project")
    root = tmp_path / "project" / "content"
    assert names(tool(toolkit, "picnic").pictures) == ["cup.svg", "leaf.png"]
    assert [p.path for p in toolkit.guides[0].pictures] == [root / "guide/brewing/a leaf.svg"]
    assert names(toolkit.guides[0].pictures) == ["a leaf.svg"]


def names(pictures: tuple[Picture, ...]) -> list[str]:
    return [picture.name for picture in pictures]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("somebody asks.", "somebody asks"),
        ("somebody asks", "somebody asks"),
        ("so on …", "so on …"),
    ],
)
def test_when_completes_a_sentence_that_has_a_period_itself(
    written: str, shown: str, tmp_path: Path
) -> None:
    root = sites.project(tmp_path, sites.TESTS / "sites" / "bilingual")
    for name, before in (
        ("tools/visit.md", "when: you have been there"),
        ("locales/es.po", 'msgid "you have been there"'),
        ("locales/es.po", 'msgstr "ya estuvo allí"'),
    ):
        path = root / "content" / name
        text = path.read_text("utf-8")
        end = '"' if before.endswith('"') else ""
        assert before in text
        begin = re.split(r"(?<= )", before)[0] + end
        path.write_text(text.replace(before, f"{begin}{written}{end}"), "utf-8")
    for project in Project(root).in_all_languages:
        assert tool(project.toolkit, "visit").when == shown


def test_a_summary_card_links_from_the_guide_and_may_show_its_pictures(tmp_path: Path) -> None:
    card = sites.TINY / "content" / "guide" / "brewing" / "summary-card.md"
    text = card.read_text("utf-8") + "\n![A leaf](a%20leaf.svg)\n"
    [guide] = read(tmp_path / "project", {"guide/brewing/summary-card.md": text}).guides
    assert isinstance(guide, Guide)
    assert guide.card is not None
    assert [link.target for link in guide.card.links] == ["guide/brewing", "tools/tea"]
    assert names(guide.card.pictures) == ["a leaf.svg"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="Windows line ends"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="a byte order mark"),
    ],
)
def test_files_of_other_editors_say_the_same(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    data = (sites.TINY / "content" / "tools" / "tea.md").read_bytes()
    assert change(data) != data
    plain = tool(read(tmp_path / "one"), "tea")
    changed = tool(read(tmp_path / "other", {"tools/tea.md": change(data)}), "tea")
    assert [line for s in changed.sections for line in dump(s)] == [
        line for s in plain.sections for line in dump(s)
    ]


def test_a_byte_order_mark_does_not_move_the_place_of_a_wrong_byte(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + FRONT.encode() + b"caf\xe9\n"
    with pytest.raises(UserError, match=r"case\.md:9: the byte 0xE9 is not UTF-8"):
        read(tmp_path / "project", {"tools/case.md": data})


def test_files_that_file_managers_leave_behind_are_passed_over(tmp_path: Path) -> None:
    left: dict[str, str | bytes] = {
        "tools/.DS_Store": b"\0\1",
        "packets/.afternoon.yaml.swp": b"\0",
        ".git/config": "",
    }
    assert len(read(tmp_path / "project", left).tools) == 2


def test_a_file_that_is_missing_does_not_hide_other_mistakes(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", overlays=(sites.BROKEN / "dead-anchor",))
    (root / "content" / "toolkit.yaml").unlink()
    with pytest.raises(UserError) as caught:
        source.read(root / "content")
    missing, other = sites.messages(caught.value, root)
    assert missing.startswith("toolkit.yaml: the file is missing; create it, with a line for each")
    assert [other] == (sites.BROKEN / "dead-anchor" / "expected.txt").read_text().splitlines()


def test_a_file_that_cannot_be_read_is_not_reported_as_missing_elsewhere(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    for name in ("tools/tea.md", "guide/brewing/index.md"):
        path = root / "content" / name
        path.write_text(path.read_text("utf-8").replace("title: ", "title: a: ", 1), "utf-8")
    with pytest.raises(UserError) as caught:
        source.read(root / "content")
    assert [(p.where.path.name, p.where.line) for p in caught.value.problems] == [
        ("index.md", 2),
        ("tea.md", 2),
    ]


def test_a_project_without_content_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such folder; run this in the folder of a"):
        source.read(tmp_path / "content")
