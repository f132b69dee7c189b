"""YAML that can't be read -> on which line, why, and what to write there instead.

A cause is told only where mending it makes the rest readable, or more of it: the parser's own
words name what it met, not what the author did.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

SIGNS = "[]{}&*!|>%@`,?#-\"'"
# How many lines above the one where the parser gave up are tried.
FURTHEST = 40
_PAIR = re.compile(r"(?P<before>\s*(?:- +)*(?P<key>[\w.-]+)\s*:\s+)(?P<value>\S.*)")
_ITEM = re.compile(r"(?P<before>\s*- +)(?P<value>\S.*)")


class Cause(NamedTuple):
    """A line (counted from 0), what is wrong with it, the remedy, and the line mended."""

    line: int
    what: str
    remedy: str
    mended: str


def cause(text: str, failed: int) -> Cause:
    """Find why YAML can't be read whose parser gave up on line `failed`, counted from 0."""
    lines = text.split("\n")
    failed = min(failed, len(lines) - 1)
    nearest = sorted(range(max(0, failed - FURTHEST), failed + 1), reverse=True)
    for number in nearest:
        for found in _causes(lines, number):
            mended = [*lines[:number], found.mended, *lines[number + 1 :]]
            if _fails_at("\n".join(mended)) > max(failed, number):
                return found
    remedy = "write `key: value`, with the value in quotes"
    return Cause(failed, f"`{lines[failed].strip()}` can't be read", remedy, "")


def quote(value: str) -> str:
    """Return a value in quotes that suit it."""
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _fails_at(text: str) -> int:
    """Return the line on which the parser gives up; far below the last one where it doesn't."""
    try:
        # However deep it is, parsing takes no deeper calls, as composing does.
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line if error.problem_mark else 0
    return text.count("\n") + 1000


def _causes(lines: list[str], number: int) -> Iterator[Cause]:
    line = lines[number]
    if not line.strip() or line.lstrip().startswith("#"):
        return
    if line.rstrip() == "---" and number:
        is_last = not any(below.strip() for below in lines[number + 1 :])
        more = "" if is_last else ", and move what stands below into a file of its own"
        what = "`---` would begin another set of keys"
        yield Cause(number, what, f"remove the line{more}", "")
    yield from _white_space(lines, number)
    pair = _PAIR.fullmatch(line)
    if pair is None:
        if match := re.fullmatch(r"(\s*(?:- +)*)([A-Za-z][\w-]*):(\S.*)", line):
            mended = f"{match[1]}{match[2]}: {match[3]}"
            what = f"no space after the colon of `{match[2]}`"
            yield Cause(number, what, f"write `{mended.strip()}`", mended)
        if match := re.fullmatch(r"(\s*(?:- +)*)([A-Za-z][\w-]*)\s*[;=：]?\s+(\S.*)", line):
            mended = f"{match[1]}{match[2]}: {match[3]}"
            what = f"no colon after `{match[2]}`"
            yield Cause(number, what, f"write `{mended.strip()}`", mended)
    found = pair or _ITEM.fullmatch(line)
    if found:
        value = found["value"].rstrip()
        name = f"`{pair['key']}`" if pair else "the item"
        intended = value
        if value[0] == value[-1] == '"' and value.count('"') == 2 and "\\" in value:
            what, intended = (
                f"`\\` in the double quotes of {name} doesn't stand for itself",
                value[1:-1],
            )
        elif value[0] in "\"'" and value.count(value[0]) == 1:
            what, intended = f"a quote of {name} isn't closed", value[1:]
        elif value[0] in "\"'":
            what = f"only a part of {name} stands in quotes"
        elif value[0] in SIGNS:
            what = f"{name} begins with `{value[0]}`, which means something else here"
        elif re.search(r":(\s|$)", value):
            what = "a second colon on one line"
        else:
            what = f"{name} can't be read"
        mended = found["before"] + quote(intended)
        remedy = f"put the whole value into quotes: `{mended.strip()}`"
        yield Cause(number, what, remedy, mended)


def _white_space(lines: list[str], number: int) -> Iterator[Cause]:
    line = lines[number]
    inside = line.lstrip()
    name = re.split(r"[\s:]", inside)[0]
    if "\t" in line[: len(line) - len(inside)]:
        what = f"a tab stands before `{name}`"
        yield Cause(number, what, "remove it: the line begins at the left margin", inside)
    for sign, called in (
        ("\t", "a tab"),
        ("\u00a0", "a no-break space"),
        ("\u3000", "a wide space"),
    ):
        if sign in line:
            what = f"{called} stands in the line of `{name}`"
            yield Cause(
                number, what, "write an ordinary space in its place", line.replace(sign, " ")
            )
    if line[0].isspace():
        what = f"`{name}` is indented"
        yield Cause(number, what, "let the line begin at the left margin", inside)
        above = next((above for above in reversed(lines[:number]) if above.strip()), "")
        indent = above[: len(above) - len(above.lstrip(" -"))].replace("-", " ")
        what = f"`{name}` is indented otherwise than the line above"
        remedy = f"begin it with {len(indent)} spaces"
        yield Cause(number, what, remedy, indent + inside)
