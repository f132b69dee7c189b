"""A kind of control is one module of `model/prompts` and one folder of `layouts/fields/`."""

import re

import pytest

import sites
from partnertools.model.prompt import Cell, Prompt
from partnertools.model.prompts import CELLS, KINDS

LAYOUTS = sites.REPOSITORY / "layouts"
PACKAGE = sites.REPOSITORY / "partnertools"
MODULES = PACKAGE / "model" / "prompts"
FIELDS = LAYOUTS / "fields"
# What examples of controls are written with.
FREE = {"short-answer"}
# Values have types of these names too.
ALSO_TYPES = {"check", "date", "number"}
ELSEWHERE = [
    path
    for path in sorted([*LAYOUTS.rglob("*.*"), *PACKAGE.rglob("*.py")])
    if path.suffix in (".css", ".js", ".html", ".py")
    and not path.is_relative_to(MODULES)
    and path.parent.parent != FIELDS
]


def test_each_module_has_one_kind_with_its_name() -> None:
    names = {path.stem.replace("_", "-") for path in MODULES.glob("*.py")} - {"--init--"}
    assert len(names) >= 10
    assert set(KINDS) | set(CELLS) == names
    everything: list[type[Prompt] | type[Cell]] = [*KINDS.values(), *CELLS.values()]
    for kind in everything:
        assert kind.__module__.rpartition(".")[2].replace("_", "-") == kind.kind


def test_each_kind_has_a_folder_and_each_folder_a_kind() -> None:
    folders = {path.name for path in FIELDS.iterdir() if path.is_dir()}
    assert folders == set(KINDS) | set(CELLS)


@pytest.mark.parametrize("kind", sorted({*KINDS, *CELLS}))
def test_a_kind_has_all_its_templates(kind: str) -> None:
    needed = {"field.html", "examples.yaml"} if kind in KINDS else set()
    needed |= {"cell.html"} if kind in CELLS else set()
    needed |= {"key.html", "end.html"} if kind in KINDS and KINDS[kind].has_key else set()
    there = {path.name for path in (FIELDS / kind).iterdir()}
    assert needed <= there
    assert there <= needed | {"screen.css", "sheet.css", "page.js", "values.js"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_says_what_scripts_have_to_know(kind: str) -> None:
    texts = [path.read_text("utf-8") for path in (FIELDS / kind).glob("*.html")]
    text = "".join(texts) + (FIELDS / "parts.html").read_text("utf-8")
    for attribute in ("data-prompt", "data-question", "data-counted"):
        assert attribute in text, attribute
    own = (FIELDS / kind / "field.html").read_text("utf-8")
    assert re.search(r'counted="\w+"', own), "in which words it is counted"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_is_of_the_class_of_its_module(kind: str) -> None:
    assert issubclass(KINDS[kind], Prompt)
    assert not KINDS[kind].__abstractmethods__
    assert set(KINDS[kind].flags) <= {"required", "read-only"}


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_a_cell_is_whole(kind: str) -> None:
    assert issubclass(CELLS[kind], Cell)
    assert not CELLS[kind].__abstractmethods__


def test_nothing_of_a_kind_stands_elsewhere() -> None:
    assert len(ELSEWHERE) > 200
    found = {path: named(path.suffix, path.read_text("utf-8")) for path in ELSEWHERE}
    assert {path: kinds for path, kinds in found.items() if kinds} == {}


def named(suffix: str, text: str) -> set[str]:
    """Return the kinds that a file names: a class in styles and scripts, a word in programs."""
    kinds = (set(KINDS) | set(CELLS)) - FREE
    if suffix == ".css":
        return {kind for kind in kinds if re.search(rf"\.{kind}\b(?!-)", text)}
    if suffix == ".py":
        names = {kind: kind.title().replace("-", "") for kind in KINDS}
        return {kind for kind in kinds - ALSO_TYPES if f'"{kind}"' in text} | {
            kind for kind, name in names.items() if re.search(rf"import .*\b{name}\b", text)
        }
    quoted = {kind for kind in kinds if re.search(rf"""["'\s.]\.{kind}\b(?!-)""", text)}
    return quoted | {kind for kind in kinds if "-" in kind and f'"{kind}"' in text}


@pytest.mark.parametrize(
    ("suffix", "text", "kinds"),
    [
        (".css", ".large .grid td { margin: 0; }", {"grid"}),
        (".css", "main { display: grid; } .progress-list { margin: 0; }", set()),
        (".js", 'form.querySelectorAll(".field:not(.grid), .grid tr")', {"grid"}),
        (".js", 'if (kind === "pick-one") return;', {"pick-one"}),
        (".html", '{% if column.kind == "long-answer" %}', {"long-answer"}),
        (".py", "from partnertools.model.prompts.rating import Rating", {"rating"}),
        (".py", 'if kind == "true-false":', {"true-false"}),
        (".py", 'if field.prompt_kind != "grid":', {"grid"}),
        (".py", 'if field.value_type.name == "number":', set()),
    ],
)
def test_a_kind_that_stands_elsewhere_is_seen(suffix: str, text: str, kinds: set[str]) -> None:
    assert named(suffix, text) == kinds
