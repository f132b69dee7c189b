"""Modules of `layouts/scripts/` -> one classic script.

Browsers load modules from servers alone; a site opened from a USB stick has none. So that they can
be joined without a program from outside Python, modules import and export in one way only:
`import { a, b } from "./other.js";`, and `export` in front of a function, class or constant.

In another language than English, the translations of the messages that they have come with them.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from partnertools.interface import plurals

IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "(\.[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^\s*(?:import|export)\b.*|\bimport\(\"", re.MULTILINE)
# What begins a comment may also stand in a text, a template or a regular expression: these are
# found first. A template may have another one in its braces, but not a third in that.
TOKEN = re.compile(
    r"""
    (?P<comment>^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n)
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | (?P<template>`(?:\\.|[^`\\$]|\$(?!\{)
        |\$\{(?:[^{}`]|\{[^{}`]*\}|`(?:\\.|[^`\\$]|\$(?!\{)|\$\{[^{}`]*\})*`)*\})*`)
    | //[^\n]* | /\*(?:(?!\*/).)*\*/
    | (?:[(,=:\[!&|?{};>]|\breturn\b)\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/
    | (?P<open>`)
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
# A text over several lines is a template, and left out before.
MARGIN = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
KEPT = re.compile("\0([0-9]+)\0")
# The module that says messages; its `speak` takes translations.
WORDS = "words.js"
# What stands between a context and its message, there as in compiled catalogues of gettext.
BETWEEN = "\x04"
Find = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Translations by context and message: one text, or one for each plural form.

    `plural` says which form a number `n` takes, as `Plural-Forms` of a catalogue of gettext does.
    Raises `ValueError` where it is no such rule.
    """

    messages: Mapping[tuple[str, str], tuple[str, ...]]
    plural: str = plurals.ENGLISH

    def __post_init__(self) -> None:
        if not plurals.RULE.fullmatch(self.plural):
            raise ValueError(f"no rule for plurals: {self.plural}")
        c2py(self.plural)


def join_modules(
    entry: Path,
    before: Sequence[Path] = (),
    find: Find = lambda path: path,
    catalog: Catalog | None = None,
) -> str:
    """Return a module and all that it imports as one script.

    The modules `before` it, which nothing imports, run before it. `find` says which file is read
    for a path. Of a `catalog`, the script has the messages that are in its modules. Raises
    `ValueError` for imports in a circle, and for imports and exports of any other form.
    """
    parts: dict[Path, str] = {}
    for path in (*before, entry):
        _join(path.resolve(), parts, (), find)
    words = next((path for path in parts if path.name == WORDS), None)
    if catalog and words:
        # Modules say their first messages as soon as they run.
        parts[words] += f"\n{_key(words)}.speak({_translations(catalog, parts.values())});"
    return "\n".join(['(() => {\n"use strict";\nconst modules = {};', *parts.values(), "})();\n"])


def _translations(catalog: Catalog, parts: Iterable[str]) -> str:
    """Return what `speak` takes: the translations of what stands in a script, and the rule."""
    code = "\n".join(parts)
    found = {
        f"{context}{BETWEEN}{text}" if context else text: strings
        for (context, text), strings in catalog.messages.items()
        # Each stands in one piece, between double quotes.
        if json.dumps(text, ensure_ascii=False) in code
    }
    return f"{json.dumps(found, ensure_ascii=False)}, (n) => {catalog.plural}"


def _join(path: Path, parts: dict[Path, str], above: tuple[Path, ...], find: Find) -> None:
    if path in above:
        circle = " -> ".join(p.name for p in (*above, path))
        raise ValueError(f"modules import each other in a circle: {circle}")
    if path in parts:
        return
    file = find(path)
    text, templates = _bare(file, file.read_text(encoding="utf-8"))
    imported = {
        address: Path(os.path.normpath(path.parent / address))
        for _, address in IMPORT.findall(text)
    }
    for module in imported.values():
        _join(module, parts, (*above, path), find)

    def taken(found: re.Match[str]) -> str:
        names = " ".join(found[1].split())
        return f"const {{ {names.removesuffix(',')} }} = {_key(imported[found[2]])};\n"

    exports = EXPORT.findall(text)
    body = EXPORT.sub("", IMPORT.sub(taken, text))
    left_over = LEFT_OVER.search(body)
    if left_over:
        raise ValueError(f"{path}: neither import nor export as it must be: {left_over[0].strip()}")
    body = KEPT.sub(lambda found: templates[int(found[1])], body)
    parts[path] = f"{_key(path)} = (() => {{\n{body}return {{ {', '.join(exports)} }};\n}})();"


# Most modules are parts of several scripts.
@cache
def _bare(path: Path, text: str) -> tuple[str, tuple[str, ...]]:
    """Return a module without comments and margins, and its templates, numbered in their places.

    Readers of the site find the modules, with their comments, where the project is kept.
    """
    templates: list[str] = []

    def kept(found: re.Match[str]) -> str:
        if found["comment"] or found[0].startswith("//"):
            return ""
        if found[0].startswith("/*"):
            return " "
        if found["open"]:
            line = found.string.count("\n", 0, found.start()) + 1
            raise ValueError(
                f"{path}:{line}: a template in a template in a template; name the inner"
            )
        if not found["template"]:
            return found[0]
        templates.append(found[0])
        return f"\0{len(templates) - 1}\0"

    return MARGIN.sub("", TOKEN.sub(kept, text)), tuple(templates)


def _key(path: Path) -> str:
    return f'modules["{path.parent.name}/{path.stem}"]'
