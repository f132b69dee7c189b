"""Pages of what authors may write: whatever it is, it fits, and it looks like what it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

import sites
from partnertools import source
from partnertools.render.downloads import Download
from partnertools.render.pages import Layouts
from tools.browser import Tab, chromium, serve
from tools.looks import CUT_OFF, SPACING
from tools.worksheets import ROOT, TOOLKIT

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesentwurf"
# Nothing in it says where it may be taken apart.
WORD = "abcdefghij" * 10

TEXT = f"""
# {WORD}

A [{LONG}](https://example.org/{WORD}), `{WORD}`, and ![A cup](cup.png) a picture.

> {WORD}

- {WORD}

{WORD}
: {LONG}

Second
: What it means

    ```
    {WORD}
    ```

| Month | What we do | {LONG} | Days |
|:------|:----------:|--------|-----:|
| May | Planning, and {WORD} | Much to say about this month, more than fits into a line | 31 |
""".replace(f"# {WORD}", f"## {WORD}")

FIELDS = f"""
## {LONG}

```{{short-answer}} {LONG}
:id: short
:hint: {WORD}
```

```{{short-answer}} {WORD}
:id: half
:width: half
```

```{{short-answer}} {LONG} again
:id: other-half
:width: half
```

```{{pick-many}} {WORD} many
:id: many

[{LONG}]{{#one}}
: {WORD}

[Second]{{#two}}
: Words
```

```{{pick-one}} {LONG} one
:id: pick

[{LONG}]{{#one}}
: {WORD}

[{WORD}]{{#two}}
: Words
```

```{{grid}} {LONG} table
:id: grid
:hint: {WORD}
:rows: 2
:row: {LONG}

[{LONG}]{{#name width=2}}
: {WORD}

[Notes]{{#notes kind=long-answer width=2 lines=2}}
: {LONG}

[Met]{{#met kind=check}}
: A day

[{LONG} state]{{#status kind=pick-one}}
: - [{LONG}]{{#new}}
  - [{WORD}]{{#active}}
```
"""

FRONT = f"---\ntitle: {LONG}\nsummary: {WORD}\n"
SIZES = [(1280, 800), (768, 1024), (320, 640), (320, 256)]
PAGES = ["index.html", "tools/long/index.html", "embed/long/index.html", "guide/long/index.html"]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages of a project with a tool and a guide that strain every layout."""
    root = tmp_path_factory.mktemp("any")
    folder, dist = root / "content", root / "dist"
    shutil.copytree(ROOT / "content" / "scales", folder / "scales")
    shutil.copyfile(sites.TINY / "content" / "toolkit.yaml", folder / "toolkit.yaml")
    shutil.copyfile(sites.TINY / "content" / "opening.md", folder / "opening.md")
    documents = {
        "tools/long/index.md": f"{FRONT}when: {WORD}\nversion: 1\nminutes: 1\n---\n{TEXT}{FIELDS}",
        "guide/long/index.md": f"{FRONT}minutes: 1\n---\n{TEXT}",
        "pages/about.md": "---\ntitle: About\nsummary: Words.\n---\n\nWords.\n",
    }
    for name, text in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if name.endswith("index.md"):
            Image.new("RGB", (3000, 600), "#17506f").save(path.with_name("cup.png"))
    toolkit = source.read(folder)
    layouts = Layouts(ROOT / "layouts")
    (tool,), (guide,) = toolkit.tools, toolkit.guides
    downloads: dict[str, list[Download]] = {document.target: [] for document in toolkit.documents()}
    pages = {
        "assets/site.css": layouts.style("screen"),
        "assets/tool.js": layouts.script("tool"),
        "index.html": layouts.index(toolkit, downloads),
        "tools/long/index.html": layouts.tool(toolkit, tool, downloads),
        "embed/long/index.html": layouts.embed(toolkit, tool, downloads, "whole"),
        "guide/long/index.html": layouts.guide(toolkit, guide, downloads),
    }
    shutil.copytree(ROOT / "layouts" / "assets", dist / "assets")
    for name, text in pages.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(text, encoding="utf-8")
    for document in ("tools/long", "guide/long"):
        shutil.copyfile(folder / document / "cup.png", dist / document / "cup.png")
    with serve(dist) as address:
        yield address


@pytest.fixture(scope="module", params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def opened(either_tab: Tab, name: str) -> Page:
    """Open one page for all tests that look at it."""
    return either_tab.visit(name)


@pytest.fixture
def page(either_tab: Tab, opened: Page) -> Iterator[Page]:
    yield opened
    # What one test adds, the next one doesn't see.
    opened.evaluate("document.adoptedStyleSheets = []")
    assert str(either_tab.watched) == "nothing"


BEYOND = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def test_long_words_and_wide_pictures_fit_everywhere(page: Page) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT_OFF) == [], width
        assert page.evaluate(BEYOND) == 0, width
    page.evaluate(SPACING)
    assert page.evaluate(CUT_OFF) == [], "with more room between letters and lines"


def test_large_type_on_a_narrow_screen_fits(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    larger = "new CSSStyleSheet()"
    page.evaluate(
        f"() => {{ const sheet = {larger}; sheet.replaceSync('html {{ font-size: 200% }}');"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }"
    )
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(BEYOND) == 0


@pytest.mark.parametrize("name", ["guide/long/index.html", "tools/long/index.html"], scope="module")
def test_pictures_keep_their_shape(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    picture = page.locator("img")
    assert picture.evaluate("picture => picture.naturalWidth") == 3000
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] <= 320
    assert box["width"] / box["height"] == pytest.approx(5, rel=0.02)


@pytest.mark.parametrize("name", ["guide/long/index.html"], scope="module")
def test_tables_and_lists_of_terms_have_lines_and_room(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    cells = page.locator("main table :is(th, td)")
    assert cells.count() == 8
    looks = cells.evaluate_all(
        "cells => cells.map(cell => { const style = getComputedStyle(cell);"
        " return [style.borderBottomWidth, style.paddingLeft, style.textAlign]; })"
    )
    assert {line for line, _, _ in looks} == {"1px"}
    assert all(float(room.removesuffix("px")) >= 8 for _, room, _ in looks)
    assert [side for _, _, side in looks[4:]] == ["start", "center", "start", "end"]
    # A term stands nearer to what it means than to the one before.
    boxes = page.locator("dl > *").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom])"
    )
    assert len(boxes) == 4
    (_, term), (meaning, end), (second, _), _ = boxes
    assert second - end > meaning - term + 4


