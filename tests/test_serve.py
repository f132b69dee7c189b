"""`serve`: edit, see, break, see the message, mend; in a real browser, on a project of one page."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

import sites
from partnertools import cli, source
from partnertools.problems import UserError
from tools import browser

TOOLKIT = sites.TINY / "content" / "toolkit.yaml"
WORKSHEET = """---
title: {title}
summary: What to bring.
when: a picnic is near
version: 1
minutes: 5
---

## The basket

```{{short-answer}} What is in it
:id: basket
```
"""


def project(root: Path) -> Path:
    (root / "content" / "tools").mkdir(parents=True)
    (root / "content" / "toolkit.yaml").write_bytes(TOOLKIT.read_bytes())
    write(root, "The picnic")
    return root


def write(root: Path, title: str, slug: str = "picnic", **replaced: str) -> None:
    text = WORKSHEET.format(title=title)
    for before, after in replaced.items():
        text = text.replace(before, after)
    (root / "content" / "tools" / f"{slug}.md").write_text(text, encoding="utf-8")


@contextmanager
def served(root: Path, *words: str) -> Iterator[str]:
    """Serve a project as on a command line, and end that as Ctrl-C does; yield the address."""
    program = subprocess.Popen(
        [sys.executable, "-m", "partnertools", "serve", "--port", "0", "--root", root, *words],
        cwd=sites.REPOSITORY,
        start_new_session=True,
        stdout=subprocess.PIPE,
        # What runs these tests may itself be deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert program.stdout is not None
    try:
        yield program.stdout.readline().decode().partition("/ (")[0]
    finally:
        os.killpg(program.pid, signal.SIGINT)
        program.communicate(timeout=20)
        assert program.returncode == 0
    assert ended(program.pid)


@pytest.mark.slow
def test_a_service_that_is_told_to_end_does_so_without_a_word(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    with subprocess.Popen(
        [sys.executable, "-m", "partnertools", "serve", "--port", "0", "--root", root],
        cwd=sites.REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        while b"up to date" not in program.stdout.readline():
            assert program.poll() is None
        program.terminate()
        assert program.communicate(timeout=20)[1] == b""
    assert program.returncode == 0


def ended(group: int) -> bool:
    """Wait until no process of a group is left; those that were started end by themselves."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def title_of_pdf(address: str) -> str:
    with urlopen(address) as answer, pikepdf.open(BytesIO(answer.read())) as pdf:
        return str(pdf.docinfo["/Title"])


@pytest.mark.usefixtures("publication_day")
def test_edit_see_break_see_the_message_mend(tmp_path: Path, context: BrowserContext) -> None:
    root = project(tmp_path / "project")
    with served(root) as address:
        page = context.new_page()
        watched = browser.watch(page, address)
        page.goto(f"{address}/tools/picnic/")
        heading = page.locator("h1")
        expect(heading).to_have_text("The picnic", timeout=20_000)
        # The page comes first. Whoever asks for its PDF gets the one that belongs to it.
        before = number_of_change(page)
        write(root, "The feast")
        expect(heading).to_have_text("The feast")
        assert number_of_change(page) > before
        assert title_of_pdf(f"{address}/tools/picnic/picnic-letter.pdf") == "The feast"

        write(root, "The banquet", basket="a.1")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("tools/picnic.md:12")
        expect(alert).to_contain_text("12 | :id: a.1")
        expect(alert.locator("mark")).to_have_text("a.1")
        expect(alert).to_contain_text("Use lower-case letters, digits and hyphens")
        expect(heading).to_have_text("The feast")
        assert browser.axe(page) == []

        write(root, "The banquet")
        expect(heading).to_have_text("The banquet")
        expect(alert).to_have_count(0)
        # A page that is gone, and that comes back.
        (root / "content" / "tools" / "picnic.md").rename(root / "content" / "tools" / "feast.md")
        expect(heading).to_have_text("There is no such page")
        write(root, "The picnic")
        expect(heading).to_have_text("The picnic")
        # Nothing but that page was missing, and the policy of published pages forbids nothing.
        assert [error for error in watched.errors if "status of 404" not in error] == []
    assert sorted(path.name for path in root.iterdir()) == ["content"]


def number_of_change(page: Page) -> int:
    return int(page.locator("script[data-change]").get_attribute("data-change") or 0)


@pytest.mark.usefixtures("publication_day")
def test_pages_are_loaded_once_while_pdfs_are_made_and_once_when_all_are(
    tmp_path: Path, context: BrowserContext
) -> None:
    root = project(tmp_path / "project")
    with served(root) as address:
        page = context.new_page()
        page.goto(f"{address}/tools/picnic/")
        change = number_of_change(page)
        told = {"digest": "another", "change": change, "unfinished": 3, "mistakes": []}
        # What the server says while PDFs are made, again and again, and then that all of them are.
        page.route("**/changes?*", lambda route: route.fulfill(**event(told)))
        page.reload()
        loads: list[bool] = []
        page.on("load", lambda _: loads.append(True))
        expect(page.locator("partnertools-serve")).to_contain_text("3 PDFs are being made")
        with page.expect_response("**/changes?*"):
            assert not loads
        with page.expect_event("load"):
            told["unfinished"] = 0
        told |= {"unfinished": 3, "change": change + 1}
        with page.expect_event("load"):
            pass


