"""A `Toolkit` -> the mistakes that no single file shows: dead links, ids that clash."""

from collections.abc import Iterator

from partnertools import fields
from partnertools.model import Document, Guide, Tool, ToolCard, Toolkit, all_blocks, all_sections
from partnertools.problems import Problem, choose


def problems(toolkit: Toolkit) -> Iterator[Problem]:
    """Yield every mistake of the toolkit as a whole."""
    by_target = {d.target: d for d in toolkit.documents()}
    for document in toolkit.documents():
        yield from _links(document, by_target)
        if isinstance(document, Guide) and document.card:
            yield from _links(document.card, by_target)
    for tool in toolkit.tools:
        yield from _fields(tool)
    for packet in toolkit.packets:
        for target in packet.contents:
            if target not in by_target or target.startswith("pages/"):
                known = [t for t in by_target if not t.startswith("pages/")]
                what = f"the packet names `{target}`, which does not exist"
                yield Problem(packet.where, what, choose(target, known))


def _links(document: Document, by_target: dict[str, Document]) -> Iterator[Problem]:
    for link in document.links:
        target = document if link.target == document.target else by_target.get(link.target)
        if target is None:
            what = f"the link leads to `{link.target}.md`, which does not exist"
            yield Problem(link.where, what, choose(link.target, tuple(by_target)))
        elif link.anchor:
            anchors = {section.anchor for section, _ in all_sections(target)}
            if link.anchor not in anchors:
                what = f"`{link.target}.md` has no heading with the anchor `{link.anchor}`"
                yield Problem(link.where, what, choose(link.anchor, sorted(anchors)))
    slugs = {d.slug for d in by_target.values() if isinstance(d, Tool)}
    for block, _ in all_blocks(document):
        if isinstance(block, ToolCard) and block.slug not in slugs:
            what = f"there is no worksheet `{block.slug}`"
            yield Problem(block.where, what, choose(block.slug, sorted(slugs)))


def _fields(tool: Tool) -> Iterator[Problem]:
    known: dict[str, fields.Field] = {}
    names: dict[str, fields.Field] = {}
    for field in fields.of_tool(tool):
        short = field.id.removeprefix(f"{tool.slug}.")
        first = known.setdefault(field.id, field)
        if first is not field:
            what = f"the id `{short}` stands already at {first.where}"
            yield Problem(field.where, what, "give each its own id")
        elif (same := names.setdefault(field.name, field)) is not field:
            what = f"`{field.name}` is also the name of the field at {same.where}"
            yield Problem(field.where, what, "screen readers need different labels: change one")
    for field in known.values():
        parts = field.id.split(".")
        for end in range(2, len(parts)):
            above = known.get(".".join(parts[:end]))
            if above:
                short = above.id.removeprefix(f"{tool.slug}.")
                what = f"the id `{short}` is a field and the beginning of another's id"
                yield Problem(field.where, what, f"name that one, say, `{short}.text`")
