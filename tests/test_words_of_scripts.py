"""The words of the pages' scripts stand in catalogues: a script joined for a language speaks it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import sites
from partnertools.interface import catalogues
from partnertools.interface.words import Interface
from partnertools.render import scripts
from partnertools.render.scripts import Catalog
from tools import node
from tools.browser import chromium

LAYOUTS = sites.REPOSITORY / "layouts"
# Messages of these are for those who write scripts, or a project.
FOR_PROGRAMMERS = {"scripts/serve.js", "scripts/pdf", "hosts"}
CALLS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
CALL = re.compile(r"(?<!function )\b[np]?gettext\(")
POLISH = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
MAIN = """\
import { apposed, gettext, listed, ngettext, pgettext, weave } from "./words.js";

const first = gettext("At once");
document.body.append(
  ...weave(gettext("%(file)s is from %(who)s"), {
    file: document.createElement("b"),
    who: "Ana %(file)s",
  }),
);
document.body.dataset.said = JSON.stringify([
  first,
  [1, 2, 5, 22, 1234].map((n) =>
    ngettext("%(count)s answer of %(who)s", "%(count)s answers of %(who)s", n, {
      who: "$& %(count)s",
    }),
  ),
  [gettext("May"), pgettext("month", "May")],
  gettext("Nobody has translated %(what)s", { what: 1.5 }),
  ngettext("%(count)s left", "%(count)s left alone", 5),
  listed(["Ana", "Bo", "Cy"]).join(""),
  apposed(["Ana", "Tea party"]).join(""),
]);
"""


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the modules that may have words for people."""
    for path in sorted(LAYOUTS.rglob("*.js")):
        name = path.relative_to(LAYOUTS).as_posix()
        if not any(name.startswith(place) for place in FOR_PROGRAMMERS):
            yield name, path


def messages(path: Path) -> list[tuple[str, str]]:
    """Return the context and the text of each message, those that count by their singular."""
    found = []
    for _, message, _, context in extract_from_file("javascript", path, keywords=CALLS):
        [text, *_] = message if isinstance(message, tuple) else (message,)
        found.append((context or "", text))
    return found


@pytest.fixture
def script(tmp_path: Path) -> str:
    """Return a script joined with a catalogue of Polish, in which two messages are missing."""
    shutil.copy(LAYOUTS / "scripts" / "words.js", tmp_path)
    (tmp_path / "main.js").write_text(MAIN, "utf-8")
    forms = (
        "%(count)s odpowiedź od %(who)s",
        "%(who)s: %(count)s odpowiedzi",
        "%(count)s: %(who)s",
    )
    catalog = Catalog(
        {
            ("", "At once"): ("Od razu",),
            ("", "%(count)s answer of %(who)s"): forms,
            ("", "%(file)s is from %(who)s"): ("Od %(who)s jest %(file)s",),
            ("", "May"): ("Może",),
            ("month", "May"): ("Maj",),
            ("", "Not in this script"): ("Nie ma",),
        },
        POLISH,
    )
    return scripts.join_modules(tmp_path / "main.js", catalog=catalog)


def test_a_script_speaks_the_language_that_it_was_joined_for(script: str) -> None:
    page = chromium().new_page()
    page.set_content('<!DOCTYPE html><html lang="pl"><title>.</title><body></body>')
    page.add_script_tag(content=script)
    said = json.loads(page.locator("body").get_attribute("data-said") or "")
    assert page.inner_html("body").startswith("Od Ana %(file)s jest <b></b>")
    page.close()
    first, counted, may, untranslated, plural, names, facts = said
    assert first == "Od razu"
    assert counted == [
        "1 odpowiedź od $& %(count)s",
        "$& %(count)s: 2 odpowiedzi",
        "5: $& %(count)s",
        "$& %(count)s: 22 odpowiedzi",
        "$& %(count)s: 1234 odpowiedzi",
    ]
    assert may == ["Może", "Maj"]
    # What nobody has translated is said in English, numbers as in Polish.
    assert untranslated == "Nobody has translated 1,5"
    assert plural == "5 left alone"
    assert names == "Ana, Bo i Cy"
    assert facts == "Ana, Tea party"


