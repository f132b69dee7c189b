"""Content in several languages: what translators get, what is shown, and that answers are one."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import jsonschema
import pikepdf
import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, expect

import sites
from partnertools import cli, source
from partnertools.answers import filling
from partnertools.build import site
from partnertools.build.project import Project
from partnertools.cache import Cache
from partnertools.interface import po
from partnertools.interface.messages import Entry
from partnertools.model import fields
from partnertools.model.toolkit import Toolkit, all_sections
from partnertools.problems import Problem, UserError
from partnertools.verify import links
from tools import verapdf
from tools.browser import axe, chromium, firefox, serve

BILINGUAL = sites.TESTS / "sites" / "bilingual"
LIKED, AGAIN = "visit.how.liked", "visit.next.again"
PDF = "tools/visit/visit.pdf"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a project of the bilingual content alone."""
    return sites.project(tmp_path / "project", BILINGUAL)


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> Path:
    """Build the bilingual project, and return its root."""
    root = sites.project(tmp_path_factory.mktemp("bilingual") / "project", BILINGUAL)
    site.build(root, lambda step: None, Cache())
    return root


@pytest.fixture(scope="module")
def address(bilingual: Path) -> Iterator[str]:
    """Serve the bilingual site."""
    with serve(bilingual / "dist") as address:
        yield address


def catalogue(root: Path) -> Path:
    return root / "content" / "locales" / "es.po"


def extract(root: Path) -> dict[tuple[str, str], Entry]:
    assert cli.main(["translate", "extract", "es", "--root", str(root), "--quiet"]) == 0
    return entries(root)


def entries(root: Path) -> dict[tuple[str, str], Entry]:
    problems: list[Problem] = []
    found = po.read(catalogue(root), problems)
    assert problems == []
    return {(entry.context, entry.id): entry for entry in found.entries}


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def both(root: Path) -> tuple[Toolkit, Toolkit]:
    english, spanish = source.read_all(root / "content")
    return english, spanish


# The catalogue


def test_a_catalogue_that_is_up_to_date_stays_as_it_is(root: Path) -> None:
    before = catalogue(root).read_bytes()
    extract(root)
    assert catalogue(root).read_bytes() == before


def test_a_language_that_has_been_named_is_begun_as_the_message_says(root: Path) -> None:
    edit(root / "content" / "toolkit.yaml", "  - es\n", "  - es\n  - fr\n  - de\n")
    for language in ("fr", "de"):
        with pytest.raises(UserError, match=f"run `partnertools translate extract {language}`"):
            source.read(root / "content")
        words = ["translate", "extract", language, "--root", str(root), "--quiet"]
        assert cli.main(words) == 0
    assert source.read(root / "content").languages == ("es", "fr", "de")


def test_a_message_is_named_by_ids_and_says_what_it_is(root: Path) -> None:
    shutil.rmtree(root / "content" / "locales")
    edit(root / "content" / "toolkit.yaml", "languages:\n  - es\n", "")
    found = extract(root)
    hint = found["tools/visit/how.liked/hint", "One thing is enough"]
    assert hint.references == ("content/tools/visit.md",)
    assert hint.hints == ("Hint of: What did you like?",)
    label = found["tools/visit/how.liked/label", "What did you like?"]
    assert "Section: How it was" in label.hints
    assert "Hint: One thing is enough" in label.hints
    assert found["tools/visit#how", "Think of **the house**."].flags == ("markdown-text",)
    assert found["tools/visit/next.again.yes/choice", "Yes"].flags == ()
    assert ("scales/mood/cold/word", "Cold") in found
    # A level of a rubric is called what the point of its scale is.
    assert not any(context == "tools/visit/how.welcome.cold/choice" for context, _ in found)
    written = catalogue(root).read_text("utf-8")
    assert not re.search(r'msgid ".*(how\.liked|:hint:|\{#)', written)


def test_programs_of_translators_read_a_catalogue(root: Path) -> None:
    with catalogue(root).open("rb") as file:
        read = read_po(file)
    message = read.get("Yes", "tools/visit/next.again.yes/choice")
    assert message
    assert message.string == "Sí"


