"""Answers to all fields of a worksheet, as a file that `fill` takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sites
from partnertools.answers import filling
from partnertools.model import fields

TOOLS = {tool.slug: tool for tool in sites.toolkit().tools}
SHORT = "Žďár ÉÑÅŁ ★ “Ω–Я”"
LONG = "Łódź, “Ο Άγιος” – Київ’s schools ✓\nA second line that is long enough to be wrapped."


def answers(slug: str) -> dict[str, str | bool]:
    """An answer to every field of a tool."""
    given: dict[str, str | bool] = {}
    for field in fields.of_tool(TOOLS[slug]):
        match field.value_type.name:
            case "choice":
                given[field.id] = field.options[-1].id
            case "check":
                given[field.id] = True
            case "long-text":
                given[field.id] = LONG if field.prompt_kind != "grid" else SHORT
            case _:
                given[field.id] = SHORT if field.prompt_kind != "grid" else "Žďár"
    return given


def answer_file(path: Path, slug: str, given: dict[str, Any], version: int = 0) -> Path:
    version = version or TOOLS[slug].version
    path.write_text(
        json.dumps(
            {"tool": slug, "version": version, "language": "en", "answers": given}, indent=1
        ),
        encoding="utf-8",
    )
    return path


def form(built: Path, slug: str = "self-reflection") -> Path:
    return filling.form_path(slug, built, "letter")
