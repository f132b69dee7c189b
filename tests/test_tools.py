"""The judges of the other tests are judged here: each passes what is right and sees what is wrong.

A judge that sees nothing would let every other test pass.
"""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject
from weasyprint import HTML  # type: ignore[import-untyped, unused-ignore]

from tools import browser, programs, verapdf, viewers, vnu

TESTS = Path(__file__).parent
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A worksheet</title></head>
<body><main>
<h1>A worksheet</h1>
<h2>Financial</h2>
<p>What do we add to the partnership?</p>
<form><label for="a">Our answer</label> <input id="a" name="a" title="Our answer"></form>
</main></body>
</html>
"""

UNLABELLED = PAGE.replace("label", "span").replace(' title="Our answer"', "")


def widget(writer: PdfWriter) -> DictionaryObject:
    return dictionary(cast(ArrayObject, writer.pages[0]["/Annots"])[0])


def element(writer: PdfWriter, role: str) -> DictionaryObject:
    """Find the first structure element of a role."""
    waiting = [dictionary(writer.root_object["/StructTreeRoot"])]
    for found in waiting:
        if found.get("/S") == role:
            return found
        kids = found.get("/K", ArrayObject()).get_object()
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            # A number instead is a piece of content, not an element.
            if isinstance(kid.get_object(), DictionaryObject):
                waiting.append(dictionary(kid))
    raise LookupError(role)


def dictionary(value: PdfObject) -> DictionaryObject:
    return cast(DictionaryObject, value.get_object())


def drop_tooltip(writer: PdfWriter) -> None:
    del widget(writer)["/TU"]


def drop_place_in_structure(writer: PdfWriter) -> None:
    del widget(writer)["/StructParent"]


def drop_language(writer: PdfWriter) -> None:
    del writer.root_object["/Lang"]


def drop_structure_tree(writer: PdfWriter) -> None:
    del writer.root_object["/StructTreeRoot"]


def drop_title_preference(writer: PdfWriter) -> None:
    del writer.root_object["/ViewerPreferences"]


def drop_metadata(writer: PdfWriter) -> None:
    del writer.root_object["/Metadata"]


def invent_role(writer: PdfWriter) -> None:
    element(writer, "/H1")[NameObject("/S")] = NameObject("/Invented")


def mix_numbered_and_plain_headings(writer: PdfWriter) -> None:
    element(writer, "/H2")[NameObject("/S")] = NameObject("/H")


Mutation = Callable[[PdfWriter], None]
Reports = dict[tuple[Path, str], verapdf.Report]

# Each with the clause and test of ISO 14289-1 that it breaks, as veraPDF numbers them.
MUTATIONS: tuple[tuple[Mutation, str, int], ...] = (
    (drop_tooltip, "7.18.1", 3),
    (drop_place_in_structure, "7.18.4", 1),
    (drop_structure_tree, "7.1", 11),
    (drop_title_preference, "7.1", 10),
    (drop_metadata, "7.1", 8),
    (invent_role, "7.1", 5),
    # These two are known only at the end of the document, from variables of the profile.
    (drop_language, "7.2", 33),
    (mix_numbered_and_plain_headings, "7.4.4", 3),
)


NAMES = [mutate.__name__ for mutate, _, _ in MUTATIONS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold good and bad files under names that say which they are."""
    folder = tmp_path_factory.mktemp("tools")
    good = folder / "good ö.pdf"
    HTML(string=PAGE).write_pdf(good, pdf_forms=True, pdf_variant="pdf/ua-1")
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves the file of its colour profile open.
        warnings.filterwarnings("ignore", r"unclosed file .*sRGB2014\.icc", ResourceWarning)
        HTML(string=PAGE).write_pdf(folder / "archive.pdf", pdf_variant="pdf/a-2a")
    PdfWriter(clone_from=good).write(folder / "rewritten.pdf")
    for mutate, _, _ in MUTATIONS:
        writer = PdfWriter(clone_from=good)
        mutate(writer)
        writer.write(folder / f"{mutate.__name__}.pdf")
    (folder / "noise.pdf").write_bytes(b"This is no PDF.")
    (folder / "torn.pdf").write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    return folder


@pytest.fixture(scope="module")
def reports(folder: Path) -> Reports:
    return verapdf.validate(sorted(folder.glob("*.pdf")))


@pytest.mark.parametrize(
    ("name", "flavour"),
    [("good ö.pdf", "ua1"), ("rewritten.pdf", "ua1"), ("archive.pdf", "2a")],
)
def test_verapdf_passes_a_file_that_conforms(
    folder: Path, reports: Reports, name: str, flavour: str
) -> None:
    report = reports[folder / name, flavour]
    assert not report.failures, str(report)
    assert report.checks > 100


