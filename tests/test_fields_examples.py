"""The examples of every kind of prompt (`layouts/fields/<kind>/examples.yaml`), on page and paper.

An example has Markdown as an author writes it, and the accessible names of its controls, with the
name of their group in front. No two examples share a name, so that one sheet can hold them all.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Page

import sites
from partnertools import source
from partnertools.model import fields
from partnertools.model.prompt import Field
from partnertools.model.prompts import CELLS, KINDS
from partnertools.model.toolkit import Tool, Toolkit
from partnertools.pdf.forms import value_types
from partnertools.pdf.job import Batch, DocumentJob, Form
from partnertools.pdf.write import rendering
from tools import vnu
from tools.browser import Tab, axe, serve
from tools.looks import CUT_OFF, look
from tools.spoken import Spoken, spoken
from tools.tags import Tagged
from tools.worksheets import words

FOLDER = sites.REPOSITORY / "layouts" / "fields"
REQUIRED = " (required)"
FRONT = """---
title: {title}
summary: It shows what a designer designs.
when: something is drawn anew
version: 1
minutes: 1
---

"""
ABOUT = "---\ntitle: About\nsummary: A page to link to.\n---\n\nWords.\n"


@dataclass(frozen=True, slots=True)
class Example:
    """One example; its slug is made of its kind and its number."""

    kind: str
    slug: str
    shows: str
    markdown: str
    names: tuple[str, ...]


def examples() -> Iterator[Example]:
    for path in sorted(FOLDER.glob("*/examples.yaml")):
        kind = path.parent.name
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            names = tuple(entry.pop("names"))
            yield Example(kind=kind, slug=f"{kind}-{number}", names=names, **entry)


EXAMPLES = {example.slug: example for example in examples()}
every_example = pytest.mark.parametrize("slug", EXAMPLES)


def test_every_kind_of_prompt_has_two_examples_at_least() -> None:
    kinds = set(KINDS)
    assert {path.parent.name for path in FOLDER.glob("*/field.html")} == kinds
    assert {path.parent.name for path in FOLDER.glob("*/cell.html")} == set(CELLS)
    shown = [example.kind for example in EXAMPLES.values()]
    assert {kind for kind in kinds if shown.count(kind) >= 2} == kinds


@every_example
def test_an_example_is_of_its_kind_and_says_what_it_shows(slug: str) -> None:
    example = EXAMPLES[slug]
    assert f"```{{{example.kind}}} " in example.markdown
    assert re.fullmatch(r"[A-Z].*[^.]\.", example.shows)
    assert example.names
    others = [n for e in EXAMPLES.values() if e.slug != slug for n in e.names]
    assert not set(example.names) & set(others)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project of one tool per example, and one named `all` with all of them."""
    root = tmp_path_factory.mktemp("examples")
    folder = root / "content"
    shutil.copytree(sites.REPOSITORY / "content" / "scales", folder / "scales")
    for name in ("toolkit.yaml", "opening.md"):
        shutil.copyfile(sites.TINY / "content" / name, folder / name)
    pages = {"pages/about.md": ABOUT}
    whole = FRONT.format(title="All examples")
    for example in EXAMPLES.values():
        section = f"## {example.slug}\n\n{example.shows}\n\n{example.markdown}\n"
        pages[f"tools/{example.slug}.md"] = FRONT.format(title=example.slug) + section
        whole += re.sub(r"(?m)^:id: ", f":id: {example.slug}.", section)
    pages["tools/all.md"] = whole
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def toolkit(root: Path) -> Toolkit:
    return source.read(root / "content")


@pytest.fixture(scope="module")
def dist(root: Path, toolkit: Toolkit) -> Path:
    """Write the pages of the examples, without their PDFs."""
    layouts = sites.layouts()
    dist = root / "dist"
    shutil.copytree(sites.REPOSITORY / "layouts" / "assets", dist / "assets")
    (dist / "assets" / "site.css").write_text(layouts.style("screen"), encoding="utf-8")
    (dist / "assets" / "tool.js").write_text(layouts.script("tool"), encoding="utf-8")
    for tool in toolkit.tools:
        path = dist / tool.target / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(layouts.tool(toolkit, tool, {tool.target: []}), encoding="utf-8")
    return dist


@pytest.fixture(scope="module")
def origin(dist: Path) -> Iterator[str]:
    with serve(dist) as address:
        yield address


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest, tab: Tab) -> Page:
    """Open the page of one example, or of all."""
    page = tab.visit(f"tools/{request.param}/index.html")
    assert str(tab.watched) == "nothing"
    return page


every_page = pytest.mark.parametrize("page", EXAMPLES, indirect=True, scope="module")


def slug_of(page: Page) -> str:
    return urlsplit(page.url).path.split("/")[2]


def tool_of(toolkit: Toolkit, slug: str) -> Tool:
    return next(tool for tool in toolkit.tools if tool.slug == slug)


