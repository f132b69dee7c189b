"""In: `docs/counterparts.csv`, the items of the five sources. Out: `docs/counterparts.md`.

    .venv/bin/python tests/counterparts.py

An item has a number, the line of the source where it begins, and a label. Its counterpart is named
by an id or an anchor: `tools/tea#pouring` is a section, `tools/tea:cups` a field or a table, and
`tools/tea:taste=bitter` one of its choices; a document or a scale alone stands for its title. What
it is called today comes from the content, so that a counterpart that goes is noticed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from partnertools import source  # noqa: E402  # of this folder
from partnertools.model import fields  # noqa: E402
from partnertools.model.toolkit import Tool, Toolkit, all_sections  # noqa: E402

ITEMS = ROOT / "docs" / "counterparts.csv"
TABLE = ROOT / "docs" / "counterparts.md"
SOURCES = (
    "Partner Health Self-Reflection",
    "Strengthening Partnerships Tool",
    "Put the 'Partner' in Partnership",
    "Build Key Partnerships",
    "Team Reflection on Family and Professional Partnerships",
)
HEAD = """\
# Items of the sources and their counterparts

Every item of the five sources has one counterpart here. The table is printed by
`tests/counterparts.py` from `docs/counterparts.csv`; what a counterpart is called comes from the
content. *Line* is where an item begins in our copy of its source.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a source; `number` begins with the source's, from 0."""

    number: str
    line: int
    label: str
    counterpart: str


def items() -> list[Item]:
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return [
            Item(row["item"], int(row["line"]), row["label"], row["counterpart"])
            for row in csv.DictReader(file)
        ]


def names(toolkit: Toolkit) -> dict[str, str]:
    """Return what every address of the content is called."""
    found = {d.target: d.title for d in toolkit.documents()}
    for document in toolkit.documents():
        for section, _ in all_sections(document):
            found[f"{document.target}#{section.anchor}"] = section.title
    for tool in toolkit.tools:
        found |= dict(_of_fields(tool))
    for scale in toolkit.scales:
        found[f"scales/{scale.id}"] = scale.title
        found |= {f"scales/{scale.id}={p.id}": f"{p.symbol} {p.word}" for p in scale.points}
    return found


def _of_fields(tool: Tool) -> Iterator[tuple[str, str]]:
    for field in fields.of_tool(tool):
        address = f"{tool.target}:{field.id.removeprefix(f'{tool.slug}.')}"
        yield address, field.name
        for option in field.options:
            yield f"{address}={option.id}", f"{field.name}: {option.label}"
        if field.prompt_kind == "grid":
            # A table as a whole, which its cells begin with.
            yield address.rsplit(".", 2)[0], field.name.split(":")[0]


def table(toolkit: Toolkit) -> str:
    """Return the whole page; a counterpart that isn't there is a KeyError."""
    called = names(toolkit)
    lines = [HEAD]
    for number, title in enumerate(SOURCES):
        own = [item for item in items() if item.number.startswith(f"{number}.")]
        lines += [f"## {title}", "", f"{len(own)} items", ""]
        lines += ["| item | line | what it is | counterpart | address |", "|---|---|---|---|---|"]
        lines += [
            f"| {i.number} | {i.line} | {i.label} | {called[i.counterpart]} | `{i.counterpart}` |"
            for i in own
        ]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    TABLE.write_text(table(source.read(ROOT / "content")), encoding="utf-8")
