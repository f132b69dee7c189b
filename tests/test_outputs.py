"""After each kind of edit, what depends on it is made anew, and nothing else is."""

import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import pytest

import sites
from partnertools import files
from partnertools.build import makers, outputs, pages, site
from partnertools.build import project as projects
from partnertools.build.outputs import Outputs
from partnertools.build.printed import Printed
from partnertools.build.project import Project
from partnertools.build.sheets import of_toolkit
from partnertools.cache import Cache
from tools import sheets

PDFS = ("*.pdf",)
PAGES = ("*.html",)
DATA = ("*.json",)
# A worksheet's own outputs, but for what a PDF brings with it.
TEA = ("tools/tea/*.html", "embed/tea/*", "data/tea.schema.json", "toolkit.json")
TEA_PDFS = ("tools/tea/*.pdf", "packets/*.pdf")


def keys(root: Path) -> dict[str, str]:
    """Return the keys of all outputs, by their path within the site.

    Nothing is known of the PDFs: what changes with their sizes does not change here.
    """
    printer = sheets.printer(root)
    to_print = list(of_toolkit(printer.project.toolkit))
    printed = {s.name: Printed(1, "", 1, has_plan=True, foreign="", undrawn=()) for s in to_print}
    found = {sheet.name: printer.key(sheet) for sheet in to_print}
    for output in pages.of_project(printer.project, to_print, printed, printer.cache):
        found[output.path] = output.key or sha256(output.data()).hexdigest()
    return found


def matching(paths: dict[str, str], patterns: tuple[str, ...]) -> set[str]:
    """Return the paths that match a pattern; each pattern must have one."""
    found = {pattern: [p for p in paths if fnmatchcase(p, pattern)] for pattern in patterns}
    assert all(found.values()), found
    return {path for some in found.values() for path in some}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> dict[str, str]:
    """Return the keys of the tiny project as it is."""
    return keys(sites.project(tmp_path_factory.mktemp("before") / "project"))


@pytest.fixture
def project(tmp_path: Path, publication_day: None) -> Path:
    return sites.project(tmp_path / "project")


# It knows the questions of all worksheets.
COMPARE = "compare/index.html"
SCRIPTS = tuple(f"assets/{n}.js" for n in ("tool", "filler", "compare", "embed", "reader"))

