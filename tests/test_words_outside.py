"""No words of templates, modules and style sheets stand outside the catalogues."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import sites
from partnertools.interface import extraction

LAYOUTS = sites.REPOSITORY / "layouts"
PACKAGE = sites.REPOSITORY / "partnertools"


class Texts(HTMLParser):
    """Gathers what people read, see and hear of a page."""

    NAMES = (
        "title",
        "alt",
        "placeholder",
        "aria-label",
        "aria-description",
        "aria-roledescription",
    )
    WORD = re.compile(r"[^\W\d_]{2,}")
    SENTENCE = re.compile(r"[^\W\d_]{2,}[,;:.]? [^\W\d_]")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        for name, value in attrs:
            looked_for = self.WORD if name in self.NAMES else self.SENTENCE
            is_code = name in ("class", "style", "content", "rel", "media")
            if value and not is_code and looked_for.search(value):
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        # Macros say parts of tags.
        text = re.sub(r'[\w-]+="[^"]*"?|[">]', " ", re.sub(r"[\w.-]*\0[\w.-]*", " ", data))
        if not self.silent and self.WORD.search(text):
            self.found.append(" ".join(text.split()))


def outside_of_template(text: str) -> list[str]:
    """Return the words for people in a template that no message has."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    tree = environment.parse(text)
    page = Texts()
    page.feed("".join(_data(tree)))
    page.close()
    strings = (re.sub(r'<[^>]*>?|[\w-]+="[^"]*"?', "", string) for string in _strings(tree))
    return [*page.found, *(s for s in strings if re.search(r"[^\W\d_] [^\W\d_]|^[A-Z][a-z]", s))]


def _data(node: nodes.Node) -> Iterator[str]:
    """Yield the text of a template; a sign stands for what it says by itself."""
    if isinstance(node, nodes.Output):
        yield from (n.data if isinstance(n, nodes.TemplateData) else "\0" for n in node.nodes)
    else:
        for child in node.iter_child_nodes():
            yield from _data(child)


def _strings(node: nodes.Node) -> Iterator[str]:
    """Yield the texts in a template's code that are no messages."""
    called = node.node if isinstance(node, nodes.Call) else None
    if isinstance(node, nodes.Call) and getattr(called, "name", "") in extraction.KEYWORDS:
        for value in node.kwargs:
            yield from _strings(value)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _strings(child)


def outside_of_module(code: str) -> list[str]:
    """Return the sentences in a module that no message has, and that no mistake is told with."""
    tree = ast.parse(code)
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        is_told = name in (*extraction.KEYWORDS, "Problem", "join_sentences") or name.endswith(
            "Error"
        )
        if is_told or isinstance(node, ast.Raise | ast.Assert):
            silent |= {*ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
        # What controls and their options are, for the reference.
        is_of_kind = isinstance(node, ast.AnnAssign) and "ClassVar" in ast.unparse(node.annotation)
        if is_of_kind or (isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)):
            silent |= {*ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent
        if re.search(r"^[A-Z][a-z]+ [a-z]+( [a-z]+|[.:]|$)|^ ?[a-z]+ [a-z]+ [a-z]+[.:]", node.value)
    ]


@pytest.mark.parametrize(
    "path", sorted(LAYOUTS.rglob("*.html")), ids=lambda p: p.relative_to(LAYOUTS).as_posix()
)
def test_no_word_of_a_template_stands_outside_the_catalogues(path: Path) -> None:
    assert outside_of_template(path.read_text("utf-8")) == []


def test_no_sentence_of_a_module_stands_outside_the_catalogues() -> None:
    folders = (PACKAGE / "render", PACKAGE / "pdf", PACKAGE / "model", PACKAGE / "build")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    # What `serve` says is for authors.
    paths.remove(PACKAGE / "build" / "serve.py")
    assert len(paths) > 40
    found = {p.name: outside_of_module(p.read_text("utf-8")) for p in paths}
    assert {name: texts for name, texts in found.items() if texts} == {}


def said_by_style(css: str) -> list[str]:
    """Return the words that a style sheet puts on pages."""
    contents = re.findall(r"\bcontent:([^;}]*)", css)
    return [
        text
        for c in contents
        for text in re.findall(r'"([^"]*)"', c)
        if re.search("[a-z]{2}", text)
    ]


def test_no_style_sheet_says_words() -> None:
    sheets = sorted(LAYOUTS.rglob("*.css"))
    assert len(sheets) > 10
    assert [word for path in sheets for word in said_by_style(path.read_text("utf-8"))] == []
    assert said_by_style('a { content: "•"; content: "Page " counter(page); }') == ["Page "]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>Save</p>", ["Save"]),
        ("<p>{{ _('Save') }} now</p>", ["now"]),
        ('<a title="Save" href="a.html">{{ x }}</a>', ["Save"]),
        ('<p data-done="It is saved.">', ["It is saved."]),
        ('{{ "Save" if a else "Keep" }}', ["Save", "Keep"]),
        ('{{ f(_("Save"), "Keep it") }}', ["Keep it"]),
        ('{{ _("Save %(x)s", x="this one") }}', ["this one"]),
        ('{{ _("Save") }}{% trans %}Keep {{ x }}{% endtrans %} · {{ url("a/b.html") }}', []),
        ('<p class="a b" data-part="a">{{ "A4" }}</p><style>p { color: red }</style>', []),
    ],
)
def test_words_outside_the_catalogues_are_found(template: str, expected: list[str]) -> None:
    assert outside_of_template(template) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('words = f"Print on {edge} side."', []),
        ('words = f"Print on one {edge}."', ["Print on one "]),
        ('title = "Answers to: " + title', ["Answers to: "]),
        ('title = words.gettext("Answers to: %(title)s", title=title)', []),
        ('raise ValueError("No such thing here")', []),
        ('"""Print on one side."""', []),
    ],
)
def test_sentences_of_modules_are_found(code: str, expected: list[str]) -> None:
    assert outside_of_module(code) == expected
