"""In: a worksheet's page in a browser. Out: answers given to it, said by it, and taken from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FilePayload, Locator, Page

import sites
from partnertools.model import fields
from partnertools.model.prompt import Field
from tools import covering

Value = str | bool
ROOT = Path(__file__).parents[2]
TOOLKIT = sites.toolkit()
TOOLS = {tool.slug: tool for tool in TOOLKIT.tools}
# The worksheet of the tests' own site (`tiny`) that has every kind of field there is in any.
TEA = "tea"
[_TEA] = [tool for tool in sites.toolkit(sites.TINY).tools if tool.slug == TEA]
EVERY = {**TOOLS, TEA: _TEA}
FIELDS = {slug: [f for f in fields.of_tool(t) if not f.read_only] for slug, t in EVERY.items()}

# The worksheet of the tests that need only one, and fields of it.
SLUG = "self-reflection"
FIRST, SECOND = (f.id for f in FIELDS[SLUG][:2])
LONG = next(f for f in FIELDS[SLUG] if f.value_type.name == "long-text")
RATING = next(f for f in FIELDS[SLUG] if f.value_type.name == "choice")
QUIZ = "partnership-quiz"


def kinds(slug: str) -> set[tuple[str, str]]:
    """Return which prompts a worksheet has, and what their fields take."""
    return {(field.prompt_kind, field.value_type.name) for field in FIELDS[slug]}


def a_few() -> list[str]:
    """Return few worksheets that together have every kind of field that there is in any."""
    return covering.a_few({slug: kinds(slug) for slug in TOOLS})


LATIN = "Žďár & Łódź: 40 % “more”"
GREEK = "Ο Άγιος Νικόλαος"
# With Cyrillic and Hebrew in it.
ARABIC = "مدرسة № 7 (Київ) שלום"


def address(origin: str, slug: str) -> str:
    return f"{origin}/tools/{slug}/index.html"


def visit(context: BrowserContext, origin: str, slug: str = SLUG) -> Page:
    """Open a worksheet's page in a new tab."""
    page = context.new_page()
    page.goto(address(origin, slug))
    return page


def answers(slug: str, text: str = LATIN) -> dict[str, Value]:
    """An answer to every field of a tool."""
    given: dict[str, Value] = {}
    for field in FIELDS[slug]:
        match field.value_type.name:
            case "choice":
                on_scale = [o.id for o in field.options if not o.is_off_scale]
                given[field.id] = on_scale[-1]
            case "check":
                given[field.id] = True
            case "long-text" if field.prompt_kind != "grid":
                given[field.id] = f"{text}\nA second line."
            case "date":
                given[field.id] = "mid May"
            case _:
                given[field.id] = text if field.prompt_kind != "grid" else text.split()[0]
    return given


def give(page: Page, field: Field, value: Value) -> None:
    """Answer one field as a person does, with the keyboard."""
    if field.value_type.name == "choice":
        control = page.locator(f'[name="{field.id}"][value="{value}"]')
    else:
        control = page.locator(f'[name="{field.id}"]')
    control.focus()
    if field.value_type.name in ("choice", "check"):
        page.keyboard.press("Space")
    else:
        page.keyboard.insert_text(str(value))


def give_all(page: Page, slug: str, given: dict[str, Value]) -> None:
    for field in FIELDS[slug]:
        give(page, field, given[field.id])


# Answers everything at once, and lets the page hear each answer as if a hand had given it.
GIVE = """given => {
  for (const [name, value] of Object.entries(given)) {
    const controls = [...document.getElementsByName(name)];
    const control = controls.find(one => one.type !== 'radio' || one.value === value);
    if (['radio', 'checkbox'].includes(control.type)) {
      if (!control.checked) control.click();
    } else {
      control.value = value;
      control.dispatchEvent(new Event('input', {bubbles: true}));
    }
  }
}"""


def give_at_once(page: Page, given: dict[str, Value]) -> None:
    page.evaluate(GIVE, given)
    assert said(page) == given


SAID = """() => Object.fromEntries(
  [...document.querySelector("form").elements].flatMap(one => {
    if (!one.name || one.readOnly) return [];
    if (one.type === "radio") return one.checked ? [[one.name, one.value]] : [];
    if (one.type === "checkbox") return one.checked ? [[one.name, true]] : [];
    return one.value ? [[one.name, one.value]] : [];
  }))"""


def said(page: Page) -> dict[str, Value]:
    """Return what the page's controls say, without those that say nothing."""
    found: dict[str, Value] = page.evaluate(SAID)
    return found


def key(slug: str = SLUG) -> str:
    """Return where a worksheet's page keeps its answers, served from the root of a website."""
    return f"partnertools:/:{slug}"


def kept(page: Page, slug: str = SLUG) -> Any:
    """Return what the browser keeps of a worksheet."""
    text = page.evaluate("key => localStorage.getItem(key)", key(slug))
    return json.loads(text) if text else None


def act(page: Page, name: str) -> None:
    """Press one of the buttons below a worksheet."""
    page.locator(f'.actions [data-action="{name}"]').click()


def download(page: Page, name: str) -> tuple[str, bytes]:
    """Press a button that hands out a file; return its name and bytes."""
    with page.expect_download() as waiting:
        act(page, name)
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def open_file(page: Page, name: str, file: bytes | str) -> None:
    with page.expect_file_chooser() as chooser:
        act(page, "open")
    chooser.value.set_files(_payload(name, file))


def open_chosen(page: Page, name: str, file: bytes | str) -> None:
    """Open a file as if it had been chosen already: for one after the other."""
    page.locator("[data-part=file]").set_input_files(_payload(name, file))


def _payload(name: str, file: bytes | str) -> FilePayload:
    body = file.encode() if isinstance(file, str) else file
    return {"name": name, "mimeType": "", "buffer": body}


def answer_file(slug: str, given: dict[str, Any], version: int | None = None) -> str:
    if version is None:
        version = EVERY[slug].version if slug in EVERY else 1
    return json.dumps(
        {"format": 1, "tool": slug, "version": version, "language": "en", "answers": given}
    )


def named_after(slug: str) -> str:
    """Return how the file of `answers` is named: after who answers, where that is asked."""
    return f"{slug}-{'žďár-łódź-40-more' if EVERY[slug].opening.blocks else 'answers'}"


def note(page: Page, name: str) -> Locator:
    return page.locator(f'[data-note="{name}"]')


def words(text: str) -> str:
    """Return a text with single spaces, as the eye takes it."""
    return " ".join(text.split())
