"""Filled copies: what was typed is there, drawn, read aloud, and the file conforms as before."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from partnertools import cli, content, fields, filling
from partnertools.pdf import plan
from partnertools.pdf.fill import DoesNotFitError, filled
from partnertools.pdf.flatten import NOT_PICKED, PICKED
from partnertools.problems import ContentError
from tools import verapdf, viewers
from tools.tags import Tagged

ROOT = Path(__file__).parent.parent
TOOLS = {tool.slug: tool for tool in content.read(ROOT / "content").tools}
SHORT = "Žďár ÉÑÅŁ ★ “Ω–Я”"
LONG = "Łódź, “Ο Άγιος” – Київ’s schools ✓\nA second line that is long enough to be wrapped."


def answers(slug: str) -> dict[str, str | bool]:
    """An answer to every field of a tool."""
    given: dict[str, str | bool] = {}
    for field in fields.of_tool(TOOLS[slug]):
        match field.kind:
            case "choice":
                given[field.id] = field.options[-1].id
            case "check":
                given[field.id] = True
            case "long-text":
                given[field.id] = LONG if field.control != "grid" else SHORT
            case _:
                given[field.id] = SHORT if field.control != "grid" else "Žďár"
    return given


def answer_file(path: Path, slug: str, given: dict[str, Any], version: int = 1) -> Path:
    path.write_text(
        json.dumps(
            {"tool": slug, "version": version, "language": "en", "answers": given}, indent=1
        ),
        encoding="utf-8",
    )
    return path


def form(built: Path, slug: str = "self-reflection") -> Path:
    return filling.form_path(slug, built, "letter")


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


@pytest.mark.parametrize("slug", TOOLS)
def test_other_programs_open_every_copy_without_a_complaint(
    copies: dict[str, dict[str, Path]], slug: str
) -> None:
    assert {k: viewers.complaints(p) for k, p in copies[slug].items()} == {
        "filled": {},
        "locked": {},
        "flat": {},
    }


@pytest.mark.parametrize("slug", TOOLS)
def test_pypdf_reads_what_was_filled_in(copies: dict[str, dict[str, Path]], slug: str) -> None:
    read = {}
    for name, node in Tagged(copies[slug]["filled"]).fields().items():
        value = node.get("/V", "")
        read[name] = str(value).lstrip("/") if node["/FT"] == "/Btn" else str(value)
    states = {n: "yes" if v is True else v for n, v in answers(slug).items()}
    assert read == states


@pytest.mark.parametrize("slug", TOOLS)
def test_a_filled_copy_is_the_blank_form_and_more(
    built: Path, copies: dict[str, dict[str, Path]], slug: str
) -> None:
    blank = form(built, slug).read_bytes()
    assert copies[slug]["filled"].read_bytes().startswith(blank)


@pytest.mark.parametrize("slug", TOOLS)
def test_a_locked_copy_has_read_only_fields(copies: dict[str, dict[str, Path]], slug: str) -> None:
    found = Tagged(copies[slug]["locked"]).fields()
    assert all(int(node["/Ff"]) & 1 for node in found.values())
    flags = {
        n: int(node.get("/Ff", 0)) for n, node in Tagged(copies[slug]["filled"]).fields().items()
    }
    assert {n: int(node["/Ff"]) for n, node in found.items()} == {
        n: f | 1 for n, f in flags.items()
    }


@pytest.mark.parametrize("slug", TOOLS)
def test_a_flat_copy_has_no_fields_and_says_the_answers_in_their_place(
    copies: dict[str, dict[str, Path]], slug: str
) -> None:
    reader = PdfReader(copies[slug]["flat"])
    assert "/AcroForm" not in reader.root_object
    assert not any(
        a.get_object()["/Subtype"] == "/Widget" for p in reader.pages for a in p.get("/Annots", ())
    )
    said = [e.node.get("/ActualText") for e in Tagged(copies[slug]["flat"]).elements("Span")]
    expected = answers(slug)
    choices = [f for f in fields.of_tool(TOOLS[slug]) if f.kind == "choice"]
    checks = [f for f in fields.of_tool(TOOLS[slug]) if f.kind == "check"]
    assert said.count(PICKED) == len(choices) + len(checks)
    assert said.count(NOT_PICKED) == sum(len(f.options) - 1 for f in choices)
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
    found = Tagged(two).fields()
    assert found["self-reflection.financial.rating"]["/V"] == "/Off"
    assert found["self-reflection.financial.notes"]["/V"] == "Later"
    assert found["self-reflection.about.date"]["/V"] == "1 May"
    assert not any(r.failures for r in verapdf.validate([two]).values())
    assert viewers.complaints(two) == {}


def test_a_form_that_another_program_has_saved_can_be_filled(built: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.pdf"
    with pikepdf.open(form(built, "smart-goals")) as pdf:
        pdf.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert plan.of_file(saved).has_xref_table
    given = answers("smart-goals")
    filling.fill(saved, answer_file(tmp_path / "a.json", "smart-goals", given), tmp_path / "b.pdf")
    assert viewers.complaints(tmp_path / "b.pdf") == {}
    assert not any(r.failures for r in verapdf.validate([tmp_path / "b.pdf"]).values())


def test_long_text_shrinks_before_it_is_refused(built: Path) -> None:
    path = form(built)
    blank = plan.of_file(path)
    name = "self-reflection.financial.notes"
    sizes = []
    for count in (10, 100, 150):
        copy = filled(path.read_bytes(), blank, {name: "words " * count})
        with pikepdf.open(io.BytesIO(copy)) as pdf:
            (notes,) = [a for a in pdf.pages[1].Annots if str(a.get("/V", "")).startswith("words")]
            shown = notes.AP.N.read_bytes().decode("ascii")
        sizes.append(float(re.findall(r"/Text ([\d.]+) Tf", shown)[0]))
    assert sizes[0] == 10
    assert sizes == sorted(sizes, reverse=True)
    assert 6 <= sizes[-1] < sizes[0]
    with pytest.raises(DoesNotFitError):
        filled(path.read_bytes(), blank, {name: "words " * 500})


BAD_ANSWERS = [
    ({"self-reflection.financial.ratng": "solid"}, 6, "unknown id", "did you mean"),
    ({"self-reflection.financial.rating": "good"}, 6, "has no choice `good`", "`strong`"),
    ({"self-reflection.financial.rating": True}, 6, "is not a box to tick", "text"),
    ({"self-reflection.financial.notes": "x " * 5000}, 6, "doesn't fit its box", "shorten"),
    (
        {"self-reflection.financial.notes": "日本\u200b"},
        6,
        "the typeface of the form has no “日” (U+65E5), “本” (U+672C), in `self-reflection.fin",
        "Latin",
    ),
    (
        {"self-reflection.financial.notes": "o\ufb00ice \ufe0f"},
        6,
        "has no “ﬀ” (U+FB00), in",
        "Latin",
    ),
    ({"self-reflection.financial.notes": "\uf0b7 one"}, 6, "has no U+F0B7, in", "Latin"),
    ({"self-reflection.financial.notes": "half \ud83d"}, 6, "has no U+D83D, in", "Latin"),
    ({"self-reflection.financial.notes": 7}, 6, "neither text nor true or false", "text"),
]


@pytest.mark.parametrize(("given", "line", "what", "remedy"), BAD_ANSWERS)
def test_a_mistake_in_the_answers_is_named_and_nothing_is_written(
    built: Path, tmp_path: Path, given: dict[str, Any], line: int, what: str, remedy: str
) -> None:
    file = answer_file(tmp_path / "answers.json", "self-reflection", given)
    out = tmp_path / "out.pdf"
    with pytest.raises(ContentError) as caught:
        filling.fill(form(built), file, out)
    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line) == (file, line)
    assert what in problem.what
    assert remedy in problem.remedy
    assert [p.name for p in tmp_path.iterdir()] == ["answers.json"]


def test_all_mistakes_are_named_in_one_run(built: Path, tmp_path: Path) -> None:
    given = {"self-reflection.x": "1", "self-reflection.financial.rating": "y"}
    file = answer_file(tmp_path / "answers.json", "self-reflection", given, version=9)
    with pytest.raises(ContentError) as caught:
        filling.fill(form(built), file, tmp_path / "o.pdf")
    assert [p.where.line for p in caught.value.problems] == [0, 6, 7]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("none.json", None, "it can't be read"),
        ("half.json", '{"tool": ', "it is not JSON"),
        ("list.json", "[]", "it is not an answer file"),
        ("latin.json", b'{"tool": "\xe9"}', "it is not UTF-8"),
        ("empty.json", "{}", "`tool` is missing"),
    ],
)
def test_a_file_that_holds_no_answers_is_refused(
    built: Path, tmp_path: Path, name: str, text: str | bytes | None, what: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ContentError, match=what):
        filling.fill(form(built), file, tmp_path / "o.pdf")


def _foreign(path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path)


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def _noise(path: Path) -> None:
    path.write_bytes(b"not a PDF at all")


def _encrypted(path: Path) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))


def _encrypted_by_owner(path: Path) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user=""))


def _missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_foreign, "not a form made by partnertools"),
        (_half, "broken"),
        (_noise, "not a PDF, or broken"),
        (_encrypted, "encrypted"),
        (_encrypted_by_owner, "encrypted"),
        (_missing, "can't be read"),
    ],
)
def test_a_pdf_that_cannot_be_filled_is_refused(
    built: Path, tmp_path: Path, spoil: Any, what: str
) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(form(built).read_bytes())
    spoil(path)
    file = answer_file(tmp_path / "a.json", "self-reflection", {})
    with pytest.raises(ContentError, match=what):
        filling.fill(path, file, tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


def test_answers_of_another_tool_are_refused(built: Path, tmp_path: Path) -> None:
    file = answer_file(tmp_path / "a.json", "smart-goals", {})
    with pytest.raises(ContentError, match="which is not in"):
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
