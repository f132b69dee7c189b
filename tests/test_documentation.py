"""The documentation is a project like any other: it can be built, and nothing in it is lost."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

import sites
from partnertools import source
from partnertools.build.project import read_layouts
from partnertools.model.toolkit import Toolkit
from partnertools.render.downloads import Download
from tools.browser import axe, serve, watch

DOCS = sites.REPOSITORY / "docs"


@pytest.fixture(scope="module")
def toolkit() -> Toolkit:
    return source.read(DOCS / "content")


@pytest.fixture(scope="module")
def pages(toolkit: Toolkit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Render the pages without the PDFs that they offer, and serve them."""
    folder = tmp_path_factory.mktemp("documentation")
    layouts = read_layouts(DOCS)
    targets = [d.target for d in toolkit.documents()] + [
        f"packets/{p.slug}" for p in toolkit.packets
    ]
    downloads: dict[str, list[Download]] = {target: [] for target in targets}
    texts = {"index.html": layouts.index(toolkit, downloads)}
    for guide in toolkit.guides:
        texts[f"{guide.target}/index.html"] = layouts.guide(toolkit, guide, downloads)
    texts["assets/site.css"] = layouts.style("screen")
    texts["assets/icon.svg"] = layouts.asset("icon.svg", "").decode()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    with serve(folder) as origin:
        yield origin


def test_it_has_no_mistake_and_nothing_to_note(toolkit: Toolkit) -> None:
    assert toolkit.notes == ()
    assert len(toolkit.guides) > 10


def test_every_guide_and_worksheet_is_in_one_of_its_four_parts(toolkit: Toolkit) -> None:
    parts = [packet.slug for packet in toolkit.packets]
    assert parts == ["tutorial", "how-to", "reference", "explanation"]
    count = Counter(target for packet in toolkit.packets for target in packet.contents)
    assert count == Counter(document.target for document in toolkit.documents())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "guide/first-toolkit/", "guide/commands/"])
def test_its_pages_are_accessible_and_fit_a_phone(
    path: str, scheme: str, pages: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 800})
    watched = watch(page, pages)
    page.goto(f"{pages}/{path}index.html")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert watched.errors == watched.foreign == watched.failed == []


def test_the_readme_leads_to_every_guide(toolkit: Toolkit) -> None:
    readme = (sites.REPOSITORY / "README.md").read_text("utf-8")
    guides = {guide.where.path.relative_to(sites.REPOSITORY).as_posix() for guide in toolkit.guides}
    assert {path for path in guides if f"]({path})" not in readme} == set()
