"""Worksheets as they are heard: Orca reads them, in Firefox and in Chromium, to keys that we press.

What is said stands in `transcripts/screen-reader/`, for people to read. After a change that is
meant, `UPDATE_TRANSCRIPTS=1 python3 build.py test tests/test_screen_reader.py` writes it anew; the
difference is what blind people will notice of the change.

Orca guesses names that are missing, so what is said may sound right by chance: `test_heard_names`
looks at the tree that it goes by.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from tools import programs, screen_reader
from tools.browser import serve
from tools.screen_reader import Desktop, Maker, Reader

TRANSCRIPTS = Path(__file__).parent / "transcripts" / "screen-reader"
# Firefox's viewer may be done with its form around each field before Orca comes there, or not.
# Two small files may be read one after the other, or at once.
CHANCE = {"form", "leaving form.", "50 percent."}
# Announced when there is time, which may be before or after what a key leads to.
POLITE = {"Saved in this browser.", "Reading the files …", "Stop"}
MAKERS: tuple[Maker, ...] = ("firefox", "chromium")
# Two answers to a worksheet, as two people send them back.
RETURNED = {
    f"{name}.json": json.dumps(
        {
            **{"format": 1, "tool": "pace", "version": 1, "language": "en"},
            "answers": {
                "pace.about.name": name,
                "pace.uphill.rating": "steady",
                "pace.downhill.rating": rating,
            },
        }
    )
    for name, rating in (("Ana", "easy"), ("Ben", "hard"))
}

every_maker = pytest.mark.parametrize("maker", MAKERS)


# Chooses files in place of the person: the dialog is the system's. They are read as from a slow
# disk, so that what the page says meanwhile is heard.
CHOOSE = """
File.prototype.arrayBuffer = async function () {
  await new Promise((go) => setTimeout(go, 500));
  return Blob.prototype.arrayBuffer.call(this);
};
const input = document.querySelector("[data-part=PART]");
input.click = () => {
  const chosen = new DataTransfer();
  for (const [name, text] of Object.entries(FILES)) chosen.items.add(new File([text], name));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", {bubbles: true}));
};
"""


def choose_files(page: Path, part: str, files: Mapping[str, str]) -> None:
    """Let a page of a site take these files, by their names, when a person wants to choose some."""
    script = CHOOSE.replace("PART", part).replace("FILES", json.dumps(files))
    page.with_name("choose.js").write_text(script, "utf-8")
    end = '<script src="choose.js" defer></script></body>'
    page.write_text(page.read_text("utf-8").replace("</body>", end), "utf-8")


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with screen_reader.desktop() as screen:
        yield screen


@pytest.fixture(scope="module")
def address(heard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("chosen") / "site"
    shutil.copytree(heard, site)
    choose_files(site / "compare" / "index.html", "files", RETURNED)
    with serve(site) as origin:
        yield origin


# Walks: what is pressed, one after the other


def rate(reader: Reader) -> None:
    reader.press("Tab")
    reader.press("Return")
    # To the next field to type in, as a screen reader's users go.
    reader.press("e")
    reader.press("Tab", 2)
    reader.press("space")
    reader.press("Down")
    reader.press("Tab")
    reader.type("We waited.")
    reader.press("Tab", 4)
    reader.press("space")
    # Backwards one comes to what was chosen.
    reader.press("shift+Tab", 5)


def fill_in_a_table(reader: Reader) -> None:
    # To the next table, and through its cells.
    reader.press("t")
    reader.press("alt+shift+Right")
    reader.press("alt+shift+Down")
    reader.press("Tab", 2)
    reader.press("space")
    reader.press("Tab")
    reader.press("space")
    # Into the second row, and into the table whose rows have names.
    reader.press("Tab", 8)


def answer_a_quiz(reader: Reader) -> None:
    # To the next radio button.
    reader.press("r")
    reader.press("space")
    reader.tab_to("Check my answers")
    reader.press("Return")
    reader.press("Tab", 2)


def compare_answers(reader: Reader) -> None:
    reader.tab_to("Choose files")
    reader.press("Return")
    reader.wait()
    # Who has answered, then where they differ, line by line.
    reader.press("h", 4)
    reader.press("Down", 9)


def fill_in_a_pdf(reader: Reader) -> None:
    # What comes before the first page is the viewer's.
    reader.tab_to("region Page 1")
    reader.forget()
    reader.press("Tab", 3)
    reader.press("space")
    reader.press("Tab")
    reader.type("We waited.")
    # At the foot of the page is a link; the second page is a stop of its own.
    reader.press("Tab", 6)
    reader.press("space")


WALKS: dict[str, tuple[str, Callable[[Reader], None], tuple[Maker, ...]]] = {
    "a rating": ("tools/pace/index.html", rate, MAKERS),
    "a table": ("tools/roles/index.html", fill_in_a_table, MAKERS),
    "a quiz": ("tools/quiz/index.html", answer_a_quiz, MAKERS),
    "a comparison": ("compare/index.html", compare_answers, MAKERS),
    "a PDF": ("tools/pace/pace.pdf", fill_in_a_pdf, ("firefox",)),
}
every_walk = pytest.mark.parametrize(
    ("walk", "maker"),
    [(walk, maker) for walk, (_, _, makers) in WALKS.items() for maker in makers],
)


Walked = Callable[[str, Maker], Reader]


@pytest.fixture(scope="module")
def walked(desktop: Desktop, address: str) -> Walked:
    """Return what takes a walk, and remembers what was heard on it."""

    @cache
    def walk_once(walk: str, maker: Maker) -> Reader:
        name, go, _ = WALKS[walk]
        with screen_reader.reader(desktop, maker, f"{address}/{name}") as reader:
            go(reader)
        return reader

    return walk_once


@every_walk
def test_a_reader_hears_what_the_transcript_says(walked: Walked, walk: str, maker: Maker) -> None:
    heard, path = transcript(walked(walk, maker), maker), path_of(walk, maker)
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(heard, encoding="utf-8")
    compare(heard, path)


@every_maker
def test_the_result_of_a_quiz_is_heard_once(walked: Walked, maker: Maker) -> None:
    assert times_heard("1 of 2 correct.", walked("a quiz", maker)) == 1


@every_maker
def test_why_a_file_is_not_opened_is_heard_once_and_in_order(
    desktop: Desktop, heard: Path, tmp_path: Path, maker: Maker
) -> None:
    site = tmp_path / "site"
    shutil.copytree(heard, site)
    answers = {"tool": "roles", "version": "1", "language": "en", "answers": {}}
    page = site / "tools" / "pace" / "index.html"
    choose_files(page, "file", {"roles.json": json.dumps(answers)})
    with (
        serve(site) as origin,
        screen_reader.reader(desktop, maker, f"{origin}/tools/pace/index.html") as reader,
    ):
        reader.tab_to("Skip to save")
        reader.press("Return")
        reader.tab_to("Open a file")
        reader.press("Return")
    said = " ".join(reader.utterances)
    words = (
        "There is a problem",
        "roles.json can",
        "Who does what",
        "Follow the",
        "have not changed",
    )
    assert [times_heard(each, reader) for each in words] == [1] * len(words), said
    assert sorted(words, key=said.find) == [*words]


def times_heard(words: str, reader: Reader) -> int:
    return " ".join(reader.utterances).count(words)


def path_of(walk: str, maker: Maker) -> Path:
    return TRANSCRIPTS / f"{walk} in {maker.capitalize()}.txt"


def transcript(reader: Reader, maker: Maker) -> str:
    """Return what was heard, for people: the programs, each key, what was said after it."""
    versions = [programs.run([programs.needs(name), "--version"]) for name in ("orca", maker)]
    numbers = [re.search(r"\d+(\.\d+)?", done.stdout.decode()) for done in versions]
    orca, browser = (number[0] if number else "?" for number in numbers)
    lines = [f"Orca {orca} in {maker.capitalize()} {browser.partition('.')[0]}"]
    for key, said in reader.heard:
        lines += [f"[{key}]", *(words for words in said if words not in CHANCE)]
    return "\n".join(lines) + "\n"


def compare(heard: str, path: Path) -> None:
    """Hold what was heard against the transcript: the same words in the same order.

    On a busy machine they may come after a later key. With other versions of the programs than
    the transcript names, what differs is shown and not held against the page.
    """
    expected = path.read_text(encoding="utf-8")
    before, now = ([*map(str.strip, text.splitlines())] for text in (expected, heard))
    if spoken(before[1:]) == spoken(now[1:]):
        return
    difference = "\n".join(unified_diff(before, now, "transcript", "heard", lineterm="", n=4))
    if before[0] != now[0]:
        pytest.skip(f"other programs say other words: {difference}")
    pytest.fail(f"{difference}\nif it is meant, set UPDATE_TRANSCRIPTS=1")


def spoken(lines: Sequence[str]) -> list[str]:
    """Return the lines of a transcript that aren't keys; what finds its own time comes last."""
    said = [line for line in lines if not line.startswith("[")]
    polite = sorted(line for line in said if line in POLITE)
    return [*(line for line in said if line not in POLITE), *polite]


