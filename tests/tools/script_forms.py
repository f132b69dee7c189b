"""In: a PDF with fields and its plan. Out: copies filled in by the page's script and by Python."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from playwright.sync_api import Page

import sites
from partnertools.answers import filling
from partnertools.model.values import Value
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.fill import DoesNotFitError, Filler
from partnertools.pdf.forms.plan import FillPlan
from partnertools.problems import UserError
from partnertools.typography import name_character
from tools import browser

CASES: list[dict[str, Any]] = yaml.safe_load(
    (sites.TESTS / "fill_cases.yaml").read_text(encoding="utf-8")
)
# Answers the same as `Form.with_python`: what is added to the PDF, or the error and its message.
WITH_SCRIPT = """async ({ form, copies, isCut }) => {
  const { fillPdf } = await import("/layouts/scripts/pdf/fill.js");
  const [pdf, plan] = await Promise.all([
    fetch(`${form}.pdf`).then(async (got) => new Uint8Array(await got.arrayBuffer())),
    fetch(`${form}.fill.json`).then((got) => got.json()),
  ]);
  return copies.map((values) => {
    try {
      const copy = fillPdf(pdf, plan, values, isCut);
      // A loop takes a tenth of what `some` takes.
      for (let i = 0; i < pdf.length; i++) if (copy[i] !== pdf[i]) return "the PDF has changed";
      const added = Array.from(copy.subarray(pdf.length), (byte) => String.fromCharCode(byte));
      return { added: btoa(added.join("")) };
    } catch (error) {
      return `${error.constructor.name}: ${error.message}`;
    }
  });
}"""
Copy = bytes | str


@dataclass(frozen=True)
class Form:
    """A form of a built site, without `.pdf`, and a page that can fill it."""

    page: Page
    root: Path
    name: str

    @property
    def path(self) -> Path:
        return self.root / "dist" / f"{self.name}.pdf"

    @cached_property
    def pdf(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def plan(self) -> FillPlan:
        return plan.of_pdf(self.pdf, self.path)

    @cached_property
    def published(self) -> str:
        return (self.root / "dist" / f"{self.name}.fill.json").read_text(encoding="utf-8")

    def run(self, expression: str, **arguments: Any) -> Any:
        return self.page.evaluate(expression, {"form": f"/dist/{self.name}", **arguments})

    def with_script(self, *copies: Mapping[str, Value], is_cut: bool = False) -> list[Copy]:
        found = self.run(WITH_SCRIPT, copies=list(copies), isCut=is_cut)
        return [one if isinstance(one, str) else b64decode(one["added"]) for one in found]

    def with_python(self, values: Mapping[str, Value], changed: FillPlan | None = None) -> Copy:
        try:
            return Filler(changed or self.plan).update(len(self.pdf), values)
        except DoesNotFitError as error:
            return f"DoesNotFitError: {error}"

    def problems_with_script(self, *copies: Mapping[str, Value]) -> list[list[str]]:
        """What `problems` finds, in the words of the command line."""
        found = self.run(
            """async ({ form, copies }) => {
              const { problems } = await import("/layouts/scripts/pdf/fill.js");
              const plan = await fetch(`${form}.fill.json`).then((got) => got.json());
              return copies.map((values) => problems(plan, values));
            }""",
            copies=list(copies),
        )
        return [
            sorted(_in_words(problem, values) for problem in one)
            for one, values in zip(found, copies, strict=True)
        ]

    def problems_with_python(self, values: Mapping[str, Value], folder: Path) -> list[str]:
        """What the command line says of an answer file."""
        tool, version, language = next(iter(self.plan.forms.values())).split("/")
        answers = folder / "answers.json"
        given = {"tool": tool, "version": int(version), "language": language, "answers": values}
        answers.write_text(json.dumps(given), encoding="utf-8")
        try:
            filling.fill(self.path, answers, folder / "filled.pdf")
        except UserError as error:
            return sorted(problem.what for problem in error.problems)
        return []


def _in_words(problem: dict[str, Any], values: Mapping[str, Value]) -> str:
    name = problem["id"]
    if problem["kind"] == "undrawable":
        characters = ", ".join(map(name_character, problem["characters"]))
        return f"the typeface of the form has no {characters}, in `{name}`"
    assert problem["kind"] == "too-long"
    return f"the answer to `{name}` has {len(str(values[name]))} characters and doesn't fit its box"


def values_of(case: dict[str, Any], form: FillPlan) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in case.get("values", {}).items():
        found[name] = value["say"] * value["times"] if isinstance(value, dict) else value
    for blank in form.fields.values():
        value = case.get("every", {}).get(blank.value_type.name)
        if value is not None:
            is_choice = blank.value_type.name == "choice"
            found[blank.id] = blank.value_type.states[value] if is_choice else value
    return found


@contextmanager
def opened_forms(root: Path) -> Iterator[dict[str, Form]]:
    """Open a page that can fill in the forms of a built site, by their paths without `.pdf`.

    Beside the site it finds the scripts of the default look as they were written.
    """
    with TemporaryDirectory() as folder, browser.serve(Path(folder)) as origin:
        Path(folder, "dist").symlink_to(root / "dist")
        Path(folder, "layouts").symlink_to(sites.REPOSITORY / "layouts")
        page = browser.chromium().new_page()
        page.goto(f"{origin}/dist/toolkit.json")
        found = (root / "dist").rglob("*.fill.json")
        names = (path.relative_to(root / "dist").as_posix() for path in found)
        yield {n: Form(page, root, n) for n in (n.removesuffix(".fill.json") for n in names)}
        page.close()
