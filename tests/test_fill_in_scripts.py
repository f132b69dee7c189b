"""The script of the pages fills in PDFs to the same bytes as the command line."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page

from partnertools.model.values import Value
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.appearances import PADDING, SMALLEST
from partnertools.pdf.forms.plan import FillPlan
from partnertools.typography import INVISIBLE
from tools import plans
from tools.script_forms import CASES, Form, opened_forms, values_of


@pytest.fixture(scope="module")
def forms(built: Path) -> Iterator[dict[str, Form]]:
    with opened_forms(built) as forms:
        yield forms


@pytest.fixture(scope="module")
def page(forms: dict[str, Form]) -> Page:
    return next(iter(forms.values())).page


# The plan that the build publishes


def test_every_pdf_with_fields_has_its_fill_plan_beside_it(
    built: Path, forms: dict[str, Form]
) -> None:
    with_fields = set()
    for path in (built / "dist").rglob("*.pdf"):
        with pikepdf.open(path) as pdf:
            if "/AcroForm" in pdf.Root:
                with_fields.add(path.relative_to(built / "dist").as_posix().removesuffix(".pdf"))
    assert len(with_fields) > 40
    assert forms.keys() == with_fields


def test_the_published_plan_is_the_one_that_is_read_from_the_pdf(forms: dict[str, Form]) -> None:
    differing = [
        name for name, form in forms.items() if form.published != plan.to_json(form.plan, form.pdf)
    ]
    assert differing == []


def test_a_published_plan_says_everything_that_is_in_the_plan(forms: dict[str, Form]) -> None:
    form = forms["packets/whole-toolkit"]
    told = json.loads(form.published)
    assert form.plan == plans.of_json(told)
    assert told["bytes"] == len(form.pdf)
    assert told["md5"] == md5(form.pdf).hexdigest()


# The same bytes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_python_and_javascript_write_the_same_bytes(
    case: dict[str, Any], forms: dict[str, Form]
) -> None:
    form = forms[case["form"]]
    values = values_of(case, form.plan)
    assert form.with_script(values) == [form.with_python(values)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_page_finds_the_problems_that_the_command_line_finds(
    case: dict[str, Any], forms: dict[str, Form], tmp_path: Path
) -> None:
    form = forms[case["form"]]
    values = values_of(case, form.plan)
    assert form.problems_with_script(values) == [form.problems_with_python(values, tmp_path)]


def test_the_cases_leave_no_kind_of_field_and_no_size_out(forms: dict[str, Form]) -> None:
    kinds = set()
    sizes: dict[str, set[float]] = {"text": set(), "long-text": set()}
    errors = set()
    for case in CASES:
        form = forms[case["form"]]
        values = values_of(case, form.plan)
        assert values or case["values"] == {}, f"{case['case']}: no field is filled in"
        copy = form.with_python(values)
        if isinstance(copy, str):
            errors.add(form.plan.fields[copy.split(": ")[1]].value_type.name)
            continue
        for name, value in values.items():
            kind = form.plan.fields[name].value_type.name
            kinds.add((kind, bool(value)))
            if kind in sizes:
                alone = form.with_python({name: value})
                assert isinstance(alone, bytes)
                sizes[kind] |= {
                    float(s) for s in re.findall(rb"/Text ([\d.]+) Tf 0 0 0 rg [\d.]+ TL", alone)
                }
    assert kinds == {
        (kind, is_filled)
        for kind in ("text", "long-text", "choice", "check")
        for is_filled in (True, False)
    }
    steps = {SMALLEST + half / 2 for half in range(9)}
    assert {kind: steps - found for kind, found in sizes.items()} == {
        "text": set(),
        "long-text": set(),
    }
    assert errors == {"text", "long-text"}


PIECES = [
    *"\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f",
    *"\u3000\u180e\u200b\u200d\u2060\ufeff\uffff\x00\x07\x7f\xad\u2010\u2011?★✓€ßſŒĳΩЖ𝔸日🙂",
    *("\r\n", "\n\n", "   ", " ", " ", " ", "\t\t"),
    *("e\u0301", "o\u0323\u0302", "\u0438\u0306", "\u0301", "\u212b", "\u1112\u1161\u11ab"),
    *("👩🏽‍🏫", "🇪🇺", "العربية", "हिन्दी", "(\\)", "<<>>", "endobj", "iiii", "WWWW", "…", "“", "fi"),
    *("school", "partnership", "Łódź", "Αθήνα", "Київ", "1,000", "every Thursday", "a", "I"),
]


def random_text(choose: random.Random) -> str:
    pieces = choose.sample(PIECES, choose.choice((1, 2, 5, 30)))
    if choose.random() < 0.5:
        pieces += [" "] * (len(pieces) // 2)
    length = choose.choice((0, 1, 3, 10, 30, 60, 100, 200, 400))
    return "".join(choose.choice(pieces) for _ in range(length))


def random_values(choose: random.Random, form: FillPlan) -> dict[str, Value]:
    names = choose.sample(list(form.fields), choose.choice((1, 1, 2, 5)))
    found: dict[str, Value] = {}
    for name in names:
        blank = form.fields[name]
        match blank.value_type.name:
            case "check":
                found[name] = choose.random() < 0.5
            case "choice":
                found[name] = choose.choice(["", *blank.value_type.states])
            case _:
                found[name] = random_text(choose)
    return found


def test_characters_without_a_look_are_drawn_alike_and_never(
    forms: dict[str, Form], tmp_path: Path
) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    kinds = {name: blank.value_type.name for name, blank in form.plan.fields.items()}
    lines = [name for name, kind in kinds.items() if kind == "text"][:5]
    texts = [name for name, kind in kinds.items() if kind == "long-text"][:5]
    line, text = lines[0], texts[0]
    codes = [code for first, last in INVISIBLE for code in range(first, last + 1)]
    assert len(codes) > 4_000
    # A copy has several of them, each in a line and in a text of its own.
    copies: list[dict[str, Value]] = []
    for start in range(0, len(codes), len(lines)):
        few = [*map(chr, codes[start : start + len(lines)])]
        in_lines = {name: f"{c}Ri{c}ver" for name, c in zip(lines, few, strict=False)}
        in_texts = {name: f"e{c}\u0301 \u2713{c}\n" for name, c in zip(texts, few, strict=False)}
        copies.append({**in_lines, **in_texts})
    everything = "".join(map(chr, codes))
    copies.append({line: everything, text: everything})
    # In the same order as they are typed, which is the order of the code points.
    assert form.with_script(*copies) == [form.with_python(values) for values in copies]
    assert form.problems_with_script(*copies) == [[]] * len(copies)
    assert form.problems_with_python(copies[-1], tmp_path) == []
    plain = form.with_python({line: "River", text: "\xe9 \u2713\n"})
    assert isinstance(plain, bytes)
    # The first ones have a mark of direction among them, which moves what stands around it.
    for values in (copies[1], copies[100], copies[-2]):
        copy = form.with_python(values)
        assert isinstance(copy, bytes)
        assert sorted(drawings(copy)) == sorted(drawings(plain) * (len(values) // 2))
        value = str(values[line]).encode("utf-16-be").hex().encode()
        assert b"/V <feff" + value + b">" in copy


def drawings(added: bytes) -> list[bytes]:
    """What an update draws: the glyphs of each line."""
    return re.findall(rb"<[0-9a-f]*> Tj", added)


RANDOM_FORMS = (
    "tools/self-reflection/self-reflection",
    "tools/self-reflection/self-reflection-large",
    "tools/goal-setting/goal-setting-a4",
    "tools/smart-goals/smart-goals-large",
    "packets/whole-toolkit",
)


@pytest.mark.parametrize("name", RANDOM_FORMS)
def test_random_texts_lead_to_the_same_bytes(name: str, forms: dict[str, Form]) -> None:
    form = forms[name]
    choose = random.Random(name)
    copies = [random_values(choose, form.plan) for _ in range(300)]
    expected = [form.with_python(values) for values in copies]
    # Many have to fit, or hardly a text would be compared.
    assert sum(isinstance(copy, bytes) for copy in expected) > 100
    found = form.with_script(*copies)
    assert [v for v, f, e in zip(copies, found, expected, strict=True) if f != e] == []


def test_random_texts_have_the_same_problems(forms: dict[str, Form], tmp_path: Path) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    choose = random.Random("problems")
    copies = [random_values(choose, form.plan) for _ in range(200)]
    expected = [form.problems_with_python(values, tmp_path) for values in copies]
    assert sum(map(bool, expected)) > 50
    found = form.problems_with_script(*copies)
    assert [v for v, f, e in zip(copies, found, expected, strict=True) if f != e] == []


@contextmanager
def published(form: Form, pdf: bytes, changed: FillPlan) -> Iterator[Form]:
    """Put another PDF and its plan into the site for a while."""
    other = Form(form.page, form.root, f"{form.name}-other")
    beside = other.path.with_suffix(".fill.json")
    try:
        other.path.write_bytes(pdf)
        beside.write_text(plan.to_json(changed, pdf), encoding="utf-8")
        yield other
    finally:
        other.path.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)


def test_a_form_with_a_cross_reference_table_is_filled_alike(forms: dict[str, Form]) -> None:
    form = forms["tools/smart-goals/smart-goals"]
    saved = io.BytesIO()
    with pikepdf.open(form.path) as pdf:
        pdf.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    read = plan.of_pdf(saved.getvalue(), form.path)
    assert read.has_xref_table
    values: dict[str, Value] = {
        "smart-goals.questions.aim": "Further",
        "smart-goals.about.date": "1 May",
        "smart-goals.goal-1.objective-1.test.specific.met": True,
    }
    with published(form, saved.getvalue(), read) as other:
        assert other.with_script(values, {}) == [other.with_python(values), other.with_python({})]


def test_random_texts_in_random_boxes_lead_to_the_same_bytes(forms: dict[str, Form]) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    choose = random.Random("boxes")
    metrics = form.plan.metrics
    # Boxes in which a number of lines has room to the thousandth, and boxes of hardly any size.
    exact = [
        round(2 * PADDING + SMALLEST * (metrics.ascent - metrics.descent) / 1000 + n * 7.5, 3)
        for n in range(8)
    ]
    texts = ["", "x\n", "x\n" * 2, "x\n" * 3, "x\ny", "x\ny\nz\n", "iiii\niiii\n", "WWWWW"]
    compared = 0
    for _ in range(30):
        blanks = {}
        for name, blank in form.plan.fields.items():
            width = choose.choice((5.0, 6.0, 9.5, 30.0, round(choose.uniform(6, 500), 3)))
            height = choose.choice((*exact, round(choose.uniform(1, 200), 3)))
            widgets = tuple(replace(w, width=width, height=height) for w in blank.widgets)
            blanks[name] = replace(blank, widgets=widgets)
        changed = replace(form.plan, fields=blanks, font_size=choose.choice((5.0, 6.0, 10.0, 17.2)))
        copies: list[dict[str, Value]] = [
            {name: choose.choice((*texts, random_text(choose)[:40]))}
            for name, blank in blanks.items()
            if blank.value_type.name in ("text", "long-text")
        ]
        with published(form, form.pdf, changed) as other:
            expected = [form.with_python(values, changed) for values in copies]
            compared += sum(isinstance(copy, bytes) for copy in expected)
            found = other.with_script(*copies)
        assert [v for v, f, e in zip(copies, found, expected, strict=True) if f != e] == []
    assert compared > 100


# Parts


def test_digests_are_those_of_other_programs(page: Page) -> None:
    lengths = [*range(200), 64_000, 1_000_001]
    found = page.evaluate(
        """async (lengths) => {
          const { md5 } = await import("/layouts/scripts/pdf/md5.js");
          const bytes = Uint8Array.from({ length: 1100000 }, (_, i) => (i * i + (i >> 8)) % 256);
          return lengths.map((length) => md5(bytes.subarray(7, 7 + length)));
        }""",
        lengths,
    )
    data = bytes((i * i + (i >> 8)) % 256 for i in range(1_100_000))
    assert found == [md5(data[7 : 7 + length]).hexdigest() for length in lengths]


def test_numbers_have_the_digits_that_python_gives_them(page: Page) -> None:
    choose = random.Random(3)
    numbers = [n / 16 for n in range(-200, 2000)]
    numbers += [n / 2000 for n in range(-3000, 3000)]
    numbers += [choose.uniform(-1, 800) for _ in range(5000)]
    found = page.evaluate(
        """async (numbers) => {
          const { fixed } = await import("/layouts/scripts/pdf/appearances.js");
          return numbers.map(fixed);
        }""",
        numbers,
    )
    assert found == [f"{number:.3f}" for number in numbers]
    assert f"{0.0625:.3f}" == "0.062", "a tie goes to the even one"


# What can't be filled


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        ("pdf = pdf.slice(0, -1)", "an incomplete PDF"),
        ("pdf = pdf.slice(); pdf[5000] ^= 1", "a PDF of the same length"),
        ("pdf = new Uint8Array()", "nothing at all"),
        ("plan = await fetch(`${form}-a4.fill.json`).then((got) => got.json())", "another plan"),
    ],
    ids=lambda words: words if " = " not in words else "",
)
def test_a_pdf_that_is_not_that_of_the_plan_is_refused(
    spoil: str, what: str, forms: dict[str, Form]
) -> None:
    found = forms["tools/self-reflection/self-reflection"].run(
        """async ({ form }) => {
          const { StalePlanError, fillPdf } = await import("/layouts/scripts/pdf/fill.js");
          let pdf = await fetch(`${form}.pdf`).then((got) => got.arrayBuffer());
          pdf = new Uint8Array(pdf);
          let plan = await fetch(`${form}.fill.json`).then((got) => got.json());
          fillPdf(pdf, plan, {});
          SPOIL;
          try {
            fillPdf(pdf, plan, {});
          } catch (error) {
            return error instanceof StalePlanError;
          }
          return "filled";
        }""".replace("SPOIL", spoil)
    )
    assert found is True, what


@pytest.mark.parametrize(
    "values",
    [
        {"self-reflection.financial.ratng": "solid"},
        {"constructor": "solid"},
        {"self-reflection.financial.rating": "good"},
        {"self-reflection.financial.rating": True},
    ],
    ids=str,
)
def test_a_field_or_a_choice_that_the_form_has_not_is_refused(
    values: dict[str, Value], forms: dict[str, Form]
) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    with pytest.raises(KeyError):
        form.with_python(values)
    (found,) = form.with_script(values)
    assert isinstance(found, str)
    assert found.startswith("RangeError: the f")
    assert form.problems_with_script(values) == [[]]


def test_half_of_a_character_is_written_as_the_sign_for_it(forms: dict[str, Form]) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    name = "self-reflection.about.organization"
    # JSON can say it, and so can a page.
    halves = form.run(
        """async ({ form, name }) => {
          const { fillPdf } = await import("/layouts/scripts/pdf/fill.js");
          const pdf = await fetch(`${form}.pdf`).then((got) => got.arrayBuffer());
          const plan = await fetch(`${form}.fill.json`).then((got) => got.json());
          const copies = ["a\\ud83d b\\ude42", "a\\ufffd b\\ufffd"].map((text) =>
            fillPdf(new Uint8Array(pdf), plan, { [name]: text }).join(),
          );
          return copies[0] === copies[1];
        }""",
        name=name,
    )
    assert halves is True
