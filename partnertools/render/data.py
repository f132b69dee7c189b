"""A toolkit and its files -> what programs read: `toolkit.json`; per tool a JSON Schema, oEmbed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape

from partnertools.model import fields
from partnertools.model.labels import LONGEST_LABEL
from partnertools.model.prompt import Field
from partnertools.model.toolkit import Document, Guide, Packet, Tool, Toolkit
from partnertools.model.values import ANSWERS_FORMAT
from partnertools.model.words import ENGLISH, Words

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
# Of `toolkit.json`; `formats/` has a JSON Schema of each format.
FORMAT = 1
INDENT = 2
# Of a round, or of who has asked for answers.
LABEL = {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL}


@dataclass(frozen=True, slots=True)
class File:
    """A PDF of the site."""

    name: str
    size: int
    sha256: str
    pages: int
    paper: str
    edition: str


def toolkit_json(
    toolkit: Toolkit,
    files: Mapping[str, Sequence[File]],
    tell: Callable[[Document], str] | None = None,
) -> Iterator[str]:
    """Yield the pieces of the description of the whole toolkit: together, documents take room.

    `files` are by a document's target. `tell` gives what `tell_document` says of a document.
    """
    about: dict[str, Any] = {
        "format": FORMAT,
        "title": toolkit.title,
        "summary": toolkit.summary,
        "publisher": toolkit.publisher,
        "language": toolkit.language,
        "url": toolkit.base_url,
    }
    if toolkit.local_sites:
        about["languages"] = [
            {"language": one.language, "url": urljoin(toolkit.base_url, one.path)}
            for one in toolkit.local_sites
        ]
    tell_one = tell or (lambda document: tell_document(toolkit, document, files[document.target]))
    lists = {
        "tools": map(tell_one, toolkit.tools),
        "guides": map(tell_one, toolkit.guides),
        "packets": (_json(_packet(packet, files[packet.target])) for packet in toolkit.packets),
    }
    yield _json(about).removesuffix("\n}\n")
    for name, items in lists.items():
        yield from _list(name, items)
    yield "\n}\n"


def tell_document(toolkit: Toolkit, document: Document, files: Sequence[File]) -> str:
    """Return the JSON of a tool or a guide, as it stands alone."""
    if isinstance(document, Tool):
        return _json(_tool(toolkit, document, files))
    assert isinstance(document, Guide)
    return _json(_guide(toolkit, document, files))


def schema(toolkit: Toolkit, tool: Tool, words: Words = ENGLISH) -> str:
    """Return the JSON Schema of a tool's answer file."""
    return _json(
        {
            "$schema": SCHEMA,
            "$id": f"{toolkit.base_url}data/{tool.slug}.schema.json",
            "title": words.gettext("Answers to: %(title)s", title=tool.title),
            "type": "object",
            "required": ["tool", "version", "language", "answers"],
            "additionalProperties": False,
            "properties": {
                "format": {"const": ANSWERS_FORMAT},
                "tool": {"const": tool.slug},
                "version": {"const": tool.version},
                # A copy belongs to the same answers in whichever language it was filled in.
                "language": {"enum": [e.language for e in toolkit.local_sites]}
                if toolkit.local_sites
                else {"const": toolkit.language},
                "round": LABEL,
                "for": LABEL,
                "answers": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {f.id: _property(f) for f in fields.of_tool(tool)},
                },
            },
        }
    )


def oembed(toolkit: Toolkit, tool: Tool, page: str) -> str:
    """Return how to embed a tool (oembed.com, 1.0); `page` is the path of its page for frames."""
    height = 800
    source, title = escape(toolkit.base_url + page), escape(tool.title)
    return _json(
        {
            "version": "1.0",
            "type": "rich",
            "title": tool.title,
            "author_name": toolkit.publisher,
            "provider_name": toolkit.title,
            "provider_url": toolkit.base_url,
            "cache_age": 86400,
            "width": 800,
            "height": height,
            "html": f'<iframe src="{source}" title="{title}" width="800" height="{height}"'
            ' frameborder="0"></iframe>',
        }
    )


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": field.name}
    if field.hint:
        described["description"] = field.hint
    described |= field.value_type.json_schema()
    if field.read_only:
        described["readOnly"] = True
    return described


def _tool(toolkit: Toolkit, tool: Tool, files: Sequence[File]) -> dict[str, Any]:
    return {
        **_document(toolkit, tool, files),
        "version": tool.version,
        "minutes": tool.minutes,
        "schema": f"data/{tool.slug}.schema.json",
        "fields": [_field(f) for f in fields.of_tool(tool)],
    }


def _guide(toolkit: Toolkit, guide: Guide, files: Sequence[File]) -> dict[str, Any]:
    return {**_document(toolkit, guide, files), "minutes": guide.minutes}


def _packet(packet: Packet, files: Sequence[File]) -> dict[str, Any]:
    return {
        "id": packet.slug,
        "title": packet.title,
        "summary": packet.summary,
        "contents": list(packet.contents),
        "page": f"{packet.target}/index.html",
        "files": _files(files),
    }


def _document(toolkit: Toolkit, document: Document, files: Sequence[File]) -> dict[str, Any]:
    return {
        "id": document.slug,
        "title": document.title,
        "summary": document.summary,
        "language": toolkit.language,
        "page": f"{document.target}/index.html",
        "files": _files(files),
    }


def _files(files: Sequence[File]) -> list[dict[str, Any]]:
    return [
        {
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "pages": file.pages,
            "paper": file.paper,
            "edition": file.edition,
        }
        for file in files
    ]


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": field.id,
        "kind": field.value_type.name,
        "control": field.prompt_kind,
        "label": field.name,
    }
    if field.hint:
        described["hint"] = field.hint
    described |= field.value_type.describe()
    if field.required:
        described["required"] = True
    if field.read_only:
        described["readOnly"] = True
    return described


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=INDENT) + "\n"


def _list(name: str, items: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a list of the first level as `_json` writes it, with a comma before."""
    outer, inner = "\n" + INDENT * " ", "\n" + 2 * INDENT * " "
    yield f',{outer}"{name}": ['
    comma = ""
    for item in items:
        yield comma + inner + item.rstrip().replace("\n", inner)
        comma = ","
    yield f"{outer if comma else ''}]"
