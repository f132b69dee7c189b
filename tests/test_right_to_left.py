"""Arabic and Hebrew in fields: ordered by Unicode's rules, shaped as HarfBuzz shapes them."""

from __future__ import annotations

import io
import json
import random
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional, normalize

import pikepdf
import pytest
import uharfbuzz
from bidi import get_display
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.ttLib import TTFont
from PIL import ImageChops

import sites
from partnertools import typeface
from partnertools.model.values import Value
from partnertools.pdf import bidi
from partnertools.pdf.forms import bidirectional as setting
from partnertools.pdf.forms import flatten, plan
from partnertools.pdf.forms.fill import Filler
from partnertools.pdf.metrics import Metrics
from partnertools.pdf.shaping import SILENT, Shaping
from partnertools.pdf.write import fonts, right_to_left
from test_vectors import FILLING, PDF
from tools import drawers, fillers, node, plans, sheets, verapdf, viewers

SCRIPTS = sites.REPOSITORY / "layouts" / "scripts" / "pdf"
SENTENCES = {
    "Arabic": (
        "مرحبا بالعالم هذا نص طويل يكتبه شخص في نموذج",
        "الله لا إله إلا هو الحي القيوم",
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ",
        "مُحَمَّدٌ رَسُولُ اللهِ وَالَّذِينَ مَعَهُ أَشِدَّاءُ",
        "سلام دنیا این یک متن فارسی است می\u200cخواهم کتاب\u200cها را بخوانم گچپژ",
        "یہ اردو ہے ٹھیک ہے؟ ڈاکٹر کے پاس جاؤ۔",
        "کوردی زمانێکی جوانە و خۆشە",
        "ئۇيغۇر تىلى",
        # Letters of two glyphs, as Kazakh writes them.
        "ٶسىم كٷن سٸز ٵ",
        "ده آماده لأن لآخر بلإسلام كلا الآن ـمـ",
    ),
    "Hebrew": (
        "שלום עולם זה טקסט בעברית",
        "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם",
        "ייִדיש איז אַ שפּראַך",
    ),
}
ALPHABET = (
    *"abcXY 0123 ()[]{}<>«» +-*/,.:;!?%$ \t",
    *"אבגד\u05b0\u05b8\u05bc سلام ابلأهدى\u064e\u064b\u0651\u0650 ـ ١٢ ۳؟،",
    *SILENT,
    "日",
)


@cache
def metrics() -> Metrics:
    return fonts.with_shaping().metrics


def shaping() -> Shaping:
    found = metrics().shaping
    assert found is not None
    return found


def strings(count: int, longest: int) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices(ALPHABET, k=chance.randint(1, longest))) for _ in range(count)]


def visible(text: str) -> list[str]:
    return [char for char in text if bidirectional(char) not in bidi.REMOVED]


def displayed(text: str, base: int) -> list[str]:
    """Return what is seen of a line from left to right, brackets not turned."""
    classes = list(map(bidirectional, text))
    levels = bidi.levels(text, classes, {"(": ")", "[": "]", "{": "}"}, base)
    ends = [n for n, one in enumerate(classes) if one == "S"] + [len(text)]
    for end in ends:
        for place in range(end, -1, -1):
            if place < len(text) and classes[place] not in bidi.TRAILING:
                break
            levels[place : place + 1] = [base] if place < len(text) else []
    shown = [n for n, one in enumerate(classes) if one not in bidi.REMOVED]
    return [text[shown[n]] for n in bidi.in_order([levels[n] for n in shown])]


def test_any_text_is_ordered_as_another_implementation_orders_it() -> None:
    compared = 0
    for text in strings(2_500, 24):
        if not {"R", "AL"} & set(map(bidirectional, text)):
            # With nothing to turn, the other one leaves spaces at the end where they are.
            continue
        for side, base in (("L", 0), ("R", 1)):
            other = visible(get_display(text, base_dir=side))
            assert displayed(text, base) == other, ascii(text)
            compared += 1
    assert compared > 3_000


@cache
def face() -> TTFont:
    others = frozenset(fonts.typed_face().metrics.glyphs)
    return TTFont(io.BytesIO(right_to_left.shaped_face(others).data))


Box = tuple[float, ...]


def boxes(pen: RecordingPen, x: int, y: int) -> list[Box]:
    """Return the box of each outline, from its control points."""
    found: list[Box] = []
    points: list[tuple[float, float]] = []
    for command, arguments in pen.value:
        points += [point for point in arguments if point]
        if command == "closePath":
            xs, ys = zip(*points, strict=True)
            found.append((min(xs) + x, min(ys) + y, max(xs) + x, max(ys) + y))
            points = []
    return found


