"""Translations -> what is wrong with them: forms of plurals, placeholders, HTML."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from partnertools.interface import plurals
from partnertools.interface.messages import Entry
from partnertools.model.words import COUNT, PLACEHOLDER
from partnertools.problems import Problem, Where, choose, code

# What a browser would take for a tag or a sign of HTML.
HTML = re.compile(r"</?[a-zA-Z][^<>]*>?|&(?:[a-zA-Z]+|#\d+|#x[\da-fA-F]+);")


def keep_first(entries: Sequence[Entry], path: Path, problems: list[Problem]) -> Iterator[Entry]:
    """Yield each message; one that stands there a second time is reported."""
    lines: dict[tuple[str, str], int] = {}
    for entry in entries:
        before = lines.setdefault((entry.context, entry.id), entry.line)
        if before == entry.line:
            yield entry
        else:
            what = f"the message stands already on line {before}"
            problems.append(Problem(Where(path, entry.line), what, "remove one of the two"))


def check(
    entry: Entry,
    forms: int,
    form: Callable[[int], int],
    path: Path,
    problems: list[Problem],
) -> bool:
    """Report what is wrong with a translation; return whether it can be shown."""
    if entry.is_fuzzy or not any(entry.strings):
        return True
    before = len(problems)
    if entry.plural:
        where = Where(path, entry.line)
        for number in range(len(entry.strings), forms):
            what = f"the form `msgstr[{number}]` of the plural is missing"
            remedy = (
                f"write it: the language has {forms} forms, for {plurals.examples(form, number)}"
            )
            problems.append(Problem(where, what, remedy))
        for number in range(forms, len(entry.strings)):
            what = f"`msgstr[{number}]` is there, and the header knows {forms} forms"
            problems.append(Problem(Where(path, entry.lines[number]), what, "remove it"))
    for number, (text, line) in enumerate(zip(entry.strings, entry.lines, strict=True)):
        where = Where(path, line)
        if not text:
            what = f"the form `msgstr[{number}]` of the plural is empty"
            problems.append(Problem(where, what, f"write it, for {plurals.examples(form, number)}"))
            continue
        is_of_one = bool(entry.plural) and plurals.is_of_one(form, number)
        problems += [
            Problem(where, *pair) for pair in _check_placeholders(entry, text, is_of_one=is_of_one)
        ]
    return len(problems) == before


def _check_placeholders(entry: Entry, text: str, *, is_of_one: bool) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the placeholders and tags of a translation, with the remedies."""
    known = dict.fromkeys(PLACEHOLDER.findall(f"{entry.id} {entry.plural}"))
    used = PLACEHOLDER.findall(text)
    if known or "python-format" in entry.flags:
        for name in known:
            # A form for one number alone may do without it.
            if name not in used and not (is_of_one and name == COUNT):
                yield f"`%({name})s` is missing", "write it where its value belongs, as it is"
        for name in dict.fromkeys(used):
            if name not in known:
                names = [f"%({one})s" for one in known]
                yield f"the message has no `%({name})s`", choose(f"%({name})s", names)
            elif used.count(name) > 1 and f"end_{name}" in known:
                yield f"`%({name})s` stands there twice", "remove one of the two"
        for name in known:
            end = f"end_{name}"
            if end in used and name in used and used.index(end) < used.index(name):
                yield f"`%({end})s` stands before `%({name})s`", "write it behind"
    allowed = HTML.findall(f"{entry.id} {entry.plural}")
    for tag in HTML.findall(text):
        if tag not in allowed:
            yield f"{code(tag)} is HTML, which readers would see as it is", "remove it"
