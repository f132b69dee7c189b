"""Every page of the build, opened in a real browser: whoever comes, however they come, can use it.

A page is loaded once for all tests that look at it (`page`), in their order: those that act on it
come last, or load it anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

import sites
from partnertools.model import fields
from partnertools.model.prompt import Field, Prompt
from partnertools.model.prompts.pick_many import PickMany
from partnertools.model.prose import Prose
from partnertools.model.toolkit import Tool, all_blocks, all_sections
from partnertools.render.embeds import PARTS, page_name
from partnertools.typography import typeset
from partnertools.verify.pages import TAGS as AXE_TAGS
from tools import vnu
from tools.browser import Watched, axe, chromium, watch
from tools.looks import CUT_OFF, SPACING, look
from tools.tags import Tagged
from tools.worksheets import words

TOOLKIT = sites.toolkit()
DOCUMENTS = {f"{document.target}/index.html": document for document in TOOLKIT.documents()}
TOOLS = {name: tool for name, tool in DOCUMENTS.items() if isinstance(tool, Tool)}
TITLES = {name: document.title for name, document in DOCUMENTS.items()}
TITLES |= {f"packets/{packet.slug}/index.html": packet.title for packet in TOOLKIT.packets}
TITLES["index.html"] = TOOLKIT.title
TITLES["embed/index.html"] = "Add a worksheet to your website"
TITLES["compare/index.html"] = "Compare answers"
# It is shown at any depth, and so names all from the root of its server.
MISSING = "404.html"
TITLES[MISSING] = "There is no such page"
PAGES = list(TITLES)
# The worksheets as other websites frame them.
EMBEDS = [page_name(tool, part) for tool in TOOLS.values() for part in PARTS]
FIELDS = {name: fields.of_tool(tool) for name, tool in TOOLS.items()}

# Their edges in points.
PAPERS = {(612, 792): "US Letter", (595, 842): "A4"}

every_file = pytest.mark.parametrize("name", PAGES + EMBEDS)
every_page = pytest.mark.parametrize("page", PAGES, indirect=True, scope="module")
every_tool = pytest.mark.parametrize("page", TOOLS, indirect=True, scope="module")


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest, origin: str) -> Iterator[Page]:
    """Open one page for all tests that look at it."""
    context = chromium().new_context()
    page = context.new_page()
    WATCHED[request.param] = watch(page, origin)
    page.goto(f"{origin}/{request.param}")
    yield page
    context.close()


# What has happened on the pages that were opened, by their names.
WATCHED: dict[str, Watched] = {}


def name_of(page: Page) -> str:
    return urlsplit(page.url).path.removeprefix("/")


# The site as files


@dataclass(frozen=True, slots=True)
class Html:
    """What a file of HTML names: `links` are tags and addresses, in their order.

    What a page says of itself, and nobody loads, is a `link` in `relations`.
    """

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Html()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link" and dict(attrs)["rel"] in ("alternate", "canonical"):
            self.found.relations.append(dict(attrs)["href"] or "")
            return
        for name, value in attrs:
            if name == "id":
                self.found.ids.append(value or "")
            elif name in ("href", "src", "action", "formaction", "poster", "data", "cite"):
                self.found.links.append((tag, value or ""))
            elif name == "srcset":
                self.found.links.extend((tag, s.split()[0]) for s in (value or "").split(","))


@cache
def parsed(path: Path) -> Html:
    parser = _Parser()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return parser.found


def test_the_list_of_pages_is_complete(dist: Path) -> None:
    found = sorted(str(p.relative_to(dist)) for p in dist.rglob("*.html"))
    assert found == sorted(PAGES + EMBEDS)


def test_the_html_checker_has_nothing_to_say(dist: Path) -> None:
    said = vnu.messages([dist / name for name in PAGES + EMBEDS])
    assert not said, "\n".join(map(str, said))


@every_file
def test_every_address_is_relative_and_leads_to_something(dist: Path, name: str) -> None:
    page = dist / name
    links = parsed(page).links
    assert links
    for tag, address in links:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            # A link may lead out of the site. Nothing is loaded from there.
            assert tag == "a", address
            assert parts.scheme in ("https", "mailto"), address
            continue
        assert parts.path.startswith("/") is (name == MISSING and bool(parts.path)), address
        assert not parts.query, address
        target = page.parent / unquote(parts.path).removeprefix("/") if parts.path else page
        # Whoever opens the site from a folder has no server that looks for an index.
        assert target.is_file(), address
        assert target.resolve().is_relative_to(dist.resolve()), address
        if parts.fragment and "embed/index.html" not in address:
            assert unquote(parts.fragment) in parsed(target.resolve()).ids, address
    for address in parsed(page).relations:
        assert address.startswith(TOOLKIT.base_url)
        assert (dist / address.removeprefix(TOOLKIT.base_url)).is_file(), address


def test_every_style_sheet_loads_nothing_from_elsewhere(dist: Path) -> None:
    sheets = list(dist.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            assert (sheet.parent / address).is_file(), address


def test_every_pdf_is_offered_by_a_page(dist: Path) -> None:
    offered: set[Path] = set()
    for name in PAGES:
        addresses = (urlsplit(address) for _, address in parsed(dist / name).links)
        here = (dist / name).parent
        offered |= {(here / unquote(a.path)).resolve() for a in addresses if not a.scheme}
    pdfs = {path.resolve() for path in dist.rglob("*.pdf")}
    assert pdfs
    assert pdfs <= offered


# The page as it stands


@every_page
def test_the_page_loads_without_an_error_and_from_its_own_host_alone(page: Page) -> None:
    assert str(WATCHED[name_of(page)]) == "nothing"
    assert page.context.cookies() == []


@every_page
def test_pages_and_sizes_of_downloads_are_those_of_the_files(page: Page, dist: Path) -> None:
    found = page.locator(".downloads li").evaluate_all(
        "items => items.map(item => [item.querySelector('a').getAttribute('href'),"
        " item.querySelector('.facts').textContent, item.querySelector('a').textContent])"
    )
    here = (dist / name_of(page)).parent
    linked = [address for _, address in parsed(dist / name_of(page)).links]
    assert [a for a in linked if a.endswith(".pdf")] == [address for address, _, _ in found]
    for address, facts, text in found:
        count, size, papers = measured((here / address).resolve())
        assert facts == f"{count} page{'s' * (count > 1)}, {size} kB"
        assert all(text.endswith(paper) for paper in papers), f"{address}: {text}: {papers}"


@cache
def measured(path: Path) -> tuple[int, int, set[str]]:
    """Return how many pages a PDF has, how many kilobytes, and the papers of its pages."""
    with pikepdf.open(path) as pdf:
        edges = [sorted(round(float(edge)) for edge in page.mediabox[2:]) for page in pdf.pages]
    papers = {PAPERS.get((short, long), "no known paper") for short, long in edges}
    return len(edges), max(1, round(path.stat().st_size / 1000)), papers


@every_page
def test_the_page_says_its_language_its_title_and_its_parts(page: Page) -> None:
    head = page.evaluate(
        "() => ({language: document.documentElement.lang, title: document.title,"
        " summary: document.querySelector('meta[name=description]').content})"
    )
    heading = words(page.locator("h1").inner_text())
    assert head["language"] == TOOLKIT.language
    assert heading in head["title"]
    assert TOOLKIT.title in head["title"]
    assert head["summary"]
    for landmark in ("main", "banner", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    assert page.get_by_role("navigation", name="Site").count() == 1


def test_no_two_pages_have_the_same_title(dist: Path) -> None:
    html = [(dist / name).read_text(encoding="utf-8") for name in PAGES]
    titles = [re.findall(r"<title>(.+?)</title>", text) for text in html]
    assert all(len(found) == 1 for found in titles)
    assert len({found[0] for found in titles}) == len(PAGES)


@every_page
def test_headings_begin_with_the_only_h1_and_skip_no_level(page: Page) -> None:
    found = page.locator("h1, h2, h3, h4, h5, h6")
    levels = [int(tag[1]) for tag in found.evaluate_all("all => all.map(h => h.localName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert page.locator("main h1").count() == 1
    deeper = [(before, level) for before, level in pairwise(levels) if level > before]
    assert all(level == before + 1 for before, level in deeper), levels


@every_page
@pytest.mark.parametrize(
    ("name", "tags"),
    [("wide", AXE_TAGS), ("narrow", AXE_TAGS), ("dark", ["cat.color"])],
    ids=["wide", "narrow", "dark"],
)
def test_axe_finds_nothing(page: Page, name: str, tags: Sequence[str]) -> None:
    look(page, name)
    violations = axe(page, tags)
    assert not violations, "\n".join(map(str, violations))


@every_page
@pytest.mark.parametrize("name", ["wide", "narrow", "at-400-per-cent"])
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(page: Page, name: str) -> None:
    look(page, name)
    closed = page.locator("details:not([open])").element_handles()
    for details in closed:
        details.evaluate("details => { details.open = true; }")
    assert page.evaluate(CUT_OFF) == []
    page.evaluate(SPACING)
    try:
        assert page.evaluate(CUT_OFF) == [], "with more room between letters and lines"
    finally:
        page.evaluate("document.adoptedStyleSheets = []")
        for details in closed:
            details.evaluate("details => { details.open = false; }")


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<div style='width: 30rem'>a</div>", "the page is"),
        ("<p style='width: 3rem; overflow: hidden; white-space: nowrap'>a long word</p>", "wider"),
        ("<p style='height: 1rem; overflow: clip'>a<br>b<br>c</p>", "taller"),
        ("<div style='width: 9rem; overflow: auto'><p style='width: 19rem'>a</div>", "wider"),
        ("<input size=3 value='more than three letters'>", "wider"),
        ("<p style='position: absolute; right: 19rem'>far to the left</p>", "past the edge"),
        ("<div style='height: 1rem; clip-path: inset(0 -9rem)'>a<br>b</div>", "clipped"),
    ],
)
def test_the_check_sees_what_is_cut_off(context: BrowserContext, html: str, seen: str) -> None:
    page = context.new_page()
    look(page, "narrow")
    page.set_content(f"<!DOCTYPE html><title>Cut</title>{html}")
    assert any(said.startswith(seen) for said in page.evaluate(CUT_OFF))
    page.set_content("<!DOCTYPE html><title>Whole</title><p style='overflow: hidden'>a</p>")
    assert page.evaluate(CUT_OFF) == []


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


@every_page
def test_the_skip_link_leads_into_the_content(page: Page) -> None:
    look(page, "wide")
    focused = "({localName, className, hash = ''} = document.activeElement) =>"
    page.keyboard.press("Tab")
    assert page.evaluate(f"({focused} [localName, className, hash])()") == ["a", "skip", "#main"]
    skip = page.locator('.skip[href="#main"]')
    assert skip.evaluate("link => getComputedStyle(link).clipPath") == "none"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.url.endswith("#main")
    # The next stop is the first one in the content: the header is passed over.
    assert page.evaluate(
        "document.activeElement === document.querySelector("
        "'main :is(a[href], input, select, textarea, button, summary), footer a[href]')"
    )


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
    page.goto(page.url.partition("#")[0])
    look(page, "wide")
    for _ in range(page.evaluate(RECORD)):
        page.keyboard.press("Tab")
    stops = page.evaluate("reached")
    assert [stop for stop, _, _ in stops if stop] == [f.id for f in FIELDS[name_of(page)]]
    assert all(line >= 2 for _, line, _ in stops), [s for s in stops if s[1] < 2]


def _first_of_each_kind(page: Page) -> list[tuple[str, Any]]:
    firsts = {f.value_type.name: f for f in reversed(FIELDS[name_of(page)]) if not f.read_only}
    return [(kind, page.locator(f'[name="{f.id}"]').first) for kind, f in firsts.items()]


# With a screen reader


@dataclass(frozen=True, slots=True)
class Spoken:
    """A control of a form as Chromium hands it to screen readers; `field` is its HTML name."""

    field: str
    role: str
    name: str
    description: str
    group: str
    group_description: str

    @property
    def whole(self) -> str:
        """What is heard on entering the group by this control."""
        return f"{self.group}: {self.name}" if self.group else self.name


def spoken(page: Page) -> list[Spoken]:
    """Return the named controls of a page in the order of the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names = dict(_html_names(session.send("DOM.getDocument", {"depth": -1})["root"]))
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    heard = []
    for node in _in_order(by_id, nodes[0]):
        name = names.get(node.get("backendDOMNodeId", 0))
        if name is None or node["ignored"]:
            continue
        above = by_id.get(node["parentId"])
        while above is not None and _value(above, "role") not in ("group", "radiogroup"):
            above = by_id.get(above.get("parentId", ""))
        heard.append(
            Spoken(
                field=name,
                role=_value(node, "role"),
                name=_value(node, "name"),
                description=_value(node, "description"),
                group=_value(above, "name") if above else "",
                group_description=_value(above, "description") if above else "",
            )
        )
    return heard


