"""In: a page as screen readers get it. Out: how its controls are named, and which aren't."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from tools.screen_reader import Node

CONTROLS = {"check box", "combo box", "entry", "link", "push button", "radio button", "spin button"}
ANSWERS = {"check box", "entry", "radio button"}


def nameless(nodes: Sequence[Node]) -> list[str]:
    """Return the controls without a name, each with what was named last before it."""
    found, last = [], ""
    for node in nodes:
        last = node.name or last
        if node.role in CONTROLS and not node.name.strip():
            found.append(f"{node.role} after {last!r}")
    return found


def answers(nodes: Sequence[Node]) -> list[str]:
    """Return the names of all places for an answer, with the name of their group before them."""
    found = []
    groups: list[Node] = []
    for node in nodes:
        groups = [group for group in groups if group.depth < node.depth]
        if node.role in ("panel", "grouping") and node.name:
            groups.append(node)
        if node.role in ANSWERS:
            group = groups[-1].name if groups else ""
            found.append(f"{group}: {node.name}" if group else node.name)
    return found


def in_frame(nodes: Sequence[Node], name: str) -> list[Node]:
    """Return what stands in the frame of this name."""
    frames = [i for i, n in enumerate(nodes) if n.role == "internal frame" and n.name == name]
    rest = nodes[frames[0] + 1 :]
    return [*takewhile(lambda node: node.depth > nodes[frames[0]].depth, rest)]


def answers_in_pdf(nodes: Sequence[Node]) -> list[str]:
    """Return the names of all places for an answer.

    The viewer names not the buttons themselves, but the region around each of them.
    """
    return [
        node.name if node.role == "entry" else around.name
        for around, node in pairwise(nodes)
        if node.role in ANSWERS
    ]
