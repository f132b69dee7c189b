"""Worksheets on other people's websites: in their frames, in their colours, and nothing beyond."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

import sites
from partnertools.model import fields
from partnertools.render.embeds import HOST_SCRIPT, PARTS, page_name
from tools.browser import Watched, axe, chromium, serve, watch
from tools.looks import CUT_OFF, look
from tools.worksheets import a_few

ROOT = Path(__file__).parent.parent
TOOLKIT = sites.toolkit()
TOOLS = {tool.slug: tool for tool in TOOLKIT.tools}
SLUG = "self-reflection"
FIRST = fields.of_tool(TOOLS[SLUG])[0].id
RATING = next(f.id for f in fields.of_tool(TOOLS[SLUG]) if f.value_type.name == "choice")
HEAD = '<!DOCTYPE html><html lang="en"><head><title>Host</title></head><body><main><h1>Host</h1>'


class Host:
    """A website of somebody else: an origin of its own, a strict policy, one page."""

    def __init__(self, folder: Path, origin: str, site: str) -> None:
        self.folder = folder
        self.origin = origin
        self.site = site

    def page(self, body: str, context: BrowserContext) -> tuple[Page, Watched]:
        """Write the host's page and open it."""
        (self.folder / "index.html").write_text(f"{HEAD}{body}</main></body></html>", "utf-8")
        page = context.new_page()
        watched = watch(page, self.site)
        page.goto(f"{self.origin}/index.html")
        return page, watched


@contextmanager
def hosting(folder: Path, site: str, policy: str) -> Iterator[Host]:
    with serve(folder, policy=policy) as origin:
        yield Host(folder, origin, site)


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


def snippet(maker: Page, slug: str, way: str, part: str = "index.html") -> str:
    """Choose on the page for webmasters, as one of them would, and return the lines to copy."""
    maker.get_by_label("Worksheet", exact=True).select_option(slug)
    maker.locator(f"#embed_way_{way}").check(force=True)
    maker.locator(f'[name=part][value="{part}"]').check(force=True)
    return maker.locator("#embed_snippet").input_value()


def lines(way: str, slug: str, origin: str, dist: Path) -> str:
    """The lines to copy, made without a browser."""
    source = f"{origin}/embed/{slug}/index.html"
    script = f'<script src="{origin}/{HOST_SCRIPT}" integrity="{integrity(dist)}"'
    script += ' crossorigin="anonymous" defer></script>'
    if way == "element":
        return f'<partner-tool src="{source}"><a href="{source}">{slug}</a></partner-tool>{script}'
    frame = f'<iframe class="partner-tool" src="{source}" title="{slug}" width="100%" height="800"'
    return f"{frame}></iframe>{script if way == 'script' else ''}"


def integrity(dist: Path) -> str:
    digest = hashlib.sha384((dist / HOST_SCRIPT).read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def inner_height(page: Page, number: int = 0) -> float:
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    assert frame is not None
    height: float = frame.evaluate("document.body.getBoundingClientRect().height")
    return height


def settled(page: Page, number: int = 0) -> None:
    """Wait until a frame is as high as its content."""
    frame = page.locator("iframe").nth(number)
    # Browsers let a frame rest while it is out of sight.
    frame.evaluate("frame => frame.scrollIntoView()")
    for _ in range(50):
        box = frame.bounding_box()
        if box is not None and 0 <= box["height"] - inner_height(page, number) <= 5:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{frame.bounding_box()} for {inner_height(page, number)}")


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
def test_every_embedded_page_is_sound(
    context: BrowserContext, origin: str, slug: str, part: Any
) -> None:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(f"{origin}/{page_name(TOOLS[slug], part)}")
    assert str(watched) == "nothing"
    assert context.cookies() == []
    assert page.locator("form[data-tool]").count() == (part != "downloads")
    assert page.locator(".downloads a").count() == (0 if part == "questions" else 4)
    assert page.locator("header nav, .site-footer").count() == 0
    help_ = page.locator(f".embed-footer a[href='{TOOLKIT.contact_address}']")
    expect(help_).to_be_visible()
    assert help_.get_attribute("target") is None
    # What stands in a part stands in the whole as well: of parts, those of a few are looked at. So
    # it is with wide frames: what stands in them stands in a worksheet's own page.
    looks = ["narrow"] if part == "whole" or slug in a_few() else []
    looks += ["wide"] if part == "whole" and slug in a_few() else []
    for name in looks:
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
    context: BrowserContext, origin: str, wishes: str, ink: str, surface: str, accent: str | None
) -> None:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(f"{origin}/embed/partner-questions/index.html?{wishes}")
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
    assert str(watched) == "nothing"


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


