"""The text of a Markdown file -> its front matter and its body."""

import re
from dataclasses import dataclass

HOW = "begin the file with `---`, keys like `title: …`, and `---`"
_RULE = re.compile(r"-{3,}\s*")
_END = re.compile(r"(-{3,}|\.{3})\s*")
# What editors make of three hyphens, and what other programs put there.
_LIKE_A_RULE = re.compile(r"\s*([-–—_*+=~]\s?)+")
_KEY = re.compile(r"\s*[A-Za-z][\w-]*\s*:(\s|$)")
_BODY = re.compile(r"#{2,}\s|`{3}|~{3}|>\s|!\[|\{#|\|")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a file is made of, each part with the line it begins on.

    `yaml` is None where no front matter can be made out.
    `mistake` is a line with what is wrong there and what to do. What was meant is taken all the
    same, so that one mistake has one message.
    """

    yaml: str | None
    yaml_line: int
    body: str
    body_line: int
    mistake: tuple[int, str, str] | None = None


def cut(text: str) -> Parts:
    """Cut a file in two, below its second `---`."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return Parts(None, 1, "", 1, (1, "the file is empty", HOW))
    mistake = None
    first = lines[start]
    if _RULE.fullmatch(first):
        if start:
            what = "an empty line stands before the front matter"
            mistake = (1, what, "remove it: the file begins with `---`")
    elif _LIKE_A_RULE.fullmatch(first):
        what = f"`{first.strip()}` doesn't begin front matter"
        mistake = (start + 1, what, "write `---`, which is three hyphens, at the left margin")
    elif _KEY.match(first):
        what = "the first `---` of the front matter is missing"
        mistake = (start + 1, what, "write it on a line of its own above the keys")
        start -= 1
    else:
        return Parts(None, 1, text, 1, (start + 1, "no front matter", HOW))
    end = _end(lines, start + 1)
    if end is None:
        end = _last_key(lines, start + 1) + 1
        what = "the second `---` of the front matter is missing"
        mistake = mistake or (end, what, "write it on a line of its own below the last key")
        return Parts(
            _join(lines[start + 1 : end]), start + 2, "\n".join(lines[end:]), end + 1, mistake
        )
    if not _END.fullmatch(lines[end]):
        what = f"`{lines[end].strip()}` doesn't end the front matter"
        remedy = "write `---`, which is three hyphens, at the left margin"
        mistake = mistake or (end + 1, what, remedy)
    return Parts(
        _join(lines[start + 1 : end]), start + 2, "\n".join(lines[end + 1 :]), end + 2, mistake
    )


def _end(lines: list[str], start: int) -> int | None:
    """Return the line that ends the front matter, or None where the body has begun before it."""
    for number, line in enumerate(lines[start:], start):
        if _END.fullmatch(line) or (_LIKE_A_RULE.fullmatch(line) and line.strip() != "-"):
            return number
        if _BODY.match(line):
            return None
    return None


def _last_key(lines: list[str], start: int) -> int:
    """Return the last line of those that hold keys, with what belongs to them."""
    last = start
    for number, line in enumerate(lines[start:], start):
        if _KEY.match(line) or (line.strip() and line[0].isspace()):
            last = number
        elif line.strip():
            break
    return last


def _join(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
