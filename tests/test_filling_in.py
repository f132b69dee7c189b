"""A worksheet's page is filled in, looked at in every state, and printed."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from partnertools.model.prompt import Field
from partnertools.model.prompts.true_false import TrueFalse
from partnertools.model.toolkit import all_blocks
from partnertools.typography import typeset
from tools.browser import axe, chromium, serve, watch
from tools.looks import CUT_OFF, look
from tools.worksheets import (
    FIELDS,
    LONG,
    QUIZ,
    RATING,
    SLUG,
    TOOLS,
    Value,
    a_few,
    act,
    address,
    answers,
    give,
    give_at_once,
    note,
    said,
    visit,
    words,
)

every_tool = pytest.mark.parametrize("slug", TOOLS)


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    return visit(context, origin)


# By hand


@pytest.mark.parametrize("slug", a_few())
def test_with_the_keyboard_alone_a_worksheet_is_filled_in_and_taken_away(
    context: BrowserContext, origin: str, slug: str
) -> None:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(address(origin, slug))
    given = answers(slug)
    by_id = {f.id: f for f in FIELDS[slug]}
    reached: list[str] = []
    focused = "() => [document.activeElement.name ?? '', document.activeElement.dataset?.action]"
    for _ in range(40 + 2 * len(by_id)):
        page.keyboard.press("Tab")
        name, action = page.evaluate(focused)
        if name in by_id:
            reached.append(name)
            by_keyboard(page, by_id[name], given[name])
        if action == "save":
            break
    assert reached == list(by_id)
    assert said(page) == given
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    saved = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert saved["answers"] == given
    assert str(watched) == "nothing"


def by_keyboard(page: Page, field: Field, value: Value) -> None:
    match field.value_type.name:
        case "choice":
            page.keyboard.press("Space")
            for _ in range([option.id for option in field.options].index(str(value))):
                page.keyboard.press("ArrowDown")
        case "check":
            page.keyboard.press("Space")
        case _:
            page.keyboard.insert_text(str(value))


def test_progress_is_said_for_each_section_and_counts_what_is_answered(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin, "continuum-rubric")
    rated = [f for f in FIELDS["continuum-rubric"] if f.prompt_kind == "rubric"]
    section = page.locator("section.level-2", has=page.locator(f'[name="{rated[0].id}"]'))
    count = section.locator("fieldset.rubric").count()
    progress = section.locator(".progress")
    expect(progress).to_have_text(f"0 of {count} ratings given")
    give(page, rated[0], rated[0].options[1].id)
    expect(progress).to_have_text(f"1 of {count} ratings given")
    heading = section.locator("h2").inner_text()
    item = page.locator("[data-part=progress] li", has_text=heading)
    expect(item).to_contain_text(f"1 of {count} ratings given")
    whole = page.locator("[data-part=count]")
    expect(whole).to_contain_text(f"1 of {len(rated)} ratings given")
    # What does not apply is no rating.
    give(page, rated[1], "not-applicable")
    expect(progress).to_have_text(f"1 of {count} ratings given, 1 not rated")
    expect(whole).to_contain_text(f"1 of {len(rated)} ratings given, 1 not rated")


def test_beside_ratings_all_questions_count_but_those_for_notes(
    context: BrowserContext, tiny: Path
) -> None:
    with serve(tiny / "dist") as address:
        page = context.new_page()
        page.goto(f"{address}/tools/tea/index.html")
        texts = page.locator(".progress").all_inner_texts()
    # A rating, a rubric, one pick, several picks, and notes.
    assert "0 of 2 ratings given, 0 of 2 questions answered" in texts


def test_every_kind_of_question_counts(context: BrowserContext, origin: str) -> None:
    expected = {
        "continuum-rubric": "ratings given",
        QUIZ: "statements answered",
        "partner-questions": "questions? answered",
        "role-mapping": "rows? started",
    }
    for slug, unit in expected.items():
        page = visit(context, origin, slug)
        # What opens every worksheet says who answers: nothing of how far they are.
        is_opened = bool(TOOLS[slug].opening.blocks)
        if is_opened:
            give(page, FIELDS[slug][0], "Lincoln")
        texts = page.locator(".progress").all_inner_texts()
        assert texts
        assert all(text.startswith("0 of ") for text in texts)
        assert any(re.fullmatch(rf"0 of \d+ {unit}", text) for text in texts), texts
        for field in FIELDS[slug][is_opened:]:
            give(page, field, answers(slug)[field.id])
        all_of = [
            re.fullmatch(r"(\d+) of (\d+) .+", t.split(",")[0])
            for t in page.locator(".progress").all_inner_texts()
        ]
        assert all(found and found[1] == found[2] for found in all_of)
        # All of them together are counted in the words of their sections.
        whole = page.locator("[data-part=count]").inner_text().split(", ")
        assert all(re.fullmatch(r"(\d+) of \1 .+", part) for part in whole), whole
        assert any(re.fullmatch(rf"\d+ of \d+ {unit}", part) for part in whole), whole


def test_the_way_to_save_print_or_clear_is_three_stops_away_at_most(
    context: BrowserContext, origin: str
) -> None:
    for slug in TOOLS:
        page = visit(context, origin, slug)
        reached = []
        for _ in range(3):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent"))
            if reached[-1] == "Skip to save, print, or clear":
                break
        assert reached[-1] == "Skip to save, print, or clear"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your answers")).to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[data-part=answers]') !== null"), (
            page.evaluate("document.activeElement.outerHTML")
        )


def test_save_print_and_clear_are_three_stops_away_from_any_field(
    either: BrowserContext, origin: str
) -> None:
    page = visit(either, origin)
    named = "document.activeElement.textContent"
    for field in (FIELDS[SLUG][0], RATING, FIELDS[SLUG][-1]):
        page.locator(f'[name="{field.id}"]').first.focus()
        reached = []
        for key in ("F6", "Tab", "Tab"):
            page.keyboard.press(key)
            reached.append(page.evaluate(named))
        assert reached == ["Save", "Print", "Clear"]
        page.keyboard.press("Shift+F6")
        assert page.evaluate("document.activeElement.name") == field.id


def test_on_a_phone_the_sections_open_from_the_bar_and_close_when_one_is_chosen(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin)
    page.set_viewport_size({"width": 390, "height": 800})
    summary, panel = page.locator(".bar summary"), page.locator(".panel")
    expect(panel).to_be_hidden()
    summary.press("Enter")
    expect(panel).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    summary.press("Enter")
    panel.locator("li.counted a").last.click()
    expect(panel).to_be_hidden()
    expect(page.locator(":target")).to_be_in_viewport()
    # Nothing lies over a field that has the focus.
    summary.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_the_bar_stays_as_high_as_it_is_while_answers_come_in(
    context: BrowserContext, origin: str, width: int
) -> None:
    page = visit(context, origin)
    page.set_viewport_size({"width": width, "height": 800})
    height = "document.querySelector('.bar').offsetHeight"
    before = page.evaluate(height)
    for field in FIELDS[SLUG][:8]:
        give(page, field, answers(SLUG)[field.id])
    expect(page.locator("[data-part=state]")).to_have_text("Saved in this browser.")
    assert page.evaluate(height) == before


def test_a_browser_may_fill_in_who_answers_and_nothing_else(
    context: BrowserContext, origin: str
) -> None:
    for slug in TOOLS:
        page = visit(context, origin, slug)
        offered = page.locator("form input[type=text]").evaluate_all(
            "all => all.filter(one => one.autocomplete !== 'off')"
            ".map(one => [one.labels[0].textContent, one.autocomplete])"
        )
        assert {tuple(one) for one in offered} <= {
            ("Our organization", "organization"),
            ("Filled in by", "name"),
            ("Your name", "name"),
            ("Your role", "organization-title"),
        }
        assert bool(offered) == bool(TOOLS[slug].opening.blocks)


# The quiz


def test_the_quiz_checks_itself_and_explains(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, QUIZ)
    statements = [b for b, _ in all_blocks(TOOLS[QUIZ]) if isinstance(b, TrueFalse)]
    expect(page.locator(".verdict:visible")).to_have_count(0)
    for number, statement in enumerate(statements[:-1]):
        right = "true" if statement.answer else "false"
        wrong = "false" if statement.answer else "true"
        picked = wrong if number == 0 else right
        page.locator(f'[name="{QUIZ}.{statement.id}"][value={picked}]').check(force=True)
    page.get_by_role("button", name="Check my answers").click()
    score = page.locator("[data-part=score]")
    expect(score).to_be_focused()
    expect(score).to_contain_text(f"{len(statements) - 2} of {len(statements)} correct.")
    expect(score).to_contain_text("1 not answered yet.")
    expect(score.get_by_role("link")).to_have_text([typeset(statements[0].label)])
    verdicts = page.locator(".verdict:visible")
    expect(verdicts).to_have_count(len(statements) - 1)
    said_of = verdicts.all_inner_texts()
    assert said_of[0].startswith("✗ Incorrect. This is true.")
    assert all(text.startswith("✓ Correct. This is") for text in said_of[1:])
    for statement, text in zip(statements, said_of, strict=False):
        assert words(typeset(statement.reason.tokens[1].content)) in words(text)
    assert not axe(page)
    page.locator(f'[name="{QUIZ}.{statements[0].id}"]').first.focus()
    page.keyboard.press("Space" if statements[0].answer else "ArrowDown")
    expect(verdicts).to_have_count(len(statements) - 2)


# On paper


def printed(page: Page, tmp_path: Path) -> str:
    """Print the page and return what is on paper, without the spaces."""
    path = tmp_path / "printed.pdf"
    page.pdf(path=path)
    return "".join("".join(p.extract_text().split()) for p in PdfReader(path).pages)


def test_my_answers_print_in_full_and_what_has_none_says_so(page: Page, tmp_path: Path) -> None:
    # Here no dialog opens, which would send `afterprint` at its end.
    page.evaluate("window.print = () => {}")
    story = " ".join(f"word{n}" for n in range(400))
    page.locator(f'[name="{LONG.id}"]').fill(story)
    give(page, RATING, RATING.options[0].id)
    # Pressed twice, it prints the same.
    act(page, "print")
    act(page, "print")
    text = printed(page, tmp_path)
    assert story.replace(" ", "") in text
    silent = len(FIELDS[SLUG]) - 2
    assert text.count("Notanswered") == silent
    section = text[text.index(RATING.label.replace(" ", "")) :]
    assert RATING.options[0].label in section[:60]
    assert RATING.options[1].label not in section[:60]
    for hidden in ("Downloadfilled", "Savedinthisbrowser", "ratingsgiven", "Fillable"):
        assert hidden not in text
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".not-answered, .printed-answer, .answers-only").count() == 0


def test_any_print_shows_long_answers_in_full_and_blank_boxes_to_write_in(
    page: Page, tmp_path: Path
) -> None:
    story = " ".join(f"word{n}" for n in range(400))
    page.locator(f'[name="{LONG.id}"]').fill(story)
    text = printed(page, tmp_path)
    assert story.replace(" ", "") in text
    assert "Notanswered" not in text
    assert all("".join(option.label.split()) in text for option in RATING.options)


SMALLEST = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let smallest = Infinity;
  while (walker.nextNode()) {
    const {textContent, parentElement} = walker.currentNode;
    if (!textContent.trim() || !parentElement.checkVisibility()) continue;
    if (parentElement.closest('.visually-hidden')) continue;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(parentElement).fontSize));
  }
  return smallest * 72 / 96;
}"""


