"""Packets: one document of several, in its order, with page numbers that are true."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

import sites
from partnertools import cli
from partnertools.verify import pdf_links
from tools import sheets, verapdf, viewers
from tools.tags import Tagged, values_in_pypdf

TOOLKIT = sites.toolkit()
PACKETS = {f"{p.slug}{paper}": p for p in TOOLKIT.packets for paper in ("", "-a4")}
IN_LARGE_PRINT = {f"{p.slug}-large": p for p in TOOLKIT.packets if p.has_large_print}
PACKETS |= IN_LARGE_PRINT


def packet_pdf(built: Path, name: str) -> Path:
    return built / "dist" / "packets" / f"{name}.pdf"


@cache
def opened(path: Path) -> PdfReader:
    return PdfReader(path)


@cache
def pages_of(path: Path) -> list[str]:
    """Return the text of each page as it stands there."""
    return viewers.poppler_layout(path).output.split("\f")


def starts(reader: PdfReader, name: str) -> list[int]:
    """The pages (from 0) on which the documents of a packet begin, by the outline."""
    titles = [TOOLKIT.find(t).title for t in PACKETS[name].contents]
    found: dict[str, int] = {}
    for entry in reader.outline:
        if not isinstance(entry, list):
            page = reader.get_destination_page_number(entry)
            assert page is not None
            found[str(entry.title).replace("‘", "'").replace("’", "'")] = page
    return [found[title] for title in titles]


@pytest.mark.parametrize("name", PACKETS)
def test_every_document_begins_on_a_recto(built: Path, name: str) -> None:
    pages = starts(opened(packet_pdf(built, name)), name)
    assert pages == sorted(pages)
    assert all(page % 2 == 0 for page in pages), "page 1 of the file is a recto"


@pytest.mark.parametrize("name", PACKETS)
def test_the_contents_name_the_pages_on_which_documents_begin(built: Path, name: str) -> None:
    reader = opened(packet_pdf(built, name))
    labels = reader.page_labels
    assert labels[:3] == ["i", "ii", "1"]
    contents = pages_of(packet_pdf(built, name))[1]
    listed = re.findall(r"\. *\.[ .]*(\d+)\s*$", contents, re.MULTILINE)
    assert listed == [labels[page] for page in starts(reader, name)]


@pytest.mark.parametrize("name", PACKETS)
def test_every_page_but_the_cover_shows_its_label(built: Path, name: str) -> None:
    labels = opened(packet_pdf(built, name)).page_labels
    numbered = labels[-1]
    cover, *pages = pages_of(packet_pdf(built, name))
    # A lone `i` above a title looks like a speck, most of all in another script.
    assert "i" not in cover.split()
    for label, text in zip(labels[1:], pages, strict=False):
        if text.strip():
            # In large print a title may take two lines, with the number beside them.
            head = text.strip("\n").splitlines()[:3]
            [found] = re.findall(rf"\b{label}( of {numbered})?\s*$", "\n".join(head), re.MULTILINE)
            assert label.isdigit() == bool(found), head


@pytest.mark.parametrize("name", PACKETS)
def test_links_between_documents_stay_inside_the_packet(built: Path, name: str) -> None:
    inside = {f"{TOOLKIT.base_url}{target}/index.html" for target in PACKETS[name].contents}
    for page in opened(packet_pdf(built, name)).pages:
        for annotation in page.get("/Annots", ()):
            action: Any = annotation.get_object().get("/A", {})
            address = str(action.get("/URI", "")).partition("#")[0]
            assert address not in inside


@pytest.mark.parametrize("slug", [p.slug for p in TOOLKIT.packets])
def test_the_page_of_a_packet_says_what_is_inside_and_how_much_paper_it_takes(
    built: Path, slug: str
) -> None:
    html = (built / "dist" / "packets" / slug / "index.html").read_text(encoding="utf-8")
    for target in PACKETS[slug].contents:
        assert f'href="../../{target}/index.html"' in html
    for paper, suffix in (("US Letter", ""), ("A4", "-a4")):
        pages = len(opened(packet_pdf(built, f"{slug}{suffix}")).pages)
        sheets = -(-pages // 2)
        assert f"{paper}: {pages} pages, or {sheets} sheets per person" in html


def test_a_packet_comes_in_large_print_where_its_author_says_so(built: Path) -> None:
    dist = built / "dist"
    assert {*IN_LARGE_PRINT} == {path.stem for path in dist.glob("packets/*-large.pdf")} != set()
    assert {f"{name}-a4" for name in IN_LARGE_PRINT} == {
        p.stem for p in dist.glob("packets/*-large-a4.pdf")
    }
    for packet in TOOLKIT.packets:
        html = (dist / "packets" / packet.slug / "index.html").read_text(encoding="utf-8")
        start = (dist / "index.html").read_text(encoding="utf-8")
        is_offered = f"{packet.slug}-large" in IN_LARGE_PRINT
        for paper in ("", "-a4"):
            name = f"{packet.slug}-large{paper}.pdf"
            assert (f'href="../{name}"' in html) == is_offered
            assert (f'href="packets/{name}"' in start) == is_offered
        assert ("For large print, open a worksheet above" in html) != is_offered


def _contrast(darker: int, lighter: int) -> float:
    """WCAG 2.2, contrast ratio, of two levels of grey (0 to 255)."""

    def luminance(level: int) -> float:
        share = level / 255
        linear: float = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        return linear

    return (luminance(lighter) + 0.05) / (luminance(darker) + 0.05)


@pytest.mark.parametrize("name", ["starting-a-partnership", "working-together-a4"])
def test_a_grey_copy_loses_nothing(built: Path, name: str) -> None:
    path = packet_pdf(built, name)
    pages = viewers.poppler_boxes(path).output.split("<page ")[1:]
    assert len(pages) > 4
    dpi = 144
    for number, page in enumerate(pages[:12], start=1):
        picture = viewers.poppler_picture(path, number, dpi).image
        assert picture is not None
        grey: Image.Image = picture.convert("L")
        for x1, y1, x2, y2, word in re.findall(
            r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<', page
        ):
            if not any(c.isalnum() for c in word):
                continue
            box = tuple(round(float(v) * dpi / 72) for v in (x1, y1, x2, y2))
            darkest, lightest = grey.crop(box).getextrema()  # type: ignore[arg-type]
            assert _contrast(darkest, lightest) >= 4.5, f"{word} on page {number}"  # type: ignore[arg-type]


LARGE = [f"tools/{tool.slug}/{tool.slug}-large.pdf" for tool in TOOLKIT.tools]


@pytest.mark.parametrize("name", LARGE)
def test_large_print_has_no_small_print(built: Path, name: str) -> None:
    fonts = viewers.mupdf_fonts(built / "dist" / name).output
    sizes = {float(size) for size in re.findall(r'<font [^>]*size="([\d.]+)"', fonts)}
    assert sizes
    assert min(sizes) >= 15, "running heads have 15 points, all else 18"
    assert sorted(sizes)[1] >= 18


def test_a_packet_of_ones_own_choice_is_written(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "own.pdf"
    words = ["packet", "--tools", "smart-goals,partner-mapping", "--title", "For Tuesday"]
    words += ["--root", str(built), "-o", str(out), "--paper", "a4", "--lines"]
    assert cli.main(words) == 0
    reader = PdfReader(out)
    assert reader.metadata is not None
    assert reader.metadata.title == "For Tuesday"
    assert f"{len(reader.pages)} pages in {out}" in capsys.readouterr().out
    tools = {name.split(".")[0] for name in Tagged(out).fields()}
    assert tools == {"smart-goals", "partner-mapping"}
    assert not any(r.failures for r in verapdf.validate([out]).values())
    assert viewers.complaints(out) == {}


def test_a_packet_in_large_print_is_written(tmp_path: Path) -> None:
    out = tmp_path / "large.pdf"
    root = sites.project(tmp_path / "project")
    words = ["packet", "afternoon", "--large", "--root", str(root), "-o", str(out)]
    assert cli.main([*words, "--quiet"]) == 0
    assert not any(r.failures for r in verapdf.validate([out]).values())
    pdf = Tagged(out)
    default = str(pdf.root["/AcroForm"]["/DA"])
    assert float(default.split()[1]) >= 17


def test_a_booklet_says_how_to_print_it(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "booklet.pdf"
    words = ["packet", "working-together", "--booklet", "--root", str(built), "-o", str(out)]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "short edge" in said
    pages = len(PdfReader(packet_pdf(built, "working-together")).pages)
    assert said.startswith(f"{-(-pages // 4)} sheets in ")
    assert len(PdfReader(out).pages) == 2 * -(-pages // 4)


def test_a_packet_for_every_partner_is_written(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "partners.csv"
    table.write_text("organization,date\nÉcole Nord,1 May\nSouth,2 May\n", encoding="utf-8")
    out = tmp_path / "packets"
    words = ["packet", "working-together", "--for", str(table), "-o", str(out)]
    words += ["--name", "{organization}", "--root", str(built)]
    assert cli.main(words) == 0
    assert capsys.readouterr().out.startswith("2 packets in ")
    assert sorted(p.name for p in out.iterdir()) == ["South.pdf", "École Nord.pdf"]
    found = values_in_pypdf(out / "South.pdf")
    given = {name: value for name, value in found.items() if name.endswith(".about.organization")}
    assert set(given.values()) == {"South"}
    assert len(given) == 3
    assert not any(r.failures for r in verapdf.validate([out / "South.pdf"]).values())


CHOICE = """```{pick-one} Milk
:id: milk
- [No milk, thanks]{#none}
- [From a cow]{#cow}
```
"""


def test_a_cell_picks_a_choice_by_its_label_or_its_id(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    with (root / "content" / "tools" / "picnic.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{CHOICE}")
    table = tmp_path / "partners.csv"
    table.write_text("milk\nFrom a cow\nNONE\n'=1\n", "utf-8")
    out = tmp_path / "out"
    words = ["packet", "--tools", "picnic", "--for", str(table), "-o", str(out), "--quiet"]
    assert cli.main([*words, "--name", "{row}", "--root", str(root)]) == 1
    picked = [values_in_pypdf(path)["picnic.milk"] for path in sorted(out.iterdir())]
    assert picked == ["cow", "none"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["packet", "whole-toolkt"], 1, "did you mean `whole-toolkit`?"),
        (["packet", "--tools", "smart-goals,nothing"], 1, "there is no worksheet `nothing`"),
        (["packet", "--tools", "smart-goals,smart-goals"], 1, "twice"),
        (["packet", "--tools", ""], 1, "there is no worksheet"),
        (["packet"], 2, "required"),
        (["packet", "working-together", "--title", "x"], 2, "--title goes with --tools"),
        (["packet", "working-together", "--name", "{row}"], 2, "--name goes with --for"),
        (["packet", "working-together", "--for", "partners.csv"], 2, "into a folder: say `-o"),
    ],
)
def test_a_packet_that_cannot_be_is_refused(
    built: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    said: str,
) -> None:
    out = tmp_path / "out.pdf"
    whole = [*words, "--root", str(built), "-o", str(out)]
    if status == 2:
        with pytest.raises(SystemExit) as ended:
            cli.main(whole)
        assert ended.value.code == 2
    else:
        assert cli.main(whole) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.slow
def test_first_pages_may_have_margins_of_their_own(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    style = sites.copy_layout(root, "sheet.css")
    rule = "@page :first { margin-top: 40mm }"
    style.write_text(f"{style.read_text('utf-8')}\n{rule}\n", "utf-8")
    packet = sheets.render(root, "afternoon")
    pages = PdfReader(io.BytesIO(packet.data)).pages
    assert len(pages) == packet.pages
    # Behind cover and contents, the documents are numbered from 1.
    assert "Page 1" in pages[2].extract_text()


@pytest.mark.slow
def test_a_link_to_a_heading_with_any_letters_leads_there_in_a_packet(tmp_path: Path) -> None:
    root = sites.project(tmp_path / "project")
    for path in (root / "content").rglob("*.md"):
        text = path.read_text("utf-8").replace("{#step-1}\n## Step 1: Boil", "## Éveil, œil")
        path.write_text(text.replace("#step-1", "#éveil-œil"), "utf-8")
    (tmp_path / "packet.pdf").write_bytes(sheets.render(root, "afternoon").data)
    checked = pdf_links.check(tmp_path)
    assert (checked.count, checked.findings) == (1, ())
    reader = PdfReader(tmp_path / "packet.pdf")
    place = reader.named_destinations["brewing--éveil-œil"]
    brewing = reader.named_destinations["brewing"]
    assert reader.get_destination_page_number(place) == reader.get_destination_page_number(brewing)
    leading = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", ())
        if annotation.get_object().get("/Dest") == "brewing--éveil-œil"
    ]
    assert {a["/Contents"] for a in leading} == {"guide", "Step 1"}
