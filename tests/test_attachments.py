"""Files of a publisher's own: linked to, handed out as they are, refused where that is unsafe."""

from pathlib import Path

import pytest

import sites
from partnertools import source
from partnertools.build import pages
from partnertools.build.project import Project
from partnertools.cache import Cache
from sites import FRONT

PDF = b"%PDF-1.7\n%%EOF\n"
RUN = ": it could run programs, or pass for a page of this site"
SAVE = "; save it as a PDF, say, and link to that"


def project(root: Path, files: dict[str, bytes], text: str) -> Path:
    sites.project(root)
    for name, data in files.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / "content" / "tools" / "case.md").write_text(f"{FRONT}{text}\n", "utf-8")
    return root


def test_a_file_is_published_under_a_plain_name_and_links_lead_there(tmp_path: Path) -> None:
    name = "Das große Plakat (A3).PDF"
    link = "../files/Das%20gro%C3%9Fe%20Plakat%20(A3).PDF"
    root = project(tmp_path / "project", {f"files/{name}": PDF}, f"See [the poster]({link}).")
    made = Project(root)
    [attachment] = made.toolkit.attachments
    assert attachment.published == "files/das-groe-plakat-a3.pdf"
    outputs = {one.path: one for one in pages.of_project(made, (), {}, Cache(tmp_path / "cache"))}
    assert outputs[attachment.published].data() == PDF
    page = outputs["tools/case/index.html"].data().decode()
    assert '<a href="../../files/das-groe-plakat-a3.pdf">the poster</a>' in page
    embedded = outputs["embed/case/index.html"].data().decode()
    assert '<a target="_blank" href="../../files/das-groe-plakat-a3.pdf">' in embedded
    case = next(tool for tool in made.toolkit.tools if tool.slug == "case")
    sheet = made.layouts.sheet(made.toolkit, case, "a4")
    assert 'href="https://tea.example.org/kit/files/das-groe-plakat-a3.pdf"' in sheet


def test_what_nobody_links_to_is_noted_and_left_out(tmp_path: Path) -> None:
    root = project(
        tmp_path / "project",
        {"files/old.pdf": PDF, "files/new.pdf": PDF},
        "[New](../files/new.pdf)",
    )
    toolkit = source.read(root / "content")
    assert [one.published for one in toolkit.attachments] == ["files/new.pdf"]
    notes = [str(note) for note in toolkit.notes if "files" in str(note.where)]
    assert [sites.relative(note, root) for note in notes] == [
        "files/old.pdf: no link leads to this file, so it is not published;"
        " link to it, or move it out of `files/`"
    ]


def test_a_picture_that_nothing_shows_is_noted(tmp_path: Path) -> None:
    root = project(tmp_path / "project", {}, "Text.")
    used = root / "content" / "tools" / "picnic" / "leaf.png"
    (used.parent / "other.png").write_bytes(used.read_bytes())
    toolkit = source.read(root / "content")
    notes = [str(note) for note in toolkit.notes if note.where.path.suffix == ".png"]
    assert [sites.relative(note, root) for note in notes] == [
        f"{used.parent.relative_to(root / 'content')}/other.png: no document beside it shows this"
        " picture; write `![What it shows](other.png)`, or move it out of the content"
    ]


REFUSED = {
    "page.html": (b"<p>", f"a file whose name ends with `.html` is not published{RUN}{SAVE}"),
    "run.js": (b"1", f"a file whose name ends with `.js` is not published{RUN}{SAVE}"),
    "sign.SVG": (b"<svg/>", f"a file whose name ends with `.SVG` is not published{RUN}{SAVE}"),
    "macro.docm": (b"PK", f"a file whose name ends with `.docm` is not published{SAVE}"),
    "page.txt": (b" <!DOCTYPE html>", "what is in it is a web page; save it as a PDF, say"),
    "page.pdf": (b"hello", "it is no PDF, whatever its name says; save it as one"),
    "empty.pdf": (b"", "it is empty; save it again"),
    "large.zip": (b"0" * 20_000_001, "it has 20.0 MB, and 20 MB is the most; make it smaller"),
    "茶.pdf": (PDF, "its name has no letter or digit of A to Z and 0 to 9; give it one that has"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_do_harm_or_help_nobody_is_refused(name: str, tmp_path: Path) -> None:
    data, words = REFUSED[name]
    root = project(tmp_path / "project", {f"files/{name}": data}, f"[A](../files/{name})")
    assert sites.mistakes(root) == [f"files/{name}: {words}"]


def test_mistakes_have_remedies(tmp_path: Path) -> None:
    files = {"files/poster.pdf": PDF, "files/Poster.PDF": PDF, "files/more/plan.pdf": PDF}
    text = "[A](../files/poster.pdf) [B](../files/Poster.PDF) [C](../files/postr.pdf) []({})"
    root = project(tmp_path / "project", files, text.format("../files/poster.pdf"))
    assert sites.mistakes(root) == [
        "files/Poster.PDF: it would have the same address as `poster.pdf`;"
        " give one of them another name",
        "files/more: a folder in `files/`; move the files in it up",
        "tools/case.md:9: a link without words; write them between `[` and `]`",
        "tools/case.md:9: the link leads to `files/postr.pdf`, which does not exist;"
        " did you mean `poster.pdf`?",
    ]
    none = project(tmp_path / "none", {}, "[A](../files/poster.pdf)")
    assert sites.mistakes(none) == [
        "tools/case.md:9: the link leads to `files/poster.pdf`, which does not exist;"
        " put the file into the folder `content/files/`"
    ]
