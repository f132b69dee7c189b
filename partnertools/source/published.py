"""A `Toolkit` <-> `published.json`: what is published, so that no id or address changes unnoticed.

People's files name the ids of fields, and links name addresses and anchors: once published, they
never change. `check` compares with the file; the command `release` writes it anew. Sentences are
not in it: who mends one has nothing to release.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from partnertools.model import fields
from partnertools.model.toolkit import Document, Packet, Tool, Toolkit, all_sections
from partnertools.problems import Problem, UserError, Where, choose
from partnertools.source.sources import PUBLISHED

ABOUT = (
    "What is published: fields by their ids, with kinds and choices, and headings by their anchors."
    " Written by `partnertools release`; nobody needs to edit it."
)
# Of the file: `formats/published.schema.json`.
FORMAT = 1
# Documents and packets by their targets, such as `tools/tea`.
Published = dict[str, dict[str, Any]]


def read(folder: Path) -> Published:
    """Read what is published, which may be nothing. Raises `UserError` for a damaged file."""
    path = folder / PUBLISHED
    if not path.is_file():
        return {}
    found: Any = None
    line = 0
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        line = error.lineno
    except (OSError, ValueError, RecursionError):
        pass
    what = "it can't be read as a list of what is published"
    remedy = "take it from an earlier copy, or delete it and run `release`"
    if isinstance(found, dict) and isinstance(published := found.get("published"), dict):
        damaged = [target for target, one in published.items() if not _is_entry(one)]
        # Without a number, it was written before there were any.
        if (number := found.get("format", FORMAT)) != FORMAT:
            what = f"it has the format {number}, and {FORMAT} is the one known here"
            remedy = "take a newer version of partnertools"
        elif damaged:
            what = f"what it says of `{damaged[0]}` can't be read"
        else:
            return published
    raise UserError([Problem(Where(path, line), what, remedy)])


def _is_entry(value: object) -> bool:
    """Return whether a value can be what is written of one document or one packet."""
    return _has(value, ENTRY)


def _has(value: object, checks: Mapping[str, Callable[[Any], bool]]) -> bool:
    """Return whether a value is a mapping, and what it has of some keys is sound."""
    return isinstance(value, dict) and all(
        is_sound(value[key]) for key, is_sound in checks.items() if key in value
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_fields(value: object) -> bool:
    return isinstance(value, dict) and all(
        _has(one, {"name": _is_text, "kind": _is_text, "choices": _are_texts}) and "kind" in one
        for one in value.values()
    )


ENTRY: Mapping[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "sections": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    "version": lambda value: isinstance(value, int),
    "fields": _are_fields,
    "aliases": _are_texts,
    "contents": _are_texts,
    "retired": _are_texts,
    "is_gone": lambda value: isinstance(value, bool),
}


def write(toolkit: Toolkit, before: Published) -> str:
    """Return the text of the file for the toolkit of today.

    What is no longer asked stays in it as retired: its id is never given to another field.
    """
    now = {d.target: _document(d, before.get(d.target, {})) for d in toolkit.documents()}
    now |= {
        packet.target: {
            "title": packet.title,
            "contents": list(packet.contents),
            **_aliases(packet),
        }
        for packet in toolkit.packets
    }
    now |= {target: _retire(one) for target, one in before.items() if target not in now}
    written = {"about": ABOUT, "format": FORMAT, "published": now}
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def problems(
    toolkit: Toolkit,
    published: Published,
    folder: Path,
    retired: Collection[str] = (),
    unread: Collection[Path] = (),
) -> Iterator[Problem]:
    """Yield what is gone, and ids that come back as another field.

    What is retired may go: targets such as `tools/tea`, and headings such as `tools/tea#pot`. What
    is missing in the `unread` files may be there once their mistakes are mended.
    """
    yield from _check_retired(published, folder, retired)
    there: dict[str, Document | None] = {d.target: d for d in toolkit.documents()}
    there |= {packet.target: None for packet in toolkit.packets}
    moved = _find_moved(toolkit)
    for target, was in published.items():
        for alias in was.get("aliases", ()):
            if alias not in moved and alias not in there and alias not in retired:
                what = f"the address `{alias}` was published, and leads nowhere"
                slug = alias.partition("/")[2]
                remedy = f"put `{slug}` back into `aliases`, or run `release --retire {alias}`"
                yield Problem(Where(folder / PUBLISHED), what, remedy)
        if (now := moved.get(target)) and not was.get("is_gone") and target not in retired:
            if isinstance(now, Tool):
                what = f"`{target}` was published, and the ids of its answers begin with its name"
                remedy = (
                    f"keep that name, and change the title; or run `release --retire {target}`,"
                    " and answers given so far belong to no worksheet any more"
                )
                yield Problem(now.where, what, remedy)
            elif isinstance(now, Document):
                yield from _anchors(now, was, retired)
        elif target not in there and not was.get("is_gone") and target not in retired:
            what = f"`{target}` was published, and is gone"
            near = choose(target, [one for one in there if one not in published])
            remedy = f"put it back, or run `release --retire {target}`"
            if near.startswith("did you mean"):
                remedy = f"{near} Keep the old name, or run `release --retire {target}`"
            yield Problem(Where(folder / PUBLISHED), what, remedy)
        document = there.get(target)
        if document and document.where.path not in unread:
            yield from _anchors(document, was, retired)
            if isinstance(document, Tool):
                yield from _of_tool(document, was)


def _find_moved(toolkit: Toolkit) -> dict[str, Document | Packet]:
    """Return what has another address now, by the one that it had."""
    return {
        f"{one.target.partition('/')[0]}/{alias.slug}": one
        for one in toolkit.with_aliases()
        for alias in one.aliases
    }


def _check_retired(
    published: Published, folder: Path, retired: Collection[str]
) -> Iterator[Problem]:
    known = [target for target, one in published.items() if not one.get("is_gone")]
    known += [alias for one in published.values() for alias in one.get("aliases", ())]
    known += [
        f"{target}#{anchor}" for target in known for anchor in _sections(published.get(target, {}))
    ]
    for target in retired:
        if target not in known:
            what = f"`{target}` was not published"
            yield Problem(Where(folder / PUBLISHED), what, choose(target, known))


def _anchors(
    document: Document, was: dict[str, Any], retired: Collection[str]
) -> Iterator[Problem]:
    there = {section.anchor for section, _ in all_sections(document)} | document.anchors
    for anchor, title in _sections(was).items():
        if anchor not in there and f"{document.target}#{anchor}" not in retired:
            what = f"the heading `{title}` was published with the anchor `{anchor}`, and is gone"
            remedy = (
                f"write `{{#{anchor}}}` above the heading that has taken its place,"
                f" or run `release --retire {document.target}#{anchor}`"
            )
            yield Problem(document.where, what, remedy)


def _sections(one: dict[str, Any]) -> dict[str, str]:
    sections = one.get("sections", {})
    return sections if isinstance(sections, dict) else {}


def _of_tool(tool: Tool, published: dict[str, Any]) -> Iterator[Problem]:
    now = fields_of(tool)
    own = {f.id.removeprefix(f"{tool.slug}."): f for f in fields.of_tool(tool)}
    taken = [short for short in own if short in published.get("retired", ())]
    if taken and published.get("is_gone"):
        # All of it comes back, or another worksheet has its name: nobody should have to mend ids.
        what = (
            f"`{tool.target}` was taken back, and answers to its field `{taken[0]}` are kept under"
            " this name"
        )
        remedy = (
            "give this worksheet another name; or, if it is the same one again, remove the entry"
            f" `{tool.target}` from `content/{PUBLISHED}`"
        )
        yield Problem(tool.where, what, remedy)
        return
    for short, field in own.items():
        if short in taken:
            what = f"the id `{short}` was published for a field that is no longer asked"
            yield Problem(field.where, what, "give the new field another one")
    if tool.version > published.get("version", 0):
        return
    or_release = "or raise `version` and run `release`"
    for short, was in published.get("fields", {}).items():
        if short not in now:
            near = choose(short, tuple(one for one in now if one not in published["fields"]))
            what = f"the field `{short}` was published, and is gone"
            remedy = f"put it back, {or_release}"
            # A new id that is near is most likely the same field under another name.
            if near.startswith("did you mean"):
                remedy = f"{near} Keep the old id, {or_release}"
            yield Problem(tool.where, what, remedy)
        elif was["kind"] != now[short]["kind"]:
            what = f"the field `{short}` was published as a {was['kind']}"
            what += f", and is a {now[short]['kind']} now"
            yield Problem(own[short].where, what, f"give it another id, {or_release}")
        elif gone := [c for c in was.get("choices", ()) if c not in now[short].get("choices", ())]:
            what = f"the choice `{gone[0]}` of `{short}` was published, and is gone"
            remedy = f"put it back: its word may change; {or_release}"
            yield Problem(own[short].where, what, remedy)


def _document(document: Document, before: dict[str, Any]) -> dict[str, Any]:
    sections = {section.anchor: section.title for section, _ in all_sections(document)}
    about: dict[str, Any] = {"title": document.title, "sections": sections}
    about |= _aliases(document)
    if isinstance(document, Tool):
        now = fields_of(document)
        known = [*before.get("retired", ()), *before.get("fields", {})]
        about |= {"version": document.version, "fields": now}
        if retired := [one for one in dict.fromkeys(known) if one not in now]:
            about["retired"] = retired
    return about


def _aliases(one: Document | Packet) -> dict[str, list[str]]:
    folder = one.target.partition("/")[0]
    return {"aliases": [f"{folder}/{a.slug}" for a in one.aliases]} if one.aliases else {}


def _retire(before: dict[str, Any]) -> dict[str, Any]:
    """Return what stays of a document or a packet that is retired."""
    retired = [*before.get("retired", ()), *before.get("fields", {})]
    return {"is_gone": True, **({"retired": retired} if retired else {})}


def fields_of(tool: Tool) -> dict[str, dict[str, Any]]:
    """Return the name and the kind of every field, and the ids of its choices."""
    return {
        field.id.removeprefix(f"{tool.slug}."): {
            "name": field.name,
            "kind": field.value_type.name,
            **({"choices": [option.id for option in field.options]} if field.options else {}),
        }
        for field in fields.of_tool(tool)
    }
