"""Plain text is set as a typesetter would set it."""

from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from pypdf import PdfReader

import sites
from partnertools import source
from partnertools.model import fields
from partnertools.pdf.job import Batch, DocumentJob, Form
from partnertools.pdf.write import rendering
from partnertools.render.pages import Layouts
from partnertools.typography import counted, direction, typeset


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ('the "SMART" goals', "the “SMART” goals"),
        ("it's the partners' goal", "it’s the partners’ goal"),
        ("\"'Tea' is wet\", she said", "“‘Tea’ is wet”, she said"),
        ("“set” already, isn’t it", "“set” already, isn’t it"),
        ("*stars*, [brackets](x), <b> & \\ stay", "*stars*, [brackets](x), <b> & \\ stay"),
        ("2-3 -- and ... and (c)", "2-3 -- and ... and (c)"),
        ("", ""),
    ],
)
def test_quotes_and_apostrophes_become_typographic(plain: str, expected: str) -> None:
    assert typeset(plain) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 fields"), (1, "1 field"), (2, "2 fields"), (11, "11 fields")]
)
def test_what_is_counted_is_in_the_plural_unless_it_is_one(number: int, expected: str) -> None:
    assert counted(number, "field") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR-eg", "rtl"),
        ("he", "rtl"),
        ("az", "ltr"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("ks-Deva-IN", "ltr"),
        ("sr-Cyrl", "ltr"),
    ],
)
def test_a_language_or_its_script_says_the_direction(language: str, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.slow
def test_the_direction_of_every_language_is_that_of_the_locale_data() -> None:
    # Mongolian stands in columns.
    known = [name for name in locale_identifiers() if "Mong" not in name]
    ends = {name: Locale.parse(name).character_order.partition("-")[0][0] for name in known}
    assert len(known) > 1000
    assert [name for name in known if direction(name)[0] != ends[name]] == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“It’s ‘tea’”: oh!"),
        ("de", "„It’s ‚tea‘“: oh!"),
        ("de-CH", "«It’s ‹tea›»: oh!"),
        ("es", "«It’s “tea”»: oh!"),
        ("es-US", "“It’s ‘tea’”: oh!"),
        ("pl", "„It’s «tea»”: oh!"),
        ("he", "”It’s ’tea’”: oh!"),
        ("xx", "“It’s ‘tea’”: oh!"),
        ("fr", "«\u202fIt’s «\u202ftea\u202f»\u202f»\u202f: oh\u202f!"),
    ],
)
def test_quotes_are_those_of_the_language(language: str, expected: str) -> None:
    assert typeset("\"It's 'tea'\": oh!", language) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Quoi ?! Non ; oui : si", "Quoi\u202f?! Non\u202f; oui\u202f: si"),
        ("Quoi? (Non!)", "Quoi\u202f? (Non\u202f!)"),
        ("à 8:30 : « oui »", "à 8:30\u202f: «\u202foui\u202f»"),
        ("https://example.org/?a=b", "https://example.org/?a=b"),
        ("déjà\u00a0: là", "déjà\u202f: là"),
        (": !", ": !"),
    ],
)
def test_french_has_narrow_spaces_where_no_line_may_end(typed: str, expected: str) -> None:
    assert typeset(typed, "fr") == expected
    assert typeset(expected, "fr") == expected
    assert typeset(typed.replace(" «", ""), "de").count("\u202f") == 0


BANKS = """
```{grid} Berges
:id: berges
:row: Critère
:rows: 2

[Note]{#note}
: De près
```

```{pick-many} Eau
:id: eau

- [Brune]{#brune}
- [Claire]{#claire}
```

## Amont

```{short-answer} Qui
:id: amont
```

## Aval

```{short-answer} Qui
:id: aval
```
"""
SAID = (
    "Critère 1\u202f: Note",
    "Critère 2\u202f: Note",
    "Eau\u202f: Brune",
    "Eau\u202f: Claire",
    "Amont\u202f: Qui",
    "Aval\u202f: Qui",
)


@pytest.mark.slow
def test_marks_that_names_of_fields_are_given_have_the_spaces_of_the_language(
    tmp_path: Path,
) -> None:
    root = sites.project(tmp_path)
    path = root / "content" / "toolkit.yaml"
    path.write_text(path.read_text("utf-8").replace("language: en", "language: fr"), "utf-8")
    (root / "content" / "tools" / "berges.md").write_text(sites.FRONT + BANKS, "utf-8")
    toolkit = source.read(root / "content")
    tool = next(tool for tool in toolkit.tools if tool.slug == "berges")
    layouts = Layouts(sites.REPOSITORY / "layouts", language="fr")
    page = layouts.tool(toolkit, tool, {tool.target: []})
    assert [f'aria-label="{name}"' in page for name in SAID[:2]] == [True, True]
    assert '<span class="visually-hidden">Amont\u202f:</span>' in page
    sheet = layouts.sheet(toolkit, tool, toolkit.paper)
    assert '<p class="question">Critère 1\u202f: Note</p>' in sheet
    form = Form(tool.slug, tool.title, tool.version, toolkit.language)
    own = fields.of_tool(tool)
    job = DocumentJob(sheet, own, (form,))
    (made,) = rendering.render(Batch(layouts.style("sheet"), None, (job,), wanted=(0,)))
    found = PdfReader(BytesIO(made.data)).get_fields() or {}
    described = [node.get("/TU") for node in found.values()]
    assert {*(f"{name}. De près" for name in SAID[:2]), *SAID[2:]} <= {*described}
    # What programs read stays as it is.
    assert "Critère 1: Note" in [field.name for field in own]
