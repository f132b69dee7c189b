"""The whole build: the same content makes the same site, and `dist/` is replaced whole."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

import sites
from partnertools.build import site
from partnertools.build.executors import Executors
from partnertools.build.outputs import Output, Outputs
from partnertools.cache import Cache
from partnertools.problems import Where
from partnertools.render.sitemap import files as sitemap_files

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_tiny_site_has_a_page_per_document_and_a_form_per_paper(tiny: Path) -> None:
    assert {
        "index.html",
        "toolkit.json",
        "assets/site.css",
        "tools/tea/index.html",
        "tools/tea/tea.pdf",
        "tools/tea/tea-letter.pdf",
        "tools/picnic/index.html",
        "tools/picnic/cup.svg",
        "tools/picnic/leaf.png",
        "guide/brewing/index.html",
        "guide/brewing/a leaf.svg",
        "guide/brewing/summary-card.pdf",
        "guide/brewing/summary-card-letter.pdf",
        "pages/about/index.html",
        "data/tea.schema.json",
        "data/picnic.schema.json",
    } <= files(tiny / "dist").keys()


def test_the_paper_of_the_toolkit_stands_first_and_is_preselected(tiny: Path) -> None:
    page = (tiny / "dist" / "tools" / "tea" / "index.html").read_text("utf-8")
    assert re.findall(r'name="paper"[^>]* value="([^"]+)"([^>]*)>', page) == [
        ("tea.pdf", " checked"),
        ("tea-letter.pdf", ""),
        ("tea-large.pdf", ""),
        ("tea-large-letter.pdf", ""),
    ]
    for place in ("tools/tea", "embed/tea", "guide/brewing", "packets/afternoon", ""):
        text = (tiny / "dist" / place / "index.html").read_text("utf-8")
        found = re.findall(r'href="[^"]+[.]pdf">[^<]*, (.*)</a>', text)
        assert found[:2] == ["A4", "US Letter"], place


def test_search_engines_are_told_of_every_page_that_is_nobody_elses(tiny: Path) -> None:
    sitemap = ElementTree.parse(tiny / "dist" / "sitemap.xml")
    told = [one.text or "" for one in sitemap.iter(f"{{{SITEMAPS}}}loc")]
    home = "https://tea.example.org/kit/"
    pages = {path for path in files(tiny / "dist") if path.endswith(".html")}
    ours = {path for path in pages if not path.startswith("embed/")} - {"404.html"}
    assert sorted(told) == sorted(home + path for path in ours)
    assert {"index.html", "tools/tea/index.html", "packets/afternoon/index.html"} <= ours
    # Below a path, nobody looks for it.
    assert not (tiny / "dist" / "robots.txt").exists()
    at_the_root = replace(sites.toolkit(sites.TINY), base_url="https://tea.example.org/")
    robots = sitemap_files(at_the_root)["robots.txt"]
    assert robots.endswith("Sitemap: https://tea.example.org/sitemap.xml\n")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the tiny project once more, in another folder, with the default look as its own."""
    root = sites.project(tmp_path_factory.mktemp("again") / "somewhere" / "else")
    shutil.copytree(sites.REPOSITORY / "layouts", root / "layouts")
    executors = Executors()
    # That another number of processes has made them makes no difference either.
    executors.count = 1
    site.build(root, lambda step: None, None, executors)
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "index.html",
        "assets/",
        "data/",
        "guide/",
        "packets/",
        "pages/",
        "tools/tea/",
        "tools/picnic/",
        "toolkit.json",
        "404.html",
        "sitemap.xml",
    ],
)
def test_two_builds_of_one_content_are_the_same_to_the_last_byte(
    part: str, tiny: Path, again: Path
) -> None:
    one, other = (
        {name: data for name, data in files(root / "dist").items() if name.startswith(part)}
        for root in (tiny, again)
    )
    assert one
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_no_part_of_a_site_is_left_out_of_the_comparison(tiny: Path) -> None:
    parts = {path.name for path in (tiny / "dist").iterdir()}
    assert parts == {
        ".htaccess",
        "404.html",
        "_headers",
        "assets",
        "compare",
        "data",
        "embed",
        "guide",
        "index.html",
        "nginx.conf",
        "packets",
        "pages",
        "sitemap.xml",
        "toolkit.json",
        "tools",
    }


def test_a_pdf_says_the_day_of_publication(tiny: Path) -> None:
    metadata = PdfReader(tiny / "dist" / "tools" / "tea" / "tea.pdf").metadata
    assert metadata is not None
    assert metadata.creation_date is not None
    assert metadata.creation_date.timestamp() == 1700000000


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("a/index.html", "a/index.html", 1),
        ("a/index.html", "a/INDEX.html", 1),
        ("a/index.html", "b/index.html", 0),
    ],
)
def test_two_outputs_for_one_path_are_a_problem(
    first: str, second: str, count: int, tmp_path: Path
) -> None:
    outputs = Outputs(Cache(tmp_path))
    outputs.add(Output(first, "", lambda: [b"one"], Where(Path("one.md"), 1)))
    outputs.add(Output(second, "", lambda: [b"two"], Where(Path("two.md"), 2)))
    assert [str(problem) for problem in outputs.problems] == [
        f"two.md:2: `{second}` is also made from one.md:1; rename one of the two"
    ] * count
