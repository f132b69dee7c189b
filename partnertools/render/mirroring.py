"""Styles of paper for a language from left to right -> the same for one from right to left.

Most of a style sheet says start and end. The boxes in the margins of pages have no such names (CSS
Paged Media 3, 5), so their rules are written for the one direction, and mirrored for the other.
"""

import re

MARGIN_BOX = re.compile(r"(?<=@)(?:(top|bottom)-)?(left|right)(?=[\w-]*\s*\{)")
STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
OTHERS = {"left": "right", "right": "left"}
# What stands in margins doesn't hear of the direction of the text.
DIRECTION = "@page { direction: rtl }"


def mirror_style(style: str) -> str:
    """Return a style sheet whose margin boxes are mirrored."""
    return f"{DIRECTION}\n{_mirror(style)}"


def mirror_html(html: str) -> str:
    """Return a print sheet with the margin boxes of its own styles mirrored."""
    return STYLE.sub(lambda found: _mirror(found[0]), html)


def _mirror(style: str) -> str:
    def other(found: re.Match[str]) -> str:
        edge = f"{found[1]}-" if found[1] else ""
        return edge + OTHERS[found[2]]

    return MARGIN_BOX.sub(other, style)
