"""Folders of files, such as a site, are written whole or not at all, also by several at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import sites
from partnertools import files
from tools import disks
from tools.written import content, refused

OLD = {"index.html": b"old", "tools/tea/index.html": b"old", "tools/tea/tea.pdf": b"old"}
NEW = {"index.html": b"new", "pages/about/index.html": b"new", "tools/tea/index.html": b"new"}


def test_a_build_leaves_nothing_of_the_last_one_and_nothing_beside_it(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    files.write_folder(dist, OLD)
    files.write_folder(dist, NEW)
    assert content(dist) == NEW
    assert list(tmp_path.iterdir()) == [dist]


@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_that_stays_as_it_is_keeps_its_time(tmp_path: Path, is_link: bool) -> None:
    dist, elsewhere = tmp_path / "dist", tmp_path / "elsewhere.txt"
    if is_link:
        (tmp_path / "server").mkdir()
        dist.symlink_to(tmp_path / "server")
    names = ("same.txt", "tools/same.txt", "new.txt", "shared.txt", "linked.txt", "private.txt")
    files.write_folder(dist, dict.fromkeys(names, b"text"))
    for name in names:
        os.utime(dist / name, ns=(1, 1))
    elsewhere.write_bytes(b"text")
    (dist / "shared.txt").unlink()
    (dist / "shared.txt").hardlink_to(elsewhere)
    (dist / "linked.txt").unlink()
    (dist / "linked.txt").symlink_to(elsewhere)
    # Somebody's web server could not read it.
    (dist / "private.txt").chmod(0o600)
    after = {**dict.fromkeys(names, b"text"), "new.txt": b"News"}
    files.write_folder(dist, after)
    assert content(dist) == after
    kept = [name for name in names if (dist / name).stat().st_mtime_ns == 1]
    assert kept == ["same.txt", "tools/same.txt"]
    found = [path for path in dist.rglob("*") if path.is_file()]
    assert {path.lstat().st_nlink for path in found} == {1}
    assert not any(path.is_symlink() for path in found)
    assert {path.stat().st_mode for path in found} == {elsewhere.stat().st_mode}


def test_what_a_killed_build_has_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".dist.new" / "new" / "tools").mkdir(parents=True)
    (tmp_path / ".dist.new" / "half.html").write_text("half")
    files.write_folder(tmp_path / "dist", NEW)
    assert content(tmp_path) == {f"dist/{name}": data for name, data in NEW.items()}


def test_a_site_that_was_moved_away_when_the_build_was_killed_comes_back(tmp_path: Path) -> None:
    old = tmp_path / ".dist.new" / "old"
    old.mkdir(parents=True)
    (old / "index.html").write_bytes(b"old")
    # A file can't be a folder too: this build fails.
    refused(lambda: files.write_folder(tmp_path / "dist", {"tools": b"", "tools/tea.html": b""}))
    assert content(tmp_path) == {"dist/index.html": b"old"}


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_lies_where_the_build_writes_is_not_followed(tmp_path: Path, kind: str) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_bytes(b"precious")
    if kind == "link":
        (tmp_path / ".dist.new").symlink_to("precious")
    else:
        (tmp_path / ".dist.new").write_bytes(b"")
    files.write_folder(tmp_path / "dist", NEW)
    assert content(tmp_path / "precious") == {"file": b"precious"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "precious"]


@pytest.fixture(params=["folder", "no folder", "link", "dangling link", "fixed folder"])
def dist(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """The folder of a site as its project names it, and the folder that readers look into."""
    dist, far = tmp_path / "dist", tmp_path / "far" / "webroot"
    match request.param:
        case "folder":
            dist.mkdir()
        case "no folder":
            pass
        case "link":
            far.mkdir(parents=True)
            dist.symlink_to(far)
            yield dist, far
            return
        case "dangling link":
            dist.symlink_to(Path("far") / "webroot")
            yield dist, far
            return
        case _:
            with disks.fixed(dist) as far:
                yield dist, far
            return
    yield dist, dist


def test_every_kind_of_folder_is_replaced_and_stays_what_it_was(dist: tuple[Path, Path]) -> None:
    named, read = dist
    was_link = named.is_symlink()
    for site in (OLD, NEW, OLD):
        files.write_folder(named, site)
        assert content(read) == content(named) == site
        assert named.is_symlink() == was_link
        assert [path for path in named.parent.iterdir() if path.name.startswith(".")] == []
        assert [path for path in read.iterdir() if path.name.startswith(".")] == []
        folders = {path.relative_to(read).as_posix() for path in read.rglob("*") if path.is_dir()}
        assert folders == {
            name.rpartition("/")[0][:end] for name in site for end in (5, None) if "/" in name
        }


def test_a_site_that_cannot_be_made_leaves_the_last_one(dist: tuple[Path, Path]) -> None:
    named, read = dist
    files.write_folder(named, OLD)
    problem = refused(
        lambda: files.write_folder(named, {"tools": b"two", "tools/tea.html": b"two"})
    )
    assert problem.where.path == named
    assert content(read) == OLD
    assert [path for path in named.parent.iterdir() if path.name.startswith(".")] == []


def test_files_become_folders_and_folders_files(dist: tuple[Path, Path]) -> None:
    named, read = dist
    sites = ({"a/b/c": b"1", "d": b"1"}, {"a": b"2", "d/e/f": b"2"}, {"a/b": b"3", "d/e": b"3"})
    for site in (*sites, sites[0]):
        files.write_folder(named, site)
        assert content(read) == site


def test_links_inside_a_site_are_replaced_and_not_followed(dist: tuple[Path, Path]) -> None:
    named, read = dist
    files.write_folder(named, OLD)
    precious = named.parent / "precious"
    if not os.access(named.parent, os.W_OK):
        precious = read / ".precious"
    precious.mkdir()
    (precious / "index.html").write_bytes(b"precious")
    (read / "pages").symlink_to(precious)
    (read / "index.html").unlink()
    (read / "index.html").symlink_to(precious / "index.html")
    (read / "stray").symlink_to(precious)
    files.write_folder(named, NEW)
    shown = {name: data for name, data in content(read).items() if not name.startswith(".")}
    assert shown == NEW
    assert not (read / "index.html").is_symlink()
    if precious.exists():
        assert content(precious) == {"index.html": b"precious"}


def test_what_others_hide_in_a_linked_folder_stays(tmp_path: Path) -> None:
    webroot = tmp_path / "webroot"
    (webroot / ".well-known").mkdir(parents=True)
    (webroot / ".well-known" / "security.txt").write_bytes(b"theirs")
    (webroot / ".htaccess").write_bytes(b"ours, of an older build")
    (tmp_path / "dist").symlink_to("webroot")
    files.write_folder(tmp_path / "dist", {**NEW, ".htaccess": b"new"})
    assert content(webroot) == {
        **NEW,
        ".htaccess": b"new",
        ".well-known/security.txt": b"theirs",
    }


@pytest.mark.parametrize("is_link", [False, True])
def test_a_file_in_the_place_of_the_folder_is_told_of_and_stays(
    tmp_path: Path, is_link: bool
) -> None:
    dist = tmp_path / "dist"
    if is_link:
        (tmp_path / "file").write_bytes(b"theirs")
        dist.symlink_to("file")
    else:
        dist.write_bytes(b"theirs")
    problem = refused(lambda: files.write_folder(dist, NEW))
    assert "Not a directory" in problem.what
    assert "move the file that is in the way" in problem.remedy
    assert dist.read_bytes() == b"theirs"


@pytest.mark.parametrize("is_link", [False, True])
def test_a_full_disk_leaves_the_last_site_and_all_the_room_that_there_was(
    tmp_path: Path, is_link: bool
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with disks.full(disk, room=700_000, largest=400_000):
        dist = tmp_path / "dist" if is_link else disk / "dist"
        if is_link:
            (disk / "dist").mkdir()
            dist.symlink_to(disk / "dist")
        old = {f"tools/t{n}/index.html": b"x" * 10_000 for n in range(30)}
        files.write_folder(dist, old)
        for _ in range(2):
            new = {**old, "tools/t0/t0.pdf": b"y" * 500_000}
            problem = refused(lambda new=new: files.write_folder(dist, new))  # type: ignore[misc]
            assert problem.where.path == dist
            assert problem.remedy == "make room on the disk, then try again"
            assert content(disk / "dist") == old
            assert list(disk.iterdir()) == [disk / "dist"]
        assert [p for p in (disk / "dist").iterdir() if p.name.startswith(".")] == []


# Programs that write one folder at once, or are killed


def site_of(mark: str) -> dict[str, bytes]:
    return {f"tools/t{n}/{mark}/index.html": mark.encode() * 2_000 for n in range(80)} | {
        "index.html": mark.encode()
    }


# Writes a folder once for each letter, as soon as nothing more comes to read.
WRITE = """
import sys
from pathlib import Path
from partnertools import files
print("ready", flush=True)
sys.stdin.read()
for mark in sys.argv[2]:
    site = {f"tools/t{n}/{mark}/index.html": mark.encode() * 2_000 for n in range(80)}
    files.write_folder(Path(sys.argv[1]), {**site, "index.html": mark.encode()})
