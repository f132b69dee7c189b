"""Documents -> pages of the site and print sheets, through the templates of `layouts/`."""

import json
import posixpath
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha384
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markupsafe import Markup

from partnertools.interface.words import SOURCE
from partnertools.model.editions import STANDARD, Edition
from partnertools.model.prompt import Prompt
from partnertools.model.prose import Prose
from partnertools.model.toolkit import (
    Additions,
    Block,
    Document,
    Guide,
    Orientation,
    Packet,
    Page,
    Paper,
    ScaleKey,
    Tool,
    ToolCard,
    Toolkit,
    own_sections,
)
from partnertools.render import codes, comparison, embeds, hrefs, languages, mirroring, prose
from partnertools.render.downloads import Download
from partnertools.render.embeds import HOST_SCRIPT, EmbedPart
from partnertools.render.layout_files import LayoutFiles
from partnertools.render.shown import Shown
from partnertools.typography import space, typeset, whole_hours

MOST_AT_A_GLANCE = 20
# Holds the place of what is put in piece by piece; it is of private use, and in no text.
DESCRIBED = "\ue003"


class Layouts(LayoutFiles):
    """The templates and styles of `layouts/` folders, and what renders through them."""

    def __init__(self, *folders: Path, language: str = SOURCE) -> None:
        super().__init__(*folders, language=language)
        self._shown = Shown(None, None)
        self.environment.tests |= {
            "prompt": lambda block: isinstance(block, Prompt),
            "prose": lambda block: isinstance(block, Prose),
            "scale_key": lambda block: isinstance(block, ScaleKey),
            "tool_card": lambda block: isinstance(block, ToolCard),
            "additions": lambda block: isinstance(block, Additions),
        }
        self.environment.filters["typeset"] = partial(languages.typeset_own, language=language)
        self.environment.filters["space"] = partial(space, language=language)
        self.environment.filters["own_name"] = languages.own_name
        self.environment.filters["joined"] = urljoin
        self.environment.globals["whole_hours"] = whole_hours
        self.environment.filters["own_sections"] = own_sections

    def tool(self, toolkit: Toolkit, tool: Tool, downloads: Mapping[str, list[Download]]) -> str:
        """Return a tool's page."""
        return self._page(toolkit, "tool.html", tool, downloads)

    def embed(
        self,
        toolkit: Toolkit,
        tool: Tool,
        downloads: Mapping[str, list[Download]],
        part: EmbedPart,
    ) -> str:
        """Return a tool's page for a frame on another website."""
        html = self._page(
            toolkit, "embed.html", tool, downloads, here=embeds.page_name(tool, part), part=part
        )
        return embeds.open_outside(html)

    def embed_index(self, toolkit: Toolkit) -> str:
        """Return the page on which webmasters choose what to embed."""
        site, integrity = toolkit.base_url, self.integrity()
        return self.render(
            "embed-page.html",
            toolkit=toolkit,
            tools=[(t.slug, typeset(t.title, self.interface.language)) for t in toolkit.tools],
            snippets={
                tool.slug: self.render(
                    "snippet.html",
                    address=site + embeds.page_name(tool, "whole"),
                    page=f"{site}{tool.target}/index.html",
                    title=typeset(tool.title, self.interface.language),
                    script=site + HOST_SCRIPT,
                    integrity=integrity,
                )
                for tool in toolkit.tools
            },
            host_script=HOST_SCRIPT,
            integrity=integrity,
            url=partial(hrefs.relative, "embed/index.html"),
            here="embed/index.html",
        )

    def compare(
        self,
        toolkit: Toolkit,
        url: Callable[[str], str] | None = None,
        answers: str = "",
        tell: Callable[[Tool], str] | None = None,
    ) -> Iterator[str]:
        """Yield the pieces of the page that compares answers: together, worksheets take room.

        A report has `answers` in it, a comparison as a page saves it; `url` says where the rest of
        the site is. `tell` gives what `comparison.tell` says of a worksheet.
        """
        here = "compare/index.html"
        tell = tell or partial(comparison.tell, toolkit)
        asking = [tool for tool in toolkit.tools if tell(tool)]
        html = self.render(
            "compare.html",
            toolkit=toolkit,
            asking=[(t.slug, typeset(t.title, toolkit.language)) for t in asking],
            described=DESCRIBED,
            answers=Markup(answers.replace("<", "\\u003c")),  # noqa: S704 (no tag begins in it)
            url=url or partial(hrefs.relative, here),
            here=here,
        )
        before, place, after = html.partition(DESCRIBED)
        yield before
        yield from comparison.join(toolkit, map(tell, asking)) if place else ()
        yield after

    def host_script(self, name: str) -> bytes:
        """Return a script for pages that embed worksheets, as it is."""
        return self.read(f"hosts/{posixpath.basename(name)}")

    def integrity(self) -> str:
        """Return what the bytes of the newest one must be (W3C, Subresource Integrity)."""
        return f"sha384-{b64encode(sha384(self.host_script(HOST_SCRIPT)).digest()).decode()}"

    def titles(self, toolkit: Toolkit) -> str:
        """Return a script that tells another one the titles of all worksheets."""
        titles = {tool.slug: typeset(tool.title, self.interface.language) for tool in toolkit.tools}
        told = json.dumps({"titles": titles}, ensure_ascii=False, separators=(",", ":"))
        return f"Object.assign(document.currentScript, {told});\n"

    def guide(self, toolkit: Toolkit, guide: Guide, downloads: Mapping[str, list[Download]]) -> str:
        """Return a guide's page."""
        return self._page(toolkit, "guide.html", guide, downloads)

    def page(self, toolkit: Toolkit, page: Page, downloads: Mapping[str, list[Download]]) -> str:
        """Return a page about the toolkit."""
        return self._page(toolkit, "page.html", page, downloads)

    def packet(
        self, toolkit: Toolkit, packet: Packet, downloads: Mapping[str, list[Download]]
    ) -> str:
        """Return a packet's page: what is inside, and how many sheets it takes."""
        here = f"packets/{packet.slug}/index.html"
        return self.render(
            "packet-page.html",
            toolkit=toolkit,
            packet=packet,
            documents=[toolkit.find(target) for target in packet.contents],
            downloads=downloads,
            url=partial(hrefs.relative, here),
            here=here,
        )

    def index(self, toolkit: Toolkit, downloads: Mapping[str, list[Download]]) -> str:
        """Return the start page."""
        packets = [(p, [toolkit.find(t) for t in p.contents]) for p in toolkit.packets]
        return self.render(
            "index.html",
            toolkit=toolkit,
            url=partial(hrefs.relative, "index.html"),
            downloads=downloads,
            packets=packets,
            is_searchable=is_searchable(toolkit),
            here="index.html",
        )

    def missing(self, toolkit: Toolkit, base: str) -> str:
        """Return the page for addresses that lead nowhere; `base` is the path of the site.

        It may be shown at any depth, so its addresses begin at the root of the server.
        """
        return self.render(
            "404.html",
            toolkit=toolkit,
            is_searchable=is_searchable(toolkit),
            url=lambda path: posixpath.normpath(base + path) if path else base,
            here="404.html",
        )

    def moved(self, toolkit: Toolkit, before: str, now: str, title: str) -> str:
        """Return the page at a former path, which leads to where it is now."""
        return self.render(
            "moved.html",
            toolkit=toolkit,
            now=now,
            title=title,
            url=partial(hrefs.relative, before),
            here=before,
        )

    def sheet(
        self, toolkit: Toolkit, document: Document, paper: Paper, edition: Edition = STANDARD
    ) -> str:
        """Return the HTML of a print sheet; it names no style sheet of its own."""
        return self._render_sheet(
            "sheet.html",
            toolkit=toolkit,
            document=document,
            paper=paper,
            edition=edition.classes,
            orientation=_orientation(document, edition),
            body=self._body(toolkit, document, edition),
            has_code=_has_code(toolkit, document),
        )

    def card(self, toolkit: Toolkit, card: Document, paper: Paper) -> str:
        """Return the HTML of a summary card's print sheet."""
        return self._render(
            toolkit,
            "card.html",
            card,
            partial(hrefs.resolve, url=lambda path: toolkit.base_url + path),
            medium="sheet",
            url=lambda path: toolkit.base_url + path,
            paper=paper,
        )

    def packet_sheet(
        self, toolkit: Toolkit, packet: Packet, paper: Paper, edition: Edition = STANDARD
    ) -> str:
        """Return the HTML of what a packet has beside its documents: cover and contents.

        For each document there is an article with its slug and its title. The pages before the
        first document are numbered i, ii, …, and the documents from 1.
        """
        return self._render_sheet(
            "packet.html",
            toolkit=toolkit,
            packet=packet,
            documents=tuple(toolkit.find(target) for target in packet.contents),
            paper=paper,
            edition=edition.classes,
            orientation=lambda document: _orientation(document, edition),
        )

    def _render_sheet(self, name: str, toolkit: Toolkit, **names: Any) -> str:
        html = self.render(name, toolkit=toolkit, **names)
        return mirroring.mirror_html(html) if toolkit.direction == "rtl" else html

    def _body(self, toolkit: Toolkit, document: Document, edition: Edition) -> Markup:
        """Return what a document prints; links to its own parts stay inside it."""

        def resolve(href: str) -> str:
            target, _, anchor = href.removeprefix("content:").partition("#")
            if target == document.target and anchor:
                return f"#{anchor}"
            return hrefs.resolve(href, lambda path: toolkit.base_url + path)

        # Servers add the name of the page: without it, the address is short enough to type.
        address = f"{toolkit.base_url}{document.target}/"
        html = self._render(
            toolkit,
            "body.html",
            document,
            resolve,
            medium="sheet",
            edition=edition.classes,
            address=address,
            divide_address=codes.divide,
            code=codes.picture(address) if _has_code(toolkit, document) else "",
            url=lambda path: resolve(f"content:{path.removesuffix('/index.html')}"),
        )
        return Markup(html)  # noqa: S704 (the templates have escaped it)

    def _page(
        self,
        toolkit: Toolkit,
        template: str,
        document: Document,
        downloads: Mapping[str, list[Download]],
        here: str = "",
        **names: str,
    ) -> str:
        here = here or f"{document.target}/index.html"
        url = partial(hrefs.relative, here)
        return self._render(
            toolkit,
            template,
            document,
            partial(hrefs.resolve, url=url),
            medium="screen",
            url=url,
            downloads=downloads,
            here=here,
            **names,
        )

    def _prompt(self, prompt: Prompt, template: str, **names: Any) -> Markup:
        """Return what a template of a prompt's kind says of it."""
        rendered = self.render(f"fields/{prompt.kind}/{template}.html", prompt=prompt, **names)
        return Markup(rendered)  # noqa: S704 (the template has escaped it)

    def _render(
        self,
        toolkit: Toolkit,
        template: str,
        document: Document,
        resolve: prose.Resolve,
        **names: Any,
    ) -> str:
        if self._shown.toolkit is not toolkit or self._shown.document is not document:
            self._shown = Shown(toolkit, document)
        shown = self._shown
        medium: str = names["medium"]
        addresses: list[str] = []

        def address(href: str) -> str:
            addresses.append(href)
            return resolve(href)

        def picture(name: str) -> str:
            addresses.append(name)
            # A sheet names pictures from the content's folder: a packet holds several documents.
            folder = "guide" if document.folder == "card" else document.folder
            path = f"{folder}/{document.slug}/{name}"
            return str(names["url"](path)) if medium == "screen" else path

        def markup(text: Prose) -> Markup:
            return shown.once(medium, text, addresses, lambda: prose.html(text, address, picture))

        def prompt(block: Block, asked: str = "") -> Markup:
            assert isinstance(block, Prompt)
            return shown.once(medium, block, addresses, lambda: field(block, asked))

        def field(block: Prompt, asked: str) -> Markup:
            return self._prompt(
                block,
                "field",
                fields=[shown.fields[f.id] for f in block.fields(document.slug)],
                markup=markup,
                number=shown.keyed.index(block) + 1 if block in shown.keyed else 0,
                medium=medium,
                asked=asked,
            )

        def key_entry(block: Prompt) -> Markup:
            field_id = f"{document.slug}.{block.id}"
            return self._prompt(block, "key", field_id=field_id, markup=markup)

        known = {
            **names,
            "toolkit": toolkit,
            "document": document,
            "markup": markup,
            "prompt": prompt,
            "key_entry": key_entry,
            "keyed": shown.keyed,
            "keyed_kinds": dict.fromkeys(block.kind for block in shown.keyed),
            "tool": lambda slug: toolkit.find(f"tools/{slug}"),
        }

        def form() -> Markup:
            # Beside each other, pages have the same addresses; the first one speaks for all.
            here = posixpath.join(posixpath.dirname(names["here"]), "index.html")
            key = (here, *names["downloads"][document.target])
            if key not in shown.forms:
                html = self.render("form.html", **{**known, "here": here})
                shown.forms[key] = Markup(html)  # noqa: S704 (the template has escaped it)
            return shown.forms[key]

        return self.render(template, **known, form=form)


def is_searchable(toolkit: Toolkit) -> bool:
    """Return whether there are more worksheets than anybody wants to read the names of."""
    return len(toolkit.tools) > MOST_AT_A_GLANCE


def _has_code(toolkit: Toolkit, document: Document) -> bool:
    return toolkit.has_codes and isinstance(document, Tool)


def _orientation(document: Document, edition: Edition) -> Orientation:
    # In large print a wide table becomes a row of questions, for which upright paper is better.
    if isinstance(document, Tool) and not edition.is_large:
        return document.orientation
    return "portrait"
