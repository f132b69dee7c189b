"""`verify` has other programs judge a built site, and says which it could not run."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest

import sites
from partnertools import cli
from partnertools.verify import layout, links, markup, pages, pdf_links, pdfs
from partnertools.verify.findings import Checked, find_pdfs
from tools import programs, vnu

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A page</title></head>
<body><main><h1 id="top">A page</h1>{body}</main></body>
</html>
"""


def site(folder: Path, body: str) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(PAGE.format(body=body), encoding="utf-8")
    return folder


def check_pages(folder: Path) -> Checked:
    # Tests before this one have a Playwright of their own, of which a thread can have but one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(pages.check, folder).result()


def test_a_built_site_has_no_dead_links(tiny: Path) -> None:
    checked = links.check(tiny / "dist")
    assert checked.count > 10
    assert checked.findings == ()


def test_dead_links_are_found(tmp_path: Path) -> None:
    body = '<p><a href="#top">a</a> <a href="#botom">b</a> <a href="no.pdf">c</a></p>'
    found = links.check(site(tmp_path / "site", body)).findings
    assert [finding.what for finding in found] == [
        "`#botom` leads to no place on that page",
        "`no.pdf` leads to no file",
    ]


def test_axe_and_widths_are_asked(tiny: Path, tmp_path: Path) -> None:
    programs.needs("chromium")
    body = (
        '<img src="data:,"><table><tr><td style="max-width:3rem">Unbreakableword</td></tr></table>'
    )
    # A page of ours has nothing of it, as it is read from a disk.
    own = tmp_path / "own"
    for folder in ("tools/tea", "assets"):
        shutil.copytree(tiny / "dist" / folder, own / folder)
    # Its links begin at the root of a server.
    shutil.copy(tiny / "dist" / "404.html", own)
    # A page at a former address is gone before anything can be asked of it.
    (own / "moved.html").write_text(
        sites.layouts().moved(sites.toolkit(sites.TINY), "moved.html", "404.html", "New"), "utf-8"
    )
    bad = site(own / "bad", body) / "index.html"
    checked = check_pages(own)
    assert checked.count == 3
    assert {finding.path for finding in checked.findings} == {bad}
    found = [finding.what for finding in checked.findings]
    assert "Images must have alternative text: img (at 320 pixels)" in found
    assert "words leave their place: `Unbreakableword` (at 1280 pixels)" in found


def test_nu_is_asked(tmp_path: Path) -> None:
    programs.needs("java")
    bad = site(tmp_path / "bad", "<p id=top>Twice</p>") / "index.html"
    site(tmp_path / "good", "<p>Once</p>")
    checked = markup.check(tmp_path, vnu.jar())
    assert (checked.count, checked.missing) == (2, "")
    assert {finding.path for finding in checked.findings} == {bad}
    assert any("Duplicate ID" in finding.what for finding in checked.findings)


def test_verapdf_is_asked(tiny: Path, tmp_path: Path) -> None:
    programs.needs("javac")
    shutil.copy(tiny / "dist" / "tools" / "picnic" / "picnic.pdf", tmp_path / "good.pdf")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    checked = pdfs.check(tmp_path)
    assert checked.count == 2
    assert {finding.path.name for finding in checked.findings} == {"bad.pdf"}


def test_links_in_pdfs_that_lead_nowhere_are_found(tiny: Path, tmp_path: Path) -> None:
    packet = tiny / "dist" / "packets" / "afternoon.pdf"
    shutil.copy(packet, tmp_path / "good.pdf")
    assert pdf_links.check(tmp_path) == Checked(pdf_links.NAME, 1)
    with pikepdf.open(packet) as pdf:
        first, second, third, *_ = pdf.pages[1].Annots
        first.Dest = pikepdf.String("nowhere")
        for key in ("/Type", "/Subtype"):
            del second[key]
        third.Dest = pikepdf.Array([pikepdf.Dictionary(), pikepdf.Name.Fit])
        (link,) = [one for one in pdf.objects if _is_link_to(one, third)]
        del link.K[-1]
        pdf.save(tmp_path / "bad.pdf")
    (tmp_path / "none.pdf").write_bytes(b"Nothing")
    found = [finding.what for finding in pdf_links.check(tmp_path).findings]
    assert found[:-1] == [
        "page 2: the link `Brewing` leads nowhere",
        "page 2: what is listed as an annotation is none",
        "page 2: the link `The picnic` leads nowhere",
        "the link `The picnic` in what is read aloud can't be followed",
    ]
    assert found[-1].startswith("it can't be read")


