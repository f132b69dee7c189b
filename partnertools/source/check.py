"""A `Toolkit` -> the mistakes that no single file shows: dead links, ids that clash."""

import posixpath
import re
from collections.abc import Iterator, Sequence, Set

from partnertools.model import fields
from partnertools.model.prompt import Field, Prompt
from partnertools.model.toolkit import Document, Guide, Link, Tool, ToolCard, Toolkit, all_blocks
from partnertools.problems import Problem, Where, choose
from partnertools.source.sources import CARD, FILES

# More than a picture as wide as a page takes.
HEAVY = 2_000_000


def problems(toolkit: Toolkit) -> Iterator[Problem]:
    """Yield every mistake of the toolkit as a whole."""
    by_target: dict[str, Document] = {}
    for document in toolkit.documents():
        first = by_target.setdefault(document.target, document)
        if first is not document:
            what = f"`{document.target}` is also made from {first.where}"
            yield Problem(document.where, what, "rename one of the two")
    yield from _aliases(toolkit)
    slugs = {tool.slug for tool in toolkit.tools}
    for document in toolkit.documents():
        yield from _links(document, by_target, slugs)
        if isinstance(document, Guide) and document.card:
            yield from _links(document.card, by_target, slugs)
        if isinstance(document, Tool):
            own = fields.of_tool(document)
            yield from _ids(document, own)
            yield from _names(own)
            continue
        for block, _ in all_blocks(document):
            if isinstance(block, Prompt):
                what = f"a control in `{document.folder}/`, where nobody can save an answer"
                yield Problem(block.where, what, "move it to a worksheet in `tools/`")


def drafts(toolkit: Toolkit, left_out: Sequence[Document]) -> Iterator[Problem]:
    """Yield what would lead to drafts that are left out, from what is published."""
    targets = {draft.target for draft in left_out}
    remedy = "remove this, or the line `draft: true` there"
    for document in toolkit.documents():
        links = [*document.links]
        if isinstance(document, Guide) and document.card:
            links += document.card.links
        for link in links:
            if link.target in targets:
                yield Problem(link.where, f"the link leads to `{link.target}.md`, a draft", remedy)
        for block, _ in all_blocks(document):
            if isinstance(block, ToolCard) and f"tools/{block.slug}" in targets:
                yield Problem(block.where, f"the worksheet `{block.slug}` is a draft", remedy)
    for packet in toolkit.packets:
        for target in packet.contents:
            if target in targets:
                # It may be any of the items below that line.
                remedy = f"remove `{target}` from it, or the line `draft: true` there"
                yield Problem(packet.where, f"the packet holds `{target}`, a draft", remedy)


def notes(toolkit: Toolkit) -> Iterator[Problem]:
    """Yield what is probably not meant, and can be built all the same."""
    for document in toolkit.documents():
        for picture in document.pictures:
            size = picture.path.stat().st_size
            if size > HEAVY:
                what = f"the picture `{picture.name}` has {size / 1e6:.1f} MB"
                remedy = "everybody who opens the page loads them: save it smaller"
                yield Problem(picture.where, what, remedy)


def _aliases(toolkit: Toolkit) -> Iterator[Problem]:
    """Yield the former addresses that are something else's."""
    taken = {document.target: document.where for document in toolkit.documents()}
    taken |= {packet.target: packet.where for packet in toolkit.packets}
    former: dict[str, Where] = {}
    for one in toolkit.with_aliases():
        for alias in one.aliases:
            target = f"{one.target.partition('/')[0]}/{alias.slug}"
            first = former.setdefault(target, alias.where)
            if target == one.target:
                what = f"`{alias.slug}` is the name that this has today"
                yield Problem(alias.where, what, "remove it from `aliases`")
            elif target in taken:
                what = f"the address `{target}` is that of {taken[target].path}"
                yield Problem(alias.where, what, "remove it from `aliases`")
            elif first != alias.where:
                what = f"the address `{target}` already leads elsewhere, {_at(first, alias.where)}"
                if first.path == alias.where.path:
                    what = f"`{alias.slug}` stands here twice"
                yield Problem(alias.where, what, "remove one of the two")


