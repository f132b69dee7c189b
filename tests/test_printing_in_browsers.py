"""Pages that a browser prints: every answer comes onto the paper, in black, from every browser."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image
from playwright.sync_api import Page

from partnertools.model.prompt import Field
from tools import worksheets
from tools.browser import chromium, firefox, firefox_in_the_dark
from tools.worksheets import FIELDS, TEA, a_few, act, give_at_once, words

# The library ships no types.
mupdf_open: Any = pymupdf.open

BROWSERS = {"chromium": chromium, "firefox": firefox}
LAYOUTS = {"page": "tools/{}/index.html", "embed": "embed/{}/index.html"}
# How people print: with the browser's own command, or with the button of the page, which does the
# same in a frame.
WAYS = {"page": ("command", "button"), "embed": ("command",)}


# What a browser prints depends on the kind of a control, not on the worksheet: in Chromium these
# have every kind between them, and in Firefox one has every kind.
def cases() -> Iterator[tuple[str, str, str]]:
    """Yield browser, layout and slug of what is printed."""
    for layout in LAYOUTS:
        yield from (("chromium", layout, slug) for slug in a_few())
        yield ("firefox", layout, TEA)


every_case = pytest.mark.parametrize(("browser", "layout", "slug"), [*cases()])


@pytest.fixture
def page(browser: str, layout: str, slug: str, origin: str, tiny_origin: str) -> Iterator[Page]:
    with BROWSERS[browser]().new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{tiny_origin if slug == TEA else origin}/{LAYOUTS[layout].format(slug)}")
        yield page


def printed(page: Page, path: Path, *, background: bool = False) -> Any:
    page.pdf(path=path, format="Letter", print_background=background)
    return mupdf_open(path)


def text_of(paper: Any) -> str:
    """Return what stands on the paper, with ligatures taken apart."""
    return words(unicodedata.normalize("NFKC", "\n".join(page.get_text() for page in paper)))


def answers(slug: str, lines: int = 12) -> dict[str, str | bool]:
    """Return an answer to every field, each text with a beginning and an end of its own."""
    given: dict[str, str | bool] = {}
    for number, field in enumerate(FIELDS[slug]):
        match field.value_type.name:
            case "choice":
                # Any but the first, so that nothing looks answered by chance.
                given[field.id] = field.options[number % (len(field.options) - 1) + 1].id
            case "check":
                given[field.id] = True
            case "long-text":
                middle = "words that need more room than the box has\n" * lines
                given[field.id] = f"Begin{number}n\n{middle}End{number}n"
            case _:
                given[field.id] = f"Begin{number}n some words End{number}n"
    return given


def missing(slug: str, text: str) -> list[str]:
    """Return the typed answers of which the beginning or the end is not in a text."""
    typed = [n for n, f in enumerate(FIELDS[slug]) if f.value_type.name not in ("choice", "check")]
    assert typed or slug == worksheets.QUIZ
    return [f"{part}{n}" for n in typed for part in ("Begin", "End") if f"{part}{n}n" not in text]


def ticks(slug: str) -> int:
    """Return how many boxes are ticked that have no label beside them."""
    return sum(f.value_type.name == "check" and f.prompt_kind == "grid" for f in FIELDS[slug])


def labels(field: Field, given: dict[str, str | bool], *, is_picked: bool) -> list[str]:
    """Return what stands beside the radio buttons and tick boxes of a field."""
    if field.value_type.name == "choice":
        picked = [o for o in field.options if (given[field.id] == o.id) == is_picked]
        return [words(f"{o.symbol or ''} {o.label}") for o in picked]
    is_box = field.value_type.name == "check" and field.prompt_kind == "pick-many"
    return [words(field.label)] if is_box and is_picked else []


def marks(paper: Any, known: set[str]) -> tuple[Counter[str], Counter[str]]:
    """Return the known labels that have a mark beside them, and those with a blank circle or box.

    A label may go on in a second line. Next to it, at the left, stands what is marked.
    """
    marked, blank = Counter[str](), Counter[str]()
    for page in paper:
        lines = [
            (label, line)
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            if (label := _label_of(line, known))
        ]
        # Most pages hold long answers and no label: they needn't be drawn.
        if not lines:
            continue
        picture = _picture(page)
        for label, line in lines:
            left, top, _, bottom = line["bbox"]
            rem = line["spans"][0]["size"] / 1.0625
            # A circle or box is 1.375 rem wide, and 0.75 rem lie between.
            center, middle = left - 1.4375 * rem, (top + bottom) / 2
            if not _share(picture, 220, center, middle, 0.8 * rem):
                continue
            core = _share(picture, 128, center, middle, 0.3 * rem)
            (marked if core > 0.3 else blank)[label] += 1
    return marked, blank


def _label_of(line: Any, known: set[str]) -> str | None:
    """Return the known label that a line is, or begins."""
    text = words("".join(span["text"] for span in line["spans"]))
    text = unicodedata.normalize("NFKC", text)
    # What stands alone is the mark in a box without a label.
    return next((one for one in known if text not in ("", "✓") and one.startswith(text)), None)


def _picture(page: Any) -> Image.Image:
    """Draw a page in greys, two dots to the point."""
    drawn = page.get_pixmap(dpi=144, colorspace=pymupdf.csGRAY)
    return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def _share(picture: Image.Image, below: int, x: float, y: float, reach: float) -> float:
    """Return the share of dots darker than a grey in a square around a point."""
    left, right, top, bottom = (
        max(0, round(edge * 2)) for edge in (x - reach, x + reach, y - reach, y + reach)
    )
    square = picture.crop((left, top, min(picture.width, right), min(picture.height, bottom)))
    return sum(square.histogram()[:below]) / max(1, square.width * square.height)


@every_case
def test_every_answer_comes_onto_the_paper(
    page: Page, layout: str, slug: str, tmp_path: Path
) -> None:
    given = answers(slug)
    give_at_once(page, given)
    picked, others = (
        Counter(label for f in FIELDS[slug] for label in labels(f, given, is_picked=is_picked))
        for is_picked in (True, False)
    )
    for way in WAYS[layout]:
        if way == "button":
            # Here no dialog opens, which would send `afterprint` at its end.
            page.evaluate("window.print = () => {}")
            act(page, "print")
        paper = printed(page, tmp_path / f"{way}.pdf")
        text = text_of(paper)
        assert missing(slug, text) == [], way
        marked, blank = marks(paper, set(picked) | set(others))
        assert marked == picked, way
        assert blank == (others if way == "command" else Counter()), way
        named = sum(count for label, count in picked.items() if "✓" in label)
        assert text.count("✓") >= ticks(slug) + named, way


# In black on white

DARK = {"chromium": chromium, "firefox": firefox_in_the_dark}
# A page of its own, and a frame on a host that asks for its own colors.
SCHEMES = (
    f"tools/{TEA}/index.html",
    f"embed/{TEA}/index.html?scheme=dark",
    f"embed/{TEA}/index.html?background=101820&text=f0f0f0&accent=8ec9ea",
)


@pytest.mark.parametrize("browser", DARK)
def test_dark_pages_print_dark_letters_on_white(
    tiny_origin: str, browser: str, tmp_path: Path
) -> None:
    with DARK[browser]().new_context(color_scheme="dark") as context:
        page = context.new_page()
        for scheme in SCHEMES:
            page.goto(f"{tiny_origin}/{scheme}")
            assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
            background = "getComputedStyle(document.body).backgroundColor"
            assert page.evaluate(background) != "rgb(255, 255, 255)", "it is dark on the screen"
            give_at_once(page, answers(TEA, lines=1))
            for has_background in (False, True):
                paper = printed(page, tmp_path / "dark.pdf", background=has_background)
                prints_dark_on_white(paper)


def prints_dark_on_white(paper: Any) -> None:
    spans = [
        span
        for sheet in paper
        for block in sheet.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if span["text"].strip()
    ]
    assert any("Begin" in span["text"] for span in spans)
    # Every part of a color is at most that of a dark grey.
    pale = [s for s in spans if max(s["color"].to_bytes(3, "big")) > 0x55]
    assert not pale, [(s["text"], hex(s["color"])) for s in pale[:5]]
    for sheet in paper:
        picture = sheet.get_pixmap(dpi=36, colorspace=pymupdf.csGRAY)
        dots = sorted(picture.samples)
        assert dots[len(dots) // 2] == 255, "most of the paper stays white"


def test_the_line_above_a_section_stays_with_its_heading(origin: str, tmp_path: Path) -> None:
    """Firefox would leave it alone at the foot of a page."""
    with firefox().new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{origin}/tools/self-reflection/index.html")
        paper = printed(page, tmp_path / "paper.pdf")
    seen = 0
    for sheet in paper:
        tops = [word[1] for word in sheet.get_text("words")]
        for line in (drawing["rect"] for drawing in sheet.get_drawings()):
            if line.width > 300 and 1 < line.height < 2:
                seen += 1
                assert any(line.y1 < top < line.y1 + 30 for top in tops), sheet.number
    assert seen >= 8


# Each kind of group and table below a heading, alone there and with more behind it, where so many
# rem of a page are left.
AT_THE_FOOT = """(left) => {
  const form = document.querySelector('form');
  const fields = [...form.querySelectorAll('fieldset.field, .grid')];
  const kinds = [...new Map(fields.map((field) => [field.className, field])).values()];
  const cases = kinds.flatMap((kind) => left.flatMap((rem) => [[kind, rem, 0], [kind, rem, 1]]));
  form.replaceChildren(...cases.flatMap(([kind, rem, more], number) => {
    const made = ['div', 'section', 'h3'].map((name) => document.createElement(name));
    const [above, section, heading] = made;
    above.style.breakBefore = 'page';
    above.style.height = `calc(249mm - ${rem}rem)`;
    heading.append(`Heading${number}n`);
    const field = kind.cloneNode(true);
    field.querySelector('legend, caption').prepend(`Field${number}n `);
    section.append(heading, field, ...(more ? [kind.cloneNode(true)] : []));
    return [above, section];
  }));
  return cases.map(([kind, rem, more]) => `${kind.className}, ${rem} rem, ${more} more`);
}"""


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_heading_stays_with_what_is_picked_below_it(
    tiny_origin: str, browser: str, tmp_path: Path
) -> None:
    """Firefox would leave it alone at the foot of a page."""
    with BROWSERS[browser]().new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{tiny_origin}/tools/{TEA}/index.html")
        cases = page.evaluate(AT_THE_FOOT, [12, 16])
        paper = printed(page, tmp_path / "paper.pdf")
    sheets = {
        word: sheet.number
        for sheet in paper
        for word in text_of([sheet]).split()
        if word.startswith(("Heading", "Field"))
    }
    assert len(sheets) == 2 * len(cases) >= 40
    alone = [case for n, case in enumerate(cases) if sheets[f"Heading{n}n"] != sheets[f"Field{n}n"]]
    assert alone == []


# A heading, a long answer, and another question behind it, where so many rem of a page are left.
LONG_AT_THE_FOOT = """(left) => {
  const form = document.querySelector('form');
  const long = form.querySelector('textarea').closest('.long-answer');
  form.replaceChildren(...left.flatMap((rem, number) => {
    const made = ['div', 'section', 'h3'].map((name) => document.createElement(name));
    const [above, section, heading] = made;
    above.style.breakBefore = 'page';
    above.style.height = `calc(249mm - ${rem}rem)`;
    heading.append(`Heading${number}n`);
    const field = long.cloneNode(true);
    field.querySelector('label').prepend(`Field${number}n `);
    field.querySelector('textarea').value = `Begin${number}n ${'tea '.repeat(3000)} End${number}n`;
    section.append(heading, field, long.cloneNode(true));
    return [above, section];
  }));
}"""


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_heading_stays_with_an_answer_that_is_taller_than_a_page(
    tiny_origin: str, browser: str, tmp_path: Path
) -> None:
    """Firefox would leave it alone at the foot of a page."""
    left = [8, 12, 16, 24, 32]
    with BROWSERS[browser]().new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{tiny_origin}/tools/{TEA}/index.html")
        page.evaluate(LONG_AT_THE_FOOT, left)
        paper = printed(page, tmp_path / "paper.pdf")
    sheets = {word: sheet.number for sheet in paper for word in text_of([sheet]).split()}
    for number in range(len(left)):
        heading, field, begin, end = (
            sheets[f"{name}{number}n"] for name in ("Heading", "Field", "Begin", "End")
        )
        assert heading == field == begin < end, left[number]
