"""Filled copies made by a page: byte for byte those that Python makes."""

from __future__ import annotations

import io
import json
import random
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import md5
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from PIL import ImageChops
from playwright.sync_api import Page

import sites
from partnertools.answers import filling
from partnertools.model.values import Value
from partnertools.pdf.forms import plan
from partnertools.pdf.forms.appearances import PADDING, SMALLEST
from partnertools.pdf.forms.fill import DoesNotFitError, fill_pdf
from partnertools.pdf.forms.plan import FillPlan
from partnertools.problems import UserError
from partnertools.typography import INVISIBLE, name_character
from tools import browser, fillers, plans, verapdf, viewers

CASES: list[dict[str, Any]] = yaml.safe_load(
    (sites.TESTS / "fill_cases.yaml").read_text(encoding="utf-8")
)
# Answers the same as `Form.with_python`: what is added to the PDF, or the error and its message.
WITH_SCRIPT = """async ({ form, copies, isCut }) => {
  const { fillPdf } = await import("/layouts/scripts/pdf/fill.js");
  const [pdf, plan] = await Promise.all([
    fetch(`${form}.pdf`).then(async (got) => new Uint8Array(await got.arrayBuffer())),
    fetch(`${form}.fill.json`).then((got) => got.json()),
  ]);
  return copies.map((values) => {
    try {
      const copy = fillPdf(pdf, plan, values, isCut);
      if (pdf.some((byte, i) => copy[i] !== byte)) return "the PDF has changed";
      const added = Array.from(copy.subarray(pdf.length), (byte) => String.fromCharCode(byte));
      return { added: btoa(added.join("")) };
    } catch (error) {
      return `${error.constructor.name}: ${error.message}`;
    }
  });
}"""
Copy = bytes | str


