"""The site on a real web server, in a browser: pages and frames work under its policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect
from pypdf import PdfReader

from partnertools.render.embeds import HOST_SCRIPT
from tools import fillers
from tools.browser import Tab, chromium, serve
from tools.links import Links
from tools.servers import SUB_PATH, Hosted, ask, hosted


@pytest.fixture(scope="module", params=["/", SUB_PATH], ids=lambda base: f"at {base}")
def site(request: pytest.FixtureRequest, tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, at each path: for a browser it is the same as Apache's."""
    with hosted("nginx", tiny, request.param) as site:
        yield site


@pytest.fixture(scope="module")
def under_path(tiny: Path) -> Iterator[Hosted]:
    """Serve the tiny site with nginx, under a path."""
    with hosted("nginx", tiny, SUB_PATH) as site:
        yield site


@pytest.fixture(scope="module")
def tab(site: Hosted) -> Iterator[Tab]:
    """Open a tab for the pages of the site, and for others that show them in frames."""
    with chromium().new_context() as fresh:
        yield Tab(fresh, site.origin)


@pytest.fixture(scope="module")
def tab_under_path(under_path: Hosted) -> Iterator[Tab]:
    with chromium().new_context() as fresh:
        yield Tab(fresh, under_path.origin)


def complaints(tab: Tab, site: Hosted) -> dict[str, str]:
    """Open every page; return what goes wrong on it."""
    found = {}
    for name in site.pages:
        tab.visit(site.base.removeprefix("/") + name).wait_for_load_state("networkidle")
        if str(tab.watched) != "nothing":
            found[name] = str(tab.watched)
    return found


def test_every_page_loads_without_a_complaint(tab: Tab, site: Hosted) -> None:
    assert len(site.pages) > 10
    assert complaints(tab, site) == {}


TEA = "tea.favorite.tea"


def in_filled_pdf(page: Page, frame: Frame) -> object:
    """Answer a worksheet and take its PDF; return what the PDF says there."""
    frame.locator(f'[name="{TEA}"]').fill("Darjeeling")
    with page.expect_download() as waiting:
        frame.locator("[data-action=download]").click()
    return (PdfReader(waiting.value.path()).get_fields() or {})[TEA].value


