"""What other websites name: the pages for their frames, and the scripts that make these."""

import re
from typing import Literal

from partnertools.model.toolkit import Tool

# How much of a tool is embedded: all of it, the questions alone, or the files to download.
EmbedPart = Literal["whole", "questions", "downloads"]
PARTS: dict[EmbedPart, str] = {
    "whole": "index.html",
    "questions": "questions.html",
    "downloads": "downloads.html",
}
# Websites name them with their hash: another content needs another name, and old ones stay.
HOST_SCRIPTS = ("embed/partner-tool-1.js", "embed/partner-tool-2.js")
# The one that is handed out.
HOST_SCRIPT = HOST_SCRIPTS[-1]
# Links that leave the page, but for those to it in another language; however their attributes are
# ordered: within one, `>` is escaped.
LINK = re.compile(r'<a(?=\s(?:[^>]*\s)?href="(?!#|mailto:|tel:))(?![^>]*\shreflang=)')


def page_name(tool: Tool, part: EmbedPart) -> str:
    """Return the path of a tool's page for frames within the site."""
    return f"embed/{tool.slug}/{PARTS[part]}"


def open_outside(html: str) -> str:
    """Return a page for a frame, from which other pages of the site open in a window of their own.

    In the frame, they would have no room, nor the right to be there.
    """
    return LINK.sub('<a target="_blank"', html)
