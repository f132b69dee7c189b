"""Style sheets of paper: nothing of ours is left out by WeasyPrint, and of others' it is told."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pymupdf
import pytest

import sites
from partnertools.build import sheets as site_sheets
from partnertools.build import site
from partnertools.build.printed import Printed, find_mistakes
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.model.editions import STANDARD, Edition
from partnertools.problems import Problem, UserError, Where
from partnertools.render import style_mistakes
from test_numbers import WORKSHEET
from tools import sheets, verapdf, viewers

EDITIONS = [Edition(large, ruled) for large in (False, True) for ruled in (False, True)]


@pytest.mark.slow
def test_weasyprint_leaves_nothing_out_of_our_styles(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    (root / "content" / "tools" / "costs.md").write_text(WORKSHEET, "utf-8")
    printer = sheets.printer(root)
    toolkit = printer.project.toolkit
    (packet,) = toolkit.packets
    cards = [sheet for sheet in site_sheets.of_toolkit(toolkit) if sheet.is_card]
    # What the packet holds in an edition has the styles that it has alone.
    wanted = [
        sheet
        for edition in EDITIONS
        for sheet in (
            site_sheets.of_packet(toolkit, packet, "a4", edition),
            *(
                site_sheets.of_tool(toolkit, tool, "letter", edition)
                for tool in toolkit.tools
                if edition == STANDARD or tool.target not in packet.contents
            ),
        )
    ]
    rendered = [printer.render_alone(sheet) for sheet in (*cards, *wanted)]
    assert len(rendered) > 10
    assert {words for pdf in rendered for words in pdf.refused} == set()


@pytest.mark.parametrize("is_large", [False, True])
def test_lines_to_write_on_are_drawn_by_all_viewers(tmp_path: Path, is_large: bool) -> None:
    root = sites.project(tmp_path / "project")
    path = tmp_path / "ruled.pdf"
    pdf = sheets.render(root, "tea", edition=Edition(is_large, is_ruled=True))
    path.write_bytes(pdf.data)
    assert not any(report.failures for report in verapdf.validate([path]).values())
    number, box = _find_widget(path, "tea.favorite.why")
    # A line is 1.5 times as far from the next as text is high: 10.5 points, in large print 18.
    count = round(box.height / (1.5 * (17.2 if is_large else 10)))
    assert count > 10
    for image in (
        viewers.poppler_picture(path, number, 144).image,
        viewers.mupdf_picture(path, number, 144).image,
    ):
        assert image is not None
        grey: Any = image.convert("L")
        middle = round((box.x0 + box.x1) / 2 * 2)
        column = [
            grey.getpixel((middle, y)) < 200
            for y in range(round(box.y0 * 2) + 6, round(box.y1 * 2) - 6)
        ]
        lines = [y for y, (one, other) in enumerate(pairwise(column)) if other > one]
        apart = {round(b - a) for a, b in pairwise(lines)}
        assert abs(len(lines) - count) <= 1
        assert max(apart) - min(apart) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("length", [8, 35, 36, 60])
def test_whatever_the_toolkit_is_called_no_words_of_the_first_page_stand_on_others(
    length: int, is_large: bool, tmp_path: Path
) -> None:
    root = sites.project(tmp_path, sites.ONE_QUESTION)
    about = root / "content" / "toolkit.yaml"
    title = ("Notes of our fire brigade " * 3)[:length]
    about.write_text(re.sub("^title: .*", f"title: '{title}'", about.read_text("utf-8")), "utf-8")
    printer = sheets.printer(root)
    (tool,) = printer.project.toolkit.tools
    assert len(printer.project.toolkit.title) >= length - 1
    sheet = site_sheets.of_tool(printer.project.toolkit, tool, "a4", Edition(is_large))
    # The library has no types.
    opened: Any = pymupdf.open
    with opened(stream=printer.render_alone(sheet).data) as document:
        words = document[0].get_text("words")
    assert words[-1][4]
    # Boxes are as high as lines, which letters don't fill.
    boxes = [
        (x0, y0 + (y1 - y0) / 6, x1, y1 - (y1 - y0) / 6, word) for x0, y0, x1, y1, word, *_ in words
    ]
    assert not [
        (one[4], other[4])
        for one, other in combinations(boxes, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


ROLES = {
    "a word that is long": ("Role", {"Chair": "", "Magazziniere": ""}),
    "many words": ("Role", {"Chair": "", "Responsabile della formazione": ""}),
    "a text in the second row alone": ("Role", {"Pumpe": "", "Löschgruppenfahrzeug": ": red"}),
    "a long head": ("Zuständigkeit", {"One": "", "Two": ""}),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", ROLES)
def test_words_in_the_first_column_of_a_table_are_whole(case: str, tmp_path: Path) -> None:
    head, labels = ROLES[case]
    columns = "\n\n".join(f"[Column {n}]{{#c{n} width=2}}\n: A name" for n in range(4))
    rows = "\n".join(f"- [{row}]{{#r{n}}}{labels[row]}" for n, row in enumerate(labels))
    text = f"```{{grid}} Roles\n:id: roles\n:row: {head}\n\n{columns}\n\n{rows}\n```\n"
    root = sites.project(tmp_path, sites.ONE_QUESTION)
    (root / "content" / "tools" / "roles.md").write_text(f"{sites.FRONT}{text}", "utf-8")
    pdf = sheets.render(root, "roles")
    # The library has no types.
    opened: Any = pymupdf.open
    with opened(stream=pdf.data) as document:
        words = {word[4] for page in document for word in page.get_text("words")}
    assert {head, *" ".join(labels).split()} <= words


def _find_widget(path: Path, name: str) -> tuple[int, Any]:
    opened: Any = pymupdf.open
    with opened(path) as document:
        for number, page in enumerate(document, 1):
            for widget in page.widgets():
                if widget.field_name == name:
                    return number, widget.rect
    raise LookupError(name)


# A rule of a project’s own, and what is said of it.
REFUSED = {
    "a value": ("p { colour: red;\n  color: rad; }", {1: "colour: red", 2: "color: rad"}),
    "a value with a name": ("\np { width: var(--accent); }", {2: "width: "}),
    "a gradient with a name": (
        "p {\n  background:\n    repeating-linear-gradient(red 0 1mm, var(--ink) 1mm 2mm);\n}",
        {3: "background: repeating-linear-gradient(red 0 1mm"},
    ),
    "a selector": ("p { color: red }\np::foo { color: red }", {2: "p::foo"}),
    "an at-rule": ("\n\n@supports (x: y) { p { color: red } }", {3: "@supports"}),
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_what_weasyprint_leaves_out_is_told_with_its_line(
    case: str, language: str, tmp_path: Path
) -> None:
    text, expected = REFUSED[case]
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    settings = root / "content" / "toolkit.yaml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("language: en", f"language: {language}"), "utf-8")
    path = root / "layouts" / "added" / "sheet.css"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    found = refused(root)
    assert [problem.where for problem in found] == [Where(path, line) for line in expected]
    for problem, words in zip(found, expected.values(), strict=True):
        assert problem.what.startswith("paper can't have")
        assert words in problem.what
    # Whoever does as is said has a sheet.
    path.write_text("p { color: red }", "utf-8")
    assert refused(root) == []


def refused(root: Path) -> list[Problem]:
    printer = sheets.printer(root)
    toolkit = printer.project.toolkit
    sheet = site_sheets.of_tool(toolkit, toolkit.tools[0], "a4")
    pdf = printer.render_alone(sheet)
    printed = Printed(0, "", pdf.pages, False, "", (), pdf.refused)
    return sorted(find_mistakes(printer.project, sheet, printed))


UNFIT = {
    "hidden tables": (
        "added/sheet.css",
        ".grid { display: none }",
        "the field `picnic.guests.row-1.dish` is not shown on paper, and 3 more",
    ),
    "a field left out": (
        "fields/date/field.html",
        "<p>None</p>",
        "the field `picnic.about.date` is not shown on paper",
    ),
    "another name": (
        "fields/date/field.html",
        '{% include "default/fields/date/field.html" %}<input name="mine">',
        "`mine` is the name of a control, and of no field",
    ),
    "hidden articles": (
        "added/sheet.css",
        "article { display: none }",
        "no PDF can be made with it (StopIteration: )",
    ),
}


PACKET = """title: For the afternoon
summary: All that a picnic needs.
contents: [tools/picnic]
"""
GUESTS = """
```{grid} The guests
:id: guests
:rows: 2
:row: Guest

[Name]{#name}
: As they say it

[Dish]{#dish}
: What they bring
```
"""


def build(root: Path) -> None:
    site.build(root, lambda _: None, Cache(root / "cache"))


def render(root: Path) -> None:
    """Render one PDF, in this process."""
    printer = sheets.printer(root)
    picnic = next(tool for tool in printer.project.toolkit.tools if tool.slug == "picnic")
    printer.render_alone(site_sheets.of_tool(printer.project.toolkit, picnic, "a4"))


@pytest.mark.slow
@pytest.mark.parametrize("case", UNFIT)
def test_styles_and_templates_of_which_no_sheet_comes_are_named(
    case: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name, text, what = UNFIT[case]
    # What is hidden is found in a build, whether in its processes or in this one; of this project
    # there is little to make.
    if case == "hidden tables":
        request.getfixturevalue("one_core")
    is_hidden = case.startswith("hidden")
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION if is_hidden else sites.TINY)
    if is_hidden:
        tool = root / "content" / "tools" / "picnic.md"
        tool.write_text(tool.read_text("utf-8") + GUESTS, "utf-8")
        packet = root / "content" / "packets" / "afternoon.yaml"
        packet.parent.mkdir()
        packet.write_text(PACKET, "utf-8")
    path = root / "layouts" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    with pytest.raises(UserError) as error:
        build(root) if is_hidden else render(root)
    assert (Where(path), what) in [(one.where, one.what) for one in error.value.problems]


@pytest.mark.slow
def test_of_our_own_looks_no_mistake_is_taken_for_one_of_a_project(tmp_path: Path) -> None:
    printer = sheets.printer(sites.project(tmp_path / "project"))
    (packet,) = printer.project.toolkit.packets
    sheet = site_sheets.of_packet(printer.project.toolkit, packet, "a4")
    printer.__dict__["style"] = f"{printer.style} article {{ display: none }}"
    with pytest.raises(StopIteration):
        printer.render_alone(sheet)


BROKEN = {
    "a rule without end": ("\n:root { --x: 1", 2, "`{` is not closed"),
    "a comment without end": ("p { color: red }\n/* mine", 2, "`/*` has no end"),
    "a text without end": ('p::before { content: "a }', 1, '`"` has no end'),
    "an end without beginning": ("p { color: red }\n\n}", 3, "`}` closes nothing"),
    "no declaration": ("p {\n  color red;\n}", 2, "this is neither a declaration nor a rule"),
    "no rule": ("p { color: red }\n.credits", 2, "this is neither a declaration nor a rule"),
}


@pytest.mark.parametrize("name", ["tokens.css", "added/screen.css", "added/sheet.css"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_style_sheet_that_cannot_be_read_is_told_with_its_line(
    case: str, name: str, tmp_path: Path
) -> None:
    text, line, what = BROKEN[case]
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    path = root / "layouts" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    with pytest.raises(UserError) as error:
        Project(root)
    [problem] = error.value.problems
    assert (problem.where, problem.what) == (Where(path, line), what)


def test_styles_that_can_be_read_are_not_complained_of(tmp_path: Path) -> None:
    ours = [*(sites.REPOSITORY / "layouts").rglob("*.css")]
    assert len(ours) > 20
    for path in ours:
        assert [*style_mistakes.find_broken(path, path.read_text("utf-8"))] == []
    text = """
        @import "more.css"; @charset "utf-8";
        @media print { a:hover { color: red } }
        .a { &:hover { color: red } @media print { color: red; } > b { color: blue } ; }
        @container (width > 3rem) { p { color: red } }
        @keyframes x { 0% { color: red } to { color: blue } }
        @font-face { font-family: x; src: url(data:font/woff2;base64,AA==) }
        @page :first { margin: 1cm; @top-left { content: "}" } }
        p::before { content: "\\"{"; background: url(it(.png) } /* { " */
        a[href='{'] { --x: { a: b }; }
    """
    assert [*style_mistakes.find_broken(Path("x.css"), text)] == []
