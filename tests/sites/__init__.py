"""Projects for tests: the repository's own, a tiny one, and mistakes to lay over the tiny one.

In `long` everything is longer, wider or higher than it should be.

`broken/<case>/` holds one mistake each: files that are laid over the content of the tiny project,
and in `expected.txt` the messages that they lead to, with paths relative to `content/`.
"""

import shutil
from functools import cache
from pathlib import Path

from partnertools import source
from partnertools.model.toolkit import Toolkit
from partnertools.problems import UserError
from partnertools.render.pages import Layouts

TESTS = Path(__file__).parents[1]
REPOSITORY = TESTS.parent
TINY = TESTS / "sites" / "tiny"
LONG = TESTS / "sites" / "long"
BROKEN = TESTS / "broken"
# How a worksheet begins of which only what follows is tested.
FRONT = """---
title: A case
summary: One case.
when: it is tested
version: 1
minutes: 1
---

"""


@cache
def toolkit(origin: Path = REPOSITORY) -> Toolkit:
    """Read the content of a project that doesn't change."""
    return source.read(origin / "content")


@cache
def layouts() -> Layouts:
    """Return the default look."""
    return Layouts(REPOSITORY / "layouts")


def project(root: Path, origin: Path = TINY, overlays: tuple[Path, ...] = ()) -> Path:
    """Make a project of the content of `origin`, what is laid over it, and our layouts."""
    shutil.copytree(origin / "content", root / "content")
    shutil.copytree(REPOSITORY / "layouts", root / "layouts")
    for overlay in overlays:
        lay(overlay, root)
    return root


def lay(overlay: Path, root: Path) -> None:
    """Lay files over the content of a project."""
    expected = shutil.ignore_patterns("expected.txt")
    shutil.copytree(overlay, root / "content", ignore=expected, dirs_exist_ok=True)


def messages(error: UserError, root: Path) -> list[str]:
    """Return the messages of an error, with paths relative to the content of a project."""
    return [relative(str(problem), root) for problem in error.problems]


def relative(text: str, root: Path) -> str:
    """Return a text with paths relative to the content of a project."""
    return text.replace(f"{root / 'content'}/", "")
