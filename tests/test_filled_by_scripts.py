"""What the script of the pages fills in: text without room, and what other programs make of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageChops

from partnertools.model.values import Value
from partnertools.pdf.forms.appearances import SMALLEST
from partnertools.pdf.forms.plan import FillPlan
from tools import drawers, fillers, verapdf, viewers
from tools.script_forms import CASES, Form, opened_forms, values_of


@pytest.fixture(scope="module")
def forms(built: Path) -> Iterator[dict[str, Form]]:
    with opened_forms(built) as forms:
        yield forms


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
        drawers.draw_with_pdfium(form.pdf, 72), drawers.draw_with_pdfium(whole, 72), strict=True
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
    # It may be tried twice: another program may take the processor away for a while. What takes the
    # square of the length would take sixteen times as long.
    timings = form.run(
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
          // Reading the plan and the PDF takes some milliseconds, however short a text is.
          const isSlow = ([short, long]) => long >= 8 * (short + 20);
          const first = texts.map(run);
          return isSlow(first) && isSlow(texts.map(run)) ? first : null;
        }""",
        texts=texts,
    )
    assert timings is None, timings


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


@pytest.mark.parametrize("program", drawers.DRAWERS)
@pytest.mark.parametrize("script", SAMPLES)
def test_other_programs_draw_the_answers_of_copies_made_by_a_page(
    script: str, program: str, samples: dict[str, Path], forms: dict[str, Form]
) -> None:
    form = forms["tools/smart-goals/smart-goals"]
    copy = samples[script].read_bytes()
    blank, pictures = (drawers.DRAWERS[program](pdf, 72) for pdf in (form.pdf, copy))
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