@pytest.mark.parametrize("name", ["guide/long/index.html", "tools/long/index.html"], scope="module")
def test_short_words_in_a_table_stay_whole_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    lines = page.locator("main table:not([class]) td").first.evaluate(
        "cell => { const range = document.createRange(); range.selectNodeContents(cell);"
        " return range.getClientRects().length; }"
    )
    assert lines == 1


def test_links_leave_a_frame_however_a_designer_writes_them(tmp_path: Path) -> None:
    layouts = tmp_path / "layouts"
    shutil.copytree(ROOT / "layouts", layouts)
    links = """<p><a class="one"
        href="https://example.org/?a=1&amp;b">1</a>
        <a data-href="#a" href="two.html" id="two">2</a>
        <a class="three" href="#your_answers">3</a> <a id="four" href="mailto:a@example.org">4</a>
        <a title="a &gt; b" href="six.html">6</a></p>"""
    template = layouts / "embed.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("</main>", f"{links}</main>"), encoding="utf-8")
    (tool, *_) = TOOLKIT.tools
    files: dict[str, list[Download]] = {document.target: [] for document in TOOLKIT.documents()}
    html = Layouts(layouts).embed(TOOLKIT, tool, files, "whole")
    with chromium().new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_content(html)
        targets = page.locator("main a").evaluate_all(
            "links => links.map(link => [link.textContent, link.target])"
        )
    opened = dict(targets[-5:])
    assert opened == {"1": "_blank", "2": "_blank", "3": "", "4": "", "6": "_blank"}
