"""The script for other people's websites: where frames lead, and how far the page around scrolls.

Each on an origin of its own, in Chromium and in Firefox, with the newest script and with old ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from partnertools.render.embeds import HOST_SCRIPT, HOST_SCRIPTS
from tools.browser import Tab, chromium, firefox, serve
from tools.embedded import (
    HEAD,
    ROOT,
    SLUG,
    drawn,
    follow,
    holds,
    hosted,
    inside,
    integrity,
    lines,
    place,
    redirecting,
    stands,
)

BROWSERS = {"Chromium": chromium, "Firefox": firefox}
LONGER = 4000
# A head and a foot of the host that stay in their places.
STUCK = """<style>
  header { position: sticky; top: 0; height: 90px; background: silver; z-index: 9 }
  footer { position: fixed; inset: auto 0 0; height: 60px; background: silver }
</style><header>Head</header>"""


@pytest.fixture(scope="module", params=BROWSERS)
def anywhere(request: pytest.FixtureRequest, origin: str) -> Iterator[Tab]:
    """Open a tab in a browser of each kind, for websites of other people."""
    with BROWSERS[request.param]().new_context(viewport={"width": 1000, "height": 800}) as context:
        yield Tab(context, origin)


# Links and focus in a frame that doesn't scroll


@pytest.mark.parametrize("way", ["script", "element"])
def test_links_within_a_worksheet_lead_the_host_to_their_places_with_room_for_its_head(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path, way: str
) -> None:
    body = f"{lines(way, SLUG, origin, dist)}<footer>Foot</footer>"
    with hosted(anywhere, tmp_path, body) as (page, watched):
        frame = inside(page)
        main = page.locator("main")
        for around in ("", STUCK, "<style>html { scroll-padding: 90px }</style>"):
            main.evaluate("(main, html) => main.insertAdjacentHTML('afterbegin', html)", around)
            least = 90 if around else 0
            for link in ("[href='#financial']", "[href='#your_answers']", "[href$=impact]"):
                link = f".progress-list {link}"
                target = frame.locator(link).get_attribute("href") or ""
                follow(frame, link)
                assert stands(page, frame, target, least, least + 40), (around, target)
            main.locator("> :is(style, header)").evaluate_all("all => all.forEach(e => e.remove())")
        assert watched.errors == []


@pytest.mark.parametrize("script", HOST_SCRIPTS)
def test_links_work_with_every_script_that_was_ever_handed_out(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path, script: str
) -> None:
    body = lines("frame", SLUG, origin, dist) + f'<script src="{origin}/{script}"></script>'
    with hosted(anywhere, tmp_path, body) as (page, _):
        frame = inside(page)
        follow(frame, ".progress-list [href='#financial']")
        assert stands(page, frame, "#financial", -3, 40)


def test_a_link_to_a_wrong_answer_shows_its_whole_question_below_the_head(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    body = f"{STUCK}{lines('script', SLUG, origin, dist)}<footer>Foot</footer>"
    with hosted(anywhere, tmp_path, body) as (page, _):
        frame = inside(page)
        control = frame.locator("textarea").first
        control.evaluate(
            "area => { area.value = 'Words. '.repeat(2000);"
            " area.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        frame.locator("[data-action=download]").click()
        note = frame.locator("[data-note=pdf]")
        expect(note).to_be_focused()
        assert stands(page, frame, "[data-note=pdf]", 90, 740)
        note.locator("a").first.click()
        expect(control).to_be_focused()
        assert stands(page, frame, ".field:has([aria-invalid])", 90, 130)


def reached(page: Page, frame: Frame) -> tuple[float, float]:
    """Return where what has the focus is in the host's window, and how high it is."""
    top, height = frame.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          return [box.top, box.height];
        }"""
    )
    around = page.evaluate("document.querySelector('iframe').getBoundingClientRect().top")
    return around + top, height


def is_seen(page: Page, frame: Frame) -> bool:
    top, height = reached(page, frame)
    return top + min(height, 400) > 90 and (height > 400 or (top >= 90 and top + height <= 741))


def test_whatever_the_keyboard_reaches_is_not_covered_by_the_host(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    body = f"{STUCK}{lines('script', SLUG, origin, dist)}<footer>Foot</footer>"
    with hosted(anywhere, tmp_path, body) as (page, _):
        frame = inside(page)
        for key, first in (("Tab", "h1 ~ ul a"), ("Shift+Tab", "[data-action=next]")):
            frame.locator(first).first.focus()
            for _ in range(25):
                page.keyboard.press(key)
                assert holds(page, lambda: is_seen(page, frame)), reached(page, frame)


def test_a_click_on_what_is_seen_moves_nothing(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    body = f"{STUCK}{lines('script', SLUG, origin, dist)}<footer>Foot</footer>"
    with hosted(anywhere, tmp_path, body) as (page, _):
        frame = inside(page)
        frame.locator("textarea").first.focus()
        drawn(page)
        before = place(page, frame, "textarea")
        around = page.evaluate("document.querySelector('iframe').getBoundingClientRect().top")
        # Cut in two by the window's edge or by what covers it, or seen in full.
        spots = frame.evaluate(
            """around => [...document.querySelectorAll("input, textarea")].flatMap((one) => {
              const {left, top, bottom} = one.getBoundingClientRect();
              const seen = [Math.max(around + top, 92), Math.min(around + bottom, 738)];
              return seen[1] - seen[0] > 4 ? [[left + 9, (seen[0] + seen[1]) / 2]] : [];
            })""",
            around,
        )
        assert len(spots) > 3
        left = page.evaluate("document.querySelector('iframe').getBoundingClientRect().left")
        for x, y in spots:
            page.mouse.click(left + x, y)
            drawn(page)
            assert place(page, frame, "textarea") == pytest.approx(before, abs=2)


def test_a_frame_alone_scrolls_in_itself_and_leaves_its_host_where_it_is(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    body = f"{lines('frame', SLUG, origin, dist)}<div style='height: 3000px'></div>"
    with hosted(anywhere, tmp_path, body) as (page, _):
        frame = page.frames[1]
        follow(frame, ".progress-list [href='#financial']")
        within = "document.querySelector('#financial').getBoundingClientRect().top"
        assert holds(page, lambda: 0 <= frame.evaluate(within) <= 40)


STRANGER = """<!DOCTYPE html><title>Stranger</title><p>Words.<script>
  setInterval(() => {
    for (const top of [3000, "3000", NaN, {}, 1e9, -1e9]) for (const isFocus of [true, false]) {
      parent.postMessage({type: "partner-tool:scroll", top, bottom: 3100, isFocus}, "*");
    }
    parent.postMessage({type: "partner-tool:scroll"}, "*");
    // The page around may have been slower than the frame.
    parent.postMessage({type: "partner-tool:height", height: 4000}, "*");
  }, 20);