@pytest.mark.parametrize(("mutate", "clause", "test"), MUTATIONS, ids=NAMES)
def test_verapdf_names_the_rule_that_a_mutation_breaks(
    folder: Path, reports: Reports, mutate: Mutation, clause: str, test: int
) -> None:
    report = reports[folder / f"{mutate.__name__}.pdf", "ua1"]
    assert (clause, test) in {(failure.clause, failure.test) for failure in report.failures}


def test_verapdf_holds_each_file_to_each_flavour_by_itself(folder: Path, reports: Reports) -> None:
    assert "6.6.4" in {failure.clause for failure in reports[folder / "good ö.pdf", "2a"].failures}
    assert "5" in {failure.clause for failure in reports[folder / "archive.pdf", "ua1"].failures}


@pytest.mark.parametrize("flavour", ["ua1", "2a"])
def test_verapdf_reports_unreadable_bytes_as_a_failure(
    folder: Path, reports: Reports, flavour: str
) -> None:
    report = reports[folder / "noise.pdf", flavour]
    assert [failure.clause for failure in report.failures] == ["unreadable"]


def test_verapdf_does_not_pass_a_file_that_breaks_off(folder: Path, reports: Reports) -> None:
    assert reports[folder / "torn.pdf", "ua1"].failures


def test_verapdf_refuses_a_flavour_that_it_has_no_rules_for(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="no profile for flavour 9z"):
        verapdf.validate([folder / "archive.pdf"], ["9z"])


def test_every_viewer_opens_a_sound_file_without_a_complaint(folder: Path) -> None:
    assert viewers.complaints(folder / "good ö.pdf") == {}


def test_every_viewer_complains_about_noise(folder: Path) -> None:
    assert len(viewers.complaints(folder / "noise.pdf")) == 6


def test_poppler_and_mupdf_read_and_draw_the_same_page(folder: Path) -> None:
    path = folder / "good ö.pdf"
    for text in (viewers.poppler_text(path), viewers.mupdf_text(path)):
        words = " ".join(text.output.split())
        assert words == "A worksheet Financial What do we add to the partnership? Our answer"
    for picture in (viewers.poppler_picture(path, dpi=72), viewers.mupdf_picture(path, dpi=72)):
        assert picture.image is not None
        assert picture.image.size == pytest.approx((595, 842), abs=1)
        darkest, lightest = cast(tuple[int, int], picture.image.convert("L").getextrema())
        assert darkest < 40 < lightest == 255, "dark ink on white paper"


def test_the_html_checker_passes_valid_pages_and_names_each_mistake(tmp_path: Path) -> None:
    good, bad, young = (tmp_path / f"{name}.html" for name in ("good ö", "bad", "young"))
    good.write_text(PAGE, encoding="utf-8")
    bad.write_text(PAGE.replace("<p>", '<p id="a">').replace(' lang="en"', ""), encoding="utf-8")
    # It knows the HTML of today.
    new = '<div popover id="b" inert>x</div><button type="button" popovertarget="b">y</button>'
    young.write_text(PAGE.replace("</main>", f"{new}</main>"), encoding="utf-8")
    found = vnu.messages([good, bad, young])
    assert {message.path for message in found} == {bad}
    assert ("error", 8, "Duplicate ID “a”.") in {(it.kind, it.line, it.text) for it in found}
    assert any(it.kind == "warning" and "“lang” attribute" in it.text for it in found)


def test_the_html_checker_does_not_pass_over_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        vnu.messages([tmp_path / "missing.html"])


@dataclass(frozen=True, slots=True)
class Visit:
    """A page after it was opened once: its title, what was recorded and what axe found."""

    title: str
    watched: browser.Watched
    violations: list[browser.Violation]


@pytest.fixture
def visit(tmp_path: Path) -> Callable[[str], Visit]:
    """Serve a page with the strict policy, beside a frame whose field has no label, and open it."""

    def visit(page: str) -> Visit:
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        (tmp_path / "frame.html").write_text(UNLABELLED, encoding="utf-8")
        with browser.serve(tmp_path) as origin, browser.chromium().new_context() as context:
            tab = context.new_page()
            watched = browser.watch(tab, origin)
            tab.goto(f"{origin}/page.html")
            return Visit(tab.title(), watched, browser.axe(tab))

    return visit


def test_the_browser_finds_nothing_on_a_good_page(visit: Callable[[str], Visit]) -> None:
    visited = visit(PAGE)
    assert str(visited.watched) == "nothing"
    assert visited.violations == []


