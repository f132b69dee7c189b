"""Former slugs -> which address of the site leads where now.

Pages have a page each at their old address, for all hosts. Of files, servers are told.
"""

from collections.abc import Iterator, Mapping, Sequence

from partnertools.model.toolkit import Document, Packet, Tool, Toolkit
from partnertools.render.embeds import PARTS
from partnertools.render.hosting import Redirect


def of(toolkit: Toolkit, pdfs: Mapping[str, Sequence[str]]) -> list[Redirect]:
    """Return all redirects; `pdfs` are the paths of PDFs by the target that they are of."""
    return [
        Redirect(before, now, one.title)
        for one in toolkit.with_aliases()
        for alias in one.aliases
        for before, now in zip(
            _paths(one, alias.slug, pdfs), _paths(one, one.slug, pdfs), strict=True
        )
    ]


def _paths(one: Document | Packet, slug: str, pdfs: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what there is of a document or a packet, as if it had a slug."""
    folder = one.target.partition("/")[0]
    yield f"{folder}/{slug}/index.html"
    for pdf in pdfs.get(one.target, ()):
        place, _, name = pdf.rpartition("/")
        if isinstance(one, Tool | Packet):
            name = slug + name.removeprefix(one.slug)
        path = f"{folder}/{name}" if place == folder else f"{folder}/{slug}/{name}"
        yield path
        if isinstance(one, Tool):
            yield f"{path.removesuffix('.pdf')}.fill.json"
    if isinstance(one, Tool):
        for name in (*PARTS.values(), "oembed.json"):
            yield f"embed/{slug}/{name}"
        yield f"data/{slug}.schema.json"
