"""What cannot be filled in is refused: mistakes in answers, and PDFs that are broken."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import sites
from partnertools.answers import filling
from partnertools.problems import UserError
from tools import sheets
from tools.answer_files import answer_file, answers, form

BAD_ANSWERS = [
    ({"self-reflection.financial.ratng": "solid"}, 6, "unknown id", "did you mean"),
    ({"financial.notes": "x"}, 6, "unknown id", "did you mean `self-reflection.financial.notes`?"),
    ({"notes": "x"}, 6, "unknown id", "use one of `self-reflection."),
    ({"self-reflection.financial": "x"}, 6, "unknown id", "use one of `self-reflection.financial."),
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
    ({"self-reflection.financial.notes": 7}, 6, "takes no number", "in quotes"),
    ({"self-reflection.financial.notes": ["7"]}, 6, "neither text, nor a number", "text"),
]


@pytest.mark.parametrize(("given", "line", "what", "remedy"), BAD_ANSWERS)
def test_a_mistake_in_the_answers_is_named_and_nothing_is_written(
    built: Path, tmp_path: Path, given: dict[str, Any], line: int, what: str, remedy: str
) -> None:
    file = answer_file(tmp_path / "answers.json", "self-reflection", given)
    out = tmp_path / "out.pdf"
    with pytest.raises(UserError) as caught:
        filling.fill(form(built), file, out)
    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line) == (file, line)
    assert what in problem.what
    assert remedy in problem.remedy
    assert [p.name for p in tmp_path.iterdir()] == ["answers.json"]


@pytest.mark.slow
@pytest.mark.parametrize("value", ["cat", "", 3])
def test_a_question_with_several_choices_is_answered_choice_by_choice(
    value: object, tmp_path: Path
) -> None:
    blank = tmp_path / "tea.pdf"
    blank.write_bytes(sheets.render(sites.TINY, "tea").data)
    file = tmp_path / "answers.json"
    head = {"tool": "tea", "version": 2, "language": "en"}

    def fill(given: dict[str, object]) -> int:
        file.write_text(json.dumps({**head, "answers": given}))
        return filling.fill(blank, file, tmp_path / "out.pdf")

    with pytest.raises(UserError) as caught:
        fill({"tea.pick.company": value})
    [problem] = caught.value.problems
    assert problem.what == "unknown id `tea.pick.company`"
    found = re.match('write `("tea.pick.company.([a-z]+)": true)`', problem.remedy)
    assert found
    assert value != "cat" or found[2] == value
    assert fill(json.loads(f"{{{found[1]}}}")) == 1


def test_a_copy_is_not_written_over_what_it_is_made_of(built: Path, tmp_path: Path) -> None:
    file = answer_file(tmp_path / "a.json", "self-reflection", answers("self-reflection"))
    blank = tmp_path / "blank.pdf"
    blank.write_bytes(form(built).read_bytes())
    link = tmp_path / "link.pdf"
    link.symlink_to(blank)
    before = file.read_bytes(), blank.read_bytes()
    for out in (file, blank, link):
        with pytest.raises(UserError) as caught:
            filling.fill(blank, file, out)
        assert [str(problem) for problem in caught.value.problems] == [
            f"{out}: it is one of the files to read, which would be lost; "
            "choose another name for what is written"
        ]
    assert (file.read_bytes(), blank.read_bytes()) == before


def test_many_unknown_ids_are_told_of_in_short(built: Path, tmp_path: Path) -> None:
    given = {f"self-reflection.x{n}": "self-reflection.x0" for n in range(60_000)}
    file = answer_file(tmp_path / "answers.json", "self-reflection", given)
    with pytest.raises(UserError) as caught:
        filling.fill(form(built), file, tmp_path / "o.pdf")
    *first, last = caught.value.problems
    assert [problem.where.line for problem in first] == [*range(6, 26)]
    assert (last.where.line, last.what) == (26, "59,980 more ids are unknown")


def test_a_line_is_that_of_the_id_and_not_of_an_answer_that_says_the_same(
    built: Path, tmp_path: Path
) -> None:
    name = "self-reflection.financial.rating"
    given = {"self-reflection.financial.notes": f'"{name}": good', name: "good"}
    file = answer_file(tmp_path / "answers.json", "self-reflection", given)
    with pytest.raises(UserError) as caught:
        filling.fill(form(built), file, tmp_path / "o.pdf")
    assert [problem.where.line for problem in caught.value.problems] == [7]


def test_all_mistakes_are_named_in_one_run(built: Path, tmp_path: Path) -> None:
    given = {"self-reflection.x": "1", "self-reflection.financial.rating": "y"}
    file = answer_file(tmp_path / "answers.json", "self-reflection", given, version=9)
    with pytest.raises(UserError) as caught:
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
        ("deep.json", "[" * 200_000, "it is not an answer file"),
        ("digits.json", '{"version": ' + "9" * 5_000 + "}", "it is not an answer file"),
        ("endless.json", Path("/dev/zero"), "it is larger than 16 MB"),
    ],
)
def test_a_file_that_holds_no_answers_is_refused(
    built: Path, tmp_path: Path, name: str, text: str | bytes | Path | None, what: str
) -> None:
    file = tmp_path / name
    if isinstance(text, Path):
        file.symlink_to(text)
    elif text is not None:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UserError, match=what):
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


def _endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_foreign, "not a form made by partnertools"),
        (_half, "broken"),
        (_noise, "not a PDF, or broken"),
        (_encrypted, "encrypted"),
        (_encrypted_by_owner, "encrypted"),
        (_missing, "can't be read"),
        (_endless, "larger than 256 MB"),
    ],
)
def test_a_pdf_that_cannot_be_filled_is_refused(
    built: Path, tmp_path: Path, spoil: Any, what: str
) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(form(built).read_bytes())
    spoil(path)
    file = answer_file(tmp_path / "a.json", "self-reflection", {})
    with pytest.raises(UserError, match=what):
        filling.fill(path, file, tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()


def spelled_out(data: bytes) -> bytes:
    """The same PDF with every object in plain sight."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            plain,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return plain.getvalue()


