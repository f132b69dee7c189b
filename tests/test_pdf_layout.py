"""How the PDFs are laid out: nothing is cut off, torn apart or too small, in any edition.

The documents are the repository's own and those of the site `long`, in which words are wider than
their cells, sections are longer than a page, and pictures are of every shape.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import pymupdf
import pytest

import sites
from partnertools.build.sheets import LARGE as LARGE_PRINT
from partnertools.verify.layout import find_misplaced
from tools import outloud, paper, sheets, verapdf
from tools.tags import Element, Tagged, Text

SHEETS = {
    (site, name): sheet
    for site, root in (("built", sites.REPOSITORY), ("long", sites.LONG))
    for name, sheet in sheets.of_project(root).items()
}
LARGE = [key for key, sheet in SHEETS.items() if sheet.edition.is_large]
EACH_PAGE_ONCE = [
    (site, name)
    for site, root in (("built", sites.REPOSITORY), ("long", sites.LONG))
    for name in sheets.without_repeats(sheets.of_project(root))
]
every_page = pytest.mark.parametrize("key", EACH_PAGE_ONCE, ids="/".join)
every_large_pdf = pytest.mark.parametrize("key", LARGE, ids="/".join)
HEADING = re.compile("H[1-4]|Caption")
# What our own sheets leave white, in points: far more than printers need.
WHITE = (36, 12, 36, 30)

Key = tuple[str, str]


@pytest.fixture(scope="module")
def dist(built: Path, long: Path) -> dict[str, Path]:
    return {"built": built / "dist", "long": long / "dist"}


@pytest.fixture(scope="module")
def tagged(dist: dict[str, Path]) -> Any:
    known: dict[Key, Tagged] = {}

    def opened(key: Key) -> Tagged:
        if key not in known:
            known[key] = Tagged(dist[key[0]] / key[1])
        return known[key]

    return opened


@pytest.fixture(scope="module")
def document(dist: dict[str, Path]) -> Iterator[Any]:
    # The library has no types.
    opened: Any = pymupdf.open
    with ExitStack() as stack:
        yield cache(lambda key: stack.enter_context(opened(dist[key[0]] / key[1])))


@pytest.fixture
def pages(document: Any, key: Key) -> list[Any]:
    return list(document(key))


@pytest.fixture(scope="module")
def sizes(document: Any) -> Any:
    """Return what finds the sizes of a document's letters, in points."""
    return cache(
        lambda key: {
            round(span["size"], 1)
            for page in document(key)
            for span in _spans(page)
            if span["text"].strip()
        }
    )


# Nothing is cut off


@every_page
def test_no_word_leaves_its_cell_or_stands_on_anything(pages: list[Any]) -> None:
    assert any(page.get_text("words") for page in pages)
    assert [
        (n, *one) for n, page in enumerate(pages, 1) for one in find_misplaced(page, WHITE)
    ] == []


@pytest.mark.slow
def test_the_judge_sees_words_that_stand_where_they_should_not() -> None:
    library: Any = pymupdf
    cases = {
        (60, 104): [("Under Over", "stand on other words")],
        (120, 204): [("Over", "stand on a field")],
        (60, 193): [("Over", "stand on a line")],
        (240, 140): [("Over", "leave their cell")],
        (590, 140): [("Over", "leave the page")],
        (60, 140): [],
    }
    for place, found in cases.items():
        with library.open() as document:
            page = document.new_page()
            page.insert_text((50, 100), "Under")
            page.draw_line((50, 190), (90, 190))
            page.draw_line((250, 120), (250, 160))
            field = library.Widget()
            field.field_type, field.field_name = library.PDF_WIDGET_TYPE_TEXT, "box"
            field.rect = library.Rect(100, 190, 300, 220)
            page.add_widget(field)
            page.insert_text(place, "Over")
            assert list(find_misplaced(page)) == found


@every_page
def test_words_that_are_broken_are_read_whole(tagged: Any, key: Key) -> None:
    body = html.unescape(re.sub("<[^>]*>", " ", SHEETS[key].html.partition("<body")[2]))
    long_words = {word for word in re.findall(r"[^\W_]+", body) if len(word) > 11}
    read = "".join(tagged(key).text().split())
    assert [word for word in long_words if word not in read] == []


def test_some_words_are_broken(tagged: Any) -> None:
    broken = [
        key for key in EACH_PAGE_ONCE if any("\xad" in t for t in tagged(key).marked.values())
    ]
    assert {site for site, _ in broken} >= {"long"}


def test_pictures_are_whole_in_every_edition(document: Any) -> None:
    seen = 0
    for key in SHEETS:
        for page in document(key):
            # Without one among what the page takes, its contents needn't be read for one.
            for picture in page.get_image_info() if page.get_images() else ():
                x1, y1, x2, y2 = picture["bbox"]
                assert 40 <= x1 < x2 <= page.rect.width - 40, key
                assert 40 <= y1 < y2 <= page.rect.height - 36, key
                shape = (x2 - x1) / (y2 - y1)
                assert shape == pytest.approx(picture["width"] / picture["height"], rel=0.05)
                seen += 1
    assert seen >= 2 * 5