def own(tool: Tool) -> list[Field]:
    """Return the fields of a tool without those of its opening."""
    return [f for f in fields.of_tool(tool) if not f.id.startswith(f"{tool.slug}.about.")]


def heard(page: Page) -> list[Spoken]:
    # Which file to send isn't a question of the worksheet: it has no full name.
    names = [control for control in spoken(page) if "." in control.field]
    return [control for control in names if ".about." not in control.field]


def test_the_html_of_all_examples_is_valid(dist: Path) -> None:
    said = vnu.messages(sorted(dist.glob("tools/*/index.html")))
    assert not said, "\n".join(map(str, said))


@pytest.mark.parametrize("page", ["all"], indirect=True, scope="module")
@pytest.mark.parametrize("name", ["wide", "narrow", "dark"])
def test_axe_finds_nothing_in_any_example(page: Page, name: str) -> None:
    assert {control.field.split(".")[1] for control in heard(page)} == {*EXAMPLES}
    look(page, name)
    violations = axe(page)
    assert not violations, "\n".join(map(str, violations))


@every_page
def test_an_example_holds_up_on_its_page(page: Page, toolkit: Toolkit) -> None:
    slug = slug_of(page)
    for name in ("wide", "narrow", "dark"):
        look(page, name)
        assert page.evaluate(CUT_OFF) == []
    controls = heard(page)
    assert [control.whole for control in controls] == list(EXAMPLES[slug].names)
    by_id = {field.id: field for field in own(tool_of(toolkit, slug))}
    assert list(dict.fromkeys(control.field for control in controls)) == list(by_id)
    for control in controls:
        field = by_id[control.field]
        # Of the group, the hint is heard on entering it; an option adds its own words.
        assert words(field.hint) in f"{control.group_description} {control.description}"


@every_page
def test_what_must_be_filled_in_says_so_to_the_eye_and_to_the_ear(
    page: Page, toolkit: Toolkit
) -> None:
    form = page.locator("form > section")
    required = [field for field in own(tool_of(toolkit, slug_of(page))) if field.required]
    assert bool(required) == (REQUIRED.strip() in form.inner_text())
    for field in required:
        controls = form.locator(f'[name="{field.id}"]')
        demanded = controls.evaluate_all("all => all.map(control => control.required)")
        assert set(demanded) == {True}


def test_what_is_typed_and_is_no_text_is_known_to_scripts_and_in_filled_forms(
    toolkit: Toolkit,
) -> None:
    scripts = "".join(path.read_text("utf-8") for path in FOLDER.glob("*/page.js"))
    typed = [f.value_type for f in own(tool_of(toolkit, "all")) if f.value_type.field_type == "Tx"]
    numbers = {one for one in typed if one.json_schema()["type"] != "string"}
    assert {one.name for one in numbers} >= {"number"}
    for one in numbers:
        assert f'addValueType("{one.name}", ' in scripts
        assert one.form_value, "what fields of forms and controls of pages say of it"
        read = value_types.of_form(one.field_type, one.flags, one.states, one.form_value)
        assert (read.name, read.json_schema()) == (one.name, one.json_schema())
        assert not isinstance(read.read_text("12"), str)


@pytest.fixture(scope="module")
def sheet(root: Path, toolkit: Toolkit) -> Tagged:
    """Render the sheet that holds all examples."""
    tool = tool_of(toolkit, "all")
    layouts = sites.layouts()
    form = Form(tool.slug, tool.title, tool.version, toolkit.language)
    html = layouts.sheet(toolkit, tool, toolkit.paper)
    style = layouts.style("sheet")
    job = DocumentJob(html, fields.of_tool(tool), (form,))
    (rendered,) = rendering.render(Batch(style, None, (job,), wanted=(0,)))
    assert not rendered.foreign
    path = root / "all.pdf"
    path.write_bytes(rendered.data)
    return Tagged(path)


@pytest.mark.slow
def test_on_paper_the_controls_of_all_examples_have_the_names_of_the_page(
    sheet: Tagged, toolkit: Toolkit
) -> None:
    by_id = sheet.fields()
    assert set(by_id) == {field.id for field in fields.of_tool(tool_of(toolkit, "all"))}
    for example in EXAMPLES.values():
        here = f"all.{example.slug}."
        tooltips = [t for name, f in by_id.items() if name.startswith(here) for t in _tooltips(f)]
        names = [name.replace(REQUIRED, "") for name in example.names]
        assert len(tooltips) == len(names), example.slug
        for tooltip, name in zip(tooltips, names, strict=True):
            # A hint follows, in a sentence of its own.
            assert re.fullmatch(re.escape(name) + r"(\.? .*)?", tooltip), f"{tooltip!r}: {name!r}"


def _tooltips(field: Any) -> list[str]:
    """Return what a reader hears at each widget of a field."""
    return [words(str(w["/TU"])) for w in field.get("/Kids", [field])]
