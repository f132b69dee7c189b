"""The edition in `examples/` is whole: its pages and PDFs hold what it says, and conform."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

import sites
from partnertools import source
from partnertools.build import sheets, site
from partnertools.build.executors import Executors
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.model import fields
from test_typefaces import FACES, font
from tools import browser, verapdf

MILLBROOK = sites.REPOSITORY / "examples" / "millbrook"
PDFS = ("tools/first-visit/first-visit.pdf", "packets/new-site.pdf")
PAGES = ("", "tools/first-visit/", "tools/team-reflection/", "packets/new-site/", "pages/about/")
PHONE = 320


@pytest.fixture(scope="module")
def millbrook(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Write its pages and some of its PDFs, with a typeface of its own, and return the folder."""
    root = tmp_path_factory.mktemp("examples") / "millbrook"
    shutil.copytree(MILLBROOK, root, ignore=shutil.ignore_patterns("dist"))
    for name in ("round", "sharp"):
        (root / "content" / "typefaces" / name).mkdir(parents=True)
    for face, name in FACES.items():
        (root / "content" / "typefaces" / "round" / f"{name}.ttf").write_bytes(font(*face))
    sharp = root / "content" / "typefaces" / "sharp" / "bold.woff2"
    sharp.write_bytes(font("normal", 700, "woff2"))
    with (root / "content" / "toolkit.yaml").open("a", encoding="utf-8") as file:
        file.write("typefaces: {text: round, headings: sharp}\n")
    project = Project(root, base=sites.REPOSITORY)
    printer = Printer(project, Cache(), Executors())
    some = [sheet for sheet in sheets.of_toolkit(project.toolkit) if sheet.name in PDFS]
    part = site.LanguageSite(printer, tuple(some))
    printed, _ = site.print_all([part], lambda step: None)
    outputs = site.gather([part], printed, {s.name: printer.key(s) for s in some})
    assert outputs.problems == []
    site.write(root / "dist", outputs)
    return root / "dist"


def test_it_is_laid_over_this_toolkit() -> None:
    toolkit, base = source.read(MILLBROOK / "content"), sites.toolkit()
    assert [tool.slug for tool in toolkit.tools] == ["first-visit", "team-reflection"]
    [before] = [tool for tool in base.tools if tool.slug == "team-reflection"]
    now = toolkit.tools[1]
    assert [f.id for f in fields.of_tool(now)] == [f.id for f in fields.of_tool(before)]
    assert now.version == before.version
    assert now.title != before.title


def test_its_pdfs_conform(millbrook: Path) -> None:
    paths = [millbrook / name for name in PDFS]
    for (path, flavour), report in verapdf.validate(paths).items():
        assert not report.failures, (path.name, flavour, str(report))


# Whether the typeface of headings has come; a page may be loaded before all that its styles name.
READ = """document.fonts.ready.then(faces => [...faces].some(face =>
  face.status === "loaded" && face.family.includes("Toolkit Headings")))"""


def test_its_pages_are_in_its_own_words_and_looks(millbrook: Path, context: BrowserContext) -> None:
    with browser.serve(millbrook) as address:
        page = context.new_page()
        watched = browser.watch(page, address)
        for path in PAGES:
            page.goto(f"{address}/{path}")
            assert browser.axe(page) == []
            assert page.evaluate(READ), path
            page.set_viewport_size({"width": PHONE, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
            page.set_viewport_size({"width": 1280, "height": 800})
        assert page.get_by_text("The season runs from September to June.").is_visible()
        page.goto(f"{address}/tools/team-reflection/")
        assert page.get_by_role("heading", name="This season").is_visible()
        band = page.locator(".site-header").evaluate("e => getComputedStyle(e).borderTopColor")
        assert band == "rgb(122, 46, 93)"
        logo = page.get_by_role("img", name=re.compile("A bridge with two arches")).first
        assert logo.is_visible()
        assert watched == browser.Watched()
