"""YAML that can't be read -> on which line, why, and what to write there instead.

A cause is told only where mending it makes the rest readable, or more of it: the parser's own
words name what it met, not what the author did.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from partnertools.typography import counted

SIGNS = "[]{}&*!|>%@`,?#-\"'"
# How many lines above the one where the parser gave up are tried.
FURTHEST = 40
_PAIR = re.compile(r"(?P<before>\s*(?:- +)*(?P<key>[\w.-]+)\s*:\s+)(?P<value>\S.*)")
_ITEM = re.compile(r"(?P<before>\s*- +)(?P<value>\S.*)")


# How many of them are tried with another indentation.
NEAR = 8
# What begins an item, or looks as if it did.
_SIGN = re.compile(r"(?P<before>\s*)(?P<sign>[-–—−•·*])(?P<space>\s*)(?P<value>[^\s–—−•·*-].*)")


class Cause(NamedTuple):
    """A line (counted from 0), what is wrong there, the remedy, and the lines from there mended."""

    line: int
    what: str
    remedy: str
    mended: tuple[str, ...]


def cause(text: str, failed: int) -> Cause:
    """Find why YAML can't be read whose parser gave up on line `failed`, counted from 0."""
    lines = text.split("\n")
    failed = min(failed, len(lines) - 1)
    nearest = sorted(range(max(0, failed - FURTHEST), failed + 1), reverse=True)

    def helps(found: Cause) -> int:
        end = found.line + len(found.mended)
        reached = _fails_at("\n".join([*lines[: found.line], *found.mended, *lines[end:]]))
        return reached if reached > max(failed, found.line) else 0

    for number in nearest:
        if (item := mistyped_item(lines, number)) and helps(item):
            return item
    # One line with another indentation may make some of the lines below readable, or all.
    indented = [found for number in nearest[:NEAR] for found in _indentation(lines, number)]
    # What parses at the left margin may still belong to the lines above.
    best = max(indented, key=lambda one: (helps(one), one.mended[0][0].isspace()), default=None)
    for number in nearest:
        for found in _causes(lines, number):
            if helps(found):
                return found
        if best and best.line == number and helps(best):
            return best
    remedy = "write `key: value`, with the value in quotes"
    return Cause(failed, f"`{lines[failed].strip()}` can't be read", remedy, ("",))


def mistyped_item(lines: list[str], number: int) -> Cause | None:
    """Tell what is wrong with how an item begins, where it is the first of some alike."""
    found: list[str] = []
    for line in lines[number:]:
        match = _SIGN.fullmatch(line)
        if match is None or (match["sign"] == "-" and match["space"]):
            break
        found.append(f"{match['before']}- {match['value']}")
    match = _SIGN.fullmatch(lines[number])
    above = _SIGN.fullmatch(lines[number - 1]) if number else None
    if match is None or not found or (above and (above["sign"] != "-" or not above["space"])):
        return None
    what = f"`{match['sign']}` doesn't begin an item"
    if match["sign"] == "-":
        what = f"no space after the `-` of `{match['value'].strip()}`"
    return Cause(number, what, f"write `{found[0].strip()}`", tuple(found))


def swallowed_item(lines: list[str], number: int) -> Cause | None:
    """Tell what is wrong with a line that is read as more words of the item above, and is none."""
    if found := mistyped_item(lines, number):
        return found
    match = _SIGN.fullmatch(lines[number])
    if match is None or match["sign"] != "-":
        return None
    return next(_indentation(lines, number), None)


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
        yield Cause(number, what, f"remove the line{more}", ("",))
    yield from _white_space(lines, number)
    pair = _PAIR.fullmatch(line)
    if pair is None:
        if match := re.fullmatch(r"(\s*(?:- +)*)([A-Za-z][\w-]*):(\S.*)", line):
            mended = f"{match[1]}{match[2]}: {match[3]}"
            what = f"no space after the colon of `{match[2]}`"
            yield Cause(number, what, f"write `{mended.strip()}`", (mended,))
        if match := re.fullmatch(r"(\s*(?:- +)*)([A-Za-z][\w-]*)\s*[;=：]?\s+(\S.*)", line):
            mended = f"{match[1]}{match[2]}: {match[3]}"
            what = f"no colon after `{match[2]}`"
            yield Cause(number, what, f"write `{mended.strip()}`", (mended,))
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
            if _is_quoted(value):
                what, intended = f"a quote within the quotes of {name} ends it", value[1:-1]
        elif value[0] in SIGNS:
            what = f"{name} begins with `{value[0]}`, which means something else here"
        elif re.search(r":(\s|$)", value):
            what = "a second colon on one line"
        else:
            what = f"{name} can't be read"
        mended = found["before"] + quote(intended)
        remedy = f"put the whole value into quotes: `{mended.strip()}`"
        yield Cause(number, what, remedy, (mended,))


def _is_quoted(value: str) -> bool:
    """Tell whether quotes stand around a whole value, in which there are more of them."""
    sign, inside = value[0], value[1:-1]
    closes = re.search(rf"{sign}(?!\w)", inside)
    opens = re.search(rf"(?<!\w){sign}", inside)
    return value[-1] == sign and not (closes and (not opens or closes.start() < opens.start()))


def _white_space(lines: list[str], number: int) -> Iterator[Cause]:
    line = lines[number]
    name = re.split(r"[\s:]", line.lstrip())[0]
    for sign, called in (
        ("\t", "a tab"),
        ("\u00a0", "a no-break space"),
        ("\u3000", "a wide space"),
    ):
        if sign in line.lstrip():
            what = f"{called} stands in the line of `{name}`"
            mended = line.replace(sign, " ")
            yield Cause(number, what, "write an ordinary space in its place", (mended,))


def _indentation(lines: list[str], number: int) -> Iterator[Cause]:
    """Yield a line as it would stand below those above it, nearest first."""
    line = lines[number]
    inside = line.lstrip()
    if not inside or inside.startswith(("#", "---")):
        return
    is_item = inside.startswith("- ")
    before = line[: len(line) - len(inside)]
    above = [
        other for other in reversed(lines[max(0, number - FURTHEST) : number]) if other.strip()
    ]
    columns = [
        len(other) - len(other.lstrip(" " if is_item else " -"))
        for other in above
        if not other.lstrip(" ").startswith(("#", "\t"))
        and (not is_item or other.lstrip()[0] == "-")
    ]
    if is_item and above and above[0].rstrip().endswith(":"):
        columns.insert(0, len(above[0]) - len(above[0].lstrip(" ")) + 2)
    name = inside.rstrip() if is_item else re.split(r"[\s:]", inside)[0]
    for column in dict.fromkeys([*columns, *([] if is_item else [0])]):
        mended = " " * column + inside
        if mended == line:
            continue
        what = f"`{name}` is indented otherwise than the lines above"
        room = counted(column, "space")
        remedy = f"begin the line with {room}"
        if column == 0:
            what, remedy = f"`{name}` is indented", "let the line begin at the left margin"
        if "\t" in before:
            what = f"a tab stands before `{name}`"
            remedy = f"write {room} in its place"
            remedy = remedy if column else "remove it: the line begins at the left margin"
        yield Cause(number, what, remedy, (mended,))
