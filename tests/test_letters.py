"""Letters that paper can't show: `check` names them with their lines, and needs no WeasyPrint."""

import shutil
import subprocess
import sys
from pathlib import Path
from unicodedata import category

import pytest

import sites
from partnertools import source, typeface
from partnertools.pdf import typefaces
from partnertools.pdf.job import Batch, DocumentJob, ScriptFace
from partnertools.pdf.write import rendering
from partnertools.problems import UserError
from partnertools.render.pages import Layouts
from partnertools.typeface import SCRIPTS
from sites import FRONT

SIGN = "the typeface of the PDFs has no `{}`; use another sign"
SCRIPT = (
    "the typeface of the PDFs has no {} letters ({}); give the toolkit a typeface that has them,"
    " such as Noto Sans {} (`typefaces`)"
)


def messages(root: Path, files: dict[str, str]) -> list[str]:
    if not root.exists():
        shutil.copytree(sites.TINY / "content", root / "content")
    for name, text in files.items():
        path = root / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    try:
        source.read(root / "content")
    except UserError as error:
        return sites.messages(error, root)
    return []


def tiny(name: str) -> str:
    return (sites.TINY / "content" / name).read_text("utf-8")


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in tiny(name)
    return {name: tiny(name).replace(old, new, 1)}


IN_A_WORKSHEET = {
    "title": (2, FRONT.replace("A case", "A 😀 case") + "Text.\n"),
    "summary": (3, FRONT.replace("One case", "One 😀 case") + "Text.\n"),
    "source": (7, FRONT.replace("minutes: 1", "minutes: 1\nsource: A 😀") + "Text.\n"),
    "text": (9, FRONT + "A 😀 word\n"),
    "the third line of a paragraph": (11, FRONT + "One\ntwo\nthree 😀\n"),
    "an emphasis": (9, FRONT + "A *😀* word\n"),
    "code": (10, FRONT + "```\nA 😀\n```\n"),
    "a table": (11, FRONT + "| a | b |\n|---|---|\n| c | 😀 |\n"),
    "a heading": (9, FRONT + "## A 😀\n"),
    "a list": (10, FRONT + "- a\n- 😀\n"),
    "an entity": (9, FRONT + "A &#x1F600; word\n"),
    "behind a comment": (11, FRONT + "<!-- 😀 -->\n\nA 😀 word\n"),
    "a label": (9, FRONT + "```{short-answer} A 😀\n:id: a\n```\n"),
    "a hint": (11, FRONT + "```{short-answer} A\n:id: a\n:hint: b 😀\n```\n"),
    "a value": (11, FRONT + "```{short-answer} A\n:id: a\n:value: b 😀\n```\n"),
    "a choice": (15, FRONT + "```{pick-one} A\n:id: a\n\n[B]{#b}\n: b\n\n[C 😀]{#c}\n: c\n```\n"),
    "a choice's text": (
        13,
        FRONT + "```{pick-many} A\n:id: a\n\n[B]{#b}\n: 😀\n\n[C]{#c}\n: c\n```\n",
    ),
    "a column": (14, FRONT + "```{grid} A\n:id: a\n:row: B\n:rows: 2\n\n[C 😀]{#c}\n: d\n```\n"),
    "a column's hint": (15, FRONT + "```{grid} A\n:id: a\n:row: B\n:rows: 2\n\n[C]{#c}\n: 😀\n```"),
    "a row": (11, FRONT + "```{grid} A\n:id: a\n:row: B 😀\n:rows: 2\n\n[C]{#c}\n: d\n```\n"),
    "a reason": (12, FRONT + "```{true-false} A\n:id: a\n:answer: true\nb 😀\n```\n"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("place", IN_A_WORKSHEET)
def test_a_sign_is_named_once_with_its_line(place: str, tmp_path: Path) -> None:
    line, text = IN_A_WORKSHEET[place]
    found = messages(tmp_path / "project", {"tools/case.md": text})
    assert found == [f"tools/case.md:{line}: {SIGN.format('😀')}"]


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("toolkit.yaml:1", changed("toolkit.yaml", "The Tea", "The 😀 Tea")),
        ("toolkit.yaml:4", changed("toolkit.yaml", "The tea party", "The 😀 party")),
        ("opening.md:2", changed("opening.md", "About", "About 😀")),
        ("scales/taste.yaml:1", changed("scales/taste.yaml", "points:", "points: # 😀")),
        ("packets/afternoon.yaml:1", changed("packets/afternoon.yaml", "title: ", "title: 😀 ")),
        ("guide/brewing/index.md:2", changed("guide/brewing/index.md", "title: ", "title: 😀 ")),
        (
            "guide/brewing/summary-card.md:2",
            changed("guide/brewing/summary-card.md", 'title: "', 'title: "😀 '),
        ),
    ],
)
def test_a_sign_in_any_printed_file_is_named(
    line: str, files: dict[str, str], tmp_path: Path
) -> None:
    expected = [] if "#" in str(files.values()) and "scales" in line else [f"{line}: "]
    assert messages(tmp_path / "project", files) == [e + SIGN.format("😀") for e in expected]


def test_a_sign_in_a_scale_is_named_there_and_not_where_the_scale_is_used(tmp_path: Path) -> None:
    lines = tiny("scales/taste.yaml").splitlines()
    number = next(n for n, line in enumerate(lines) if "word: " in line)
    lines[number] += " 😀"
    files = {"scales/taste.yaml": "\n".join(lines), "tools/case.md": FRONT}
    files["tools/case.md"] += "```{rating} A\n:id: a\n:scale: taste\n```\n"
    found = [m for m in messages(tmp_path / "project", files) if "typeface" in m]
    assert found == [f"scales/taste.yaml:{number + 1}: {SIGN.format('😀')}"]


