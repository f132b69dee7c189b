"""A file that a person opens: what it has lost is named, and no file makes the page stand still."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tools import fillers
from tools.browser import Watched, chromium, firefox, serve, watch
from tools.handmade import made, stream
from tools.readers import Long, coded, parts
from tools.worksheets import FIELDS, FIRST, LONG, RATING, SLUG, a_few, address, answers

BROWSERS = {"Chromium": chromium, "Firefox": firefox}
LABEL = FIELDS[SLUG][0].label
GIVEN = answers(SLUG)


@pytest.fixture(params=BROWSERS)
def anywhere(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Open a browser of each kind that remembers nothing."""
    with BROWSERS[request.param]().new_context() as context:
        yield context


@pytest.fixture(scope="module")
def filled(dist: Path) -> Callable[[str], bytes]:
    """Return filled copies of worksheets."""

    @cache
    def fill(slug: str) -> bytes:
        blank = (dist / "tools" / slug / f"{slug}.pdf").read_bytes()
        return fillers.fill_with_partnertools(blank, answers(slug))

    return fill


def choose(page: Page | FrameLocator, file: bytes, name: str = "copy.pdf") -> None:
    """Give the page a file, as its button does."""
    page.locator("[data-part=file]").set_input_files(
        {"name": name, "mimeType": "", "buffer": file},
    )


def visit(context: BrowserContext, origin: str, slug: str = SLUG) -> tuple[Page, Watched]:
    page = context.new_page()
    watched = watch(page, origin)
    page.goto(address(origin, slug))
    return page, watched


# Made in the page, of parts that come compressed: so much is slow to hand over.
CHOOSE = """async (input, {name, head, unit, tail, times}) => {
  const [first, again, last] = await Promise.all([head, unit, tail].map((text) => {
    const part = new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))]);
    const whole = part.stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(whole).arrayBuffer();
  }));
  const files = new DataTransfer();
  files.items.add(new File([first, ...Array(times).fill(again), last], name));
  input.files = files.files;
  input.dispatchEvent(new Event("change"));
}"""


def choose_long(page: Page | FrameLocator, file: bytes | Long, name: str) -> None:
    """Give the page a file that may be very long."""
    compressed = {
        key: zlib.compress(part) if isinstance(part, bytes) else part
        for key, part in parts(file).items()
    }
    page.locator("[data-part=file]").evaluate(CHOOSE, {"name": name, **coded(compressed)})


# What is lost is named


