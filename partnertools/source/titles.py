"""A `Toolkit` -> one whose links without words have the titles of what they lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import unquote

from markdown_it.token import Token

from partnertools.foreign import like
from partnertools.model.prose import Prose, change_prose
from partnertools.model.toolkit import Document, Guide, Link, Toolkit, all_sections
from partnertools.source.overlay import LeftOut
from partnertools.typography import typeset

D = TypeVar("D", bound=Document)
Titles = Mapping[tuple[str, str], str]


def give(toolkit: Toolkit, left_out: Sequence[LeftOut] = ()) -> Toolkit:
    """Return the toolkit with titles in its links; where a link leads nowhere, its check says so.

    What is left out has a title too.
    """
    wanted = {link.target for one in toolkit.documents() for link in _wordless(one)}
    if not wanted:
        return toolkit
    titles = {(one.target, ""): typeset(one.title, toolkit.language) for one in left_out}
    for document in toolkit.documents():
        if document.target in wanted:
            title = document.title
            titles[document.target, ""] = like(typeset(title, toolkit.language), title)
            for section, _ in all_sections(document):
                titles[document.target, section.anchor] = section.title

    def give_titles(document: D) -> D:
        return change_prose(document, partial(_say, titles)) if _wordless(document) else document

    return replace(
        toolkit,
        tools=tuple(map(give_titles, toolkit.tools)),
        guides=tuple(map(give_titles, toolkit.guides)),
        pages=tuple(map(give_titles, toolkit.pages)),
    )


def _wordless(document: Document) -> list[Link]:
    card = document.card if isinstance(document, Guide) else None
    links = (*document.links, *(card.links if card else ()))
    return [link for link in links if not link.has_words]


def _say(titles: Titles, prose: Prose) -> Prose:
    """Return a text with titles between the beginnings and the ends of links without words."""
    if not prose.has_links:
        return prose
    before = prose.tokens
    after = [_say_in_line(titles, token) for token in before]
    is_same = all(new is old for new, old in zip(after, before, strict=True))
    return prose if is_same else Prose.of(after)


def _say_in_line(titles: Titles, token: Token) -> Token:
    children = [*(token.children or ())]
    for number, child in enumerate(children[:-2]):
        words, end = children[number + 1 : number + 3]
        is_bare = words.type == "text" and not words.content and end.type == "link_close"
        if child.type == "link_open" and is_bare:
            target, _, anchor = str(child.attrs["href"]).removeprefix("content:").partition("#")
            title = titles.get((target, unquote(anchor))) or titles.get((target, "")) or target
            children[number + 1] = words.copy(content=title)
    return token if children == (token.children or []) else token.copy(children=children)
