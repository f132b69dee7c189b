"""What a link leads to -> its address on a page.

A link within the content is `content:` and the target of a document, or a file that is handed out.
"""

import posixpath
from collections.abc import Callable


def relative(here: str, path: str) -> str:
    """Return an address on a page; a path may lead out of the folder of a language."""
    return posixpath.relpath(f"/site/{path}", posixpath.dirname(f"/site/{here}"))


def resolve(href: str, url: Callable[[str], str]) -> str:
    """Return the address of a link; `url` says that of a file of the site, by its path."""
    if not href.startswith("content:"):
        return href
    target, _, anchor = href.removeprefix("content:").partition("#")
    if target.startswith("files/"):
        return url(target)
    return url(f"{target}/index.html") + (f"#{anchor}" if anchor else "")