def _replaced(pattern: bytes, new: bytes) -> Any:
    def spoil(data: bytes) -> bytes:
        spoiled, count = re.subn(pattern, lambda found: new, spelled_out(data), count=1)
        assert count == 1
        return spoiled

    return spoil


def _changed(change: Any) -> Any:
    def spoil(data: bytes) -> bytes:
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(saved)
        return saved.getvalue()

    return spoil


def _circle(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.AcroForm.Fields[0]
    top.Kids.append(top)


def _tower(pdf: pikepdf.Pdf) -> None:
    """Fields within fields, each of them twice: a few objects, and more fields than can be read."""
    kid = pdf.Root.AcroForm.Fields[0]
    for number in range(60):
        kid = pdf.make_indirect(pikepdf.Dictionary(T=str(number), Kids=[kid, kid]))
    pdf.Root.AcroForm.Fields = pikepdf.Array([kid])


def _deep_fields(pdf: pikepdf.Pdf) -> None:
    kid = pdf.Root.AcroForm.Fields[0]
    for number in range(5_000):
        kid = pdf.make_indirect(pikepdf.Dictionary(T=str(number), Kids=[kid]))
    pdf.Root.AcroForm.Fields = pikepdf.Array([kid])


def _huge_text(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.DA = pikepdf.String("/Text 1e18 Tf 0 g")


def _no_question_mark(pdf: pikepdf.Pdf) -> None:
    font = pdf.Root.AcroForm.DR.Font.Text
    font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<003f>", b"<0041>"))


def _short_widths(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.DR.Font.Text.DescendantFonts[0].W[1] = pikepdf.Array([500])


def _no_parents(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums = pikepdf.Array()


def _huge_box(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for widget in page.obj.get("/Annots", ()):
            if widget.Subtype == "/Widget":
                widget.Rect[2] = 10**17


DAMAGES: dict[str, Any] = {
    "startxref of 20 digits": _replaced(rb"startxref\n\d+", b"startxref\n" + b"9" * 20),
    "startxref of 5,000 digits": _replaced(rb"startxref\n\d+", b"startxref\n" + b"9" * 5_000),
    "negative startxref": _replaced(rb"startxref\n\d+", b"startxref\n-1"),
    "a size of 30 digits": _replaced(rb"/Size \d+", b"/Size " + b"9" * 30),
    "a size of millions": _replaced(rb"/Size \d+", b"/Size 99999999"),
    "a position of 400 digits": _replaced(rb"/Rect \[\s*[\d.]+", b"/Rect [ " + b"9" * 400),
    "a position that is none": _replaced(rb"/Rect \[\s*[\d.]+", b"/Rect [ (x)"),
    "flags that are none": _replaced(rb"/Ff \d+", b"/Ff /None"),
    "arrays 100,000 deep": _replaced(rb"/Fields \[", b"/Fields " + b"[" * 100_000),
    "dictionaries 1,000 deep": _replaced(rb"/AcroForm ", b"/AcroForm " + b"<< /A " * 1_000),
    "a field of no kind": _replaced(rb"/FT /Tx", b"/FX /Tx"),
    "a field without a name": _changed(lambda pdf: pdf.Root.AcroForm.Fields[0].__delitem__("/T")),
    "fields that are no list": _changed(lambda pdf: setattr(pdf.Root.AcroForm, "Fields", 7)),
    "a field within itself": _changed(_circle),
    "fields in a tower": _changed(_tower),
    "fields 5,000 deep": _changed(_deep_fields),
    "text a mile high": _changed(_huge_text),
    "a box a mile wide": _changed(_huge_box),
    "a typeface without a question mark": _changed(_no_question_mark),
    "a typeface without widths": _changed(_short_widths),
    "tags without parents": _changed(_no_parents),
}


@pytest.mark.filterwarnings("ignore:This document has .* form widget annotation")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_form_is_told_of(built: Path, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(DAMAGES[damage](form(built).read_bytes()))
    file = answer_file(tmp_path / "a.json", "self-reflection", answers("self-reflection"))
    with pytest.raises(UserError, match="broken; ask for another copy, or download the form again"):
        filling.fill(path, file, tmp_path / "out.pdf", is_flat=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "form.pdf"]


# What is put in the place of a number or a name of a PDF.
ODD = [b"0", b"-1", b"9" * 20, b"9" * 400, b"null", b"true", b"(x)", b"/N", b"<< >>", b"[ ]"]
ODD += [b"1 0 R", b"99999 0 R", b"-99999999999999.9", b"[" * 600]


def mutated(choose: random.Random, data: bytes) -> bytes:
    place = choose.randrange(len(data))
    match choose.randrange(5):
        case 0:
            return data[:place] + choose.randbytes(choose.choice((1, 20))) + data[place + 20 :]
        case 1:
            return data[:place] + data[place + choose.choice((1, 10, 1_000)) :]
        case 2:
            return data[:place]
        case _:
            found = choose.choice([*re.finditer(rb"(?<=[ \[])(-?[\d.]+|/\w+)(?=[ \]\n])", data)])
            return data[: found.start()] + choose.choice(ODD) + data[found.end() :]


@pytest.mark.filterwarnings("ignore:This document has .* form widget annotation")
def test_a_form_damaged_anywhere_is_filled_or_told_of(built: Path, tmp_path: Path) -> None:
    choose = random.Random("damage")
    whole = form(built).read_bytes()
    spellings = whole, spelled_out(whole)
    path, file = tmp_path / "form.pdf", tmp_path / "a.json"
    answer_file(file, "self-reflection", answers("self-reflection"))
    outcomes = Counter[str]()
    for number in range(150):
        data = mutated(choose, choose.choice(spellings))
        if number % 2:
            # With cross-references that lead to what was changed.
            with contextlib.suppress(pikepdf.PdfError), pikepdf.open(io.BytesIO(data)) as pdf:
                pdf.save(path)
        else:
            path.write_bytes(data)
        try:
            filling.fill(path, file, tmp_path / "out.pdf", is_flat=number % 3 == 0)
            outcomes["filled"] += 1
        except UserError as error:
            outcomes[error.problems[0].remedy] += 1
    assert outcomes["filled"] > 20
    assert outcomes["ask for another copy, or download the form again"] > 20
