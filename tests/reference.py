"""In: what the code says of directives, keys and commands. Out: the tables of the reference.

    .venv/bin/python tests/reference.py

They stand in `docs/content/guide/`, each between two comments, and are written in place of what
stands there. The text around them is written by hand.
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from partnertools import cli
from partnertools.model import prompts
from partnertools.model.prompt import ASKED, COLUMN, Prompt
from partnertools.source import fences, keys
from partnertools.source.keys import Key

GUIDES = Path(__file__).parents[1] / "docs" / "content" / "guide"
REGION = re.compile(r"(<!-- begin (?P<name>[a-z ]+) -->\n\n).*?(<!-- end -->)", re.DOTALL)


def written(text: str) -> str:
    """Return the text of a page with its tables made anew."""
    return REGION.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", text)


def _table(head: str, rows: Iterator[tuple[str, ...]]) -> str:
    """Return a table; a bar within a cell would begin another one."""
    titles = head.split("|")
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _directives() -> str:
    rows = ((f"`{kind}`", known.about, known.body) for kind, known in _known().items())
    return _table("kind|what it is|what stands below its options", rows)


def _options() -> str:
    """Return every option, with the kinds that take it; the same words are said once."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for kind in fences.KINDS:
        for name, about in options(kind).items():
            kinds.setdefault((name, about), []).append(kind)
    every = ((f"`:{name}:`", "all that ask for an answer", about) for name, about in ASKED.items())
    some = (
        (f"`:{name}:`", ", ".join(f"`{kind}`" for kind in of), about)
        for (name, about), of in kinds.items()
    )
    return _table("option|of|what it does", iter([*every, *some]))


def _columns() -> str:
    rows = [(f"`{name}`", "all", about) for name, about in COLUMN.items()]
    for kind, cell in prompts.CELLS.items():
        rows += [(f"`{name}`", f"`{kind}`", about) for name, about in cell.attributes.items()]
    return _table("attribute|of|what it does", iter(rows))


def _cells() -> str:
    rows = ((f"`{kind}`", cell.about) for kind, cell in prompts.CELLS.items())
    return _table("kind|what a cell takes", rows)


def _known() -> dict[str, type[Prompt] | fences.Placed]:
    return {**prompts.KINDS, **fences.PLACED}


def options(kind: str) -> Mapping[str, str]:
    """Return what a directive may say beside what all prompts may, each with what it does."""
    if kind in fences.PLACED:
        return fences.PLACED[kind].options
    return {**prompts.KINDS[kind].options, **prompts.KINDS[kind].flags}


def _keys(known: Mapping[str, Key]) -> str:
    rows = ((f"`{name}`", _said(key)) for name, key in known.items())
    return _table("key|what it is", rows)


def _said(key: Key) -> str:
    """Return what is said of a key, and what it can be where that isn't said."""
    return f"{'**Needed.** ' if key.is_needed else ''}{key.about}{_bounds(key)}"


def _bounds(key: Key) -> str:
    words = [word for word in key.takes.get("enum", ()) if isinstance(word, str)]
    if words and not all(word in key.about for word in words):
        return f" One of {', '.join(f'`{word}`' for word in words)}."
    if key.takes.get("type") == "integer":
        return f" From {key.takes['minimum']} to {key.takes['maximum']}."
    return ""


def _front_matter() -> str:
    """Return the keys of worksheets, guides and pages, each once."""
    kinds = {"worksheets": keys.WORKSHEET, "guides": keys.GUIDE, "pages": keys.PAGE}
    of: dict[tuple[str, str], list[str]] = {}
    for kind, known in kinds.items():
        for name, key in known.items():
            of.setdefault((name, _said(key)), []).append(kind)
    rows = (
        (f"`{name}`", "all" if len(who) == len(kinds) else " and ".join(who), said)
        for (name, said), who in of.items()
    )
    return _table("key|of|what it is", rows)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command, by its name."""
    [of_all] = (a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(sorted(of_all.choices.items()))


def _commands() -> str:
    parts = []
    for name, parser in commands().items():
        rows = (_word(action) for action in parser._actions if action.dest != "help")
        about = parser.description or ""
        parts.append(
            f"## partnertools {name}\n\n{about[:1].upper()}{about[1:]}.\n\n"
            f"{_table('word|what it does', rows)}"
        )
    return "\n".join(parts)


def _word(action: argparse.Action) -> tuple[str, str]:
    """Return how a word is written, and what it does."""
    value = ""
    if action.nargs != 0:
        value = str(action.metavar or "").strip() or (
            " or ".join(action.choices) if action.choices else action.dest.upper()
        )
    names = [f"{name} {value}".strip() for name in action.option_strings] or [value]
    about = action.help or ""
    return ", ".join(f"`{name}`" for name in names), f"{about[:1].upper()}{about[1:]}."


TABLES = {
    "kinds": _directives,
    "options": _options,
    "cells": _cells,
    "columns": _columns,
    "toolkit": lambda: _keys(keys.TOOLKIT),
    "front matter": _front_matter,
    "opening": lambda: _keys(keys.OPENING),
    "scale": lambda: _keys(keys.SCALE),
    "point": lambda: _keys(keys.POINT),
    "packet": lambda: _keys(keys.PACKET),
    "words": lambda: _keys(keys.WORDS),
    "commands": _commands,
}


if __name__ == "__main__":
    for page in sorted(GUIDES.glob("*.md")):
        before = page.read_text("utf-8")
        if (after := written(before)) != before:
            page.write_text(after, "utf-8")
            print(page)