# A file of the project, what is written in place of what, and which outputs are another thing then.
EDITS = {
    "a word of a worksheet": ("content/tools/tea.md", "Sip twice", "Sip once", TEA + TEA_PDFS),
    "a word of the guide": (
        "content/guide/brewing/index.md",
        "Step",
        "Stage",
        ("guide/brewing/index.html", "toolkit.json", "packets/*.pdf"),
    ),
    "a word of a page": (
        "content/pages/about.md",
        "\n---\n",
        "\n---\n\nMore.\n",
        ("pages/about/index.html", "toolkit.json"),
    ),
    "a line that says nothing": ("content/tools/tea.md", "\n---\n", "\n---\n\n\n", ()),
    "a picture": (
        "content/tools/picnic/cup.svg",
        "</svg>",
        " </svg>",
        ("tools/picnic/cup.svg", "tools/picnic/*.pdf", "packets/*.pdf"),
    ),
    "a scale": ("content/scales/taste.yaml", "Bitter", "Sour", (COMPARE, *TEA, *TEA_PDFS)),
    "a setting": (
        "content/toolkit.yaml",
        "The tea party",
        "The tea club",
        (*PAGES, *PDFS, *DATA),
    ),
    "a paper": (
        "content/toolkit.yaml",
        "paper: a4",
        "paper: letter",
        (*PAGES, *PDFS, *DATA),
    ),
    "a version": ("content/tools/tea.md", "version: 2", "version: 3", (*PAGES, *DATA, *TEA_PDFS)),
    "an id": (
        "content/tools/tea.md",
        ":id: pick.notes",
        ":id: pick.more",
        (COMPARE, *TEA, *TEA_PDFS),
    ),
    "a style of paper": ("layouts/sheet.css", "19mm", "20mm", PDFS),
    "a style of the screen": ("layouts/screen/ground.css", "40rem", "41rem", ("assets/site.css",)),
    "a color": (
        "layouts/tokens.css",
        "--ink",
        "--ink-of-old: #000;\n  --ink",
        ("assets/site.css", *PDFS),
    ),
    "a template of pages": ("layouts/base.html", "<body", "<body data-new", PAGES),
    "a template of paper": (
        "layouts/sheet.html",
        "<body",
        "<body data-new",
        (*PAGES, "tools/*.pdf", "packets/*.pdf"),
    ),
    "a script": (
        "layouts/scripts/bar.js",
        "\n",
        "\nconst more = 1;\n",
        SCRIPTS,
    ),
    "a script of a kind of control": (
        "layouts/fields/number/page.js",
        "\n",
        "\nconst more = 1;\n",
        SCRIPTS,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("edited", EDITS)
def test_an_edit_makes_those_outputs_anew_that_it_changes(
    edited: str, project: Path, before: dict[str, str]
) -> None:
    name, old, new, patterns = EDITS[edited]
    path = project / name
    if name.startswith("layouts/"):
        sites.copy_layout(project, name.removeprefix("layouts/"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if edited == "a scale":
        tea = project / "content/tools/tea.md"
        tea.write_text(tea.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    after = keys(project)
    # The other paper is the one that is named.
    renamed = {path for path in before if path.endswith("-letter.pdf") and edited == "a paper"}
    assert before.keys() - after.keys() == renamed
    assert len(before) == len(after)
    changed = {path for path in before if before[path] != after.get(path)}
    assert changed == matching(before, patterns)


@pytest.mark.slow
def test_the_day_of_publication_is_part_of_every_pdf(
    project: Path, before: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    after = keys(project)
    assert {path for path in before if before[path] != after[path]} == matching(before, PDFS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "library", sorted({name for names in makers.LIBRARIES.values() for name in names})
)
def test_another_version_of_a_library_is_another_maker(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = metadata.version
    digests = []
    for version in (known(library), "another"):
        newer = {library: version}
        monkeypatch.setattr(metadata, "version", lambda name, n=newer: n.get(name) or known(name))
        makers.digest.cache_clear()
        digests.append({one: makers.digest(one) for one in makers.LIBRARIES})
    makers.digest.cache_clear()
    before, after = digests
    made_with = [maker for maker, libraries in makers.LIBRARIES.items() if library in libraries]
    assert [maker for maker in before if before[maker] != after[maker]] == made_with


def test_a_document_is_hashed_again_only_where_it_is_another_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Project(project)
    documents = first.toolkit.documents()
    digests = {one.target: first.digest(one) for one in documents}
    hashed: list[object] = []

    def count(one: object) -> str:
        hashed.append(one)
        return outputs.digest(one)

    monkeypatch.setattr(projects, "digest", count)
    path = project / "content" / "tools" / "tea.md"
    path.write_text(path.read_text("utf-8").replace("Sip twice", "Sip once"), "utf-8")
    second = Project(project, before=first)
    again = {one.target: second.digest(one) for one in second.toolkit.documents()}
    assert [target for target in again if again[target] != digests[target]] == ["tools/tea"]
    assert [one.target for one in second.toolkit.documents() if one in hashed] == ["tools/tea"]
    assert again == {one.target: outputs.digest(one) for one in second.toolkit.documents()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("maker", "patterns"),
    [(makers.PDF, PDFS), (makers.PAGES, (*PAGES, "assets/*.js")), (makers.DATA, DATA)],
)
def test_another_maker_makes_its_outputs_anew(
    maker: str,
    patterns: tuple[str, ...],
    project: Path,
    before: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = makers.digest
    monkeypatch.setattr(makers, "digest", lambda m: "another" if m == maker else known(m))
    after = keys(project)
    changed = {path for path in before if before[path] != after[path]}
    assert changed == matching(before, patterns)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "makers_of"),
    [
        ("pdf/write/structure.py", {makers.PDF}),
        ("pdf/forms/plan.py", {makers.PDF}),
        ("render/pages.py", {makers.PAGES}),
        ("render/scripts.py", {makers.PAGES}),
        ("render/hosting.py", {makers.HOSTING}),
        ("render/data.py", {makers.DATA}),
        ("render/comparison.py", {makers.COMPARISON, makers.PAGES}),
        ("source/parse.py", {makers.SOURCE}),
        ("model/prompts/grid.py", {makers.SOURCE}),
        ("cli.py", set()),
        ("problems.py", {*makers.LIBRARIES}),
    ],
)
def test_other_code_makes_anew_what_it_makes(
    module: str, makers_of: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = shutil.copytree(sites.REPOSITORY / "partnertools", tmp_path / "partnertools")
    monkeypatch.setattr(makers, "PACKAGE", package)
    digests = []
    for _ in range(2):
        makers.digest.cache_clear()
        digests.append({maker: makers.digest(maker) for maker in makers.LIBRARIES})
        with (package / module).open("a") as file:
            file.write("# more\n")
    makers.digest.cache_clear()
    before, after = digests
    assert {maker for maker in before if before[maker] != after[maker]} == makers_of


@pytest.mark.slow
@pytest.mark.parametrize("maker", makers.LIBRARIES)
def test_no_module_that_has_a_hand_in_an_output_is_left_out(maker: str) -> None:
    code = (
        f"import sys, {maker};"
        " print(*(name for name in sys.modules if name.partition('.')[0] == 'partnertools'))"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=sites.REPOSITORY, check=True, capture_output=True, text=True)
    assert len(done.stdout.split()) > 2
    assert {*done.stdout.split()} <= makers.modules(maker).keys()


def test_where_a_project_lies_makes_no_difference(project: Path, before: dict[str, str]) -> None:
    assert keys(project) == before


def build(
    root: Path,
    folder: Path | None,
    progress: site.Progress = lambda step: None,
    pages_first: bool = False,
) -> tuple[site.Built, dict[str, bytes]]:
    """Build with a cache or without; return what was built, and the site's files."""
    cache = Cache(folder) if folder else None
    built = site.build(root, progress, cache, pages_first=pages_first)
    dist = root / "dist"
    files = {p.relative_to(dist).as_posix(): p for p in dist.rglob("*") if p.is_file()}
    return built, {name: path.read_bytes() for name, path in files.items()}


@pytest.fixture
def picnics(tmp_path: Path, publication_day: None) -> Path:
    """Make a project of two small worksheets, and a packet of one of them."""
    root = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    tools, packets = root / "content" / "tools", root / "content" / "packets"
    text = (tools / "picnic.md").read_text("utf-8")
    (tools / "tea.md").write_text(text.replace("The picnic", "Tea"), "utf-8")
    packets.mkdir()
    packet = "title: An afternoon\nsummary: One worksheet.\ncontents:\n  - tools/tea\n"
    (packets / "afternoon.yaml").write_text(packet, "utf-8")
    return root


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_a_build_makes_what_is_new_and_writes_what_a_build_without_a_cache_writes(
    picnics: Path, tmp_path: Path
) -> None:
    project, folder = picnics, tmp_path / "cache"
    first, files = build(project, folder)
    assert {path for path in files if path.endswith((".pdf", "tml", ".fill.json"))} <= first.made

    second, again = build(project, folder)
    assert (second.made, again) == (frozenset(), files)

    path = project / "content" / "tools" / "tea.md"
    path.write_text(path.read_text("utf-8").replace("What is in it", "Once or so"), "utf-8")
    page, pdf = "tools/tea/index.html", "tools/tea/tea.pdf"
    there: list[bytes] = []

    def look(step: str) -> None:
        if step.startswith("rendered ") and not there:
            there.extend((project / "dist" / name).read_bytes() for name in (page, pdf))

    third, edited = build(project, folder, look, pages_first=True)
    # The page is in place before any PDF is made.
    assert there == [edited[page], files[pdf]]
    assert b"Once or so" in edited[page]
    assert edited[pdf] != files[pdf]
    own = matching(dict.fromkeys(files, ""), ("*/tea/*", "data/tea*", "packets/afternoon*"))
    # They say how large the PDFs are, and what is in them.
    assert third.made == own | {"index.html", "toolkit.json", COMPARE}
    assert files.keys() == edited.keys()
    assert {name for name in files if files[name] != edited[name]} <= third.made

    fourth, whole = build(project, None)
    assert (fourth.made, whole) == (first.made, edited)


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_a_site_that_another_build_has_written_is_not_taken_for_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = sites.project(tmp_path / "project", sites.ONE_QUESTION)
    first, _ = build(project, tmp_path / "cache")
    assert first.site
    write = site.write

    def write_and_lose(folder: Path, outputs: Outputs) -> None:
        write(folder, outputs)
        files.write_folder(folder, {**outputs, "index.html": b"the other's"})

    monkeypatch.setattr(site, "write", write_and_lose)
    second, _ = build(project, tmp_path / "cache")
    assert second.site == ""
