"""A toolkit in Arabic and one in Hebrew are mirrored, on pages and on paper, and can be read."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
import uharfbuzz
from playwright.sync_api import Page

import sites
from partnertools import typeface
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.pdf import impose, typefaces
from partnertools.pdf.job import RenderedPdf
from partnertools.render.downloads import Download
from partnertools.render.mirroring import mirror_html, mirror_style
from partnertools.render.pages import Layouts
from partnertools.verify.layout import find_misplaced
from tools import verapdf, vnu
from tools.browser import Tab, axe, firefox, serve

ARABIC = sites.TESTS / "sites" / "arabic"
HEBREW = sites.TESTS / "sites" / "hebrew"
RIGHT_TO_LEFT = "rtl"
# The library has no types.
opened: Any = pymupdf.open
pytestmark = pytest.mark.slow

BEYOND = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
LEFTS = "elements => elements.map(element => element.getBoundingClientRect().left)"


def rendered(origin: Path, root: Path) -> RenderedPdf:
    """Return the packet of a project, or its worksheet where there is none."""
    project = Project(sites.project(root, origin))
    toolkit = project.toolkit
    sheet = sheets.of_tool(toolkit, toolkit.tools[0], toolkit.paper)
    if toolkit.packets:
        sheet = sheets.of_packet(toolkit, toolkit.packets[0], toolkit.paper)
    return Printer(project, Cache(), Executors()).render_alone(sheet)


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> dict[str, Path]:
    """Make a packet in Arabic, and a worksheet in Hebrew."""
    made: dict[str, Path] = {}
    for origin in (ARABIC, HEBREW):
        root = tmp_path_factory.mktemp(origin.name) / "project"
        pdf = rendered(origin, root)
        assert (pdf.foreign, pdf.undrawn) == ("", ())
        made[origin.name] = root / "made.pdf"
        made[origin.name].write_bytes(pdf.data)
    return made


def rectangles(path: Path, name: str) -> list[tuple[float, float]]:
    """Return where the widgets of fields begin and end, from left to right, in the order of tabs.

    The fields are those whose names end with a name.
    """
    with opened(path) as document:
        found = [w for page in document for w in page.widgets() if w.field_name.endswith(name)]
        return [(round(w.rect.x0), round(w.rect.x1)) for w in found]


def test_pdfs_conform_and_their_words_and_fields_are_in_their_places(
    pdfs: dict[str, Path],
) -> None:
    reports = verapdf.validate([*pdfs.values()])
    assert len(reports) == 4
    assert [f"{p} {f}" for (p, f), report in reports.items() if report.failures] == []
    for path in pdfs.values():
        with opened(path) as document:
            assert [one for page in document for one in find_misplaced(page)] == []


def test_what_is_read_from_right_to_left_stands_so(pdfs: dict[str, Path]) -> None:
    arabic, hebrew = pdfs["arabic"], pdfs["hebrew"]
    for path, name, count in ((arabic, "rate.trust", 4), (arabic, "rate.talking", 4)):
        levels = rectangles(path, name)
        assert len(levels) == count
        # What is off the scale stands below the levels of a rubric.
        within = levels[: 4 if name == "rate.trust" else 3]
        assert within == sorted(within, reverse=True), name
    names = ("what", "when", "cost", "done")
    columns = [rectangles(hebrew, f".{name}")[0] for name in names]
    assert columns == sorted(columns, reverse=True)
    assert all(left >= right - 1 for (left, _), (_, right) in pairwise(columns))
    first, second = rectangles(arabic, "about.name"), rectangles(arabic, "about.date")
    assert first[0][0] > second[0][1]


def test_a_running_head_begins_on_the_right(pdfs: dict[str, Path]) -> None:
    with opened(pdfs["arabic"]) as document:
        page = document[-2]
        width, middle = page.rect.width, page.rect.width / 2
        numbers = page.get_text("text", clip=(0, 0, middle, 50))
        title = page.get_text("text", clip=(middle, 0, width, 50))
    assert any(char.isdigit() for char in numbers)
    assert "المدرسة" not in numbers
    assert "والمدرسة" in title


def test_text_can_be_read_and_searched(pdfs: dict[str, Path]) -> None:
    with opened(pdfs["arabic"]) as document:
        words = [word[4].strip("،.؟:") for page in document for word in page.get_text("words")]
    for sentence in (
        "اللقاء الأول بين الأسرة والمدرسة",
        "نتحدث قبل أن نقرّر",
        "لا نتحدث إلا عند وقوع مشكلة",
    ):
        assert set(sentence.split()) <= set(words), sentence
    with opened(pdfs["hebrew"]) as document:
        assert "כתבו במשפטים קצרים" in " ".join(document[0].get_text().split())


def test_viewers_and_booklets_turn_pages_to_the_right(pdfs: dict[str, Path]) -> None:
    path = pdfs["arabic"]
    with pikepdf.open(path) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
    data = path.read_bytes()
    cover = "بداية"
    for make in (impose.booklet, impose.two_up):
        with opened("pdf", make(data, path).data) as document:
            page = document[0]
            found = max(w[:4] for w in page.get_text("words") if w[4] == cover and w[3] - w[1] > 15)
            # The cover is a booklet's last page to a reader from left to right, and the first of
            # two side by side is the right one.
            is_on_left = found[2] < page.rect.width / 2
            assert is_on_left == (make is impose.booklet)


@pytest.mark.parametrize("word", ["السلام", "الأول", "كاملًا", "نخشاه", "مُعَلِّم", "ڭوپ", "بَلاءٌ"])
def test_whole_letters_are_as_wide_as_those_of_pieces(word: str) -> None:
    arabic = typeface.SCRIPTS[0]
    made = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(typefaces.make_static(arabic, 400))))
    blob = uharfbuzz.Blob.from_file_path(str(typeface.script_file(arabic)))
    variable = uharfbuzz.Font(uharfbuzz.Face(blob))
    variable.scale = made.scale
    variable.set_variations({"wght": 400, "wdth": 100})
    widths = []
    for font in (made, variable):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, {"kern": False})
        assert all(info.codepoint for info in buffer.glyph_infos)
        widths.append(sum(position.x_advance for position in buffer.glyph_positions))
    assert widths[0] == widths[1]


def test_only_boxes_in_margins_are_mirrored() -> None:
    style = "@page { @top-left { content: 'a left' } @right-top {} @bottom-right-corner { } }"
    mirrored = "@page { @top-right { content: 'a left' } @left-top {} @bottom-left-corner { } }"
    assert mirror_style(style).endswith(mirrored)
    html = f"<style>{style}</style><p>@top-left {{</p>"
    assert mirror_html(html) == f"<style>{mirrored}</style><p>@top-left {{</p>"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the pages of the toolkit in Arabic."""
    folder = tmp_path_factory.mktemp("pages")
    toolkit = sites.toolkit(ARABIC)
    layouts = Layouts(sites.REPOSITORY / "layouts", language="ar")
    downloads: dict[str, list[Download]] = {one.target: [] for one in toolkit.documents()}
    downloads |= {packet.target: [] for packet in toolkit.packets}
    (tool,), (guide,) = toolkit.tools, toolkit.guides
    pages = {
        "assets/site.css": layouts.style("screen"),
        "assets/tool.js": layouts.script("tool"),
        "index.html": layouts.index(toolkit, downloads),
        "tools/first-meeting/index.html": layouts.tool(toolkit, tool, downloads),
        "guide/meeting/index.html": layouts.guide(toolkit, guide, downloads),
    }
    shutil.copytree(sites.REPOSITORY / "layouts" / "assets", folder / "assets")
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def origin(dist: Path) -> Iterator[str]:
    with serve(dist) as address:
        yield address