def test_the_browser_refuses_inline_scripts_under_the_strict_policy(
    visit: Callable[[str], Visit],
) -> None:
    visited = visit(PAGE.replace("<p>", '<script>document.title = "changed"</script><p>'))
    assert visited.title == "A worksheet"
    assert "Content Security Policy" in str(visited.watched.errors)


def test_the_browser_records_missing_files_and_other_hosts(visit: Callable[[str], Visit]) -> None:
    elsewhere = "https://example.org/picture.png"
    visited = visit(
        PAGE.replace("<p>", f'<img alt="" src="{elsewhere}"><img alt="" src="no.png"><p>')
    )
    assert visited.watched.foreign == [elsewhere]
    assert any(failed.startswith("404: ") for failed in visited.watched.failed)


def test_axe_looks_into_frames(visit: Callable[[str], Visit]) -> None:
    visited = visit(PAGE.replace("<p>", '<iframe title="Frame" src="frame.html"></iframe><p>'))
    assert ("label", ("iframe > #a",)) in {(it.rule, it.elements) for it in visited.violations}


def test_a_missing_program_skips_a_test_but_fails_it_under_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="qpdf is not installed"):
        programs.needs("qpdf")
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="qpdf is not installed"):
        programs.needs("qpdf")


@pytest.mark.slow
def test_files_without_quick_tests_are_passed_over_until_the_tests_are_others(
    tmp_path: Path,
) -> None:
    """A file of quick tests, one of slow ones, and one in which both stand, in a copy."""
    copy = tmp_path / "tests"
    for path in (TESTS / "conftest.py", *TESTS.glob("tools/*.py"), *TESTS.glob("sites/*.py")):
        place = copy / path.relative_to(TESTS)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    shutil.copy(TESTS.parent / "pyproject.toml", tmp_path)
    slow = "import pytest\n\n@pytest.mark.slow\ndef test_b():\n    pass\n"
    both = f"{slow}\ndef test_a():\n    pass\n"
    for name, text in {"quick": "def test_a():\n    pass\n", "slow": slow, "both": both}.items():
        (copy / f"test_{name}.py").write_text(text)
    found = ["tests/test_both.py::test_a", "tests/test_quick.py::test_a"]
    # Of a part of a file nothing follows for the whole.
    assert collected(tmp_path, "tests/test_both.py::test_b")[0] == []
    assert collected(tmp_path) == (found, "2/4 tests collected (2 deselected)")
    assert collected(tmp_path) == (found, "2/3 tests collected (1 deselected)")
    (copy / "test_slow.py").write_text(slow.replace("test_b", "test_c"))
    assert collected(tmp_path) == (found, "2/4 tests collected (2 deselected)")


def collected(folder: Path, *words: str) -> tuple[list[str], str]:
    """Return the quick tests that pytest finds in a folder, and what it says of their number."""
    command = (sys.executable, "-m", "pytest", "--quick", "--collect-only", "-q", *words)
    *tests, _, said = programs.run(command, folder).stdout.decode().splitlines()
    return tests, said.partition(" in ")[0]


def test_axe_finds_the_same_where_it_is_made_quicker() -> None:
    colors = ("#777", "#777f", "rgb(119 119 119)", "hsl(0 0% 47%)", "lab(50% 0 0)", "transparent")
    lines = [
        f'<p style="color: {ink}; background: {ground}">{ink} on {ground}</p>'
        for ink in (*colors, "white", "rgba(0, 0, 0, 0.4)")
        for ground in (*colors, "black", "oklch(60% 0.1 200 / 50%)", "linear-gradient(red, blue)")
    ]
    others = (
        "<h1>One</h1><h4>Four</h4><img src=none><input><select><option>a</select><button></button>"
        "<ul><p>p</ul><table><tr><th>h<td>d</table><a href=none></a><div role=tab id=b>t</div>"
        "<svg role=img></svg><input type=radio name=a id=b><label for=b>b</label>"
    )
    page = browser.chromium().new_page()
    text = f"<title>Colors and more</title>{''.join(lines)}{others}"
    page.set_content(f"<!doctype html><html lang=en>{text}")
    page.evaluate(browser.axe_as_it_comes())
    run = "axe.run().then(({passes, violations, incomplete}) => [passes, violations, incomplete])"
    as_it_comes = page.evaluate(run)
    found = browser.axe(page)
    page.evaluate("axe = undefined")
    assert browser.axe(page) == found != []
    assert page.evaluate(run) == as_it_comes
    page.close()
