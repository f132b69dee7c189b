"""Filled copies: what was typed is there, drawn, read aloud, and the file conforms as before."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from partnertools import cli
from partnertools.answers import filling
from partnertools.model import fields
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import DoesNotFitError, Filler
from partnertools.problems import UserError
from tools import verapdf, viewers, worksheets
from tools.answer_files import TOOLS, answer_file, answers, form
from tools.tags import Tagged, values_in_pypdf


@pytest.fixture(scope="module")
def copies(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """Every tool, filled in whole: as it is, locked, flat."""
    folder = tmp_path_factory.mktemp("copies")
    made: dict[str, dict[str, Path]] = {}
    for slug in TOOLS:
        file = answer_file(folder / f"{slug}.json", slug, answers(slug))
        made[slug] = {kind: folder / f"{slug}-{kind}.pdf" for kind in ("filled", "locked", "flat")}
        filling.fill(form(built, slug), file, made[slug]["filled"])
        filling.fill(form(built, slug), file, made[slug]["locked"], is_locked=True)
        filling.fill(form(built, slug), file, made[slug]["flat"], is_flat=True)
    return made


def test_every_copy_conforms_as_the_blank_form_did(copies: dict[str, dict[str, Path]]) -> None:
    paths = [path for kinds in copies.values() for path in kinds.values()]
    reports = verapdf.validate(paths)
    assert len(reports) == 2 * 3 * len(TOOLS)
    failed = [f"{path.name} {flavour}: {r}" for (path, flavour), r in reports.items() if r.failures]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("slug", worksheets.a_few())
def test_other_programs_open_copies_of_every_kind_without_a_complaint(
    copies: dict[str, dict[str, Path]], slug: str
) -> None:
    assert {k: viewers.complaints(p) for k, p in copies[slug].items()} == {
        "filled": {},
        "locked": {},
        "flat": {},
    }


@pytest.mark.parametrize("slug", TOOLS)
def test_pypdf_reads_what_was_filled_in(copies: dict[str, dict[str, Path]], slug: str) -> None:
    states = {n: "yes" if v is True else v for n, v in answers(slug).items()}
    assert values_in_pypdf(copies[slug]["filled"]) == states


@pytest.mark.parametrize("slug", TOOLS)
def test_a_filled_copy_is_the_blank_form_and_more(
    built: Path, copies: dict[str, dict[str, Path]], slug: str
) -> None:
    blank = form(built, slug).read_bytes()
    assert copies[slug]["filled"].read_bytes().startswith(blank)


@pytest.mark.parametrize("slug", TOOLS)
def test_a_locked_copy_has_read_only_fields(copies: dict[str, dict[str, Path]], slug: str) -> None:
    locked, filled = (Tagged(copies[slug][kind]) for kind in ("locked", "filled"))
    found = {name: int(node["/Ff"]) for name, node in locked.fields().items()}
    assert all(flags & 1 for flags in found.values())
    flags = {name: int(node.get("/Ff", 0)) for name, node in filled.fields().items()}
    assert found == {name: before | 1 for name, before in flags.items()}


@pytest.mark.parametrize("slug", TOOLS)
def test_a_flat_copy_has_no_fields_and_says_the_answers_in_their_place(
    copies: dict[str, dict[str, Path]], slug: str
) -> None:
    reader = PdfReader(copies[slug]["flat"])
    assert "/AcroForm" not in reader.root_object
    assert not any(
        a.get_object()["/Subtype"] == "/Widget" for p in reader.pages for a in p.get("/Annots", ())
    )
    pdf = Tagged(copies[slug]["flat"])
    said = [str(e.node.get("/ActualText", "")) for e in pdf.elements("Span")]
    expected = answers(slug)
    choices = [f for f in fields.of_tool(TOOLS[slug]) if f.value_type.name == "choice"]
    checks = [f for f in fields.of_tool(TOOLS[slug]) if f.value_type.name == "check"]
    assert said.count("selected") == len(choices) + len(checks)
    assert said.count("not selected") == sum(len(f.options) - 1 for f in choices)
    text = "".join(viewers.poppler_text(copies[slug]["flat"]).output.split())
    for value in {v for n, v in expected.items() if isinstance(v, str) and (" " in v)}:
        for word in value.split():
            assert word in text


@pytest.mark.parametrize("slug", ["self-reflection", "smart-goals"])
def test_a_flat_copy_looks_like_the_filled_one(
    copies: dict[str, dict[str, Path]], slug: str
) -> None:
    pages = len(PdfReader(copies[slug]["filled"]).pages)
    for page in range(1, pages + 1):
        whole = viewers.poppler_picture(copies[slug]["filled"], page, 60).image
        flat = viewers.poppler_picture(copies[slug]["flat"], page, 60).image
        assert whole is not None
        assert flat is not None
        assert whole.tobytes() == flat.tobytes()


def test_a_filled_copy_can_be_filled_again(built: Path, tmp_path: Path) -> None:
    path = filling.form_path("self-reflection", built, "a4")
    first = {"self-reflection.financial.rating": "strong", "self-reflection.about.date": "1 May"}
    second = {"self-reflection.financial.rating": "", "self-reflection.financial.notes": "Later"}
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    filling.fill(path, answer_file(tmp_path / "1.json", "self-reflection", first), one)
    filling.fill(one, answer_file(tmp_path / "2.json", "self-reflection", second), two)
    found = values_in_pypdf(two)
    assert found["self-reflection.financial.rating"] == "Off"
    assert found["self-reflection.financial.notes"] == "Later"
    assert found["self-reflection.about.date"] == "1 May"
    assert not any(r.failures for r in verapdf.validate([two]).values())
    assert viewers.complaints(two) == {}


def test_a_form_that_another_program_has_saved_can_be_filled(built: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pdf"
    with pikepdf.open(form(built, "smart-goals")) as pdf:
        pdf.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert plan.of_pdf(saved.read_bytes(), saved).has_xref_table
    given = answers("smart-goals")
    filling.fill(saved, answer_file(tmp_path / "a.json", "smart-goals", given), tmp_path / "b.pdf")
    assert viewers.complaints(tmp_path / "b.pdf") == {}
    assert not any(r.failures for r in verapdf.validate([tmp_path / "b.pdf"]).values())


def test_long_text_shrinks_before_it_is_refused(built: Path) -> None:
    path = form(built)
    pdf = path.read_bytes()
    filler = Filler(plan.of_pdf(pdf, path))
    name = "self-reflection.financial.notes"
    sizes = []
    for count in (10, 100, 150):
        copy = pdf + filler.update(len(pdf), {name: "words " * count})
        with pikepdf.open(io.BytesIO(copy)) as filled:
            annotations = filled.pages[1].Annots
            (notes,) = [a for a in annotations if str(a.get("/V", "")).startswith("words")]
            shown = notes.AP.N.read_bytes().decode("ascii")
        sizes.append(float(re.findall(r"/Text ([\d.]+) Tf", shown)[0]))
    assert sizes[0] == 10
    assert sizes == sorted(sizes, reverse=True)
    assert 6 <= sizes[-1] < sizes[0]
    with pytest.raises(DoesNotFitError):
        filler.update(len(pdf), {name: "words " * 500})


def test_answers_of_another_tool_are_refused(built: Path, tmp_path: Path) -> None:
    file = answer_file(tmp_path / "a.json", "smart-goals", {})
    with pytest.raises(UserError, match="which is not in"):
        filling.fill(form(built), file, tmp_path / "o.pdf")


def test_the_command_line_fills_a_form_by_its_slug(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answer_file(tmp_path / "a.json", "smart-goals", answers("smart-goals"))
    out = tmp_path / "out.pdf"
    words = [
        "fill",
        "smart-goals",
        str(file),
        "-o",
        str(out),
        "--paper",
        "a4",
        "--root",
        str(built),
    ]
    assert cli.main(words) == 0
    assert float(PdfReader(out).pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    assert capsys.readouterr().out.startswith(f"{len(answers('smart-goals'))} answers in ")


def test_the_command_line_suggests_the_nearest_form(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["fill", "smart-goal", "a.json", "-o", str(tmp_path / "o.pdf"), "--root", str(built)]
    assert cli.main(words) == 1
    assert "did you mean `smart-goals`?" in capsys.readouterr().err
