"""Mistakes in `layouts/` are told to designers with file, line and remedy, never as a traceback."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import sites
from partnertools import source
from partnertools.build.project import Project, read_layouts
from partnertools.model.toolkit import Toolkit
from partnertools.problems import UserError, Where
from partnertools.render.downloads import Download
from partnertools.render.embeds import HOST_SCRIPTS
from partnertools.render.pages import Layouts
from test_numbers import WORKSHEET

COPY = "copy it from the `layouts/` of partnertools"


@cache
def every_kind() -> Toolkit:
    """Read the content of the tiny project, and a worksheet with what it lacks."""
    with TemporaryDirectory() as folder:
        root = sites.project(Path(folder) / "project")
        (root / "content" / "tools" / "costs.md").write_text(WORKSHEET, "utf-8")
        return source.read(root / "content")


def everything(layouts: Layouts) -> None:
    """Render what a build renders; no PDF is made."""
    toolkit = every_kind()
    layouts.style("screen"), layouts.style("sheet"), layouts.assets()
    layouts.script("tool"), layouts.script("embed"), layouts.script("reader")
    layouts.script("filler")
    layouts.script("serve"), layouts.script("compare"), [*layouts.compare(toolkit)]
    layouts.script("moved"), layouts.script("start"), layouts.script("place")
    layouts.embed_index(toolkit)
    layouts.missing(toolkit, "/")
    layouts.moved(toolkit, "pages/old/index.html", "index.html", "New")
    for name in HOST_SCRIPTS:
        layouts.host_script(name)
    downloads: dict[str, list[Download]] = {target: [] for target in downloads_of(toolkit)}
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


def downloads_of(toolkit: Toolkit) -> list[str]:
    """Return all that there are files of."""
    packets = [f"packets/{packet.slug}" for packet in toolkit.packets]
    return [*(document.target for document in toolkit.documents()), *packets]


def messages(root: Path, layouts: Callable[[Path], Layouts] = read_layouts) -> list[str]:
    try:
        everything(layouts(root))
    except UserError as error:
        return [str(problem).replace(f"{root}/", "") for problem in error.problems]
    return []


def alone(root: Path) -> Layouts:
    """Return the looks of a folder that is laid over no other."""
    return Layouts(root / "layouts")


def line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def test_the_layouts_of_the_project_have_no_mistake(tmp_path: Path) -> None:
    assert messages(tmp_path) == []


def test_a_project_without_layouts_has_the_default_ones(tmp_path: Path) -> None:
    assert read_layouts(tmp_path).style("screen") == sites.layouts().style("screen")


def overlaid(root: Path, files: dict[str, str]) -> Layouts:
    """Return the default looks with files of a project laid over them."""
    for name, text in files.items():
        path = root / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read_layouts(root)


def test_a_file_of_a_project_takes_the_place_of_the_default_one(tmp_path: Path) -> None:
    mine = {
        "tokens.css": "/* my tokens */",
        "fields/date/screen.css": "/* my dates */",
        "added/screen.css": "/* my rules */",
        "assets/icon.svg": "<svg/>",
        "assets/flag.svg": "<svg/>",
        "scripts/bar.js": 'import { flag } from "./flag.js";\nexport class Bar { my = flag; }\n',
        "scripts/flag.js": "export const flag = 1;\n",
        "page.html": '{% extends "base.html" %}{% block main %}My page{% endblock %}',
        "base.html": '{% extends "default/base.html" %}{% block head %}My head{% endblock %}',
    }
    layouts = overlaid(tmp_path, mine)
    style = layouts.style("screen")
    assert style.startswith("/* my tokens */")
    assert style.endswith("/* my rules */")
    assert "/* my dates */" in style
    assert "--font-paper:" not in style
    assert ".site-header" in style
    assert layouts.assets() == {"flag.svg": b"<svg/>", "icon.svg": b"<svg/>"}
    script = layouts.script("tool")
    assert "class Bar { my = flag; }" in script
    assert "const flag = 1;" in script
    toolkit = every_kind()
    page = layouts.page(toolkit, toolkit.pages[0], {})
    assert "My page" in page
    assert "My head" in page
    assert toolkit.publisher in page
    none: dict[str, list[Download]] = {target: [] for target in downloads_of(toolkit)}
    for html in (
        layouts.index(toolkit, none),
        layouts.tool(toolkit, toolkit.tools[0], none),
        "".join(layouts.compare(toolkit)),
        layouts.embed_index(toolkit),
        layouts.missing(toolkit, "/"),
    ):
        assert "My head" in html


def test_a_mistake_in_a_file_of_a_project_is_named_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        overlaid(tmp_path, {"tokns.css": "", "README.md": "", "added/scren.css": ""})
    assert [str(p).replace(f"{tmp_path}/", "") for p in error.value.problems] == [
        "layouts/README.md: nothing is made of this file; "
        "name it as the default file that it replaces, or move it out of `layouts/`",
        "layouts/added/scren.css: nothing is made of this file; did you mean `added/screen.css`?",
        "layouts/tokns.css: nothing is made of this file; did you mean `tokens.css`?",
    ]
    for name in ("tokns.css", "README.md", "added/scren.css"):
        (tmp_path / "layouts" / name).unlink()
    toolkit = every_kind()
    for text, message in (
        ("\n{{ document.titel }}", "2: a page has no `titel`; did you mean `title`?"),
        ('\n{% extends "page.html" %}', "2: the template takes itself in, without end;"
         " name the one of partnertools with `default/` before its name"),
    ):  # fmt: skip
        layouts = overlaid(tmp_path, {"page.html": text})
        with pytest.raises(UserError) as error:
            layouts.page(toolkit, toolkit.pages[0], {})
        [problem] = error.value.problems
        assert str(problem).replace(f"{tmp_path}/", "") == f"layouts/page.html:{message}"


def test_a_block_that_no_template_has_is_named_with_its_line(tmp_path: Path) -> None:
    extends = '{% extends "default/base.html" %}\n'
    # Blocks within one of its own are new ones.
    inner = "{% block head %}{% block mine %}{% endblock %}{% endblock %}"
    page = '{% extends "page.html" %}{% block mine %}Mine{% endblock %}'
    files = {"base.html": f"{extends}{inner}", "guide.html": page}
    assert overlaid(tmp_path, files).find_mistakes("") == []
    files = {"base.html": f"{extends}{{% block haed %}}{{% endblock %}}", "guide.html": page}
    found = overlaid(tmp_path, files).find_mistakes("")
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in found] == [
        "layouts/base.html:2: no template that it extends has a block `haed`; did you mean `head`?",
        "layouts/guide.html:1: no template that it extends has a block `mine`;"
        " did you mean `main`?",
    ]


PALE = "`{}` is `{}` {}: beside `{}`, which is `{}`, it has a contrast of {}, and {} is needed"
UNREADABLE = {
    "words": (
        "tokens.css",
        "/* Ours\n*/ :root { --muted: light-dark(#999, #b4bec7); }",
        ("--muted", "#999999", "in the light", "--surface", "#ffffff", "2.8", "4.5"),
    ),
    "words in the dark, added": (
        "added/screen.css",
        "\n:root { --ink: light-dark(#111111, #555555); }",
        ("--ink", "#555555", "in the dark", "--surface", "#12171b", "2.4", "4.5"),
    ),
    "a ground": (
        "added/screen.css",
        "\n:root { --sand: light-dark(#777777, #1c2125); }",
        ("--sand", "#777777", "in the light", "--ink", "#1b1f24", "3.6", "4.5"),
    ),
    "a border": (
        "tokens.css",
        "\n:root { --line: #c9d0d6 }",
        ("--line", "#c9d0d6", "in the light", "--surface", "#ffffff", "1.5", "3"),
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_colors_that_cannot_be_read_are_refused_with_one_that_can(
    case: str, tmp_path: Path
) -> None:
    name, text, (token, color, mode, *others) = UNREADABLE[case]
    [problem] = overlaid(tmp_path, {name: text}).find_unreadable("")
    assert problem.where == Where(tmp_path / "layouts" / name, 2)
    assert problem.what == PALE.format(token, color, mode, *others)
    found = re.fullmatch(r"write `(#[\da-f]{6})`, the nearest that can be read", problem.remedy)
    assert found
    written = text.replace("#999", color).replace(color, found[1], 1)
    assert overlaid(tmp_path, {name: written}).find_unreadable("") == []


def test_a_ground_is_judged_beside_the_color_of_the_toolkit(tmp_path: Path) -> None:
    layouts = overlaid(tmp_path, {"added/screen.css": ":root { --sand: light-dark(#ddd, #222) }"})
    assert layouts.find_unreadable("#17506f") == []
    [problem] = layouts.find_unreadable("#767676")
    assert "beside `--accent`, which is `#767676`" in problem.what


def test_a_color_is_not_judged_where_nobody_can_tell_what_it_is(tmp_path: Path) -> None:
    text = ":root { --ink: rgb(200 200 200); --muted: var(--ink); --accent: light-dark(red, blue) }"
    assert overlaid(tmp_path, {"tokens.css": text}).find_unreadable("") == []


MOVED = (
    f"begin with a copy of `{sites.REPOSITORY / 'layouts' / 'tokens.css'}`, or write what is"
    " different into `added/screen.css` and `added/sheet.css` beside it, and remove this file"
)
TOKENS_ALONE = {
    "a color alone": (
        [(r"(?s).*", ":root { --accent: #8a1c1c; }")],
        "layouts/tokens.css: it lacks tokens: `--ink`, `--muted`, `--accent-soft`, and 14 more; ",
    ),
    "a name with a slip": (
        [("--font-paper", "--font-papper")],
        "layouts/tokens.css:14: there is no token `--font-papper`; did you mean `--font-paper`?",
    ),
    "none of the names of space": (
        [("  --space-.*\n", "")],
        "layouts/tokens.css: it lacks tokens: `--space-1`, `--space-2`, `--space-3`, and 4 more; ",
    ),
}


@pytest.mark.parametrize("case", TOKENS_ALONE)
def test_tokens_that_rules_need_and_nobody_gives_are_named(case: str, tmp_path: Path) -> None:
    text = (sites.REPOSITORY / "layouts" / "tokens.css").read_text("utf-8")
    [(before, after)], message = TOKENS_ALONE[case]
    bad = re.sub(before, after, text, count=0 if "space" in before else 1)
    assert bad != text
    [problem] = overlaid(tmp_path, {"tokens.css": bad}).find_mistakes("")
    said = str(problem).replace(f"{tmp_path}/", "")
    assert said == (message if message.endswith("?") else message + MOVED)


def test_tokens_of_ones_own_and_those_in_added_rules_do_no_harm(tmp_path: Path) -> None:
    text = (sites.REPOSITORY / "layouts" / "tokens.css").read_text("utf-8")
    [moved] = re.findall("--space-12: .*;", text)
    files = {
        "tokens.css": text.replace(moved, "--space-1x: 3px; --mine: 1px;"),
        "added/screen.css": f":root {{ {moved} }}",
    }
    assert overlaid(tmp_path / "whole", files).find_mistakes("") == []
    color = ":root { --accent: light-dark(#8a1c1c, #f5b3ac); }"
    added = {"added/screen.css": color, "added/sheet.css": color}
    assert overlaid(tmp_path / "added", added).find_mistakes("") == []


def test_a_build_stops_at_colors_that_cannot_be_read(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    tokens = sites.copy_layout(root, "tokens.css")
    tokens.write_text(tokens.read_text("utf-8").replace("#4d5661", "#a0a0a0"), "utf-8")
    with pytest.raises(UserError) as error:
        Project(root)
    assert "`--muted` is `#a0a0a0` in the light" in str(error.value)


FILES = sorted(
    path.relative_to(sites.REPOSITORY / "layouts").as_posix()
    for path in (sites.REPOSITORY / "layouts").rglob("*")
    if path.is_file()
    and path.suffix in (".css", ".html", ".js")
    # Of a kind's own styles and script, any may be missing.
    and not (path.parent.parent.name == "fields" and path.suffix in (".css", ".js"))
)


@pytest.mark.slow
def test_each_file_that_is_missing_is_named(tmp_path: Path) -> None:
    shutil.copytree(sites.REPOSITORY / "layouts", tmp_path / "layouts")
    assert len(FILES) > 50
    for name in FILES:
        # Of those that were missing before, nothing is said once they are back.
        (tmp_path / "layouts" / name).unlink()
        assert messages(tmp_path, alone) == [f"layouts/{name}: the file is missing; {COPY}"]
        sites.copy_layout(tmp_path, name)
    assert messages(tmp_path, alone) == []


@pytest.mark.parametrize(
    "name", ["tool.html", "fields/rating/field.html", "screen.css", "screen/bar.css"]
)
def test_bytes_that_are_not_utf_8_are_named_with_their_line(name: str, tmp_path: Path) -> None:
    path = sites.copy_layout(tmp_path, name)
    path.write_bytes(b"{# one\n" + b"caf\xe9 #}\n" + path.read_bytes())
    expected = "the byte 0xE9 is not UTF-8; save the file with the encoding UTF-8"
    assert messages(tmp_path) == [f"layouts/{name}:2: {expected}"]


@pytest.mark.slow
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
    path = sites.copy_layout(tmp_path, name)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    [found] = messages(tmp_path)
    assert found.startswith(f"layouts/{name}:{line_of(path, new)}: {message}")
    path.write_text(text, "utf-8")
    assert messages(tmp_path) == []


def test_a_mistake_of_the_program_stays_a_traceback(tmp_path: Path) -> None:
    layouts = read_layouts(tmp_path)

    def broken(text: str) -> str:
        return text.join(1)  # type: ignore[arg-type]

    layouts.environment.filters["typeset"] = broken
    toolkit = sites.toolkit(sites.TINY)
    with pytest.raises(TypeError):
        layouts.sheet(toolkit, toolkit.tools[0], "a4")