# Nothing is torn apart


@every_page
def test_no_page_ends_with_a_heading_or_a_question_without_its_field(tagged: Any, key: Key) -> None:
    pdf = tagged(key)
    seen = 0
    for before, item in pairwise(list(_pieces(pdf))):
        page, is_head, words = before
        if is_head:
            seen += 1
            assert item[0] == page, f"{words!r} stands alone at the end of page {page + 1}"
    assert seen


def _pieces(pdf: Tagged) -> Iterator[tuple[int, bool, str]]:
    """Yield what is read, piece by piece: its page, whether it is a heading, its words."""
    order = iter(pdf.reading_order())
    within: list[tuple[int, bool]] = []
    for item in pdf.walk():
        within = [(depth, head) for depth, head in within if depth < item.depth]
        if isinstance(item, Element):
            within.append((item.depth, bool(HEADING.fullmatch(item.kind))))
        elif isinstance(item, Text):
            yield next(order)[0], any(head for _, head in within), item.text
        elif item.node["/Subtype"] == "/Widget":
            yield pdf.pages[item.node["/P"].objgen], False, str(item.node["/TU"])


@every_page
def test_no_page_is_nearly_empty(pages: list[Any], tagged: Any, key: Key) -> None:
    """Only where a new page was asked for does a page end in its upper part.

    That is so before each document of a packet too; what is read of it first is its code.
    """
    pdf = tagged(key)
    firsts: dict[int, str] = {}
    for page, mark in pdf.reading_order():
        firsts.setdefault(page, " ".join(pdf.marked[page, mark].split()))
    asked = [
        " ".join(re.sub("<[^>]+>", "", words).split())
        for words in re.findall(
            r'(?:new-page"[^>]*>|contents">|<header>)\s*<h\d[^>]*>(.*?)</h\d>',
            html.unescape(SHEETS[key].html),
            re.DOTALL,
        )
    ]
    asked.append("Fill in this worksheet on screen:")
    for number in range(len(pages) - 1):
        # The last words of a packet's document may be followed by a blank page.
        if number in firsts and number + 1 in firsts and _lowest(pages[number]) < 0.4:
            begins = firsts[number + 1]
            assert any(words.startswith(begins) for words in asked), (number + 1, begins)


def test_pages_are_full(dist: dict[str, Path]) -> None:
    """Boxes to write in take the room that is there, on all but the last page of a worksheet."""
    used = {path.name: paper.use(path) for path in dist["built"].glob("tools/*/*.pdf")}
    counted = [part for parts in used.values() for part in parts[:-1]]
    assert mean(counted) >= 0.92
    assert {name: parts for name, parts in used.items() if min(parts[:-1], default=1) < 0.6} == {}


def test_all_worksheets_take_no_more_paper_than_they_need(dist: dict[str, Path]) -> None:
    """On Letter; a page more is a page that every group prints."""
    paths = paper.editions(dist["built"])["standard"]
    pages: dict[str, int] = {path.stem: len(paper.use(path)) for path in paths}
    assert len(pages) == 13
    assert sum(pages.values()) <= 56, pages


def test_a_box_grows_no_higher_than_its_author_allows(tagged: Any) -> None:
    heights = {
        str(w["/TU"]): float(w["/Rect"][3]) - float(w["/Rect"][1])
        for w in tagged(("long", "tools/room/room.pdf")).widgets()
    }
    # Two lines of 15 points and what stands around them, within borders of 0.75 points.
    assert heights["As it is"] == pytest.approx(32.5 + 1.5, abs=0.01)
    assert heights["A little"] == pytest.approx(32.5 * 3 / 2 + 1.5, abs=0.01)
    assert heights["Usual"] == pytest.approx(32.5 * 4 + 1.5, abs=0.01)


def test_what_is_typed_is_drawn_in_all_of_a_box_that_has_grown(tagged: Any) -> None:
    widgets = [w for w in tagged(("long", "tools/room/room.pdf")).widgets() if "/DA" in w]
    assert widgets
    for widget in widgets:
        x1, y1, x2, y2 = (float(v) for v in widget["/Rect"])
        assert [float(v) for v in widget["/AP"]["/N"]["/BBox"]] == pytest.approx(
            [0, 0, x2 - x1, y2 - y1], abs=0.01
        )


def _spans(page: Any) -> list[Any]:
    blocks = page.get_text("dict")["blocks"]
    return [s for b in blocks for line in b.get("lines", ()) for s in line["spans"]]


def _lowest(page: Any) -> float:
    """Return how far down a page there are words, pictures or lines, as a part of its height."""
    ends = [word[3] for word in page.get_text("words")]
    ends += [picture["bbox"][3] for picture in page.get_image_info()]
    # A background may be as high as the page.
    ends += [d["rect"].y1 for d in page.get_drawings() if d["rect"].height < page.rect.height / 2]
    return float(max(ends) / page.rect.height)