"""


@contextmanager
def writing(dist: Path, marks: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program that writes a folder; it is ready, and waits."""
    words = [sys.executable, "-c", WRITE, str(dist), marks]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, cwd=sites.REPOSITORY) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        yield writer


def let_go(writer: subprocess.Popen[bytes]) -> None:
    assert writer.stdin is not None
    writer.stdin.close()


@pytest.mark.slow
def test_several_programs_write_one_site_after_another(dist: tuple[Path, Path]) -> None:
    named, read = dist
    with ExitStack() as stack:
        writers = [stack.enter_context(writing(named, 5 * mark)) for mark in "abc"]
        for writer in writers:
            let_go(writer)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert content(read) in [site_of(mark) for mark in "abc"]
    assert [path for path in named.parent.iterdir() if path.name.startswith(".")] == []


def kill(dist: Path, moment: float) -> None:
    """Have a program write the folder again and again, and kill it."""
    with writing(dist, 10_000 * "ab") as writer:
        let_go(writer)
        time.sleep(moment)
        writer.kill()
    assert writer.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    files.write_folder(dist, site_of("a"))
    choose = random.Random("kill")
    has_left_something = 0
    for _ in range(12):
        kill(dist, choose.uniform(0, 0.1))
        assert content(dist) in (site_of("a"), site_of("b"))
        has_left_something += (tmp_path / ".dist.new").exists()
    assert has_left_something, "no kill came while something was being written"
    files.write_folder(dist, site_of("c"))
    assert content(dist) == site_of("c")
    assert list(tmp_path.iterdir()) == [dist]


@pytest.mark.slow
def test_a_linked_site_whose_build_was_killed_has_whole_files_alone(tmp_path: Path) -> None:
    webroot, dist = tmp_path / "webroot", tmp_path / "dist"
    webroot.mkdir()
    dist.symlink_to(webroot)
    choose = random.Random("kill")
    for _ in range(6):
        kill(dist, choose.uniform(0, 0.1))
        sites_of = {**site_of("a"), **site_of("b")}
        for name, data in content(webroot).items():
            if not name.startswith("."):
                assert data in ((b"a", b"b") if name == "index.html" else (sites_of[name],))
    files.write_folder(dist, site_of("c"))
    assert content(webroot) == site_of("c")
    assert list(webroot.glob(".*")) == []
