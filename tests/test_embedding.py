"""Worksheets on other people's websites: in their frames and in their colors."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from partnertools.model import fields
from partnertools.render.embeds import HOST_SCRIPT, PARTS, page_name
from tools.browser import Tab, axe, chromium
from tools.embedded import (
    FIRST,
    ROOT,
    SLUG,
    TOOLKIT,
    TOOLS,
    Host,
    hosting,
    integrity,
    lines,
    settled,
    snippet,
)
from tools.looks import CUT_OFF, look
from tools.worksheets import a_few


@pytest.fixture
def host(tmp_path: Path, origin: str) -> Iterator[Host]:
    """A host that has added to its policy what the page for webmasters names, and nothing else."""
    policy = f"default-src 'self'; frame-src {origin}; script-src {origin}"
    with hosting(tmp_path, origin, policy) as found:
        yield found


@pytest.fixture
def maker(context: BrowserContext, origin: str) -> Page:
    """Open the page for webmasters."""
    page = context.new_page()
    page.goto(f"{origin}/embed/index.html")
    return page


# The three ways


@pytest.mark.parametrize("way", ["frame", "script", "element"])
def test_the_lines_from_the_page_for_webmasters_work_on_a_strict_host(
    maker: Page, host: Host, context: BrowserContext, way: str
) -> None:
    page, watched = host.page(snippet(maker, SLUG, way), context)
    frame = page.frame_locator("iframe")
    frame.locator(f'[name="{FIRST}"]').fill("Lincoln")
    if way == "frame":
        box = page.locator("iframe").bounding_box()
        assert box is not None
        assert 800 <= box["height"] <= 810
    else:
        settled(page)
    with page.expect_download() as waiting:
        frame.locator(".actions [data-action=save]").click()
    assert json.loads(waiting.value.path().read_bytes())["answers"] == {FIRST: "Lincoln"}
    with page.expect_download() as waiting:
        frame.locator("[data-action=download]").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    page.reload()
    expect(frame.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")
    assert watched.errors == watched.failed == []
    assert {url for url in watched.foreign if not url.startswith(host.origin)} == set()
    assert context.cookies() == []


def test_three_worksheets_on_one_page_each_have_their_own_height_and_follow_it(
    host: Host, context: BrowserContext, dist: Path
) -> None:
    slugs = ["smart-goals", SLUG, "partner-questions"]
    body = "".join(lines("script", slug, host.site, dist) for slug in slugs)
    page, watched = host.page(body, context)
    for number in range(3):
        settled(page, number)
    before = [page.locator("iframe").nth(n).bounding_box() for n in range(3)]
    # A textarea dragged larger, a note that comes: the frame follows.
    area = page.frame_locator("iframe >> nth=1").locator("textarea").first
    page.locator("iframe").nth(1).evaluate("frame => frame.scrollIntoView()")
    area.evaluate("area => { area.style.height = '900px'; }")
    page.wait_for_timeout(300)
    settled(page, 1)
    after = [page.locator("iframe").nth(n).bounding_box() for n in range(3)]
    assert [a and b and b["height"] > a["height"] for a, b in zip(before, after, strict=True)] == [
        False,
        True,
        False,
    ]
    area.evaluate("area => { area.style.height = '100px'; }")
    page.wait_for_timeout(300)
    settled(page, 1)
    assert watched.errors == watched.failed == []


def test_the_keyboard_goes_into_the_frame_and_out_of_it(
    host: Host, context: BrowserContext, dist: Path
) -> None:
    body = f'<a href="#a">Before</a>{lines("element", SLUG, host.site, dist)}<a href="#b">After</a>'
    page, _ = host.page(body, context)
    settled(page)
    page.get_by_text("Before").focus()
    frame = page.frames[1]
    inside = 0
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "After":
            break
        inside += frame.evaluate("document.hasFocus()")
    else:
        raise AssertionError("the keyboard never came out")
    assert inside > len(fields.of_tool(TOOLS[SLUG])) / 3
    page.keyboard.press("Shift+Tab")
    assert frame.evaluate("document.hasFocus()")


@pytest.mark.parametrize("way", ["frame", "script", "element"])
def test_axe_finds_nothing_on_the_host_and_in_the_frame(
    host: Host, context: BrowserContext, dist: Path, way: str
) -> None:
    page, _ = host.page(lines(way, SLUG, host.site, dist), context)
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("slug", TOOLS)
def test_every_embedded_page_is_sound(tab: Tab, slug: str, part: Any) -> None:
    page = tab.visit(page_name(TOOLS[slug], part))
    assert str(tab.watched) == "nothing"
    assert page.context.cookies() == []
    assert page.locator("form[data-tool]").count() == (part != "downloads")
    assert page.locator(".downloads a").count() == (0 if part == "questions" else 4)
    assert page.locator("header nav, .site-footer").count() == 0
    help_ = page.locator(f".embed-footer a[href='{TOOLKIT.contact_address}']")
    expect(help_).to_be_visible()
    assert help_.get_attribute("target") is None
    # What stands in a frame stands in a worksheet's own page, wide and narrow, and what stands in
    # a part in the whole: axe judges the frames of a few.
    looks = ["narrow", "wide"] if part == "whole" else ["narrow"]
    for name in looks if slug in a_few() else []:
        look(page, name)
        violations = axe(page)
        assert not violations, "\n".join(map(str, violations))
    look(page, "narrow")
    assert page.evaluate(CUT_OFF) == []
    # In the frame there is no room for other pages of the site, nor are they let in.
    links = page.locator("a:not([href^='#'], [href^='mailto:'])")
    assert set(links.evaluate_all("all => all.map(link => link.target)")) == {"_blank"}


# In the host's colours


@pytest.mark.parametrize(
    ("wishes", "ink", "surface", "accent"),
    [
        ("", "rgb(27, 31, 36)", "rgb(255, 255, 255)", "rgb(23, 80, 111)"),
        ("scheme=dark", "rgb(232, 236, 239)", "rgb(18, 23, 27)", "rgb(142, 201, 234)"),
        ("accent=8a1650", "rgb(27, 31, 36)", "rgb(255, 255, 255)", "rgb(138, 22, 80)"),
        # Unreadable on white, so the usual one stays.
        ("accent=ffe600", "rgb(27, 31, 36)", "rgb(255, 255, 255)", "rgb(23, 80, 111)"),
        ("text=eeeeee&background=ffffff", "rgb(27, 31, 36)", "rgb(255, 255, 255)", None),
        # On a dark background the usual colours are those of the dark.
        ("background=102030", "rgb(232, 236, 239)", "rgb(16, 32, 48)", "rgb(142, 201, 234)"),
        ("background=777777", "rgb(0, 0, 0)", "rgb(119, 119, 119)", "rgb(0, 0, 0)"),
        ("accent=red;}body{display:none", "rgb(27, 31, 36)", "rgb(255, 255, 255)", None),
        ("accent=%22%3E%3Cimg%20src%3Dx%3E", "rgb(27, 31, 36)", "rgb(255, 255, 255)", None),
        ("font=url(https://example.org/x)", "rgb(27, 31, 36)", "rgb(255, 255, 255)", None),
    ],
)
def test_colours_in_the_address_are_taken_where_they_can_be_read_and_nothing_else_is(
    tab: Tab, wishes: str, ink: str, surface: str, accent: str | None
) -> None:
    page = tab.visit(f"embed/partner-questions/index.html?{wishes}")
    seen = page.evaluate(
        "() => [getComputedStyle(document.body).color,"
        " getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.bar a')).color]"
    )
    assert seen[:2] == [ink, surface]
    assert accent is None or seen[2] == accent
    assert page.locator("img").count() == 0
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))
    assert str(tab.watched) == "nothing"


def test_a_page_in_the_dark_stays_light_on_a_light_host(origin: str) -> None:
    context = chromium().new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{origin}/embed/{SLUG}/index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.goto(f"{origin}/embed/{SLUG}/index.html?scheme=auto")
    assert page.evaluate(background) == "rgb(18, 23, 27)"
    context.close()


def test_the_element_takes_colours_from_the_style_sheet_of_its_host(
    host: Host, context: BrowserContext, dist: Path
) -> None:
    (host.folder / "host.css").write_text(
        "partner-tool { --partner-tool-accent: rebeccapurple; --partner-tool-font: serif;"
        " --partner-tool-text: hsl(0 0% 10%) }",
        encoding="utf-8",
    )
    body = '<link rel="stylesheet" href="host.css">' + lines("element", SLUG, host.site, dist)
    page, watched = host.page(body, context)
    link = page.frame_locator("iframe").locator(".bar a").first
    expect(link).to_have_css("color", "rgb(102, 51, 153)")
    expect(page.frame_locator("iframe").locator("body")).to_have_css("color", "rgb(26, 26, 26)")
    expect(link).to_have_css("font-family", re.compile("Georgia"))
    assert watched.errors == []


def test_the_published_script_stays_as_websites_know_it(dist: Path) -> None:
    known = json.loads((ROOT / "tests" / "host_scripts.json").read_text("utf-8"))
    assert known[HOST_SCRIPT] == integrity(dist)
    for name, digest in known.items():
        found = hashlib.sha384((dist / name).read_bytes()).digest()
        assert digest == f"sha384-{base64.b64encode(found).decode()}", f"{name} has changed"
