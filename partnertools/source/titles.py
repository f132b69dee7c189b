"""A `Toolkit` whose links without words get the titles of what they lead to."""

from partnertools.foreign import like
from partnertools.model.toolkit import Guide, Toolkit, all_sections
from partnertools.typography import typeset


def give(toolkit: Toolkit) -> None:
    """Put titles into the links; where a link leads nowhere, its check says so."""
    titles: dict[tuple[str, str], str] = {}
    linking = list(toolkit.documents())
    for document in toolkit.documents():
        title = document.title
        titles[document.target, ""] = like(typeset(title, toolkit.language), title)
        for section, _ in all_sections(document):
            titles[document.target, section.anchor] = section.title
        if isinstance(document, Guide) and document.card:
            linking.append(document.card)
    for document in linking:
        for link in document.links:
            if link.words is not None:
                found = titles.get((link.target, link.anchor)) or titles.get((link.target, ""))
                link.words.content = found or link.target
