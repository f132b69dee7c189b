"""`build.py`: the same versions everywhere, and paths from where one stands."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sites
from tools import worksheets

ROOT = sites.REPOSITORY
LOCKS = {"build": ROOT / "requirements.txt", "test": ROOT / "tests" / "requirements.txt"}
# What `python -m venv` puts in by itself.
FROM_PYTHON = {"pip", "setuptools"}


def locked(name: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Yield what a lock names, with its hashes."""
    text = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line)
            yield Requirement(requirement), hashes


def pins(name: str) -> dict[str, str]:
    return {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r, _ in locked(name)
        if r.marker is None or r.marker.evaluate()
    }


def asked() -> dict[str, list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    build = [Requirement(line) for line in project["dependencies"]]
    tests = [Requirement(line) for line in project["optional-dependencies"]["test"]]
    return {"build": build, "test": build + tests}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_one_version_with_hashes_of_all_that_is_asked_for(name: str) -> None:
    for requirement, hashes in locked(name):
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)
    exact = pins(name)
    for requirement in asked()[name]:
        assert exact[canonicalize_name(requirement.name)] in requirement.specifier


def test_a_build_and_the_tests_have_the_same_versions() -> None:
    assert pins("build").items() <= pins("test").items()


def test_the_environment_holds_what_the_lock_names_and_nothing_else() -> None:
    there = {
        canonicalize_name(one.metadata["Name"]): one.version
        for one in distributions(path=[str(Path(pytest.__file__).parent.parent)])
    }
    assert {name: there[name] for name in there.keys() - FROM_PYTHON} == pins("test")


def test_the_locks_name_no_address_to_install_from() -> None:
    for path in LOCKS.values():
        assert "://" not in path.read_text(encoding="utf-8")
    npm = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: package for path, package in npm["packages"].items() if path}
    assert packages
    for package in packages.values():
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


def test_a_library_that_is_not_there_is_missed() -> None:
    has = "import build; print([*map(build.has_library, [*build.LIBRARIES.values(), ['nothing']])])"
    done = subprocess.run([sys.executable, "-c", has], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.split(b", ")[-1] == b"False]\n"
    assert b"False" not in done.stdout[:-7]


def test_locks_that_are_not_those_of_pyproject_stop_the_build(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "tests").mkdir(parents=True)
    shutil.copy(ROOT / "build.py", project)
    for path in LOCKS.values():
        shutil.copy(path, project / path.relative_to(ROOT))
    asks = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changed = asks.replace('"jinja2>=', '"jinja2>3,>=')
    assert changed != asks
    (project / "pyproject.toml").write_text(changed, encoding="utf-8")
    build = subprocess.run(
        [sys.executable, str(project / "build.py")], capture_output=True, text=True, check=False
    )
    assert build.returncode == 1
    assert "the locks are not those of pyproject.toml; run: python3 build.py lock" in build.stderr
    assert not (project / ".venv").exists()


def run_door(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the repository's `build.py` from another folder."""
    command = [sys.executable, str(ROOT / "build.py"), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_paths_are_meant_from_where_one_stands(tmp_path: Path, dist: Path) -> None:
    shutil.copy(dist / "tools/smart-goals/smart-goals.pdf", tmp_path / "form.pdf")
    version = worksheets.TOOLS["smart-goals"].version
    answers = {"tool": "smart-goals", "version": version, "language": "en", "answers": {}}
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    filled = run_door(tmp_path, "fill", "form.pdf", "answers.json", "-o", "filled.pdf")
    assert (filled.returncode, filled.stderr) == (0, "")
    assert (tmp_path / "filled.pdf").is_file()
    assert not (ROOT / "filled.pdf").exists()


@pytest.mark.slow
def test_a_site_goes_where_it_is_asked_for_from_where_one_stands(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine").touch()
    built = run_door(tmp_path, "build", "--out", "site")
    assert built.returncode == 1
    assert built.stderr.startswith("site: `mine` is in it, which no build has made; ")
    assert (tmp_path / "site" / "mine").exists()


@pytest.mark.slow
def test_a_project_elsewhere_is_named_from_where_one_stands(tmp_path: Path) -> None:
    shutil.copytree(sites.TINY / "content", tmp_path / "kit" / "content")
    here = run_door(tmp_path, "check", "--root", "kit")
    assert here.returncode == 0, here.stderr
    (tmp_path / "kit" / "content" / "toolkit.yaml").unlink()
    broken = run_door(tmp_path, "check", "--root=kit")
    assert broken.returncode == 1
    assert f"kit{os.sep}content{os.sep}toolkit.yaml" in broken.stderr


@pytest.mark.slow
def test_without_a_project_it_is_the_one_of_the_door(tmp_path: Path) -> None:
    check = run_door(tmp_path, "check")
    assert check.returncode == 0, check.stderr
    assert "no problems" in check.stdout
