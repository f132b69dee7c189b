"""A worksheet's page, filled in: answers are kept, saved, opened, printed, and put into the PDF."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect
from pypdf import PdfReader

from partnertools import content, fields
from partnertools.fields import Field
from partnertools.model import TrueFalse, all_blocks
from partnertools.pdf import fill, plan
from partnertools.typography import typeset
from test_pages import words
from tools import fillers, verapdf, viewers
from tools.browser import axe, chromium, watch
from tools.looks import CUT_OFF, look
from tools.tags import Tagged

Value = str | bool
ROOT = Path(__file__).parent.parent
TOOLS = {tool.slug: tool for tool in content.read(ROOT / "content").tools}
FIELDS = {slug: [f for f in fields.of_tool(t) if not f.read_only] for slug, t in TOOLS.items()}
QUIZ = "partnership-quiz"
SLUG = "self-reflection"
LATIN = "Žďár & Łódź: 40 % “more”"
GREEK = "Ο Άγιος Νικόλαος"
CYRILLIC = "Київ’s школа № 7"

every_tool = pytest.mark.parametrize("slug", TOOLS)


def address(origin: str, slug: str) -> str:
    return f"{origin}/tools/{slug}/index.html"


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Page:
    """Open the self-reflection in a browser that remembers nothing."""
    page = context.new_page()
    page.goto(address(origin, SLUG))
    return page


def answers(slug: str, text: str = LATIN) -> dict[str, Value]:
    """An answer to every field of a tool."""
    given: dict[str, Value] = {}
    for field in FIELDS[slug]:
        match field.kind:
            case "choice":
                given[field.id] = field.options[-1].id
            case "check":
                given[field.id] = True
            case "long-text" if field.control != "grid":
                given[field.id] = f"{text}\nA second line."
            case "date":
                given[field.id] = "mid May"
            case _:
                given[field.id] = text if field.control != "grid" else text.split()[0]
    return given


def give(page: Page, field: Field, value: Value) -> None:
    """Answer one field as a person does, with the keyboard."""
    if field.kind == "choice":
        control = page.locator(f'[name="{field.id}"][value="{value}"]')
    else:
        control = page.locator(f'[name="{field.id}"]')
    control.focus()
    if field.kind in ("choice", "check"):
        page.keyboard.press("Space")
    else:
        page.keyboard.insert_text(str(value))


def give_all(page: Page, slug: str, given: dict[str, Value]) -> None:
    for field in FIELDS[slug]:
        give(page, field, given[field.id])


SAID = """() => Object.fromEntries(
  [...document.querySelector("form").elements].flatMap(one => {
    if (!one.name || one.readOnly) return [];
    if (one.type === "radio") return one.checked ? [[one.name, one.value]] : [];
    if (one.type === "checkbox") return one.checked ? [[one.name, true]] : [];
    return one.value ? [[one.name, one.value]] : [];
  }))"""


def said(page: Page) -> dict[str, Value]:
    """Return what the page's controls say, without those that say nothing."""
    found: dict[str, Value] = page.evaluate(SAID)
    return found


def key(page: Page, slug: str = SLUG) -> str:
    return f"partnertools:/:{slug}"


def kept(page: Page, slug: str = SLUG) -> Any:
    text = page.evaluate("key => localStorage.getItem(key)", key(page, slug))
    return json.loads(text) if text else None


def act(page: Page, name: str) -> None:
    page.locator(f'[data-action="{name}"]').click()


def download(page: Page, name: str) -> tuple[str, bytes]:
    """Press a button that hands out a file; return its name and bytes."""
    with page.expect_download() as waiting:
        act(page, name)
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def open_file(page: Page, name: str, file: bytes | str) -> None:
    with page.expect_file_chooser() as chooser:
        act(page, "open")
    body = file.encode() if isinstance(file, str) else file
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": body})


def answer_file(slug: str, given: dict[str, Any], version: int = 1) -> str:
    return json.dumps({"tool": slug, "version": version, "language": "en", "answers": given})


