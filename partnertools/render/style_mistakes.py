"""Style sheets of a project -> what is wrong with them, each with its file and line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from os.path import commonpath
from pathlib import Path
from typing import Any

import tinycss2

from partnertools.problems import Problem, Where

PIECE = re.compile(
    r"(?P<comment>/\*.*?\*/)|(?P<string>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<address>\burl\(\s*[^\"'\s)][^)]*\))|(?P<escape>\\.)"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<alone>/\*|[\"'])",
    re.DOTALL | re.IGNORECASE,
)
PAIRS = {"(": ")", "{": "}", "[": "]"}
# Unclosed, they take in what follows.
ENDS = {"/*": "*/", '"': '"', "'": "'"}
# What WeasyPrint says of a declaration, and where the value or the name stands.
IGNORED = re.compile(r"Ignored `(?P<what>.*)` at \d+:\d+, (?P<why>.*?)\.?", re.DOTALL)
PLACE = re.compile(r" at (\d+):\d+")
TOKENS = "tokens.css"
REMEDY = "mend it, or leave it out"
MEND = "write a declaration as `name: value;`, a rule as `where { … }`"


def find_broken(path: Path, text: str) -> Iterator[Problem]:
    """Yield what can't be read in a style sheet; browsers would leave it out without a word."""
    problems = list(_find_unclosed(path, text))
    if not problems:
        for line in _errors(tinycss2.parse_stylesheet(text)):
            problems.append(
                Problem(Where(path, line), "this is neither a declaration nor a rule", MEND)
            )
    yield from problems


def _find_unclosed(path: Path, text: str) -> Iterator[Problem]:
    """Yield the brackets without their other half, and what else has no end."""

    def where(place: int) -> Where:
        return Where(path, text.count("\n", 0, place) + 1)

    opened: list[re.Match[str]] = []
    for found in PIECE.finditer(text):
        piece = found[0]
        if found["alone"]:
            yield Problem(where(found.start()), f"`{piece}` has no end", f"end it: `{ENDS[piece]}`")
            return
        if found["open"]:
            opened.append(found)
        elif found["close"]:
            if not opened or PAIRS[opened[-1][0]] != piece:
                yield Problem(where(found.start()), f"`{piece}` closes nothing", "remove it")
                return
            opened.pop()
    if opened:
        last = opened[-1]
        what = f"`{last[0]}` is not closed"
        yield Problem(where(last.start()), what, f"close it: `{PAIRS[last[0]]}`")


def _errors(nodes: Iterable[Any]) -> Iterator[int]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line
        elif getattr(node, "content", None):
            rules = _errors(tinycss2.parse_rule_list(node.content))
            # Within a rule are declarations and rules, within some at-rules only the latter.
            errors = [*_errors(tinycss2.parse_blocks_contents(node.content))]
            if errors and not (node.type == "at-rule" and not [*rules]):
                yield from errors


def refused(files: Mapping[str, Path], style: str, said: Iterable[str]) -> Iterator[Problem]:
    """Yield what WeasyPrint has left out of a project's own files.

    `files` are these, by their names; `style` is the sheet that it has read, `said` its words.
    """
    texts = {
        path: path.read_text("utf-8").splitlines()
        for name, path in files.items()
        if name.endswith(".css") and _is_of_paper(name)
    }
    lines = style.splitlines()
    for message in said:
        if message.startswith("Deprecated"):
            continue
        ignored = IGNORED.fullmatch(message)
        where = _find(texts, lines, message)
        # Of tokens, screens may take what paper doesn't.
        if where is None or (where.path.name == TOKENS and not ignored):
            continue
        if ignored:
            declaration = " ".join(ignored["what"].split())
            what = f"paper can't have `{declaration}` ({ignored['why']})"
        else:
            what = f"paper can't have it: {PLACE.sub('', ' '.join(message.split()))}"
        yield Problem(where, what, REMEDY)


def unfit(files: Mapping[str, Path], error: Exception) -> Iterator[Problem]:
    """Yield why no sheet comes of a project's own files for paper, if it has any.

    The error tells what came of them: a `MismatchError` of fields that are hidden.
    """
    own = [path for name, path in files.items() if _is_of_paper(name)]
    if not own:
        return
    where = Where(own[0] if len(own) == 1 else _common(own))
    hidden, unknown = getattr(error, "hidden", []), getattr(error, "unknown", [])
    if hidden:
        others = f", and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        what = f"the field `{hidden[0]}` is not shown on paper{others}"
        yield Problem(where, what, "show it: take back `display: none`, or what leaves it out")
    if unknown:
        what = f"`{unknown[0]}` is the name of a control, and of no field"
        yield Problem(where, what, "name it as the template of partnertools does")
    if not hidden and not unknown:
        what = f"no PDF can be made with it ({type(error).__name__}: {error})"
        yield Problem(where, what, "take back what was changed last, a part at a time")


def _is_of_paper(name: str) -> bool:
    if name.endswith(".css"):
        # What is for the screen alone, paper never sees.
        return not name.startswith("screen") and "/screen" not in name
    return name.endswith(".html")


def _common(paths: list[Path]) -> Path:
    return Path(commonpath(paths))


def _find(texts: Mapping[Path, list[str]], lines: list[str], message: str) -> Where | None:
    """Return the line of an own file that a message is about; None where it is of no such file."""
    place = PLACE.search(message)
    number = int(place[1]) if place else 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    own = _search(texts, lambda one: one == line) if line.strip() else None
    ignored = IGNORED.fullmatch(message)
    if ignored:
        # The value may be one that has a name, and stand where it got that.
        name, _, value = ignored["what"].partition(":")
        declared = rf"(?<![-\w]){re.escape(name.strip())}\s*:"
        named = re.compile(rf"{declared}.*var\(")
        begins = value.split()[0].partition("(")[0] if value.split() else ""
        is_there = re.search(rf"{declared}|^\s*--", line) or (begins and begins in line)
        if own and is_there:
            return own
        return _search(texts, lambda one: named.search(one) is not None)
    quoted = re.search(r"'(.+)'", message)
    return own or (_search(texts, lambda one: quoted[1] in one) if quoted else None)


def _search(texts: Mapping[Path, list[str]], is_it: Any) -> Where | None:
    found = (
        Where(p, n) for p, text in texts.items() for n, one in enumerate(text, 1) if is_it(one)
    )
    return next(found, None)