def _html_names(node: dict[str, Any]) -> Iterator[tuple[int, str]]:
    attributes = node.get("attributes", [])
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    if node["localName"] in ("input", "textarea", "select") and "name" in pairs:
        yield node["backendNodeId"], pairs["name"]
    for child in node.get("children", ()):
        yield from _html_names(child)


def _in_order(by_id: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("childIds", ()):
        # Boxes of lines are listed as children, and not sent.
        if child in by_id:
            yield from _in_order(by_id, by_id[child])


def _value(node: dict[str, Any], key: str) -> str:
    return words(str(node.get(key, {}).get("value", "")))


LANDMARKS = ("banner", "complementary", "contentinfo", "form", "main", "navigation", "region")


@every_page
def test_landmarks_are_few_enough_to_lead_somewhere(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    shown = [node for node in nodes if not node["ignored"]]
    found = [(role, _value(n, "name")) for n in shown if (role := _value(n, "role")) in LANDMARKS]
    assert ("main", "") in found
    assert len(found) <= 7, found
    regions = [name for role, name in found if role == "region"]
    assert regions == (["Your answers"] if name_of(page) in TOOLS else [])


@every_tool
@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_nothing_in_a_table_is_read_out_twice(page: Page, name: str) -> None:
    look(page, name)
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    read_out = Counter(
        _value(node, "name")
        for node in nodes
        if not node["ignored"] and _value(node, "role") == "StaticText"
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


# Their context is a legend of its own, or in a name that nobody sees.
APART = ("grid", "pick-many")


@every_file
def test_what_only_screen_readers_get_is_parted_from_what_follows(dist: Path, name: str) -> None:
    html = (dist / name).read_text(encoding="utf-8")
    # A space within the hidden words is lost to some of them: "Financial:Rating".
    hidden = re.findall(r'<span class="visually-hidden">([^<]*)</span>(.?)', html)
    in_front = [f for f in FIELDS.get(name, ()) if f.context and f.prompt_kind not in APART]
    assert len(hidden) >= len(in_front)
    assert all(text == text.strip() and after == " " for text, after in hidden)


@every_tool
def test_every_control_is_called_what_the_paper_calls_it(page: Page, dist: Path) -> None:
    tool = TOOLS[name_of(page)]
    look(page, "wide")
    known = {f.id for f in FIELDS[name_of(page)]}
    heard = [control for control in spoken(page) if control.field in known]
    assert list(dict.fromkeys(control.field for control in heard)) == [
        f.id for f in FIELDS[name_of(page)]
    ]
    pdf = Tagged(dist / tool.target / f"{tool.slug}.pdf").fields()
    for one in FIELDS[name_of(page)]:
        controls = [control for control in heard if control.field == one.id]
        assert [_said(control) for control in controls] == _expected(one)
        tooltip = words(pdf[one.id]["/TU"])
        whole = controls[0].group if one.value_type.name == "choice" else controls[0].whole
        assert whole == words(one.name)
        assert tooltip.startswith(whole)
        assert tooltip.removeprefix(whole).strip(" .") == words(one.hint).strip(" .")
        kids = [kid.get_object()["/TU"] for kid in pdf[one.id].get("/Kids", ())]
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


# Without scripts, without a net, on paper


@pytest.fixture(scope="module")
def without_javascript() -> Iterator[BrowserContext]:
    with chromium().new_context(java_script_enabled=False) as context:
        yield context


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_the_page_reads_and_is_filled_in(
    without_javascript: BrowserContext, origin: str, name: str
) -> None:
    page = without_javascript.new_page()
    page.goto(f"{origin}/{name}")
    assert page.locator("h1").inner_text() == typeset(TITLES[name])
    shown = page.evaluate(
        """ids => ids.map(id => [...document.getElementsByName(id)]
          .map(control => control.checkVisibility()))""",
        [one.id for one in FIELDS.get(name, ())],
    )
    assert shown == [[True] * max(1, len(one.options)) for one in FIELDS.get(name, ())]
    for kind, control in _first_of_each_kind(page) if name in FIELDS else []:
        if kind in ("choice", "check"):
            # As a hand does it: what lies on top at this place takes the click.
            control.click(force=True)
            assert control.is_checked()
        else:
            control.click()
            page.keyboard.type("Words")
            assert control.input_value() == "Words"
    page.close()


def test_a_browser_prints_the_fields_and_not_the_navigation(
    context: BrowserContext, origin: str, tmp_path: Path
) -> None:
    name = "tools/self-reflection/index.html"
    page = context.new_page()
    page.goto(f"{origin}/{name}")
    page.emulate_media(media="print")
    for kind, control in _first_of_each_kind(page):
        if kind in ("text", "long-text"):
            control.fill("written before printing")
    navigation = page.locator(".skip, nav a")
    assert navigation.count() > 3
    assert not any(link.is_visible() for link in navigation.all())
    controls = page.locator("form :is(input, textarea)")
    assert all(controls.evaluate_all("all => all.map(control => control.checkVisibility())"))
    path = tmp_path / "printed.pdf"
    page.pdf(path=path)
    printed = "".join(words(p.extract_text()) for p in PdfReader(path).pages).replace(" ", "")
    # Ligatures are two letters.
    printed = normalize("NFKC", printed)
    for one in FIELDS[name]:
        assert one.label.replace(" ", "") in printed
        assert all(o.label.replace(" ", "") in printed for o in one.options)
    assert "writtenbeforeprinting" in printed
    assert "Skiptothecontent" not in printed


def test_the_site_opens_from_a_folder_without_a_server(context: BrowserContext, dist: Path) -> None:
    page = context.new_page()
    watched = watch(page, "")
    start = (dist / "index.html").as_uri()
    page.goto(start)
    seen = []
    for address, heading in (
        ("tools/self-reflection/index.html", "Partner Health Self-Reflection"),
        ("guide/build-key-partnerships/index.html", "Build Key Partnerships"),
    ):
        page.locator(f'a[href$="{address}"]').first.click()
        page.wait_for_url(f"**/{address}")
        seen.append(page.locator("h1").inner_text())
        assert heading in seen[-1]
        # The style sheet has been read: this is what reflow depends on.
        query = "main => getComputedStyle(main).containerType"
        assert page.locator("main").evaluate(query) == "inline-size"
    assert page.url.startswith(start.removesuffix("index.html"))
    assert watched.errors == watched.failed == []


# What is typed stays: it comes last


@every_tool
def test_the_keyboard_types_picks_and_ticks(page: Page) -> None:
    look(page, "wide")
    for kind, control in _first_of_each_kind(page):
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