def note(page: Page, name: str) -> Any:
    return page.locator(f'[data-note="{name}"]')


FIRST, SECOND = (f.id for f in FIELDS[SLUG][:2])


# Kept


@every_tool
def test_with_the_keyboard_alone_a_worksheet_is_filled_in_and_taken_away(
    context: BrowserContext, origin: str, slug: str
) -> None:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(address(origin, slug))
    given = {f.id: v for f in FIELDS[slug] for v in [answers(slug)[f.id]]}
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
    match field.kind:
        case "choice":
            page.keyboard.press("Space")
            for _ in field.options[1:]:
                page.keyboard.press("ArrowDown")
        case "check":
            page.keyboard.press("Space")
        case _:
            page.keyboard.insert_text(str(value))


@every_tool
def test_answers_survive_a_reload(context: BrowserContext, origin: str, slug: str) -> None:
    page = context.new_page()
    page.goto(address(origin, slug))
    given = answers(slug)
    give_all(page, slug, given)
    page.reload()
    assert said(page) == given
    assert kept(page, slug)["answers"] == given


def test_answers_survive_the_crash_of_their_tab(
    page: Page, context: BrowserContext, origin: str
) -> None:
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln Scho")
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    again = context.new_page()
    again.goto(address(origin, SLUG))
    assert said(again) == {FIRST: "Lincoln Scho"}


def test_the_page_says_quietly_that_answers_are_kept(page: Page) -> None:
    state = page.locator("[data-part=state]")
    expect(state).to_have_text("Your answers are kept in this browser as you type.")
    expect(state).to_have_role("status")
    page.evaluate(
        "window.changes = 0; new MutationObserver(all => { changes += all.length; })"
        ".observe(document.querySelector('[data-part=state]'), {childList: true, subtree: true})"
    )
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln School")
    expect(state).to_have_text("Kept in this browser.")
    # A screen reader says it once, not at every letter.
    assert page.evaluate("changes") <= 2


def test_what_was_typed_before_the_script_came_is_newer_than_what_is_kept(
    page: Page, context: BrowserContext, origin: str
) -> None:
    page.locator(f'[name="{FIRST}"]').fill("kept")
    page.locator(f'[name="{SECOND}"]').fill("kept too")
    slow = context.new_page()

    def wait(route: Any) -> None:
        slow.locator(f'[name="{FIRST}"]').fill("typed")
        route.continue_()

    slow.route("**/tool.js", wait)
    slow.goto(address(origin, SLUG))
    assert said(slow) == {FIRST: "typed", SECOND: "kept too"}
    assert kept(slow)["answers"] == {FIRST: "typed", SECOND: "kept too"}


