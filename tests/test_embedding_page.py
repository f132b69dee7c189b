"""What webmasters get: lines to copy, an answer to oEmbed, a page that shows both."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from partnertools.render.embeds import HOST_SCRIPT, page_name
from tools.browser import chromium, serve
from tools.embedded import HEAD, SLUG, TOOLKIT, TOOLS, integrity, settled, snippet


@pytest.fixture
def maker(context: BrowserContext, origin: str) -> Page:
    """Open the page for webmasters."""
    page = context.new_page()
    page.goto(f"{origin}/embed/index.html")
    return page


def test_the_page_for_webmasters_shows_what_it_gives(maker: Page, context: BrowserContext) -> None:
    lines_ = snippet(maker, "smart-goals", "script", "questions.html")
    assert "/embed/smart-goals/questions.html" in lines_
    preview: FrameLocator = maker.frame_locator(".preview iframe")
    expect(preview.locator("form")).to_have_attribute("data-tool", "smart-goals")
    expect(preview.locator("h1")).to_have_class("visually-hidden")
    maker.locator("#embed_accent").fill("#8a1650")
    maker.get_by_label("Background", exact=True).select_option("dark")
    lines_ = maker.locator("#embed_snippet").input_value()
    assert "questions.html?scheme=dark&amp;accent=8a1650" in lines_
    expect(preview.locator("body")).to_have_css("background-color", "rgb(18, 23, 27)")
    expect(maker.locator("[data-part=policy]")).to_contain_text("frame-src http://127.0.0.1")
    assert maker.locator("[data-part=policy]").inner_text().count("script-src") == 1
    maker.locator("#embed_way_frame").check(force=True)
    assert maker.locator("[data-part=policy]").inner_text().count("script-src") == 0
    maker.get_by_role("button", name="Reset colors").click()
    assert "accent" not in maker.locator("#embed_snippet").input_value()
    maker.get_by_label("Background", exact=True).select_option("own")
    maker.get_by_label("Background color").fill("#102030")
    maker.get_by_label("Text color").fill("#f0f0f0")
    assert "?background=102030&amp;text=f0f0f0" in maker.locator("#embed_snippet").input_value()
    expect(preview.locator("body")).to_have_css("background-color", "rgb(16, 32, 48)")
    expect(preview.locator("body")).to_have_css("color", "rgb(240, 240, 240)")
    maker.locator("#embed_way_element").check(force=True)
    lines_ = maker.locator("#embed_snippet").input_value()
    assert "  --partner-tool-background: #102030;\n  --partner-tool-text: #f0f0f0;\n" in lines_


def test_opened_from_a_folder_the_page_gives_the_lines_of_the_published_toolkit(
    context: BrowserContext, dist: Path
) -> None:
    page = context.new_page()
    page.goto((dist / "embed" / "index.html").as_uri() + "#smart-goals")
    lines_ = page.locator("#embed_snippet").input_value()
    assert f'src="{TOOLKIT.base_url}embed/smart-goals/index.html"' in lines_
    assert f'src="{TOOLKIT.base_url}{HOST_SCRIPT}"' in lines_
    assert f'href="{TOOLKIT.base_url}tools/smart-goals/index.html"' in lines_
    assert "file:" not in lines_
    expect(page.locator("[data-part=folder]")).to_be_visible()
    expect(page.frame_locator(".preview iframe").locator("h1")).to_have_text("SMART goals")
    settled(page)


def test_the_lines_can_be_copied(origin: str) -> None:
    context = chromium().new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{origin}/embed/index.html#smart-goals")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-part=copied]")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#embed_snippet").input_value()
    assert "/embed/smart-goals/index.html" in copied
    context.close()


def test_without_javascript_the_page_has_the_lines_for_every_worksheet(dist: Path) -> None:
    text = (dist / "embed" / "index.html").read_text(encoding="utf-8")
    for slug in TOOLS:
        source = f"{TOOLKIT.base_url}embed/{slug}/index.html"
        assert html.escape(
            f'<iframe class="partner-tool" src="{source}"', quote=True
        ) in text.replace("&#34;", "&quot;")
    assert text.count(integrity(dist)) >= 1 + len(TOOLS)


def test_embedded_answers_say_where_they_are_kept(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    page.goto(f"{origin}/embed/{SLUG}/index.html")
    expect(page.locator("[data-part=answers]")).to_contain_text(
        "They are saved for this website only"
    )
    page.goto(f"{origin}/tools/{SLUG}/index.html")
    expect(page.locator("[data-part=answers]")).not_to_contain_text("for this website only")


# oEmbed


@pytest.mark.parametrize("slug", TOOLS)
def test_every_worksheet_answers_to_oembed(dist: Path, slug: str) -> None:
    page = (dist / "tools" / slug / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="(.+?)"', page)
    assert found == [f"{TOOLKIT.base_url}embed/{slug}/oembed.json"]
    answer = json.loads((dist / "embed" / slug / "oembed.json").read_text(encoding="utf-8"))
    # What version 1.0 asks of the type "rich".
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"
    assert {type(answer["width"]), type(answer["height"])} == {int}
    assert answer["title"] == TOOLS[slug].title
    source = re.fullmatch(r'<iframe src="(.+?)" title=".+?"[^<>]*></iframe>', answer["html"])
    assert source is not None
    assert source[1] == f"{TOOLKIT.base_url}{page_name(TOOLS[slug], 'whole')}"


def test_a_frame_as_wordpress_makes_it_tells_its_height_with_the_secret(
    context: BrowserContext, origin: str, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f"""{HEAD}<script>
          window.heard = [];
          addEventListener("message", event => heard.push(event.data));
        </script>
        <iframe sandbox="allow-scripts" security="restricted" title="a"
          src="{origin}/embed/{SLUG}/index.html#?secret=abcDEF1234"></iframe></main>""",
        encoding="utf-8",
    )
    with serve(tmp_path, policy=None) as wordpress:
        page = context.new_page()
        page.goto(f"{wordpress}/index.html")
        page.wait_for_function("heard.some(each => each.secret)")
        told = page.evaluate("heard.find(each => each.secret)")
        assert told["message"] == "height"
        assert told["secret"] == "abcDEF1234"
        assert told["value"] >= 1000
        frame = page.frame_locator("iframe")
        expect(frame.locator("[data-note=sandboxed]")).to_contain_text(
            "may block saving, sending, and printing"
        )
        expect(frame.locator("[data-note=sandboxed] a")).to_have_attribute("target", "_blank")
