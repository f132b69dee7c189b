"""A document -> what is found out once for all of its pages, which are made one after another."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from partnertools.model import fields
from partnertools.model.prompt import Field, Prompt
from partnertools.model.prose import Prose
from partnertools.model.toolkit import Document, Tool, Toolkit, all_blocks
from partnertools.render.downloads import Download


class Shown:
    """A document of a toolkit, its fields, and what is the same on several of its pages.

    `keyed` are the prompts with an answer that is right; `forms` are the worksheet itself, by the
    first page of a folder and the files that it offers.
    """

    def __init__(self, toolkit: Toolkit | None, document: Document | None) -> None:
        self.toolkit = toolkit
        self.document = document
        self.fields: dict[str, Field] = {}
        if isinstance(document, Tool):
            self.fields = {field.id: field for field in fields.of_tool(document)}
        blocks = (block for block, _ in all_blocks(document)) if document else ()
        self.keyed = [one for one in blocks if isinstance(one, Prompt) and one.has_key]
        self.forms: dict[tuple[str | Download, ...], Markup] = {}
        # By the medium and the identity of a part, which is held with what was made of it.
        self._parts: dict[tuple[str, int], tuple[Prose | Prompt, Markup]] = {}

    def once(
        self,
        medium: str,
        part: Prose | Prompt,
        addresses: Sequence[str],
        make: Callable[[], Markup],
    ) -> Markup:
        """Return what is made of a part, which may add `addresses` to those of its page.

        What leads nowhere is the same on every page of a medium, and made once.
        """
        key = medium, id(part)
        if key not in self._parts:
            before = len(addresses)
            made = make()
            if len(addresses) > before:
                return made
            self._parts[key] = part, made
        return self._parts[key][1]