def drawn_by_us(word: str) -> list[Box]:
    """Return the boxes of all outlines of a word in our face, from its left edge."""
    glyph_set, order = face().getGlyphSet(), face().getGlyphOrder()
    (line,) = setting.paragraphs(metrics(), shaping(), [normalize("NFC", word)], True)
    found: list[Box] = []
    for show in setting.shows(line):
        assert show.is_shaped, (word, show)
        pen = DecomposingRecordingPen(glyph_set)
        glyph_set[order[show.glyph]].draw(pen)
        found += boxes(pen, show.x, show.y)
    return found


@cache
def harfbuzz(script: str) -> uharfbuzz.Font:
    known = {one.name: one for one in typeface.SCRIPTS}
    blob = uharfbuzz.Blob.from_file_path(str(typeface.script_file(known[script])))
    font = uharfbuzz.Font(uharfbuzz.Face(blob))
    font.set_variations({"wght": 400, "wdth": 100})
    return font


def drawn_by_harfbuzz(word: str, script: str) -> list[Box]:
    """Return the same of the typeface that ours is made of."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.direction, buffer.script = "rtl", script[:4]
    uharfbuzz.shape(harfbuzz(script), buffer, {"kern": False})
    found: list[Box] = []
    left = 0
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = RecordingPen()
        harfbuzz(script).draw_glyph_with_pen(info.codepoint, pen)
        found += boxes(pen, left + at.x_offset, at.y_offset)
        left += at.x_advance
    return found


def differences(ours: list[Box], theirs: list[Box]) -> list[Box]:
    """Return what only one of them has; a variable typeface rounds places by a unit or two."""
    rest = list(theirs)
    only: list[Box] = []
    for box in ours:
        same = (
            n
            for n, b in enumerate(rest)
            if all(abs(p - q) <= 3 for p, q in zip(b, box, strict=True))
        )
        place = next(same, None)
        if place is None:
            only.append(box)
        else:
            del rest[place]
    return only + rest


@pytest.mark.parametrize("script", SENTENCES)
def test_words_look_as_harfbuzz_draws_them(script: str) -> None:
    for word in " ".join(SENTENCES[script]).split():
        assert not differences(drawn_by_us(word), drawn_by_harfbuzz(word, script)), word


@pytest.mark.slow
def test_pages_and_the_command_line_draw_the_same_of_any_text() -> None:
    told = {
        **FILLING["plan"],
        "metrics": {
            "ascent": metrics().ascent,
            "descent": metrics().descent,
            "capHeight": metrics().cap_height,
            "widths": metrics().widths,
            "glyphs": [[glyph, char] for char, glyph in metrics().glyphs.items()],
            "shaping": shaping().data,
        },
    }
    form = plans.of_json(told)
    texts = [*strings(40, 30), *SENTENCES["Arabic"], *SENTENCES["Hebrew"]]
    compared = 0
    for text in texts:
        values = {"tea.name": text, "tea.notes": f"{text} {text}\n{text}", "tea.right": text}
        values = {name: value for name, value in values.items() if Filler(form).fits(name, value)}
        added = Filler(form).update(len(PDF), values)
        copy = node.call(SCRIPTS / "fill.js", "fillPdf", PDF, told, values)
        assert copy[len(PDF) :] == added, ascii(text)
        compared += len(values)
    assert compared > 100


def test_what_is_no_face_of_ours_is_no_shaping() -> None:
    data = json.loads(json.dumps(shaping().data))
    assert Shaping(data).is_sound
    for key, value in (
        ("letters", [["none", len(data["widths"]) - 1, "ab"]]),
        ("widths", [*data["widths"][:-1], 1.5]),
        ("marks", [["\u064e", 1, 99, 0, 0]]),
        ("marks", [["\u064e", -1, 0, 0, 0]]),
        ("anchors", [[1, 10**6, [0, 0]]] * 9),
        ("anchors", [[1, 200, [0]]] * 9),
        ("classes", [[0, "L"], [100, "Q"]]),
    ):
        assert not Shaping({**data, key: value}).is_sound, key
    for key, value in (
        ("classes", [[50, "L"]]),
        ("classes", [[0, "L"], [0, "R"]]),
        ("letters", []),
    ):
        with pytest.raises(ValueError, match="no order"):
            Shaping({**data, key: value})


def test_an_accent_stands_on_its_letter_whatever_is_between() -> None:
    assert metrics().clean("e\u061c\u0301 ا") == "\xe9 ا"
    assert metrics().clean("ب\u200d\u064e") == "ب\u200d\u064e"


def test_all_that_can_be_typed_is_in_the_faces_and_nothing_else() -> None:
    chars = map(chr, (*range(0x20, 0x1000), *range(0x1E00, 0x2E80), *range(0xFB00, 0xFE00), 0x65E5))
    # What has another form in Unicode's normal one is looked up in that.
    normal = [char for char in chars if normalize("NFC", char) == char]
    typed = {char for char in normal if not [*typeface.find_lacking(char, is_typed=True)]}
    assert typed == {char for char in normal if not metrics().find_unknown(char)}
    assert {*"سلامپچگٹںھے١۳؟", *"שלוםףּ₪"} < typed
    assert not {*"日ไअꙮ\u06de\u0591"} & typed


WORKSHEET = """
```{short-answer} שם
:id: name
```

