"""In: the address of an open page. Out: its tree as screen readers get it, one JSON line a node.

Run by the system's Python, which has the bindings of AT-SPI; it waits until the page has loaded.
With the word `loaded` before the address that is all it does: to walk through a large tree takes
a minute.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import gi  # type: ignore[import-not-found, import-untyped, unused-ignore]

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found, unused-ignore]  # noqa: E402

PATIENCE = 60.0  # seconds
# A page of frames has them right below its body; to look for them everywhere takes long.
FRAMES = 2


def main(address: str, *, has_tree: bool) -> int:
    """Wait for the page and print its tree, where that is asked; return the exit status."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            document = find(Atspi.get_desktop(0), address)
            if document is not None and is_loaded(document):
                for node in walk(document, 0) if has_tree else ():
                    print(json.dumps(node))
                return 0
        except GLib.Error as error:
            # What was there a moment ago has gone: the page is still being built.
            print(error, file=sys.stderr)
        time.sleep(0.2)
    print(f"no page of this address has loaded: {address}", file=sys.stderr)
    return 1


def find(start: Any, address: str) -> Any | None:
    """Return the document that was loaded from an address, in whichever tab."""
    for node in children(start):
        # What follows "#" is a place in it, or for a PDF how it is shown.
        if node.get_role() == Atspi.Role.DOCUMENT_WEB:
            if url(node) == address.partition("#")[0]:
                return node
        elif (found := find(node, address)) is not None:
            return found
    return None


def url(document: Any) -> str:
    """Return the address that a document was loaded from."""
    attributes = Atspi.Document.get_document_attributes(document) or {}
    # Firefox calls it the one, Chromium the other.
    return str(attributes.get("DocURL") or attributes.get("URI") or "").partition("#")[0]


def is_loaded(document: Any) -> bool:
    """Tell whether a document is there, and those in its frames, as deep as `FRAMES`."""
    if document.get_state_set().contains(Atspi.StateType.BUSY):
        return False
    inner = [[*children(frame)] for frame in frames(document, FRAMES)]
    return all(within and is_loaded(within[0]) for within in inner)


def frames(node: Any, depth: int) -> Iterator[Any]:
    """Yield the frames that stand not deeper below a node than this."""
    for child in children(node):
        if child.get_role() == Atspi.Role.INTERNAL_FRAME:
            yield child
        elif depth > 1:
            yield from frames(child, depth - 1)


def walk(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield a node and what is in it, in the order of reading."""
    yield {
        "depth": depth,
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
    }
    for child in children(node):
        yield from walk(child, depth + 1)


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes right below a node, but for those that have just gone."""
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            yield child


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1], has_tree=sys.argv[1] != "loaded"))
