"""Modules of `layouts/scripts/` -> one classic script.

Browsers load modules from servers alone; a site opened from a USB stick has none. So that they can
be joined without a program from outside Python, modules import and export in one way only:
`import { a, b } from "./other.js";`, and `export` in front of a function, class or constant.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([\w\s,]+)\} from "(\.[\w./-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^\s*(?:import|export)\b.*|\bimport\(\"", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)


def joined(entry: Path) -> str:
    """Return a module and all that it imports as one script.

    Raises `ValueError` for imports in a circle, and for imports and exports of any other form.
    """
    parts: dict[Path, str] = {}
    _join(entry.resolve(), parts, ())
    return "\n".join(['(() => {\n"use strict";\nconst modules = {};', *parts.values(), "})();\n"])


def _join(path: Path, parts: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        circle = " -> ".join(p.name for p in (*above, path))
        raise ValueError(f"modules import each other in a circle: {circle}")
    if path in parts:
        return
    text = path.read_text(encoding="utf-8")
    for _, address in IMPORT.findall(text):
        _join((path.parent / address).resolve(), parts, (*above, path))

    def taken(found: re.Match[str]) -> str:
        names = " ".join(found[1].split())
        return f"const {{ {names.removesuffix(',')} }} = {_key(path.parent / found[2])};\n"

    # Readers of the site find the modules, with their comments, where the project is kept.
    text = COMMENT.sub("", text)
    exports = EXPORT.findall(text)
    body = EXPORT.sub("", IMPORT.sub(taken, text))
    left_over = LEFT_OVER.search(body)
    if left_over:
        raise ValueError(f"{path}: neither import nor export as it must be: {left_over[0].strip()}")
    parts[path] = f"{_key(path)} = (() => {{\n{body}return {{ {', '.join(exports)} }};\n}})();"


def _key(path: Path) -> str:
    path = path.resolve()
    return f'modules["{path.parent.name}/{path.stem}"]'