@every_tool
def test_no_letter_on_paper_is_smaller_than_12_points(
    context: BrowserContext, origin: str, slug: str
) -> None:
    page = visit(context, origin, slug)
    give_at_once(page, answers(slug))
    page.evaluate("window.print = () => {}")
    act(page, "print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= 12


# In every state


# As it comes, a page is looked at among all others.
STATES = {"filled": ["wide"], "error": ["narrow"], "printed": ["wide"]}


def bring(page: Page, slug: str, state: str) -> None:
    """Bring a fresh page of a worksheet into a state."""
    give_at_once(page, answers(slug))
    match state:
        case "error":
            page.locator("form [type=text]").first.fill("日本" * 300)
            act(page, "download")
            expect(note(page, "pdf")).to_contain_text("There is a problem")
        case "printed":
            page.evaluate("window.print = () => {}")
            for text in page.locator("form [type=text]").all()[:1]:
                text.fill("")
            act(page, "print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            page.emulate_media(media="print")
        case _:
            assert state == "filled"


# An error, and paper, change how kinds of controls look: these have all of them. Only what is typed
# can be wrong.
IN_STATE = {
    "filled": [*TOOLS],
    "error": [s for s in a_few() if any(f.value_type.name == "text" for f in FIELDS[s])],
    "printed": a_few(),
}


@pytest.mark.parametrize(
    ("state", "slug"), [(state, slug) for state in STATES for slug in IN_STATE[state]]
)
def test_axe_finds_nothing_and_nothing_is_cut_off_in_any_state(
    context: BrowserContext, origin: str, slug: str, state: str
) -> None:
    page = visit(context, origin, slug)
    bring(page, slug, state)
    for name in STATES[state]:
        if state != "printed":
            look(page, name)
        # Of a control that scrolls under the bar, axe sees what is not yet covered.
        page.evaluate("scrollTo(0, 0)")
        violations = axe(page)
        assert not violations, f"{name}:\n" + "\n".join(map(str, violations))
    if state == "error":
        for name in ("narrow", "at-400-per-cent"):
            look(page, name)
            # A box with more words than it has lines scrolls: that is what it is for.
            cut = [c for c in page.evaluate(CUT_OFF) if "<input" not in c and "<textarea" not in c]
            assert cut == []


TARGETS = """() => [...document.querySelectorAll(
  "main button, .bar summary, .bar a, form input, form textarea, .papers input")]
  .filter(one => one.checkVisibility())
  .map(one => (one.closest(".choice") ?? one).getBoundingClientRect())
  .map(({width, height}) => Math.min(width, height))"""


@every_tool
def test_every_target_is_44_pixels_wide_and_high(
    context: BrowserContext, origin: str, slug: str
) -> None:
    page = visit(context, origin, slug)
    for name in ("wide", "narrow"):
        look(page, name)
        assert min(page.evaluate(TARGETS)) >= 44


@pytest.mark.parametrize("width", [820, 1280])
def test_the_bar_never_hides_what_has_the_focus(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    for _ in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            "() => { const bar = document.querySelector('.bar');"
            " const one = document.activeElement;"
            " if (bar.contains(one) || one === document.body) return false;"
            " const [a, b] = [bar, one].map(e => e.getBoundingClientRect());"
            " return b.bottom > a.top && b.top < a.bottom && b.right > a.left; }"
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")


def test_whoever_wants_no_motion_or_forces_colours_loses_nothing(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(address(origin, SLUG))
    moving = (
        "all => all.filter(e => getComputedStyle(e).transitionDuration !== '0s'"
        " || getComputedStyle(e).animationName !== 'none').length"
    )
    assert page.locator("main *").evaluate_all(moving) == 0
    give(page, RATING, RATING.options[0].id)
    edges = page.locator(f'.choice:has([name="{RATING.id}"])').evaluate_all(
        "all => all.map(card => getComputedStyle(card).borderTopWidth)"
    )
    assert edges[0] != edges[1]
    buttons = page.locator(".button").evaluate_all(
        "all => all.map(b => getComputedStyle(b).borderTopStyle)"
    )
    assert set(buttons) == {"solid"}


@every_tool
def test_a_page_with_script_and_style_weighs_60_kilobytes_at_most(dist: Path, slug: str) -> None:
    loaded = [f"tools/{slug}/index.html", "assets/tool.js", "assets/site.css", "assets/icon.svg"]
    sizes = {name: len(gzip.compress((dist / name).read_bytes())) for name in loaded}
    assert sum(sizes.values()) <= 60_000, sizes


def test_without_javascript_the_page_says_that_it_keeps_nothing(origin: str) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = visit(context, origin)
    told = page.locator("noscript p")
    assert told.is_visible()
    assert "Without JavaScript, this page cannot save your answers." in told.inner_text()
    for name in ("ways", "to-answers", "answers"):
        assert page.locator(f"[data-part={name}]").is_hidden()
    # What there is to fill in is at hand all the same, wide or narrow.
    section = page.get_by_role("navigation", name="Sections").get_by_role("link").first
    assert section.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert section.is_hidden()
    page.locator(".bar summary").click()
    assert section.is_visible()
    context.close()


def test_what_is_rated_describes_each_group_of_ratings(
    context: BrowserContext, origin: str
) -> None:
    page = visit(context, origin)
    ratings = [f for f in FIELDS[SLUG] if f.prompt_kind == "rating"]
    assert len(ratings) == 8
    for rating in ratings:
        group = page.locator("fieldset", has=page.locator(f'[name="{rating.id}"]'))
        expect(group).to_have_accessible_name(rating.name)
        expect(group).to_have_accessible_description(re.compile(r"^\w.*\b(we|our)\b.*\?$"))