# Nothing beyond


def test_the_published_script_stays_as_websites_know_it(dist: Path) -> None:
    known = json.loads((ROOT / "tests" / "host_scripts.json").read_text("utf-8"))
    assert known[HOST_SCRIPT] == integrity(dist)
    for name, digest in known.items():
        found = hashlib.sha384((dist / name).read_bytes()).digest()
        assert digest == f"sha384-{base64.b64encode(found).decode()}", f"{name} has changed"


def test_a_host_without_the_added_source_shows_the_link(
    context: BrowserContext, origin: str, tmp_path: Path, dist: Path
) -> None:
    with hosting(tmp_path, origin, "default-src 'self'") as strict:
        page, _ = strict.page(lines("element", SLUG, origin, dist), context)
        expect(page.get_by_role("link", name=SLUG)).to_be_visible()
    with hosting(tmp_path, origin, f"default-src 'self'; script-src {origin}") as strict:
        page, _ = strict.page(lines("element", SLUG, origin, dist), context)
        page.locator("partner-tool:defined").wait_for(state="attached")
        page.wait_for_timeout(500)
        expect(page.get_by_role("link", name=SLUG)).to_be_visible()


def test_a_slow_frame_shows_the_link_until_it_has_come(
    host: Host, context: BrowserContext, dist: Path
) -> None:
    waiting: list[Any] = []
    context.route(f"**/embed/{SLUG}/index.html", lambda route: waiting.append(route))
    page, _ = host.page(lines("element", SLUG, host.site, dist), context)
    link = page.get_by_role("link", name=SLUG)
    expect(page.locator("iframe")).to_be_visible()
    expect(link).to_be_visible()
    page.wait_for_timeout(200)
    waiting[0].continue_()
    expect(link).to_be_hidden()
    settled(page)


HOSTILE = """<!DOCTYPE html><html lang="en"><title>Hostile</title><script>
  for (const data of [
    {type: "partner-tool:height", height: 1e9}, {type: "partner-tool:height", height: -5},
    {type: "partner-tool:height", height: "99999px"}, {type: "partner-tool:height"},
    {type: "partner-tool:height", height: NaN}, null, "partner-tool:height", 7,
    {type: "partner-tool:height", height: {valueOf: () => 5}.valueOf},
  ]) { try { parent.postMessage(data, "*"); } catch {} }
</script></html>"""


def test_a_hostile_frame_gets_nothing(context: BrowserContext, tmp_path: Path, dist: Path) -> None:
    hostile, host_folder = tmp_path / "hostile", tmp_path / "host"
    for folder in (hostile, host_folder):
        folder.mkdir()
    (hostile / "index.html").write_text(HOSTILE, encoding="utf-8")
    (hostile / "embed").mkdir()
    (hostile / HOST_SCRIPT).write_bytes((dist / HOST_SCRIPT).read_bytes())
    with serve(hostile, policy=None) as bad, serve(host_folder, policy=None) as good:
        body = (
            f'<iframe class="partner-tool" src="{bad}/index.html" title="a" height="321"></iframe>'
            f'<iframe src="{bad}/index.html" title="not ours" height="123"></iframe>'
            f'<script src="{bad}/{HOST_SCRIPT}"></script>'
        )
        (host_folder / "index.html").write_text(f"{HEAD}{body}</main>", encoding="utf-8")
        page = context.new_page()
        watched = watch(page, good)
        page.goto(f"{good}/index.html")
        page.wait_for_timeout(500)
        heights = page.locator("iframe").evaluate_all("all => all.map(f => f.style.height)")
        assert heights == ["", ""]
        assert watched.errors == []


