"""How much is read: Python and the page stop at the limits of the vectors, each by itself."""

import io
import json
from pathlib import Path

import pikepdf
import pytest

import sites
from partnertools.answers import table
from partnertools.pdf.acroform import FORM_KEY
from partnertools.pdf.forms.read import read_answers
from partnertools.problems import UserError
from tools import node

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts"
LIMITS = json.loads((sites.REPOSITORY / "formats" / "vectors" / "limits.json").read_text("utf-8"))
TEA = {"id": "tea", "version": 1, "who": [], "questions": [{"id": "tea.leaf", "type": "text"}]}


def test_a_table_has_so_many_columns_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "tea.csv"

    def with_columns(count: int) -> str:
        path.write_text(
            f"tea.leaf{',note {}' * (count - 1)}\nGreen\n".format(*range(count)), "utf-8"
        )
        return path.read_text("utf-8")

    reader = SCRIPTS / "compare" / "table.js", "copiesOfTable"
    text = with_columns(LIMITS["columns"])
    assert len(table.load(path).columns) == LIMITS["columns"]
    [copy] = node.call(*reader, text, "tea.csv", {"worksheets": [TEA]})["copies"]
    assert copy["answers"] == {"tea.leaf": "Green"}
    text = with_columns(LIMITS["columns"] + 1)
    with pytest.raises(UserError, match="columns"):
        table.load(path)
    with pytest.raises(node.ScriptError, match="table"):
        node.call(*reader, text, "tea.csv", {"worksheets": [TEA]})


def with_fields_in_fields(depth: int) -> bytes:
    """Return a form with an answer that stands so deep below the field of its worksheet."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    field = pikepdf.Dictionary(T="leaf", FT=pikepdf.Name.Tx, V="Green")
    for _ in range(depth - 1):
        field = pikepdf.Dictionary(T="in", Kids=[pdf.make_indirect(field)])
    top = pikepdf.Dictionary({"/T": "tea", f"/{FORM_KEY}": "tea/1/en"})
    top.Kids = pikepdf.Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(top)])
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


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
