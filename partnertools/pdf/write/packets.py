"""Cover, contents and laid-out documents -> the pages of a packet, laid out.

No document is laid out for a packet: its pages are taken as they are on its own PDF. Only what
stands in their margins is another, and that comes from a skeleton, in which every document is as
many empty pages as it has. The title and the section in a running head are the document's own.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.urls import iri_to_uri

from partnertools.pdf.job import PacketJob, PacketPart
from partnertools.pdf.write.layout import Layout, Layouter, read

NEW_PAGE = "new-page"
# Pages of a cover and of contents that fit on one.
USUAL_FRONT = 2
# Where the running head begins, by the direction of the language.
TITLES = {"ltr": "@top-left", "rtl": "@top-right"}


def put_together(packet: PacketJob, layouts: Sequence[Layout], layouter: Layouter) -> Layout:
    """Return the pages of a packet; `layouts` are those of the batch's documents."""
    documents = [layouts[part.number].document for part in packet.parts]
    source = read(packet.html, packet.pictures)
    title = TITLES[source.etree_element.get("dir", "ltr")]
    articles = {a.get("id"): a for a in source.etree_element.iter("article")}
    for part, document in zip(packet.parts, documents, strict=True):
        for _ in document.pages[1:]:
            SubElement(articles[part.slug], "div", {"class": NEW_PAGE})
    first = packet.parts[0].slug
    # A document brings its own title.
    rules = f"@page {{ {title} {{ content: none }} }}"
    numbering = _numbering(USUAL_FRONT, _count_pages(documents))
    skeleton = layouter.render(source, rules + numbering)
    while numbering != (true := _numbering_of(skeleton, first)):
        numbering = true
        skeleton = layouter.render(source, rules + numbering)
    addresses = {iri_to_uri(part.address): part.slug for part in packet.parts}
    for part, document in zip(packet.parts, documents, strict=True):
        start = _page_of(skeleton, part.slug)
        for number, page in enumerate(document.pages, start):
            skeleton.pages[number] = _page(page, skeleton.pages[number], part, addresses, title)
        body = document._html.etree_element.find("body")
        _fill(articles[part.slug], body)
    undrawn = [name for part in packet.parts for name in layouts[part.number].undrawn]
    return Layout(skeleton, tuple(dict.fromkeys(undrawn)))


def front(layout: Layout, packet: PacketJob) -> int:
    """Return how many pages of a packet come before the first document."""
    return _page_of(layout.document, packet.parts[0].slug)


def _page_of(document: Any, anchor: str) -> int:
    return next(n for n, page in enumerate(document.pages) if anchor in page.anchors)


def _count_pages(documents: Sequence[Any]) -> int:
    """Return how many pages documents take that each begin on a recto."""
    pages = 0
    for document in documents:
        pages += pages % 2 + len(document.pages)
    return pages


def _numbering_of(document: Any, first: str) -> str:
    front = _page_of(document, first)
    return _numbering(front, len(document.pages) - front)


def _numbering(front: int, numbered: int) -> str:
    # The page on which the first document begins is numbered 1, and says of how many it is.
    return f"@page :nth({front + 1}) {{ counter-reset: page 1 numbered {numbered} }}"


def _page(page: Any, empty: Any, part: PacketPart, addresses: dict[str, str], title: str) -> Any:
    """Return a document's page with the margins of an empty one of the packet."""
    box, frame = page._page_box, empty._page_box
    assert _size(page) == _size(empty), "a document has the same pages in a packet"
    inner = [child for child in box.children if _margin(child) in ("", title)]
    margins = [child for child in frame.children if _margin(child) not in ("", title)]
    joined = Page(box.copy_with_children([*inner, *margins]))
    joined.anchors = {_anchor(part.slug, name): place for name, place in joined.anchors.items()}
    if part.slug in empty.anchors:
        joined.anchors[part.slug] = empty.anchors[part.slug]
    joined.links = [
        (*_target(kind, to, part, addresses), *rest) for kind, to, *rest in joined.links
    ]
    return joined


def _size(page: Any) -> tuple[int, int]:
    # A sum of body and margins, in pixels: the last digit may be another.
    return round(page.width), round(page.height)


def _margin(box: Any) -> str:
    """Return the name of a box in a margin; none for the text of the page."""
    return box.at_keyword if isinstance(box, boxes.MarginBox) else ""


def _target(kind: str, target: str, part: PacketPart, addresses: dict[str, str]) -> tuple[str, str]:
    """Return where a link leads in the packet: to what is in it rather than to a website."""
    if kind == "internal":
        return kind, _anchor(part.slug, target)
    address, _, anchor = target.partition("#")
    if slug := addresses.get(address):
        # An address has it percent-encoded, a place in the document as it is written.
        return "internal", _anchor(slug, unquote(anchor)) if anchor else slug
    return kind, target


def _anchor(slug: str, name: str) -> str:
    """Return what an anchor is called in the packet.

    Those of fields have the slug in their names already, places in an answer key before it.
    """
    is_of_field = name.startswith(f"{slug}.") and not name.endswith("_key")
    return name if is_of_field else f"{slug}--{name}"


def _fill(article: Element, body: Element) -> None:
    """Let the elements of a document stand in the packet's tree, for the tags."""
    article[:] = list(body)
