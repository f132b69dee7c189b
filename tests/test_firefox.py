"""Worksheets' pages in Firefox: who comes with another browser can use them as well.

A page is loaded once for all tests of it (`opened`).
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import ElementHandle, Page, expect
from pypdf import PdfReader

from partnertools.model import fields as model_fields
from tools import worksheets
from tools.browser import Tab, Watched, firefox, serve, watch
from tools.fillers import fill_with_partnertools
from tools.looks import CUT_OFF, SPACING
from tools.worksheets import (
    QUIZ,
    TEA,
    answers,
    download,
    give_at_once,
    kept,
    note,
    open_file,
    said,
    visit,
)

# What differs from browser to browser is the control, not the worksheet around it: one has every
# kind of control, and as few as can be of the repository's have them in its words.
a_few = pytest.mark.parametrize("opened", worksheets.a_few(), indirect=True, scope="module")
the_tea = pytest.mark.parametrize("opened", [TEA], indirect=True, scope="module")


def test_one_worksheet_has_every_kind_of_field() -> None:
    assert worksheets.kinds(TEA) >= set().union(*map(worksheets.kinds, worksheets.TOOLS))


@pytest.fixture(scope="module")
def tab(origin: str) -> Iterator[Tab]:
    with firefox().new_context(viewport={"width": 1280, "height": 1024}) as fresh:
        yield Tab(fresh, origin)


@pytest.fixture(scope="module")
def tiny_tab(tiny_origin: str) -> Iterator[Tab]:
    with firefox().new_context(viewport={"width": 1280, "height": 1024}) as fresh:
        yield Tab(fresh, tiny_origin)


@pytest.fixture(scope="module")
def opened(tab: Tab, tiny_tab: Tab, request: pytest.FixtureRequest) -> tuple[Page, Watched]:
    """Open a worksheet as if it were the first, and watch it from the beginning."""
    chosen = tiny_tab if request.param == TEA else tab
    return chosen.visit(f"tools/{request.param}/index.html"), chosen.watched


@a_few
def test_the_page_loads_without_an_error_and_from_its_own_host_alone(
    opened: tuple[Page, Watched],
) -> None:
    page, watched = opened
    assert page.evaluate("document.readyState") == "complete"
    # The style sheet has been read: this is what reflow depends on.
    container = page.evaluate("getComputedStyle(document.querySelector('main')).containerType")
    assert container == "inline-size"
    assert str(watched) == "nothing"
    assert page.context.cookies() == []


# What every field holds, by its name.
ANSWERS = """() => {
  const answers = {};
  for (const {name, type, checked, value} of document.querySelectorAll(
      'form :is(input, textarea)')) {
    if (type === 'radio') answers[name] = checked ? value : answers[name] ?? '';
    else answers[name] = type === 'checkbox' ? checked : value;
  }
  return answers;
}"""

# Where a hand clicks on the last control of a name.
SPOT = """name => {
  const control = [...document.getElementsByName(name)].at(-1);
  const {left, top, width, height} = control.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


@the_tea
def test_every_field_takes_an_answer_by_hand_and_keeps_it(
    opened: tuple[Page, Watched],
) -> None:
    page, watched = opened
    fields = model_fields.of_tool(worksheets.EVERY[TEA])
    # Nothing scrolls: a click right after scrolling may still land where things stood before.
    height = page.evaluate("document.scrollingElement.scrollHeight")
    page.set_viewport_size({"width": 1280, "height": height})
    answers = page.evaluate(ANSWERS)
    assert list(answers) == [field.id for field in fields]
    for number, field in enumerate(fields):
        if field.read_only:
            continue
        is_text = field.value_type.name not in ("choice", "check")
        if is_text:
            page.keyboard.press("Tab")
        if not is_text or page.evaluate("document.activeElement.name") != field.id:
            # Whatever lies on top at this place takes the click.
            page.mouse.click(*page.evaluate(SPOT, field.id))
        match field.value_type.name:
            case "choice":
                answers[field.id] = field.options[-1].id
            case "check":
                answers[field.id] = not answers[field.id]
            case _:
                page.keyboard.press("End")
                page.keyboard.type(str(number))
                answers[field.id] += str(number)
    assert page.evaluate(ANSWERS) == answers
    assert str(watched) == "nothing"


@a_few
def test_nothing_is_cut_off_and_nothing_scrolls_sideways_at_320_pixels(
    opened: tuple[Page, Watched],
) -> None:
    page, _ = opened
    page.set_viewport_size({"width": 320, "height": 800})
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    # Firefox keeps room for the scroll bar beside the page: text must not reach below it.
    beyond = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(beyond) == 0
    page.evaluate(SPACING)
    assert page.evaluate(CUT_OFF) == [], "with more room between letters and lines"
    assert page.evaluate(beyond) == 0, "with more room between letters and lines"


def test_the_site_opens_from_a_folder_without_a_server(dist: Path) -> None:
    address = "tools/self-reflection/index.html"
    with firefox().new_context() as context:
        page = context.new_page()
        watched = watch(page, "")
        page.goto((dist / "index.html").as_uri())
        page.locator(f'a[href$="{address}"]').first.click()
        page.wait_for_url(f"**/{address}")
        assert page.locator("h1").inner_text() == "Partner Health Self-Reflection"
        assert page.url == (dist / address).as_uri()
        assert watched.errors == watched.failed == []


# What the page keeps and hands out


def test_answers_survive_a_reload_in_firefox(tiny_tab: Tab, tiny_origin: str) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    given = answers(TEA)
    give_at_once(page, given)
    page.reload()
    assert said(page) == given
    assert kept(page, TEA)["answers"] == given
    # Firefox by itself keeps what was typed over a reload, but not for another tab.
    assert said(visit(page.context, tiny_origin, TEA)) == given


def test_firefox_saves_the_answers_to_a_file_and_opens_it_again(tiny_tab: Tab) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    given = answers(TEA)
    give_at_once(page, given)
    name, file = download(page, "save")
    assert name == f"{worksheets.named_after(TEA)}.json"
    expected = worksheets.answer_file(TEA, given, worksheets.EVERY[TEA].version)
    assert json.loads(file) == json.loads(expected)
    worksheets.act(page, "clear")
    assert said(page) == {}
    open_file(page, name, file)
    expect(note(page, "aside")).to_contain_text(f"Opened {name}: {len(given)} answers.")
    assert said(page) == given
    assert str(tiny_tab.watched) == "nothing"


def test_firefox_makes_the_same_pdf_as_the_command_line_and_takes_it_back(
    tiny_tab: Tab, tiny: Path
) -> None:
    page = tiny_tab.visit(f"tools/{TEA}/index.html")
    given = answers(TEA)
    give_at_once(page, given)
    name, pdf = download(page, "download")
    assert name == f"{worksheets.named_after(TEA)}.pdf"
    blank = (tiny / "dist" / "tools" / TEA / f"{TEA}.pdf").read_bytes()
    assert pdf == fill_with_partnertools(blank, given)
    worksheets.act(page, "clear")
    assert said(page) == {}
    open_file(page, name, pdf)
    expect(note(page, "aside")).to_contain_text(f"Opened {name}: {len(given)} answers.")
    assert said(page) == given
    assert str(tiny_tab.watched) == "nothing"


# The lines that webmasters copy, as they stand on the page for them.
LINES = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)