@pytest.fixture
def page(tab: Tab) -> Iterator[Page]:
    yield tab.visit("tools/first-meeting/index.html")
    assert str(tab.watched) == "nothing"


def test_pages_are_valid(dist: Path) -> None:
    assert vnu.messages(sorted(dist.rglob("*.html"))) == []


def test_a_page_is_mirrored_and_axe_finds_nothing(page: Page) -> None:
    assert axe(page) == []
    levels = page.locator('[name$="rate.trust"]').evaluate_all(LEFTS)[:3]
    assert levels == sorted(levels, reverse=True)
    heads = page.locator(".grid").first.locator("thead th").evaluate_all(LEFTS)
    assert heads == sorted(heads, reverse=True)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(BEYOND) == 0


def test_every_field_is_reached_by_keyboard_in_its_order(page: Page) -> None:
    names = "[...new Set([...document.forms[0].elements].map(e => e.name).filter(Boolean))]"
    expected, reached = page.evaluate(names), []
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.form && document.activeElement.name")
        if name and name not in reached:
            reached.append(name)
        if len(reached) == len(expected):
            break
    assert len(expected) > 20
    assert reached == expected


def test_what_is_typed_has_the_direction_of_its_letters(page: Page) -> None:
    direction = "element => getComputedStyle(element).direction"
    field = page.locator('[name$="who.language"]')
    for text, expected in (("العربية", RIGHT_TO_LEFT), ("Français", "ltr")):
        field.fill(text)
        assert field.evaluate(direction) == expected, text
    assert page.locator('[name$="who.children"]').evaluate(direction) == RIGHT_TO_LEFT


def test_firefox_shows_it_whole_on_a_phone(origin: str) -> None:
    with firefox().new_context() as context:
        page = context.new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{origin}/tools/first-meeting/index.html")
        assert page.evaluate(BEYOND) == 0
        assert page.evaluate("getComputedStyle(document.body).direction") == RIGHT_TO_LEFT
