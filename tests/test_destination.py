"""`build --out`: a site goes where it is asked for, and nothing of anybody else's is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

import sites
from partnertools import cli
from partnertools.build import destination
from partnertools.problems import UserError

SITE = {
    "toolkit.json": '{"format": 1, "tools": [], "packets": []}',
    "index.html": "",
    "tools/a": "",
}
OTHER = "; name a folder that is new or empty, or one that `build` has written"


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    put(tmp_path / "home", {"kit/content/toolkit.yaml": "", "kit/layouts/added/screen.css": ""})
    return tmp_path / "home" / "kit"


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "the disk": (lambda root: Path("/"), "it is the whole disk"),
    "the home folder": (lambda root: root.parent, "it is your home folder"),
    "the project": (lambda root: root, "the project is in it, and a build replaces what is there"),
    "around the project": (
        lambda root: root.parent.parent,
        "the project is in it, and a build replaces what is there",
    ),
    "the content": (
        lambda root: root / "content",
        "it belongs to the `content/` of the project",
    ),
    "in the looks": (
        lambda root: root / "layouts" / "new",
        "it belongs to the `layouts/` of the project",
    ),
    "a link to the content": (
        lambda root: link(root.parent / "public", root / "content"),
        "it belongs to the `content/` of the project",
    ),
    "a file": (lambda root: put(root, {"a": ""}) / "a", "it is no folder"),
    "photos": (
        lambda root: put(root.parent / "photos", {"one.jpg": ""}),
        "`one.jpg` is in it, which no build has made",
    ),
    "another website": (
        lambda root: put(root.parent / "web", {"index.html": "", "pages/a": ""}),
        "`index.html` is in it, and it is no site of a toolkit",
    ),
    "a site with somebody's file": (
        lambda root: put(root.parent / "site", {**SITE, "CNAME": ""}),
        "`CNAME` is in it, which no build has made",
    ),
    "a site under version control": (
        lambda root: put(root.parent / "site", {**SITE, ".git/config": ""}),
        "`.git` is in it, which no build has made",
    ),
}
TAKEN: dict[str, Callable[[Path], Path]] = {
    "a new folder": lambda root: root.parent / "new" / "site",
    "an empty folder": lambda root: put(root.parent / "empty", {".DS_Store": ""}),
    "an earlier site": lambda root: put(root.parent / "site", SITE),
    "a new folder of the project": lambda root: root / "public",
    # There, files are replaced one by one, and hidden ones stay.
    "a link to a site with hidden files": lambda root: link(
        root / "public", put(root.parent / "site", {**SITE, ".git/config": ""})
    ),
    # What is there is a build's own.
    "dist": lambda root: put(root / "dist", {"old": ""}),
}


def link(path: Path, target: Path) -> Path:
    path.symlink_to(target)
    return path


@pytest.mark.parametrize("case", REFUSED)
def test_a_folder_that_is_somebody_elses_is_refused(case: str, root: Path) -> None:
    make, what = REFUSED[case]
    folder = make(root)
    with pytest.raises(UserError) as caught:
        destination.check(folder, root)
    assert str(caught.value.problems[0]) == f"{folder}: {what}{OTHER}"


@pytest.mark.parametrize("case", TAKEN)
def test_a_new_folder_or_an_earlier_site_is_taken(case: str, root: Path) -> None:
    destination.check(TAKEN[case](root), root)


def test_whatever_a_build_writes_is_known_as_its_own(tiny: Path) -> None:
    names = {path.name for path in (tiny / "dist").iterdir()}
    assert names <= destination.MADE
    assert len(names) > 10


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_a_site_goes_into_a_folder_seen_from_where_one_stands_under_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    root = sites.project(tmp_path / "kit", sites.ONE_QUESTION)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    words = ["build", "--root", "../kit", "--out", "web/site"]
    words += ["--base-url", "https://tea.other.test/a"]
    assert cli.main(words) == 0
    output = capsys.readouterr()
    assert "files in web/site (" in output.out
    # Of an address that is not used, nothing is said.
    assert "base_url" not in output.err
    site = tmp_path / "here" / "web" / "site"
    for path in [*site.rglob("*.json"), *site.rglob("*.html"), site / "nginx.conf"]:
        assert "tea.example.org/kit" not in path.read_text("utf-8"), path
    assert "https://tea.other.test/a/" in (site / "toolkit.json").read_text("utf-8")
    assert not (root / "dist").exists()
    (site / "tools" / "old.html").write_text("of an earlier build")
    assert cli.main(words) == 0
    assert not (site / "tools" / "old.html").exists()


def test_an_address_that_cannot_be_a_sites_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build", "--root", str(sites.TINY), "--base-url", "example.org"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        "--base-url: `example.org` is no address of a site; write the https address of the folder,"
        " such as `https://example.org/toolkit/`"
    )
    assert not (sites.TINY / "dist").exists()