def test_another_english_makes_its_own_translation_fuzzy_and_no_other(root: Path) -> None:
    before = entries(root)
    text = root / "content" / "tools" / "visit.md"
    edit(text, "Think of the people.", "Think of all the people.")
    edit(text, "## What comes next", "{#what-comes-next}\n## Afterward")
    edit(text, "- [No]{#no}\n", "- [No]{#no}\n- [Perhaps]{#perhaps}\n")
    after = extract(root)
    changed = after["tools/visit#how", "Think of all the people."]
    assert changed.is_fuzzy
    assert changed.strings == ("Piense en la gente.",)
    assert changed.before == 'msgid "Think of the people."'
    heading = after["tools/visit#what-comes-next/heading", "Afterward"]
    assert heading.is_fuzzy
    assert heading.strings == ("Qué sigue",)
    assert after["tools/visit/next.again.perhaps/choice", "Perhaps"].strings == ("",)
    for key, entry in after.items():
        if key in before:
            assert (entry.strings, entry.flags) == (before[key].strings, before[key].flags)
    # What is as it was before has its translation again.
    edit(text, "Think of all the people.", "Think of the people.")
    assert extract(root)["tools/visit#how", "Think of the people."].strings[0]


def test_what_stands_elsewhere_keeps_its_translation_and_what_is_gone_is_kept(root: Path) -> None:
    text = root / "content" / "tools" / "visit.md"
    edit(text, "{#how .new-page}\n", "{#well .new-page}\n")
    edit(text, ":hint: One thing is enough\n", "")
    after = extract(root)
    moved = after["tools/visit#well", "Think of the people."]
    assert moved.strings == ("Piense en la gente.",)
    assert not moved.is_fuzzy
    edit(text, "- Think of **the house**.\n", "")
    extract(root)
    written = catalogue(root).read_text("utf-8")
    assert '#~ msgid "Think of **the house**."\n#~ msgstr "Piense en **la casa**."' in written
    edit(text, "- Think of the people.\n", "- Think of the people.\n- Think of **the house**.\n")
    assert extract(root)["tools/visit#well", "Think of **the house**."].is_translated


# What is shown


def test_ids_addresses_and_values_are_the_same_in_every_language(root: Path) -> None:
    english, spanish = both(root)
    for one, other in zip(english.tools, spanish.tools, strict=True):
        assert (one.slug, one.version, one.anchors) == (other.slug, other.version, other.anchors)
        anchors = [[s.anchor for s, _ in all_sections(tool)] for tool in (one, other)]
        assert anchors[0] == anchors[1]
        pairs = zip(fields.of_tool(one), fields.of_tool(other), strict=True)
        for field, translated in pairs:
            assert field.id == translated.id
            assert [o.id for o in field.options] == [o.id for o in translated.options]
    assert english.tools[0].title == "The visit"
    assert spanish.tools[0].title == "La visita"
    [rubric] = [f for f in fields.of_tool(spanish.tools[0]) if f.prompt_kind == "rubric"]
    assert [option.label for option in rubric.options] == ["Fría", "Cálida"]
    assert spanish.base_url == f"{english.base_url}es/"