LISTS = """\
globalThis.document = { documentElement: { lang: process.argv[2] } };
const { apposed, inDigits, listed } = await import(process.argv[3]);
const said = [listed, apposed].map((join) => join(["a.pdf", "Tea"]).join(""));
console.log(JSON.stringify([...said, inDigits(12345.5)]));
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["a.pdf, Tea", "a.pdf, Tea", "12,345.5"]),
        ("es", ["a.pdf y Tea", "a.pdf, Tea", "12.345,5"]),
        ("ar", ["a.pdf وTea", "a.pdf، Tea", "12,345.5"]),
        # What no browser knows is written as in English, the language of all that is untranslated.
        ("tlh", ["a.pdf, Tea", "a.pdf, Tea", "12,345.5"]),
    ],
)
def test_lists_are_joined_as_in_the_language_of_the_page_whatever_that_of_the_browser_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: list[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    script = tmp_path / "lists.mjs"
    script.write_text(LISTS, "utf-8")
    words = (LAYOUTS / "scripts" / "words.js").as_uri()
    assert json.loads(node.run(script, language, words).stdout) == said


NUMBERS = """\
globalThis.document = { documentElement: { lang: process.argv[2] } };
const { inDigits } = await import(process.argv[3]);
console.log(JSON.stringify(process.argv.slice(4).map((number) => inDigits(Number(number)))));
"""


@pytest.mark.parametrize(
    "language",
    [*catalogues.languages(LAYOUTS / "interface"), "en", "de-CH", "es-MX", "es-AR", "it", "pt-PT"],
)
def test_scripts_write_numbers_as_pages_and_pdfs_do(tmp_path: Path, language: str) -> None:
    script = tmp_path / "numbers.mjs"
    script.write_text(NUMBERS, "utf-8")
    words = Interface(language)
    numbers = (7, 999, 1000, 1234.5, 9999.75, 10_000, 234_567)
    said = node.run(
        script, language, (LAYOUTS / "scripts" / "words.js").as_uri(), *map(str, numbers)
    )
    assert json.loads(said.stdout) == [words.number(number) for number in numbers]
    for number in (1234, 12345):
        assert words.number(number) in words.size(number)


def test_a_script_has_the_translations_of_its_own_messages_alone(script: str) -> None:
    assert "Od razu" in script
    assert "Nie ma" not in script


def test_a_script_in_english_has_no_catalogue(tmp_path: Path) -> None:
    shutil.copy(LAYOUTS / "scripts" / "words.js", tmp_path)
    (tmp_path / "main.js").write_text(MAIN, "utf-8")
    assert "speak(" not in scripts.join_modules(tmp_path / "main.js").replace("function speak(", "")


@pytest.mark.parametrize(
    "rule", ["alert(1)", "n = 1", "n //", "nn", "n == 1 ? 0", "010 > n", "n n", "", "n); x("]
)
def test_only_arithmetic_becomes_the_rule_for_plurals(rule: str) -> None:
    with pytest.raises(ValueError, match="plural"):
        Catalog({}, rule)


@pytest.mark.parametrize("rule", ["0", "(n > 1)", POLISH, "n%10==1 && n%100!=11 ? 0 : 1"])
def test_rules_for_plurals_of_catalogues_are_taken(rule: str) -> None:
    assert Catalog({}, rule).plural == rule


def test_every_translation_of_a_message_comes_with_the_scripts_that_say_it() -> None:
    """A message that stood in several pieces would be found by translators, and not by the page."""
    all_messages = {message for _, path in modules() for message in messages(path)}
    assert len(all_messages) > 200
    catalog = Catalog({(c, text): (f"«{c}{text}»",) for c, text in all_messages})
    layouts = sites.layouts().folders[-1] / "scripts"
    kinds = sorted(LAYOUTS.glob("fields/*/page.js"))
    joined = [
        scripts.join_modules(
            layouts / f"{name}.js", kinds if name == "tool" else [], catalog=catalog
        )
        for name in ("tool", "filler", "compare", "embed", "start", "reader", "moved")
    ]
    missing = [m for m in all_messages if not any(f"«{''.join(m)}»" in one for one in joined)]
    assert missing == []


# Two words, one with a capital, the end of a sentence, or what would be put behind another text.
WORDS = re.compile(
    r"""[^\W\d_]{2,}[’”)]?[,;:.]?[ ][“(]?[^\W\d_]|^[A-Z][a-z]+\b|[a-z][.:!?…]$|^[ ,]+[a-z]+""",
    re.VERBOSE,
)
# Texts of programs: keys, selectors, classes, what a mistake in the program is, markup and styles.
CODE = re.compile(
    r"""(?:[!=]==\s*|\b(?:querySelector(?:All)?|closest|matches|matchMedia|Error)\(
        |\bclass(?:Name)?(?::|\s=)[^"`]*(?:"[^"]*"[^"`]*)?|\b(?:STYLE|SAYING|kind)\s=[^"`]*|\b(?:serif|sans):\s*)$""",
    re.VERBOSE,
)
MARKUP = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}|\\n|<[^>]*>?|^[\w\s\x22=-]*>|\s[\w-]+=\S*|\)\}")


def outside(path: Path) -> Iterator[str]:
    """Yield texts of a module that look as if people read them, and that no catalogue has."""
    said = {text for message in everything(path) for text in message}
    code = path.read_text("utf-8")
    for found in scripts.TOKEN.finditer(code):
        literal = found[0]
        if literal[0] not in "\"'`" or literal[1:-1] in said:
            continue
        before = code[code.rfind("\n", 0, found.start()) + 1 : found.start()]
        if WORDS.search(MARKUP.sub("", literal[1:-1])) and not CODE.search(before):
            yield literal


def everything(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield all texts of each message: context, singular and plural."""
    for _, message, _, context in extract_from_file("javascript", path, keywords=CALLS):
        yield (context or "", *(message if isinstance(message, tuple) else (message,)))


def test_no_words_for_people_stand_outside_the_catalogues() -> None:
    assert {name: [*outside(path)] for name, path in modules() if [*outside(path)]} == {}


def test_no_message_hides_within_another_call() -> None:
    """Babel doesn't look for messages among the values of a message."""
    for name, path in modules():
        calls = len(CALL.findall(path.read_text("utf-8")))
        assert name == "scripts/words.js" or len(messages(path)) == calls, name


@pytest.mark.parametrize(
    "line",
    [
        'say(place, "Nothing was saved");',
        'button({ label: "Delete", act });',
        "element('p', {}, `${count} of them`);",
        'said.append(" to ", name);',
        "const told = `Saved as ${name}.`;",
        'place.innerHTML = `<p class="a">Gone for good</p>`;',
        'gettext("One thing"); say("Another thing");',
    ],
)
def test_words_outside_the_catalogues_are_found(tmp_path: Path, line: str) -> None:
    module = tmp_path / "a.js"
    module.write_text(f'import {{ gettext }} from "./words.js";\n{line}\n', "utf-8")
    assert len([*outside(module)]) == 1


DAYS = """\
globalThis.document = { documentElement: { lang: process.argv[2] } };
const { dayOf } = await import(process.argv[3]);
console.log(JSON.stringify(process.argv.slice(4).map(dayOf)));
"""


@pytest.mark.parametrize(
    ("language", "days"),
    [
        (
            "es",
            {
                "3/10/2025": [2025, 10, 3],
                "3 de octubre de 2025": [2025, 10, 3],
                "marzo 2026": [2026, 3, 0],
                "Oct 3, 2025": [2025, 10, 3],
                "pronto": None,
            },
        ),
        ("he", {"29 בנובמבר 2026": [2026, 11, 29], "נובמבר 2026": [2026, 11, 0]}),
        ("ar", {"٢٩ نوفمبر ٢٠٢٦": [2026, 11, 29], "٣/١٢/٢٠٢٦": [2026, 12, 3]}),
        ("cs", {"30. 11. 2026": [2026, 11, 30], "po 1. 3. 27": [2027, 3, 1], "30. 11.": None}),
        ("de", {"Mo, 30.11.2026": [2026, 11, 30], "1. 12. 26 – 3. 12. 26": None}),
        ("vi", {"ngày 3 tháng 12 năm 2026": [2026, 12, 3], "tháng 1 2026": [2026, 1, 0]}),
    ],
)
def test_a_day_is_read_as_people_write_it_in_the_language_of_the_page(
    tmp_path: Path, language: str, days: dict[str, list[int] | None]
) -> None:
    script = tmp_path / "days.mjs"
    script.write_text(DAYS, "utf-8")
    rounds = (LAYOUTS / "scripts" / "compare" / "rounds.js").as_uri()
    found = node.run(script, language, rounds, *days).stdout
    assert json.loads(found) == list(days.values())


WRITTEN = """\
globalThis.document = { documentElement: { lang: process.argv[2] } };
const { dayOf } = await import(process.argv[3]);
const days = [[2026, 11, 30], [2027, 3, 1], [2025, 5, 12]];
const found = ["short", "medium", "long", "full"].flatMap((dateStyle) => {
  const how = { dateStyle, timeZone: "UTC", calendar: "gregory" };
  const format = new Intl.DateTimeFormat(process.argv[2], how);
  return days.map(([year, month, day]) => {
    const text = format.format(Date.UTC(year, month - 1, day));
    return [text, [year, month, day], dayOf(text)];
  });
});
console.log(JSON.stringify(found));
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "language",
    [
        "en",
        "en-GB",
        "es",
        "fr",
        "de",
        "pt",
        "pl",
        "vi",
        "ar",
        "he",
        "it",
        "cs",
        "sk",
        "hu",
        "hr",
        "nl",
        "sv",
        "fi",
        "tr",
        "ru",
        "uk",
        "el",
        "ro",
        "ja",
        "zh",
    ],
)
def test_a_day_is_read_as_each_language_writes_it(tmp_path: Path, language: str) -> None:
    script = tmp_path / "days.mjs"
    script.write_text(WRITTEN, "utf-8")
    rounds = (LAYOUTS / "scripts" / "compare" / "rounds.js").as_uri()
    found = json.loads(node.run(script, language, rounds).stdout)
    assert len(found) == 12
    assert [case for case in found if case[1] != case[2]] == []
