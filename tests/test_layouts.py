"""Mistakes in `layouts/` are told to designers with file, line and remedy, never as a traceback."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import sites
from partnertools import cli, source
from partnertools.model.toolkit import Toolkit
from partnertools.problems import UserError
from partnertools.render.pages import HOST_SCRIPTS, Download, Layouts
from test_numbers import WORKSHEET

COPY = "copy it from the `layouts/` of partnertools"


@cache
def every_kind() -> Toolkit:
    """Read the content of the tiny project, and a worksheet with what it lacks."""
    with TemporaryDirectory() as folder:
        root = sites.project(Path(folder) / "project")
        (root / "content" / "tools" / "costs.md").write_text(WORKSHEET, "utf-8")
        return source.read(root / "content")


def everything(root: Path) -> None:
    """Render what a build renders; no PDF is made."""
    toolkit = every_kind()
    layouts = Layouts(root / "layouts")
    layouts.style("screen"), layouts.style("sheet"), layouts.assets()
    layouts.script("tool"), layouts.script("embed"), layouts.script("reader")
    layouts.script("serve"), layouts.script("compare"), layouts.compare(toolkit)
    layouts.embed_index(toolkit)
    for name in HOST_SCRIPTS:
        layouts.host_script(name)
    downloads: dict[str, list[Download]] = {document.target: [] for document in toolkit.documents()}
    downloads |= {f"packets/{packet.slug}": [] for packet in toolkit.packets}
    layouts.index(toolkit, downloads)
    for tool in toolkit.tools:
        layouts.sheet(toolkit, tool, "a4")
        layouts.tool(toolkit, tool, downloads)
        layouts.embed(toolkit, tool, downloads, "whole")
    for packet in toolkit.packets:
        layouts.packet(toolkit, packet, downloads)
        layouts.packet_sheet(toolkit, packet, "a4")
    for guide in toolkit.guides:
        layouts.guide(toolkit, guide, downloads)
        if guide.card:
            layouts.card(toolkit, guide.card, "a4")
    for page in toolkit.pages:
        layouts.page(toolkit, page, downloads)


def messages(root: Path) -> list[str]:
    try:
        everything(root)
    except UserError as error:
        return [str(problem).replace(f"{root}/", "") for problem in error.problems]
    return []


def line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def test_the_layouts_of_the_project_have_no_mistake(tmp_path: Path) -> None:
    assert messages(sites.project(tmp_path / "project")) == []


def test_a_project_without_layouts_is_told_to_copy_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sites.TINY / "content", tmp_path / "project" / "content")
    assert cli.main(["build", "--root", str(tmp_path / "project")]) == 1
    assert (
        capsys.readouterr()
        .err.splitlines()[0]
        .endswith(
            "layouts: there is no such folder; copy the folder `layouts/` of partnertools there"
        )
    )


FILES = sorted(
    path.relative_to(sites.REPOSITORY / "layouts").as_posix()
    for path in (sites.REPOSITORY / "layouts").rglob("*")
    if path.is_file()
    and (path.suffix in (".html", ".js") or path.name in ("tokens.css", "screen.css", "sheet.css"))
    # Of a kind's own styles and script, any may be missing.
    and not (path.parent.parent.name == "fields" and path.suffix in (".css", ".js"))
)


@pytest.mark.parametrize("name", FILES)
def test_each_file_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    (root / "layouts" / name).unlink()
    assert messages(root) == [f"layouts/{name}: the file is missing; {COPY}"]
    shutil.copy(sites.REPOSITORY / "layouts" / name, root / "layouts" / name)
    assert messages(root) == []


@pytest.mark.parametrize("name", ["tool.html", "fields/rating/field.html", "screen.css"])
def test_bytes_that_are_not_utf_8_are_named_with_their_line(name: str, tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    path = root / "layouts" / name
    path.write_bytes(b"{# one\n" + b"caf\xe9 #}\n" + path.read_bytes())
    expected = "the byte 0xE9 is not UTF-8; save the file with the encoding UTF-8"
    assert messages(root) == [f"layouts/{name}:2: {expected}"]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sheet.html", "document.summary", "document.sumary",
         "a tool has no `sumary`; did you mean `summary`?"),
        ("blocks.html", "section.heading", "section.haeding",
         "a section has no `haeding`; did you mean `heading`?"),
        ("base.html", "toolkit.publisher", "toolkit.owner",
         "a toolkit has no `owner`; use one of `title`"),
        ("index.html", "toolkit.intro", "tolkit.intro",
         "'tolkit' is undefined; mend the name, or remove it"),
        ("tool.html", "{% endblock %}", "{% endblok %}",
         "it is no template: Encountered unknown tag 'endblok'."),
        ("fields/date/field.html", "{{", "{{ 1 / 0 }}{{",
         "division by zero; mend that line"),
        ("packet.html", "document.title | typeset", "document.title | typset",
         "it is no template: No filter named 'typset'."),
        ("card.html", "parts.blocks(", "parts.blocks(1, 2, ",
         "macro 'blocks' takes not more than 2 argument(s); mend that line"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_template_is_named_with_its_line(
    name: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    root = sites.project(tmp_path / "project")
    path = root / "layouts" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    [found] = messages(root)
    assert found.startswith(f"layouts/{name}:{line_of(path, new)}: {message}")
    path.write_text(text, "utf-8")
    assert messages(root) == []


def test_a_mistake_of_the_program_stays_a_traceback(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    layouts = Layouts(root / "layouts")

    def broken(text: str) -> str:
        return text.join(1)  # type: ignore[arg-type]

    layouts.environment.filters["typeset"] = broken
    toolkit = source.read(root / "content")
    with pytest.raises(TypeError):
        layouts.sheet(toolkit, toolkit.tools[0], "a4")