def _is_link_to(one: Any, annotation: Any) -> bool:
    if not isinstance(one, pikepdf.Dictionary) or one.get("/S") != "/Link":
        return False
    kids = [kid for kid in one.K if isinstance(kid, pikepdf.Dictionary)]
    return any(kid.Obj.objgen == annotation.objgen for kid in kids)


def test_attached_files_are_left_to_their_authors(tiny: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "es"):
        (folder / "files" / "forms").mkdir(parents=True)
        (folder / "toolkit.json").write_text("{}", encoding="utf-8")
        (folder / "files" / "forms" / "own.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (tmp_path / "tools" / "files").mkdir(parents=True)
    own = tmp_path / "tools" / "files" / "files.pdf"
    shutil.copy(tiny / "dist" / "tools" / "picnic" / "picnic.pdf", own)
    assert find_pdfs(tmp_path) == [own]
    assert layout.check(tmp_path) == Checked(layout.NAME, 1)
    assert pdf_links.check(tmp_path) == Checked(pdf_links.NAME, 1)


def test_what_fields_show_themselves_does_not_stand_on_them(tiny: Path, tmp_path: Path) -> None:
    tea = tiny / "dist" / "tools" / "tea" / "tea.pdf"
    library: Any = pymupdf
    with library.open(tea) as document:
        page = document[0]
        (rule,) = (w for w in page.widgets() if w.field_name == "tea.favorite.rule")
        assert rule.field_value == "Milk goes in last"
        assert list(layout.find_misplaced(page)) == []
        page.insert_text((rule.rect.x0 + 100, rule.rect.y1 - 6), "Not here")
        assert list(layout.find_misplaced(page)) == [("Not here", "stand on a field")]


def test_words_that_leave_their_cells_are_found(tiny: Path, tmp_path: Path) -> None:
    shutil.copy(tiny / "dist" / "tools" / "picnic" / "picnic.pdf", tmp_path / "good.pdf")
    assert layout.check(tmp_path) == Checked(layout.NAME, 1)
    library: Any = pymupdf
    with library.open() as document:
        document.new_page()
        page = document.new_page()
        page.insert_text((50, 100), "A very long word")
        page.draw_line((80, 80), (80, 120))
        document.save(tmp_path / "bad.pdf")
    (tmp_path / "none.pdf").write_bytes(b"Nothing")
    bad, none = layout.check(tmp_path).findings
    remedy = "write shorter ones, or give their column more `width`"
    assert str(bad) == f"{tmp_path}/bad.pdf: page 2: words leave their cell: `very`; {remedy}"
    assert none.remedy == "build it again"


def test_what_could_not_be_run_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path / "dist", "<p>Here</p>")
    monkeypatch.setenv("PATH", "")
    assert cli.main(["verify", "--root", str(tmp_path)]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        "links within the site: 1 file, 0 findings",
        "links within PDFs: 0 files, 0 findings",
        "words in PDFs that leave their places: 0 files, 0 findings",
    ]
    told = [line.partition(": NOT RUN: ")[2] for line in output.err.splitlines()]
    assert [words.partition(";")[0] for words in told] == [
        "there is no `vnu`",
        "there is no Chromium",
        "there is no Java compiler",
    ]


def test_findings_end_with_status_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path / "dist", '<p><a href="no.pdf">c</a></p>')
    monkeypatch.setenv("PATH", "")
    assert cli.main(["verify", "--quiet", "--root", str(tmp_path)]) == 1


def test_without_a_site_there_is_nothing_to_judge(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "--root", str(sites.TINY)]) == 1
    assert "there is no site; run `build` first" in capsys.readouterr().err