# The judges are judged: what is spoilt on purpose is noticed


def test_words_that_are_missing_doubled_or_elsewhere_are_noticed(tmp_path: Path) -> None:
    lines = ["Orca 1.0 in Firefox 1", "[Tab]", "Taste panel.", "Bitter.", "[Tab]", "Notes entry."]
    path = tmp_path / "transcript.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    first, tab, panel, bitter, _, notes = lines
    # On a busy machine the words come after a later key.
    compare("\n".join([first, tab, tab, panel, bitter, notes]), path)
    for spoilt in (
        [panel, notes],
        [panel, bitter, bitter, notes],
        [bitter, panel, notes],
        [panel, bitter, "entry."],
        [],
    ):
        with pytest.raises(pytest.fail.Exception):
            compare("\n".join([first, tab, *spoilt]), path)
        # Whether the page or the programs have changed is not known then.
        with pytest.raises(pytest.skip.Exception):
            compare("\n".join(["Orca 2.0 in Firefox 1", tab, *spoilt]), path)


# Both put words into a place that is announced, and the second puts the focus there as well.
MAKE = """
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const words = document.createElement("p");
    words.textContent = button.value;
    words.tabIndex = -1;
    button.nextElementSibling.append(words);
    if (button.name === "twice") words.focus();
  });
}
"""


def test_what_is_announced_and_takes_the_focus_is_heard_more_than_once(
    desktop: Desktop, tmp_path: Path
) -> None:
    page = """<!DOCTYPE html><html lang="en"><title>Tea</title><main>
    <button name="once" value="The tea is ready.">Make tea</button><div aria-live="polite"></div>
    <button name="twice" value="The cake is ready.">Bake</button><div aria-live="polite"></div>
    </main><script src="make.js" defer></script></html>"""
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "make.js").write_text(MAKE, encoding="utf-8")
    with (
        serve(tmp_path) as origin,
        screen_reader.reader(desktop, "chromium", f"{origin}/index.html") as reader,
    ):
        for _ in range(2):
            reader.press("Tab")
            reader.press("Return")
        reader.press("Tab")
    assert times_heard("The tea is ready.", reader) == 1
    assert times_heard("The cake is ready.", reader) > 1
