"""In: a page in Chromium. Out: its controls as screen readers get them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tools.worksheets import words


@dataclass(frozen=True, slots=True)
class Spoken:
    """A control of a form as Chromium hands it to screen readers; `field` is its HTML name."""

    field: str
    role: str
    name: str
    description: str
    group: str
    group_description: str

    @property
    def whole(self) -> str:
        """What is heard on entering the group by this control."""
        return f"{self.group}: {self.name}" if self.group else self.name


def spoken(page: Page) -> list[Spoken]:
    """Return the named controls of a page in the order of the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names = dict(_html_names(session.send("DOM.getDocument", {"depth": -1})["root"]))
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    heard = []
    for node in _in_order(by_id, nodes[0]):
        name = names.get(node.get("backendDOMNodeId", 0))
        if name is None or node["ignored"]:
            continue
        above = by_id.get(node["parentId"])
        while above is not None and value(above, "role") not in ("group", "radiogroup"):
            above = by_id.get(above.get("parentId", ""))
        heard.append(
            Spoken(
                field=name,
                role=value(node, "role"),
                name=value(node, "name"),
                description=value(node, "description"),
                group=value(above, "name") if above else "",
                group_description=value(above, "description") if above else "",
            )
        )
    return heard


def _html_names(node: dict[str, Any]) -> Iterator[tuple[int, str]]:
    attributes = node.get("attributes", [])
    pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
    if node["localName"] in ("input", "textarea", "select") and "name" in pairs:
        yield node["backendNodeId"], pairs["name"]
    for child in node.get("children", ()):
        yield from _html_names(child)


def _in_order(by_id: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("childIds", ()):
        # Boxes of lines are listed as children, and not sent.
        if child in by_id:
            yield from _in_order(by_id, by_id[child])


def value(node: dict[str, Any], key: str) -> str:
    return words(str(node.get(key, {}).get("value", "")))
