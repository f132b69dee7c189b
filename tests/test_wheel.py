"""The wheel, installed where there is no repository, has all that a toolkit is built with."""

import os
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

import sites


def run(command: list[str | Path], folder: Path, **variables: str) -> str:
    """Run a command in a folder, with nothing of the repository on Python's path."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | variables
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_of(project: Path, folder: Path) -> dict[str, Path]:
    """Build wheel and sdist of a project, and return them by their suffixes."""
    hatchling: list[str | Path] = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run([*hatchling, "-d", folder], cwd=project, check=True, capture_output=True)
    return {path.suffix: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build_of(sites.REPOSITORY, tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="module")
def command(packed: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh environment, beside what it needs; return its command."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    places = {"base": str(venv), "platbase": str(venv)}
    scripts, packages = (
        Path(sysconfig.get_path(p, "venv", places)) for p in ("scripts", "purelib")
    )
    # Of the environment of the tests, its packages, not what its own path files add.
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(packed[".whl"])], check=True)
    return scripts / "partnertools"


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


def test_a_new_toolkit_is_built_at_once(command: Path, tmp_path: Path) -> None:
    run([command, "new", "kit"], tmp_path)
    assert run([command, "check", "--root", "kit"], tmp_path).endswith(": no problems\n")
    assert "1 tool, 1 guide, 6 PDFs" in run([command, "build", "--root", "kit"], tmp_path)
    page = (tmp_path / "kit" / "dist" / "tools" / "first-day" / "index.html").read_text("utf-8")
    assert "What should we call you?" in page
    # No other program is on the path.
    verified = run([command, "verify", "--root", "kit"], tmp_path, PATH="")
    assert "links within the site: 9 files, 0 findings" in verified
    assert "words in PDFs that leave their places: 6 files, 0 findings" in verified