def test_a_frame_that_was_led_elsewhere_is_not_believed(
    host: Host, context: BrowserContext, dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "index.html").write_text(
        "<!DOCTYPE html><title>x</title><script>"
        "parent.postMessage({type: 'partner-tool:height', height: 5000}, '*')</script>",
        encoding="utf-8",
    )
    with serve(elsewhere, policy=None) as other, serve(host.folder, policy=None) as plain:
        host.origin = plain
        page, _ = host.page(lines("script", SLUG, host.site, dist), context)
        settled(page)
        height = page.locator("iframe").evaluate("f => f.style.height")
        page.frames[1].evaluate("address => { location.href = address; }", f"{other}/index.html")
        page.wait_for_timeout(700)
        assert page.locator("iframe").evaluate("f => f.style.height") == height != "5000px"


def test_a_hostile_host_learns_how_high_things_are_and_no_answer(
    context: BrowserContext, origin: str, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f"""{HEAD}<iframe src="{origin}/embed/{SLUG}/index.html" title="a" height="30000"></iframe>
        <script>
          window.heard = [];
          addEventListener("message", event => heard.push(event.data));
          const frame = document.querySelector("iframe");
          frame.addEventListener("load", () => {{
            for (const data of [{{type: "partner-tool:ask"}}, {{type: "partner-tool:answers"}},
                {{type: "partner-tool:ask", html: "<img src=x onerror=alert(1)>"}}, null, 1, "x",
                {{type: "theme", accent: "red"}}]) frame.contentWindow.postMessage(data, "*");
          }});
        </script></main>""",
        encoding="utf-8",
    )
    with serve(tmp_path, policy=None) as bad:
        page = context.new_page()
        watched = watch(page, bad)
        page.goto(f"{bad}/index.html")
        frame = page.frame_locator("iframe")
        frame.locator(f'[name="{FIRST}"]').fill("a secret")
        page.wait_for_timeout(500)
        choices = frame.locator(f'[name="{RATING}"]')
        said = []
        for number in range(choices.count()):
            before = page.evaluate("heard.length")
            choices.nth(number).focus()
            page.keyboard.press("Space")
            page.wait_for_timeout(200)
            news = page.evaluate("before => heard.slice(before)", before)
            said.append([(each["top"], each["bottom"]) for each in news if "top" in each])
            # A frame that scrolls says nothing: how far it has scrolled would tell.
            page.locator("iframe").evaluate("frame => frame.style.height = '500px'")
            before = page.evaluate("heard.length")
            choices.nth(number).focus()
            page.wait_for_timeout(200)
            news = page.evaluate("before => heard.slice(before)", before)
            assert not [each for each in news if "top" in each]
            page.locator("iframe").evaluate("frame => frame.style.height = ''")
        # Whichever it is: the host hears of the same question.
        assert len({place for places in said for place in places}) == 1
        heard = page.evaluate("heard")
        known = [{"type", "height"}, {"type", "top", "bottom", "isFocus"}]
        assert all(set(each) in known for each in heard)
        assert {each["type"] for each in heard} == {"partner-tool:height", "partner-tool:scroll"}
        assert "a secret" not in json.dumps(heard)
        # Nor does the frame's address open its insides.
        assert (
            page.evaluate(
                "() => { try { return document.querySelector('iframe').contentDocument; }"
                " catch { return null; } }"
            )
            is None
        )
        assert watched.errors == []


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,<h1>x", "blob:x"])
def test_the_element_frames_pages_of_the_web_alone(
    host: Host, context: BrowserContext, source: str, dist: Path
) -> None:
    body = lines("element", SLUG, host.site, dist)
    body = body.replace(f"{host.site}/embed/{SLUG}/index.html", html.escape(source))
    page, watched = host.page(body, context)
    page.locator("partner-tool:defined").wait_for(state="attached")
    assert page.locator("iframe").count() == 0
    assert page.get_by_role("link", name=SLUG).is_visible()
    assert watched.errors == []


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


# The page for webmasters


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