</script>"""


def test_a_frame_that_nobody_works_in_moves_nothing(
    anywhere: Tab, tmp_path: Path, dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = tmp_path_factory.mktemp("stranger")
    (stranger / "index.html").write_text(STRANGER, encoding="utf-8")
    (tmp_path / "script.js").write_bytes((dist / HOST_SCRIPT).read_bytes())
    with serve(stranger, policy=None) as origin:
        body = f'<iframe class="partner-tool" src="{origin}/index.html" title="a"></iframe>'
        body += '<script src="script.js"></script><script src="look.js"></script>'
        (tmp_path / "look.js").write_text(
            # On a busy machine the frame takes its time to grow.
            "const height = () => document.querySelector('iframe').offsetHeight;"
            "const look = () => { document.title = `at ${scrollY} of ${height()}`; };"
            "const timer = setInterval(() => {"
            "if (height() > 1000) { clearInterval(timer); setTimeout(look, 1500); } }, 100);",
            encoding="utf-8",
        )
        with hosted(anywhere, tmp_path, body) as (page, watched):
            # Nothing is looked up in between: that, too, counts as a person's doing.
            expect(page).to_have_title(re.compile("at 0 of 400[04]"))
            assert watched.errors == []


# Frames whose address leads elsewhere


# A browser follows each of the four by itself; each of the two ways meets a lasting one, and one
# for a while.
@pytest.mark.parametrize(
    ("way", "status"), [("script", 301), ("script", 307), ("element", 302), ("element", 308)]
)
def test_a_frame_is_sized_whose_address_has_moved(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path, way: str, status: int
) -> None:
    with redirecting(origin, status) as old:
        body = lines(way, SLUG, old, dist)
        with hosted(anywhere, tmp_path, body) as (page, watched):
            frame = inside(page)
            assert frame.url.startswith(origin)
            if way == "element":
                expect(page.locator("partner-tool > a")).to_be_hidden()
            # It is followed, not only sized once.
            frame.locator("textarea").first.evaluate(f"a => a.style.height = '{LONGER}px'")
            page.wait_for_function(
                """least => (document.querySelector('iframe') ??
                  document.querySelector('partner-tool').shadowRoot.querySelector('iframe'))
                  .offsetHeight > least""",
                arg=LONGER,
            )
            assert watched.errors == []


def test_a_page_that_sends_its_readers_on_is_no_worksheet_but_where_it_leads_to_is(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    (tmp_path / "old.html").write_text(
        f'<meta http-equiv="refresh" content="0; url={origin}/embed/{SLUG}/index.html">', "utf-8"
    )
    body = lines("script", SLUG, origin, dist)
    body = body.replace(f"{origin}/embed/{SLUG}/index.html", "old.html")
    with hosted(anywhere, tmp_path, body) as (page, _):
        inside(page)


def test_a_frame_with_another_address_later_is_sized_for_that_one(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    with (
        serve(dist) as other,
        hosted(anywhere, tmp_path, lines("script", SLUG, origin, dist)) as (page, _),
    ):
        inside(page)
        before = page.locator("iframe").evaluate("frame => frame.offsetHeight")
        page.locator("iframe").evaluate(
            "(frame, address) => { frame.src = address; }", f"{other}/embed/smart-goals/index.html"
        )
        page.wait_for_function(
            "before => document.querySelector('iframe').offsetHeight !== before", arg=before
        )


@pytest.mark.parametrize("order", [HOST_SCRIPTS, HOST_SCRIPTS[::-1]])
def test_the_lines_of_two_versions_get_on_with_each_other(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    with redirecting(origin) as old:
        body = lines("element", SLUG, old, dist).partition("<script")[0]
        body += "".join(f'<script src="{origin}/{name}" defer></script>' for name in order)
        with hosted(anywhere, tmp_path, body) as (page, watched):
            inside(page)
            expect(page.locator("partner-tool > a")).to_be_hidden()
            assert watched.errors == []


# What was typed wrong, and what means harm


def test_an_element_whose_address_is_none_shows_its_link(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    whole = lines("element", SLUG, origin, dist)
    address = f' src="{origin}/embed/{SLUG}/index.html"'
    wrong = [' src="http://["', ' src="https://"', ' src=""', ""]
    element, _, script = whole.partition("<script")
    body = "".join(element.replace(address, source, 1) for source in wrong) + f"<script{script}"
    with hosted(anywhere, tmp_path, body) as (page, watched):
        elements = page.locator("partner-tool:defined")
        expect(elements).to_have_count(len(wrong))
        links = page.get_by_role("link", name=SLUG)
        expect(links.filter(visible=True)).to_have_count(len(wrong))
        frames = "all => all.filter(e => e.shadowRoot.querySelector('iframe')).length"
        assert elements.evaluate_all(frames) == 0
        assert watched.errors == []
        # Mended, it shows the worksheet; broken again, the link.
        for number in range(len(wrong)):
            change = "(element, value) => element.setAttribute('src', value)"
            mended = elements.nth(number)
            mended.evaluate(change, f"{origin}/embed/{SLUG}/index.html")
            inside(page)
            expect(mended.locator("> a")).to_be_hidden()
            mended.evaluate(change, "http://[")
            expect(mended.locator("> a")).to_be_visible()
            assert elements.evaluate_all(frames) == 0
        assert watched.errors == []


def test_a_host_that_asks_without_end_gets_an_answer_for_each_time_the_screen_is_drawn(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path
) -> None:
    with hosted(anywhere, tmp_path, lines("frame", SLUG, origin, dist)) as (page, _):
        page.frames[1].wait_for_load_state()
        counted: dict[str, Any] = page.evaluate(
            """async () => {
              let heard = 0;
              let drawn = 0;
              addEventListener("message", () => { heard += 1; });
              const draw = () => { drawn += 1; requestAnimationFrame(draw); };
              requestAnimationFrame(draw);
              const frame = document.querySelector("iframe").contentWindow;
              for (let i = 0; i < 50_000; i += 1) {
                frame.postMessage({type: "partner-tool:ask"}, "*");
                if (i % 5000 === 0) await new Promise((go) => setTimeout(go, 50));
              }
              await new Promise((go) => setTimeout(go, 500));
              return {heard, drawn};
            }"""
        )
        assert 1 <= counted["heard"] <= counted["drawn"] + 1


def test_a_frame_that_tells_its_height_without_end_is_listened_to_as_often_as_the_screen_is_drawn(
    anywhere: Tab, tmp_path: Path, dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = tmp_path_factory.mktemp("stranger")
    (stranger / "index.html").write_text(
        """<!DOCTYPE html><title>x</title><script>
          const tell = () => {
            for (let i = 0; i <= 20_000; i += 1) {
              parent.postMessage({type: "partner-tool:height", height: 1000 + i}, "*");
            }
          };
          tell();
          // The host's script may come later than this page, and asks.
          addEventListener("message", ({data}) => data.type === "partner-tool:ask" && tell());
        </script>""",
        encoding="utf-8",
    )
    script = (dist / HOST_SCRIPT).read_text(encoding="utf-8")
    (tmp_path / "script.js").write_text(script, encoding="utf-8")
    (tmp_path / "count.js").write_text(
        """window.changes = 0; window.drawn = 0;
        const draw = () => { drawn += 1; requestAnimationFrame(draw); };
        requestAnimationFrame(draw);
        new MutationObserver(() => { changes += 1; }).observe(
          document.querySelector("iframe"), {attributes: true, attributeFilter: ["style"]});""",
        encoding="utf-8",
    )
    with serve(stranger, policy=None) as origin:
        body = f'<iframe class="partner-tool" src="{origin}/index.html" title="a"></iframe>'
        body += '<script src="count.js"></script><script src="script.js"></script>'
        with hosted(anywhere, tmp_path, body) as (page, _):
            expect(page.locator("iframe")).to_have_css("height", "21000px")
            changes, drawn = page.evaluate("[changes, drawn]")
            # At once, and then once for each time.
            assert changes <= 2 * drawn + 2


# The documentation, followed to the letter

EMBEDDING = (ROOT / "docs" / "content" / "guide" / "embed.md").read_text(encoding="utf-8")
EXAMPLE = "https://toolkit.example.org"
# The three ways, as they stand in the documentation, and the policy of its recipe.
WAYS = re.findall(r"```html\n(.*?)```", EMBEDDING, re.DOTALL)
POLICY = re.search(r'add_header Content-Security-Policy "(.+?)"', EMBEDDING)


@pytest.mark.parametrize("number", range(3))
def test_what_the_documentation_says_works_on_a_host_with_a_strict_policy(
    anywhere: Tab, origin: str, dist: Path, tmp_path: Path, number: int
) -> None:
    assert len(WAYS) == 3
    assert POLICY is not None
    body = WAYS[number].replace(EXAMPLE, origin).replace("sha384-…", integrity(dist))
    (tmp_path / "index.html").write_text(f"{HEAD}{body}</main></body></html>", encoding="utf-8")
    with serve(tmp_path, policy=POLICY[1].replace(EXAMPLE, origin)) as host:
        page = anywhere.visit(f"{host}/index.html")
        if number:
            frame = inside(page)
            follow(frame, ".progress-list li:first-child a")
            expect(frame.locator(":target")).to_be_visible()
        else:
            expect(page.frame_locator("iframe").locator("h1")).to_have_text("SMART goals")
        assert anywhere.watched.errors == anywhere.watched.failed == []
        # All else comes from the toolkit's site.
        assert all(url.startswith(host) for url in anywhere.watched.foreign)