@dataclass(frozen=True)
class Form:
    """A form of a built site, without `.pdf`, and a page that can fill it."""

    page: Page
    root: Path
    name: str

    @property
    def path(self) -> Path:
        return self.root / "dist" / f"{self.name}.pdf"

    @cached_property
    def pdf(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def plan(self) -> FillPlan:
        return plan.of_file(self.path)

    @cached_property
    def published(self) -> str:
        return (self.root / "dist" / f"{self.name}.fill.json").read_text(encoding="utf-8")

    def run(self, expression: str, **arguments: Any) -> Any:
        return self.page.evaluate(expression, {"form": f"/dist/{self.name}", **arguments})

    def with_script(self, *copies: Mapping[str, Value], is_cut: bool = False) -> list[Copy]:
        found = self.run(WITH_SCRIPT, copies=list(copies), isCut=is_cut)
        return [one if isinstance(one, str) else b64decode(one["added"]) for one in found]

    def with_python(self, values: Mapping[str, Value], changed: FillPlan | None = None) -> Copy:
        try:
            return fill_pdf(self.pdf, changed or self.plan, values)[len(self.pdf) :]
        except DoesNotFitError as error:
            return f"DoesNotFitError: {error}"

    def problems_with_script(self, *copies: Mapping[str, Value]) -> list[list[str]]:
        """What `problems` finds, in the words of the command line."""
        found = self.run(
            """async ({ form, copies }) => {
              const { problems } = await import("/layouts/scripts/pdf/fill.js");
              const plan = await fetch(`${form}.fill.json`).then((got) => got.json());
              return copies.map((values) => problems(plan, values));
            }""",
            copies=list(copies),
        )
        return [
            sorted(_in_words(problem, values) for problem in one)
            for one, values in zip(found, copies, strict=True)
        ]

    def problems_with_python(self, values: Mapping[str, Value], folder: Path) -> list[str]:
        """What the command line says of an answer file."""
        tool, version, language = next(iter(self.plan.forms.values())).split("/")
        answers = folder / "answers.json"
        given = {"tool": tool, "version": int(version), "language": language, "answers": values}
        answers.write_text(json.dumps(given), encoding="utf-8")
        try:
            filling.fill(self.path, answers, folder / "filled.pdf")
        except UserError as error:
            return sorted(problem.what for problem in error.problems)
        return []


def _in_words(problem: dict[str, Any], values: Mapping[str, Value]) -> str:
    name = problem["id"]
    if problem["kind"] == "undrawable":
        characters = ", ".join(map(name_character, problem["characters"]))
        return f"the typeface of the form has no {characters}, in `{name}`"
    assert problem["kind"] == "too-long"
    return f"the answer to `{name}` has {len(str(values[name]))} characters and doesn't fit its box"


def values_of(case: dict[str, Any], form: FillPlan) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in case.get("values", {}).items():
        found[name] = value["say"] * value["times"] if isinstance(value, dict) else value
    for blank in form.fields.values():
        value = case.get("every", {}).get(blank.value_type.name)
        if value is not None:
            is_choice = blank.value_type.name == "choice"
            found[blank.id] = blank.value_type.states[value] if is_choice else value
    return found


@pytest.fixture(scope="module")
def page(built: Path) -> Iterator[Page]:
    with browser.serve(built) as origin:
        opened = browser.chromium().new_page()
        opened.goto(f"{origin}/dist/toolkit.json")
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def forms(page: Page, built: Path) -> dict[str, Form]:
    found = (built / "dist").rglob("*.fill.json")
    names = (path.relative_to(built / "dist").as_posix() for path in found)
    return {name: Form(page, built, name) for name in (n.removesuffix(".fill.json") for n in names)}


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


# Text without room


TOO_LONG = {
    "self-reflection.about.organization": "first " + "word " * 60 + "last",
    "self-reflection.financial.notes": "first " + "words and more words " * 300 + "last",
    "self-reflection.customer.impact.notes": "first\n" * 100 + "last",
    "self-reflection.process.coordination.notes": "first" + "x" * 6000,
}


def test_text_without_room_is_cut_off_by_its_box_and_stays_whole(forms: dict[str, Form]) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    assert form.with_script(TOO_LONG) == [f"DoesNotFitError: {next(iter(TOO_LONG))}"]
    (copy,) = form.with_script(TOO_LONG, is_cut=True)
    assert isinstance(copy, bytes)
    whole = form.pdf + copy
    read = fillers.read_with_pypdf(whole)
    assert {name: read[name] for name in TOO_LONG} == TOO_LONG
    pictures = zip(
        fillers.draw_with_pdfium(form.pdf, 72), fillers.draw_with_pdfium(whole, 72), strict=True
    )
    changes = [ImageChops.difference(before, after) for before, after in pictures]
    for name, found in places(whole):
        ((number, box), *_) = found
        if name in TOO_LONG:
            changed = changes[number].crop(box).getbbox()
            assert changed is not None, name
            assert changed[3] - changed[1] > (0 if "about" in name else (box[3] - box[1]) * 0.8)
            changes[number].paste((0, 0, 0), box)
    assert [change.getbbox() for change in changes] == [None] * len(changes), "out of the box"
    sizes = re.findall(rb"/Text ([\d.]+) Tf 0 0 0 rg [\d.]+ TL", copy)
    assert sizes == [b"6"] * len(TOO_LONG)


def test_only_what_can_be_seen_is_drawn(forms: dict[str, Form]) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    (copy,) = form.with_script(TOO_LONG, is_cut=True)
    assert isinstance(copy, bytes)
    drawn = [re.findall(rb"<(\w*)> Tj T\*", stream) for stream in copy.split(b"endstream")]
    ((line,), *texts) = drawn[: len(TOO_LONG)]
    assert 80 < len(line) / 4 < 100
    for name, drawn_lines in zip(list(TOO_LONG)[1:], texts, strict=True):
        room = form.plan.fields[name].widgets[0].height / (SMALLEST * 1.25)
        assert room - 1 < len(drawn_lines) < room + 1


def test_with_cutting_off_what_has_room_stays_as_it_is(forms: dict[str, Form]) -> None:
    for case in CASES:
        form = forms[case["form"]]
        values = values_of(case, form.plan)
        expected = form.with_python(values)
        if isinstance(expected, bytes):
            assert form.with_script(values, is_cut=True) == [expected], case["case"]


@pytest.mark.parametrize(
    "piece", ["x", " ", "\n", "\t", "word ", "\u2028", "🙂", "e\u0301", "a\xa0", "\x1f"], ids=ascii
)
def test_a_text_that_is_four_times_as_long_takes_about_four_times_as_long(
    piece: str, forms: dict[str, Form]
) -> None:
    form = forms["tools/self-reflection/self-reflection"]
    texts = ["a" + piece * (length // len(piece)) + "b" for length in (125_000, 500_000)]
    # The better of two runs: another program may take the processor away for a while. What takes
    # the square of the length would take sixteen times as long.
    short, long = form.run(
        """async ({ form, texts }) => {
          const { fillPdf, problems } = await import("/layouts/scripts/pdf/fill.js");
          const pdf = new Uint8Array(await fetch(`${form}.pdf`).then((got) => got.arrayBuffer()));
          const plan = await fetch(`${form}.fill.json`).then((got) => got.json());
          const run = (text) => {
            const values = {
              "self-reflection.about.organization": text,
              "self-reflection.financial.notes": text,
            };
            const start = performance.now();
            problems(plan, values);
            fillPdf(pdf, plan, values, true);
            return performance.now() - start;
          };
          run(texts[0]);
          const [first, second] = [texts.map(run), texts.map(run)];
          return first.map((took, i) => Math.min(took, second[i]));
        }""",
        texts=texts,
    )
    # Reading the plan and the PDF takes some milliseconds, however short a text is.
    assert long < 8 * (short + 20), (short, long)


# Other programs


SAMPLES = {
    "Greek": ("Σχολείο Αγίου Νικολάου", "Τι θέλουμε να πετύχουμε;\nΠερισσότερα παιδιά."),
    "Cyrillic": ("Школа № 7, Київ", "Чего мы хотим?\nБольше детей в библиотеке."),
    "Latin": ("École Łódź ★ “Žďár”", "What do we want?\nMore children – every Thursday ✓"),
}


@pytest.fixture(scope="module")
def samples(forms: dict[str, Form], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    form = forms["tools/smart-goals/smart-goals"]
    found = {}
    for script in SAMPLES:
        (copy,) = form.with_script(sample(script, form.plan))
        assert isinstance(copy, bytes)
        found[script] = folder / f"{script}.pdf"
        found[script].write_bytes(form.pdf + copy)
    return found


def sample(script: str, form: FillPlan) -> dict[str, Value]:
    line, lines = SAMPLES[script]
    return values_of({"every": {"text": line, "long-text": lines, "check": True}}, form)


def test_copies_made_by_a_page_conform_as_the_blank_form_did(samples: dict[str, Path]) -> None:
    reports = verapdf.validate(list(samples.values()))
    assert len(reports) == 2 * len(SAMPLES)
    failed = [f"{path.name} {flavour}: {r}" for (path, flavour), r in reports.items() if r.failures]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("script", SAMPLES)
def test_other_programs_open_copies_made_by_a_page_without_a_complaint(
    script: str, samples: dict[str, Path]
) -> None:
    assert viewers.complaints(samples[script]) == {}


@pytest.mark.parametrize("program", [name for name in fillers.READERS if name != "pdf.js"])
@pytest.mark.parametrize("script", SAMPLES)
def test_other_programs_read_the_answers_of_copies_made_by_a_page(
    script: str, program: str, samples: dict[str, Path], forms: dict[str, Form]
) -> None:
    expected = sample(script, forms["tools/smart-goals/smart-goals"].plan)
    assert fillers.READERS[program](samples[script].read_bytes()) == expected


@pytest.mark.parametrize("program", fillers.DRAWERS)
@pytest.mark.parametrize("script", SAMPLES)
def test_other_programs_draw_the_answers_of_copies_made_by_a_page(
    script: str, program: str, samples: dict[str, Path], forms: dict[str, Form]
) -> None:
    form = forms["tools/smart-goals/smart-goals"]
    copy = samples[script].read_bytes()
    blank, pictures = (fillers.DRAWERS[program](pdf, 72) for pdf in (form.pdf, copy))
    unseen = [
        name
        for name, found in places(copy)
        for number, box in found
        if ImageChops.difference(blank[number].crop(box), pictures[number].crop(box)).getbbox()
        is None
    ]
    assert unseen == []


def places(pdf: bytes) -> Iterator[tuple[str, list[tuple[int, tuple[int, int, int, int]]]]]:
    """Yield each field with its widgets' pages and boxes, in points from a page's upper left."""
    found: dict[str, list[tuple[int, tuple[int, int, int, int]]]] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            top = float(page.mediabox[3])
            for widget in page.get("/Annots", ()):
                if widget.Subtype == "/Widget":
                    x1, y1, x2, y2 = map(float, widget.Rect)
                    box = (round(x1), round(top - y2), round(x2), round(top - y1))
                    found.setdefault(_name(widget), []).append((number, box))
    yield from found.items()


def _name(node: Any) -> str:
    above = _name(node.Parent) if "/Parent" in node else ""
    return ".".join(part for part in (above, str(node.get("/T", ""))) if part)
