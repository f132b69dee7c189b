"""A toolkit's own typefaces are on pages and in PDFs; what can't be used there is refused."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont, newTable

import sites
from partnertools import source, typeface
from partnertools.build import sheets
from partnertools.build.executors import Executors
from partnertools.build.pages import of_project
from partnertools.build.printing import Printer
from partnertools.build.project import Project
from partnertools.cache import Cache

FACES = {("normal", 400): "plain", ("italic", 400): "italic", ("normal", 700): "bold"}
KEYS = "typefaces:\n  text: round\n"
CASE = sites.FRONT + "Text with *some* words.\n\n## A heading\n\nMore.\n"
Change = Callable[[Any], object]


@cache
def font(
    style: str = "normal", weight: int = 400, flavor: str = "", *, is_kerned: bool = False
) -> bytes:
    """Return a font of our own making: the usual one, of which only Latin letters are left."""
    made = TTFont(typeface.file(style, weight))
    if not is_kerned:
        # Rules for pairs of letters take longest to read.
        for table in ("GPOS", "GSUB", "GDEF"):
            del made[table]
    subsetter = subset.Subsetter(subset.Options(layout_features=["kern"], hinting=False))
    subsetter.populate(unicodes=range(0x20, 0x17F))
    subsetter.subset(made)
    made.flavor = flavor or None
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def changed(change: Change) -> bytes:
    """Return the font with something changed in it."""
    made = TTFont(BytesIO(font()))
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def project(root: Path, keys: str = KEYS, files: dict[str, bytes] | None = None) -> Path:
    """Make a project of one worksheet with a typeface of its own."""
    content = root / "content"
    (content / "tools").mkdir(parents=True)
    toolkit = (sites.TINY / "content" / "toolkit.yaml").read_text("utf-8")
    (content / "toolkit.yaml").write_text(toolkit + keys, "utf-8")
    (content / "tools" / "case.md").write_text(CASE, "utf-8")
    if files is None:
        files = {f"round/{name}.ttf": font(*face) for face, name in FACES.items()}
    for name, data in files.items():
        path = content / "typefaces" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def notes(root: Path) -> list[str]:
    told = [sites.relative(str(note), root) for note in source.read(root / "content").notes]
    return [note for note in told if "only an example" not in note]


@pytest.mark.slow
def test_pages_and_paper_are_set_in_it(tmp_path: Path) -> None:
    files = {f"round/{name}.ttf": font(*face, is_kerned=True) for face, name in FACES.items()}
    files["sharp/sharp.woff2"] = font("normal", 700, "woff2", is_kerned=True)
    root = project(tmp_path, f"{KEYS}  headings: sharp\n", files)
    built = Project(root)
    printer = Printer(built, Cache(tmp_path / "cache"), Executors())
    sheet = sheets.of_tool(built.toolkit, built.toolkit.tools[0], "letter")
    rendered = printer.render_alone(sheet)
    assert rendered.foreign == ""
    with pikepdf.open(BytesIO(rendered.data)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
        names = {str(o.FontName).partition("+")[2]: o for o in fonts}
        assert {"Toolkit-Text", "Toolkit-Text-Italic", "Toolkit-Headings-Bold"} <= {*names}
        assert all("/FontFile2" in o or "/FontFile3" in o for o in fonts)

    outputs = {output.path: output for output in of_project(built, (), {}, printer.cache)}
    style = outputs["assets/site.css"].data().decode()
    assert 'url("typefaces/sharp/sharp.woff2") format("woff2")' in style
    assert '--font-screen: "Toolkit Text", system-ui' in style
    assert 'h1, h2, h3, h4 { font-family: "Toolkit Headings", var(--font-screen); }' in style
    for name, data in files.items():
        assert outputs[f"assets/typefaces/{name}"].data() == data


@pytest.mark.slow
def test_another_font_of_the_same_name_makes_another_pdf(tmp_path: Path) -> None:
    root = project(tmp_path)

    def key() -> str:
        built = Project(root)
        sheet = sheets.of_tool(built.toolkit, built.toolkit.tools[0], "letter")
        return Printer(built, Cache(tmp_path / "cache"), Executors()).key(sheet)

    before = key()
    (root / "content" / "typefaces" / "round" / "plain.ttf").write_bytes(
        changed(lambda made: setattr(made["head"], "fontRevision", 7))
    )
    assert key() != before


def test_letters_that_it_lacks_are_named_with_their_line(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "content" / "tools" / "case.md").write_text(f"{CASE}\nСлово → ★ 🧉\n", "utf-8")
    assert sites.mistakes(root) == [
        "tools/case.md:15: the typeface of the PDFs has no `🧉`; use another sign"
    ]
    (root / "content" / "tools" / "case.md").write_text(f"{CASE}\nЯ → ★\n", "utf-8")
    usual = "the usual one is used; use another sign, or leave it so"
    assert notes(root) == [f"tools/case.md:15: the typeface `round` has no `Я`, `→`, `★`: {usual}"]


def test_a_letter_that_the_usual_typeface_lacks_may_be_in_it(tmp_path: Path) -> None:
    def add(made: Any) -> None:
        for table in made["cmap"].tables:
            table.cmap[0x10D0] = "a"

    root = project(tmp_path, files={"round/plain.ttf": changed(add)})
    (root / "content" / "tools" / "case.md").write_text(f"{CASE}\nა\n", "utf-8")
    assert sites.mistakes(root) == []


def axes(made: Any) -> None:
    made["fvar"] = newTable("fvar")
    made["fvar"].axes, made["fvar"].instances = [], []


def without_outlines(made: Any) -> None:
    del made["glyf"], made["loca"]


FREE = "take one that may be, such as one under the SIL Open Font License"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "restricted": (
        lambda: changed(lambda made: setattr(made["OS/2"], "fsType", 2)),
        f"its maker does not allow to embed it in documents; {FREE}",
    ),
    "whole": (
        lambda: changed(lambda made: setattr(made["OS/2"], "fsType", 0x0108)),
        f"its maker does not allow to embed a part of its letters; {FREE}",
    ),
    "variable": (
        lambda: changed(axes),
        "it is a variable font, and paper takes one file for each weight;"
        " take the static files: downloads often have a folder `static`",
    ),
    "outlines": (
        lambda: changed(without_outlines),
        f"it has no outlines that can be embedded; {FREE}",
    ),
    "text": (lambda: b"Not a font", "it is no font, or damaged; download or copy it again"),
    "cut": (lambda: font()[:3000], "it is no font, or damaged; download or copy it again"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_used_is_refused(case: str, tmp_path: Path) -> None:
    make, message = REFUSED[case]
    root = project(tmp_path, files={"round/one.ttf": make()})
    assert sites.mistakes(root) == [f"typefaces/round/one.ttf: {message}"]


def test_damaged_woff2_is_refused(tmp_path: Path) -> None:
    whole = font("normal", 400, "woff2")
    for data in (whole[:200], whole[: len(whole) // 2], whole[:300] + b"\0" * 50 + whole[350:]):
        root = tmp_path / str(len(data)) / str(hash(data))
        assert sites.mistakes(project(root, files={"round/one.woff2": data})) == [
            "typefaces/round/one.woff2: it is no font, or damaged; download or copy it again"
        ]


@pytest.mark.parametrize(
    ("keys", "files", "expected"),
    [
        (
            "typefaces:\n  text: rond\n", {"round/one.ttf": font},
            "toolkit.yaml:11: `text` is `rond`, and there is no folder `typefaces/rond`;"
            " did you mean `round`?",
        ),
        (
            KEYS, {},
            "toolkit.yaml:11: `text` is `round`, and there is no folder `typefaces/round`;"
            " put the files of the typeface into it",
        ),
        (
            KEYS, {"round/OFL.txt": lambda: b"Free."},
            "toolkit.yaml:11: there is no font file in `typefaces/round`;"
            " put the typeface's files there that end with `.ttf`, `.otf` or `.woff2`",
        ),
        (
            KEYS, {"round/one.woff": lambda: b"wOFF"},
            "typefaces/round/one.woff: a `.woff` file can't be used on pages and on paper;"
            " take the typeface's files that end with `.ttf`, `.otf` or `.woff2`",
        ),
        (
            KEYS, {"round/one.ttf": font, "round/two.ttf": font},
            "typefaces/round/two.ttf: `one.ttf` has the same weight, 400; keep one of the two",
        ),
        (
            "typefaces:\n  texts: round\n", {"round/one.ttf": font},
            "toolkit.yaml:11: unknown place `texts`; did you mean `text`?",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named(
    keys: str, files: dict[str, Callable[[], bytes]], expected: str, tmp_path: Path
) -> None:
    made = {name: make() for name, make in files.items()}
    assert sites.mistakes(project(tmp_path, keys, made)) == [expected]


def test_what_is_missing_and_what_nobody_uses_is_noted(tmp_path: Path) -> None:
    root = project(tmp_path, files={"round/one.ttf": font(), "other/one.ttf": font()})
    remedy = "add its file to the folder, or do without such words"
    assert notes(root) == [
        "toolkit.yaml:11: `round` has no bold face: on paper, bold words look like all others;"
        f" {remedy}",
        "toolkit.yaml:11: `round` has no italic face: on paper, words in italics look like all"
        f" others; {remedy}",
        "typefaces/other: nothing is set in this typeface; write `text: other` below `typefaces:`"
        " in `toolkit.yaml`",
    ]
