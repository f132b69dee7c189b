"""A worksheet's page hands the answers to who collects them, and itself to the next person."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import sites
from partnertools import source
from partnertools.pdf.forms.read import read_answers
from partnertools.source.addresses import MAIL
from tools import node
from tools.browser import Tab, axe, chromium, serve
from tools.worksheets import act, download, note, open_file, said, words

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts"
NAME, WHY = "tea.about.name", "tea.company.why"
ASKED = {"for": "Ana Ruiz", "round": "Spring 2027", "to": "ana+kit@example.org"}
# What the page is asked to share. This system has no sheet to share with: what stands in for it
# shows what the page hands over, and nothing of what a device makes of it.
SHEET = """
  window.shared = [];
  navigator.canShare = ({files}) => files.length > 0;
  navigator.share = async ({files: [file], title}) => {
    if (window.refusal) throw new DOMException("", window.refusal);
    shared.push({name: file.name, type: file.type, title, start: (await file.text()).slice(0, 5)});
  };
"""


@pytest.fixture(scope="module")
def origin(tiny_origin: str) -> str:
    return tiny_origin


def link(**asked: str) -> str:
    return "#" + "&".join(f"{key}={quote(value)}" for key, value in asked.items())


def visit(tab: Tab, fragment: str = "") -> Page:
    return tab.visit(f"tools/tea/index.html{fragment}")


def visit_beside(page: Page, fragment: str = "") -> Page:
    """Open the worksheet in another tab of the same browser."""
    other = page.context.new_page()
    other.goto(page.url.partition("#")[0] + fragment)
    return other


def give(page: Page, text: str = "Lincoln School") -> None:
    page.locator(f'[name="{NAME}"]').fill(text)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def send(page: Page, kind: str) -> None:
    page.locator(f'[name="send_as"][value="{kind}"]').press("Space")
    act(page, "send")
    expect(note(page, "sending")).to_be_focused()


def mail(page: Page) -> tuple[str, dict[str, str]]:
    """Save the file and open the mail; return to whom it goes, and its subject and body."""
    with page.expect_download():
        button(page, "Save it and write an email").click()
    return mail_of(page)


def mail_of(page: Page) -> tuple[str, dict[str, str]]:
    parts = urlsplit(note(page, "sending").locator("a").get_attribute("href") or "")
    assert parts.scheme == "mailto"
    return unquote(parts.path), {key: value for key, [value] in parse_qs(parts.query).items()}


def focused(page: Page) -> str:
    """Return which note has the focus, though another tab may be in front."""
    name: str = page.evaluate("document.activeElement.dataset.note")
    return name


def in_storage(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("({...localStorage})")
    return found


# What a link asks for


def test_a_link_says_who_asks_for_which_round_and_the_file_and_a_later_visit_know_it(
    tiny_tab: Tab,
) -> None:
    page = visit(tiny_tab, link(**ASKED))
    expect(note(page, "request")).to_contain_text("Ana Ruiz is collecting answers to this")
    expect(note(page, "request")).to_contain_text("Round: Spring 2027")
    expect(note(page, "request")).to_contain_text(
        "to ana+kit@example.org. All this comes from the link"
    )
    assert axe(page) == []
    give(page)
    name, file = download(page, "save")
    assert name == "tea-lincoln-school-spring-2027.json"
    saved = json.loads(file)
    assert (saved["round"], saved["for"], "to" in saved) == ("Spring 2027", "Ana Ruiz", False)
    later = visit_beside(page)
    expect(note(later, "request")).to_contain_text("Round: Spring 2027")
    expect(later.locator("[data-part=recipient]")).to_contain_text("ana+kit@example.org")
    button(later, "Ignore this request").click()
    later.reload()
    assert said(later) == {NAME: "Lincoln School"}
    expect(note(later, "request")).to_have_count(0)
    # On another device, the file says it.
    act(later, "clear")
    open_file(later, name, file.decode())
    assert download(later, "save")[0] == name


def test_a_link_opened_where_the_page_is_asks_too_and_names_the_earlier_round(
    tiny_tab: Tab,
) -> None:
    page = visit(tiny_tab, link(round="Fall"))
    give(page)
    page.evaluate("location.hash = 'round=Spring'")
    expect(note(page, "request")).to_contain_text("Round: Spring")
    assert json.loads(download(page, "save")[1])["round"] == "Spring"
    other = visit_beside(page, link(round="Summer"))
    expect(note(other, "request")).to_contain_text("are from an earlier round: Spring")


@pytest.mark.parametrize(
    "fragment",
    [
        "#your_answers",
        "#for=&round=&to=",
        link(
            **{
                "for": "Ana\u202eziuR",
                "round": "Spring\n2027",
                "to": "ana@example.org, b@example.org",
            }
        ),
        link(**{"for": "a" * 81, "round": "b" * 81, "to": f"{'a' * 250}@example.org"}),
        link(**{"to": "ana@example.org?bcc=eve@example.org"}),
        link(**{"to": "javascript:alert(1)"}),
        link(**{"to": "ana@example.org\r\nBcc: eve@example.org"}),
        "#for=%FF%00&round=%E2%80%8B&to=%",
        link(**{"for": "Ana", "x": "y" * 3000}),
    ],
)
def test_a_link_that_asks_for_nothing_or_in_a_wrong_way_asks_for_nothing(fragment: str) -> None:
    assert node.call(SCRIPTS / "request.js", "readRequest", fragment) is None


def test_what_a_link_says_is_never_markup_and_stays_in_its_place(
    tiny_tab: Tab,
) -> None:
    name = "<img src=x onerror=alert(1)>&\"'="
    page = visit(tiny_tab, link(**{"for": name, "round": name}))
    assert words(note(page, "request").locator("p").first.inner_text()).startswith(name)
    assert page.locator("[data-note=request] img, [data-part=recipient] img").count() == 0
    give(page, "=1+1")
    send(page, "answers")
    to, about = mail(page)
    assert to == ""
    assert about.keys() == {"subject", "body"}
    assert f"Hello {name}," in about["body"]
    watched = tiny_tab.watched
    watched.failed[:] = [each for each in watched.failed if "mailto:" not in each]
    assert str(watched) == "nothing"


# Sent


def test_a_filled_pdf_is_saved_and_a_mail_says_what_to_attach(tiny_tab: Tab) -> None:
    page = visit(tiny_tab, link(**ASKED))
    give(page)
    act(page, "send")
    expect(note(page, "sending")).to_be_focused()
    # Nothing has gone anywhere yet, and a person sees where it would go.
    expect(note(page, "sending")).to_contain_text(
        "tea-lincoln-school-spring-2027.pdf is ready for Ana"
    )
    expect(note(page, "sending")).to_contain_text("Send it to: ana+kit@example.org")
    with page.expect_download() as waiting:
        button(page, "Save it and write an email").click()
    reading = read_answers(waiting.value.path().read_bytes(), Path())
    assert reading.answers[NAME] == "Lincoln School"
    assert (reading.round, reading.asked_by) == ("Spring 2027", "Ana Ruiz")
    to, about = mail_of(page)
    assert to == "ana+kit@example.org"
    assert about["subject"].endswith(" – Lincoln School – Spring 2027")
    assert "[Attach the file tea-lincoln-school-spring-2027.pdf from your" in about["body"]
    assert axe(page) == []
    # What was ready no longer says what the page says.
    give(page, "Riverside")
    expect(note(page, "sending")).to_have_count(0)
    watched = tiny_tab.watched
    watched.failed[:] = [each for each in watched.failed if "mailto:" not in each]
    assert str(watched) == "nothing"


def test_in_firefox_too(either_tab: Tab) -> None:
    page = visit(either_tab, link(**ASKED))
    give(page)
    send(page, "answers")
    expect(note(page, "sending")).to_contain_text("Send it to: ana+kit@example.org")
    assert axe(page) == []


@pytest.mark.parametrize(
    ("kind", "file"),
    [("pdf", ["application/pdf", "%PDF-"]), ("answers", ["application/json", '{\n  "'])],
)
def test_where_a_device_can_share_files_its_sheet_gets_the_file(
    context: BrowserContext, origin: str, kind: str, file: list[str]
) -> None:
    context.add_init_script(SHEET)
    page = visit(Tab(context, origin), link(**ASKED))
    give(page)
    send(page, kind)
    button(page, "Share").click()
    expect(note(page, "sending")).to_contain_text("You shared tea-lincoln-school-spring-2027.")
    [shared] = page.evaluate("shared")
    assert [shared["type"], shared["start"]] == file


def test_a_sheet_that_is_closed_changes_nothing_and_one_that_fails_leads_to_a_mail(
    context: BrowserContext, origin: str
) -> None:
    context.add_init_script(SHEET)
    page = visit(Tab(context, origin))
    give(page)
    send(page, "answers")
    page.evaluate("refusal = 'AbortError'")
    button(page, "Share").click()
    expect(button(page, "Share")).to_be_visible()
    page.evaluate("refusal = 'NotAllowedError'")
    button(page, "Share").click()
    expect(note(page, "sending")).to_contain_text("This device could not share the file.")
    assert mail(page)[0] == ""


def test_the_address_of_the_toolkit_is_that_of_the_page(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    path = root / "content" / "toolkit.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nanswers_to: tea@example.org\n", "utf-8")
    toolkit = source.read(root / "content")
    tea = next(tool for tool in toolkit.tools if tool.slug == "tea")
    html = sites.layouts().tool(toolkit, tea, {"tools/tea": []})
    assert 'data-to="tea@example.org"' in html


@pytest.mark.parametrize(
    "address", ["a@b.de", "a.b+c@d-e.fg.hi", "ä@müller.de", "o'neil_x=1@a.b.c"]
)
def test_python_and_the_page_take_the_same_addresses(address: str) -> None:
    assert MAIL.fullmatch(address)
    assert node.call(SCRIPTS / "labels.js", "readAddress", address) == address


@pytest.mark.parametrize(
    "address", ["a@b", "a b@c.de", "a@b.de,c@d.de", "mailto:a@b.de", "@", "a@b..de"]
)
def test_and_refuse_the_same(address: str) -> None:
    assert not MAIL.fullmatch(address)
    assert node.call(SCRIPTS / "labels.js", "readAddress", address) == ""


# Handed on


def test_the_next_person_finds_nothing_of_the_one_before(either_tab: Tab) -> None:
    page = visit(either_tab, link(round="Spring"))
    other = visit_beside(page)
    give(page, "first")
    expect(other.locator(f'[name="{NAME}"]')).to_have_value("first")
    act(page, "clear")
    give(page, "Lincoln")
    page.locator('.statement input[type="radio"]').first.press("Space")
    page.locator("[data-part=quiz] button").click()
    expect(page.locator("[data-part=score]")).to_be_visible()
    act(page, "next")
    # It asks first, and the answers are in a file.
    assert focused(page) == "next"
    expect(note(page, "next")).to_contain_text("Look for tea-lincoln-spring.json")
    expect(note(page, "next")).to_contain_text(
        "Earlier answers that were set aside or cleared go too"
    )
    assert axe(page) == []
    button(page, "Keep them").click()
    assert said(page)[NAME] == "Lincoln"
    act(page, "next")
    button(page, "Remove and start again").click()
    expect(note(page, "next")).to_contain_text("Ready for the next person.")
    assert focused(page) == "next"
    assert said(page) == {}
    assert in_storage(page) == {}
    assert page.get_by_text("Lincoln").count() == 0
    expect(page.locator("[data-part=score]")).to_be_hidden()
    assert page.locator(".verdict:visible").count() == 0
    # No way back: not by undoing, not in another tab, not by leaving and coming back.
    page.locator(f'[name="{NAME}"]').press("Control+z")
    expect(page.locator(f'[name="{NAME}"]')).to_have_value("")
    expect(other.locator(f'[name="{NAME}"]')).to_have_value("")
    assert other.get_by_role("button", name=re.compile("Restore")).count() == 0
    page.goto("about:blank")
    page.go_back()
    assert said(page) == {}
    assert page.get_by_role("button", name=re.compile("Restore")).count() == 0
    # What the link asks for, it asks of the next one too.
    give(page, "Next")
    assert json.loads(download(page, "save")[1])["round"] == "Spring"


def test_a_blank_page_is_ready_at_once(tiny_tab: Tab) -> None:
    page = visit(tiny_tab)
    act(page, "next")
    expect(note(page, "next")).to_contain_text("Ready for the next person.")


# Elsewhere


def test_without_scripts_nothing_of_it_is_shown(origin: str) -> None:
    with chromium().new_context(java_script_enabled=False) as blind:
        page = visit(Tab(blind, origin), link(**ASKED))
        expect(page.get_by_text("Send to the facilitator").first).to_be_hidden()
        expect(page.locator("body")).not_to_contain_text("Ana Ruiz")


def test_in_a_sandbox_it_says_what_may_be_blocked(tiny_tab: Tab, tmp_path: Path) -> None:
    address = f"{tiny_tab.origin}/embed/tea/index.html{link(**ASKED)}"
    (tmp_path / "index.html").write_text(
        '<iframe title="Tea" width="900" height="2000" sandbox="allow-scripts"'
        f' src="{address}"></iframe>'
    )
    with serve(tmp_path, None) as host:
        page = tiny_tab.visit(f"{host}/index.html")
        frame = page.frame_locator("iframe")
        expect(frame.locator("[data-note=sandboxed]")).to_contain_text("may block saving, sending,")
        expect(frame.locator("[data-note=request]")).to_contain_text("Ana Ruiz is collecting")
        frame.locator(f'[name="{NAME}"]').fill("Lincoln")
        frame.locator('[name="send_as"][value="answers"]').press("Space")
        frame.locator("[data-action=send]").click()
        frame.get_by_role("button", name="Save it and write an email").click()
        sending = frame.locator("[data-note=sending]")
        expect(sending).to_contain_text("the website that shows this worksheet is blocking it")
        expect(sending).to_contain_text("ana+kit@example.org")
        assert frame.locator(f'[name="{NAME}"]').input_value() == "Lincoln"
