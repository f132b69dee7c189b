"""What pages and PDFs say of themselves stands in catalogues, and is said in their language."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import sites
from partnertools import cli, source
from partnertools.build.project import Project, read_layouts
from partnertools.interface import catalogues, extraction, po
from partnertools.interface.messages import Entry, Messages
from partnertools.interface.words import ENGLISH, Interface
from partnertools.problems import Problem, UserError
from tools import programs

LAYOUTS = sites.REPOSITORY / "layouts"
FOLDER = LAYOUTS / catalogues.FOLDER
SHIPPED = ("ar", "de", "es", "fr", "he", "pl", "pt", "vi")
CATALOGUES = [FOLDER / f"{language}.po" for language in SHIPPED]
# Their content is translated as well.
TRANSLATED = (sites.REPOSITORY, sites.TESTS / "sites" / "bilingual")


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


@pytest.mark.parametrize(
    "path",
    [*CATALOGUES, *(root / "content" / "locales" / "es.po" for root in TRANSLATED)],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_gettext_itself_finds_nothing_in_a_catalogue(path: Path) -> None:
    tool = programs.needs("msgfmt")
    done = programs.run([tool, "--check", "-o", "/dev/null", path])
    assert (done.returncode, done.stderr) == (0, b"")


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
    sites.project(root)
    path = root / "content" / "toolkit.yaml"
    path.write_text(path.read_text("utf-8").replace("language: en", f"language: {language}"))
    return root


def test_a_message_is_said_by_the_first_catalogue_that_has_it(tmp_path: Path) -> None:
    own, below = tmp_path / "own", tmp_path / "below"
    catalogue(own, "eo", Save="1")
    catalogue(own, "eo-YY", Save="2")
    catalogue(below, "eo", Save="3", Print="4")
    problems: list[Problem] = []
    folders = catalogues.folders(own, below)
    said = [catalogues.read(tag, folders, problems) for tag in ("eo-YY", "eo-ZZ", "en")]
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
    root = in_language(tmp_path, "eo")
    catalogue(root, "eo", **{"Worksheet %(number)s": '"%(number)s" & < x', "Site": 'a"b'})
    layouts = read_layouts(root, language="eo")
    template = '{{ _("Worksheet %(number)s", number=n) }}|<a title="{{ _("Site") }}">'
    rendered = layouts.environment.from_string(template).render(n="<i>")
    assert rendered == '&#34;&lt;i&gt;&#34; &amp; &lt; x|<a title="a&#34;b">'


def test_a_page_says_its_words_in_the_language_of_the_toolkit(tmp_path: Path) -> None:
    root = in_language(tmp_path, "eo")
    said = {
        "True": "Ja",
        "False": "Nein",
        "Required": "Muss",
        "Page %(page)s of %(pages)s": "%(pages)s: %(page)s \\",
    }
    catalogue(root, "eo", **said, **{"Skip to main content": "Zum Inhalt", "Save": "Sichern"})
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
    path = catalogue(root, "eo", Save="Konservi")
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
    root = in_language(tmp_path, "eo")
    path = catalogue(root, "eo", Save="<b>Sichern</b>")
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
    english = sites.project(tmp_path / "en")
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