def test_an_answer_taken_back_is_not_kept(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    assert kept(page)["answers"] == {FIRST: "Lincoln"}
    page.locator(f'[name="{FIRST}"]').fill("")
    assert kept(page) is None


def test_progress_is_said_for_each_section_and_counts_what_is_answered(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.goto(address(origin, "continuum-rubric"))
    rated = [f for f in FIELDS["continuum-rubric"] if f.control == "rubric"]
    section = page.locator("section.level-2", has=page.locator(f'[name="{rated[0].id}"]'))
    count = section.locator("fieldset.rubric").count()
    progress = section.locator(".progress")
    expect(progress).to_have_text(f"0 of {count} rated")
    give(page, rated[0], rated[0].options[1].id)
    expect(progress).to_have_text(f"1 of {count} rated")
    heading = section.locator("h2").inner_text()
    item = page.locator("[data-part=progress] li", has_text=heading)
    expect(item).to_contain_text(f"1 of {count} rated")
    expect(page.locator("[data-part=count]")).to_have_text(f"1 of {len(rated)} answered")


def test_every_kind_of_question_counts(context: BrowserContext, origin: str) -> None:
    expected = {
        "continuum-rubric": "rated",
        QUIZ: "statements answered",
        "partner-questions": "questions? answered",
        "role-mapping": "rows? begun",
    }
    for slug, unit in expected.items():
        page = context.new_page()
        page.goto(address(origin, slug))
        # What opens every worksheet says who answers: nothing of how far they are.
        give(page, FIELDS[slug][0], "Lincoln")
        texts = page.locator(".progress").all_inner_texts()
        assert texts
        assert all(text.startswith("0 of ") for text in texts)
        assert any(re.fullmatch(rf"0 of \d+ {unit}", text) for text in texts), texts
        for field in FIELDS[slug][1:]:
            give(page, field, answers(slug)[field.id])
        all_of = [
            re.fullmatch(r"(\d+) of (\d+) .+", t.split(",")[0])
            for t in page.locator(".progress").all_inner_texts()
        ]
        assert all(found and found[1] == found[2] for found in all_of)
        done, _, of = page.locator("[data-part=count]").inner_text().split()[:3]
        assert done == of != "0"


# Taken away, brought back


@every_tool
def test_the_file_that_is_saved_is_the_one_that_the_schema_and_the_command_line_know(
    context: BrowserContext, origin: str, dist: Path, slug: str, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(address(origin, slug))
    given = answers(slug)
    give_all(page, slug, given)
    name, file = download(page, "save")
    assert name == f"{slug}-žďár-łódź-40-more.json"
    saved = json.loads(file)
    schema = json.loads((dist / "data" / f"{slug}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(saved, schema)
    assert saved["answers"] == given
    expect(note(page, "file")).to_contain_text(name)
    expect(note(page, "file")).to_be_focused()

    act(page, "clear")
    assert said(page) == {}
    open_file(page, name, file)
    expect(note(page, "aside")).to_contain_text(f"Opened {name}: {len(given)} answers.")
    assert said(page) == given
    page.reload()
    assert said(page) == given


def test_a_file_without_a_name_of_an_organization_is_named_after_the_worksheet(page: Page) -> None:
    assert download(page, "save")[0] == f"{SLUG}-answers.json"


def test_answers_that_make_room_for_a_file_are_put_aside_and_come_back(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, "theirs.json", answer_file(SLUG, {FIRST: "theirs"}))
    expect(note(page, "aside")).to_be_focused()
    assert said(page) == {FIRST: "theirs"}
    page.reload()
    expect(note(page, "aside")).to_contain_text("this page had other answers")
    page.get_by_role("button", name="Bring them back").click()
    assert said(page) == {FIRST: "mine"}
    page.get_by_role("button", name="Bring them back").click()
    assert said(page) == {FIRST: "theirs"}
    page.get_by_role("button", name="Throw them away").click()
    assert page.evaluate("Object.keys(localStorage)") == [key(page)]
    page.reload()
    assert said(page) == {FIRST: "theirs"}
    assert note(page, "aside").count() == 0


def test_the_same_answers_opened_again_put_nothing_aside(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, "mine.json", answer_file(SLUG, {FIRST: "mine"}))
    expect(note(page, "aside")).to_have_text("Opened mine.json: 1 answer.")
    assert page.evaluate("Object.keys(localStorage)") == [key(page)]


def test_cleared_answers_leave_the_browser_and_have_a_way_back(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, "theirs.json", answer_file(SLUG, {FIRST: "theirs"}))
    act(page, "clear")
    assert said(page) == {}
    assert page.evaluate("localStorage.length") == 0
    expect(note(page, "cleared")).to_be_focused()
    page.get_by_role("button", name="Bring my answers back").click()
    assert said(page) == kept(page)["answers"] == {FIRST: "theirs"}
    act(page, "clear")
    page.reload()
    assert said(page) == {}
    assert page.get_by_role("button", name="Bring my answers back").count() == 0


OTHER = "These have none. They stay here, with their old names, until you remove them:"


def test_answers_of_an_older_version_are_shown_and_what_has_no_place_stays(page: Page) -> None:
    rating = next(f for f in FIELDS[SLUG] if f.kind == "choice")
    old = {FIRST: "Lincoln", rating.id: "splendid", f"{SLUG}.gone.notes": "Don’t lose\nme"}
    open_file(page, "old.json", answer_file(SLUG, old, version=0))
    assert said(page) == {FIRST: "Lincoln"}
    told = note(page, "version")
    expect(told).to_contain_text("version 0 of the worksheet; this is version 1")
    expect(told).to_contain_text(OTHER)
    assert told.locator("dt").all_inner_texts() == [rating.id.partition(".")[2], "gone.notes"]
    assert told.locator("dd").all_inner_texts() == ["splendid", "Don’t lose\nme"]
    page.locator(f'[name="{SECOND}"]').fill("typed since")
    page.reload()
    assert told.locator("dd").all_inner_texts() == ["splendid", "Don’t lose\nme"]
    told.get_by_role("button", name="Remove them").click()
    page.reload()
    assert note(page, "version").count() == 0
    assert said(page) == {FIRST: "Lincoln", SECOND: "typed since"}


@pytest.mark.parametrize(
    ("name", "file", "reason"),
    [
        ("a.json", "{", "it is damaged, or not a file of answers."),
        ("a.json", "", "it is damaged, or not a file of answers."),
        ("a.json", "[1, 2]", "it is not a file of answers that a worksheet’s page has saved."),
        ("a.json", '{"tool": "x", "answers": []}', "it is not a file of answers"),
        ("a.json", answer_file("smart-goals", {}), "another worksheet, “smart-goals”."),
        ("a.json", answer_file("<img src=x onerror=alert(1)>", {}), "“<img src=x onerror"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "it is damaged, or not a file of answers."),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "it is damaged."),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_and_nothing_changes(
    page: Page, name: str, file: bytes | str, reason: str
) -> None:
    page.locator(f'[name="{FIRST}"]').fill("mine")
    open_file(page, name, file)
    expect(note(page, "file")).to_contain_text(reason)
    expect(note(page, "file")).to_contain_text("Your answers on this page are as they were.")
    expect(note(page, "file")).to_be_focused()
    assert page.locator("main img").count() == 0
    assert said(page) == {FIRST: "mine"}


# In trouble


def test_a_full_storage_is_said_and_no_answer_goes_unsaid(page: Page, origin: str) -> None:
    page.evaluate(
        "() => { for (let size = 2 ** 22; size >= 1; size /= 2) {"
        " try { for (;;) localStorage.setItem('x' + Math.random(), 'x'.repeat(size)); }"
        " catch {} } }"
    )
    page.reload()
    state = page.locator("[data-part=state]")
    first = page.locator(f'[name="{FIRST}"]')
    first.fill("Lincoln School " * 9)
    expect(state).to_contain_text("Not kept: this browser has no room left.")
    leaves(page, warned=True)
    download(page, "save")
    leaves(page, warned=False)
    first.fill("more")
    leaves(page, warned=True)
    page.evaluate(
        "Object.keys(localStorage).forEach(k => k[0] === 'x' && localStorage.removeItem(k))"
    )
    page.locator(f'[name="{SECOND}"]').fill("room again")
    expect(state).to_have_text("Kept in this browser.")
    assert kept(page)["answers"] == {FIRST: "more", SECOND: "room again"}
    leaves(page, warned=False)


def leaves(page: Page, warned: bool) -> None:
    """Try to close the page, and stay where it asks."""
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    if warned:
        page.close(run_before_unload=True)
        page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
        assert not page.is_closed()
    else:
        page.remove_listener("dialog", stay)
        # The guard itself: to really leave would end the test.
        assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_where_storage_is_forbidden_the_page_says_so_and_still_hands_out_the_answers(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.goto(f"{origin}/pages/about/index.html")
    # A frame without an origin of its own may keep nothing.
    page.evaluate(
        "src => { const frame = document.createElement('iframe'); frame.src = src;"
        " frame.sandbox = 'allow-scripts allow-downloads'; document.body.replaceChildren(frame); }",
        address(origin, SLUG),
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-part=state]")).to_contain_text(
        "Not kept: this browser keeps nothing for this page"
    )
    frame.locator(f'[name="{FIRST}"]').fill("Lincoln")
    with page.expect_download() as waiting:
        frame.locator("[data-action=save]").click()
    assert json.loads(waiting.value.path().read_bytes())["answers"] == {FIRST: "Lincoln"}


def test_damaged_answers_are_put_aside_and_can_be_saved(page: Page) -> None:
    damaged = '{"answers": {"self-reflection.about.person": "Ada'
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key(page), damaged])
    page.reload()
    expect(note(page, "damaged")).to_contain_text("is damaged, and could not be read")
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.reload()
    assert said(page) == {FIRST: "Lincoln"}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save it to a file").click()
    assert waiting.value.path().read_text(encoding="utf-8") == damaged
    page.get_by_role("button", name="Throw it away").click()
    page.reload()
    assert note(page, "damaged").count() == 0


def test_two_tabs_show_the_same_and_neither_loses_an_answer(
    page: Page, context: BrowserContext, origin: str
) -> None:
    other = context.new_page()
    other.goto(address(origin, SLUG))
    page.locator(f'[name="{FIRST}"]').press_sequentially("Lincoln")
    expect(other.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")
    expect(other.locator("[data-part=state]")).to_contain_text("open in another tab too")
    other.locator(f'[name="{SECOND}"]').press_sequentially("Riverside")
    expect(page.locator(f'[name="{SECOND}"]')).to_have_value("Riverside")
    assert said(page) == said(other) == {FIRST: "Lincoln", SECOND: "Riverside"}
    act(page, "clear")
    expect(note(other, "cleared")).to_contain_text("cleared in another tab")
    assert said(other) == {}
    other.get_by_role("button", name="Bring my answers back").click()
    expect(page.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")


def test_a_tab_that_slept_adds_to_what_another_has_kept(
    page: Page, context: BrowserContext, origin: str
) -> None:
    other = context.new_page()
    other.goto(address(origin, SLUG))
    # It hears nothing of what happens elsewhere.
    other.evaluate("addEventListener('storage', event => event.stopImmediatePropagation(), true)")
    page.evaluate(
        "([key, id]) => localStorage.setItem(key, JSON.stringify("
        "{tool: 'self-reflection', version: 1, language: 'en', answers: {[id]: 'Lincoln'}}))",
        [key(page), FIRST],
    )
    other.locator(f'[name="{SECOND}"]').fill("Riverside")
    assert kept(other)["answers"] == {FIRST: "Lincoln", SECOND: "Riverside"}


# The filled PDF


def pdf_values(pdf: bytes) -> dict[str, Value]:
    """Return what pypdf reads in a form, without what says nothing."""
    found: dict[str, Value] = {}
    for name, node in Tagged(io.BytesIO(pdf)).fields().items():
        value = str(node.get("/V", ""))
        if node["/FT"] == "/Btn":
            value = value.lstrip("/")
            if value not in ("", "Off"):
                found[name] = True if value == "yes" else value
        elif value:
            found[name] = value
    return found


@pytest.fixture(scope="module")
def made(origin: str) -> dict[tuple[str, str], bytes]:
    """Every worksheet's filled PDF, as its page makes it: on every paper, in three scripts."""
    found = {}
    for slug in TOOLS:
        for number, text in enumerate((LATIN, GREEK, CYRILLIC), 1):
            context = chromium().new_context()
            page = context.new_page()
            watched = watch(page, origin)
            page.goto(address(origin, slug))
            give_all(page, slug, answers(slug, text))
            page.locator(f"#paper_{number}").check(force=True)
            found[slug, text] = download(page, "download")[1]
            assert str(watched) == "nothing"
            context.close()
    return found


@every_tool
@pytest.mark.parametrize("text", [LATIN, GREEK, CYRILLIC], ids=["Latin", "Greek", "Cyrillic"])
def test_the_downloaded_pdf_says_what_was_typed(
    made: dict[tuple[str, str], bytes], slug: str, text: str
) -> None:
    read = pdf_values(made[slug, text])
    fixed = {f.id: f.value for f in fields.of_tool(TOOLS[slug]) if f.read_only}
    assert read == answers(slug, text) | fixed


def test_every_downloaded_pdf_conforms(made: dict[tuple[str, str], bytes], tmp_path: Path) -> None:
    paths = []
    for number, pdf in enumerate(made.values()):
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(pdf)
    reports = verapdf.validate(paths)
    assert len(reports) == 2 * 3 * len(TOOLS)
    failed = [f"{path.name} {flavour}: {r}" for (path, flavour), r in reports.items() if r.failures]
    assert not failed, "\n".join(failed)


@every_tool
def test_the_page_writes_the_same_bytes_as_the_command_line(
    made: dict[tuple[str, str], bytes], dist: Path, slug: str
) -> None:
    for text, suffix in ((LATIN, ""), (GREEK, "-a4"), (CYRILLIC, "-large")):
        blank = (dist / "tools" / slug / f"{slug}{suffix}.pdf").read_bytes()
        form = plan.of_pdf(blank, Path("form.pdf"))
        assert made[slug, text] == fill.filled(blank, form, answers(slug, text))


def test_other_programs_open_the_downloaded_pdf_without_a_complaint(
    made: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "made.pdf"
    for text in (LATIN, GREEK, CYRILLIC):
        path.write_bytes(made[SLUG, text])
        assert viewers.complaints(path) == {}


@pytest.mark.parametrize("program", fillers.READERS)
def test_every_reader_finds_the_answers_in_the_downloaded_pdf(
    made: dict[tuple[str, str], bytes], program: str
) -> None:
    read = fillers.READERS[program](made[SLUG, LATIN])
    assert {name: v for name, v in read.items() if v} == answers(SLUG, LATIN)


@every_tool
def test_the_page_takes_its_own_pdf_back(
    made: dict[tuple[str, str], bytes], context: BrowserContext, origin: str, slug: str
) -> None:
    page = context.new_page()
    page.goto(address(origin, slug))
    open_file(page, "filled.pdf", made[slug, GREEK])
    expect(note(page, "aside")).to_contain_text("Opened filled.pdf")
    assert said(page) == answers(slug, GREEK)
    assert note(page, "version").count() == 0


def test_a_blank_pdf_opens_as_no_answers_and_another_worksheets_pdf_is_refused(
    page: Page, dist: Path
) -> None:
    blank = (dist / "tools" / SLUG / f"{SLUG}.pdf").read_bytes()
    open_file(page, "blank.pdf", blank)
    expect(note(page, "aside")).to_contain_text("Opened blank.pdf: 0 answers.")
    open_file(page, "quiz.pdf", (dist / "tools" / QUIZ / f"{QUIZ}.pdf").read_bytes())
    expect(note(page, "file")).to_contain_text(f"it belongs to another worksheet, “{QUIZ}”.")


def test_a_worksheet_takes_its_part_of_a_packets_pdf(page: Page, dist: Path) -> None:
    blank = (dist / "packets" / "whole-toolkit.pdf").read_bytes()
    form = plan.of_pdf(blank, Path("packet.pdf"))
    given = {FIRST: "Lincoln", "smart-goals.about.organization": "Riverside"}
    open_file(page, "packet.pdf", fill.filled(blank, form, given))
    expect(note(page, "aside")).to_contain_text("1 answer")
    assert said(page) == {FIRST: "Lincoln"}


LONG = next(f for f in FIELDS[SLUG] if f.kind == "long-text")


def test_an_answer_too_long_for_its_box_is_named_and_the_pdf_can_be_had_all_the_same(
    page: Page,
) -> None:
    text = "A long story. " * 400
    page.locator(f'[name="{LONG.id}"]').fill(text)
    page.locator(f'[name="{FIRST}"]').fill("日本")
    act(page, "download")
    summary = note(page, "pdf")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    assert words(summary.locator("li").nth(0).inner_text()).endswith(
        "The PDF has no letter for 日 本. Write it in another way."
    )
    links = summary.get_by_role("link")
    assert links.all_inner_texts() == [FIELDS[SLUG][0].name, LONG.name]
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))
    links.nth(1).click()
    control = page.locator(f'[name="{LONG.id}"]')
    expect(control).to_be_focused()
    expect(control).to_have_accessible_description(re.compile("Error: This answer is too long"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download all the same").click()
    read = pdf_values(waiting.value.path().read_bytes())
    assert read == {FIRST: "日本", LONG.id: text}
    control.fill("Short.")
    page.locator(f'[name="{FIRST}"]').fill("Nihon")
    assert pdf_values(download(page, "download")[1]) == {FIRST: "Nihon", LONG.id: "Short."}
    assert page.locator("[aria-invalid]").count() == page.locator(".error-message").count() == 0


def test_a_pdf_that_cannot_be_had_is_explained(page: Page) -> None:
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.route("**/*.fill.json", lambda route: route.fulfill(status=404, body=""))
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("The PDF can’t be made: the website doesn’t have it.")
    page.unroute("**/*.fill.json")
    page.route("**/*.pdf", lambda route: route.abort())
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("the website can’t be reached")
    page.unroute("**/*.pdf")
    page.route("**/*.pdf", lambda route: route.fulfill(body=b"%PDF-1.7 of another day"))
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text("it doesn’t belong to this version of the page")
    assert said(page) == {FIRST: "Lincoln"}


def test_opened_from_a_folder_answers_are_kept_and_the_pdf_is_made_from_chosen_files(
    context: BrowserContext, dist: Path
) -> None:
    page = context.new_page()
    folder = dist / "tools" / SLUG
    page.goto((folder / "index.html").as_uri())
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.reload()
    assert said(page) == {FIRST: "Lincoln"}
    act(page, "download")
    expect(note(page, "pdf")).to_contain_text(f"{SLUG}.pdf and {SLUG}.fill.json")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose the two files").click()
    with page.expect_download() as waiting:
        chooser.value.set_files([folder / f"{SLUG}.pdf", folder / f"{SLUG}.fill.json"])
    assert pdf_values(waiting.value.path().read_bytes()) == {FIRST: "Lincoln"}


# The quiz


def test_the_quiz_checks_itself_and_explains(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    page.goto(address(origin, QUIZ))
    statements = [b for b, _ in all_blocks(TOOLS[QUIZ]) if isinstance(b, TrueFalse)]
    expect(page.locator(".verdict:visible")).to_have_count(0)
    for number, statement in enumerate(statements[:-1]):
        right = "true" if statement.answer else "false"
        wrong = "false" if statement.answer else "true"
        picked = wrong if number == 0 else right
        give(page, FIELDS[QUIZ][0], "x") if number == 0 else None
        page.locator(f'[name="{QUIZ}.{statement.id}"][value={picked}]').check(force=True)
    page.get_by_role("button", name="Check my answers").click()
    score = page.locator("[data-part=score]")
    expect(score).to_be_focused()
    expect(score).to_contain_text(f"{len(statements) - 2} of {len(statements)} right.")
    expect(score).to_contain_text("1 not answered yet.")
    expect(score.get_by_role("link")).to_have_text([typeset(statements[0].label)])
    verdicts = page.locator(".verdict:visible")
    expect(verdicts).to_have_count(len(statements) - 1)
    said_of = verdicts.all_inner_texts()
    assert said_of[0].startswith("✗ Not right: it is true.")
    assert all(text.startswith("✓ Right: it is") for text in said_of[1:])
    for statement, text in zip(statements, said_of, strict=False):
        assert words(typeset(statement.reason.tokens[1].content)) in words(text)
    assert not axe(page)
    page.locator(f'[name="{QUIZ}.{statements[0].id}"]').first.focus()
    page.keyboard.press("Space" if statements[0].answer else "ArrowDown")
    expect(verdicts).to_have_count(len(statements) - 2)


# On paper


def printed(page: Page, tmp_path: Path) -> str:
    path = tmp_path / "printed.pdf"
    page.pdf(path=path)
    return " ".join(words(p.extract_text()) for p in PdfReader(path).pages).replace(" ", "")


def test_my_answers_print_in_full_and_what_has_none_says_so(page: Page, tmp_path: Path) -> None:
    # Here no dialog opens, which would send `afterprint` at its end.
    page.evaluate("window.print = () => {}")
    story = " ".join(f"word{n}" for n in range(400))
    page.locator(f'[name="{LONG.id}"]').fill(story)
    rating = next(f for f in FIELDS[SLUG] if f.kind == "choice")
    give(page, rating, rating.options[0].id)
    act(page, "print")
    text = printed(page, tmp_path)
    assert story.replace(" ", "") in text
    silent = len(FIELDS[SLUG]) - 2
    assert text.count("Notanswered") == silent
    section = text[text.index(rating.label.replace(" ", "")) :]
    assert rating.options[0].label in section[:60]
    assert rating.options[1].label not in section[:60]
    for hidden in ("Downloadfilled", "Keptinthisbrowser", "rated", "Fillable"):
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
    rating = next(f for f in FIELDS[SLUG] if f.kind == "choice")
    assert all(option.label in text for option in rating.options)


# In every state


STATES = ("blank", "filled", "error", "cleared", "printed")


def bring(page: Page, slug: str, state: str) -> None:
    """Bring a fresh page of a worksheet into a state."""
    if state != "blank":
        give_all(page, slug, answers(slug))
    match state:
        case "error":
            page.locator("form [type=text]").first.fill("日本" * 300)
            act(page, "download")
            expect(note(page, "pdf")).to_contain_text("There is a problem")
        case "cleared":
            act(page, "clear")
        case "printed":
            page.evaluate("window.print = () => {}")
            page.locator("form [type=text]").first.fill("")
            act(page, "print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            page.emulate_media(media="print")
        case _:
            assert state in ("blank", "filled")


@every_tool
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_is_cut_off_in_any_state(
    context: BrowserContext, origin: str, slug: str, state: str
) -> None:
    page = context.new_page()
    page.goto(address(origin, slug))
    bring(page, slug, state)
    for name in ("wide", "narrow"):
        if state != "printed":
            look(page, name)
        violations = axe(page)
        assert not violations, f"{name}:\n" + "\n".join(map(str, violations))
    if state in ("blank", "error"):
        for name in ("narrow", "at-400-per-cent"):
            look(page, name)
            # A box with more words than it has lines scrolls: that is what it is for.
            cut = [c for c in page.evaluate(CUT_OFF) if "<input" not in c and "<textarea" not in c]
            assert cut == []


TARGETS = """() => [...document.querySelectorAll(
  "main button, .bar a, .progress-list a, form input, form textarea, .papers input")]
  .filter(one => one.checkVisibility())
  .map(one => (one.closest(".choice") ?? one).getBoundingClientRect())
  .map(({width, height}) => Math.min(width, height))"""


@every_tool
def test_every_target_is_44_pixels_wide_and_high(
    context: BrowserContext, origin: str, slug: str
) -> None:
    page = context.new_page()
    page.goto(address(origin, slug))
    for name in ("wide", "narrow"):
        look(page, name)
        assert min(page.evaluate(TARGETS)) >= 44


def test_the_bar_never_hides_what_has_the_focus(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    for _ in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            "() => { const bar = document.querySelector('.bar');"
            " const one = document.activeElement;"
            " if (bar.contains(one) || one === document.body) return false;"
            " const [a, b] = [bar, one].map(e => e.getBoundingClientRect());"
            " return b.bottom > a.top && b.top < a.bottom; }"
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
    rating = next(f for f in FIELDS[SLUG] if f.kind == "choice")
    give(page, rating, rating.options[0].id)
    edges = page.locator(f'.choice:has([name="{rating.id}"])').evaluate_all(
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
    page = context.new_page()
    page.goto(address(origin, SLUG))
    told = page.locator("noscript p")
    assert told.is_visible()
    assert "Without JavaScript this page cannot keep your answers." in told.inner_text()
    for name in ("bar", "answers"):
        assert page.locator(f"[data-part={name}]").is_hidden()
    context.close()