def test_a_filled_pdf_is_read_by_a_worker_that_the_servers_policy_lets_in(
    tab: Tab, site: Hosted
) -> None:
    blank = (site.folder / "tools" / "tea" / "tea.pdf").read_bytes()
    filled = fillers.fill_with_partnertools(blank, {TEA: "Darjeeling"})
    for name in ("tools/tea/", "embed/tea/"):
        page = tab.visit(site.address + name)
        with page.expect_worker() as started:
            page.locator("[data-part=file]").set_input_files(
                {"name": "tea.pdf", "mimeType": "application/pdf", "buffer": filled}
            )
        expect(page.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")
        assert started.value.url == f"{site.address}assets/reader.js"
        assert str(tab.watched) == "nothing"


def test_a_worksheet_keeps_its_answers_and_makes_a_filled_pdf(tab: Tab, site: Hosted) -> None:
    page = tab.visit(f"{site.address}tools/tea/")
    assert in_filled_pdf(page, page.main_frame) == "Darjeeling"
    # The page's other address finds them too.
    page.goto(f"{site.address}tools/tea/index.html")
    expect(page.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")
    assert str(tab.watched) == "nothing"


@contextmanager
def around(folder: Path, address: str, way: str) -> Iterator[str]:
    """Write a page with a frame, of one of the kinds that people have; yield its address."""
    frame = f'<iframe src="{address}" width="100%" height="600"></iframe>'
    if way == "sandbox":
        frame = f'<iframe sandbox="allow-scripts" srcdoc="{escape(frame)}"></iframe>'
    (folder / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{frame}")
    if way == "file":
        yield (folder / "host.html").as_uri()
    else:
        with serve(folder, policy=None) as origin:
            yield f"{origin}/host.html"


def framed(page: Page, address: str) -> list[str]:
    """Return the headings that a page, which has loaded, shows in the frames of an address."""
    frames = [frame for frame in page.frames if frame.url.startswith(address)]
    return [frame.locator("h1").inner_text() for frame in frames if frame.locator("h1").count()]


@pytest.mark.parametrize("way", ["server", "file", "sandbox"])
@pytest.mark.parametrize("part", ["", "index.html", "questions.html", "downloads.html"])
def test_a_page_for_frames_is_framed_by_another_website_a_file_and_a_sandbox(
    tab_under_path: Tab, under_path: Hosted, tmp_path: Path, part: str, way: str
) -> None:
    with around(tmp_path, f"{under_path.address}embed/tea/{part}", way) as address:
        page = tab_under_path.visit(address)
        assert framed(page, under_path.address) == ["Tea & ‘Company’"]


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "tools/tea/",
        "tools/tea/index.html",
        "guide/brewing/index.html",
        "packets/afternoon/index.html",
        "pages/about/index.html",
        "embed/index.html",
    ],
)
def test_no_other_page_is(tab: Tab, site: Hosted, tmp_path: Path, name: str) -> None:
    refused = "frame-ancestors 'self'"
    with around(tmp_path, site.address + name, "server") as address:
        with tab.page.expect_console_message(lambda said: refused in said.text):
            page = tab.visit(address)
        assert framed(page, site.address) == []


def test_in_a_frame_a_worksheet_keeps_its_answers_and_makes_a_filled_pdf(
    tab: Tab, site: Hosted, tmp_path: Path
) -> None:
    embedded = f"{site.address}embed/tea/"
    with around(tmp_path, embedded, "server") as address:
        page = tab.visit(address)
        frame = next(f for f in page.frames if f.url == embedded)
        assert in_filled_pdf(page, frame) == "Darjeeling"
        page.reload()
        frame = next(f for f in page.frames if f.url == embedded)
        expect(frame.locator(f'[name="{TEA}"]')).to_have_value("Darjeeling")


def test_in_a_sandbox_that_allows_downloads_a_worksheet_makes_a_filled_pdf(
    tab_under_path: Tab, under_path: Hosted, tmp_path: Path
) -> None:
    embedded = f"{under_path.address}embed/tea/"
    (tmp_path / "host.html").write_text(
        f'<iframe src="{embedded}" sandbox="allow-scripts allow-downloads"></iframe>'
    )
    with serve(tmp_path, policy=None) as origin:
        page = tab_under_path.visit(f"{origin}/host.html")
        frame = next(f for f in page.frames if f.url == embedded)
        assert in_filled_pdf(page, frame) == "Darjeeling"


def test_another_website_with_a_strict_policy_loads_the_script_and_its_frame_grows(
    tab: Tab, site: Hosted, tmp_path: Path
) -> None:
    snippets = Links(ask(site.origin, f"{site.base}embed/").body.decode())
    assert any(link.endswith("partner-tool-2.js") for link in snippets.links)
    integrity = re.search(
        rb'data-integrity="(sha384-[^"]+)"', ask(site.origin, f"{site.base}embed/").body
    )
    assert integrity is not None
    (tmp_path / "host.html").write_text(
        "<!DOCTYPE html><title>Host</title>"
        f'<partner-tool src="{site.address}embed/tea/">Tea</partner-tool>'
        f'<script src="{site.address}{HOST_SCRIPT}" integrity="{integrity[1].decode()}"'
        ' crossorigin="anonymous" defer></script>'
    )
    toolkit = site.origin
    policy = f"default-src 'self'; frame-src {toolkit}; script-src {toolkit}"
    with serve(tmp_path, f"{policy}; connect-src {toolkit}") as origin:
        page = tab.visit(f"{origin}/host.html")
        expect(page.locator("partner-tool iframe")).not_to_have_css("height", "800px")
        assert page.locator("partner-tool iframe").evaluate("frame => frame.offsetHeight") > 1000
        for name in ("toolkit.json", "data/tea.schema.json", "embed/tea/oembed.json"):
            read = "address => fetch(address).then(answer => answer.json())"
            assert page.evaluate(read, site.address + name)