@pytest.mark.parametrize(
    "files",
    [
        {"pages/about.md": "---\ntitle: About 😀\nsummary: In 日本語.\n---\n\n😀\n"},
        {"tools/case.md": FRONT + "Text.\n\n<!-- 😀 -->\n"},
        changed("toolkit.yaml", "A site", "A 😀 site"),
    ],
)
def test_what_is_not_printed_may_have_any_sign(files: dict[str, str], tmp_path: Path) -> None:
    assert messages(tmp_path / "project", files) == []


@pytest.mark.parametrize(
    ("script", "text", "shown", "other"),
    [
        ("Japanese", "日本の道具「セット」、です。", "`日`, `本`, `の` …", "JP"),
        ("Chinese", "工具，包。", "`工`, `具`, `，` …", "SC"),
        ("Korean", "도구", "`도`, `구`", "KR"),
        ("Thai", "เครื่องมือ", "`เ`, `ค`, `ร` …", "Thai"),
        ("Devanagari", "औज़ार", "`औ`, `ज`, `़` …", "Devanagari"),
        ("Georgian", "ხელსაწყო", "`ხ`, `ე`, `ლ` …", "Georgian"),
        ("Armenian", "Գործիք", "`Գ`, `ո`, `ր` …", "Armenian"),
    ],
)
def test_a_language_in_other_letters_is_named_once_in_a_file(
    script: str, text: str, shown: str, other: str, tmp_path: Path
) -> None:
    files = {"tools/case.md": FRONT + f"## Begin\n\n{text}\n\n- {text}\n- A 😀 {text}\n"}
    assert messages(tmp_path / "project", files) == [
        f"tools/case.md:11: {SCRIPT.format(script, shown, other)}",
        f"tools/case.md:14: {SIGN.format('😀')}",
    ]


@pytest.mark.parametrize(
    "text",
    ["Łódź, Ærø, Çeşme, Őrség", "Đường và Ắt", "Ελληνικά ἄ", "Русский, Українська",
     "هل أنت مستعد؟ ٣، پ گ ڭ ﷲ", "שָׁלוֹם עולם ״א״ ₪",
     "½ € → ✓ ★ ‐ ‑ …", "e\u0301 and A\u030a", "thin\u2009space, narrow\u202fone, wide\u3000one"],
)  # fmt: skip
def test_what_the_typeface_has_is_not_named(text: str, tmp_path: Path) -> None:
    assert messages(tmp_path / "project", {"tools/case.md": f"{FRONT}{text}, *{text}*\n"}) == []


def test_what_is_typed_into_a_field_has_a_typeface_of_its_own(tmp_path: Path) -> None:
    text = f"{FRONT}日本\n\n```{{short-answer}} A\n:id: a\n:value: 日 😀\n```\n"
    assert messages(tmp_path / "project", {"tools/case.md": text}) == [
        f"tools/case.md:9: {SCRIPT.format('Chinese', '`日`, `本`', 'SC')}",
        "tools/case.md:13: the typeface for typed text of the PDFs has no Chinese letters (`日`);"
        " leave the field empty, or write it in other letters",
        f"tools/case.md:13: {SIGN.format('😀')}",
    ]


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u180b\u200b\u200c\u200d\u200e\u202c\u2060\u2066\u3164\ufe0f\ufeff"
    "\U000e0001"
)


@pytest.mark.parametrize("char", UNSEEN, ids=[f"U+{ord(c):04X}" for c in UNSEEN])
def test_characters_without_a_look_stop_nothing(char: str, tmp_path: Path) -> None:
    text = (
        FRONT.replace("A case", f"A{char} case")
        + f"One{char}two\n\n```{{date}} D{char}ay\n:id: a\n```\n"
    )
    assert messages(tmp_path / "project", {"tools/case.md": text}) == []


@pytest.mark.slow
def test_check_and_paper_agree_on_letters() -> None:
    """What is named as lacking is drawn with another face, or not at all; all else is ours."""
    codes = (*range(0xA0, 0x300, 3), *range(0x370, 0x600, 3), *range(0x600, 0x2000, 97))
    codes += (*range(0x2000, 0x2070), *range(0x2070, 0x2800, 7), 0x2605, 0x3000, 0x65E5, 0x1F600)
    chars = [c for c in map(chr, codes) if category(c) not in ("Cn", "Cc")]
    layouts = Layouts(sites.REPOSITORY / "layouts")
    body = "".join(f"<p>A{char}B <em>{char}</em> <strong>{char}</strong></p>" for char in chars)
    html = f"<html lang=en><title>Letters</title><body class='letter portrait'>{body}"
    faces = tuple(ScriptFace(s.family, 400, typefaces.make_static(s, 400)) for s in SCRIPTS)
    job = DocumentJob(html, (), ())
    batch = Batch(layouts.style("sheet"), None, (job,), wanted=(0,), faces=faces)
    (rendered,) = rendering.render(batch)
    assert rendered.foreign == "".join(c for c in chars if any(typeface.find_lacking(c)))
    assert 100 < len(rendered.foreign) < len(chars) - 100


def test_check_needs_no_weasyprint() -> None:
    code = (
        "import sys; from partnertools import cli; status = cli.main(sys.argv[1:]);"
        " sys.exit(status or ('weasyprint' in sys.modules) * 3)"
    )
    words = [sys.executable, "-c", code, "check", "--root", str(sites.TINY)]
    assert subprocess.run(words, cwd=sites.REPOSITORY, check=False).returncode == 0
