"""An answer file, or a filled PDF, -> `Answers` to one worksheet."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from partnertools.answers import reasons
from partnertools.model.labels import read_label
from partnertools.model.values import ANSWERS_FORMAT, Value
from partnertools.model.words import gettext, ngettext
from partnertools.pdf.forms.read import Reading, read_answers
from partnertools.problems import Problem, UserError, Where

ANSWERS = "answers"
MOST_MEGABYTES = 16
# As on pages: `formats/vectors/limits.json`.
MOST_ANSWERS = 10_000
NOT_OURS = gettext("Take the file that the page saved.")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by field id; `lines` says where each stands in the file.

    `version` is 0 where a PDF doesn't say it. `round` and `asked_by` say which round they belong to
    and who has asked for them; empty where nobody has said it.
    """

    path: Path
    tool: str
    version: int
    language: str
    values: dict[str, Value]
    lines: dict[str, int]
    round: str = ""
    asked_by: str = ""

    def where(self, name: str = "") -> Where:
        """Return where an answer stands, or the file as a whole."""
        return Where(self.path, self.lines.get(name, 0))


def load(path: Path) -> Answers:
    """Read an answer file, or the answers of a filled PDF of one worksheet.

    Raises `UserError` where it can't be read, is not JSON, or has another shape than
    `{"tool": …, "version": …, "language": …, "answers": {id: text, number, true or false}}`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_MEGABYTES * 10**6 + 1)
    except OSError as error:
        what = gettext("it can't be read (%(why)s).", why=reasons.of_system(error))
        raise _error(path, 0, what, gettext("Check the name.")) from None
    if len(data) > MOST_MEGABYTES * 10**6:
        what = gettext("it is larger than %(most)s MB.", most=MOST_MEGABYTES)
        raise _error(path, 0, what, NOT_OURS)
    if data.startswith(b"%PDF-"):
        return _of_pdf(path, read_answers(data, path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = gettext("Save it with the encoding UTF-8.")
        raise _error(path, 0, gettext("it is not UTF-8."), remedy) from None
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = gettext("Save the answers again, or fix it in a JSON editor.")
        what = gettext("it is not JSON: %(why)s.", why=reasons.of_json(error))
        raise _error(path, error.lineno, what, remedy) from None
    except (RecursionError, ValueError):
        # Nested thousands of times, or a number of thousands of digits.
        raise _error(path, 1, gettext("it is not an answer file."), NOT_OURS) from None
    shape = {"tool": str, "version": int, "language": str, "answers": dict}
    problems = []
    lines = _lines(text)
    if not isinstance(found, dict):
        raise _error(path, 1, gettext("it is not an answer file."), NOT_OURS)
    if found.get("format", ANSWERS_FORMAT) != ANSWERS_FORMAT:
        what = gettext(
            "it has the format %(format)s, and %(known)s is the one known here.",
            format=str(found["format"]),
            known=ANSWERS_FORMAT,
        )
        remedy = gettext("Take a newer version of partnertools, or save the answers again.")
        problems.append(Problem(Where(path, lines.get(("format",), 0)), what, remedy))
    for key, kind in shape.items():
        if type(found.get(key)) is not kind:
            what = gettext("`%(key)s` is missing.", key=key)
            if key in found:
                what = gettext("`%(key)s` is not as it must be.", key=key)
            where = Where(path, lines.get((key,), 0))
            problems.append(Problem(where, what, gettext("See its JSON Schema.")))
    answers = found.get("answers")
    if isinstance(answers, dict):
        for name, value in answers.items():
            if not isinstance(value, str | bool | int | float):
                what = gettext(
                    "the answer to `%(name)s` is neither text, nor a number, nor true or false.",
                    name=name,
                )
                where = Where(path, lines[ANSWERS, name])
                problems.append(Problem(where, what, gettext("Write it as text.")))
    if problems:
        raise UserError(problems)
    return Answers(
        path,
        found["tool"],
        found["version"],
        found["language"],
        found["answers"],
        {name: lines[ANSWERS, name] for name in found["answers"]},
        read_label(found.get("round")),
        read_label(found.get("for")),
    )


def load_returned(path: Path) -> Answers:
    """Read an answer file of whoever may have sent it; `UserError` also where it has too many."""
    found = load(path)
    if (count := len(found.values)) > MOST_ANSWERS:
        what = ngettext(
            "it has %(count)s answer, more than any worksheet.",
            "it has %(count)s answers, more than any worksheet.",
            count,
        )
        raise _error(path, 0, what, NOT_OURS)
    return found


def _of_pdf(path: Path, reading: Reading) -> Answers:
    """Return what a filled PDF says; what nobody has answered isn't there."""
    if reading.others:
        what = f"it holds {1 + len(reading.others)} filled copies"
        raise _error(path, 0, what, "take the file of one of them")
    if len(reading.forms) > 1:
        what = f"it has answers to {len(reading.forms)} worksheets"
        raise _error(path, 0, what, "take a filled copy of one of them")
    [(tool, (version, language))] = reading.forms.items()
    values = {
        n: value for n, value in reading.answers.items() if value != "" and value is not False
    }
    return Answers(path, tool, version, language, values, {}, reading.round, reading.asked_by)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line of every key of a JSON text, by the keys that lead to it."""
    lines: dict[tuple[str, ...], int] = {}
    above: list[str] = []
    key = ""
    line, counted = 1, 0
    for match in re.finditer(r'("(?:[^"\\]|\\.)*")(\s*:)?|[{}\[\]]', text):
        if match[0] in ("{", "["):
            above.append(key)
            key = ""
        elif match[0] in ("}", "]"):
            above.pop()
        elif match[2]:
            key = json.loads(match[1])
            # The outermost braces belong to no key.
            line += text.count("\n", counted, match.start())
            counted = match.start()
            lines[*above[1:], key] = line
    return lines


def _error(path: Path, line: int, what: str, remedy: str) -> UserError:
    return UserError([Problem(Where(path, line), what, remedy)])
