"""What pages and PDFs say of themselves stands in catalogues, and is said in their language."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import sites
from partnertools import cli, source
from partnertools.build.project import Project, read_layouts
from partnertools.interface import catalogues, extraction, po
from partnertools.interface.messages import Entry, Messages
from partnertools.interface.words import ENGLISH, Interface
from partnertools.problems import Problem, UserError

LAYOUTS = sites.REPOSITORY / "layouts"
PACKAGE = sites.REPOSITORY / "partnertools"
FOLDER = LAYOUTS / catalogues.FOLDER
SHIPPED = ("ar", "de", "es", "fr", "he", "pl", "pt", "vi")
CATALOGUES = [FOLDER / f"{language}.po" for language in SHIPPED]


@pytest.fixture(scope="module")
def messages() -> tuple[Entry, ...]:
    """Extract what the templates, the scripts and the package say."""
    return extraction.join(extraction.of_layouts(LAYOUTS), extraction.of_package())


def read(path: Path) -> Messages:
    problems: list[Problem] = []
    found = po.read(path, problems)
    assert problems == []
    return found


def test_there_is_a_catalogue_of_each_language_that_is_promised() -> None:
    assert catalogues.languages(FOLDER) == [*SHIPPED]


@pytest.mark.parametrize("path", [*CATALOGUES, FOLDER / catalogues.TEMPLATE], ids=lambda p: p.name)
def test_a_catalogue_has_just_the_messages_that_are_said(
    path: Path, messages: tuple[Entry, ...]
) -> None:
    assert len(messages) > 400
    there = read(path)
    # `partnertools translate interface` writes them.
    assert po.write(extraction.merge(messages, there)) == path.read_text("utf-8")
    assert not any(entry.is_fuzzy for entry in there.entries)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.name)
def test_a_catalogue_says_that_nobody_has_reviewed_it_and_babel_reads_the_same(path: Path) -> None:
    there = read(path)
    assert extraction.UNREVIEWED in there.comments
    with path.open("rb") as file:
        others = {(m.context or "", m.id): m for m in read_po(file) if m.id}
    assert len(others) == len(there.entries)
    for entry in there.entries:
        other = others[entry.context, (entry.id, entry.plural) if entry.plural else entry.id]
        assert other.string == (entry.strings if entry.plural else entry.strings[0])


# Words outside the catalogues


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


# The interface of a language

POLISH = r"""# For the tests.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) "
"? 1 : 2;\n"

