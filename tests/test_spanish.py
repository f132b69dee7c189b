"""The repository's own toolkit in Spanish: whole, and as valid and accessible as in English."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

import sites
from partnertools import cli, source
from partnertools.build import sheets, site
from partnertools.build.executors import Executors
from partnertools.build.printed import find_mistakes
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache
from tools import verapdf, vnu
from tools.browser import axe, serve

CONTENT = sites.REPOSITORY / "content"
# Its card must stay on one page; the other has one of nearly every control.
PDFS = (
    "guide/build-key-partnerships/summary-card.pdf",
    "guide/build-key-partnerships/summary-card-a4.pdf",
    "tools/self-reflection/self-reflection.pdf",
)


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the Spanish site with some of its PDFs, and return its folder."""
    root = tmp_path_factory.mktemp("spanish")
    shutil.copytree(sites.REPOSITORY / "content", root / "content")
    [project] = Project(root).translations
    printer = Printer(project, Cache(), Executors())
    some = tuple(s for s in sheets.of_toolkit(project.toolkit) if s.name in PDFS)
    part = site.LanguageSite(printer, some)
    printed, _ = site.print_all([part], lambda step: None)
    for sheet in some:
        assert [*find_mistakes(project, sheet, printed[part.path(sheet)])] == []
    outputs = site.gather([part], printed, {part.path(s): printer.key(s) for s in some})
    assert outputs.problems == []
    site.write(root / "dist", outputs)
    return root / "dist" / "es"


@pytest.fixture(scope="module")
def address(spanish: Path) -> Iterator[str]:
    """Serve the Spanish site."""
    with serve(spanish.parent) as address:
        yield f"{address}/es"


def test_all_of_it_is_translated() -> None:
    [share] = source.read(sites.REPOSITORY / "content").translations
    assert share.texts > 1000
    assert (share.translated, share.fuzzy) == (share.texts, 0)


@pytest.mark.slow
def test_the_catalogue_is_as_the_command_writes_it(tmp_path: Path) -> None:
    shutil.copytree(sites.REPOSITORY / "content", tmp_path / "content")
    catalogue = tmp_path / "content" / "locales" / "es.po"
    before = catalogue.read_text("utf-8")
    assert cli.main(["translate", "extract", "es", "--root", str(tmp_path), "--quiet"]) == 0
    assert catalogue.read_text("utf-8") == before


def test_the_html_checker_has_nothing_to_say(spanish: Path) -> None:
    pages = sorted(spanish.rglob("*.html"))
    assert len(pages) > 40
    assert vnu.messages(pages) == []


@pytest.mark.parametrize("path", ["index.html", "tools/self-reflection/index.html"])
def test_axe_finds_nothing(context: BrowserContext, address: str, path: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/{path}")
    assert axe(page) == []


@pytest.mark.parametrize("target", ["guide/build-key-partnerships", "pages/about"])
def test_in_another_language_one_stays_at_the_same_place_of_what_is_read(
    context: BrowserContext, address: str, target: str
) -> None:
    [english] = (d for d in source.read(CONTENT).documents() if d.target == target)
    page = context.new_page()
    page.goto(f"{address}/{target}/index.html")
    anchor = page.locator(".reading h2[id], article > section h2[id]").first.get_attribute("id")
    assert anchor in english.anchors
    page.goto(f"{address}/{target}/index.html#{anchor}")
    page.get_by_role("link", name="English").click()
    home = address.removesuffix("/es")
    expect(page).to_have_url(f"{home}/{target}/index.html#{anchor}")


def test_the_keyboard_reaches_every_answer_in_its_order(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/tools/self-reflection/index.html")
    expected = page.evaluate(
        "[...new Set([...document.forms[0].elements].map(e => e.name).filter(Boolean))]"
    )
    page.evaluate(
        "window.reached = new Set();"
        "addEventListener('focusin', ({target}) => target.form && reached.add(target.name))"
    )
    for _ in range(150):
        page.keyboard.press("Tab")
    assert len(expected) > 20
    assert [name for name in page.evaluate("[...reached]") if name] == expected


@pytest.mark.parametrize("path", ["index.html", "tools/self-reflection/index.html"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    context: BrowserContext, address: str, path: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_pdfs_conform(spanish: Path) -> None:
    for (path, flavour), report in verapdf.validate([spanish / name for name in PDFS]).items():
        assert report.checks
        assert report.failures == (), (path, flavour)
