"""A `Toolkit` <-> `accepted.yaml`: what is published, so that no id changes unnoticed.

People's files name the ids of fields, and links name anchors: ids, once published, never change.
`check` compares with the file; the command `accept` writes it anew. Sentences are not in it: who
mends one has nothing to accept.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from partnertools.model import fields
from partnertools.model.toolkit import Document, Tool, Toolkit, all_sections
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.source.sources import ACCEPTED

HEAD = """\
# What is published: fields by their ids, with names and choices, and sections by their anchors.
# Written by `partnertools accept`; nobody needs to edit it.
"""
Accepted = dict[str, dict[str, Any]]


def read(folder: Path) -> Accepted:
    """Read what was accepted, which may be nothing. Raises `UserError` for a damaged file."""
    path = folder / ACCEPTED
    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        what = "it can't be read as a list of what is published"
        remedy = "take it from an earlier copy, or delete it and run `accept`"
        raise UserError([Problem(Where(path), what, remedy)])
    return found


def written(toolkit: Toolkit, before: Accepted) -> str:
    """Return the text of the file for the toolkit of today.

    What is no longer asked stays in it as retired: its id is never given to another field.
    """
    now = {d.target: _document(d, before.get(d.target, {})) for d in toolkit.documents()}
    now |= {
        f"packets/{packet.slug}": {"title": packet.title, "contents": list(packet.contents)}
        for packet in toolkit.packets
    }
    return HEAD + yaml.safe_dump(now, allow_unicode=True, sort_keys=False, width=10_000)


def problems(toolkit: Toolkit, accepted: Accepted) -> Iterator[Problem]:
    """Yield the ids that are gone, and those that come back as another field."""
    for tool in toolkit.tools:
        published = accepted.get(tool.target)
        if published:
            yield from _of_tool(tool, published)


def _of_tool(tool: Tool, published: dict[str, Any]) -> Iterator[Problem]:
    now = _fields(tool)
    own = {f.id.removeprefix(f"{tool.slug}."): f for f in fields.of_tool(tool)}
    for short, field in own.items():
        if short in published.get("retired", ()):
            what = f"the id `{short}` was published for a field that is no longer asked"
            yield Problem(field.where, what, "give the new field another one")
    if tool.version > published.get("version", 0):
        return
    for short, was in published.get("fields", {}).items():
        if short not in now:
            near = choose(short, tuple(one for one in now if one not in published["fields"]))
            what = f"the field `{short}` was published, and is gone"
            remedy = "put it back, or raise `version` and run `accept`"
            # A new id that is near is most likely the same field under another name.
            if near.startswith("did you mean"):
                remedy = f"{near} Keep the old id, or raise `version` and run `accept`"
            yield Problem(tool.where, what, remedy)
        elif gone := [c for c in _choices(was) if c not in _choices(now[short])]:
            what = f"the choice `{gone[0]}` of `{short}` was published, and is gone"
            remedy = "put it back: its word may change; or raise `version` and run `accept`"
            yield Problem(own[short].where, what, remedy)


def _document(document: Document, before: dict[str, Any]) -> dict[str, Any]:
    sections = {section.anchor: section.title for section, _ in all_sections(document)}
    about: dict[str, Any] = {"title": document.title, "sections": sections}
    if isinstance(document, Tool):
        now = _fields(document)
        known = [*before.get("retired", ()), *before.get("fields", {})]
        about |= {"version": document.version, "fields": now}
        if retired := [one for one in dict.fromkeys(known) if one not in now]:
            about["retired"] = retired
    return about


def _fields(tool: Tool) -> dict[str, Any]:
    """Return the name of every field; where there are choices, with the ids of these."""
    return {
        field.id.removeprefix(f"{tool.slug}."): (
            {"name": field.name, "choices": [option.id for option in field.options]}
            if field.options
            else field.name
        )
        for field in fields.of_tool(tool)
    }


def _choices(field: Any) -> list[str]:
    return list(field.get("choices", ())) if isinstance(field, dict) else []