# Nothing is missing or too small in large print


@every_large_pdf
def test_large_print_says_every_word_of_the_standard_edition(tagged: Any, key: Key) -> None:
    site, name = key
    standard = tagged((site, re.sub("-large(-a4|-letter)?", "", name)))
    assert _words(standard)
    missing = _words(standard) - _words(tagged(key))
    # On other pages, a packet's contents have other numbers.
    assert {word for word in missing if not (SHEETS[key].packet and word.isdigit())} == set()


def _words(pdf: Tagged) -> set[str]:
    return set(re.findall(r"\w+", pdf.text()))


def test_packets_in_large_print_say_every_word_too(
    dist: dict[str, Path], tagged: Any, tmp_path: Path
) -> None:
    """No packet of the site `long` is built in large print."""
    path = tmp_path / "all.pdf"
    path.write_bytes(sheets.render(dist["long"].parent, "all", edition=LARGE_PRINT).data)
    missing = _words(tagged(("long", "packets/all.pdf"))) - _words(Tagged(path))
    assert {word for word in missing if not word.isdigit()} == set()


@every_large_pdf
def test_large_print_is_18_points_throughout(sizes: Any, tagged: Any, key: Key) -> None:
    assert min(sizes(key)) >= 18
    typed = [re.search(r"([\d.]+) Tf", str(w["/DA"])) for w in tagged(key).widgets() if "/DA" in w]
    asks = {field.value_type.name for field in SHEETS[key].fields}
    assert bool(typed) == bool(asks - {"choice", "check"})
    assert all(found and float(found[1]) >= 18 for found in typed)


@every_page
def test_nothing_is_smaller_than_nine_points(sizes: Any, key: Key) -> None:
    assert min(sizes(key)) >= 9
    assert sum(size >= 9.5 for size in sizes(key)) >= 3


@every_large_pdf
def test_a_question_in_large_print_says_what_it_is_about(tagged: Any, key: Key) -> None:
    """Whoever turns a page reads “Satisfaction: Notes”, not “Notes”."""
    pdf = tagged(key)
    shown = pdf.text()
    for field in SHEETS[key].fields:
        if field.value_type.name not in ("choice", "check"):
            assert " ".join(field.name.split()) in shown, field.id


# What is to be clicked stands apart


@every_page
def test_buttons_stand_as_far_apart_as_fingers_need(tagged: Any, key: Key) -> None:
    """24 CSS pixels, 18 points, around the middle of what is smaller (WCAG 2.2, 2.5.8)."""
    for page in tagged(key).file.pages:
        targets = [
            (annotation, [float(v) for v in annotation["/Rect"]])
            for annotation in page.get("/Annots", ())
        ]
        small = [(a, box) for a, box in targets if a["/Subtype"] == "/Widget" and _is_small(box)]
        for one, box in small:
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            for other, (x1, y1, x2, y2) in targets:
                if other is one:
                    continue
                if _is_small([x1, y1, x2, y2]):
                    apart = math.hypot(x - (x1 + x2) / 2, y - (y1 + y2) / 2)
                    assert apart >= 18, f"{one['/TU']}: {other.get('/TU', other.get('/Contents'))}"
                else:
                    apart = math.hypot(max(x1 - x, 0, x - x2), max(y1 - y, 0, y - y2))
                    assert apart >= 9, f"{one['/TU']}: {other.get('/TU', other.get('/Contents'))}"


def _is_small(box: list[float]) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < 18


def test_many_buttons_are_small(tagged: Any) -> None:
    boxes = [
        [float(v) for v in w["/Rect"]] for key in EACH_PAGE_ONCE for w in tagged(key).widgets()
    ]
    assert sum(map(_is_small, boxes)) > 500


# And all of it conforms


def test_what_is_too_long_conforms_as_well(dist: dict[str, Path]) -> None:
    """Everything is there in both editions, one on Letter and the other on A4."""
    judged = {
        name: sheet
        for (site, name), sheet in SHEETS.items()
        if site == "long" and sheet.edition.is_large == (sheet.sheet.paper == "a4")
    }
    every = {sheet.sheet.target for (site, _), sheet in SHEETS.items() if site == "long"}
    assert {sheet.sheet.target for sheet in judged.values()} == every
    paths = [dist["long"] / name for name in judged]
    failed = [f"{p.name} {f}: {r}" for (p, f), r in verapdf.validate(paths).items() if r.failures]
    assert not failed, "\n".join(failed)
    found = [f for findings in outloud.check(paths).values() for f in findings]
    # What this checker takes for something else, as in `test_other_checkers.ACCEPTED`; and the head
    # of a table that goes on is no longer read.
    assert {f.rule for f in found} <= {"TBL-012", "TBL-014", "PAG-001", "TAG-002"}, found