def test_what_is_missing_or_fuzzy_is_counted_with_its_lines(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", "--root", str(root)]) == 0
    told = capsys.readouterr()
    lines = [entries(root)[key].line for key in MISSING]
    expected = f"es: 38 of 40 texts translated, 1 fuzzy; missing on line {lines[0]}, {lines[1]};"
    assert expected in told.err
    assert told.out.endswith("\nes: 38 of 40 texts translated, 1 fuzzy\n")
    edit(root / "content" / "tools" / "visit.md", ": In a few words\n", ": Briefly\n")
    assert cli.main(["check", "--root", str(root)]) == 0
    told = capsys.readouterr()
    stale = entries(root)["tools/visit/next.steps.what/hint", "In a few words"].line
    assert "; 1 new or changed; " in told.err
    assert f"es: the content has no longer what is on line {stale};" in told.err


MISSING = (
    ("tools/visit/how.liked/hint", "One thing is enough"),
    ("pages/about#why", "Somebody wanted it."),
)


def test_what_has_no_translation_says_its_language(bilingual: Path) -> None:
    page = (bilingual / "dist/es/tools/visit/index.html").read_text("utf-8")
    assert '<html lang="es" dir="ltr"' in page
    assert '<span lang="en" dir="ltr">One thing is enough</span>' in page
    assert page.count(' lang="en"') == 2, "that text, and the link to the other language"
    about = (bilingual / "dist/es/pages/about/index.html").read_text("utf-8")
    assert '<span lang="en" dir="ltr">Somebody wanted it.</span></p>' in about
    assert "Alguien" not in about
    assert not re.search("[\ue000-\ue002]", page + about)
    with pikepdf.open(bilingual / "dist/es" / PDF) as pdf:
        assert str(pdf.Root.Lang) == "es"
        spans = [e for e in pdf.objects if _is_span(e)]
        assert [str(span.Lang) for span in spans] == ["en"]


def _is_span(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Span" and "/Lang" in one


def test_an_edition_takes_the_translations_of_its_base_and_its_own_count_first(
    root: Path, tmp_path: Path
) -> None:
    own = tmp_path / "edition" / "content"
    (own / "locales").mkdir(parents=True)
    (own / "toolkit.yaml").write_text(
        "base: ../project\ntitle: The Other Kit\nlanguages: [es]\n", "utf-8"
    )
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    words = 'msgctxt "tools/visit/title"\nmsgid "The visit"\nmsgstr "Nuestra visita"\n'
    (own / "locales" / "es.po").write_text(header + words, "utf-8")
    _, spanish = source.read_all(own)
    assert spanish.tools[0].title == "Nuestra visita"
    assert spanish.tools[0].when == "ya estuvo allí"
    # Its own title is in no catalogue.
    assert spanish.title == "The Other Kit"


# What is built


def test_each_language_has_a_site_and_leads_to_the_other(bilingual: Path) -> None:
    dist = bilingual / "dist"
    english = {path.relative_to(dist) for path in dist.rglob("*") if path.is_file()}
    spanish = {path.relative_to("es") for path in english if path.parts[0] == "es"}
    of_all = {"_headers", "nginx.conf", ".htaccess", "sitemap.xml", "robots.txt"}
    rest = {path for path in english if path.parts[0] != "es"}
    assert {str(path) for path in rest - spanish} <= of_all
    assert spanish <= rest
    html = (dist / "es/tools/visit/index.html").read_text("utf-8")
    for language, path in (("en", ""), ("es", "es/")):
        href = f"https://visit.example.org/kit/{path}tools/visit/index.html"
        assert f'<link rel="alternate" hreflang="{language}" href="{href}">' in html
    sitemap = (dist / "sitemap.xml").read_text("utf-8")
    assert sitemap.count("<loc>https://visit.example.org/kit/es/") == sitemap.count("<loc>") / 2
    assert 'hreflang="es" href="https://visit.example.org/kit/es/tools/visit/index.html"' in sitemap
    rules = (dist / "_headers").read_text("utf-8")
    assert "\n/kit/es/tools/*\n" in rules
    assert "^/kit/(?:es/)?embed/" in (dist / "nginx.conf").read_text("utf-8")
    assert links.check(dist).findings == ()


def test_a_changed_translation_makes_only_what_shows_it(
    tmp_path: Path, bilingual: Path, publication_day: None
) -> None:
    root = sites.project(tmp_path / "project", BILINGUAL)
    # What an earlier run of this test has made is in the cache.
    edit(catalogue(root), "Alguien lo pidió.", f"Alguien lo quiso ({token_hex(4)}).")
    edit(catalogue(root), "#, fuzzy, markdown-text\n", "#, markdown-text\n")
    built = site.build(root, lambda step: None, Cache())
    made = {path for path in built.made if not path.endswith(".json")}
    assert made == {"es/pages/about/index.html"}


@pytest.mark.parametrize("start", ["chromium", "firefox"])
def test_answers_stay_when_one_switches_to_another_language(start: str, address: str) -> None:
    browser = chromium() if start == "chromium" else firefox()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/tools/visit/index.html#how")
        page.locator(f'[name="{LIKED}"]').fill("the soup")
        page.get_by_text("Yes", exact=True).click()
        page.get_by_role("navigation", name="Language").get_by_role("link", name="Español").click()
        expect(page).to_have_url(f"{address}/es/tools/visit/index.html#how")
        expect(page.get_by_role("heading", level=1)).to_have_text("La visita")
        expect(page.locator(f'[name="{LIKED}"]')).to_have_value("the soup")
        expect(page.get_by_label("Sí")).to_be_checked()
        page.locator(f'[name="{LIKED}"]').fill("la sopa")
        page.locator("[data-part=languages] a").click()
        expect(page.locator(f'[name="{LIKED}"]')).to_have_value("la sopa")


def test_a_page_in_a_frame_leads_to_the_other_language_in_it(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/embed/visit/index.html?theme=dark")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(f"{address}/es/embed/visit/index.html?theme=dark")


@pytest.mark.parametrize("path", ["index.html", "tools/visit/index.html", "embed/visit/index.html"])
def test_axe_finds_nothing_in_the_translated_site(
    context: BrowserContext, address: str, path: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}/es/{path}")
    assert axe(page) == []


def test_translated_pdfs_conform(bilingual: Path) -> None:
    paths = [bilingual / "dist/es" / name for name in (PDF, "packets/all.pdf")]
    for (path, flavour), report in verapdf.validate(paths).items():
        assert report.checks
        assert report.failures == (), (path, flavour)


def test_a_packet_of_ones_own_choice_is_in_any_language_of_the_toolkit(
    bilingual: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "packet.pdf"
    words = ["packet", "all", "--root", str(bilingual), "--quiet", "-o", str(out), "--language"]
    assert cli.main([*words, "es"]) == 0
    with pikepdf.open(out) as pdf:
        assert str(pdf.Root.Lang) == "es"
    assert cli.main([*words, "ee"]) == 1
    assert "is not published in `ee`; use one of `en`, `es`" in capsys.readouterr().err


# Answers are one


def test_answers_of_one_language_fit_the_form_of_the_other(bilingual: Path, tmp_path: Path) -> None:
    given = {"tool": "visit", "version": 1, "language": "es"}
    given["answers"] = {LIKED: "la sopa", AGAIN: "yes"}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(given), "utf-8")
    for number, folder in enumerate(("", "es/")):
        schema = json.loads((bilingual / f"dist/{folder}data/visit.schema.json").read_text("utf-8"))
        jsonschema.validate(given, schema)
        jsonschema.validate({**given, "language": "en"}, schema)
        out = tmp_path / f"{number}.pdf"
        assert filling.fill(bilingual / "dist" / folder / PDF, path, out) == 2
    # The copy in one language fills the form in the other.
    again = tmp_path / "again.pdf"
    assert filling.fill(bilingual / "dist" / PDF, tmp_path / "1.pdf", again) == 2
    names = [str(tmp_path / f"{n}.pdf") for n in (0, 1)]
    out = tmp_path / "compared"
    root = str(bilingual)
    assert cli.main(["collect", *names, "-o", str(out), "--root", root, "--quiet"]) == 0
    tables = [path.read_text("utf-8") for path in out.glob("*.csv")]
    assert any(table.count("la sopa") == 2 for table in tables)


@pytest.mark.parametrize(("filled", "opened"), [("es/", ""), ("", "es/")])
def test_a_page_opens_what_was_filled_in_in_the_other_language(
    filled: str, opened: str, context: BrowserContext, address: str, bilingual: Path, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{address}/{filled}tools/visit/index.html")
    page.locator(f'[name="{LIKED}"]').fill("la sopa")
    page.locator(f'label[for="{AGAIN}"]').click()
    with page.expect_download() as download:
        page.locator("[data-action=save]").first.click()
    download.value.save_as(answers := tmp_path / "answers.json")
    assert json.loads(answers.read_text("utf-8"))["language"] == (filled.strip("/") or "en")
    filling.fill(bilingual / "dist" / filled / PDF, answers, tmp_path / "filled.pdf")
    for name in ("answers.json", "filled.pdf"):
        page.evaluate("localStorage.clear()")
        page.goto(f"{address}/{opened}tools/visit/index.html")
        expect(page.locator(f'[name="{LIKED}"]')).to_have_value("")
        page.locator("[data-part=file]").set_input_files(tmp_path / name)
        expect(page.locator(f'[name="{LIKED}"]')).to_have_value("la sopa")
        expect(page.locator(f'[name="{AGAIN}"][value="yes"]')).to_be_checked()
        # Only that it is open is said: nothing is of another version, or without a place.
        expect(page.locator(".note:visible")).to_have_count(1)
    page.goto(f"{address}/{opened}compare/index.html")
    page.locator("[data-part=files]").set_input_files(
        [tmp_path / "answers.json", tmp_path / "filled.pdf"]
    )
    expect(page.get_by_role("cell", name="la sopa")).to_have_count(2)


def test_each_project_in_a_language_has_its_own_words(root: Path) -> None:
    project = Project(sites.project(root.parent / "whole", BILINGUAL))
    english, spanish = project.in_all_languages
    assert (english.path, spanish.path) == ("/kit/", "/kit/es/")
    assert english.layouts.interface.language == "en"
    assert spanish.layouts.interface.language == "es"
