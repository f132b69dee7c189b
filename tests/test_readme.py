"""The README, read as a newcomer reads it: what it names is there, and what is there is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "partnertools"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SUFFIXES = (".css", ".html", ".json", ".md", ".py", ".toml", ".yaml")
FOLDERS = ("content", "docs", "examples", "formats", "layouts", "partnertools", "tests")
# Not of one place in the map: how Python finds a package, and starts it.
ENTRANCES = {"__init__", "__main__"}


def blocks() -> list[str]:
    """Return the README's blocks of code."""
    return re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def map_entries() -> Iterator[str]:
    """Yield the paths of the map: a name, two spaces or more, what it is; indented in a folder.

    A layer's number may stand before the name.
    """
    entry = re.compile(r"^(?P<indent> *)(?:\d +)?(?P<name>[\w.-]+/?)(?: {2,}\S.*)?$")
    map_block = next(block for block in blocks() if "partnertools/\n" in block)
    folder = ""
    for line in map_block.splitlines():
        found = entry.match(line)
        assert found is not None, f"the map has a line that is no entry: {line}"
        if not found["indent"]:
            folder = found["name"] if found["name"].endswith("/") else ""
        yield folder + found["name"] if found["indent"] else found["name"]


def named_paths() -> Iterator[str]:
    """Yield what looks like a path: in backticks, behind links, in blocks of code."""
    text = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    for token in re.findall(r"`([^`\s]+)`", text):
        if "/" in token or token.endswith(SUFFIXES):
            yield token
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("https:", "#")):
            yield target.partition("#")[0]
    for block in blocks():
        yield from re.findall(rf"(?<![\w/])(?:{'|'.join(FOLDERS)})/[\w./<>-]*", block)


def exists(path: str, root: Path = ROOT) -> bool:
    """Tell whether a path is there; `<slug>` stands for any name."""
    found = list(root.glob(re.sub(r"<[^>]*>", "*", path).rstrip("/")))
    return any(p.is_dir() for p in found) if path.endswith("/") else bool(found)


# What a build writes is not there before the first build.
WRITTEN = dict.fromkeys(re.findall(r"dist/[\w./<>-]*", README))
KEPT = dict.fromkeys(path for path in named_paths() if not path.startswith("dist/"))


@pytest.mark.parametrize("path", KEPT)
def test_a_path_that_the_readme_names_exists(path: str) -> None:
    assert exists(path)


@pytest.mark.parametrize("path", WRITTEN)
def test_a_file_that_the_readme_promises_is_written(path: str, built: Path) -> None:
    assert exists(path, built)


def test_the_readme_names_paths_in_its_text_and_its_map() -> None:
    assert {"content/toolkit.yaml", "layouts/fields/<kind>/", "docs/page.png"} <= set(KEPT)
    assert "dist/index.html" in WRITTEN
    assert not exists("partnertools/utils.py")
    assert not exists("layouts/<kind>.py")
    assert not exists("build.py/")


def test_every_entry_of_the_map_exists() -> None:
    entries = list(map_entries())
    assert len(entries) == len(set(entries))
    assert [path for path in entries if not exists(path)] == []


def test_the_map_names_every_module_and_folder_of_the_package() -> None:
    there = {f"partnertools/{p.name}" for p in PACKAGE.glob("*.py") if p.stem not in ENTRANCES}
    there |= {f"partnertools/{p.parent.name}/" for p in PACKAGE.glob("*/__init__.py")}
    assert there - set(map_entries()) == set()


def test_the_readme_names_all_files_at_the_top_and_the_scripts_beside_the_tests() -> None:
    # A folder or a PDF at the top may be somebody's own.
    there = {p.name for p in ROOT.iterdir() if p.suffix in (*SUFFIXES, ".txt", "") and p.is_file()}
    there |= {path.name for path in (ROOT / "tests").glob("*.py")}
    of_tools = (".", "README", "conftest", "test_")
    named = set(re.findall(r"[\w.-]+", README))
    assert {"build.py", "LICENSE", "pictures.py"} <= there
    assert {name for name in there - named if not name.startswith(of_tools)} == set()


def test_files_that_comments_name_exist() -> None:
    paths = (
        path
        for folder in ("partnertools", "layouts", "docs/decisions")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".js", ".css", ".html", ".md", ".java")
    )
    named = {
        name
        for path in (*paths, ROOT / "build.py", ROOT / "CONTRIBUTING.md")
        for name in re.findall(
            r"`((?:docs|formats|layouts|partnertools|tests)/[^`\s]*\w/?)`", path.read_text("utf-8")
        )
    }
    assert {"layouts/scripts/pdf/shaping.js", "tests/requirements.txt"} <= named
    assert sorted(name for name in named if not exists(name)) == []


@pytest.mark.parametrize("package", sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py")))
def test_a_package_says_what_each_of_its_modules_does(package: str) -> None:
    folder = PACKAGE / package
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    there = {p.stem for p in folder.glob("*.py")} - ENTRANCES
    here = {name for name in there if f"partnertools/{package}/{name}.py" in README}
    assert there - set(re.findall(r"`(\w+)`", docstring)) - here == set()
