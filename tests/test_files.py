"""Files are written whole or not at all, wherever their names lead."""

import ast
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import sites
from partnertools import files
from tools import disks
from tools.written import content, refused

PACKAGE = sites.REPOSITORY / "partnertools"


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b"old")
    path.chmod(0o600)
    files.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("is_dangling", [False, True])
def test_what_a_link_leads_to_is_replaced_and_the_link_stays(
    tmp_path: Path, is_dangling: bool
) -> None:
    target = tmp_path / "far" / "packet.pdf"
    target.parent.mkdir()
    if not is_dangling:
        target.write_bytes(b"old")
    middle, path = tmp_path / "middle.pdf", tmp_path / "packet.pdf"
    middle.symlink_to(Path("far") / "packet.pdf")
    path.symlink_to(middle.name)
    files.write(path, b"new")
    assert path.is_symlink()
    assert middle.is_symlink()
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"
    assert sorted(content(tmp_path)) == ["far/packet.pdf", "middle.pdf", "packet.pdf"]


def test_into_a_pipe_the_bytes_are_written_and_it_stays_a_pipe(tmp_path: Path) -> None:
    path, data = tmp_path / "pipe", b"0123456789" * 100_000
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    files.write(path, data)
    reader.join()
    assert read == [data]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_a_pipe_leads_into_the_pipe(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    path = tmp_path / "packet.pdf"
    path.symlink_to(f"/dev/fd/{theirs}")
    files.write(path, b"bytes")
    os.close(theirs)
    assert os.read(ours, 100) == b"bytes"
    os.close(ours)
    assert path.is_symlink()


@pytest.mark.parametrize(
    ("device", "remedy"), [("/dev/null", None), ("/dev/full", "make room on the disk")]
)
@pytest.mark.parametrize("is_link", [False, True])
def test_a_device_stays_a_device(
    tmp_path: Path, device: str, remedy: str | None, is_link: bool
) -> None:
    path = Path(device)
    before = path.stat()
    if is_link:
        path = tmp_path / "device"
        path.symlink_to(device)
    if remedy is None:
        files.write(path, b"bytes")
    else:
        problem = refused(lambda: files.write(path, b"bytes"))
        assert problem.where.path == path
        assert "can't be written (No space left on device)" in problem.what
        assert remedy in problem.remedy
    after = Path(device).stat()
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_rdev, after.st_ino) == (before.st_rdev, before.st_ino)


def test_a_program_that_reads_our_output_gets_the_bytes_alone(tmp_path: Path) -> None:
    code = "from pathlib import Path; from partnertools import files;"
    code += "files.write(Path('/dev/stdout'), b'bytes')"
    words = [sys.executable, "-c", code]
    assert subprocess.run(words, capture_output=True, check=True).stdout == b"bytes"
    with (tmp_path / "out").open("wb") as out:
        subprocess.run(words, stdout=out, check=True)
    assert content(tmp_path) == {"out": b"bytes"}


def test_a_file_without_a_name_is_written_where_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "gone"
    with path.open("w+b") as file:
        path.unlink()
        files.write(Path(f"/dev/fd/{file.fileno()}"), b"bytes")
        assert file.read() == b"bytes"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("folder", "Is a directory", "name a file in that folder"),
        ("link-to-folder", "Is a directory", "name a file in that folder"),
        ("none/packet.pdf", "No such file or directory", "make its folder first"),
        ("link-into-nothing", "No such file or directory", "make its folder first"),
        ("file/packet.pdf", "Not a directory", "move the file that is in the way"),
        ("loop", "Too many levels of symbolic links", "remove the link"),
        ("n" * 300, "File name too long", "choose a shorter name"),
    ],
)
def test_a_name_that_cannot_be_written_is_told_of_and_nothing_is_changed(
    tmp_path: Path, name: str, what: str, remedy: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"file")
    (tmp_path / "link-to-folder").symlink_to("folder")
    (tmp_path / "link-into-nothing").symlink_to("none/file")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(tmp_path.iterdir())
    problem = refused(lambda: files.write(tmp_path / name, b"new"))
    assert problem.where.path == tmp_path / name
    assert what in problem.what
    assert remedy in problem.remedy
    assert sorted(tmp_path.iterdir()) == before
    assert content(tmp_path) == {"file": b"file"}


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    files.write(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    with disks.full(tmp_path, room=200_000, largest=200_000):
        files.write(tmp_path / "packet.pdf", b"old")
        problem = refused(lambda: files.write(tmp_path / "packet.pdf", b"x" * 300_000))
        assert problem.remedy == "make room on the disk, then try again"
        assert content(tmp_path) == {"packet.pdf": b"old"}


def test_where_nothing_can_be_written_it_says_what_to_do(tmp_path: Path) -> None:
    with disks.read_only(tmp_path / "disk"):
        for path in (tmp_path / "disk" / "packet.pdf", tmp_path / "disk" / "dist"):
            for problem in (
                refused(lambda path=path: files.write(path, b"new")),  # type: ignore[misc]
                refused(lambda path=path: files.write_folder(path, {"a": b"new"})),  # type: ignore[misc]
            ):
                assert problem.where.path == path
                assert problem.remedy == "allow writing there, or choose another place"
        assert list((tmp_path / "disk").iterdir()) == []


# One place


def test_nothing_else_in_the_package_writes_files() -> None:
    """Calls that write, make, rename or remove something on the disk stand in one module."""
    writing = {"write_bytes", "write_text", "unlink", "rename", "mkdir", "rmtree", "copyfile"}
    found: dict[str, set[str]] = {}
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
                is_open = name == "open" and any("w" in str(m) or "x" in str(m) for m in modes)
                if name in writing or is_open:
                    found.setdefault(module.relative_to(PACKAGE).as_posix(), set()).add(name)
    assert {"mkdir", "unlink", "open"} <= found.pop("files.py")
    # Folders that are made, and the cache, which deletes what it has no room for.
    answers, commands = ("collecting", "mail_merge"), ("new", "schemas", "translate")
    makers = [f"answers/{name}" for name in answers] + [f"commands/{name}" for name in commands]
    folders = {f"{name}.py": {"mkdir"} for name in makers}
    assert found == {**folders, "cache.py": {"mkdir", "unlink"}}