# In a frame: whether it comes to show all of its page, and no more than that.
BECOMES_WHOLE = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (Math.ceil(document.body.getBoundingClientRect().height) === innerHeight) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}"""


def test_a_frame_on_another_website_is_as_high_as_its_worksheet_in_firefox(
    tab: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    offered = LINES.findall((dist / "embed" / "index.html").read_text(encoding="utf-8"))
    (lines,) = (one for one in map(html.unescape, offered) if f"/embed/{QUIZ}/index.html" in one)
    lines = lines.replace(worksheets.TOOLKIT.base_url, f"{origin}/")
    head = '<!DOCTYPE html><html lang="en"><title>Host</title>'
    (tmp_path / "index.html").write_text(f"{head}<main>{lines}</main>", encoding="utf-8")
    policy = f"default-src 'self'; frame-src {origin}; script-src {origin}"
    with serve(tmp_path, policy) as host:
        page = tab.visit(f"{host}/index.html")
        element = page.locator("iframe").element_handle()
        frame = element.content_frame()
        assert frame is not None
        assert frame.evaluate(BECOMES_WHOLE)
        before = height_of(element)
        assert before > 1000
        # It follows what happens in it.
        frame.evaluate("document.querySelector('h1').style.height = '2000px'")
        assert frame.evaluate(BECOMES_WHOLE)
        assert height_of(element) > before + 1500
        assert tab.watched.errors == tab.watched.failed == []


def height_of(element: ElementHandle) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["height"]


# The judge is judged


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Callable[[str], tuple[Page, Watched]]]:
    """Serve a page with the strict policy and load it."""
    with ExitStack() as stack:
        origin = stack.enter_context(serve(tmp_path))
        context = stack.enter_context(firefox().new_context())

        def load(main: str) -> tuple[Page, Watched]:
            html = f'<!DOCTYPE html><html lang="en"><title>A page</title><main>{main}</main>'
            (tmp_path / "page.html").write_text(html, encoding="utf-8")
            page = context.new_page()
            watched = watch(page, origin)
            page.goto(f"{origin}/page.html")
            return page, watched

        yield load


def test_firefox_finds_nothing_on_a_good_page(
    load: Callable[[str], tuple[Page, Watched]],
) -> None:
    _, watched = load("<h1>A page</h1>")
    assert str(watched) == "nothing"


def test_firefox_refuses_inline_scripts_under_the_strict_policy(
    load: Callable[[str], tuple[Page, Watched]],
) -> None:
    page, watched = load("<script>document.title = 'changed'</script>")
    assert page.title() == "A page"
    assert "blocked an inline script" in str(watched.errors)


def test_firefox_records_errors_missing_files_and_other_hosts(
    load: Callable[[str], tuple[Page, Watched]],
) -> None:
    elsewhere = "https://example.org/picture.png"
    page, watched = load(f'<img alt="" src="{elsewhere}"><img alt="" src="no.png">')
    with page.expect_event("pageerror", lambda error: error.message == "thrown"):
        page.evaluate("console.error('said'); setTimeout(() => { throw new Error('thrown') })")
    assert {"error: said", "exception: thrown"} <= set(watched.errors)
    assert elsewhere in str(watched)
    assert any(failed.startswith("404: ") for failed in watched.failed)


CUT = [
    ("<div style='width: 30rem'>a</div>", "the page is"),
    ("<p style='width: 3rem; overflow: hidden; white-space: nowrap'>a long word</p>", "wider"),
    ("<input size=3 value='more than three letters'>", "wider"),
    ("<p style='position: absolute; right: 19rem'>far to the left</p>", "past the edge"),
]


def test_the_check_sees_in_firefox_what_is_cut_off() -> None:
    with firefox().new_context(viewport={"width": 320, "height": 800}) as context:
        page = context.new_page()
        for main, seen in CUT:
            page.set_content(f"<!DOCTYPE html><title>Cut</title>{main}")
            assert any(said.startswith(seen) for said in page.evaluate(CUT_OFF)), main
            page.set_content("<!DOCTYPE html><title>Whole</title><p style='overflow: hidden'>a</p>")
            assert page.evaluate(CUT_OFF) == [], main


def test_firefox_keeps_what_a_page_stores_and_forgets_it_with_its_context(
    load: Callable[[str], tuple[Page, Watched]],
) -> None:
    page, _ = load("")
    page.evaluate("localStorage.setItem('answer', 'forty-two')")
    page.reload()
    assert page.evaluate("localStorage.getItem('answer')") == "forty-two"
    with firefox().new_context() as other:
        fresh = other.new_page()
        fresh.goto(page.url)
        assert fresh.evaluate("localStorage.length") == 0


def test_a_tab_of_firefox_forgets_what_pages_have_stored(tab: Tab) -> None:
    page = tab.visit("index.html")
    page.evaluate("localStorage.setItem('answer', 'forty-two')")
    page.context.new_page()
    assert tab.visit("index.html").evaluate("localStorage.length") == 0
    assert page.context.pages == [page]


# A link to bytes that the page itself has made, as `save` and as `bytes`, in base64.
OFFER = """() => {
  const blob = new Blob([new Uint8Array([0, 1, 254, 255])], {type: 'application/octet-stream'});
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = 'made here.bin';
  link.textContent = 'Save';
  document.querySelector('main').append(link);
  return new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.split(',')[1]);
    reader.readAsDataURL(blob);
  });
}"""


def test_firefox_hands_out_a_blob_as_bytes_and_as_a_download(
    load: Callable[[str], tuple[Page, Watched]],
) -> None:
    page, _ = load("")
    assert base64.b64decode(page.evaluate(OFFER)) == bytes([0, 1, 254, 255])
    with page.expect_download() as download:
        page.locator("a").click()
    assert download.value.suggested_filename == "made here.bin"
    assert Path(download.value.path()).read_bytes() == bytes([0, 1, 254, 255])


def test_firefox_prints_on_the_paper_asked_for(tmp_path: Path) -> None:
    with firefox().new_context() as context:
        page = context.new_page()
        page.set_content("<!DOCTYPE html><title>Paper</title><p>On paper")
        page.pdf(path=tmp_path / "paper.pdf", format="Letter")
    (sheet,) = PdfReader(tmp_path / "paper.pdf").pages
    assert [round(float(edge)) for edge in sheet.mediabox] == [0, 0, 612, 792]