def rewritten(pdf: bytes, change: Callable[[pikepdf.Pdf, Any], None]) -> bytes:
    """Change the first field of a file, which its first section holds."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        section: Any = file.Root.AcroForm.Fields[0].Kids[0]
        change(file, section)
        out = io.BytesIO()
        file.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def without_field(file: pikepdf.Pdf, section: Any) -> None:
    del section.Kids[0]


def with_another_name(file: pikepdf.Pdf, section: Any) -> None:
    section.Kids[0].T = pikepdf.String("nome")


def without_value(file: pikepdf.Pdf, section: Any) -> None:
    del section.Kids[0].V


def with_a_number(file: pikepdf.Pdf, section: Any) -> None:
    section.Kids[0].V = 7


def with_junk(file: pikepdf.Pdf, section: Any) -> None:
    section.Kids[0].V = pikepdf.String(b"\x02\x03Lincoln")


def with_nothing_in_an_update(pdf: bytes) -> bytes:
    """Damage the head of the object that holds the answer, so that an older one takes its place."""

    def blank(file: pikepdf.Pdf, section: Any) -> None:
        section.Kids[0].V = pikepdf.String("")
        del section.Kids[0].AP

    old = rewritten(pdf, blank)
    new = fillers.fill_with_partnertools(old, {FIRST: "Lincoln"})
    with pikepdf.open(io.BytesIO(new)) as file:
        number = file.Root.AcroForm.Fields[0].Kids[0].Kids[0].objgen[0]
    head = f"\n{number} 0 obj".encode()
    at = new.index(head, len(old) - 1)
    return new[:at] + head.replace(b"obj", b"obx") + new[at + len(head) :]


LOST: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a field is gone": (lambda pdf: rewritten(pdf, without_field), "Not found:"),
    "a field has another name": (lambda pdf: rewritten(pdf, with_another_name), "Not found:"),
    "a value is gone": (lambda pdf: rewritten(pdf, without_value), "contradicts itself:"),
    "a value is no text": (lambda pdf: rewritten(pdf, with_a_number), "contradicts itself:"),
    "a value is junk": (lambda pdf: rewritten(pdf, with_junk), "contradicts itself:"),
    "an update can't be read": (with_nothing_in_an_update, "without an answer"),
}


@pytest.mark.parametrize("case", LOST)
def test_an_answer_that_is_lost_is_named(
    context: BrowserContext, origin: str, filled: Callable[[str], bytes], case: str
) -> None:
    names_what_is_lost(context, origin, filled, case)


def test_an_answer_that_is_lost_is_named_in_firefox(
    origin: str, filled: Callable[[str], bytes]
) -> None:
    with firefox().new_context() as context:
        names_what_is_lost(context, origin, filled, "a field is gone")


def names_what_is_lost(
    context: BrowserContext, origin: str, filled: Callable[[str], bytes], case: str
) -> None:
    damage, said = LOST[case]
    page, watched = visit(context, origin)
    choose(page, damage(filled(SLUG)))
    note = page.locator("[data-note=file]")
    expect(note).to_be_focused()
    expect(note).to_contain_text("copy.pdf is damaged.")
    count = len(FIELDS[SLUG])
    found = count - (said == "Not found:")
    expect(note).to_contain_text(f"{found} of this worksheet’s {count} fields were found in it.")
    listed = note.locator("p", has_text=said).locator("xpath=following-sibling::ul[1]")
    links = listed.get_by_role("link", name=LABEL)
    expect(links).to_have_count(1)
    links.click()
    expect(page.locator(f'[name="{FIRST}"]')).to_be_focused()
    # What is not lost is there.
    expect(page.locator(f'[name="{LONG.id}"]')).to_have_value(str(GIVEN[LONG.id]))
    assert str(watched) == "nothing"


@pytest.mark.parametrize("slug", a_few())
def test_of_a_sound_copy_nothing_is_said_but_how_many_answers_it_has(
    context: BrowserContext, origin: str, filled: Callable[[str], bytes], slug: str
) -> None:
    page, watched = visit(context, origin, slug)
    choose(page, filled(slug))
    expect(page.locator("[data-note=aside]")).to_contain_text(f"{len(answers(slug))} answers")
    expect(page.locator("[data-note=file]")).to_have_count(0)
    assert str(watched) == "nothing"


def test_fields_that_an_older_version_did_not_have_are_named_too(
    context: BrowserContext, origin: str, filled: Callable[[str], bytes]
) -> None:
    def older(file: pikepdf.Pdf, section: Any) -> None:
        without_field(file, section)
        file.Root.AcroForm.Fields[0].PartnertoolsForm = pikepdf.String(f"{SLUG}/0/en")

    page, _ = visit(context, origin)
    choose(page, rewritten(filled(SLUG), older))
    note = page.locator("[data-note=file]")
    expect(note).to_contain_text("Not found:")
    expect(note.get_by_role("link", name=LABEL)).to_have_count(1)
    expect(note).not_to_contain_text("damaged")


# Files that mean harm


def chained(count: int, data: bytes = b"Mint") -> bytes:
    for _ in range(min(count, 50)):
        data = zlib.compress(data, 0)
    coded = stream(data, f"/Filter [{'/FlateDecode ' * count}]")
    return made("/FT /Tx /V 8 0 R", {8: coded})


def many(count: int) -> bytes:
    kids = " ".join(f"{n} 0 R" for n in range(9, 9 + count))
    fields = {n: f"<</T (a{n}) /FT /Tx /V (x)>>" for n in range(9, 9 + count)}
    return made(f"/Kids [{kids}]", fields)


@cache
def swelling() -> bytes:
    return made("/FT /Tx /V 8 0 R", {8: stream(zlib.compress(bytes(100_000_000)))})


NESTED = (b"1 0 obj" + b"[<</A " * 45 + b"1" + b">>]" * 45 + b" endobj\n") * 100


HOSTILE: dict[str, Callable[[], bytes | Long]] = {
    "a thousand filters": lambda: chained(1000),
    "fifty filters": lambda: chained(50),
    "99,000 fields": lambda: many(99_000),
    "10,000 fields": lambda: many(10_000),
    "44 MB of nested objects": lambda: Long(NESTED, 44_000_000 // len(NESTED)),
    "nested without end": lambda: Long(b"<</A " * 10_000, 900, b"%PDF-1.7\n1 0 obj"),
    "a text that swells": swelling,
}
# Places where the page may start a worker, and where it may not. What reads is the same program
# everywhere, and `test_read_in_scripts` gives it many more: all of these come with a worker and
# without one, elsewhere it is one that takes long and one that is soon found out.
PLACES = [
    *(("Chromium", where, [*HOSTILE]) for where in ("server", "folder")),
    *(
        (browser, where, ["99,000 fields", "a text that swells"])
        for browser, where in (
            ("Chromium", "sandbox"),
            ("Firefox", "server"),
            ("Firefox", "folder"),
            ("Firefox", "sandbox"),
        )
    ),
]


def place(
    context: BrowserContext, origin: str, dist: Path, folder: Path, where: str
) -> tuple[Page, Page | FrameLocator, Watched]:
    page = context.new_page()
    watched = watch(page, origin)
    if where == "server":
        page.goto(address(origin, SLUG))
        return page, page, watched
    if where == "folder":
        page.goto((dist / "tools" / SLUG / "index.html").as_uri())
        return page, page, watched
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><title>Host</title><iframe sandbox="allow-scripts" title="a" width="900"'
        f' height="700" src="{origin}/embed/{SLUG}/index.html"></iframe>',
        encoding="utf-8",
    )
    page.goto((folder / "index.html").as_uri())
    return page, page.frame_locator("iframe"), watched


@pytest.mark.parametrize(("browser", "where", "names"), PLACES)
def test_a_file_that_means_harm_ends_in_a_sentence_and_the_page_goes_on(
    origin: str, dist: Path, tmp_path: Path, browser: str, where: str, names: list[str]
) -> None:
    with BROWSERS[browser]().new_context() as context:
        _, inside, watched = place(context, origin, dist, tmp_path, where)
        field = inside.locator(f'[name="{FIRST}"]')
        field.fill("Lincoln")
        for name in names:
            choose_long(inside, HOSTILE[name](), f"{name}.pdf")
            note = inside.locator("[data-note=file]")
            reasons = "it is damaged|reading it takes too long|it belongs"
            expect(note).to_contain_text(
                re.compile(f"{name}.pdf can’t be opened: ({reasons})"), timeout=60_000
            )
            expect(note).to_contain_text("Your answers have not changed.")
            expect(field).to_have_value("Lincoln")
        inside.locator(f'[name="{RATING.id}"]').first.evaluate("one => one.click()")
        expect(inside.locator("[data-part=count]")).to_contain_text("1 of")
        assert [e for e in watched.errors if "is sandboxed" not in e] == []


ENDLESS = "postMessage('ready'); onmessage = () => { for (;;); };"


def test_while_a_file_is_read_the_page_can_be_used_and_reading_be_stopped(
    anywhere: BrowserContext, origin: str, filled: Callable[[str], bytes]
) -> None:
    # A worker that nothing can end from inside.
    anywhere.route(
        "**/assets/reader.js",
        lambda route: route.fulfill(body=ENDLESS, content_type="text/javascript"),
    )
    page, watched = visit(anywhere, origin)
    choose(page, filled(SLUG))
    note = page.locator("[data-note=file]")
    expect(note).to_contain_text("Reading copy.pdf …")
    expect(note.get_by_role("progressbar")).to_be_visible()
    page.locator(f'[name="{FIRST}"]').fill("Lincoln")
    page.locator(f'[name="{RATING.id}"]').first.check(force=True)
    expect(page.locator("[data-part=count]")).to_contain_text("1 of")
    note.get_by_role("button", name="Cancel").click()
    expect(note).to_contain_text("You have canceled reading copy.pdf.")
    expect(page.locator(f'[name="{FIRST}"]')).to_have_value("Lincoln")
    # Whoever chooses another file waits for the one before no more.
    choose(page, filled(SLUG), "first.pdf")
    expect(note).to_contain_text("Reading first.pdf …")
    choose(page, b"words", "second.txt")
    expect(note).to_contain_text("second.txt can’t be opened")
    assert watched.errors == []


def test_reading_without_end_comes_to_an_end(
    context: BrowserContext, origin: str, filled: Callable[[str], bytes]
) -> None:
    context.route(
        "**/assets/reader.js",
        lambda route: route.fulfill(body=ENDLESS, content_type="text/javascript"),
    )
    page, watched = visit(context, origin)
    page.clock.install()
    choose(page, filled(SLUG))
    # The worker has to come before it can be waited for.
    for _ in range(40):
        page.clock.run_for(1000)
        page.wait_for_timeout(50)
    note = page.locator("[data-note=file]")
    expect(note).to_contain_text("reading it takes too long")
    assert watched.errors == []


def test_where_the_worker_is_missing_the_page_reads_by_itself(
    anywhere: BrowserContext, origin: str, filled: Callable[[str], bytes]
) -> None:
    anywhere.route("**/assets/reader.js", lambda route: route.fulfill(status=404, body=""))
    page, _ = visit(anywhere, origin)
    choose(page, filled(SLUG))
    expect(page.locator(f'[name="{LONG.id}"]')).to_have_value(str(GIVEN[LONG.id]), timeout=15_000)


def test_where_a_policy_forbids_workers_the_page_reads_by_itself(
    anywhere: BrowserContext, dist: Path, filled: Callable[[str], bytes]
) -> None:
    with serve(dist, policy="default-src 'self'; worker-src 'none'") as origin:
        page, _ = visit(anywhere, origin)
        choose(page, filled(SLUG))
        expect(page.locator(f'[name="{LONG.id}"]')).to_have_value(str(GIVEN[LONG.id]))


@pytest.mark.parametrize("where", ["folder", "sandbox"])
def test_where_no_worker_is_allowed_a_filled_copy_is_opened_all_the_same(
    anywhere: BrowserContext,
    origin: str,
    dist: Path,
    tmp_path: Path,
    filled: Callable[[str], bytes],
    where: str,
) -> None:
    _, inside, watched = place(anywhere, origin, dist, tmp_path, where)
    choose(inside, filled(SLUG))
    expect(inside.locator(f'[name="{LONG.id}"]')).to_have_value(str(GIVEN[LONG.id]))
    expect(inside.locator("[data-note=file]")).to_have_count(0)
    assert [e for e in watched.errors if "is sandboxed" not in e] == []
