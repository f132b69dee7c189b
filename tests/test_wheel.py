"""The wheel, installed where there is no repository, has all that a toolkit is built with."""

import os
import subprocess
import tarfile
from pathlib import Path
from zipfile import ZipFile

import sites
from tools.wheels import build_of


def run(command: list[str | Path], folder: Path, **variables: str) -> str:
    """Run a command in a folder, with nothing of the repository on Python's path."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | variables
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_made_from_the_sdist_holds_the_same(
    packed: dict[str, Path], tmp_path: Path
) -> None:
    with tarfile.open(packed[".gz"]) as archive:
        archive.extractall(tmp_path, filter="data")
    [project] = tmp_path.iterdir()
    again = build_of(project, tmp_path / "again")[".whl"]
    with ZipFile(packed[".whl"]) as one, ZipFile(again) as other:
        files = {info.filename: info.CRC for info in one.infolist()}
        assert files == {info.filename: info.CRC for info in other.infolist()}
    ours = [sites.REPOSITORY / name for name in ("layouts", "formats", "partnertools")]
    there = {p.relative_to(sites.REPOSITORY).as_posix() for o in ours for p in o.rglob("*.*")}
    there = {name for name in there if "__pycache__" not in name and Path(name).suffix}
    assert len(there) > 200
    inside = {name.removeprefix("partnertools/") for name in files} | files.keys()
    assert there - inside == set()


def test_an_installed_command_builds_what_the_repository_builds(
    command: Path, tiny: Path, tmp_path: Path
) -> None:
    (tmp_path / "content").symlink_to(tiny / "content")
    assert "no problems" in run([command, "check"], tmp_path)
    run([command, "build", "--quiet"], tmp_path)
    built = {p.relative_to(tiny): p.read_bytes() for p in tiny.rglob("dist/**/*") if p.is_file()}
    assert len(built) > 50
    for path, data in built.items():
        assert (tmp_path / path).read_bytes() == data, path