def event(told: dict[str, Any]) -> dict[str, Any]:
    # A browser asks again when a connection ends.
    body = f"retry: 100\ndata: {json.dumps(told)}\n\n"
    return {"content_type": "text/event-stream", "body": body}


@pytest.mark.usefixtures("publication_day")
def test_what_is_broken_from_the_beginning_is_shown_too(
    tmp_path: Path, context: BrowserContext
) -> None:
    root = project(tmp_path / "project")
    write(root, "The picnic", version="verson")
    with served(root) as address:
        page = context.new_page()
        page.goto(f"{address}/")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean version?")
        write(root, "The picnic", version="draft: true\nversion")
        expect(page.get_by_role("heading", name="The Tea Toolkit")).to_be_visible()
        page.goto(f"{address}/tools/picnic/")
        expect(page.locator("h1")).to_have_text("There is no such page")
        # It is served from the root, wherever it will be published, and says so at any depth.
        style = page.locator("link[rel=stylesheet]").evaluate("link => link.sheet.cssRules.length")
        assert style > 100
        # A website that has given this machine a name of its own sees nothing.
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/", headers={"Host": "attacker.example"})
        assert connection.getresponse().status == 403


@pytest.mark.usefixtures("publication_day")
@pytest.mark.slow
@pytest.mark.usefixtures("publication_day")
def test_styles_that_are_half_written_or_hide_a_field_are_shown_too(
    tmp_path: Path, context: BrowserContext
) -> None:
    root = project(tmp_path / "project")
    style = root / "layouts" / "added" / "sheet.css"
    style.parent.mkdir(parents=True)
    style.write_text("p { color: black }", encoding="utf-8")
    with served(root) as address:
        page = context.new_page()
        page.goto(f"{address}/tools/picnic/")
        alert = page.get_by_role("alert")
        for text, said in {
            "p { color: black": "{ is not closed",
            "input { display: none }": "field picnic.basket is not shown on paper",
            "p { colour: black }": "have colour: black",
        }.items():
            style.write_text(text, encoding="utf-8")
            expect(alert).to_contain_text(said, timeout=20_000)
            style.write_text("p { color: black }", encoding="utf-8")
            expect(alert).to_have_count(0, timeout=20_000)


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_there_is_not_is_refused(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path / "project")
    assert cli.main(["serve", "--root", str(root), "--port", port]) == 1
    said = capsys.readouterr().err
    assert f"port {port} can't be used (ports are 0 to 65535)" in said


@pytest.mark.slow
def test_drafts_are_shown_where_they_are_asked_for(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    write(root, "The picnic", minutes="draft: true\nminutes")
    with served(root, "--drafts") as address, urlopen(f"{address}/tools/picnic/") as answer:
        assert b"<h1>The picnic</h1>" in answer.read()


def test_drafts_are_left_out_of_what_is_built_with_their_mistakes(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    write(root, "The feast", "feast", minutes="draft: true\nminutes", basket="a.1")
    toolkit = source.read(root / "content")
    assert [tool.slug for tool in toolkit.tools] == ["picnic"]
    notes = [note.what for note in toolkit.notes if note.where.path.name == "feast.md"]
    assert notes[0] == "it is a draft, and left out"
    assert notes[1].startswith("`a.1` can't be an id")
    with pytest.raises(UserError, match=r"`a\.1` can't be an id"):
        source.read(root / "content", has_drafts=True)


def test_nothing_that_is_published_leads_to_a_draft(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    path = root / "content" / "tools" / "picnic" / "index.md"
    path.write_text(path.read_text("utf-8").replace("version: 1", "version: 1\ndraft: true"))
    with pytest.raises(UserError) as caught:
        source.read(root / "content")
    remedy = "remove this, or the line `draft: true` there"
    assert sites.messages(caught.value, root) == [
        f"guide/brewing/index.md:25: the worksheet `picnic` is a draft; {remedy}",
        "packets/afternoon.yaml:4: the packet holds `tools/picnic`, a draft; "
        "remove `tools/picnic` from it, or the line `draft: true` there",
        f"tools/tea.md:15: the link leads to `tools/picnic.md`, a draft; {remedy}",
    ]
    assert len(source.read(root / "content", has_drafts=True).tools) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("publication_day")
def test_a_page_is_there_a_second_after_its_file_was_saved(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    with served(root) as address:
        title_of_pdf(f"{address}/tools/picnic/picnic.pdf")
        # Other programs may be at work: it may take longer, but not always.
        assert any(seconds_until_shown(root, address, f"Picnic {n}") < 1 for n in range(10))


def seconds_until_shown(root: Path, address: str, title: str) -> float:
    write(root, title)
    saved = time.monotonic()
    while time.monotonic() < saved + 20:
        with urlopen(f"{address}/tools/picnic/") as answer:
            if f"<h1>{title}</h1>".encode() in answer.read():
                break
        time.sleep(0.02)
    return time.monotonic() - saved
