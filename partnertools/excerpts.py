"""A problem -> the line of the file on which it is, and the part of the line that it is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from partnertools.problems import Problem

# As much of a long line as fits beside its number.
WIDEST = 90
# What is missing can't be pointed at; the line on which it is missing can.
_MISSING = re.compile(r"^`[^`]+` is missing$")
# Of a key and its value, the value is meant.
_VALUE = re.compile(r"^`[^`]+` is (?=`)")
_QUOTED = re.compile(r"`([^`]+)`|\"([^\"]+)\"")
# White space that looks like a space, or like nothing.
_UNSEEN = {ord("\t"): "→", ord("\u00a0"): "⍽", ord("\u3000"): "⍽", ord("\u200b"): "⍽"}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file, or the part of a long one that is shown.

    `start` and `length` say which part of the text is meant, `column` where that is in the line,
    counted from 1.
    """

    number: int
    text: str
    start: int
    length: int
    column: int

    def __str__(self) -> str:
        margin = f"  {self.number} | "
        mark = " " * (len(margin) - 2 + self.start) + "^" * self.length
        return f"{margin}{self.text}\n  {mark}".rstrip()


def of(problem: Problem) -> Excerpt | None:
    """Return the line that a problem names; None where it is about a file as a whole."""
    number = problem.where.line
    if not number:
        return None
    try:
        data = problem.where.path.read_bytes()
    except OSError:
        return None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = data.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if number > len(lines) or not lines[number - 1].strip():
        return None
    line = lines[number - 1].translate(_UNSEEN)
    start, length = _locate(line, problem.what)
    cut = max(0, start + min(length, WIDEST) - WIDEST)
    shown = line[cut : cut + WIDEST].rstrip()
    length = min(length, len(shown) - start + cut)
    return Excerpt(number, shown, start - cut, length, start + 1)


def _locate(line: str, what: str) -> tuple[int, int]:
    """Return where in a line stands what a message quotes; where it quotes nothing, all of it."""
    if not _MISSING.search(what):
        for words in _find_quotations(_VALUE.sub("", what)):
            # `id` is not a part of `video`.
            inside = re.escape(words)
            before = r"(?<!\w)" if words[0].isalnum() else ""
            after = r"(?!\w)" if words[-1].isalnum() else ""
            if match := re.search(before + inside + after, line):
                return match.start(), match.end() - match.start()
    whole = line.rstrip()
    start = len(whole) - len(whole.lstrip())
    return start, len(whole) - start


def _find_quotations(what: str) -> Iterator[str]:
    for match in _QUOTED.finditer(what):
        words = (match[1] or match[2]).translate(_UNSEEN).strip()
        # A quotation that was cut ends in an ellipsis.
        if words := words.split("…")[0].strip():
            yield words
            # Links are named as they are, and written relative to their file.
            if "/" in words.strip("/"):
                yield words.rpartition("/")[2] or words