```{long-answer} הערות
:id: notes
:lines: 6
```

```{short-answer} כלל
:id: rule
:value: תה (קודם)
:read-only:
```
"""
NAME, NOTES = "case.name", "case.notes"
VALUES: dict[str, Value] = {
    NAME: "شاي (mint) رقم 12",
    NOTES: "مرحباً بالعالم: كلا، لأنّ الآن…\nבְּרֵאשִׁית בָּרָא (3.14)\nEnglish, then العربية.\n1/2",
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory, publication_day: None) -> dict[str, bytes]:
    """Return the form of one worksheet, in an English toolkit and in a Hebrew one."""
    found = {}
    for language in ("en", "he"):
        root = sites.project(tmp_path_factory.mktemp(language))
        named = root / "content" / "toolkit.yaml"
        told = named.read_text("utf-8").replace("language: en", f"language: {language}")
        named.write_text(told, "utf-8")
        (root / "content" / "tools" / "case.md").write_text(sites.FRONT + WORKSHEET, "utf-8")
        found[language] = sheets.render(root, "case").data
    return found


def filled(pdf: bytes) -> bytes:
    return fillers.fill_with_partnertools(pdf, VALUES)


def test_filled_copies_and_flat_ones_conform_and_open_everywhere(
    forms: dict[str, bytes], tmp_path: Path
) -> None:
    paths = []
    for language, pdf in forms.items():
        copy = filled(pdf)
        for name, data in (("filled", copy), ("flat", flatten.flatten_pdf(copy))):
            paths.append(tmp_path / f"{name}-{language}.pdf")
            paths[-1].write_bytes(data)
            assert viewers.complaints(paths[-1]) == {}
    reports = verapdf.validate(paths)
    assert len(reports) == 8
    assert not [f"{path.name}: {r}" for (path, _), r in reports.items() if r.failures]


@pytest.mark.parametrize("reader", fillers.READERS)
def test_every_reader_finds_the_values_as_they_were_typed(
    forms: dict[str, bytes], reader: str
) -> None:
    read = fillers.READERS[reader](filled(forms["en"]))
    assert {name: value for name, value in read.items() if name in VALUES} == VALUES


def test_text_stands_where_its_paragraph_begins(forms: dict[str, bytes]) -> None:
    for language, side in (("en", "left"), ("he", "right")):
        for text, expected in (
            ("سلام", "right"),
            ("שלום", "right"),
            ("tea", "left"),
            ("12", side),
        ):
            copy = fillers.fill_with_partnertools(forms[language], {NOTES: text})
            before, after = (
                drawers.draw_with_pdfium(pdf, 60)[0] for pdf in (forms[language], copy)
            )
            shown = ImageChops.difference(before.convert("L"), after.convert("L"))
            box = shown.point(lambda value: 255 * (value > 40)).getbbox()
            assert box, text
            half = shown.width / 2
            assert ("right" if box[0] > half else "left") == expected, (language, text)


def test_other_programs_put_text_at_the_side_where_the_language_begins(
    forms: dict[str, bytes],
) -> None:
    for language, pdf in forms.items():
        form = plan.of_pdf(pdf, Path("form.pdf"))
        sides = {form.fields[name].entries.get("/Q") for name in (NAME, NOTES)}
        assert sides == {"2" if language == "he" else None}


def test_a_flat_copy_says_text_in_the_order_in_which_it_is_read(forms: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(flatten.flatten_pdf(filled(forms["he"])))) as pdf:
        said = [str(one.ActualText) for one in pdf.objects if _is_told(one)]
    assert sorted(said) == sorted([*map(str, VALUES.values()), "תה (קודם)"])


def _is_told(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Span" and "/ActualText" in one


def test_what_is_drawn_can_be_searched(forms: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    text = "لا إله إلا سلام שלום"
    path.write_bytes(fillers.fill_with_partnertools(forms["en"], {NAME: text}))
    shown = "".join(c for c in viewers.poppler_text(path).output if bidirectional(c) != "BN")
    # Marks of direction are Poppler's, not ours.
    shown = "".join(char for char in shown if char not in SILENT)
    assert text in shown
