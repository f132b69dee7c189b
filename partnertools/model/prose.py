"""Text with markup, as an author has written it."""

from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown, parsed. Links to other content have the form `content:tools/slug#anchor`."""

    tokens: tuple[Token, ...]


NOTHING = Prose(())