"""


def catalogue(root: Path, language: str, **translations: str) -> Path:
    """Write a catalogue of translations of the words that name them."""
    path = root / "layouts" / catalogues.FOLDER / f"{language}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    said = [f"msgid {po.quote(k)}\nmsgstr {po.quote(v)}\n" for k, v in translations.items()]
    path.write_text(POLISH + "\n".join(said), "utf-8")
    return path


def in_language(root: Path, language: str) -> Path:
    """Make a tiny project in a language."""
    sites.content(root)
    path = root / "content" / "toolkit.yaml"
    path.write_text(path.read_text("utf-8").replace("language: en", f"language: {language}"))
    return root


def test_a_message_is_said_by_the_first_catalogue_that_has_it(tmp_path: Path) -> None:
    own, below = tmp_path / "own", tmp_path / "below"
    catalogue(own, "xx", Save="1")
    catalogue(own, "xx-YY", Save="2")
    catalogue(below, "xx", Save="3", Print="4")
    problems: list[Problem] = []
    folders = catalogues.folders(own, below)
    said = [catalogues.read(tag, folders, problems) for tag in ("xx-YY", "xx-ZZ", "en")]
    assert problems == []
    texts = ("Save", "Print", "Clear")
    assert [tuple(map(one.gettext, texts)) for one in said] == [
        ("2", "4", "Clear"),
        ("1", "4", "Clear"),
        texts,
    ]


def test_values_stand_in_messages_as_the_language_writes_them() -> None:
    assert ENGLISH.ngettext("%(count)s page", "%(count)s pages", 1234) == "1,234 pages"
    assert ENGLISH.size(1234) == "1,234 kB"
    german, arabic = Interface("de"), Interface("ar-EG")
    assert german.gettext("%(x)s of %(y)s", x=1234.5, y="<b>") == "1.234,5 of <b>"
    assert german.size(1234) == "1.234 kB"
    assert arabic.direction == "rtl"


def test_a_page_escapes_what_a_catalogue_says(tmp_path: Path) -> None:
    root = in_language(tmp_path, "xx")
    catalogue(root, "xx", **{"Worksheet %(number)s": '"%(number)s" & < x', "Site": 'a"b'})
    layouts = read_layouts(root, language="xx")
    template = '{{ _("Worksheet %(number)s", number=n) }}|<a title="{{ _("Site") }}">'
    rendered = layouts.environment.from_string(template).render(n="<i>")
    assert rendered == '&#34;&lt;i&gt;&#34; &amp; &lt; x|<a title="a&#34;b">'


def test_a_page_says_its_words_in_the_language_of_the_toolkit(tmp_path: Path) -> None:
    root = in_language(tmp_path, "xx")
    said = {
        "True": "Ja",
        "False": "Nein",
        "Required": "Muss",
        "Page %(page)s of %(pages)s": "%(pages)s: %(page)s \\",
    }
    catalogue(root, "xx", **said, **{"Skip to main content": "Zum Inhalt", "Save": "Sichern"})
    project = Project(root)
    tool = next(t for t in project.toolkit.tools if t.slug == "tea")
    page = project.layouts.tool(project.outline, tool, {tool.target: []})
    assert '<a class="skip" href="#main">Zum Inhalt</a>' in page
    assert "Skip to main content" not in page
    assert "Sichern</button>" in page
    assert 'content: counter(pages) ": " counter(page) " \\5c "' in project.layouts.style("sheet")


# What `check` says


def notes(root: Path) -> list[str]:
    found = source.read(root / "content").notes
    return [
        sites.relative(str(note), root).replace(f"{root}/", "")
        for note in found
        if catalogues.FOLDER in str(note)
    ]


def test_a_language_without_a_catalogue_is_named_with_how_to_begin_one(tmp_path: Path) -> None:
    root = in_language(tmp_path, "eo")
    assert notes(root) == [
        "layouts/interface/eo.po: there is no such catalogue, so the buttons and headings in `eo`"
        " are English; begin one with `partnertools translate interface eo`"
    ]
    assert cli.main(["translate", "interface", "eo", "--root", str(root), "--quiet"]) == 0
    (note,) = notes(root)
    assert re.search(
        r"eo\.po: (\d+) of \1 messages have no translation, and are English; add", note
    )


def test_a_project_may_say_other_words_in_english_too(tmp_path: Path) -> None:
    root = in_language(tmp_path, "en")
    catalogue(root, "en", Save="Keep", Delete="Bin")
    assert notes(root) == []
    project = Project(root)
    tool = project.toolkit.tools[0]
    page = project.layouts.tool(project.outline, tool, {tool.target: []})
    assert "Keep</button>" in page
    assert '"Delete": ["Bin"]' in project.layouts.script("tool")


def test_what_nothing_says_any_more_is_named_with_its_line(tmp_path: Path) -> None:
    root = in_language(tmp_path, "eo")
    cli.main(["translate", "interface", "eo", "--root", str(root), "--quiet"])
    path = root / "layouts" / catalogues.FOLDER / "eo.po"
    before = path.read_text("utf-8")
    path.write_text(f'{before}\nmsgid "Gone"\nmsgstr "For"\n', "utf-8")
    line = before.count("\n") + 2
    remedy = "remove it with `partnertools translate interface eo`"
    expected = f"layouts/interface/eo.po:{line}: nothing says the message `Gone` any more; {remedy}"
    assert expected in notes(root)
    cli.main(["translate", "interface", "eo", "--root", str(root), "--quiet"])
    assert not [note for note in notes(root) if "any more" in note]
    assert '#~ msgid "Gone"' in path.read_text("utf-8")


def test_a_mistake_in_a_catalogue_is_a_problem_of_the_project(tmp_path: Path) -> None:
    root = in_language(tmp_path, "xx")
    path = catalogue(root, "xx", Save="<b>Sichern</b>")
    with pytest.raises(UserError) as caught:
        source.read(root / "content")
    line = POLISH.count("\n") + 2
    assert f"{path}:{line}: `<b>` is HTML, which readers would see as it is; remove it" in str(
        caught.value
    )


# Bringing a catalogue up to date


def entry(text: str, *strings: str, **more: object) -> Entry:
    values = {"line": 0, "context": "", "lines": (0,) * len(strings), **more}
    return Entry(id=text, strings=strings, **values)  # type: ignore[arg-type]


def test_only_what_was_changed_becomes_fuzzy() -> None:
    known = replace(
        extraction.begin("es"),
        entries=(
            entry("Save your answers", "Guarde sus respuestas", comments=("Looked at.",)),
            entry("Print your answers", "Imprima sus respuestas"),
            entry("Something else", "Otra cosa"),
        ),
    )
    wanted = (entry("Save all your answers", ""), entry("Print your answers", ""), entry("New", ""))
    merged = extraction.merge(wanted, known)
    saved, printed, new = merged.entries
    assert saved.is_fuzzy
    assert saved.strings == ("Guarde sus respuestas",)
    assert saved.before == 'msgid "Save your answers"'
    assert saved.comments == ("Looked at.",)
    assert (printed.is_fuzzy, printed.strings) == (False, ("Imprima sus respuestas",))
    assert new.strings == ("",)
    assert [one.id for one in merged.obsolete] == ["Something else"]
    assert extraction.share(merged.entries) == "1 of 3 translated, 1 fuzzy"
    # What is written is read again, and what was obsolete comes back when it is said again.
    problems: list[Problem] = []
    again = po.parse(po.write(merged), Path("es.po"), problems)
    assert problems == []
    back = extraction.merge((*wanted, entry("Something else", "")), again)
    assert back.entries[3].strings == ("Otra cosa",)
    assert back.obsolete == ()


def test_a_change_of_a_catalogue_makes_the_pages_of_its_language_anew(tmp_path: Path) -> None:
    german = in_language(tmp_path / "de", "de")
    english = sites.content(tmp_path / "en")
    digests = [(p.templates_digest, p.scripts_digest) for p in (Project(german), Project(english))]
    for root in (german, english):
        catalogue(root, "de", Save="Sichern")
    again = [(p.templates_digest, p.scripts_digest) for p in (Project(german), Project(english))]
    assert not {*digests[0]} & {*again[0]}
    assert digests[1] == again[1]


def test_the_marks_of_a_project_are_those_of_its_language(tmp_path: Path) -> None:
    root = in_language(tmp_path, "fr")
    path = root / "content" / "toolkit.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("The tea party", 'L\'heure du "thé" !'), "utf-8")
    tea = root / "content" / "tools" / "tea.md"
    front, body = tea.read_text("utf-8").split("\n---\n", 1)
    tea.write_text(f'{front}\n---\n\nDu "thé" ? *Non* !\n{body}', "utf-8")
    toolkit = source.read(root / "content")
    assert toolkit.publisher == "L’heure du «\u202fthé\u202f»\u202f!"
    tool = next(t for t in toolkit.tools if t.slug == "tea")
    page = read_layouts(root, language="fr").tool(toolkit, tool, {tool.target: []})
    assert "<p>Du «\u202fthé\u202f»\u202f? <em>Non</em>\u202f!</p>" in page
