"""In: the repository's own content. Out: which pages its site has, and what is on them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page

import sites
from partnertools.model import fields
from partnertools.model.toolkit import Tool
from partnertools.render.embeds import PARTS, page_name

TOOLKIT = sites.toolkit()
DOCUMENTS = {f"{document.target}/index.html": document for document in TOOLKIT.documents()}
TOOLS = {name: tool for name, tool in DOCUMENTS.items() if isinstance(tool, Tool)}
TITLES = {name: document.title for name, document in DOCUMENTS.items()}
TITLES |= {f"packets/{packet.slug}/index.html": packet.title for packet in TOOLKIT.packets}
TITLES["index.html"] = TOOLKIT.title
TITLES["embed/index.html"] = "Add a worksheet to your website"
TITLES["compare/index.html"] = "Compare answers"
# It is shown at any depth, and so names all from the root of its server.
MISSING = "404.html"
TITLES[MISSING] = "There is no such page"
PAGES = list(TITLES)
# The worksheets as other websites frame them.
EMBEDS = [page_name(tool, part) for tool in TOOLS.values() for part in PARTS]
FIELDS = {name: fields.of_tool(tool) for name, tool in TOOLS.items()}

every_file = pytest.mark.parametrize("name", PAGES + EMBEDS)
every_page = pytest.mark.parametrize("page", PAGES, indirect=True, scope="module")
every_tool = pytest.mark.parametrize("page", TOOLS, indirect=True, scope="module")


def name_of(page: Page) -> str:
    return urlsplit(page.url).path.removeprefix("/")


def first_of_each_kind(page: Page) -> list[tuple[str, Locator]]:
    """Return what each kind of field of a worksheet takes, and its first control."""
    firsts = {f.value_type.name: f for f in reversed(FIELDS[name_of(page)]) if not f.read_only}
    return [(kind, page.locator(f'[name="{f.id}"]').first) for kind, f in firsts.items()]
