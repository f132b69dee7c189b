"""A module imports only from layers below its own, and from its own subpackage."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sites

PACKAGE = sites.REPOSITORY / "partnertools"
LAYERS = (
    ("foreign", "interrupts", "places", "problems", "typography"),
    ("model", "excerpts", "files", "processes", "typeface"),
    ("cache", "interface"),
    ("source",),
    ("render", "pdf"),
    ("answers",),
    ("build", "verify"),
    ("commands",),
    ("cli", "__main__"),
)
# `__main__` only calls `cli`.
WITHIN = {("__main__", "cli")}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name(module: Path) -> str:
    """Return a module's name in the table: a subpackage counts as one."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


@cache
def names(code: str) -> tuple[str, ...]:
    """Return the full names that a module imports."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where from: no dots"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def imported(code: str) -> Iterator[str]:
    """Yield the parts of the package that a module imports."""
    for full in names(code):
        package, _, rest = full.partition(".")
        if package == "partnertools" and rest != "__version__":
            yield rest.partition(".")[0]


def upward(part: str, code: str) -> list[str]:
    """Return what a module of one part imports though it must not."""
    return [
        other
        for other in imported(code)
        if other != part and (part, other) not in WITHIN and layer(other) >= layer(part)
    ]


def test_every_module_has_a_layer() -> None:
    parts = {name(module) for module in MODULES} - {"__init__"}
    listed = [part for parts in LAYERS for part in parts]
    assert sorted(listed) == sorted(parts), "each once, and none that is gone"


def test_the_map_of_the_readme_has_the_same_layers() -> None:
    readme = (sites.REPOSITORY / "README.md").read_text("utf-8")
    found = re.findall(r"^  (\d)  (\w+)(?:/|\.py) ", readme, re.MULTILINE)
    assert {part: int(number) for number, part in found} == {
        part: layer(part) for parts in LAYERS for part in parts if part != "__main__"
    }


def test_a_module_imports_only_from_layers_below() -> None:
    first, *others = sorted(MODULES, key=lambda module: name(module) != "__init__")
    assert list(imported(first.read_text("utf-8"))) == []
    found = {module: upward(name(module), module.read_text("utf-8")) for module in others}
    assert {module: parts for module, parts in found.items() if parts} == {}


@pytest.mark.parametrize(
    ("part", "code", "expected"),
    [
        ("pdf", "from partnertools.render.pages import Layouts", ["render"]),
        ("pdf", "from partnertools import render, source", ["render"]),
        ("pdf", "import partnertools.build.site", ["build"]),
        ("source", "def f() -> None:\n    from partnertools import answers", ["answers"]),
        ("pdf", "from partnertools.pdf import job\nfrom partnertools.model import fields", []),
        ("cli", "from partnertools import __version__, build", []),
    ],
)
def test_an_import_from_a_layer_above_is_seen(part: str, code: str, expected: list[str]) -> None:
    assert upward(part, code) == expected


def order(codes: dict[str, str]) -> list[str]:
    """Return modules in an order in which each imports only those in front of it."""
    imports = {
        module: {
            part
            for full in names(code)
            if (part := full if full in codes else full.rpartition(".")[0]) in codes
        }
        for module, code in codes.items()
    }
    return [*TopologicalSorter(imports).static_order()]


def test_no_modules_import_each_other() -> None:
    paths = {module: module.relative_to(sites.REPOSITORY).with_suffix("") for module in MODULES}
    codes = {
        ".".join(path.parts).removesuffix(".__init__"): module.read_text("utf-8")
        for module, path in paths.items()
    }
    assert len(order(codes)) == len(MODULES)
    codes["partnertools.problems"] += "\nfrom partnertools.model.values import Value\n"
    with pytest.raises(CycleError, match="partnertools"):
        order(codes)


def test_only_the_writer_of_pdfs_knows_weasyprint() -> None:
    writer = PACKAGE / "pdf" / "write"
    knowing = {module for module in MODULES if "weasyprint" in packages(module)}
    assert knowing
    assert {module for module in knowing if not module.is_relative_to(writer)} == set()


def packages(module: Path) -> set[str]:
    """Return the packages that a module imports."""
    return {full.partition(".")[0] for full in names(module.read_text("utf-8"))}
