"""A worksheet's page says the truth about keeping, from the first moment, and says loss aloud."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tools.browser import Tab, axe, chromium, firefox
from tools.worksheets import (
    FIRST,
    LONG,
    RATING,
    SECOND,
    SLUG,
    act,
    address,
    download,
    give,
    kept,
    note,
    visit,
)

# What browsers do that keep nothing: some give out no storage at all, some one without any room.
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage',"
    " {get() { throw new DOMException('no', 'SecurityError'); }});"
)
NO_WRITING = "Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError'); };"
NO_ROOM = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
LOST = {"no storage": NO_STORAGE, "no writing": NO_WRITING, "no room": NO_ROOM}

SAVED = re.compile(r"(saved|kept|keeps?) (them )?in (this|your) browser", re.IGNORECASE)


def claims(page: Page) -> list[str]:
    """Return what the page says of answers that are saved in the browser, where it can be read."""
    # Hidden words count too: they may be shown, or read out, by mistake.
    text = page.locator("body").evaluate(
        "body => [...body.querySelectorAll(':not(script, template)')]"
        ".flatMap(one => [...one.childNodes]).filter(node => node.nodeType === 3)"
        ".map(node => node.textContent.replace(/\\s+/g, ' ')).join('\\n')"
    )
    return [
        line
        for line in text.splitlines()
        if SAVED.search(line) and not re.search(r"\bnot\b", line, re.IGNORECASE)
    ]


@contextmanager
def lossy(tab: Tab, script: str, at: str = "tools") -> Iterator[Page]:
    """Open the page in a browser that keeps nothing."""
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Page.enable")
    session.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    try:
        yield tab.visit(f"{at}/{SLUG}/index.html")
    finally:
        # With its session goes the script.
        session.detach()


def warning(page: Page) -> Locator:
    return note(page, "not-kept")


# Where the answers are saved


@pytest.mark.parametrize("at", ["tools", "embed"])
def test_where_answers_are_saved_the_page_says_so_and_who_may_delete_them(
    tab: Tab, at: str
) -> None:
    page = tab.visit(f"{at}/{SLUG}/index.html")
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    said = page.locator("[data-part=answers]").inner_text()
    assert "saved in this browser, on this device" in said
    # A private window can't be told from another: what it does must be said everywhere.
    assert "a private window does so when you close it" in said
    assert "Safari does so after seven days" in said
    assert "until you clear them" not in page.locator("body").inner_text()
    assert warning(page).count() == 0
    assert page.get_by_role("alert").count() == 0


# Where they are not


@pytest.mark.parametrize(
    ("script", "at"),
    [*((script, "tools") for script in LOST.values()), (NO_STORAGE, "embed")],
    ids=[*LOST, "in a frame"],
)
def test_where_nothing_is_saved_no_word_says_so_from_the_first_moment(
    tab: Tab, script: str, at: str
) -> None:
    with lossy(tab, script, at) as page:
        expect(page.locator("[data-part=state]")).to_have_text("Not saved in this browser.")
        expect(warning(page)).to_have_role("alert")
        expect(warning(page)).to_contain_text("Your answers are not being saved")
        expect(warning(page)).to_contain_text("Save your answers to a file before you leave")
        assert "does not save them" in page.locator("[data-part=answers]").inner_text()
        assert claims(page) == []
        give(page, RATING, RATING.options[0].id)
        act(page, "clear")
        page.locator(f'[name="{FIRST}"]').fill("Lincoln")
        assert claims(page) == []
        assert not axe(page)


def test_a_storage_that_is_full_to_the_last_letters_is_found_out_before_anything_is_typed(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin)
    page.evaluate(
        "() => { for (let size = 2 ** 22; size >= 1; size /= 2) {"
        " try { for (;;) localStorage.setItem('x' + Math.random(), 'x'.repeat(size)); }"
        " catch {} }"
        # Room for a word, but not for an answer.
        " const [key] = Object.keys(localStorage).filter(k => localStorage[k].length > 200);"
        " localStorage[key] = localStorage[key].slice(60); }"
    )
    page.evaluate("localStorage.setItem('word', 'a word')")
    page.evaluate("localStorage.removeItem('word')")
    page.reload()
    expect(page.locator("[data-part=state]")).to_have_text("Not saved in this browser.")
    expect(warning(page)).to_contain_text("This browser’s storage is full.")
    assert claims(page) == []


SPOKEN = """() => {
  window.spoken = [];
  new MutationObserver(all => {
    for (const {target, addedNodes} of all) {
      for (const node of [target, ...addedNodes]) {
        if (node.nodeType !== 1) continue;
        const live = node.closest('[role=alert], [aria-live]:not([aria-live=off])');
        if (live) spoken.push(live.textContent);
      }
    }
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@pytest.mark.parametrize("script", LOST.values(), ids=LOST)
def test_loss_is_said_beside_the_field_and_again_when_it_is_left_not_at_every_key(
    tab: Tab, script: str
) -> None:
    with lossy(tab, script) as page:
        says_loss_twice(page)


def test_in_firefox_too(origin: str) -> None:
    with firefox().new_context() as context:
        context.add_init_script(NO_ROOM)
        says_loss_twice(visit(context, origin))


def says_loss_twice(page: Page) -> None:
    page.evaluate(SPOKEN)
    control = page.locator(f'[name="{LONG.id}"]')
    control.press_sequentially("Lincoln School")
    assert len(page.evaluate("spoken")) == 1
    beside = page.locator(f'.field:has([name="{LONG.id}"]) + [data-note="not-kept"]')
    expect(beside).to_be_visible()
    expect(control).to_be_focused()
    control.blur()
    assert len(page.evaluate("spoken")) == 2
    page.locator(f'[name="{SECOND}"]').press_sequentially("Riverside")
    control.press_sequentially("More.")
    assert len(page.evaluate("spoken")) == 2
    with page.expect_download() as waiting:
        beside.get_by_role("button", name="Save to a file").click()
    saved = json.loads(waiting.value.path().read_bytes())["answers"]
    assert saved == {LONG.id: "Lincoln SchoolMore.", SECOND: "Riverside"}


def test_a_storage_that_runs_full_is_said_and_no_answer_goes_unsaid(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin)
    first = page.locator(f'[name="{FIRST}"]')
    first.fill("Lincoln")
    page.evaluate(
        "() => { for (let size = 2 ** 22; size >= 1; size /= 2) {"
        " try { for (;;) localStorage.setItem('x' + Math.random(), 'x'.repeat(size)); }"
        " catch {} } }"
    )
    assert warning(page).count() == 0
    first.fill("Lincoln School " * 9)
    expect(page.locator("[data-part=state]")).to_have_text("Not saved in this browser.")
    expect(warning(page)).to_contain_text("This browser’s storage is full.")
    assert claims(page) == []
    leaves(page, warned=True)
    download(page, "save")
    leaves(page, warned=False)
    first.fill("more " * 40)
    leaves(page, warned=True)
    page.evaluate(
        "Object.keys(localStorage).forEach(k => k[0] === 'x' && localStorage.removeItem(k))"
    )
    page.locator(f'[name="{SECOND}"]').fill("room again")
    expect(page.locator("[data-part=state]")).to_have_text("Saved in this browser.")
    assert warning(page).count() == 0
    assert claims(page)
    assert kept(page)["answers"] == {FIRST: "more " * 40, SECOND: "room again"}
    leaves(page, warned=False)


def leaves(page: Page, warned: bool) -> None:
    """Try to close the page, and stay where it asks."""
    if warned:
        with page.expect_event("dialog") as asked:
            page.once("dialog", lambda dialog: dialog.dismiss())
            page.close(run_before_unload=True)
        assert asked.value.type == "beforeunload"
        assert not page.is_closed()
    else:
        # The guard itself: to really leave would end the test.
        assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_a_frame_without_an_origin_says_that_it_saves_nothing_and_still_hands_out_the_answers(
    tab: Tab, origin: str
) -> None:
    page = tab.visit("pages/about/index.html")
    page.evaluate(
        "src => { const frame = document.createElement('iframe'); frame.src = src;"
        " frame.sandbox = 'allow-scripts allow-downloads'; document.body.replaceChildren(frame); }",
        address(origin, SLUG),
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator('[data-note="not-kept"]')).to_contain_text("does not allow saving here")
    frame.locator(f'[name="{FIRST}"]').fill("Lincoln")
    with page.expect_download() as waiting:
        frame.locator(".actions [data-action=save]").click()
    assert json.loads(waiting.value.path().read_bytes())["answers"] == {FIRST: "Lincoln"}


# Read out once


TWICE = """() => {
  window.twice = [];
  document.addEventListener('focusin', ({target}) => {
    if (target.tabIndex < 0 && target.closest('[aria-live], [role=status], [role=alert]'))
      twice.push(target.outerHTML);
  });
}"""


def test_what_takes_the_focus_is_in_no_live_region_and_has_a_name(tab: Tab) -> None:
    page = tab.visit(f"tools/{SLUG}/index.html")
    page.evaluate(TWICE)
    page.locator(f'[name="{FIRST}"]').fill("日本")
    for name in ("save", "download", "clear"):
        act(page, name)
        focused = page.locator(".note:focus")
        expect(focused).to_have_role("group")
        text = focused.locator("p").first.inner_text()
        expect(focused).to_have_accessible_name(re.compile(re.escape(text)))
    page.get_by_role("button", name="Restore my answers").click()
    expect(note(page, "cleared")).to_be_focused()
    assert page.evaluate("twice") == []


# Translated by the browser

TRANSLATE = """() => {
  window.rewritten = 0;
  const translate = place => {
    for (const node of [...place.childNodes]) {
      if (node.nodeType !== 3) continue;
      const font = document.createElement('font');
      font.textContent = '[' + node.textContent + ']';
      node.replaceWith(font);
    }
  };
  for (const place of document.querySelectorAll(
      '[data-part=state], [data-part=count], .progress, .progress-list .facts')) {
    translate(place);
    new MutationObserver(all => {
      const added = all.flatMap(one => [...one.addedNodes]).filter(node => node.nodeType === 3);
      rewritten += added.length;
      queueMicrotask(() => translate(place));
    }).observe(place, {childList: true});
  }
}"""


def test_a_page_that_the_browser_translates_says_nothing_anew_at_every_key(tab: Tab) -> None:
    page = tab.visit(f"tools/{SLUG}/index.html")
    control = page.locator(f'[name="{LONG.id}"]')
    control.fill("x")
    page.evaluate(TRANSLATE)
    control.press_sequentially("Lincoln School")
    assert page.evaluate("rewritten") == 0


def test_the_words_of_a_person_are_not_translated(tab: Tab) -> None:
    page = tab.visit(f"tools/{SLUG}/index.html")
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    name, _ = download(page, "save")
    expect(note(page, "file").locator("[translate=no]")).to_have_text(name)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".printed-answer")).to_have_attribute("translate", "no")


def test_without_javascript_nothing_says_that_answers_are_saved(origin: str) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = visit(context, origin)
    assert claims(page) == []
    context.close()
