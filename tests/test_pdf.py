"""Every PDF of the build, walked through: what veraPDF doesn't ask and a reader needs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest

import sites
from partnertools.model.prompt import Field
from partnertools.pdf.write import structure, tagged
from partnertools.pdf.write.controls import description
from partnertools.verify import pdf_links
from tools import sheets, viewers
from tools.painted import Words
from tools.tags import (
    MULTILINE,
    NO_TOGGLE_TO_OFF,
    RADIO,
    SOFT_HYPHEN,
    Annotation,
    Element,
    Tagged,
    Text,
)

ROOT = Path(__file__).parent.parent
TOOLKIT = sites.toolkit()
TOOLS = {tool.slug: tool for tool in TOOLKIT.tools}
SHEETS = sheets.of_project(ROOT)
FORMS = [name for name, sheet in SHEETS.items() if sheet.is_form]
WITH_CHOICES = [n for n in FORMS if any(f.value_type.name == "choice" for f in SHEETS[n].fields)]
EACH_PAGE_ONCE = sheets.without_repeats(SHEETS)
PACKETS = [name for name, sheet in SHEETS.items() if sheet.packet]


@pytest.fixture(scope="module")
def open_pdf(built: Path) -> Any:
    return cache(lambda name: Tagged(built / "dist" / name))


def fields_of(name: str) -> dict[str, Field]:
    return {f.id: f for f in SHEETS[name].fields}


def test_the_list_of_pdfs_is_complete(built: Path) -> None:
    found = sorted(str(p.relative_to(built / "dist")) for p in (built / "dist").rglob("*.pdf"))
    assert found == sorted(SHEETS)


def test_no_link_leads_nowhere(built: Path) -> None:
    checked = pdf_links.check(built / "dist")
    assert checked.count == len(SHEETS)
    assert checked.findings == ()


@pytest.mark.parametrize("name", EACH_PAGE_ONCE)
def test_words_are_painted_in_the_order_in_which_they_are_read(
    built: Path, open_pdf: Any, name: str
) -> None:
    """Who reads without tags, as Chrome does, reads the page as it is painted."""
    pdf = open_pdf(name)
    read = pdf.reading_order()
    assert len(read) > 20
    assert [page for page, _ in read] == sorted(page for page, _ in read)
    known = set(read)
    assert [mark for mark in pdf.marked if mark in known] == read
    # Another program finds the same; running heads and repeated heads of tables may stand between.
    pages = viewers.poppler_raw(built / "dist" / name).output.split("\f")
    for number, raw in enumerate(pages[:-1]):
        letters = iter("".join(raw.split()))
        said = "".join(pdf.marked[mark] for mark in read if mark[0] == number)
        lost = next(
            (n for n, char in enumerate(said) if char.strip() and char not in letters), None
        )
        assert lost is None, f"page {number + 1}: after {said[:lost][-60:]!r}"


@pytest.mark.parametrize("name", SHEETS)
def test_the_document_says_its_title_its_language_and_its_outline(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    title = str(pdf.file.docinfo["/Title"])
    assert pdf.root["/Lang"] == "en"
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"] is True
    assert pdf.root["/MarkInfo"]["/Marked"] is True
    assert _described(pdf, "title") == {"x-default": title}
    rights = _described(pdf, "rights")["x-default"]
    assert rights.endswith(sites.toolkit().licence)
    lines = [document.rights for document in SHEETS[name].sheet.documents]
    assert [credit for credit in lines if credit not in rights] == []
    assert pdf.text_of(pdf.elements("H1")[0].node) == title
    headings = [pdf.text_of(e.node) for e in pdf.elements() if re.fullmatch("H[1-4]", e.kind)]
    assert list(_outline(pdf.root["/Outlines"])) == headings
    assert all(page["/Tabs"] == "/S" for page in pdf.file.pages)


def _described(pdf: Tagged, name: str) -> dict[str, str]:
    """Return what the metadata say in each language."""
    items = f".//{{http://purl.org/dc/elements/1.1/}}{name}/*/*"
    found = ElementTree.fromstring(pdf.root["/Metadata"].read_bytes()).iterfind(items)
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    return {item.attrib[language]: item.text or "" for item in found}


def _outline(parent: Any) -> Iterator[str]:
    entry = parent.get("/First")
    while entry is not None:
        yield " ".join(str(entry["/Title"]).split())
        yield from _outline(entry)
        entry = entry.get("/Next")


@pytest.mark.parametrize("name", FORMS)
def test_the_fields_are_those_of_the_tool_in_the_order_of_the_page(
    open_pdf: Any, name: str
) -> None:
    pdf = open_pdf(name)
    known = fields_of(name)
    assert set(pdf.fields()) == set(known)
    read: list[str] = []
    by_node = {node.objgen: full for full, node in pdf.fields().items()}
    for item in pdf.walk():
        if isinstance(item, Annotation) and item.node["/Subtype"] == "/Widget":
            node = item.node if "/T" in item.node else item.node["/Parent"]
            full = by_node[node.objgen]
            if full not in read:
                read.append(full)
    assert read == list(known)


@pytest.mark.parametrize("name", FORMS)
def test_every_field_has_its_flags_and_says_what_it_asks(open_pdf: Any, name: str) -> None:
    known = fields_of(name)
    for full, node in open_pdf(name).fields().items():
        field = known[full]
        flags = int(node.get("/Ff", 0))
        assert node["/TU"] == description(field)
        assert bool(flags & 1) == field.read_only
        assert bool(flags & 2) == field.required
        assert bool(flags & MULTILINE) == (field.value_type.name == "long-text")
        assert bool(flags & RADIO) == (field.value_type.name == "choice")
        assert node["/FT"] == ("/Btn" if field.value_type.name in ("choice", "check") else "/Tx")


@pytest.mark.parametrize("name", WITH_CHOICES)
def test_a_group_of_radio_buttons_is_one_field_with_a_state_per_choice(
    open_pdf: Any, name: str
) -> None:
    known = fields_of(name)
    for full, node in open_pdf(name).fields().items():
        if known[full].value_type.name != "choice":
            continue
        kids = list(node["/Kids"])
        assert not int(node["/Ff"]) & NO_TOGGLE_TO_OFF, "a pick can be taken back"
        states: list[Any] = [set(kid["/AP"]["/N"].keys()) for kid in kids]
        assert states == [{f"/{o.id}", "/Off"} for o in known[full].options]
        for kid, option in zip(kids, known[full].options, strict=True):
            assert "/T" not in kid
            assert kid["/TU"] == f"{known[full].name}: {option.label}"
            assert kid["/AS"] == "/Off"


@pytest.mark.parametrize("name", FORMS)
def test_every_widget_has_an_appearance_for_every_state(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    form = pdf.root["/AcroForm"]
    assert "/NeedAppearances" not in form
    assert "/XFA" not in form
    assert set(form["/DR"].keys()) == {"/Font"}
    for widget in pdf.widgets():
        normal: Any = widget["/AP"]["/N"]
        looks: list[Any] = [normal] if isinstance(normal, pikepdf.Stream) else [*normal.values()]
        x1, y1, x2, y2 = (float(v) for v in widget["/Rect"])
        for look in looks:
            box = [float(v) for v in look["/BBox"]]
            assert box == pytest.approx([0, 0, x2 - x1, y2 - y1], abs=0.02)
        assert int(widget["/F"]) == 4, "it prints, and isn't hidden"


@pytest.mark.parametrize("name", FORMS)
def test_every_widget_stands_in_a_form_element_of_its_own(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    reached = []
    for element in pdf.elements("Form"):
        # Firefox takes the name of a field from here.
        annotation = next(pdf._walk(element.node["/K"], None, 0))
        assert element.node["/Alt"] == annotation.node["/TU"]
        inside = list(pdf._walk(element.node["/K"], None, 0))
        assert len(inside) == 1, "a Form element has one child (ISO 14289-1, 7.18.4)"
        assert isinstance(inside[0], Annotation)
        reached.append(inside[0].node)
    on_pages = pdf.widgets()
    assert [r.objgen for r in reached] == [w.objgen for w in on_pages]
    for widget in on_pages:
        assert widget.objgen in [a.objgen for a in widget["/P"]["/Annots"]]


@pytest.mark.parametrize("name", SHEETS)
def test_every_link_has_its_words_once_a_line(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    for element in pdf.elements("Link"):
        annotations = [i.node for i in pdf._below(element.node) if isinstance(i, Annotation)]
        words = str(element.node["/Alt"])
        assert words
        assert pdf.text_of(element.node).startswith(words)
        assert {str(a["/Contents"]) for a in annotations} == {words}
        lines = {(a["/P"].objgen, round(float(a["/Rect"][1]))) for a in annotations}
        assert len(lines) == len(annotations)


def test_some_documents_have_links(open_pdf: Any) -> None:
    assert sum(len(open_pdf(name).elements("Link")) for name in SHEETS) > len(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_no_heading_level_is_skipped(open_pdf: Any, name: str) -> None:
    levels = [int(e.kind[1]) for e in open_pdf(name).elements() if re.fullmatch("H[1-6]", e.kind)]
    assert levels[0] == 1
    documents = len(SHEETS[name].packet.contents) + 1 if SHEETS[name].packet else 1  # type: ignore[union-attr]
    assert levels.count(1) == documents
    assert all(new <= old + 1 for old, new in pairwise(levels))


@pytest.mark.slow
def test_there_are_tables() -> None:
    assert len([name for name in FORMS if "<table" in SHEETS[name].html]) > len(FORMS) / 2


@pytest.mark.parametrize("name", FORMS)
def test_tables_are_regular_and_their_headers_have_a_scope(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    assert bool(pdf.elements("Table")) == ("<table" in SHEETS[name].html)
    for table in pdf.elements("Table"):
        rows = [i for i in pdf._below(table.node) if isinstance(i, Element) and i.kind == "TR"]
        widths = {sum(1 for kid in row.node["/K"]) for row in rows}
        assert len(widths) == 1, f"rows of {widths} cells"
        if SHEETS[name].edition.is_large:
            continue
        head = [str(kid["/S"]) for kid in rows[0].node["/K"]]
        assert set(head) == {"/TH"}
    for header in pdf.elements("TH"):
        assert header.node["/A"]["/Scope"] in ("/Row", "/Column")
        assert pdf.text_of(header.node)


@pytest.mark.slow
def test_every_picture_has_its_text(tiny: Path) -> None:
    """Beside the codes, the repository’s worksheets have no picture; those of the tests do."""
    seen = 0
    for name, sheet in sheets.of_project(tiny).items():
        texts = re.findall(r'<img[^>]* alt="([^"]*)"', sheet.html)
        pdf = Tagged(tiny / "dist" / name)
        figures = pdf.elements("Figure")
        assert [figure.node["/Alt"] for figure in figures] == list(map(html.unescape, texts))
        assert all(texts)
        seen += len(figures)
    assert seen > 3


@pytest.mark.parametrize("name", SHEETS)
def test_the_structure_reads_like_the_html(open_pdf: Any, name: str) -> None:
    words = Words(SHEETS[name].edition.is_large)
    words.feed(SHEETS[name].html)
    pdf = open_pdf(name)
    # Bullets, numbers of lists and of pages are painted, and aren't in the HTML.
    labels = {id(e.node) for e in pdf.elements("Lbl")}
    painted = ""
    within = 0
    in_link = False
    for item in pdf.walk():
        if isinstance(item, Element):
            in_link = item.kind == "Link"
        if name in PACKETS and in_link and isinstance(item, Text) and item.text.strip().isdigit():
            continue
        if within and item.depth >= within:
            if not isinstance(item, Text) or re.fullmatch(r"[•◦▪]|\d+\.", item.text.strip()):
                continue
        elif isinstance(item, Element):
            within = item.depth + 1 if id(item.node) in labels else 0
        if isinstance(item, Text):
            painted += item.text
    painted = painted.replace(SOFT_HYPHEN, "")
    assert "".join(painted.split()) == "".join("".join(words.parts).split())


@pytest.mark.parametrize("name", SHEETS)
def test_all_fonts_are_ours_and_embedded(built: Path, name: str) -> None:
    with pikepdf.open(built / "dist" / name) as pdf:
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        descriptors = [o for o in files if o.get("/Type") == "/FontDescriptor"]
        names = {str(d.FontName) for d in descriptors}
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)
    assert names
    assert all("Source-Sans-Pro" in n or "PartnertoolsText" in n for n in names), names


@pytest.mark.parametrize("name", SHEETS)
def test_a_short_pdf_weighs_little(built: Path, open_pdf: Any, name: str) -> None:
    size = (built / "dist" / name).stat().st_size
    pages = len(open_pdf(name).file.pages)
    assert size <= 150_000 if pages <= 8 else size <= 150_000 + 15_000 * (pages - 8)
    assert pages == 1 or not SHEETS[name].sheet.is_card


@pytest.mark.parametrize("name", FORMS)
def test_no_field_crosses_the_edge_of_its_page_or_covers_another(open_pdf: Any, name: str) -> None:
    pdf = open_pdf(name)
    for page in pdf.file.pages:
        _, _, width, height = (float(v) for v in page.mediabox)
        boxes = [
            [float(v) for v in a["/Rect"]]
            for a in page.get("/Annots", ())
            if a["/Subtype"] == "/Widget"
        ]
        for n, (x1, y1, x2, y2) in enumerate(boxes):
            assert 30 < x1 < x2 < width - 30
            assert 30 < y1 < y2 < height - 30
            assert min(x2 - x1, y2 - y1) >= 8
            for u1, v1, u2, v2 in boxes[:n]:
                apart = x2 <= u1 + 1 or u2 <= x1 + 1 or y2 <= v1 + 1 or v2 <= y1 + 1
                assert apart, "two fields overlap"


@pytest.mark.parametrize("slug", TOOLS)
def test_the_ids_are_the_same_in_the_page_the_pdfs_and_the_schema(
    built: Path, open_pdf: Any, slug: str
) -> None:
    dist = built / "dist"
    page = (dist / "tools" / slug / "index.html").read_text(encoding="utf-8")
    page = page[page.index("<form") : page.index("</form>")]
    names = set(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', page))
    schema = json.loads((dist / "data" / f"{slug}.schema.json").read_text(encoding="utf-8"))
    listed = json.loads((dist / "toolkit.json").read_text(encoding="utf-8"))
    entry = next(tool for tool in listed["tools"] if tool["id"] == slug)
    assert names == set(open_pdf(f"tools/{slug}/{slug}.pdf").fields())
    assert names == set(open_pdf(f"tools/{slug}/{slug}-a4.pdf").fields())
    assert names == set(schema["properties"]["answers"]["properties"])
    assert names == {field["id"] for field in entry["fields"]}


@pytest.mark.slow
def test_elements_are_added_where_none_is_left_to_write_over(
    publication_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = structure_of(sheets.render(sites.TINY, "tea").data)

    class WithoutSpare(tagged.Tagging):
        def __init__(self, *about: Any) -> None:
            super().__init__(*about)
            self.spare.clear()

    monkeypatch.setattr(structure, "Tagging", WithoutSpare)
    data = sheets.render(sites.TINY, "tea").data
    assert len(usual) > 100
    assert structure_of(data) == usual
    with pikepdf.open(BytesIO(data)) as pdf:
        assert not pdf.check_pdf_syntax()


def structure_of(data: bytes) -> list[tuple[str, ...]]:
    """Return the types of elements, the text and the names of fields, in the order of reading."""
    pdf = Tagged(BytesIO(data))
    return [
        (item.kind,)
        if isinstance(item, Element)
        else ("text", item.text)
        if isinstance(item, Text)
        else ("annotation", str(item.node.get("/TU", "")))
        for item in pdf.walk()
    ]