def _links(
    document: Document, by_target: dict[str, Document], slugs: Set[str]
) -> Iterator[Problem]:
    for link in document.links:
        if link.target.startswith(f"{FILES}/"):
            continue
        target = document if link.target == document.target else by_target.get(link.target)
        if target is None:
            what = f"the link leads to `{link.target}.md`, which does not exist"
            yield Problem(link.where, what, _suggest_target(link, by_target))
        elif link.anchor:
            anchors = target.anchors
            # One without a title couldn't be read.
            if isinstance(target, Tool) and (target.opening.blocks or not target.title):
                anchors |= {target.opening.anchor}
            if link.anchor not in anchors:
                what = f"`{link.target}.md` has no heading with the anchor `{link.anchor}`"
                yield Problem(link.where, what, choose(link.anchor, sorted(anchors)))
    for block, _ in all_blocks(document):
        if isinstance(block, ToolCard) and block.slug not in slugs:
            what = f"there is no worksheet `{block.slug}`"
            yield Problem(block.where, what, choose(block.slug, sorted(slugs)))


def _suggest_target(link: Link, by_target: dict[str, Document]) -> str:
    """Suggest what a dead link was meant to lead to, as it is written in its file."""
    # An edition's files and those of its base lie in one folder, as authors see it.
    path = link.where.path
    folder = "." if path.name == "opening.md" else path.parent.name
    if path.name in ("index.md", CARD):
        folder = f"{path.parents[1].name}/{path.parent.name}"

    def written(target: str) -> str:
        is_folder = by_target[target].where.path.name == "index.md"
        return posixpath.relpath(f"{target}/index.md" if is_folder else f"{target}.md", folder)

    remedy = choose(f"{link.target}.md", [f"{target}.md" for target in by_target])
    return re.sub(r"`([^`]+)\.md`", lambda name: f"`{written(name[1])}`", remedy)


def _ids(tool: Tool, own: Sequence[Field]) -> Iterator[Problem]:
    """Yield the ids that stand twice, and those that begin with the id of a field."""
    prompts: dict[str, Where] = {}
    for block, _ in all_blocks(tool):
        # A missing id is reported where it is missing.
        if isinstance(block, Prompt) and block.id:
            first = prompts.setdefault(block.id, block.where)
            if first != block.where:
                what = f"the id `{block.id}` is already used {_at(first, block.where)}"
                yield Problem(block.where, what, "give each its own id")
    known: dict[str, Field] = {}
    for field in own:
        short = field.id.removeprefix(f"{tool.slug}.")
        if field.where not in prompts.values() or "" in short.split("."):
            continue
        # Parts of one prompt with one id are reported with the prompt.
        same = known.setdefault(short, field)
        if same.where != field.where:
            what = f"the id `{short}` is already used {_at(same.where, field.where)}"
            yield Problem(field.where, what, "give each its own id")
    clashes: set[tuple[str, Where]] = set()
    for short, field in known.items():
        parts = short.split(".")
        for end in range(1, len(parts)):
            above = known.get(beginning := ".".join(parts[:end]))
            if above and (beginning, field.where) not in clashes:
                clashes.add((beginning, field.where))
                place = _at(above.where, field.where)
                what = f"the id `{short}` begins with `{beginning}`, the id of the field {place}"
                yield Problem(field.where, what, f"name that one, say, `{beginning}.text`")


def _names(own: Sequence[Field]) -> Iterator[Problem]:
    """Yield the accessible names that two prompts have in common."""
    names: dict[str, Where] = {}
    clashes: set[tuple[Where, Where]] = set()
    for field in own:
        first = names.setdefault(field.name, field.where)
        # Cells of two grids may clash by the dozen: one message says it.
        if first != field.where and (first, field.where) not in clashes:
            clashes.add((first, field.where))
            what = f"`{field.name}` is also the name of the field {_at(first, field.where)}"
            yield Problem(field.where, what, "screen readers need different labels: change one")


def _at(where: Where, seen_from: Where) -> str:
    return f"on line {where.line}" if where.path == seen_from.path else f"at {where}"
