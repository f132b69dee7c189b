"""The folder that a site is to be written into -> why it can't be, before anything is made.

A build replaces what is in its folder. So it takes a folder that is new or empty, or that an
earlier build has written, and no other.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from partnertools import files
from partnertools.problems import Problem, UserError, Where

# What a build writes, and nothing else is beside it.
MADE = {
    "404.html",
    "assets",
    "compare",
    "data",
    "embed",
    "files",
    "guide",
    "index.html",
    "packets",
    "pages",
    "robots.txt",
    "sitemap.xml",
    "toolkit.json",
    "tools",
    "_headers",
    "_redirects",
    "nginx.conf",
    ".htaccess",
}
OTHER = "name a folder that is new or empty, or one that `build` has written"


def check(folder: Path, root: Path) -> None:
    """Raise `UserError` where a folder holds, or belongs to, anything but an earlier site.

    The `dist` of the project at `root` is always a build's own.
    """
    real, project = folder.resolve(), root.resolve()
    if real == project / "dist":
        return
    # There, files are replaced one by one, and hidden ones stay.
    keeps_hidden = folder.is_symlink() or os.path.ismount(real)
    for what in _refusals(real, project, keeps_hidden=keeps_hidden):
        raise UserError([Problem(Where(folder), what, OTHER)])


def _refusals(folder: Path, project: Path, *, keeps_hidden: bool) -> Iterator[str]:
    if folder == folder.parent:
        yield "it is the whole disk"
    if folder == Path.home().resolve():
        yield "it is your home folder"
    if project.is_relative_to(folder):
        yield "the project is in it, and a build replaces what is there"
    if folder.exists() and not folder.is_dir():
        yield "it is no folder"
    for name in ("content", "layouts"):
        if folder.is_relative_to(project / name):
            yield f"it belongs to the `{name}/` of the project"
    try:
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise UserError([files.problem(folder, error)]) from None
    found = [
        n for n in names if n in MADE or not (_is_nobodys(n) or (keeps_hidden and n[0] == "."))
    ]
    if foreign := [name for name in found if name not in MADE]:
        yield f"`{foreign[0]}` is in it, which no build has made"
    if found and not _is_site(folder):
        yield f"`{found[0]}` is in it, and it is no site of a toolkit"


def _is_nobodys(name: str) -> bool:
    """Tell whether nobody would miss a file: not one of a file manager, but, say, `.git`."""
    return files.is_leftover(name) and (not name.startswith(".") or name == ".DS_Store")


def _is_site(folder: Path) -> bool:
    try:
        about = json.loads((folder / "toolkit.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and {"format", "tools", "packets"} <= about.keys()
