"""Worksheets on other people's websites: neither gets more of the other than it has to."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from partnertools.render.embeds import HOST_SCRIPT
from tools.browser import serve, watch
from tools.embedded import FIRST, HEAD, RATING, SLUG, Host, hosting, lines, settled


@pytest.fixture
def host(tmp_path: Path, origin: str) -> Iterator[Host]:
    """A host that has added to its policy what the page for webmasters names, and nothing else."""
    policy = f"default-src 'self'; frame-src {origin}; script-src {origin}"
    with hosting(tmp_path, origin, policy) as found:
        yield found


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
