"""Every worksheet in a real browser: with a mouse, with a keyboard, with a screen reader.

A page is loaded once for all tests that look at it (`page`), in their order: what is typed stays,
so those that type come last.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page

from partnertools.model.prompt import Field, Prompt
from partnertools.model.prompts.pick_many import PickMany
from partnertools.model.prose import Prose
from partnertools.model.toolkit import all_blocks, all_sections
from tools.browser import Tab
from tools.looks import look
from tools.pages import FIELDS, TOOLKIT, TOOLS, every_tool, first_of_each_kind, name_of
from tools.spoken import Spoken, spoken, value
from tools.tags import Tagged
from tools.worksheets import words


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest, tab: Tab) -> Page:
    """Open one page for all tests that look at it."""
    return tab.visit(request.param)


# With a mouse or a finger


# Per card: its size, and what a click near one of its corners would hit instead of the card.
# The room that the bar takes is known when the page of another width has been drawn.
CARDS = """async cards => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  return cards.map(card => {
    card.scrollIntoView({block: 'center'});
    const {left, right, top, bottom, width, height} = card.getBoundingClientRect();
    const spots = [[left + 4, top + 4], [right - 4, top + 4], [left + 4, bottom - 4],
      [right - 4, bottom - 4]];
    const hits = spots.map(([x, y]) => document.elementFromPoint(x, y));
    const missed = hits.filter(hit =>
      !hit || hit.closest('.choice') !== card || !hit.closest('label, input'));
    const said = missed.map(hit => hit ? hit.outerHTML.slice(0, 99) : `nothing, at ${[left, top]}`);
    return [Math.min(width, height), said];
  });
}"""


@every_tool
@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_every_control_is_large_enough_to_hit(page: Page, name: str) -> None:
    look(page, name)
    controls = page.locator("form :is(input, textarea)")
    sizes = controls.evaluate_all(
        "all => all.map(control => {"
        " const {width, height} = (control.closest('.choice') ?? control).getBoundingClientRect();"
        " return Math.min(width, height); })"
    )
    assert len(sizes) >= len(FIELDS[name_of(page)])
    assert min(sizes) >= 24
    cards = page.locator(".choice").evaluate_all(CARDS)
    assert bool(cards) == (page.locator("[type=radio], .pick-many input").count() > 0)
    assert all(size >= 44 for size, _ in cards)
    assert [hit for _, missed in cards for hit in missed] == [], "where a click should pick a card"


# With a keyboard


# Record every stop of the keyboard: its field, and how thick the line around it is.
RECORD = """() => {
  window.reached = [];
  const line = element => {
    const {outlineStyle, outlineWidth} = getComputedStyle(element);
    return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
  };
  document.addEventListener('focusin', ({target}) => {
    const card = target.closest('.choice') ?? target;
    reached.push([target.form ? target.name : '', Math.max(line(target), line(card)),
      target.localName]);
  });
  const stops = [...document.querySelectorAll('a[href], input, textarea, button, summary')]
    .filter(element => element.checkVisibility({visibilityProperty: true}));
  const radios = stops.filter(element => element.type === 'radio').map(radio => radio.name);
  return stops.length - radios.length + new Set(radios).size;
}"""


@every_tool
def test_the_keyboard_reaches_every_field_in_the_order_of_reading(page: Page) -> None:
    look(page, "wide")
    for _ in range(page.evaluate(RECORD)):
        # It is held down: letting go of it leads nowhere.
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    stops = page.evaluate("reached")
    assert [stop for stop, _, _ in stops if stop] == [f.id for f in FIELDS[name_of(page)]]
    assert all(line >= 2 for _, line, _ in stops), [s for s in stops if s[1] < 2]


# With a screen reader


@every_tool
@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_nothing_in_a_table_is_read_out_twice(page: Page, name: str) -> None:
    look(page, name)
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    read_out = Counter(
        value(node, "name")
        for node in nodes
        if not node["ignored"] and value(node, "role") == "StaticText"
    )
    own = FIELDS[name_of(page)]
    others = {
        text for f in own if f.prompt_kind != "grid" for text in (words(f.label), words(f.hint))
    }
    cells = [f for f in own if f.prompt_kind == "grid"]
    assert bool(cells) == (page.locator(".grid").count() > 0)
    # A control says its hint, and the label after the row's; the head of a column says the label.
    assert [f.hint for f in cells if read_out[words(f.hint)] and words(f.hint) not in others] == []
    labels = {words(f.label) for f in cells} - others
    heads = map(words, page.locator(".grid thead th").evaluate_all(HEADS))
    counted = Counter(heads)
    assert [label for label in labels if read_out[label] > counted[label]] == []


HEADS = "all => all.map(head => head.firstChild.textContent)"


@every_tool
def test_every_control_is_called_what_the_paper_calls_it(page: Page, dist: Path) -> None:
    tool = TOOLS[name_of(page)]
    look(page, "wide")
    known = {f.id for f in FIELDS[name_of(page)]}
    heard = [control for control in spoken(page) if control.field in known]
    assert list(dict.fromkeys(control.field for control in heard)) == [
        f.id for f in FIELDS[name_of(page)]
    ]
    pdf = Tagged(dist / tool.target / f"{tool.slug}.pdf")
    on_paper = pdf.fields()
    for one in FIELDS[name_of(page)]:
        controls = [control for control in heard if control.field == one.id]
        assert [_said(control) for control in controls] == _expected(one)
        tooltip = words(str(on_paper[one.id]["/TU"]))
        whole = controls[0].group if one.value_type.name == "choice" else controls[0].whole
        assert whole == words(one.name)
        assert tooltip.startswith(whole)
        assert tooltip.removeprefix(whole).strip(" .") == words(one.hint).strip(" .")
        kids = [str(kid["/TU"]) for kid in on_paper[one.id].get("/Kids", ())]
        assert list(map(words, kids)) == ([c.whole for c in controls] if kids else [])


def _said(control: Spoken) -> tuple[str, str, str, str]:
    return control.role, control.whole, control.description, control.group_description


def _expected(one: Field) -> list[tuple[str, str, str, str]]:
    """Return role, name (with its group's), description, and that of its group per control."""
    name, hint = words(one.name), words(one.hint)
    match one.value_type.name:
        case "choice":
            about = words(f"{hint} {ASKED.get(one.id, '')}")
            return [("radio", f"{name}: {o.label}", _plain(o.text), about) for o in one.options]
        case "check" if one.prompt_kind == "pick-many":
            return [("checkbox", name, words(f"{hint} {TEXTS[one.id]}"), hint)]
        case "check":
            return [("checkbox", name, hint, "")]
        case _:
            return [("textbox", name, hint, "")]


def _plain(text: Prose) -> str:
    spans = [" ".join(c.content for c in t.children or ()) for t in text.tokens]
    return words(" ".join(spans))


# What explains the choices of which any number may be picked, by the ids of their fields.
TEXTS = {
    f"{tool.slug}.{block.id}.{choice.id}": _plain(choice.text)
    for tool in TOOLKIT.tools
    for block, _ in all_blocks(tool)
    if isinstance(block, PickMany)
    for choice in block.choices
}

# What is rated, by the ids of the fields: the first paragraph of their section.
ASKED = {
    f"{tool.slug}.{block.id}": _plain(section.blocks[0])
    for tool in TOOLKIT.tools
    for section, _ in all_sections(tool)
    if section.blocks and isinstance(section.blocks[0], Prose)
    for block in section.blocks
    if isinstance(block, Prompt) and block.kind in ("rating", "rubric")
    if section.blocks[0].tokens[0].type == "paragraph_open"
}


# What is typed stays: it comes last


@every_tool
def test_the_keyboard_types_picks_and_ticks(page: Page) -> None:
    look(page, "wide")
    for kind, control in first_of_each_kind(page):
        control.focus()
        match kind:
            case "text" | "date" | "long-text":
                page.keyboard.type("Ünïcode & <b>")
                assert control.input_value() == "Ünïcode & <b>"
            case "check":
                page.keyboard.press("Space")
                assert control.is_checked()
            case _:
                page.keyboard.press("Space")
                assert control.is_checked()
                page.keyboard.press("ArrowDown")
                assert not control.is_checked()
                assert page.evaluate("document.activeElement.checked")
