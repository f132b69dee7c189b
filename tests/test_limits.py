"""How much is read: Python and the page stop at the limits of the vectors, each by itself."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

import sites
from partnertools.answers import answer_file, returned_tables
from partnertools.model.words import ENGLISH, say
from partnertools.pdf.acroform import FORM_KEY
from partnertools.pdf.forms.read import read_answers
from partnertools.problems import UserError
from tools import node

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts"
LIMITS = json.loads((sites.REPOSITORY / "formats" / "vectors" / "limits.json").read_text("utf-8"))
TEA = {"id": "tea", "version": 1, "who": [], "questions": [{"id": "tea.leaf", "type": "text"}]}


def tell_of(path: Path, text: str) -> tuple[int, list[str]]:
    """Return how many copies Python and the page alike read in a table, and what they say of it."""
    path.write_text(text, "utf-8", newline="")
    try:
        copies, problems = returned_tables.read_table(path, "tea.csv", {"tea": TEA}, ENGLISH)
    except UserError as error:
        copies, problems = [], [*error.problems]
    said = [str(say(problem.what, ENGLISH)) for problem in problems]
    reader = SCRIPTS / "compare" / "table.js", "copiesOfTable"
    try:
        found = node.call(*reader, text, "tea.csv", {"worksheets": [TEA]})
    except node.ScriptError as error:
        found = {"copies": [], "problems": [{"what": error.told[0]}]}
    assert [one["what"] for one in found["problems"]] == said
    assert len(found["copies"]) == len(copies)
    return len(copies), said


TABLES: dict[str, tuple[Callable[[int], str], str]] = {
    "columns": (
        lambda count: f"tea.leaf{''.join(f',{n}' for n in range(1, count))}\nGreen\n",
        "the table has 2,001 columns; at most 2,000 can be read.",
    ),
    "rows": (
        lambda count: "tea.leaf\n" + "Green\n" * count,
        "it has more than 20,000 rows.",
    ),
    # Each of them is two to JavaScript.
    "characters": (
        lambda count: f"tea.leaf\n{'🍵' * count}\n",
        "from row 2 on it can't be read as CSV (a cell is too long).",
    ),
    "characters in quotes": (
        lambda count: f'tea.leaf\n"{"🍵" * (count - 1)}"""\n',
        "from row 2 on it can't be read as CSV (a cell is too long).",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", TABLES)
def test_a_table_has_so_much_and_no_more(case: str, tmp_path: Path) -> None:
    make, refused = TABLES[case]
    most = LIMITS[case.split()[0]]
    read, said = tell_of(tmp_path / "tea.csv", make(most))
    assert read == (most if case == "rows" else 1)
    assert all("no field" in one for one in said)
    assert tell_of(tmp_path / "tea.csv", make(most + 1)) == (0, [refused])


def test_an_answer_file_has_so_many_answers_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "tea.json"

    def with_answers(count: int) -> str:
        about = {"tool": "tea", "version": 1, "language": "en"}
        answers = {f"tea.leaf-{number}": "Green" for number in range(count)}
        path.write_text(json.dumps({**about, "answers": answers}), "utf-8")
        return path.read_text("utf-8")

    text = with_answers(LIMITS["answers"])
    assert len(answer_file.load_returned(path).values) == LIMITS["answers"]
    assert len(node.call(SCRIPTS / "file.js", "parseAnswers", text)["answers"]) == LIMITS["answers"]
    text = with_answers(LIMITS["answers"] + 1)
    with pytest.raises(UserError, match="it has 10,001 answers, more than any worksheet"):
        answer_file.load_returned(path)
    with pytest.raises(node.ScriptError, match="it has 10,001 answers, more than any worksheet"):
        node.call(SCRIPTS / "file.js", "parseAnswers", text)


def form_of(*fields: pikepdf.Dictionary) -> bytes:
    """Return a form with these fields below the one of its worksheet."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    top = pikepdf.Dictionary({"/T": "tea", f"/{FORM_KEY}": "tea/1/en"})
    top.Kids = pikepdf.Array([pdf.make_indirect(field) for field in fields])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(top)])
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def with_fields_in_fields(depth: int) -> bytes:
    """Return a form with an answer that stands so deep below the field of its worksheet."""
    field = leaf("leaf")
    for _ in range(depth - 1):
        field = pikepdf.Dictionary(T="in", Kids=[field])
    return form_of(field)


def leaf(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(T=name, FT=pikepdf.Name.Tx, V="Green")


def test_fields_stand_in_fields_so_deep_and_no_deeper() -> None:
    reader = SCRIPTS / "pdf" / "read.js", "read"
    form = with_fields_in_fields(LIMITS["depth"])
    answers = {".".join(["tea", *["in"] * (LIMITS["depth"] - 1), "leaf"]): "Green"}
    assert read_answers(form, Path("tea.pdf")).answers == answers
    assert node.call(*reader, form)["values"] == answers
    form = with_fields_in_fields(LIMITS["depth"] + 1)
    with pytest.raises(UserError):
        read_answers(form, Path("tea.pdf"))
    with pytest.raises(node.ScriptError, match="damaged"):
        node.call(*reader, form)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "make"),
    [
        # With the name of the worksheet and a point before it.
        ("name", lambda most: form_of(leaf("l" * (most - 4)))),
        ("fields", lambda most: form_of(*(leaf(f"leaf-{number}") for number in range(most)))),
    ],
)
def test_a_form_has_so_much_and_no_more(limit: str, make: Callable[[int], bytes]) -> None:
    reader = SCRIPTS / "pdf" / "read.js", "read"
    form = make(LIMITS[limit])
    answers = read_answers(form, Path("tea.pdf")).answers
    assert len(answers) == (LIMITS[limit] if limit == "fields" else 1)
    assert node.call(*reader, form)["values"] == answers
    form = make(LIMITS[limit] + 1)
    with pytest.raises(UserError):
        read_answers(form, Path("tea.pdf"))
    with pytest.raises(node.ScriptError, match="damaged"):
        node.call(*reader, form)
