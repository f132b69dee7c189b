"""Documents -> pages of the site and print sheets, through the templates of `layouts/`."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from partnertools import fields
from partnertools.html import prose
from partnertools.model import (
    Block,
    Date,
    Document,
    Grid,
    Guide,
    LongAnswer,
    Packet,
    Page,
    Paper,
    PickMany,
    PickOne,
    Prompt,
    Prose,
    Rating,
    Rubric,
    ScaleKey,
    ShortAnswer,
    Tool,
    ToolCard,
    Toolkit,
    TrueFalse,
    all_blocks,
)
from partnertools.typography import typeset


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page offers; `size` is in bytes, `name` its path within the site."""

    name: str
    paper: Paper
    pages: int
    size: int

    @property
    def kilobytes(self) -> int:
        """Return the size as people read it, never zero."""
        return max(1, round(self.size / 1000))


PAPER_NAMES: dict[Paper, str] = {"letter": "US Letter", "a4": "A4"}


def kind(prompt: Prompt) -> str:
    """Return the name of a prompt's kind: its directive, and its folder in `layouts/fields/`."""
    match prompt:
        case ShortAnswer():
            return "short-answer"
        case LongAnswer():
            return "long-answer"
        case Date():
            return "date"
        case PickOne():
            return "pick-one"
        case PickMany():
            return "pick-many"
        case Rating():
            return "rating"
        case Rubric():
            return "rubric"
        case Grid():
            return "grid"
        case TrueFalse():
            return "true-false"
        case _:
            assert_never(prompt)


class Layouts:
    """The templates and styles of one `layouts/` folder, and what renders through them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.tests["prompt"] = lambda block: isinstance(block, Prompt)
        self._environment.tests["prose"] = lambda block: isinstance(block, Prose)
        self._environment.tests["scale_key"] = lambda block: isinstance(block, ScaleKey)
        self._environment.tests["tool_card"] = lambda block: isinstance(block, ToolCard)
        self._environment.filters["typeset"] = typeset
        self._environment.globals["paper_names"] = PAPER_NAMES

    def style(self, medium: str) -> str:
        """Return one style sheet for a medium (`screen` or `sheet`), tokens first."""
        parts = [self.folder / "tokens.css", self.folder / f"{medium}.css"]
        parts += sorted(self.folder.glob(f"fields/*/{medium}.css"))
        return "\n".join(part.read_text(encoding="utf-8") for part in parts)

    def tool(self, toolkit: Toolkit, tool: Tool, downloads: Mapping[str, list[Download]]) -> str:
        """Return a tool's page."""
        return self._page(toolkit, "tool.html", tool, downloads)

    def guide(self, toolkit: Toolkit, guide: Guide, downloads: Mapping[str, list[Download]]) -> str:
        """Return a guide's page."""
        return self._page(toolkit, "guide.html", guide, downloads)

    def page(self, toolkit: Toolkit, page: Page, downloads: Mapping[str, list[Download]]) -> str:
        """Return a page about the toolkit."""
        return self._page(toolkit, "page.html", page, downloads)

    def index(self, toolkit: Toolkit, downloads: Mapping[str, list[Download]]) -> str:
        """Return the start page."""
        packets = [(p, [_document(toolkit, t) for t in p.contents]) for p in toolkit.packets]
        return self._template("index.html").render(
            toolkit=toolkit,
            url=partial(_relative, "index.html"),
            downloads=downloads,
            packets=packets,
            here="index.html",
        )

    def sheet(
        self, toolkit: Toolkit, document: Document, paper: Paper, is_card: bool = False
    ) -> str:
        """Return the HTML of a print sheet; it names no style sheet of its own."""
        site = toolkit.base_url

        def resolve(href: str) -> str:
            target, _, anchor = href.removeprefix("content:").partition("#")
            if target == document.target and anchor:
                return f"#{anchor}"
            return _address(href, lambda path: site + path)

        return self._render(
            toolkit,
            "card.html" if is_card else "sheet.html",
            document,
            resolve,
            medium="sheet",
            url=lambda path: site + path,
            downloads={},
            paper=paper,
            orientation=document.orientation if isinstance(document, Tool) else "portrait",
        )

    def _page(
        self,
        toolkit: Toolkit,
        template: str,
        document: Document,
        downloads: Mapping[str, list[Download]],
    ) -> str:
        here = f"{document.target}/index.html"
        url = partial(_relative, here)
        return self._render(
            toolkit,
            template,
            document,
            partial(_address, url=url),
            medium="screen",
            url=url,
            downloads=downloads,
            here=here,
        )

    def _render(
        self,
        toolkit: Toolkit,
        template: str,
        document: Document,
        resolve: prose.Resolve,
        **names: Any,
    ) -> str:
        by_id: dict[str, fields.Field] = {}
        if isinstance(document, Tool):
            by_id = {f.id: f for f in fields.of_tool(document)}
        statements = [b for b, _ in all_blocks(document) if isinstance(b, TrueFalse)]

        def markup(text: Prose) -> Markup:
            return prose.html(text, resolve)

        def prompt(block: Block) -> Markup:
            assert isinstance(block, Prompt)
            own = [by_id[f.id] for f in fields.of_prompt(block, document.slug)]
            number = statements.index(block) + 1 if isinstance(block, TrueFalse) else 0
            rendered = self._template(f"fields/{kind(block)}/field.html").render(
                prompt=block, fields=own, markup=markup, number=number, medium=names["medium"]
            )
            return Markup(rendered)  # noqa: S704 (the template has escaped it)

        return self._template(template).render(
            toolkit=toolkit,
            document=document,
            markup=markup,
            prompt=prompt,
            statements=statements,
            tool=lambda slug: _document(toolkit, f"tools/{slug}"),
            **names,
        )

    def _template(self, name: str) -> Template:
        return self._environment.get_template(name)


def _document(toolkit: Toolkit, target: str) -> Document:
    return next(d for d in toolkit.documents() if d.target == target)


def _relative(here: str, path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(here) or ".")


def _address(href: str, url: prose.Resolve) -> str:
    if not href.startswith("content:"):
        return href
    target, _, anchor = href.removeprefix("content:").partition("#")
    return url(f"{target}/index.html") + (f"#{anchor}" if anchor else "")


__all__ = ["PAPER_NAMES", "Download", "Layouts", "Packet", "kind"]
