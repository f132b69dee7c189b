"""Projects for tests: the repository's own, a tiny one, and mistakes to lay over the tiny one.

`one-question` takes the least to build: it is for tests of building, whatever it is that is built.
In `long` everything is longer, wider or higher than it should be. `heard` is what screen readers
read in the tests: no author changes its words.

`broken/<case>/` holds one mistake each: files that are laid over the content of the tiny project,
in `expected.txt` the messages that they lead to, with paths relative to `content/`, and in
`mended.yaml` what their remedies say, as edits one after another.
"""

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from partnertools import source
from partnertools.model.toolkit import Toolkit
from partnertools.problems import UserError
from partnertools.render.pages import Layouts

TESTS = Path(__file__).parents[1]
REPOSITORY = TESTS.parent
TINY = TESTS / "sites" / "tiny"
ONE_QUESTION = TESTS / "sites" / "one-question"
LONG = TESTS / "sites" / "long"
HEARD = TESTS / "sites" / "heard"
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
    """Read the content of a project that doesn't change, in the language of its source alone."""
    with TemporaryDirectory() as folder:
        return source.read(in_one_language(project(Path(folder), origin)) / "content")


@cache
def layouts() -> Layouts:
    """Return the default look."""
    return Layouts(REPOSITORY / "layouts")


def project(root: Path, origin: Path = TINY, overlays: tuple[Path, ...] = ()) -> Path:
    """Make a project of the content of `origin` and what is laid over it, with the default look."""
    shutil.copytree(origin / "content", root / "content")
    for overlay in overlays:
        lay(overlay, root)
    return root


def copy_layout(root: Path, name: str) -> Path:
    """Give a project a file of the default look, to change it; return where it stands."""
    path = root / "layouts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(REPOSITORY / "layouts" / name, path))


def in_one_language(root: Path) -> Path:
    """Let a project be published in the language of its source alone."""
    path = root / "content" / "toolkit.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"^languages:\n(  - .*\n)+", "", text, flags=re.MULTILINE), "utf-8")
    return root


def lay(overlay: Path, root: Path) -> None:
    """Lay files over the content of a project."""
    about = shutil.ignore_patterns("expected.txt", "mended.yaml")
    shutil.copytree(overlay, root / "content", ignore=about, dirs_exist_ok=True)


def mend(overlay: Path, root: Path) -> None:
    """Do what the remedies of a mistake say, to the content of a project."""
    folder = root / "content"
    for edit in yaml.safe_load((overlay / "mended.yaml").read_text("utf-8")):
        match edit:
            case {"replace": str(before), "by": str(after), "in": name}:
                text = (folder / name).read_text("utf-8")
                assert before in text, before
                (folder / name).write_text(text.replace(before, after), "utf-8")
            case {"move": name, "to": place} | {"copy": name, "to": place}:
                (folder / place).parent.mkdir(exist_ok=True)
                (shutil.move if "move" in edit else shutil.copy)(folder / name, folder / place)
                if not any((folder / name).parent.iterdir()):
                    (folder / name).parent.rmdir()
            case {"remove": name}:
                path = folder / name
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            case {"write": text, "into": name}:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(text, "utf-8")
            case _:
                raise ValueError(edit)


def messages(error: UserError, root: Path) -> list[str]:
    """Return the messages of an error, with paths relative to the content of a project."""
    return [relative(str(problem), root) for problem in error.problems]


def mistakes(root: Path) -> list[str]:
    """Return the messages about a project's content, with paths relative to it."""
    try:
        source.read(root / "content")
    except UserError as error:
        return messages(error, root)
    return []


def relative(text: str, root: Path) -> str:
    """Return a text with paths relative to the content of a project."""
    return text.replace(f"{root / 'content'}/", "")
