"""A tool's prompts -> its fields: one for every single answer, the same in page, PDF and data."""

from collections import Counter
from dataclasses import replace

from partnertools.model.prompt import Field, Prompt
from partnertools.model.toolkit import Tool, all_blocks


def of_tool(tool: Tool) -> tuple[Field, ...]:
    """Return the tool's fields in reading order.

    A name that occurs twice gets its section's title in front, then that of the section around
    it. Names that are still equal after that stay equal; `partnertools.source.check` reports them.
    """
    drafts: list[tuple[Field, tuple[str, ...]]] = []
    for block, titles in all_blocks(tool):
        if isinstance(block, Prompt):
            drafts += [(f, titles) for f in block.fields(tool.slug)]
    for depth in (1, 2):
        count = Counter(f.name for f, _ in drafts)
        if len(count) == len(drafts):
            break
        drafts = [
            (replace(f, name=f"{titles[-depth]}: {f.name}"), titles)
            if count[f.name] > 1 and len(titles) >= depth
            else (f, titles)
            for f, titles in drafts
        ]
    return tuple(f for f, _ in drafts)
